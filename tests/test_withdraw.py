"""What is withdrawn leaves every table and index, stays out whatever is read again, and leaves a tombstone."""

import json
import zlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import pytest
from filled_tables import reflected
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select, text
from tests_support import Pantau

from models.errors import PantauError
from models.page import FetchedArticle, FetchedListing, FetchFailure, Page, Validators
from models.stored import ImportedFile, Saved
from models.vocabulary import SubjectKind
from models.withdrawal import BLOCK, WithdrawalKind, blank_words, key_digest, words_digest, words_of
from pipelines.processing import process_waiting
from pipelines.resolving import resolve_all
from pipelines.withdrawn_marker import mark_archive, read_marker
from storage.blanking import Words, blanked_body
from storage.documents import import_document, restore_document
from storage.engine import open_engine, reading
from storage.frontier import enqueue
from storage.maintenance.checks import check_database
from storage.pages import CrawlStore
from storage.reviews import comment
from storage.runs import start_run
from storage.search.finding import search_statements
from storage.tables import (
    ArticleVersion,
    Document,
    FigureRecord,
    FrontierEntry,
    OfficialRecord,
    PersonRecord,
    StatementRecord,
    StoredArticle,
    StoredPage,
)
from storage.withdrawals import withdraw_article, withdraw_person, withdraw_span
from storage.withdrawn import list_withdrawals

FIRST, SECOND = "https://uji.example/berita/1-yosafat-lerimunda", "https://uji.example/berita/2-pelabuhan"
TELLS = (
    "LEWOLEBA, Uji - Kepala Dinas Sosial Kabupaten Lembata, Yosafat Lerimunda, mengatakan ada 17 korban TPPO "
    "sepanjang 2023.",
    '"Kami menampung 17 korban itu sampai dipulangkan ke kampung halaman," kata Yosafat.',
    "Kasus TPPO itu terbongkar setelah seorang perempuan bernama Zulaekha Wonodadi melapor ke Polres Lembata.",
)
AGREES = (
    "KUPANG, Uji - Kapolres Lembata AKBP Darto Wilujeng mengatakan penyidik menetapkan 2 tersangka kasus TPPO di "
    "pelabuhan Lewoleba.",
    "Perdagangan orang itu disebut pula oleh Yosafat Lerimunda pada Senin (8/1/2024).",
    '"Penyidikan berjalan dan berkas dikirim ke kejaksaan," ujar Darto.',
)
REASON = {"reason": "permintaan keluarga", "by": "Meja redaksi"}


def fetched(url: str, title: str, paragraphs: Iterable[str], day: int = 9) -> FetchedArticle:
    body = "".join(f"<p>{escape(words)}</p>" for words in paragraphs)
    head = f'<title>{escape(title)}</title><meta property="og:title" content="{escape(title)}">'
    stamp = '<meta property="article:published_time" content="2024-01-08T08:00:00+07:00">'
    shown = f"<article><h1>{escape(title)}</h1>{body}</article>"
    page = f"<html lang='id'><head>{head}{stamp}</head><body>{shown}</body></html>"
    when = datetime(2024, 1, day, 1, 0, tzinfo=UTC)
    pages = (Page(url=url, body=page.encode(), content_type="text/html; charset=utf-8", fetched_at=when),)
    return FetchedArticle(source="uji", url=url, pages=pages)


ARTICLES = (
    fetched(FIRST, "Yosafat Lerimunda: 17 Korban TPPO di Lembata", TELLS),
    fetched(SECOND, "Polres Lembata tetapkan 2 tersangka TPPO", AGREES),
)


def read(engine: Engine, *articles: FetchedArticle) -> None:
    """As a weekly run does it after fetching."""
    store = CrawlStore(engine, start_run(engine, "crawl"))
    for article in articles:
        store.save_article(article)
    process_waiting(engine, {})
    resolve_all(engine)


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """Two articles, resolved, with a review of each and of what runs keep beside them."""
    store = CrawlStore(engine, start_run(engine, "crawl"))
    listing = FetchedListing(
        source="uji", url="https://uji.example/feed", article_urls=(FIRST, SECOND), validators=Validators()
    )
    store.save_listing(listing)
    store.save_failure(FetchFailure(source="uji", url=FIRST, reason="timeout"))
    read(engine, *ARTICLES)
    for said in rows(engine, StatementRecord):
        comment(engine, SubjectKind.STATEMENT, said.id, "kata Yosafat Lerimunda sendiri", reviewer="Sari")
    for official in rows(engine, OfficialRecord):
        comment(engine, SubjectKind.OFFICIAL, official.id, "nama dieja dua cara", reviewer="Sari")
    return engine


