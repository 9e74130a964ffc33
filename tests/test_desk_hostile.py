"""Every page over a database in which every stored text is hostile: it stays text, and it stays small."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from desk_support import desk, signed_in
from review_support import put
from sqlalchemy import Engine
from starlette.testclient import TestClient

from models.article import Article
from models.fact import Facts
from models.vocabulary import OfficialKind
from pipelines.resolving import resolve_all
from storage.engine import writing
from storage.tables import Run
from storage.types import now

Story = Callable[..., tuple[Article, Facts]]
SCRIPT = "<script>alert('x')</script><img src=x onerror=alert(1)>\"'`{{7*7}}%s \u202eTUKIRAB\u2066"
FORMULA = '=HYPERLINK("https://jahat.example")'
HUGE = f"{FORMULA} {SCRIPT} TPPO " + "A\u202e<b>" * 45_000
LARGEST_PAGE = 200_000
"""Characters."""


@pytest.fixture
def hostile(engine: Engine, story: Story) -> Engine:
    """Articles whose every text is meant to do harm."""
    for number, title in enumerate((HUGE, SCRIPT, "")):
        put(engine, _hostile(story, title, number), file=f"{number}{SCRIPT}".replace("/", "-"))
    with writing(engine) as session:
        run = Run(kind="crawl", started_at=now(), finished_at=now(), status="finished")
        session.add(run)
    resolve_all(engine)
    return engine


def _hostile(story: Story, title: str, number: int) -> tuple[Article, Facts]:
    speaker, agency = f"Yosef {SCRIPT}", f"Dinas Sosial {SCRIPT}"
    words = f"kami menangani 12 kasus {SCRIPT}"
    text = f"{speaker}, Kepala {agency} Ende: {words}. " + SCRIPT * 200
    article, facts = story(
        title=title, outlet=SCRIPT, author=SCRIPT, source=f"sumber-{number}{SCRIPT}", origin=SCRIPT,
        url=f"https://uji.example/{number}\"><script>alert(1)</script>", published_on=date(2024, 1, 15 + number),
    )  # fmt: skip
    url = "javascript:alert(1)" if number else article.url
    article = article.model_copy(update={"text": text, "url": url})

    def at(fact: Any, quote: str, **fields: Any) -> Any:
        start = text.index(quote)
        place = {"start": start, "end": start + len(quote), "quote": quote, "public_quote": quote}
        return fact.model_copy(update=place | fields)

    mention = facts.officials[0].mentions[0]
    official = at(
        facts.officials[0], speaker, name=speaker, title=f"Kepala {agency}", agency=agency, rank=SCRIPT,
        kind=OfficialKind.OFFICIAL, mentions=(mention.model_copy(update={"start": 0, "end": 5, "quote": "Yosef"}),),
    )  # fmt: skip
    body = at(facts.agencies[0], agency, name=agency, acronym=SCRIPT, mentions=())
    changed = {
        "officials": (official,), "agencies": (body,), "dates": (), "laws": (),
        "figures": (at(facts.figures[0], "12 kasus", credited_to=speaker),),
        "statements": (at(facts.statements[0], words, text=words, speaker=speaker, cue=SCRIPT),),
        "public_title": title,
    }  # fmt: skip
    return article, facts.model_copy(update=changed)


def addresses(browser: TestClient) -> Iterator[str]:
    """Every address that can be got, with what the database has and what it has not."""
    for prefix, document in (
        ("", browser.app.openapi()),
        ("/api/v1", browser.get("/api/v1/openapi.json").json()),
    ):  # type: ignore[attr-defined]
        for path, methods in document["paths"].items():
            if "get" not in methods:
                continue
            for value in ("1", "53.08", SCRIPT) if "{" in path else ("",):
                yield prefix + re.sub(r"\{[^}]*\}", value.replace("/", "%2F").replace("?", "%3F"), path)
    yield "/api/v1/docs"


ASKED = ({}, {"q": f"{SCRIPT[:60]}\x00", "lang": "en", "after": SCRIPT[:60]})


def test_hostile_text_stays_text_on_every_page(hostile: Engine) -> None:
    """What a reviewer sees on SQLite, what anybody sees on PostgreSQL: all four would show the same templates again."""
    browser = signed_in(hostile) if hostile.dialect.name == "sqlite" else desk(hostile)
    pages = 0
    for path in addresses(browser):
        for asked in ASKED:
            answer = browser.get(path, params=asked, follow_redirects=False)
            assert answer.status_code in {200, 302, 303, 307, 400, 403, 404}, (path, asked)
            assert "unsafe" not in answer.headers["content-security-policy"]
            assert answer.headers["x-content-type-options"] == "nosniff"
            if answer.headers.get("content-type", "").startswith("text/html"):
                check_page(answer.text, path)
                pages += answer.status_code == 200
    assert pages > 12


def check_page(text: str, path: str) -> None:
    """No script but ours, no handler, no style, no foreign address; not large; no change of direction."""
    assert len(text) < LARGEST_PAGE, path
    assert "<script>alert" not in text, path
    assert "\u202e" not in text and "\u2066" not in text, path
    Checked(path).feed(text)


class Checked(HTMLParser):
    """A page, tag by tag."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            assert not name.startswith("on") and name != "style", (self._path, tag, name)
            if name in {"href", "src", "action"}:
                assert re.match(r"/(?!/)|https?://|#|\?|$", value or ""), (self._path, value)
            if name == "src":
                assert (value or "").startswith("/static/") or "trends" in (value or ""), (self._path, value)
        assert tag != "script" or dict(attrs).get("src"), self._path


def test_no_cell_of_a_whole_list_is_run_as_a_formula(hostile: Engine) -> None:
    browser = desk(hostile)
    document = browser.get("/api/v1/openapi.json").json()
    tables = [path for path in document["paths"] if path.endswith(".csv")]
    assert len(tables) > 8
    found = 0
    for path in tables:
        csv.field_size_limit(10_000_000)
        for row in csv.reader(io.StringIO(browser.get(f"/api/v1{path}").text)):
            assert not [cell[:40] for cell in row if cell.startswith(("=", "+", "-", "@"))], path
            found += sum(cell.startswith("'=HYPERLINK") for cell in row)
    assert found > 0
