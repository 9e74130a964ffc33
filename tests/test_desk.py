"""The frame of the desk: languages, errors, headers."""

import re
from collections.abc import Callable
from datetime import date

from desk_support import desk
from review_support import put
from sqlalchemy import Engine

from desk.exporting import ROWS
from models.article import Article
from models.fact import Facts
from models.vocabulary import FigureUnit
from pipelines.resolving_claims import resolve_claims
from publish.tables import ALL_TABLES


def test_front_page_is_indonesian_and_english_stays_chosen(engine: Engine) -> None:
    browser = desk(engine)
    first = browser.get("/")
    assert '<html lang="id">' in first.text
    assert "Siapa mengatakan apa" in first.text
    assert "Who said what" in browser.get("/?lang=en").text
    assert "Who said what" in browser.get("/").text
    assert "Siapa mengatakan apa" in browser.get("/?lang=id").text
    assert "Siapa mengatakan apa" in browser.get("/?lang=klingon").text


def test_link_to_the_other_language_keeps_the_question(engine: Engine) -> None:
    page = desk(engine).get("/?q=%22dua%20kata%22&page=2").text
    assert 'href="?q=%22dua+kata%22&amp;page=2&amp;lang=en"' in page


def test_unknown_page_says_so_in_the_language_of_the_reader(engine: Engine) -> None:
    browser = desk(engine)
    missing = browser.get("/tidak-ada?lang=en")
    assert missing.status_code == 404
    assert "There is no such page" in missing.text


def test_every_answer_forbids_inline_scripts(engine: Engine) -> None:
    browser = desk(engine)
    for path in ("/", "/tidak-ada", "/static/desk.css"):
        policy = browser.get(path).headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy


def test_front_page_shows_what_is_new(engine: Engine, story: Callable[..., tuple[Article, Facts]]) -> None:
    assert "Pernyataan terbaru" not in desk(engine).get("/").text
    put(engine, story())
    put(engine, story(published_on=date(2024, 3, 1), url="https://kabartimur.example/baru"), file="b")
    page = desk(engine).get("/").text
    newest = re.findall(r'href="/(statements|figures)/(\d+)"', page)
    assert newest == [("statements", "2"), ("statements", "1"), ("figures", "2"), ("figures", "1")]
    assert "12 kasus" in page


def test_manual_explains_every_column_and_code_in_both_languages(engine: Engine) -> None:
    browser = desk(engine)
    for language, unit in (
        ("id", "Apa yang dihitung. Satuan tidak pernah dicampur."),
        ("en", "What is counted"),
    ):
        page = browser.get(f"/help?lang={language}").text
        assert unit in page
        for name in (*(table.name for table in ALL_TABLES), *map(str, ROWS)):
            assert f">{name}<" in page
        for code in FigureUnit:
            assert f'<span class="code">{code}</span>' in page


def test_codes_and_columns_open_their_explanation(
    engine: Engine, story: Callable[..., tuple[Article, Facts]]
) -> None:
    put(engine, story())
    resolve_claims(engine)
    browser = desk(engine)
    for address, some in (
        ("/figures/1", {"FigureRow-topic", "FigureRow-period_kind"}),
        ("/search?kind=statements", {"topic-filter", "FigureRow-unit"}),
        ("/sources", {"RunReport-status", "ReleasedRunSource-failures"}),
        ("/trends?unit=kasus", {"TrendRow-basis", "TrendRow-flags"}),
    ):
        page = browser.get(address).text
        opened = set(re.findall(r'popovertarget="([^"]+)"', page))
        assert {f"explain-{name}" for name in some} <= opened, address
        assert opened == set(re.findall(r'id="([^"]+)" popover', page))