def rows(engine: Engine, table: Any) -> list[Any]:
    with reading(engine) as session:
        return list(session.scalars(select(table).order_by(table.id)))


def key(engine: Engine, url: str) -> int:
    (found,) = [article.id for article in rows(engine, StoredArticle) if article.url == url]
    return int(found)


def person(engine: Engine, name: str) -> int:
    (found,) = [one.id for one in rows(engine, PersonRecord) if one.name == name]
    return int(found)


def places_of(engine: Engine, *words: str) -> set[str]:
    """Tables and columns that hold one of the words in any row, in packed pages and in the index of words too."""
    found = set()
    with engine.connect() as connection:
        for table in reflected(connection):
            for row in connection.execute(select(table)).mappings():
                for name, value in row.items():
                    if _holds(value, words):
                        found.add(f"{table.name}.{name}")
        if engine.dialect.name == "sqlite":
            for table in ("searched_articles", "searched_statements"):
                vocabulary = f"temp.{table}_words"
                connection.execute(
                    text(f"CREATE VIRTUAL TABLE {vocabulary} USING fts5vocab(main, {table}_fts, row)")
                )
                terms = connection.scalars(text(f"SELECT term FROM {vocabulary}")).all()
                if any(_holds(term, words) for term in terms):
                    found.add(f"{table}_fts")
    return found


def _holds(value: Any, words: Iterable[str]) -> bool:
    if isinstance(value, bytes):
        try:
            value = zlib.decompress(value)
        except zlib.error:
            return False
        return any(word.encode() in value.lower() for word in words)
    return any(word in str(value).lower() for word in words)


def is_sound(engine: Engine, tmp_path: Path) -> bool:
    with reading(engine):
        return check_database(engine, tmp_path, lambda *_: None) == []


def test_an_article_leaves_every_table_and_what_others_tell_stays(filled: Engine, tmp_path: Path) -> None:
    assert len(places_of(filled, "yosafat", "zulaekha", "lerimunda")) > 12
    told = withdraw_article(filled, FIRST, **REASON)
    only_there = ("zulaekha", "menampung", "dinas sosial kabupaten lembata", "1-yosafat")
    assert places_of(filled, *only_there) == set()
    of_the_other = {"article_versions.text", "pages.body_zlib", "reviews.comment"}
    assert places_of(filled, "lerimunda") == of_the_other
    assert (told.kind, told.start, told.reason) == (WithdrawalKind.ARTICLE, None, "permintaan keluarga")
    assert told.url_digests == (key_digest(FIRST),)
    resolve_all(filled)
    assert [article.url for article in rows(filled, StoredArticle)] == [SECOND]
    assert [one.name for one in rows(filled, PersonRecord)] == ["Darto Wilujeng"]
    assert is_sound(filled, tmp_path)


def test_a_withdrawn_article_does_not_come_back(filled: Engine, tmp_path: Path) -> None:
    body = ARTICLES[0].pages[0].body
    withdraw_article(filled, key(filled, FIRST), **REASON)
    store = CrawlStore(filled, start_run(filled, "crawl"))
    assert store.known([FIRST, SECOND, "https://uji.example/3"]) == {FIRST, SECOND}
    listing = FetchedListing(
        source="uji", url="https://uji.example/feed", article_urls=(FIRST,), validators=Validators()
    )
    store.save_listing(listing)
    store.save_failure(FetchFailure(source="uji", url=FIRST, reason="timeout"))
    assert store.pending("uji") == [] and enqueue(filled, "uji", [FIRST]) == 0
    read(filled, ARTICLES[0])
    assert restore_document(filled, FIRST, "uji", ARTICLES[0].pages) is Saved.UNCHANGED
    for url in (None, FIRST):
        file = ImportedFile(path="disimpan.html", body=body + b" ", content_type="text/html", url=url)
        if url is None:
            import_document(filled, file)
            process_waiting(filled, {})
        else:
            with pytest.raises(
                PantauError, match=r"disimpan.html was withdrawn .* see `pantau withdraw list`"
            ):
                import_document(filled, file)
    read(filled, fetched("https://uji.example/lain", "Salinan", TELLS))
    assert places_of(filled, "zulaekha", "1-yosafat") == set()
    assert len(rows(filled, Document)) == 1


def test_an_address_that_is_not_stored_is_kept_out(engine: Engine) -> None:
    assert withdraw_article(engine, FIRST, **REASON).subject_id is None
    read(engine, *ARTICLES)
    assert [article.url for article in rows(engine, StoredArticle)] == [SECOND]


