"""The main job as cron runs it, against the demo network over real HTTP."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from faults_harness import adds_up
from forked import Program

from demo.network import DemoNetwork, expected, write_sources

TABLES = ("articles", "article_versions", "officials", "agencies", "dates", "figures", "statements", "laws")
FACT = "quote, start_char, end_char, rule"
COLUMNS = {"articles": "url", "article_versions": "text"}


class Site:
    """One demo network and one data folder; every run is a process of its own."""

    def __init__(self, network: DemoNetwork, folder: Path) -> None:
        self.network = network
        self.folder = folder
        write_sources(folder / "sources", network.base_urls)
        self.environment = {
            **os.environ,
            "PANTAU_DATA_DIR": str(folder / "data"),
            "PANTAU_SOURCES_DIR": str(folder / "sources"),
            "PANTAU_ALLOW_LOOPBACK": "1",
            "PANTAU_CONTACT": "tests@pantau.example",
        }
        self.environment.pop("PANTAU_DATABASE_URL", None)

    def start(self, *arguments: str) -> Program:
        return Program("cli", *arguments, env=self.environment)

    def run(self, *arguments: str, code: int = 0) -> str:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=240)
        assert process.returncode == code, out + err
        return out

    def json(self, *arguments: str) -> Any:
        return json.loads(self.run(*arguments, "--json"))

    def rows(self) -> Mapping[str, list[tuple[Any, ...]]]:
        """What the database says, without keys and times: equal for equal content."""
        with sqlite3.connect(self.folder / "data" / "pantau.db") as database:
            return {
                table: sorted(database.execute(f"SELECT {COLUMNS.get(table, FACT)} FROM {table}").fetchall())
                for table in TABLES
            }

    def article_requests(self) -> list[str]:
        """Paths of the articles asked for, with the number of times."""
        paths = {item["path"] for item in expected(1)}
        return [request.path for request in self.network.requests if request.path.split("?")[0] in paths]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with DemoNetwork() as network:
        yield Site(network, tmp_path)


def test_two_weekly_runs_fill_the_database_once(site: Site) -> None:
    first = site.run("weekly")
    assert "Siapa mengatakan apa" in first
    assert "Angka TPPO menurut wilayah dan periode" in first
    assert str(site.folder / "data" / "pantau.db") in first
    stored = {row["url"]: row["is_relevant"] for row in site.json("articles")}
    bases = site.network.base_urls
    wanted = {bases[item["outlet"]].rstrip("/") + item["path"]: item["is_relevant"] for item in expected(1)}
    assert stored.keys() == wanted.keys()
    assert {url for url in wanted if stored[url] != wanted[url]} == set()
    asked, rows = site.article_requests(), site.rows()
    assert len(asked) == len(set(asked))

    second = site.run("weekly")
    assert "Tidak ada yang diambil dua kali dan tidak ada yang disimpan dua kali." in second
    assert site.article_requests() == asked
    assert site.rows() == rows
    with sqlite3.connect(site.folder / "data" / "pantau.db") as database:
        read = database.execute("SELECT source FROM source_states ORDER BY source").fetchall()
    assert read == [(slug,) for slug in sorted(bases)]


def test_a_killed_run_loses_nothing_and_repeats_only_what_was_in_flight(site: Site, tmp_path: Path) -> None:
    process = site.start("weekly")
    while len(site.article_requests()) < 12:
        with contextlib.suppress(
            subprocess.TimeoutExpired
        ):  # leaves the processor to the run and its servers
            process.wait(timeout=0.02)
            break
    process.send_signal(signal.SIGKILL)
    process.communicate()
    asked = len(site.article_requests())
    site.run("weekly")
    repeated = len(site.article_requests()) - len(set(site.article_requests()))
    assert asked >= 12
    assert repeated <= len(site.network.base_urls)  # one request at a time per host

    with DemoNetwork() as other_network:
        undisturbed = Site(other_network, tmp_path / "undisturbed")
        undisturbed.run("weekly")
        facts = {name: rows for name, rows in undisturbed.rows().items() if name != "articles"}
        assert {name: rows for name, rows in site.rows().items() if name != "articles"} == facts


def test_the_second_week_brings_what_is_new(site: Site) -> None:
    site.run("weekly")
    known = {row["url"] for row in site.json("articles")}
    ports = {slug: int(url.rstrip("/").rsplit(":", 1)[1]) for slug, url in site.network.base_urls.items()}
    site.network.stop()
    with DemoNetwork(week=2, ports=ports):
        out = site.run("weekly")
    assert "3 berita baru" in out
    assert len({row["url"] for row in site.json("articles")} - known) == 3
    for number, new in (("1", len(known)), ("2", 3)):
        sources = site.json("runs", "show", number)["sources"]
        assert sum(row["articles_new"] for row in sources) == new
        for row in sources:
            adds_up(row)


def test_a_server_that_is_down_is_told_and_costs_nothing_stored(site: Site) -> None:
    site.run("weekly")
    rows = site.rows()
    site.network.stop()
    process = site.start("weekly")
    _, err = process.communicate(timeout=240)
    assert process.returncode == 1
    assert "kabarperaga: tidak satu pun daftarnya dapat dibaca" in err
    assert site.rows() == rows
