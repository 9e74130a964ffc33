"""WARC files of others: their articles are stored with their records, everything else is recorded and passed over."""

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import crawl_harness as h
import pytest
from faults_harness import DUMAI, sentence
from test_full_disk import room_for
from tests_support import Pantau
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

SITE = "https://kabartimur.example"
LINES = [line for line in Path(DUMAI).read_text().splitlines() if line]


def html(title: str, lines: list[str] = LINES[1:], extra: str = "") -> str:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return (
        f'<html lang="id"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta property="article:published_time" content="2024-05-06T10:00:00+07:00"></head>'
        f"<body><article><h1>{title}</h1>{body}</article>{extra}</body></html>"
    )


class Foreign:
    """A WARC file as other programs write it."""

    def __init__(self, path: Path, version: str = "1.0") -> None:
        self.path = path
        self._file = io.BytesIO()
        self._writer = WARCWriter(self._file, gzip=path.suffix == ".gz", warc_version=version)
        self._writer.write_record(self._writer.create_warcinfo_record(path.name, {"software": "lain/1"}))
        self.offsets: dict[str, int] = {}

    def add(
        self, url: str, body: bytes, kind: str = "text/html", status: str = "200 OK", **headers: str
    ) -> None:
        fields = [
            ("Content-Type", kind),
            *((name.replace("_", "-"), value) for name, value in headers.items()),
        ]
        head = StatusAndHeaders(status, fields, protocol="HTTP/1.1")
        self.offsets[url] = self._file.tell()
        self._writer.write_record(
            self._writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=head)
        )

    def put(self, record: Any) -> None:
        self._writer.write_record(record)

    @property
    def writer(self) -> WARCWriter:
        return self._writer

    def save(self) -> Path:
        self.path.write_bytes(self._file.getvalue())
        return self.path


@pytest.fixture(params=["lain.warc.gz", "lain.warc"])
def foreign(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Foreign]:
    yield Foreign(tmp_path / request.param)


def with_source(pantau: Pantau, folder: Path) -> None:
    """The entry of the site that the files are from."""
    entry = h.source_at(SITE, "kabar-timur", paging=r"https://kabartimur\.example/a/[a-z0-9-]+\?page=\d+")
    (folder / "sources").mkdir()
    (folder / "sources" / "kabar-timur.yml").write_text(entry.model_dump_json())
    pantau.configure(PANTAU_SOURCES_DIR=str(folder / "sources"))


def test_articles_are_found_among_everything_else(pantau: Pantau, foreign: Foreign, tmp_path: Path) -> None:
    foreign.add(f"{SITE}/a/satu", html("Polres Dumai ungkap TPPO").encode(), "text/html; charset=utf-8")
    foreign.add(f"{SITE}/logo.png", b"\x89PNG" * 50, "image/png")
    foreign.add(f"{SITE}/a/hilang", html("Tidak ada").encode(), status="404 Not Found")
    foreign.add(f"{SITE}/a/pindah", b"", status="301 Moved Permanently", Location="/a/satu")
    foreign.add(f"{SITE}/", b"<html><body><nav>Beranda</nav></body></html>")
    foreign.put(foreign.writer.create_warc_record("dns:kabartimur.example", "resource", io.BytesIO(b"1"), 1))
    done = pantau("import", str(foreign.save()))
    assert done.code == 0, done.err
    assert "1 WARC file: 1 new articles, 0 known already, 1 pages without an article skipped" in done.out
    (article,) = pantau.json("articles")
    assert (article["url"], article["published_on"]) == (f"{SITE}/a/satu", "2024-05-06")
    (origin,) = pantau.json("show", str(article["id"]))["origins"]
    assert (origin["path"], origin["archived"][0]["file"]) == (None, str(foreign.path))
    assert origin["archived"][0]["offset"] == foreign.offsets[f"{SITE}/a/satu"]
    assert pantau.json("figures")
    again = pantau("import", str(foreign.path))
    assert "0 new articles, 1 known already" in again.out