def test_a_person_leaves_every_table_and_places_stay_right(filled: Engine, tmp_path: Path) -> None:
    names = ("yosafat", "lerimunda")
    before = {version.id: version.text for version in rows(filled, ArticleVersion)}
    told = withdraw_person(filled, person(filled, "Yosafat Lerimunda"), **REASON)
    assert told.kind is WithdrawalKind.PERSON
    assert places_of(filled, *names) == set()
    assert is_sound(filled, tmp_path)
    after = {version.id: version.text for version in rows(filled, ArticleVersion)}
    assert {one: len(words) for one, words in before.items()} == {
        one: len(words) for one, words in after.items()
    }
    assert all(
        new in {old, BLOCK} for one in before for old, new in zip(before[one], after[one], strict=True)
    )
    assert "Darto Wilujeng" in after[2] and f"oleh {BLOCK * 7} {BLOCK * 9} pada" in after[2]
    assert [figure.credited_to for figure in rows(filled, FigureRecord) if figure.value == 17] == [None]
    process_waiting(filled, {})
    resolve_all(filled)
    assert {version.id: version.text for version in rows(filled, ArticleVersion)} == after
    assert [one.name for one in rows(filled, PersonRecord)] == ["Darto Wilujeng"]
    assert 17 in [figure.value for figure in rows(filled, FigureRecord)]
    assert is_sound(filled, tmp_path)


def test_the_name_of_a_withdrawn_person_is_blanked_in_what_comes_later(
    filled: Engine, tmp_path: Path
) -> None:
    withdraw_person(filled, person(filled, "Yosafat Lerimunda"), **REASON)
    process_waiting(filled, {})
    store = CrawlStore(filled, start_run(filled, "crawl"))
    assert FIRST in store.known([FIRST]), "an address that holds the name is not asked for again"
    assert not [entry.url for entry in rows(filled, FrontierEntry) if BLOCK in entry.url]
    edited = fetched(
        SECOND, "Polres Lembata tetapkan 2 tersangka TPPO", [*AGREES, "Berita ini diperbarui."], day=10
    )
    other = fetched("https://lain.example/9", "Kata YOSAFAT LERIMUNDA soal TPPO", TELLS[:2], day=11)
    read(filled, edited, other)
    assert len(rows(filled, StoredArticle)) == 3
    assert places_of(filled, "yosafat", "lerimunda") == set()
    with reading(filled) as session:
        assert search_statements(session, "penutur:yosafat").rows == ()
    assert is_sound(filled, tmp_path)


def test_a_span_is_blanked_in_texts_and_pages_and_other_places_stay(filled: Engine, tmp_path: Path) -> None:
    article_id, words = key(filled, FIRST), "Zulaekha Wonodadi"
    (version,) = [one for one in rows(filled, ArticleVersion) if one.article_id == article_id]
    start = version.text.index(words)
    statements = [(said.start, said.quote) for said in rows(filled, StatementRecord)]
    told = withdraw_span(filled, article_id, start + 2, start + len(words) - 1, **REASON)
    assert (told.start, told.end) == (start, start + len(words)), "halved words are whole"
    assert places_of(filled, "zulaekha", "wonodadi") == set()
    assert is_sound(filled, tmp_path)
    assert [(said.start, said.quote) for said in rows(filled, StatementRecord)] == statements
    process_waiting(filled, {})
    resolve_all(filled)
    (after,) = [one for one in rows(filled, ArticleVersion) if one.article_id == article_id]
    assert after.text == version.text.replace(words, f"{BLOCK * 8} {BLOCK * 8}")
    edited = fetched(FIRST, "Yosafat Lerimunda: 17 Korban TPPO di Lembata", [*TELLS, "Diperbarui."], day=12)
    read(filled, edited)
    assert places_of(filled, "zulaekha", "wonodadi") == set()
    assert len(rows(filled, ArticleVersion)) == 3
    read(filled, fetched("https://lain.example/8", "Warga melapor soal TPPO", [TELLS[2], AGREES[0]]))
    assert "pages.body_zlib" in places_of(filled, "zulaekha"), "another article is another withdrawal"


