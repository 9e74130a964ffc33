"""What a run tells about itself: numbers that add up, findings, and runs that were cut short, with real crawls."""

import contextlib
import json
import re
import signal
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import crawl_harness as h
import pytest
from faults_harness import DUMAI, SETTLED, Runs, adds_up, counts, news
from sqlalchemy import update
from test_second_looks import NAMES, Site

from storage.engine import open_engine, reading, writing
from storage.tables import FrontierEntry, Run
from storage.types import now


class Database:
    """The database of some runs, on either back end."""

    def __init__(self, url: str) -> None:
        self.url = url

    def wait(self, days: float) -> None:
        """Let all runs, and the next looks, be so many days older."""
        engine = open_engine(self.url)
        with writing(engine) as session:
            for run in session.query(Run):
                run.started_at -= timedelta(days=days)
        engine.dispose()

    def make_looks_due(self) -> None:
        engine = open_engine(self.url)
        with writing(engine) as session:
            due = update(FrontierEntry).where(FrontierEntry.next_check_at.is_not(None))
            session.execute(due.values(next_check_at=now()))
        engine.dispose()


@pytest.fixture
def weeks(tmp_path: Path, database_url: str) -> Iterator[tuple[Site, Runs, Database]]:
    with Site() as site:
        runs = Runs(tmp_path / "runs", uji=site)
        runs.environment["PANTAU_DATABASE_URL"] = database_url
        yield site, runs, Database(database_url)


def show(runs: Runs, *number: str) -> dict[str, Any]:
    done = runs.run("runs", "show", *number, "--json")
    assert done.code == 0, done.err
    report: dict[str, Any] = json.loads(done.out)
    for row in report["sources"]:
        adds_up(row)
    return report


def test_everything_that_a_source_listed_is_accounted_for(weeks: tuple[Site, Runs, Database]) -> None:
    site, runs, database = weeks
    assert runs.run("weekly").code == 0
    (first,) = show(runs, "1")["sources"]
    assert counts(first, "named", "asked", "fetched", "new", "relevant") == dict.fromkeys(
        ("named", "asked", "fetched", "new", "relevant"), len(NAMES)
    )
    assert first["requests"] == len(site.asked) and first["bytes_received"] > 5_000
    assert first["fields"]["published"] == {"present": 8, "total": 8}
    assert first["fields"]["author"] == {"present": 0, "total": 8}

    database.make_looks_due()
    site.edit()
    copy = '<html><head><link rel="canonical" href="/a/tetap"></head><body>Isi</body></html>'
    site.answers |= {
        "/rss": h.feed(*(f"/a/{name}" for name in (*NAMES, "baru", "salinan", "rusak", "kosong"))),
        "/a/baru": news("Berita baru"),
        "/a/salinan": h.page(copy),
        "/a/rusak": h.page(status=404),
        "/a/kosong": h.page("<title>Kosong</title>"),
    }
    runs.run("weekly")
    report = show(runs)
    (second,) = report["sources"]
    assert report["run"]["run_id"] == 2 and report["run"]["status"] == "finished"
    assert counts(second, "named", "known", "asked", "due") == {"named": 12, "known": 8, "asked": 4, "due": 8}
    assert counts(second, *SETTLED) == {
        "fetched": 5, "unchanged": 2, "copied": 1, "refused": 1, "gone": 2, "failed": 1, "postponed": 0, "left": 0,
    }  # fmt: skip
    assert counts(second, "new", "edited", "empty", "unread") == {
        "new": 1,
        "edited": 1,
        "empty": 3,
        "unread": 0,
    }
    assert (second["articles_removed"], second["articles_relevant"]) == (4, 1)
    assert sum(second["reasons"].values()) == report["run"]["problems"] > 0
    assert any("410" in reason for reason in second["reasons"])
    assert second["fields"]["text"] == {"present": 3, "total": 6}


def test_the_report_is_readable(weeks: tuple[Site, Runs, Database]) -> None:
    _, runs, _ = weeks
    runs.run("crawl")
    shown = runs.run("runs", "show")
    assert shown.code == 0
    assert re.search(r"│ uji +│ +8 │", shown.out) and "Tidak ada yang perlu diperiksa." in shown.out
    (row,) = show(runs)["sources"]
    assert counts(row, "fetched", "new", "unread") == {"fetched": 8, "new": 0, "unread": 8}
    runs.run("process")
    (row,) = show(runs, "1")["sources"]  # what was fetched counts where it was fetched
    assert counts(row, "fetched", "new", "unread") == {"fetched": 8, "new": 8, "unread": 0}
    listed = json.loads(runs.run("runs", "--json").out)
    assert [(run["run_id"], run["kind"], run["status"]) for run in listed] == [
        (2, "process", "finished"),
        (1, "crawl", "finished"),
    ]
    assert "crawl" in runs.run("runs").out
    assert "Kali ke-2 (process) tidak mengunjungi sumber" in runs.run("runs", "show", "2").out
    assert "There is no run 9" in runs.run("runs", "show", "9" * 20).err
    assert runs.run("runs", "--limit", "9" * 20).code == 2
    unknown = runs.run("runs", "show", "9")
    assert unknown.code == 2 and "There is no run 9" in unknown.err


def test_cron_gets_a_line_for_each_source(weeks: tuple[Site, Runs, Database]) -> None:
    _, runs, _ = weeks
    lines = runs.run("crawl").err.splitlines()
    assert len(lines) == 1 and lines[0].startswith("uji: 8 diambil, 0 gagal, 10 permintaan, ")


