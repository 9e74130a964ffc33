"""Backfills as processes: killed and stopped they go on where they were; sitemaps and lists wait for the crawl."""

import gzip
import random
import signal
import threading
from pathlib import Path

import crawl_harness as h
import pytest
from backfill_support import ArchiveServer, held, serving, warc_path
from faults_harness import Runs, news
from test_backfill import LINES, TPPO, html, member

from storage.engine import open_engine

WHOLE = {"PANTAU_WORKERS": "1", "PANTAU_REQUEST_TIMEOUT": "120", "PANTAU_CONTACT": "peneliti@example.org"}
SITE = "http://127.0.0.1:9"


def heavy(number: int) -> bytes:
    """An article on a page of 700 kB, so that few of them are as much as is stored at once; packed, of 60 kB."""
    furniture = random.Random(number).randbytes(60_000).hex() + "x" * 600_000
    body = html(f"{TPPO} {number}", LINES[1:3]) + f"<!-- {furniture} -->"
    return gzip.compress(member(number, body=body.encode(), uri=f"{SITE}/a/{number}"))


def archive() -> ArchiveServer:
    server = ArchiveServer()
    first, second = (b"".join(heavy(begin + number) for number in range(9)) for begin in (0, 4))
    server.publish(first, second + b"rusak" * 50)
    return server


def runs_at(folder: Path, base: str) -> Runs:
    runs = Runs(folder)
    (folder / "sources" / "uji.yml").write_text(h.source_at(SITE).model_dump_json())
    runs.environment |= WHOLE | {"PANTAU_COMMONCRAWL_URL": base}
    return runs


def left_by(runs: Runs) -> object:
    engine = open_engine(f"sqlite:///{runs.folder / 'data' / 'pantau.db'}")
    try:
        return held(engine), sorted(runs.rows("SELECT url, title, is_relevant, published_on FROM articles"))
    finally:
        engine.dispose()


def offset_of(runs: Runs, number: int) -> int:
    (found,) = runs.rows(f"SELECT next_offset FROM archive_files WHERE name LIKE '%{warc_path(number)}'")
    return int(found[0])


def stopped(runs: Runs, server: ArchiveServer, number: int, how: signal.Signals) -> int:
    """Runs until nothing more comes of a file of which some is stored, then stops; returns the exit code."""
    server.held = {warc_path(number): len(server.files[warc_path(number)]) - 9000}
    process = runs.start("backfill", "--cc-news", "2024-01")
    tick = threading.Event()
    for _ in range(1200):
        if process.poll() is not None or (
            (runs.folder / "data" / "pantau.db").exists() and _is_begun(runs, number)
        ):
            break
        tick.wait(0.05)
    process.send_signal(how)
    process.communicate(timeout=60)
    server.released.set()
    server.released = threading.Event()
    return process.wait()


def _is_begun(runs: Runs, number: int) -> bool:
    if not runs.rows("SELECT 1 FROM sqlite_master WHERE name = 'archive_files'"):
        return False
    found = runs.rows(f"SELECT next_offset FROM archive_files WHERE name LIKE '%{warc_path(number)}'")
    return bool(found) and found[0][0] > 0


def test_a_killed_and_a_stopped_backfill_go_on_where_they_were(tmp_path: Path) -> None:
    server = archive()
    with serving(server):
        whole = runs_at(tmp_path / "whole", server.base)
        assert whole.run("backfill", "--cc-news", "2024-01").code == 1
        runs = runs_at(tmp_path / "stopped", server.base)
        assert stopped(runs, server, 0, signal.SIGKILL) == -signal.SIGKILL
        first = offset_of(runs, 0)
        assert 0 < first < len(server.files[warc_path(0)])
        server.asked.clear()
        assert stopped(runs, server, 1, signal.SIGINT) == 130
        again = [headers.get("Range") for path, headers in server.asked if path == warc_path(0)]
        assert again[0] == f"bytes={first}-"
        server.asked.clear()
        done = runs.run("backfill", "--cc-news", "2024-01")
        assert "1 berkas dibaca, 1 sudah dibaca sebelumnya" in done.out
        assert server.requests()[warc_path(0)] == 0
    assert left_by(runs) == left_by(whole)
    assert len(runs.rows("SELECT 1 FROM articles")) == 13
    assert runs.rows("SELECT status FROM runs ORDER BY id") == [
        ("interrupted",),
        ("interrupted",),
        ("finished",),
    ]


@pytest.fixture
def site() -> h.FaultySite:
    """A site whose robots.txt names an index of sitemaps, of which one is closed to robots."""
    return h.FaultySite({})


def test_sitemaps_are_read_back_to_a_day_and_their_articles_wait(site: h.FaultySite, tmp_path: Path) -> None:
    with site:
        children = {f"{site.url}/peta-2019.xml": "2019-06-30", f"{site.url}/peta-2017.xml": "2017-12-31"}
        site.answers |= {
            "/robots.txt": h.page(
                f"User-agent: *\nDisallow: /rahasia\nSitemap: {site.url}/peta.xml\nSitemap: {site.url}/rahasia.xml\n"
                "Sitemap: https://asing.example/peta.xml\n",
                "text/plain",
            ),
            "/peta.xml": h.sitemap(children | {f"{site.url}/rusak.xml": "2020-01-01"}, is_index=True),
            "/peta-2019.xml": h.sitemap(
                {
                    f"{site.url}/a/polisi-tangkap-pelaku-tppo-di-batam": "2019-05-01",
                    f"{site.url}/a/harga-cabai-turun-jelang-akhir-pekan-ini": "2019-05-02",
                    f"{site.url}/a/tersangka-perdagangan-orang-lama-ditahan": "2016-05-02",
                    f"{site.url}/tentang-kami": "2019-05-02",
                }
            ),
            "/rusak.xml": h.page("bukan xml", "application/xml"),
            "/a/polisi-tangkap-pelaku-tppo-di-batam": news("Polisi tangkap pelaku TPPO"),
        }
        runs = Runs(tmp_path, uji=site)
        done = runs.run("backfill", "--sitemap", "uji", "--since", "2018-01-01")
        assert done.code == 1, done.err  # one is broken, one forbidden
        assert set(site.asked) == {"/robots.txt", "/peta.xml", "/peta-2019.xml", "/rusak.xml"}
        assert runs.rows("SELECT url, state FROM frontier") == [
            (f"{site.url}/a/polisi-tangkap-pelaku-tppo-di-batam", "pending")
        ]
        assert runs.rows("SELECT verdict, count(*) FROM gate_decisions GROUP BY 1 ORDER BY 1") == [
            ("passed", 1),
            ("skipped", 1),
        ]
        subjects = {subject.rpartition("/")[2] for (subject,) in runs.rows("SELECT subject FROM problems")}
        assert subjects == {"rahasia.xml", "rusak.xml"}
        again = runs.run("backfill", "--sitemap", "uji", "--since", "2018-01-01")
        assert len(runs.rows("SELECT 1 FROM frontier")) == 1 and again.code == 1
        (tmp_path / "daftar.csv").write_text(f"url\n{site.url}/a/satu\nhttps://asing.example/a/dua\n")
        listed = runs.run("backfill", "--urls", str(tmp_path / "daftar.csv"))
        assert "1 addresses wait for the next crawl" in listed.out and listed.code == 1
        runs.run("crawl")
        assert set(site.article_requests()) == {"/a/polisi-tangkap-pelaku-tppo-di-batam", "/a/satu"}
