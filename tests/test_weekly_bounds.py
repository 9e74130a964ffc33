"""What a bounded weekly run leaves, the next one does, what was not reached first; a dry run asks nobody."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import crawl_harness as h
import pytest
from faults_harness import Runs, adds_up, news
from hypothesis import given
from hypothesis import strategies as st

from models.bounds import duration_text, parse_duration, parse_size, size_text
from models.errors import PantauError


@given(st.integers(1, 9999 * 86_400 - 1))
def test_a_duration_is_read_as_it_is_written(seconds: int) -> None:
    assert parse_duration(duration_text(seconds)) == seconds


@given(st.text("0123456789.hmsdkgtib M", max_size=12))
def test_other_texts_are_no_durations_and_no_sizes(text: str) -> None:
    for parse, form in (
        (parse_duration, r"(?i)(\d{1,4}d)?(\d{1,4}h)?(\d{1,5}m)?(\d{1,6}s)?"),
        (parse_size, r"(?i)\d{1,15}(\.\d{1,6})? ?([kmgt]i?b?|i?b)?"),
    ):
        try:
            value = parse(text)
        except PantauError as error:
            assert repr(text) in str(error)
        else:
            assert value >= 0 and re.fullmatch(form, text.strip())


@pytest.mark.parametrize(
    ("text", "seconds"), [("90m", 5400), ("6h", 21_600), ("1h30m", 5400), (" 45S ", 45), ("2d", 172_800)]
)
def test_durations(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "0h", "6", "6 hours", "h", "30m1h", "-1h", "1.5h", "1h 30m"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(PantauError, match="no duration: write it as 6h, 90m or 1h30m"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0),
        ("500MB", 500_000_000),
        ("2GB", 2 * 10**9),
        ("1.5GiB", 3 * 2**29),
        ("5g", 5 * 2**30),
        ("7 KB", 7000),
    ],
)
def test_sizes(text: str, size: int) -> None:
    assert parse_size(text) == size


@given(st.integers(0, 10**15))
def test_a_size_is_read_about_as_it_is_written(size: int) -> None:
    assert abs(parse_size(size_text(size)) - size) <= size / 20


ARTICLES = ("satu", "dua")


def site(*names: str, wait: float = 0) -> h.FaultySite:
    """A site with a feed of these articles, each of which takes a while to answer."""
    made = h.FaultySite(
        {"/robots.txt": h.page("", "text/plain"), "/rss": h.feed(*(f"/a/{name}" for name in names))}
    )

    def slowly(answer: h.Answer) -> h.Answer:
        def wait_first(handler: h.Handler) -> None:
            made.released.wait(wait)
            answer(handler)

        return wait_first

    made.answers |= {f"/a/{name}": slowly(news(f"Berita {name} {made.port}")) for name in names}
    return made


@pytest.fixture
def three(tmp_path: Path) -> Iterator[tuple[Runs, dict[str, h.FaultySite]]]:
    """Three sources with two articles each."""
    with ExitStack() as stack:
        sites = {slug: stack.enter_context(site(*ARTICLES)) for slug in ("aa", "bb", "cc")}
        yield Runs(tmp_path, **sites), sites


def weekly(runs: Runs, *options: str, code: int) -> dict[str, Any]:
    """What a run tells."""
    done = runs.run("weekly", *options, "--json")
    assert done.code == code, done.out + done.err
    told: dict[str, Any] = json.loads(done.out)
    assert told["exit_code"] == code
    return told


def test_requests_are_bounded_and_no_source_starves(three: tuple[Runs, dict[str, h.FaultySite]]) -> None:
    runs, sites = three
    asked, turns = 0, []
    for number in range(1, 7):
        done = runs.run("weekly", "--max-requests", "5", "--json")
        now = sum(len(one.asked) for one in sites.values())
        assert now - asked <= 5
        asked = now
        turns.append({slug for slug, one in sites.items() if one.asked})
        told = json.loads(done.out)
        for row in json.loads(runs.run("runs", "show", str(number), "--json").out)["sources"]:
            adds_up(row)
            assert not row["findings"]  # what a bound cut short is not judged
        if done.code == 0:
            break
        assert done.code == 1 and [one["bound"] for one in told["bounds"]] == ["requests"]
        assert "--max-requests 5" in told["bounds"][0]["sentence"]
    assert len(turns[0]) < len(turns[2]) == 3  # each has its turn by the third run
    assert [sorted(one.article_requests()) for one in sites.values()] == [
        sorted(f"/a/{name}" for name in ARTICLES)
    ] * 3
    assert runs.rows("SELECT count(*) FROM articles") == [(6,)]


def test_time_is_bounded_and_the_next_run_goes_on(tmp_path: Path) -> None:
    names = [f"berita-{number}" for number in range(16)]
    with site(*names, wait=0.15) as slow:
        runs = Runs(tmp_path, lambat=slow)
        told = weekly(runs, "--budget", "1s", code=1)
        assert {one["stage"] for one in told["bounds"]} >= {"collect"}
        assert {one["bound"] for one in told["bounds"]} == {"budget"}
        assert (
            "(--budget 1s) tidak cukup: 1 dari 1 sumber belum selesai dibaca" in told["bounds"][0]["sentence"]
        )
        stages = {one["stage"]: one["status"] for one in told["run"]["stages"]}
        assert list(stages) == ["collect", "process", "resolve", "check", "backup", "report"]
        assert told["run"]["status"] == "finished" and told["backup"] is not None
        assert len(slow.article_requests()) < len(names)
        weekly(runs, code=0)
        assert sorted(slow.article_requests()) == sorted(f"/a/{name}" for name in names)
    assert runs.rows("SELECT count(*) FROM articles") == [(len(names),)]


def test_a_full_disk_is_seen_before_it_is_full(three: tuple[Runs, dict[str, h.FaultySite]]) -> None:
    runs, sites = three
    told = weekly(runs, "--min-free", "8000TB", code=1)
    assert [one["bound"] for one in told["bounds"]] == ["disk"]
    assert not any(one.asked for one in sites.values())
    (failure,) = told["failures"]
    assert failure["stage"] == "backup" and "no backup was made in" in failure["sentence"]
    assert weekly(runs, code=0)["totals"]["articles"] == 6


def stored(runs: Runs) -> tuple[dict[Path, bytes], list[str]]:
    """All that a data folder holds; of the database, what it says."""
    files = (path for path in (runs.folder / "data").rglob("*") if path.is_file())
    with sqlite3.connect(runs.folder / "data" / "pantau.db") as database:
        said = list(database.iterdump())
    return {path: path.read_bytes() for path in files if not path.name.startswith("pantau.db")}, said


def test_a_dry_run_asks_nobody_and_writes_nothing(three: tuple[Runs, dict[str, h.FaultySite]]) -> None:
    runs, sites = three
    plan = json.loads(runs.run("weekly", "--dry-run", "--json").out)
    assert plan["database"] == "missing" and [one["lists"] for one in plan["sources"]] == [1] * 3
    assert not (runs.folder / "data").exists()

    weekly(runs, "--max-requests", "4", code=1)
    asked = sum(len(one.asked) for one in sites.values())
    before = stored(runs)
    done = runs.run("weekly", "--dry-run", "--budget", "2h", "--json")
    assert done.code == 0, done.err
    plan = json.loads(done.out)
    assert (plan["database"], plan["is_running"], plan["last"]["run_id"]) == ("ready", False, 1)
    assert plan["sources"][0]["source"] == "bb"  # not reached yet; aa was begun
    assert plan["sources"][-1] | {"left": 0} == {"source": "aa", "lists": 1, "left": 0, "due": 0}
    assert plan["sources"][-1]["left"] >= 1 and plan["backup_bytes"] > 0 and plan["bounds"]["budget"] == 7200
    out = runs.run("weekly", "--dry-run").out
    assert "3 sumber menurut urutan kunjungan" in out and "Batas: ruang kosong paling sedikit 500MB." in out
    assert sum(len(one.asked) for one in sites.values()) == asked
    assert stored(runs) == before


def test_a_setting_that_is_no_size_is_named(tmp_path: Path) -> None:
    runs = Runs(tmp_path)
    done = runs.run("weekly", "--dry-run", environment={"PANTAU_MIN_FREE": "banyak"})
    assert done.code == 2 and "PANTAU_MIN_FREE is set to 'banyak'" in done.err
    assert "write it as 500MB or 2GB; correct it or unset it" in done.err


@pytest.mark.parametrize(("option", "value"), [("--budget", "besok"), ("--min-free", "banyak")])
def test_a_run_that_cannot_be_is_refused(tmp_path: Path, option: str, value: str) -> None:
    runs = Runs(tmp_path)
    done = runs.run("weekly", option, value)
    assert done.code == 2 and value in done.err and "Traceback" not in done.err
