"""What goes over the wire lies in the archive as it was, in files that other tools read too."""

import base64
import gzip
import hashlib
import json
import random
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import brotli
import crawl_harness as h
import pytest
from test_full_disk import room_for

from crawler.warc import WarcArchive
from crawler.warc_pages import archived_articles
from crawler.warc_reader import Damage, WarcRecord, archive_files, read_warc, record_at
from models.errors import PantauError
from models.page import FetchedArticle

BODY = "<html><p>Kapolres Ende mengungkap kasus TPPO – tiga korban.</p></html>"


def chunked(body: bytes, **headers: str) -> h.Answer:
    """An answer in two chunks, with a trailer."""

    def answer(handler: h.Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html; charset=utf-8")
        handler.send_header("Transfer-Encoding", "chunked")
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        for piece in (body[:10], body[10:]):
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        handler.wfile.write(b"0\r\nX-Trailer: 1\r\n\r\n")

    return answer


def raw(head: str, body: bytes) -> h.Answer:
    """An answer whose head is sent as it is written."""

    def answer(handler: h.Handler) -> None:
        handler.wfile.write(head.replace("\n", "\r\n").encode("latin-1") + b"\r\n" + body)
        handler.close_connection = True

    return answer


ODD_HEAD = "HTTP/1.1 200 Baik Sekali\nx-lower: satu\nContent-type: text/html\nX-LOWER: dua\nbukan kepala\n"
SITE = {
    "/rss": h.feed("/a/biasa", "/a/potong", "/a/gzip", "/a/br", "/a/latin", "/a/pindah", "/a/ganjil"),
    "/a/biasa": h.page(BODY),
    "/a/potong": chunked(gzip.compress(BODY.encode()), Content_Encoding="gzip"),
    "/a/gzip": h.data(gzip.compress(BODY.encode()), "text/html", Content_Encoding="gzip"),
    "/a/br": h.data(brotli.compress(BODY.encode()), "text/html", Content_Encoding="br"),
    "/a/latin": h.data("<p>Kasus di Énde</p>".encode("latin-1"), "text/html; charset=iso-8859-1"),
    "/a/pindah": h.moved("/a/tujuan"),
    "/a/tujuan": h.page(BODY),
    "/a/ganjil": raw(ODD_HEAD, BODY.encode()),
}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, FetchedArticle]]]:
    """Address of a site, and its articles as a real crawl hands them over, by path."""
    with h.FaultySite(SITE) as site:
        outcome = h.run_crawl(tmp_path_factory.mktemp("crawl"), [h.source_at(site.url, feeds=["/rss"])])
        assert outcome.failures == {}
        yield site.url, {url.removeprefix(site.url): article for url, article in outcome.articles.items()}


@pytest.fixture
def written(crawled: tuple[str, dict[str, FetchedArticle]], tmp_path: Path) -> dict[str, FetchedArticle]:
    """The articles with their places in the archive of `tmp_path`, without what is counted only."""
    with closing(archive(tmp_path)) as warc:
        return {
            path: warc.write(article.model_copy(update={"gaps": ()})) for path, article in crawled[1].items()
        }


def archive(folder: Path, run_id: int = 7, **options: Any) -> WarcArchive:
    return WarcArchive(
        folder / "warc", run_id, "PantauTPPO/0 (+uji@pantau.example)", "uji@pantau.example", **options
    )


def only_file(folder: Path) -> Path:
    (path,) = archive_files(folder / "warc")
    return path


def records(path: Path) -> list[WarcRecord]:
    found = list(read_warc(path))
    assert not any(isinstance(record, Damage) for record in found)
    return [record for record in found if isinstance(record, WarcRecord)]


def response_of(article: FetchedArticle, folder: Path) -> WarcRecord:
    place = article.pages[0].archived
    assert place is not None
    return record_at(folder / "warc" / place.file, place.offset)


def block(record: WarcRecord) -> bytes:
    assert record.block is not None
    return record.block


