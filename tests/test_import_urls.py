"""Lists of addresses: articles of enabled sources wait for the next crawl, every other address is refused aloud."""

import csv
import json
from pathlib import Path

import crawl_harness as h
import pytest
from faults_harness import DUMAI, Runs, news, sentence
from sqlalchemy import Engine, select
from test_storage_pages import article, listing
from tests_support import Pantau

from storage.engine import open_engine, reading
from storage.frontier import enqueue
from storage.pages import CrawlStore
from storage.runs import start_run
from storage.tables import FrontierEntry

SITE = "https://kabartimur.example"


@pytest.fixture
def known(pantau: Pantau, tmp_path: Path) -> Pantau:
    """The command with one open source and one whose publisher reserves crawling."""
    folder = tmp_path / "sources"
    folder.mkdir()
    entries = [
        h.source_at(SITE, "kabar-timur"),
        h.source_at(
            "https://warta.example", "warta", terms="reserved", terms_note="Notice under every article."
        ),
    ]
    for entry in entries:
        (folder / f"{entry.slug}.yml").write_text(json.dumps(entry.model_dump(mode="json")))
    pantau.configure(PANTAU_SOURCES_DIR=str(folder))
    return pantau


def queue(pantau: Pantau) -> list[str]:
    engine = open_engine(f"sqlite:///{pantau.database}")
    with reading(engine) as session:
        entries = session.scalars(select(FrontierEntry).order_by(FrontierEntry.id)).all()
    engine.dispose()
    assert {(entry.source, entry.state) for entry in entries} <= {("kabar-timur", "pending")}
    return [entry.url for entry in entries]


def test_a_list_waits_for_the_next_crawl_and_says_why_an_address_does_not(
    known: Pantau, tmp_path: Path
) -> None:
    (tmp_path / "daftar.txt").write_text(
        f"# dari arsip lembaga\n{SITE}/a/dua?utm_source=wa\n\n{SITE}/a/satu\n{SITE}/a/dua/amp\n"
        f"{SITE}/indeks\nhttps://warta.example/a/tiga\nhttps://asing.example/a/satu\nhttps://\n"
    )
    done = known("import", str(tmp_path / "daftar.txt"))
    assert done.code == 1
    assert (
        "1 list: 2 addresses wait for the next crawl, 0 known already, 4 refused; nothing was fetched."
        in done.out
    )
    assert queue(known) == [f"{SITE}/a/dua", f"{SITE}/a/satu"]
    refusals = done.err.splitlines()
    for number, words in (
        (6, ("no article's address of kabar-timur",)),
        (7, ("warta", "reserved", "Notice under every article", "permission")),
        (8, ("asing.example", "no source entry")),
        (9, ("no web address",)),
    ):
        (line,) = [line for line in refusals if f"daftar.txt, line {number}: " in line]
        assert all(word in line for word in words), line
    assert "asing.example" in done.out  # recorded as problems of the run, too
    again = known("import", str(tmp_path / "daftar.txt"))
    assert "0 addresses wait for the next crawl, 2 known already" in again.out
    assert queue(known) == [f"{SITE}/a/dua", f"{SITE}/a/satu"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_an_export_with_a_column_of_addresses(known: Pantau, tmp_path: Path, delimiter: str) -> None:
    """As Media Cloud writes it, with a byte order mark, quoted commas and line breaks in titles."""
    path = tmp_path / "stories.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(["id", "publish_date", "Title", "URL", "language", "media_name"])
        writer.writerow(["1", "2024-05-06", 'Kapolres: "Ada, dua\nkasus"', f"{SITE}/a/satu", "id", "Kabar"])
        writer.writerow(["2", "2024-05-07", "Dua; tiga", f" {SITE}/a/dua ", "id", "Kabar"])
        writer.writerow(["3", "2024-05-07", "Tanpa alamat", "", "id", "Kabar"])
        writer.writerow(["4"])
    done = known("import", str(path))
    assert done.code == 0, done.err
    assert queue(known) == [f"{SITE}/a/satu", f"{SITE}/a/dua"]


def test_a_bare_list_may_be_called_csv(known: Pantau, tmp_path: Path) -> None:
    (tmp_path / "daftar.csv").write_text(f"{SITE}/a/satu\r\n{SITE}/a/dua\r\n")
    assert known("import", str(tmp_path / "daftar.csv")).code == 0
    assert queue(known) == [f"{SITE}/a/satu", f"{SITE}/a/dua"]


def test_a_list_of_thousands(known: Pantau, tmp_path: Path) -> None:
    (tmp_path / "daftar.txt").write_text("".join(f"{SITE}/a/berita-{n}\n" for n in range(3000)))
    assert known("import", str(tmp_path / "daftar.txt")).code == 0
    assert len(queue(known)) == 3000


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.csv", b"", "no column 'url'"),
        ("a.csv", b"link,title\nhttps://kabartimur.example/a/satu,x\n", "no column 'url'"),
        ("a.csv", b'url,title\nhttps://kabartimur.example/a/satu,"x\n', "no CSV file"),
        ("a.csv", b"url\n" + b"x" * 200_000 + b"\n", "no CSV file"),
        ("a.csv", b"url\n\xff\xfe\xfd\n", "not UTF-8"),
        ("a.csv", bytes(range(256)) * 9, "not UTF-8"),
        ("a.txt", b"https://kabartimur.example/a/satu\n" * 400 + b"\xff\n", "not UTF-8"),
    ],
)
def test_a_list_that_cannot_be_read(
    known: Pantau, tmp_path: Path, name: str, content: bytes, word: str
) -> None:
    (tmp_path / name).write_bytes(content)
    done = known("import", str(tmp_path / name))
    assert done.code == 2
    sentence(done.err, name, word)
    assert not known.database.exists()


def test_an_address_in_a_text_makes_no_list_of_it(known: Pantau, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{SITE}/a/satu\n\n{Path(DUMAI).read_text()}")
    done = known("import", str(tmp_path / "a.txt"), "--published", "2024-05-06")
    assert done.code == 0, done.err
    assert "1 file: 1 new" in done.out


def test_waiting_addresses_keep_their_state_on_both_back_ends(engine: Engine) -> None:
    store = CrawlStore(engine, start_run(engine, "crawl"))
    store.save_listing(listing("/a", "/b"))
    store.save_article(article("/a", b"isi"))
    assert enqueue(engine, "kabar-timur", [f"{SITE}/{name}" for name in "cabc"]) == 1
    assert store.pending("kabar-timur") == [f"{SITE}/b", f"{SITE}/c"]


def test_what_waits_is_fetched_by_the_next_crawl(tmp_path: Path) -> None:
    site = h.FaultySite({"/rss": h.feed(), "/a/lama": news("Berita lama"), "/a/asing": news("Berita asing")})
    with site:
        runs = Runs(tmp_path, uji=site)
        (tmp_path / "daftar.txt").write_text(
            f"{site.url}/a/lama\n{site.url.replace('127.0.0.1', 'localhost')}/a/asing\n"
        )
        done = runs.run("import", str(tmp_path / "daftar.txt"))
        assert done.code == 1 and site.asked == []
        assert runs.run("weekly").code == 0
        assert site.article_requests() == ["/a/lama"]
    assert runs.rows("SELECT title FROM articles") == [("Berita lama",)]
