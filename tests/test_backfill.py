"""History from WARC files: what is ours and of the topic is stored once, with all its places."""

import gzip
import json
import shlex
import zlib
from pathlib import Path

import brotli
import pytest
from backfill_support import SITE, SOURCES, ArchiveServer, from_files, held, serving
from faults_harness import sentence
from sqlalchemy import Engine
from test_import_archives import LINES, Foreign, chunks, html
from tests_support import Pantau

from models.page import FetchedArticle, Page
from storage.pages import CrawlStore
from storage.runs import start_run
from storage.types import now
from storage.withdrawals import withdraw_article

TPPO = "Polres Dumai ungkap TPPO"
MARKET = [
    "Harga cabai turun.",
    "Pedagang pasar senang karena pasokan lancar dari petani di lereng gunung.",
] * 6


@pytest.fixture
def known(pantau: Pantau, tmp_path: Path) -> Pantau:
    """The command with a source that is on, and one whose publisher reserves its rights."""
    folder = tmp_path / "sources"
    folder.mkdir()
    for source in SOURCES:
        (folder / f"{source.slug}.yml").write_text(json.dumps(source.model_dump(mode="json")))
    pantau.configure(PANTAU_SOURCES_DIR=str(folder))
    return pantau


def test_ours_and_of_the_topic_is_stored_and_everything_else_counted(known: Pantau, tmp_path: Path) -> None:
    foreign = Foreign(tmp_path / "lain.warc.gz")
    foreign.add(f"{SITE}/a/satu", html(TPPO).encode())
    foreign.add(f"{SITE}/a/pasar", html("Harga cabai turun", MARKET).encode())
    foreign.add(f"{SITE}/indeks", html(TPPO).encode())
    foreign.add(f"{SITE}/a/hilang", html(TPPO).encode(), status="404 Not Found")
    foreign.add(f"{SITE}/a/gambar", b"\x89PNG tppo" * 9, "image/png")
    foreign.add(f"{SITE}/a/lain?page=2", html(TPPO).encode())
    foreign.add(f"{SITE}/a/noai", html(TPPO).encode(), X_Robots_Tag="noai")
    foreign.add(f"{SITE}/a/tdm", html(TPPO).encode(), TDM_Reservation="1")
    noindex = html(TPPO).replace("<title>", '<meta name="robots" content="noindex"><title>')
    foreign.add(f"{SITE}/a/meta", noindex.encode())
    foreign.add("https://warta.example/a/satu", html(TPPO).encode())
    foreign.add("https://asing.example/a/satu", html(TPPO).encode())
    foreign.add(f"{SITE}/a/kacau", b"bukan gzip", Content_Encoding="gzip")
    done = known("backfill", str(foreign.save()))
    assert done.code == 1, done.err
    assert (
        "Rekaman: 13, 10 dari situs dalam katalog; 1 tanpa kata topik, 3 minta tidak disimpan, 1 rusak."
        in done.out
    )
    assert "Disimpan: 1 halaman baru, 0 sudah ada." in done.out
    (article,) = known.json("articles")
    assert (article["url"], article["source"]) == (f"{SITE}/a/satu", "kabar-timur")
    detail = known.json("show", str(article["id"]))
    place = {"file": str(foreign.path), "offset": foreign.offsets[f"{SITE}/a/satu"]}
    (origin,) = detail["origins"]
    assert place.items() <= origin["archived"][0].items()
    assert place.items() <= detail["captures"][0].items()
    assert origin["fetched_at"] == detail["captures"][0]["fetched_at"]
    assert known.json("figures")
    again = known("backfill", str(foreign.path))
    assert again.code == 0
    assert "Arsip: 0 berkas dibaca, 1 sudah dibaca sebelumnya" in again.out


