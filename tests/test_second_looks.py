"""The second week as cron runs it: edits, removals and pages that only look new, over real HTTP."""

import contextlib
import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import crawl_harness as h
import pytest
from faults_harness import DUMAI, Runs, news

NAMES = ("tetap", "iklan", "disunting", "dihapus", "dikosongkan", "ke-beranda", "menolak", "dinding")
A_WEEK_AGO = "UPDATE frontier SET next_check_at = datetime(next_check_at, '-8 days'), "
A_WEEK_AGO += "first_checked_at = datetime(first_checked_at, '-8 days') WHERE next_check_at IS NOT NULL"


def edited(title: str) -> h.Answer:
    """The article of `news` with another number of victims."""
    lines = [line for line in Path(DUMAI).read_text().splitlines() if line][1:]
    body = "".join(f"<p>{line.replace('sembilan korban', 'dua belas korban')}</p>" for line in lines)
    head = (
        f'<title>{title}</title><meta property="article:published_time" content="2024-05-06T10:00:00+07:00">'
    )
    return h.page(
        f"<html lang=id><head>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>"
    )


class Site(h.FaultySite):
    """A site in its first week; `edit` brings the second."""

    def __init__(self) -> None:
        pages = {f"/a/{name}": news(f"Berita {name}", padding=20) for name in NAMES}
        pages["/a/tetap"] = news("Berita tetap", ETag='"1"')
        super().__init__({"/rss": h.feed(*pages), **pages})

    def edit(self) -> None:
        closed = '<html><head><meta name="robots" content="noindex"></head><body>Isi</body></html>'
        self.answers |= {
            "/": h.page("Beranda"),
            "/a/tetap": h.page("", status=304),
            "/a/iklan": news("Berita iklan", padding=20),
            "/a/disunting": edited("Berita disunting"),
            "/a/dihapus": h.page(status=410),
            "/a/dikosongkan": h.page(
                "<title>Halaman tidak ditemukan</title><h1>Halaman tidak ditemukan</h1><p>Maaf.</p>"
            ),
            "/a/ke-beranda": h.moved("/"),
            "/a/menolak": h.page(closed),
            "/a/dinding": h.page(
                "<title>Persetujuan</title><p>Kami menggunakan cookie. Setuju untuk melanjutkan?</p>"
            ),
        }


def wait_a_week(runs: Runs) -> None:
    import sqlite3

    with sqlite3.connect(runs.folder / "data" / "pantau.db") as database:
        database.execute(A_WEEK_AGO)


class TwoWeeks:
    """Two weekly runs, a week apart, and what the commands say then."""

    def __init__(self, folder: Path) -> None:
        with Site() as self.site:
            self.runs = Runs(folder, uji=self.site)
            self.first = self.runs.run("weekly")
            self.stored = self.runs.rows("SELECT count(*) FROM documents")[0][0]
            wait_a_week(self.runs)
            self.site.edit()
            self.site.asked.clear()
            self.second = self.runs.run("weekly")
            self.asked = list(self.site.asked)
            self.third = self.runs.run("weekly")
            self.asked_again = self.site.article_requests()[len([p for p in self.asked if p[:3] == "/a/"]) :]
        self.articles = {row["title"]: row for row in json.loads(self.runs.run("articles", "--json").out)}

    def show(self, title: str, *options: str) -> str:
        return self.runs.run("show", str(self.articles[title]["id"]), *options).out


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> TwoWeeks:
    return TwoWeeks(tmp_path_factory.mktemp("weeks"))


def test_every_article_is_looked_at_once_a_week(weeks: TwoWeeks) -> None:
    assert weeks.stored == len(NAMES)
    assert sorted(path for path in weeks.asked if path.startswith("/a/")) == sorted(f"/a/{n}" for n in NAMES)
    assert weeks.asked_again == []