@pytest.fixture
def many(tmp_path: Path) -> Iterator[tuple[h.FaultySite, Runs]]:
    paths = [f"/a/berita-{n}" for n in range(12)]
    with h.FaultySite({"/rss": h.feed(*paths), **{path: news(f"Berita {path}") for path in paths}}) as site:
        yield site, Runs(tmp_path, uji=site)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_run_that_was_cut_short_says_so_and_adds_up(
    many: tuple[h.FaultySite, Runs], number: signal.Signals
) -> None:
    site, runs = many
    process = runs.start("weekly")
    while len(site.article_requests()) < 6 and process.poll() is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.02)
    process.send_signal(number)
    process.communicate()
    report = show(runs)
    (cut,) = report["sources"]
    assert report["run"]["status"] == "interrupted"
    assert cut["articles_asked"] == 12 and cut["articles_left"] > 0 and cut["articles_unread"] > 0
    assert "terhenti sebelum selesai" in runs.run("runs", "show").out
    runs.run("weekly")
    (cut,), (rest,) = show(runs, "1")["sources"], show(runs, "2")["sources"]
    assert cut["articles_new"] + rest["articles_new"] == 12
    assert rest["articles_left"] == rest["articles_unread"] == cut["articles_unread"] == 0


def signed(title: str, author: str | None) -> h.Answer:
    lines = [line for line in Path(DUMAI).read_text().splitlines() if line][1:]
    by = f'<meta name="author" content="{author}">' if author else ""
    return h.page(
        f"<html lang=id><head><title>{title}</title>{by}"
        '<meta property="article:published_time" content="2024-05-06T10:00:00+07:00"></head><body><article>'
        f"<h1>{title}</h1>{''.join(f'<p>{line}</p>' for line in lines)}</article></body></html>"
    )


def test_a_source_that_loses_a_field_or_falls_silent_is_flagged(tmp_path: Path, database_url: str) -> None:
    old = {f"/a/lama-{n}": signed(f"Berita lama {n}", "Rina Wulandari") for n in range(12)}
    bare = {f"/a/polos-{n}": signed(f"Berita polos {n}", None) for n in range(8)}
    with h.FaultySite({"/rss": h.feed(*old), **old, **bare}) as site:
        runs, database = Runs(tmp_path / "runs", uji=site), Database(database_url)
        runs.environment["PANTAU_DATABASE_URL"] = database_url
        entry = tmp_path / "runs" / "sources" / "uji.yml"
        entry.write_text(json.dumps(json.loads(entry.read_text()) | {"expected_weekly": 4}))
        assert runs.run("weekly").code == 0
        assert runs.run("sources", "check", "--offline").code == 0

        database.wait(7)
        site.answers["/rss"] = h.feed(*old, *bare)
        lost = runs.run("weekly")
        assert (
            lost.code == 1
            and "uji: penulis hanya ada pada 0 dari 8 berita, sebelumnya pada 12 dari 12" in lost.err
        )
        (row,) = show(runs)["sources"]
        assert (row["is_measured"], round(row["expected"], 1)) == (False, 4.0)
        assert [finding["kind"] for finding in row["findings"]] == ["field"]

        database.wait(7)
        assert runs.run("weekly").code == 0  # one week without news is no silence yet
        database.wait(7)
        silent = runs.run("weekly")
        assert silent.code == 1
        assert "uji: tidak ada berita baru dalam 14 hari, padahal menurut perkiraan 4 seminggu" in silent.err
        assert "Sumber yang perlu diperiksa" in silent.out
        checked = runs.run("sources", "check", "--offline")
        assert checked.code == 1 and "uji: tidak ada berita baru" in checked.err
        (finding,) = json.loads(runs.run("sources", "check", "--offline", "--json").out)
        assert (finding["source"], finding["kind"]) == ("uji", "silent")


def test_scrapy_counts_what_the_markup_lacks(many: tuple[h.FaultySite, Runs]) -> None:
    site, runs = many
    site.answers["/a/berita-0"] = news("Berita", published="kemarin sore")
    log = runs.run("--verbose", "crawl").err
    assert "'field/articles': 12, 'field/author/missing': 12, 'field/published/invalid': 1" in log


def test_tallies_of_a_crawl_with_a_gate_name_every_article_once(tmp_path: Path) -> None:
    """160 articles in two lists that overlap, most of them gated, and one of these on a page of the topic."""
    paths = [f"/a/harga-cabai-rawit-naik-lagi-di-pasar-{'x' * n}" for n in range(1, 161)]
    answers = {"/rss": h.feed(*paths[:140]), "/rss2": h.feed(*paths[20:]), "/tag/x": h.links(paths[-1])}
    with h.FaultySite({**answers, **{path: h.page("Isi.") for path in paths}}) as site:
        source = h.source_at(site.url, feeds=["/rss", "/rss2"], listings=[{"url": "/tag/x"}])
        outcome = h.run_crawl(tmp_path, [source])
    stats = outcome.stats.sources["uji"]
    assert stats.known + stats.gated + stats.discovered == 160
    assert stats.discovered == stats.fetched == len(outcome.articles) and stats.gated > 0


def test_histories_hold_the_runs_that_finished(weeks: tuple[Site, Runs, Database]) -> None:
    from storage.histories import source_histories

    _, runs, database = weeks
    runs.run("crawl")
    runs.run("crawl")
    engine = open_engine(database.url)
    with writing(engine) as session:
        session.execute(update(Run).where(Run.id == 1).values(status="failed"))
    with reading(engine) as session:
        assert [run.run_id for run in source_histories(session)["uji"]] == [2]
        assert [run.run_id for run in source_histories(session, 1)["uji"]] == [1]
    engine.dispose()