def test_one_article_has_all_its_places(engine: Engine, tmp_path: Path) -> None:
    """Fetched live, and in two archives: as it was, around other furniture, and under its other addresses."""
    body = html(TPPO).encode()
    page = Page(url=f"{SITE}/a/satu", body=body, content_type="text/html", fetched_at=now())
    crawl = CrawlStore(engine, start_run(engine, "crawl"))
    crawl.save_article(FetchedArticle(source="kabar-timur", url=page.url, pages=(page,)))
    files = []
    for number, name in enumerate(("satu.warc.gz", "dua.warc.gz", "tiga.warc")):
        foreign = Foreign(tmp_path / name)
        foreign.add(f"{SITE}/a/satu?utm_source=wa", body)
        foreign.add(f"{SITE}/a/dua/amp", body + b"<!-- dua -->")
        foreign.add(f"{SITE}/a/dua", body + b"<!-- %d -->" % number)
        files.append(foreign.save())
    counts = from_files(engine, tmp_path, *files)
    assert (counts.counts.kept, counts.counts.new, counts.counts.known) == (9, 4, 5)
    left = held(engine)
    assert len(left["captures"]) == 9 and len({url for _, _, url, _ in left["captures"]}) == 2
    assert sorted(url for _, url, _, _ in left["pages"]) == [f"{SITE}/a/dua"] * 4 + [f"{SITE}/a/satu"]


def test_withdrawn_articles_stay_out_and_leave_no_address(engine: Engine, tmp_path: Path) -> None:
    foreign = Foreign(tmp_path / "lain.warc.gz")
    foreign.add(f"{SITE}/a/satu", html(TPPO).encode())
    foreign.add(f"{SITE}/a/dua", html(TPPO, LINES[2:]).encode())
    foreign.save()
    withdraw_article(engine, f"{SITE}/a/dua", reason="permintaan", by="penguji")
    from_files(engine, tmp_path, foreign.path)
    assert [url for _, _, url, _ in held(engine)["captures"]] == [f"{SITE}/a/satu"]
    withdraw_article(engine, f"{SITE}/a/satu", reason="permintaan", by="penguji")
    assert held(engine)["captures"] == held(engine)["pages"] == []


def test_an_archive_that_lacks_pages_adds_nothing_to_a_whole_article(engine: Engine, tmp_path: Path) -> None:
    link = '<a href="/a/panjang?page=2">2</a>'
    foreign = Foreign(tmp_path / "lain.warc.gz")
    foreign.add(f"{SITE}/a/panjang", html(TPPO, LINES[1:3], link).encode())
    foreign.save()
    page = Page(url=f"{SITE}/a/panjang", body=b"<p>tppo", content_type="text/html", fetched_at=now())
    crawl = CrawlStore(engine, start_run(engine, "crawl"))
    crawl.save_article(FetchedArticle(source="kabar-timur", url=page.url, pages=(page, page)))
    counts = from_files(engine, tmp_path, foreign.path)
    assert (counts.counts.new, counts.counts.known, len(held(engine)["captures"])) == (0, 1, 1)


ENCODED = {
    "gzip": (gzip.compress(html(TPPO).encode()), {"Content_Encoding": "gzip"}),
    "br": (brotli.compress(html(TPPO).encode()), {"Content_Encoding": "br"}),
    "deflate": (zlib.compress(html(TPPO).encode()), {"Content_Encoding": "deflate"}),
    "undone": (html(TPPO).encode(), {"Content_Encoding": "gzip"}),
    "chunked": (chunks(html(TPPO).encode()), {"Transfer_Encoding": "chunked"}),
    "said-chunked": (html(TPPO).encode(), {"Transfer_Encoding": "chunked"}),
    "utf-16": (html(TPPO).replace("utf-8", "utf-16").encode("utf-16"), {}),
    "cp1252": (html(TPPO + " “x”").replace("utf-8", "windows-1252").encode("cp1252"), {}),
    "charset-lie": (html(TPPO + " “x”").encode(), {"Content_Type": "text/html; charset=utf-32"}),
}


def test_pages_are_read_however_they_were_sent(engine: Engine, tmp_path: Path) -> None:
    foreign = Foreign(tmp_path / "lain.warc.gz", version="1.1")
    for name, (body, headers) in ENCODED.items():
        foreign.add(f"{SITE}/a/{name}", body, headers.pop("Content_Type", "text/html"), **headers)
    counts = from_files(engine, tmp_path, foreign.save())
    assert {url.rpartition("/")[2] for _, url, _, _ in held(engine)["pages"]} == set(ENCODED)
    assert counts.counts.damaged == 0


