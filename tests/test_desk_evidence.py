"""Evidence pages: a fact with its words, its sources and its citation; and pages of who and where."""

import re
from collections.abc import Callable

import pytest
from desk_support import desk
from review_support import put
from sqlalchemy import Engine
from starlette.testclient import TestClient

from models.article import Article
from models.errors import PantauError
from models.fact import Facts
from pipelines.resolving import resolve_all
from storage.evidence import parse_anchor

Story = Callable[..., tuple[Article, Facts]]


@pytest.fixture
def browser(engine: Engine, story: Story) -> TestClient:
    """A desk over one article of an invented outlet."""
    put(engine, story())
    resolve_all(engine)
    return desk(engine)


def test_statement_leads_from_its_words_to_its_speaker_article_and_citation(browser: TestClient) -> None:
    page = browser.get("/statements/1").text
    assert "<mark>Kami mendampingi 12 kasus itu sampai tuntas,</mark>" in page
    assert "Kepala Dinas Sosial Kabupaten Ende" in page
    assert 'href="/officials/1"' in page
    assert 'href="https://kabartimur.example/ende-12-kasus"' in page
    assert "Kabar Timur. (2024, 15 Januari). Dua belas kasus TPPO di Ende." in page
    assert "Nobody has reviewed it yet" in browser.get("/statements/1?lang=en").text


def test_permalink_outlives_the_next_extraction(engine: Engine, story: Story, browser: TestClient) -> None:
    page = browser.get("/statements/1").text
    link = re.search(r'id="permalink">http://127\.0\.0\.1:8000(\S+)</a>', page)
    assert link is not None
    put(engine, story(extractor="rules@2"))
    again = browser.get(link[1].replace("&amp;", "&"))
    assert "<mark>Kami mendampingi 12 kasus itu sampai tuntas,</mark>" in again.text


def test_permalink_finds_the_words_in_an_edited_text(
    engine: Engine, story: Story, browser: TestClient
) -> None:
    article, _ = story()
    place = article.text.index("Kami mendampingi")
    link = f"/evidence/1.1.{place}-{place + 44}?kind=statement"
    put(engine, story(text="Diperbarui. " + article.text), file="b")
    page = browser.get(link).text
    assert "<mark>Kami mendampingi 12 kasus itu sampai tuntas,</mark>" in page
    assert "Beritanya diubah sejak tautan ini dibuat" in page


def test_permalink_of_nothing_is_not_found(browser: TestClient) -> None:
    for place in ("9.1.0-5", "1.9.0-5", "1.1.0-1", "1.1.5-5", "999999999999999999.1.1-2"):
        assert browser.get(f"/evidence/{place}").status_code == 404, place


@pytest.mark.parametrize("place", ["", "1.1.0", "1.1.-5-2", "x", "1.1.0-5;--", "1" * 40 + ".1.1-2"])
def test_broken_permalink_is_explained(place: str) -> None:
    with pytest.raises(PantauError, match="no place of a fact"):
        parse_anchor(place)


def test_references_can_be_taken_into_a_reference_manager(browser: TestClient) -> None:
    entry = browser.get("/figures/1/citation.bib")
    assert entry.headers["content-disposition"].startswith('attachment; filename="pantau-figure-1-1-')
    assert "title = {{Dua belas kasus TPPO di Ende}}" in entry.text
    assert "date = {2024-01-15}" in entry.text
    lines = browser.get("/statements/1/citation.ris").text.splitlines()
    assert lines[0] == "TY  - NEWS"
    assert "N1  - Pernyataan Yosef Lamawuran: " in "\n".join(lines)
    assert lines[-1] == "ER  - "


def test_figure_leads_to_the_number_and_all_who_tell_it(browser: TestClient) -> None:
    page = browser.get("/figures/1").text
    assert "<mark>12 kasus</mark>" in page
    assert 'href="/claims/1"' in page
    claim = browser.get("/claims/1").text
    assert 'href="/figures/1"' in claim
    assert "2023" in claim


def test_pages_of_person_body_and_region_know_one_another(browser: TestClient) -> None:
    person = browser.get("/officials/1").text
    assert "Yosef Lamawuran" in person
    body = re.search(r'href="(/agencies/\d+)"', person)
    assert body is not None
    agency = browser.get(body[1]).text
    assert 'href="/officials/1"' in agency
    assert 'href="/statements/1"' in agency
    region = browser.get("/regions/53").text
    assert 'href="/statements/1"' in region
    assert 'href="/claims/1"' in region
    assert 'href="/officials/1"' in browser.get("/regions/53.08").text
    assert 'href="/regions/53.08"' in browser.get("/regions").text


def test_article_shows_its_facts_and_no_text(browser: TestClient) -> None:
    page = browser.get("/articles/1").text
    assert 'href="/statements/1"' in page
    assert "Dinsos mengacu pada" not in page
    assert "Maria Seran" not in page


def test_what_a_publisher_took_down_is_shown_to_nobody_who_only_reads(
    engine: Engine, browser: TestClient
) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE articles SET removed_at = '2026-01-02 03:04:05', removal_reason = 'gone'"
        )
    for path in ("/articles/1", "/statements/1", "/figures/1", "/claims/1", "/statements/1/citation.bib"):
        assert browser.get(path).status_code == 404


def test_what_does_not_exist_is_not_found(browser: TestClient) -> None:
    parts = ("statements", "figures", "claims", "articles", "officials", "agencies", "regions")
    for path in (f"/{part}/{key}" for part in parts for key in ("0", "-1", "99", "9" * 25, "satu")):
        assert browser.get(path).status_code in {400, 404}, path
