"""The archive alone rebuilds the database: same pages, same fetches of articles, same facts, without a network."""

import shutil
import signal
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import crawl_harness as h
import pytest
from faults_harness import Runs, news, sentence
from sqlalchemy import Engine, select
from test_storage_pages import article, failure, listing
from test_warc import check, records
from test_weekly import Site
from tests_support import Pantau

from crawler.warc_reader import archive_files, record_at
from demo.network import DemoNetwork
from models.page import ArchivedRecord
from storage.documents import restore_document
from storage.engine import open_engine, reading
from storage.pages import CrawlStore
from storage.runs import start_run
from storage.schema import bring_up_to_date, downgrade
from storage.tables import (
    ArticleVersion,
    Base,
    DateRecord,
    Document,
    ExposureRecord,
    FigureRecord,
    LawRecord,
    OfficialRecord,
    StatementRecord,
    StoredArticle,
    StoredPage,
)

FACTS = (OfficialRecord, DateRecord, FigureRecord, StatementRecord, LawRecord, ExposureRecord)
DIFFERENT = {"run_id", "processed_at", "first_seen_at", "extracted_at"}
"""Columns that tell of the run instead of the news."""


class Crawled:
    """A data folder that a crawl of the demo network filled, its archive and the source entries."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.archive = folder / "data" / "warc"
        self.sources = folder / "sources"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("demo")
    with DemoNetwork() as network:
        Site(network, folder).run("weekly")
    yield Crawled(folder)


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a connection fails."""

    def refuse(*_: object) -> None:
        raise AssertionError("a replay asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def empty(pantau: Pantau, crawled: Crawled, database_url: str, offline: None) -> Pantau:
    """The command with an empty database, on both back ends."""
    pantau.configure(
        PANTAU_DATABASE_URL=database_url, PANTAU_SOURCES_DIR=str(crawled.sources), PANTAU_ALLOW_LOOPBACK="1"
    )
    return pantau


def rows(engine: Engine, *tables: type[Base]) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that a database says, except about its runs, with keys: the order of storing counts too."""
    told = {}
    with reading(engine) as session:
        for table in tables:
            columns = [column for column in table.__table__.columns if column.name not in DIFFERENT]
            told[table.__tablename__] = [tuple(row) for row in session.execute(select(*columns))]
    return {name: sorted(found, key=repr) for name, found in told.items()}


def content(url: str) -> dict[str, list[tuple[Any, ...]]]:
    engine = open_engine(url)
    try:
        return rows(engine, Document, StoredPage, StoredArticle, ArticleVersion, *FACTS)
    finally:
        engine.dispose()


def test_the_archive_alone_gives_the_database_of_the_crawl(
    empty: Pantau, crawled: Crawled, database_url: str, tmp_path: Path
) -> None:
    shutil.copytree(crawled.archive, tmp_path / "data" / "warc")
    done = empty("replay")
    assert done.code == 0, done.err
    assert "50 fetches of articles, 50 of them not stored before" in done.out
    before, after = content(f"sqlite:///{crawled.data / 'pantau.db'}"), content(database_url)
    assert {name: len(found) for name, found in after.items()} == {
        name: len(found) for name, found in before.items()
    }
    assert after == before


def test_a_second_replay_stores_nothing_twice(empty: Pantau, crawled: Crawled, database_url: str) -> None:
    assert empty("replay", str(crawled.archive)).code == 0
    before = content(database_url)
    again = empty("replay", *map(str, archive_files(crawled.archive)))
    assert again.code == 0
    assert "50 fetches of articles, 0 of them not stored before" in again.out
    assert content(database_url) == before


def test_the_archive_of_a_crawl_passes_the_fields_own_checker(crawled: Crawled) -> None:
    assert check(*archive_files(crawled.archive)) == (0, "")


def test_show_names_the_record_that_proves_each_page(pantau: Pantau, crawled: Crawled) -> None:
    pantau.configure(PANTAU_DATA_DIR=str(crawled.data))
    paged = next(
        detail
        for article in pantau.json("articles", "--limit", "0")
        for detail in [pantau.json("show", str(article["id"]))]
        if len(detail["origins"][0]["archived"]) > 1
    )
    shown = pantau("show", str(paged["article"]["id"])).out.replace("\n", "")
    for place in paged["origins"][0]["archived"]:
        assert f"Arsip: {place['file']}, bita {place['offset']}" in shown
        record = record_at(crawled.archive / place["file"], place["offset"])
        assert record.field("WARC-Payload-Digest") == place["digest"]
        assert paged["article"]["url"] in record.field("WARC-JSON-Metadata")


def test_a_damaged_archive_gives_what_is_whole_and_tells_of_the_rest(
    pantau: Pantau, crawled: Crawled, tmp_path: Path
) -> None:
    pantau.configure(PANTAU_SOURCES_DIR=str(crawled.sources), PANTAU_ALLOW_LOOPBACK="1")
    (whole,) = archive_files(crawled.archive)
    single = [record for record in records(whole) if '"pages": 1' in record.field("WARC-JSON-Metadata")]
    raw = bytearray(whole.read_bytes()[:-50])  # cuts the last request
    raw[single[9].offset + 300 : single[9].offset + 320] = b"\0" * 20
    damaged = tmp_path / "rusak.warc.gz"
    damaged.write_bytes(raw)
    done = pantau("replay", str(damaged))
    assert done.code == 1
    assert "49 fetches of articles, 49 of them not stored before" in done.out
    assert "2 damaged" in done.out
    assert f"byte {single[9].offset}" in done.out.replace("\n", "")
    assert len(pantau.json("articles", "--limit", "0")) == 49


@pytest.mark.parametrize("kept", [0, 200, 600])
def test_what_a_kill_left_of_a_first_article_stops_no_replay(
    pantau: Pantau, crawled: Crawled, tmp_path: Path, kept: int
) -> None:
    pantau.configure(PANTAU_SOURCES_DIR=str(crawled.sources), PANTAU_ALLOW_LOOPBACK="1")
    (whole,) = archive_files(crawled.archive)
    shutil.copytree(crawled.archive, tmp_path / "warc")
    (tmp_path / "warc" / "pantau-9-20010101000000-00001.warc.gz").write_bytes(whole.read_bytes()[:kept])
    done = pantau("replay", str(tmp_path / "warc"))
    assert "50 fetches of articles, 50 of them not stored before" in done.out
    assert done.code == (1 if kept else 0)


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda path: None, "There is no WARC file"),
        (lambda path: path.mkdir(), "There is no WARC file"),
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.write_bytes(b"<html>"), "no WARC record"),
        (lambda path: path.write_bytes(b"WARC/1.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n"), "pantau import"),
    ],
)
def test_what_cannot_be_replayed_is_said_in_one_sentence(
    pantau: Pantau, tmp_path: Path, make: Any, word: str
) -> None:
    make(tmp_path / "a.warc.gz")
    done = pantau("replay", str(tmp_path / "a.warc.gz"))
    assert done.code == 2
    sentence(done.err, word, "a.warc.gz")


def test_the_text_that_the_site_shows_last_leads_after_a_replay_too(engine: Engine) -> None:
    """A correction that was taken back: A, B, A again, told in order, out of order and twice."""
    first, corrected, back = (
        article("/a", body, hours=24 * day) for day, body in enumerate((b"A", b"B", b"A"))
    )
    for told in ((first, corrected, back), (corrected,), (back, first), (corrected, first)):
        for one in told:
            restore_document(engine, one.url, one.source, one.pages)
        with reading(engine) as session:
            latest = session.scalars(select(Document).order_by(Document.fetched_at.desc())).all()
        assert len(latest) == 2
        assert latest[0].fetched_at == back.pages[0].fetched_at


def test_a_replay_brings_no_removed_article_back_into_the_queue(engine: Engine) -> None:
    store = CrawlStore(engine, start_run(engine, "crawl"))
    store.save_listing(listing("/a", "/b"))
    store.save_failure(failure("/a", is_gone=True))
    for path in ("/a", "/b"):
        one = article(path, b"isi")
        restore_document(engine, one.url, one.source, one.pages)
    assert store.pending("kabar-timur") == []
    assert store.is_known("https://kabartimur.example/a")


def test_pages_from_before_there_was_an_archive_name_no_record(engine: Engine) -> None:
    store = CrawlStore(engine, start_run(engine, "crawl"))
    store.save_article(article("/a", b"isi"))
    downgrade(engine, "0002")
    bring_up_to_date(engine)
    with reading(engine) as session:
        page = session.scalars(select(StoredPage)).one()
    assert (page.warc_file, page.warc_offset, page.warc_digest) == (None, None, None)


def test_a_place_beyond_two_gigabytes_is_kept(engine: Engine) -> None:
    place = ArchivedRecord(file="besar.warc.gz", offset=2**40, digest="sha256:A")
    page = article("/a", b"isi").pages[0].model_copy(update={"archived": place})
    restore_document(engine, page.url, None, [page])
    with reading(engine) as session:
        assert session.scalars(select(StoredPage.warc_offset)).one() == 2**40


def test_a_crawl_killed_at_any_moment_names_no_record_that_is_not_there(tmp_path: Path) -> None:
    """kill -9 while articles come in; the next run leaves the old file alone, and a replay gives everything."""
    paths = [f"/a/berita-{n}" for n in range(30)]
    answers = {path: news(f"Berita {path[3:]}") for path in paths}
    with h.FaultySite({"/rss": h.feed(*paths), **answers}) as site:
        runs = Runs(tmp_path, uji=site)
        process = runs.start("crawl")
        while len(site.article_requests()) < 10:
            assert process.poll() is None, process.communicate()
        process.send_signal(signal.SIGKILL)
        process.wait()
        before = [path.read_bytes() for path in archive_files(tmp_path / "data" / "warc")]
        places = runs.rows("SELECT warc_file, warc_offset, warc_digest FROM pages")
        assert places and proven(tmp_path, places)
        assert runs.run("crawl").code == 0
    files = archive_files(tmp_path / "data" / "warc")
    assert [path.read_bytes() for path in files[: len(before)]] == before
    assert proven(tmp_path, runs.rows("SELECT warc_file, warc_offset, warc_digest FROM pages"))
    runs.environment["PANTAU_DATABASE_URL"] = f"sqlite:///{tmp_path / 'neu.db'}"
    assert runs.run("replay").code == 0
    with sqlite3.connect(tmp_path / "neu.db") as database:
        assert database.execute("SELECT count(*) FROM articles").fetchone() == (30,)


def proven(folder: Path, places: list[tuple[Any, ...]]) -> bool:
    """Whether every page's record lies where its row says, with the digest that the row says."""
    return all(
        record_at(folder / "data" / "warc" / file, offset).field("WARC-Payload-Digest") == digest
        for file, offset, digest in places
    )


def test_where_the_archive_cannot_be_written_no_row_is_stored(tmp_path: Path) -> None:
    with h.FaultySite({"/rss": h.feed("/a/satu"), "/a/satu": news("Berita satu")}) as site:
        runs = Runs(tmp_path, uji=site)
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "warc").write_text("di sini seharusnya folder")
        done = runs.run("crawl")
        assert done.code == 2
        sentence(done.err, str(tmp_path / "data" / "warc"), "cannot be written")
        assert runs.rows("SELECT * FROM pages") == []
        (tmp_path / "data" / "warc").unlink()
        assert runs.run("crawl").code == 0
    assert len(runs.rows("SELECT * FROM pages WHERE warc_file IS NOT NULL")) == 1