def member(
    number: int, claimed: int | None = None, body: bytes = b"", uri: str = "", encoding: str = "identity"
) -> bytes:
    fields = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {encoding}\r\n\r\n"
    content = fields.encode() + (body or html(f"TPPO {number}").encode())
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {uri or f'{SITE}/a/{number}'}\r\n"
        f"WARC-Date: 2024-01-02T03:04:05Z\r\nContent-Length: {len(content) if claimed is None else claimed}\r\n\r\n"
    )
    return head.encode() + content + b"\r\n\r\n"


HOSTILE = {
    "more than it holds": [member(1, 10 * 2**30), member(1, 10 * 2**30, uri="https://asing.example/")],
    "a little more": [member(1, 3000)],
    "less": [member(1, 100)],
    "negative": [member(1, -5)],
    "no number": [member(1).replace(b"Content-Length: ", b"Content-Length: x")],
    "no record": [b"bukan rekaman"],
    "a long head": [b"WARC/1.0\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n"],
    "a bomb": [member(1, body=b"<p>tppo" + b"0" * 40_000_000)],
    "tomorrow": [member(1).replace(b"2024-01", b"2924-01")],
    "no date": [member(1).replace(b"2024-01-02", b"kemarin")],
    "no zone": [member(1).replace(b"05Z", b"05")],
    "no head": [member(1).replace(b"HTTP/1.1 200 OK", b"apa ini")],
    "a packed bomb": [
        member(1, body=gzip.compress(b"<p>tppo" + b"0" * 40_000_000), uri=f"{SITE}/a/bom", encoding="gzip")
    ],
}  # fmt: skip


def test_hostile_records_are_bounded_and_hide_no_other(engine: Engine, tmp_path: Path) -> None:
    """Each kind of record stands between two good ones; what is wrong is recorded with its place."""
    packed = [gzip.compress(member(0))]
    number = 100
    bad = 0
    for records in HOSTILE.values():
        packed += [gzip.compress(record) for record in records]
        number += 1
        packed.append(gzip.compress(member(number)))
        bad += len(records)
    packed += [gzip.compress(b""), gzip.compress(member(99))]
    path = tmp_path / "jahat.warc.gz"
    path.write_bytes(b"".join(packed))
    counts = from_files(engine, tmp_path, path)
    urls = {url.rpartition("/")[2] for _, url, _, _ in held(engine)["pages"]}
    assert urls >= {"0", "99", *(str(each) for each in range(101, 101 + len(HOSTILE)))}
    assert counts.counts.damaged >= bad - 2 and not counts.refused
    assert urls <= {"0", "99", *(str(each) for each in range(101, 101 + len(HOSTILE)))}


@pytest.mark.parametrize("damage", ["zeros", "flipped", "cut out", "cut off", "trailing"])
def test_damage_is_recorded_with_its_place(engine: Engine, tmp_path: Path, damage: str) -> None:
    packed = [gzip.compress(member(number)) for number in range(4)]
    place = len(packed[0]) + len(packed[1])
    raw = bytearray(b"".join(packed))
    match damage:
        case "zeros":
            raw[place : place + 200] = bytes(200)
        case "flipped":
            raw[place + 150] ^= 0xFF
        case "cut out":
            del raw[place + 40 : place + 200]
        case "cut off":
            place += len(packed[2])
            del raw[place + 300 :]
        case "trailing":
            place = len(raw)
            raw += b"bukan arsip" * 50
    path = tmp_path / "rusak.warc.gz"
    path.write_bytes(raw)
    counts = from_files(engine, tmp_path, path)
    left = held(engine)
    lost = {"cut off": "3", "trailing": ""}.get(damage, "2")
    assert {url.rpartition("/")[2] for _, url, _, _ in left["pages"]} == set("0123") - {lost}
    assert [subject for subject, _, _ in left["problems"]] == [f"{path}, byte {place}"]
    assert counts.counts.damaged == 1


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("kosong.warc.gz", b"", "is empty"),
        ("teks.warc", b"bukan arsip", "no WARC record"),
        ("acak.warc.gz", b"\x1f\x8b\x08" + bytes(range(256)) * 20, "no WARC record"),
        ("utuh.warc.gz", gzip.compress(member(1) + member(2)), "recompress"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_and_the_others_are_read(
    engine: Engine, tmp_path: Path, name: str, content: bytes, word: str
) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "z.warc.gz").write_bytes(gzip.compress(member(7)))
    counts = from_files(engine, tmp_path, tmp_path / name, tmp_path / "z.warc.gz")
    assert counts.files == 1 and len(counts.refused) == 1 and word in counts.refused[0]
    (tmp_path / name).write_bytes(gzip.compress(member(8)))
    assert from_files(engine, tmp_path, tmp_path / name).files == 1  # mended, and tried again