def test_the_list_beside_warc_files_tells_a_new_database(filled: Engine, tmp_path: Path) -> None:
    withdraw_article(filled, FIRST, **REASON)
    withdraw_person(filled, person(filled, "Darto Wilujeng"), **REASON)
    mark_archive(filled, tmp_path / "warc")
    marker = (tmp_path / "warc" / "withdrawn.jsonl").read_text()
    assert "yosafat" not in marker.lower() and "darto" not in marker.lower()
    other = open_engine(f"sqlite:///{tmp_path / 'baru.db'}")
    assert (read_marker(other, tmp_path / "warc"), read_marker(other, tmp_path / "warc")) == (2, 0)
    for article in ARTICLES:
        restore_document(other, article.url, "uji", article.pages)
    process_waiting(other, {})
    assert places_of(other, "zulaekha", "darto") == set()
    assert [article.url for article in rows(other, StoredArticle)] == [SECOND]
    (tmp_path / "warc" / "withdrawn.jsonl").write_text("{")
    with pytest.raises(PantauError, match="cannot be read: restore it from a backup"):
        read_marker(other, tmp_path / "warc")
    other.dispose()


@pytest.mark.parametrize(
    ("withdraw", "part"),
    [
        (lambda engine: withdraw_article(engine, 99, **REASON), "there is no article 99"),
        (lambda engine: withdraw_person(engine, 99, **REASON), "there is no person 99"),
        (lambda engine: withdraw_span(engine, 99, 0, 1, **REASON), "there is no article 99"),
        (lambda engine: withdraw_span(engine, 1, 5, 99_999, **REASON), "has no words at 5 to 99999"),
        (lambda engine: withdraw_article(engine, 1, reason=" ", by="Sari"), "needs a reason and a name"),
    ],
)
def test_what_cannot_be_withdrawn_changes_nothing(
    engine: Engine, withdraw: Callable[[Engine], Any], part: str
) -> None:
    read(engine, ARTICLES[1])
    with pytest.raises(PantauError, match=part):
        withdraw(engine)
    with reading(engine) as session:
        assert list_withdrawals(session) == []
        assert session.scalar(select(func.count(StoredPage.id))) == 1


def test_the_command_withdraws_and_lists(pantau: Pantau, tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{pantau.database}")
    read(engine, *ARTICLES)
    done = pantau("withdraw", "article", FIRST, "--reason", "permintaan keluarga", "--by", "Sari")
    assert (done.code, "Withdrawn (number 1)" in done.out) == (0, True), done.err
    assert pantau("withdraw", "span", "2", "0", "6", "--reason", "salah kutip", "--by", "Sari").code == 0
    (first, second) = pantau.json("withdraw", "list")
    assert (first["kind"], first["subject_id"], first["reason"]) == ("article", 1, "permintaan keluarga")
    assert (second["kind"], second["start"], second["end"]) == ("span", 0, 6)
    assert "bagian teks" in pantau("withdraw", "list").out
    assert (pantau.database.parent / "warc" / "withdrawn.jsonl").read_text().count("\n") == 2
    refused = pantau("withdraw", "person", "77", "--reason", "x", "--by", "Sari")
    assert (refused.code, "there is no person 77" in refused.err) == (2, True)
    assert json.dumps(first).count("lerimunda") == 0
    engine.dispose()


@given(
    st.text(max_size=60),
    st.lists(st.sampled_from(["Siti", "Ratu", "b. c", "é-ü", "x"]), min_size=2, max_size=3),
)
def test_blanking_keeps_lengths_and_finds_the_words_however_they_are_set_apart(
    around: str, name: list[str]
) -> None:
    run = " ".join(words_of(" ".join(name)))
    known = {len(run.split()): frozenset({words_digest(run.split())})}
    for between in (" ", "-", "\n", ", "):
        whole = f"{around} {between.join(name)} {around}"
        for cleared in (blank_words(whole, known, with_parts=True), Words((run,)).taken_from(whole)):
            assert len(cleared) == len(whole)
            assert run not in " ".join(words_of(cleared))
            assert all(new in {old, BLOCK} for old, new in zip(whole, cleared, strict=True))


@given(
    st.sampled_from(["<p>Siti <b>Ratu</b></p>", "Siti&nbsp;Ratu", '"Siti\\nRatu"', "/siti-ratu/"]),
    st.booleans(),
)
def test_words_are_found_through_markup_in_any_encoding(markup: str, is_utf8: bool) -> None:
    body = f"caf\u00e9 {markup} caf\u00e9".encode("utf-8" if is_utf8 else "cp1252")
    cleared = blanked_body(body, lambda words: Words(("siti ratu",)).taken_from(words, in_markup=True))
    assert b"siti" not in cleared.lower() and b"ratu" not in cleared.lower()
    assert cleared.count(body[:4]) == 2