def chunks(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (100, body[:100], len(body) - 100, body[100:])


CHUNKED = {"Transfer_Encoding": "chunked"}
CURLY = html("Kapolres: “Kami tangkap”")


@pytest.mark.parametrize(
    ("body", "kind", "headers"),
    [
        (gzip.compress(CURLY.encode()), "text/html", {"Content_Encoding": "gzip"}),
        (zlib.compress(CURLY.encode()), "text/html", {"Content_Encoding": "deflate"}),
        (brotli.compress(CURLY.encode()), "text/html", {"Content_Encoding": "br"}),
        (chunks(CURLY.encode()), "text/html", CHUNKED),
        (chunks(gzip.compress(CURLY.encode())), "text/html", CHUNKED | {"Content_Encoding": "gzip"}),
        (CURLY.encode(), "text/html", CHUNKED),
        (CURLY.replace("utf-8", "windows-1252").encode("cp1252"), "text/html; charset=windows-1252", {}),
        (CURLY.encode(), "application/xhtml+xml", {}),
    ],
    ids=["gzip", "deflate", "br", "chunked", "chunked-gzip", "said-chunked", "windows-1252", "xhtml"],
)  # fmt: skip
def test_pages_are_read_however_they_were_sent(
    pantau: Pantau, tmp_path: Path, body: bytes, kind: str, headers: dict[str, str]
) -> None:
    foreign = Foreign(tmp_path / "lain.warc.gz", version="1.1")
    foreign.add(f"{SITE}/a/satu", body, kind, **headers)
    assert pantau("import", str(foreign.save())).code == 0
    assert [article["title"] for article in pantau.json("articles")] == ["Kapolres: “Kami tangkap”"]


def test_further_pages_of_a_known_source_are_joined(pantau: Pantau, foreign: Foreign, tmp_path: Path) -> None:
    """In whatever order they lie in the file; what is lacking is recorded, an address of no article skipped."""
    with_source(pantau, tmp_path)
    link = '<a href="/a/panjang?page=2">2</a><a href="/a/panjang?page=3">3</a>'
    foreign.add(f"{SITE}/a/panjang?page=2", html("Panjang", LINES[3:5], link).encode())
    foreign.add(f"{SITE}/a/panjang?utm_source=x", html("Panjang", LINES[1:3], link).encode())
    foreign.add(f"{SITE}/a/lain?page=2", html("Lain", LINES[3:5]).encode())
    foreign.add(f"{SITE}/tentang-kami", html("Tentang kami").encode())
    done = pantau("import", str(foreign.save()))
    assert "1 new articles, 0 known already, 2 pages without an article skipped" in done.out
    (article,) = pantau.json("articles")
    assert article["url"] == f"{SITE}/a/panjang"
    detail = pantau.json("show", str(article["id"]))
    assert len(detail["origins"][0]["archived"]) == 2
    assert all(line in detail["text"] for line in LINES[1:5])
    told = done.out.replace("\n", "")
    for word in ("?page=3", "/a/lain?page=2", "tentang-kami"):
        assert word in told


def test_a_revisit_says_only_that_nothing_changed(pantau: Pantau, foreign: Foreign) -> None:
    foreign.add(f"{SITE}/a/satu", html("Satu").encode())
    foreign.put(
        foreign.writer.create_revisit_record(
            f"{SITE}/a/satu",
            "sha1:B6QJ6BNJ3R4B23XXMRKZKHLPGJY2VE4O",
            f"{SITE}/a/satu",
            "2024-05-07T00:00:00Z",
        )
    )
    done = pantau("import", str(foreign.save()))
    assert done.code == 0
    assert "1 new articles" in done.out


@pytest.mark.parametrize("damage", ["zeros", "flipped", "cut"])
def test_a_damaged_record_hides_no_other(
    pantau: Pantau, foreign: Foreign, tmp_path: Path, damage: str
) -> None:
    for number, path in enumerate(("satu", "dua", "tiga"), start=1):
        foreign.add(
            f"{SITE}/a/{path}", html(f"Berita {path}", [f"Perkara nomor {number}.", *LINES[1:]]).encode()
        )
    raw = bytearray(foreign.save().read_bytes())
    place = foreign.offsets[f"{SITE}/a/dua"]
    if damage == "zeros":
        raw[place : place + 200] = b"\0" * 200
    elif damage == "flipped":
        raw[place + (100 if foreign.path.suffix == ".gz" else 2)] ^= 0xFF
    else:
        del raw[place + 40 : place + 400]
    foreign.path.write_bytes(raw)
    done = pantau("import", str(foreign.path))
    assert done.code == 1
    assert "2 new articles" in done.out and ", 0 damaged" not in done.out
    titles = {article["title"] for article in pantau.json("articles")}
    assert titles == {"Berita satu", "Berita tiga"}
    assert f"byte {place}" in done.out.replace("\n", "")


def test_pages_that_cannot_be_decoded_are_recorded(pantau: Pantau, foreign: Foreign) -> None:
    bomb = gzip.compress(b"<p>" + b"0" * 50_000_000)
    foreign.add(f"{SITE}/a/bom", bomb, Content_Encoding="gzip")
    foreign.add(f"{SITE}/a/palsu", b"bukan brotli" * 9, Content_Encoding="br")
    foreign.add(f"{SITE}/a/kosong", b"")
    foreign.add(f"{SITE}/a/biner", bytes(range(256)) * 40)
    foreign.add(f"{SITE}/a/satu", html("Satu").encode())
    done = pantau("import", str(foreign.save()))
    assert "1 new articles, 0 known already, 4 pages without an article skipped" in done.out
    assert "unpacks to too much" in " ".join(done.out.split())


def test_a_film_in_the_file_is_passed_over_unread(pantau: Pantau, foreign: Foreign) -> None:
    foreign.add(f"{SITE}/film", b"\0" * (70 * 2**20), "text/html")
    foreign.add(f"{SITE}/a/satu", html("Satu").encode())
    done = pantau("import", str(foreign.save()))
    assert done.code == 0, done.err
    assert "1 new articles" in done.out


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("kosong.warc.gz", b"", "is empty"),
        ("kosong.warc", b"", "is empty"),
        ("teks.warc", b"bukan arsip", "no WARC record"),
        ("acak.warc.gz", bytes(range(256)) * 20, "no WARC record"),
        (
            "utuh.warc.gz",
            gzip.compress(b"WARC/1.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n" * 3, mtime=0),
            "recompress",
        ),
    ],
)
def test_a_file_that_is_no_archive(
    pantau: Pantau, tmp_path: Path, name: str, content: bytes, word: str
) -> None:
    (tmp_path / name).write_bytes(content)
    done = pantau("import", str(tmp_path / name))
    assert done.code == 2
    sentence(done.err, name, word)
    assert pantau.json("articles") == []