def test_what_was_taken_down_is_marked_with_its_reason(weeks: TwoWeeks) -> None:
    removed = {title: row["removal_reason"] for title, row in weeks.articles.items() if row["removed_at"]}
    assert set(removed) == {"Berita dihapus", "Berita dikosongkan", "Berita ke-beranda", "Berita menolak"}
    assert "410" in removed["Berita dihapus"] and "error page" in removed["Berita dikosongkan"]
    assert "front page" in removed["Berita ke-beranda"] and "noindex" in removed["Berita menolak"]
    assert "DICABUT" in weeks.show("Berita dihapus") and "DICABUT" in weeks.runs.run("articles").out
    assert "4 dicabut penerbitnya; 1 halaman minta tidak disimpan" in weeks.second.out


def test_what_was_taken_down_is_no_failure(weeks: TwoWeeks) -> None:
    (line,) = [line for line in weeks.second.err.splitlines() if " diambil, " in line]
    assert ", 0 gagal, " in line
    (row,) = json.loads(weeks.runs.run("runs", "show", "2", "--json").out)["sources"]
    assert (row["articles_gone"], row["articles_failed"]) == (2, 0)


def test_the_sums_do_not_say_that_nothing_was_looked_at_again(weeks: TwoWeeks) -> None:
    assert "4 berita diambil, 8 sudah tersimpan dari kali sebelumnya" in weeks.second.out


def test_only_an_edit_of_the_text_is_a_new_version(weeks: TwoWeeks) -> None:
    assert {title for title, row in weeks.articles.items() if row["version"] > 1} == {"Berita disunting"}
    documents = weeks.runs.rows("SELECT url FROM documents")
    again = [url.rpartition("/")[2] for (url,) in documents if documents.count((url,)) > 1]
    assert set(again) == {"disunting", "dikosongkan", "dinding"}


def test_show_tells_what_the_edit_changed(weeks: TwoWeeks) -> None:
    (change,) = json.loads(weeks.show("Berita disunting", "--changes", "--json"))
    (victims,) = [fact for fact in change["facts"] if fact["kind"] == "figure"]
    assert (victims["before"]["value"], victims["after"]["value"]) == (9, 12)
    shown = weeks.show("Berita disunting", "--changes")
    assert "diubah" in shown and "Teks ke-2" in shown and victims["after"]["period_kind"] not in shown
    assert "belum pernah berubah" in weeks.show("Berita tetap", "--changes")


def test_export_leaves_out_what_was_taken_down(weeks: TwoWeeks, tmp_path: Path) -> None:
    done = weeks.runs.run("export", str(tmp_path / "keluar"))
    assert "4 articles left out: their publishers took them down." in done.out
    titles = {json.loads(line)["title"] for line in (tmp_path / "keluar" / "articles.jsonl").open()}
    assert titles == {"Berita tetap", "Berita iklan", "Berita disunting", "Berita dinding"}


def test_what_was_met_is_recorded(weeks: TwoWeeks) -> None:
    problems = dict(weeks.runs.rows("SELECT subject, reason FROM problems"))
    told = {url.rpartition("/")[2]: reason for url, reason in problems.items()}
    assert {"dihapus", "dikosongkan", "ke-beranda", "menolak", "dinding"} <= set(told)


@pytest.fixture
def many(tmp_path: Path) -> Iterator[tuple[h.FaultySite, Runs]]:
    paths = [f"/a/berita-{n}" for n in range(12)]
    with h.FaultySite({"/rss": h.feed(*paths), **{path: news(f"Berita {path}") for path in paths}}) as site:
        yield site, Runs(tmp_path, uji=site)


def test_second_looks_that_are_killed_repeat_only_what_was_in_flight(
    many: tuple[h.FaultySite, Runs],
) -> None:
    site, runs = many
    runs.run("weekly")
    wait_a_week(runs)
    site.asked.clear()
    process = runs.start("weekly")
    while len(site.article_requests()) < 6 and process.poll() is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    before: list[Any] = site.article_requests()
    assert 6 <= len(before) < 12
    runs.run("weekly")
    asked = site.article_requests()
    assert len(set(asked)) == 12 and len(asked) <= 13