def check(*paths: Path) -> tuple[int, str]:
    """What the field's own checker says."""
    command = [sys.executable, "-m", "warcio.cli", "check", *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_the_fields_own_checker_finds_nothing_wrong(
    crawled: tuple[str, dict[str, FetchedArticle]], tmp_path: Path
) -> None:
    """Brotli, which the crawler does not ask for, is left out: with the package `brotli`, warcio cannot read it."""
    with closing(archive(tmp_path)) as warc:
        for path, article in crawled[1].items():
            if path != "/a/br":
                warc.write(article)
    assert check(only_file(tmp_path)) == (0, "")


def test_the_crawler_asks_for_encodings_that_every_reader_of_archives_knows(
    written: dict[str, FetchedArticle], tmp_path: Path
) -> None:
    requests = [block(r) for r in records(only_file(tmp_path)) if r.field("WARC-Type") == "request"]
    assert requests and all(b"\r\nAccept-Encoding: gzip, deflate\r\n" in request for request in requests)


def test_every_record_is_a_gzip_member_of_its_own(written: dict[str, FetchedArticle], tmp_path: Path) -> None:
    path = only_file(tmp_path)
    content, opened = path.read_bytes(), []
    while content:
        inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
        opened.append(inflate.decompress(content)[:8])
        content = inflate.unused_data
    assert opened == [b"WARC/1.1"] * len(records(path))


def test_the_first_record_says_who_made_the_file_and_how(
    written: dict[str, FetchedArticle], tmp_path: Path
) -> None:
    path = only_file(tmp_path)
    info, *others = records(path)
    assert (info.field("WARC-Type"), info.field("WARC-Filename")) == ("warcinfo", path.name)
    for line in (b"operator: uji@pantau.example", b"robots: obey", b"software: PantauTPPO/0 warcio/"):
        assert line in block(info)
    assert {record.field("WARC-Warcinfo-ID") for record in others} == {info.field("WARC-Record-ID")}


def test_an_answer_stands_with_its_request_digests_and_address(
    crawled: tuple[str, dict[str, FetchedArticle]], written: dict[str, FetchedArticle], tmp_path: Path
) -> None:
    response = response_of(written["/a/biasa"], tmp_path)
    pairs = {record.field("WARC-Concurrent-To"): record for record in records(only_file(tmp_path))}
    request = pairs[response.field("WARC-Record-ID")]
    assert request.field("WARC-Type") == "request"
    for record in (request, response):
        assert record.field("WARC-Target-URI") == crawled[0] + "/a/biasa"
        assert record.field("WARC-IP-Address") == "127.0.0.1"
        assert record.field("WARC-Block-Digest") == sha256(block(record))
    assert response.field("WARC-Payload-Digest") == sha256(BODY.encode())
    place = written["/a/biasa"].pages[0].archived
    assert place is not None and place.digest == sha256(BODY.encode())
    assert block(request).startswith(b"GET /a/biasa HTTP/1.1\r\n")
    assert b"\r\nUser-Agent: PantauTPPO/" in block(request)
    assert block(request).endswith(b"\r\n\r\n")


def test_the_head_of_an_answer_is_kept_letter_by_letter(
    written: dict[str, FetchedArticle], tmp_path: Path
) -> None:
    """Order, spelling, repetition, and even a line that is no header: what a browser would have been sent."""
    sent = block(response_of(written["/a/ganjil"], tmp_path))
    assert sent == ODD_HEAD.replace("\n", "\r\n").encode() + b"\r\n" + BODY.encode()


def test_joined_chunks_do_not_call_themselves_chunks(
    written: dict[str, FetchedArticle], tmp_path: Path
) -> None:
    response = response_of(written["/a/potong"], tmp_path)
    head, _, payload = block(response).partition(b"\r\n\r\n")
    assert b"\r\nX-Crawler-Transfer-Encoding: chunked\r\n" in head
    assert b"\r\nTransfer-Encoding" not in head
    assert gzip.decompress(payload) == BODY.encode()
    assert response.field("WARC-Payload-Digest") == sha256(payload)


def test_no_copy_is_kept_where_the_publisher_asks_for_none(
    crawled: tuple[str, dict[str, FetchedArticle]], tmp_path: Path
) -> None:
    article = crawled[1]["/a/biasa"]
    (page,) = article.pages
    reserved = article.model_copy(
        update={"pages": (page.model_copy(update={"robots": "nofollow, noarchive"}),)}
    )
    with closing(archive(tmp_path)) as warc:
        assert warc.write(reserved).pages[0].archived is None
    assert list(archive_files(tmp_path / "warc")) == []


def test_a_redirect_is_archived_before_the_page_it_led_to(
    crawled: tuple[str, dict[str, FetchedArticle]], written: dict[str, FetchedArticle], tmp_path: Path
) -> None:
    answers = [record for record in records(only_file(tmp_path)) if record.field("WARC-Type") == "response"]
    first = next(n for n, record in enumerate(answers) if b"302" in block(record)[:15])
    redirect, target = answers[first : first + 2]
    assert b"Location: /a/tujuan" in block(redirect)
    assert redirect.field("WARC-JSON-Metadata") == ""
    assert json.loads(target.field("WARC-JSON-Metadata"))["pantau"]["article"] == crawled[0] + "/a/tujuan"
    assert response_of(written["/a/tujuan"], tmp_path) == target


def test_pages_come_back_as_the_crawl_read_them(
    crawled: tuple[str, dict[str, FetchedArticle]], written: dict[str, FetchedArticle], tmp_path: Path
) -> None:
    """gzip, br, chunks, another charset: what replay stores is byte for byte what the crawl stored."""
    path = only_file(tmp_path)
    assert list(archived_articles(path, path.name)) == list(written.values())
    assert {page.body for page in written["/a/br"].pages} == {BODY.encode()}


def test_a_new_file_begins_where_the_size_is_reached(
    crawled: tuple[str, dict[str, FetchedArticle]], tmp_path: Path
) -> None:
    with closing(archive(tmp_path, max_bytes=1500)) as warc:
        places = [warc.write(article).pages[0].archived for article in crawled[1].values()]
    files = archive_files(tmp_path / "warc")
    assert len(files) > 1
    assert [path.name for path in files] == list(dict.fromkeys(place.file for place in places if place))
    assert all(records(path)[0].field("WARC-Type") == "warcinfo" for path in files)


def test_only_the_operator_may_read_the_archive(written: dict[str, FetchedArticle], tmp_path: Path) -> None:
    assert (tmp_path / "warc").stat().st_mode & 0o777 == 0o700
    assert only_file(tmp_path).stat().st_mode & 0o777 == 0o600


def test_a_cut_file_of_a_killed_run_is_left_alone_and_its_whole_records_are_read(
    crawled: tuple[str, dict[str, FetchedArticle]], written: dict[str, FetchedArticle], tmp_path: Path
) -> None:
    path = only_file(tmp_path)
    cut = path.read_bytes()[:-100]
    path.write_bytes(cut)
    with closing(archive(tmp_path, run_id=8)) as warc:
        warc.write(crawled[1]["/a/biasa"])
    old, new = archive_files(tmp_path / "warc")
    assert old.read_bytes() == cut
    assert check(new) == (0, "")
    *whole, last = read_warc(old)
    assert isinstance(last, Damage) and "cut off" in last.reason
    assert len(whole) == 2 * len(written) + 2


def test_a_damaged_record_in_the_middle_hides_no_other(
    written: dict[str, FetchedArticle], tmp_path: Path
) -> None:
    path = only_file(tmp_path)
    content = bytearray(path.read_bytes())
    place = written["/a/br"].pages[0].archived
    assert place is not None
    content[place.offset + 300 : place.offset + 320] = b"\0" * 20
    path.write_bytes(content)
    found = list(archived_articles(path, path.name))
    (damage,) = [item for item in found if isinstance(item, Damage)]
    assert damage.offset == place.offset
    assert [item for item in found if item is not damage] == [
        article for key, article in written.items() if key != "/a/br"
    ]


def test_a_record_that_was_changed_since_is_not_believed(
    written: dict[str, FetchedArticle], tmp_path: Path
) -> None:
    """Unpacked, edited and packed again with right lengths: only the digest tells."""
    path = only_file(tmp_path)
    edited = gzip.decompress(path.read_bytes()).replace(b"tiga korban", b"lima korban", 1)
    changed = tmp_path / "diubah.warc"
    changed.write_bytes(edited)
    found = list(archived_articles(changed, changed.name))
    (damage,) = [item for item in found if isinstance(item, Damage)]
    assert "digest" in damage.reason


@pytest.mark.parametrize("is_packed", [True, False])
def test_whatever_bytes_change_every_article_is_whole_or_told_as_damaged(
    written: dict[str, FetchedArticle], tmp_path: Path, is_packed: bool
) -> None:
    """Bytes flipped, doubled, dropped at random places: nothing else than records, damage or one sentence comes."""
    whole = only_file(tmp_path).read_bytes()
    whole = whole if is_packed else gzip.decompress(whole)
    articles = {article.url: article.pages[0].body for article in written.values()}
    dice = random.Random(20261122)
    path = tmp_path / "rusak.warc.gz"
    for _ in range(300):
        content = bytearray(whole)
        for _ in range(dice.randint(1, 4)):
            place = dice.randrange(len(content))
            piece = dice.choice([b"", dice.randbytes(3), bytes(content[place : place + 300])])
            content[place : place + dice.randint(0, 60)] = piece
        path.write_bytes(content)
        for found in archived_articles(path, path.name):
            if not isinstance(found, Damage):
                assert found.pages[0].body == articles.get(found.url, found.pages[0].body)
                assert found.pages[0].body in articles.values()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "is empty"),
        (b"\n\n", "no WARC record"),
        (b"bukan arsip\n" * 100, "no WARC record begins there"),
        (gzip.compress(b"bukan arsip", mtime=0), "no WARC record begins there"),
        (b"WARC/1.1\r\nWARC-Type: response\r\n\r\n", "header"),
        (b"WARC/1.1\r\nContent-Length: -5\r\n\r\n", "header"),
        (b"WARC/1.1\r\nContent-Length: 500\r\n\r\npendek", "cut off"),
        (gzip.compress(b"WARC/1.1\r\nContent-Length: 500\r\n\r\npendek", mtime=0), "shorter than it says"),
        (gzip.compress(b"WARC/1.1\r\nContent-Length: 0\r\n\r\n\r\n\r\n" * 2, mtime=0), "warcio recompress"),
        (b"\x1f\x8b\x08\xff" * 1000, "damaged"),
    ],
)
def test_what_is_no_warc_file_is_said_in_one_sentence(tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "lain.warc.gz"
    path.write_bytes(content)
    with pytest.raises(PantauError, match=r"lain\.warc\.gz") as raised:
        list(read_warc(path))
    assert word in str(raised.value)


def test_a_full_disk_leaves_the_file_as_it_was(
    crawled: tuple[str, dict[str, FetchedArticle]], tmp_path: Path
) -> None:
    first, second, *_ = crawled[1].values()
    with closing(archive(tmp_path)) as warc:
        warc.write(first)
        path = only_file(tmp_path)
        before = path.read_bytes()
        with room_for(len(before) + 200), pytest.raises(PantauError, match="free space"):
            warc.write(second)
        assert path.read_bytes() == before
        warc.write(second)
    assert check(path) == (0, "")


def test_a_disk_without_any_room_leaves_no_file(
    crawled: tuple[str, dict[str, FetchedArticle]], tmp_path: Path
) -> None:
    with closing(archive(tmp_path)) as warc, room_for(100), pytest.raises(PantauError, match="free space"):
        warc.write(crawled[1]["/a/biasa"])
    assert archive_files(tmp_path / "warc") == []


def sha256(content: bytes) -> str:
    return "sha256:" + base64.b32encode(hashlib.sha256(content).digest()).decode()
