"""Archives over the network: read as they come, taken up where they break, as patiently as the server asks."""

import gzip
import os
from pathlib import Path

import pytest
from backfill_support import (
    LIST,
    ArchiveServer,
    from_network,
    held,
    paused,
    serving,
    warc_path,
)
from sqlalchemy import Engine
from test_backfill import member

from crawler.archives.clients import client_for
from crawler.archives.http import HttpClient
from crawler.archives.policy import checked_base, common_crawl
from crawler.archives.streams import ArchiveMissing, ArchiveUnavailable, RemoteArchive
from models.errors import PantauError
from pipelines.verifying import look_for_damage

FILLER = os.urandom(40_000).hex().encode()


def warc(*numbers: int, filler: int = 0) -> bytes:
    """A file with an article for each number, and pages of others between."""
    other = gzip.compress(member(0, body=FILLER, uri="https://asing.example/x"), 1)
    return b"".join(other * filler + gzip.compress(member(number)) for number in numbers)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Pauses take no time; how long they would be."""
    pauses: list[float] = []
    monkeypatch.setattr("time.sleep", paused(pauses))
    monkeypatch.setattr(RemoteArchive.__init__, "__defaults__", (pauses.append,))
    return pauses


def test_a_month_is_read_once_with_one_request_a_file(engine: Engine, tmp_path: Path) -> None:
    server = ArchiveServer()
    server.publish(warc(1, 2), warc(3, 4), warc(3, 2))
    server.files[LIST] = gzip.compress(
        gzip.decompress(server.files[LIST]) + b"../../etc/passwd\nhttps://lain.example/x\n"
    )
    with serving(server):
        counts = from_network(engine, tmp_path, server.base, contact="peneliti@example.org")
        again = from_network(engine, tmp_path, server.base)
    assert (counts.files, counts.strange, counts.counts.new, counts.counts.known) == (3, 2, 4, 2)
    assert (again.files, again.passed_by) == (0, 3)
    ends = [path for path, headers in server.asked if "Range" in headers]
    assert server.requests() - type(server.requests())(ends) == {LIST: 2} | {
        warc_path(n): 1 for n in range(3)
    }
    agents = {headers["User-Agent"] for _, headers in server.asked}
    assert all("PantauTPPO" in agent for agent in agents)
    assert any("peneliti@example.org" in agent for agent in agents)
    left = held(engine)
    assert {name for name, *_ in left["captures"]} == {
        server.base + warc_path(number)[1:] for number in range(3)
    }
    assert [
        one for one in look_for_damage(engine, tmp_path, 3, is_quick=True) if one.check == "archive"
    ] == []


@pytest.mark.parametrize("has_ranges", [True, False])
def test_a_broken_connection_is_taken_up_where_it_broke(
    engine: Engine, tmp_path: Path, patient: list[float], has_ranges: bool
) -> None:
    server = ArchiveServer(has_ranges=has_ranges)
    server.publish(warc(*range(1, 9), filler=1))
    size = len(server.files[warc_path(0)])
    server.troubles = {warc_path(0): [503, size // 3, 1000, 429, size // 5], LIST: [500]}
    with serving(server):
        counts = from_network(engine, tmp_path, server.base)
    assert (counts.files, counts.counts.new, counts.counts.damaged, counts.refused) == (1, 8, 0, [])
    assert [pause for pause in patient if pause == 3.0] == [3.0] * 3  # what Retry-After asks for
    assert common_crawl().first_wait in patient


def test_a_server_that_stays_busy_ends_the_run_and_the_next_goes_on(
    engine: Engine, tmp_path: Path, patient: list[float]
) -> None:
    server = ArchiveServer()
    server.publish(warc(1), warc(2, 3))
    server.troubles = {warc_path(1): [403] * common_crawl().tries}
    with serving(server):
        with pytest.raises(PantauError, match="run the same command again"):
            from_network(engine, tmp_path, server.base)
        assert {state for _, state, *_ in held(engine)["files"]} == {"done", "waiting"}
        counts = from_network(engine, tmp_path, server.base)
    assert (counts.files, counts.passed_by, counts.counts.new) == (1, 1, 2)


def test_what_is_not_there_or_no_list_is_recorded_and_the_rest_read(engine: Engine, tmp_path: Path) -> None:
    server = ArchiveServer()
    server.publish(warc(1), warc(2))
    del server.files[warc_path(0)]
    with serving(server):
        counts = from_network(engine, tmp_path, server.base)
        assert (counts.files, counts.counts.new) == (1, 1) and "is not there" in counts.refused[0]
        server.files[LIST] = b"bukan gzip"
        assert "no list of files" in from_network(engine, tmp_path, server.base).refused[0]
        server.files[LIST] = gzip.compress(b"x" * 30_000_000)
        assert "too long" in from_network(engine, tmp_path, server.base).refused[0]
        del server.files[LIST]
        assert "is not there" in from_network(engine, tmp_path, server.base).refused[0]
    assert len(held(engine)["problems"]) == 4


def test_a_stream_says_when_the_file_became_another(patient: list[float]) -> None:
    server = ArchiveServer(files={"/a": bytes(300_000)}, troubles={"/a": [100_000]})
    with serving(server):
        archive = RemoteArchive(client_for(server.base, "uji", 5), "a", common_crawl())
        with archive.at(0) as stream:
            assert len(stream.read(50_000)) == 50_000
            server.etag = '"2"'
            while stream.read(65_536):
                pass
            assert isinstance(stream.error, ArchiveMissing) and "changed" in str(stream.error)


def test_a_wait_that_is_too_long_is_not_waited(patient: list[float]) -> None:
    server = ArchiveServer(files={"/a": b"x"}, troubles={"/a": [503]})
    with serving(server):
        policy = common_crawl().model_copy(update={"longest_wait": 2.0})
        archive = RemoteArchive(client_for(server.base, "uji", 5), "a", policy)
        with pytest.raises(ArchiveUnavailable, match="in 3 seconds"):
            archive.identity(0)
    assert 3.0 not in patient


@pytest.mark.parametrize("target", ["http://127.0.0.1:9/a", "https://jahat.example/a", "file:///etc/passwd"])
def test_redirects_lead_to_no_other_host(patient: list[float], target: str) -> None:
    server = ArchiveServer(files={"/a": b"x"}, troubles={"/a": [target], "/b": ["/a"]})
    with serving(server):
        client = HttpClient(server.base, common_crawl(), "uji", 5)
        with pytest.raises((ArchiveUnavailable, ArchiveMissing)):
            client.open("a", 0)
        assert client.open("b", 0).read(9) == b"x"


def test_only_common_crawl_may_be_asked() -> None:
    assert checked_base(None, False) == "https://data.commoncrawl.org/"
    assert checked_base("s3://commoncrawl", False) == "s3://commoncrawl/"
    for base in (
        "http://data.commoncrawl.org/",
        "https://data.commoncrawl.org.jahat.example/",
        "https://x@data.commoncrawl.org/",
        "s3://lain/",
        "http://127.0.0.1:1/",
        "file:///etc/",
    ):
        with pytest.raises(PantauError, match="PANTAU_COMMONCRAWL_URL"):
            checked_base(base, False)
    with pytest.raises(PantauError):
        checked_base("http://10.0.0.1/", True)


def test_the_same_files_are_read_from_s3(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = ArchiveServer()
    server.publish(warc(1, 2, filler=3), warc(3))
    server.troubles = {warc_path(0): [150_000]}
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "uji")
    with serving(server):
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", server.base)
        monkeypatch.setattr(RemoteArchive.__init__, "__defaults__", ([].append,))
        counts = from_network(engine, tmp_path, "s3://commoncrawl/")
    assert (counts.files, counts.counts.new, counts.refused) == (2, 3, [])
    assert {name for name, *_ in held(engine)["captures"]} == {
        f"s3://commoncrawl{warc_path(number)}" for number in range(2)
    }
    assert any(headers.get("Range", "").startswith("bytes=1") for _, headers in server.asked)