def test_details_of_one_article_do_not_fit_an_archive(pantau: Pantau, foreign: Foreign) -> None:
    done = pantau("import", str(foreign.save()), "--url", f"{SITE}/a/satu")
    assert done.code == 2
    sentence(done.err, foreign.path.name, "without")


def test_archives_are_found_in_folders(pantau: Pantau, foreign: Foreign, tmp_path: Path) -> None:
    foreign.add(f"{SITE}/a/satu", html("Satu").encode())
    foreign.save()
    (tmp_path / "berita.txt").write_text(Path(DUMAI).read_text().replace("Dumai", "Bengkalis"))
    done = pantau("import", str(tmp_path))
    assert done.code == 0, done.err
    assert "1 file: 1 new" in done.out and "1 WARC file: 1 new articles" in done.out


def test_an_import_on_a_full_disk_stores_nothing_half(pantau: Pantau, foreign: Foreign) -> None:
    foreign.add(f"{SITE}/a/satu", html("Satu").encode())
    foreign.save()
    assert pantau("import", DUMAI, "--published", "2024-05-06").code == 0
    before = pantau.json("articles")
    with room_for(20_000):
        done = pantau("import", str(foreign.path))
    assert done.code == 2
    sentence(done.err, str(pantau.database), "disk")
    assert pantau.json("articles") == before
