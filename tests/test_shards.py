"""A crawl in parts: every source in one of them, always the same one, side by side on PostgreSQL."""

import re
from collections import Counter
from pathlib import Path

import pytest
from test_weekly import Site
from tests_support import Pantau
from worker_support import SOURCE, content, difference

from crawler.shards import Shard, parse_shard, politeness_key, sources_of
from crawler.warc_reader import archive_files
from demo.network import DemoNetwork
from models.errors import PantauError
from models.source import Source
from storage.engine import open_engine, reading
from storage.locks import run_lock
from storage.maintenance.contents import content_lines
from storage.runs import latest_run_ids, recorded_run
from storage.tables import Run

HOSTS = [f"{zone}.jaringan-{number}.co.id" for number in range(60) for zone in ("kupang", "medan")]


def source(host: str) -> Source:
    return SOURCE.model_copy(update={"slug": host.replace(".", "-"), "home_url": f"https://{host}"})


def test_the_shards_are_disjoint_and_together_the_whole_and_stay_as_they_are() -> None:
    sources = [source(host) for host in HOSTS]
    for count in (1, 2, 7):
        shards = [sources_of(Shard(number, count), sources) for number in range(1, count + 1)]
        assert Counter(one.slug for shard in shards for one in shard) == Counter(one.slug for one in sources)
        assert all(len(shard) > len(sources) / count / 3 for shard in shards)
        more = [source("baru.example.com"), *sources]
        grown = [sources_of(Shard(number, count), more) for number in range(1, count + 1)]
        assert [[one for one in shard if one is not more[0]] for shard in grown] == shards
    first = sources_of(Shard(1, 2), sources)
    assert {politeness_key(one) for one in first}.isdisjoint(
        politeness_key(one) for one in sources if one not in first
    )


@pytest.mark.parametrize(
    ("hosts", "key"),
    [
        (("kupang.example.co.id", "www.example.co.id", "example.co.id"), "example.co.id"),
        (("polres-ende.polri.go.id", "tribratanews.ntt.polri.go.id"), "polri.go.id"),
        (("dinsos.nttprov.go.id", "www.nttprov.go.id"), "nttprov.go.id"),
        (("127.0.0.1:8001",), "127.0.0.1:8001"),
    ],
)
def test_sources_on_one_server_stay_together(hosts: tuple[str, ...], key: str) -> None:
    assert {politeness_key(source(host)) for host in hosts} == {key}


def test_all_entries_are_divided_without_a_network(pantau: Pantau, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipelines.configuration import Settings
    from pipelines.sources import all_sources

    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("the network was asked"))
    entries = all_sources(Settings())
    parts = [sources_of(Shard(number, 3), entries) for number in (1, 2, 3)]
    assert sorted(one.slug for part in parts for one in part) == sorted(one.slug for one in entries)


@pytest.mark.parametrize("text", ["0/2", "3/2", "a/b", "1", "1/0", "-1/2", "1/2/3", ""])
def test_what_is_no_shard_is_said_in_one_sentence(pantau: Pantau, text: str) -> None:
    done = pantau("crawl", "--shard", text)
    assert (done.code, done.out) == (2, "")
    assert re.fullmatch(rf"pantau: --shard {re.escape(repr(text))} is no part of a crawl: [^\n]*\n", done.err)
    assert parse_shard("2/3") == (2, 3)


def test_shards_of_one_crawl_run_side_by_side_and_nothing_else_beside_them(postgres_url: str) -> None:
    engine = open_engine(postgres_url)
    with recorded_run(engine, "crawl", Shard(1, 2)) as first:
        with recorded_run(engine, "crawl", Shard(2, 2)) as second, reading(engine) as session:
            assert {session.get_one(Run, run).status for run in (first, second)} == {"running"}
        for other, words in (
            (Shard(1, 2), "is in progress"),
            (Shard(2, 3), "a crawl of 2 shards"),
            (None, "is in progress"),
        ):
            with pytest.raises(PantauError, match=f"(?i){words}"), run_lock(engine, other):
                pass
    with run_lock(engine) as is_alone:
        assert is_alone
        with pytest.raises(PantauError, match="in progress"), run_lock(engine, Shard(1, 2)):
            pass


def test_two_shards_fill_a_database_as_one_crawl_does(
    tmp_path: Path, postgres_url: str, other_postgres_url: str
) -> None:
    with DemoNetwork() as network:
        whole = Site(network, tmp_path / "whole")
        whole.environment["PANTAU_DATABASE_URL"] = other_postgres_url
        whole.run("crawl")
        machines = [Site(network, tmp_path / name) for name in ("satu", "dua")]
        for machine in machines:
            machine.environment["PANTAU_DATABASE_URL"] = postgres_url
        crawls = [
            machine.start("crawl", "--shard", f"{number}/2") for number, machine in enumerate(machines, 1)
        ]
        for crawl in crawls:
            assert crawl.communicate(timeout=240) and crawl.returncode == 0
    found, expected = open_engine(postgres_url), open_engine(other_postgres_url)
    assert difference(content(found, of_run=False), content(expected, of_run=False)) == ([], [])
    with reading(found) as session:
        assert len(latest_run_ids(session, 0)) == 2
    names = [
        [path.name for path in archive_files(tmp_path / name / "data" / "warc")] for name in ("satu", "dua")
    ]
    assert not set(names[0]) & set(names[1])
    machines[0].run("process")
    whole.run("process")
    with (
        found.connect() as one,
        expected.connect() as other,
    ):  # what is resolved names facts by the keys they got
        assert content_lines(one) == content_lines(other)