def test_a_file_that_changed_is_read_again(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "lain.warc.gz"
    path.write_bytes(gzip.compress(member(1)))
    assert from_files(engine, tmp_path, path).counts.new == 1
    assert from_files(engine, tmp_path, path).passed_by == 1
    path.write_bytes(gzip.compress(member(2)) + gzip.compress(member(1)))
    counts = from_files(engine, tmp_path, path)
    assert (counts.counts.records, counts.counts.new, counts.counts.known) == (2, 1, 1)
    assert len(held(engine)["captures"]) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("x.warc.gz", "--urls", "y.txt"),
        ("--sitemap", "kabar-timur"),
        ("--cc-news", "2024"),
        ("--cc-news", "2024-12..2024-01"),
        ("--cc-news", "2016-07"),
        ("--cc-news", "2924-01"),
        ("--cc-news", "2024-01"),
        ("tidak-ada.warc.gz",),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(known: Pantau, arguments: tuple[str, ...]) -> None:
    """The last month but one is sound: only the contact lacks."""
    done = known("backfill", *arguments)
    assert done.code == 2 and not known.database.exists()
    sentence(done.err)


def test_processes_that_are_asked_for_take_the_place_of_a_cluster(
    known: Pantau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.backfilling._IN_THIS_PROCESS", 0)
    for number in range(2):
        body = html(f"{TPPO} {number}", LINES[1:3]).encode()
        (tmp_path / f"{number}.warc.gz").write_bytes(gzip.compress(member(number, body=body)))
    known.configure(PANTAU_DASK="tcp://127.0.0.1:9")
    assert "A Dask cluster cannot share a SQLite file" in known("backfill", str(tmp_path)).err
    assert known("backfill", str(tmp_path), "--workers", "1").code == 0
    assert len(known.json("articles")) == 2


GUIDE = Path(__file__).parent.parent / "docs" / "history.md"


def test_the_commands_of_the_guide_run(
    known: Pantau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All but that of sitemaps, which `test_backfill_runs` runs: a process can crawl only once."""
    block = GUIDE.read_text(encoding="utf-8").partition("```sh\n")[2].partition("```")[0]
    commands = [shlex.split(line.partition("#")[0])[1:] for line in block.splitlines()]
    assert ["backfill", "--sitemap", "kabar-timur", "--since", "2015-01-01"] in commands
    monkeypatch.chdir(tmp_path)
    Path("arsip").mkdir()
    for number, path in enumerate(("arsip/a.warc.gz", "arsip/b.warc.gz", "lama.warc.gz")):
        body = html(f"{TPPO} {number}", LINES[1:3]).encode()
        Path(path).write_bytes(gzip.compress(member(number, body=body)))
    Path("daftar.csv").write_text(f"url\n{SITE}/a/satu\n")
    server = ArchiveServer()
    server.publish(gzip.compress(member(1, body=html(f"{TPPO} 1", LINES[1:3]).encode())))
    with serving(server):
        known.configure(PANTAU_COMMONCRAWL_URL=server.base, PANTAU_ALLOW_LOOPBACK="1")
        told = {tuple(each): known(*each) for each in commands if "--sitemap" not in each}
    assert {done.code for done in told.values()} == {0}, told
    shown = told["show", "1"].out
    assert f"Arsip: {server.base}" in shown and "Juga dalam arsip: " in shown
    assert told["backfill", "--status"].out.count("│ selesai") == 4
    assert {row["state"] for row in known.json("backfill", "--status")} == {"done"}
    assert len(known.json("articles")) == 3
