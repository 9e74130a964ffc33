"""A full disk in the middle of every command that writes: one sentence, nothing half, and the next run completes."""

import resource
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import crawl_harness as h
from faults_harness import DUMAI, SIKKA, Runs, news, sentence
from tests_support import Pantau


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may grow past `size` bytes: writing fails in the middle, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def content(database: Path) -> list[tuple[Any, ...]]:
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return connection.execute(
            "SELECT url, text FROM articles JOIN article_versions ON article_id = articles.id ORDER BY text"
        ).fetchall()


def test_import_on_a_full_disk_stores_nothing_half(pantau: Pantau) -> None:
    assert pantau("import", DUMAI, "--published", "2024-05-06").code == 0
    before = content(pantau.database)
    with room_for(40_000):
        done = pantau("import", SIKKA, "--published", "2024-03-15")
    assert done.code == 2
    sentence(done.err, str(pantau.database), "disk")
    assert content(pantau.database) == before
    assert pantau("import", SIKKA, "--published", "2024-03-15").code == 0
    assert len(pantau.json("articles")) == 2
    assert pantau.json("statements")


def test_extract_and_eval_on_a_full_disk_leave_no_half_file(pantau: Pantau, tmp_path: Path) -> None:
    gold, out = tmp_path / "gold", tmp_path / "facts"
    gold.mkdir()
    shutil.copy(DUMAI, gold / "a.txt")
    assert pantau("extract", str(gold / "a.txt"), "--published", "2024-05-06", "--out", str(out)).code == 0
    whole = (out / "a.json").read_bytes()
    shutil.copy(out / "a.json", gold)
    with room_for(500):
        again = pantau("extract", str(gold / "a.txt"), "--out", str(out))
        measured = pantau("eval", str(gold), "--predictions", str(tmp_path / "predictions"))
    assert (again.code, measured.code) == (2, 2)
    sentence(again.err, str(out / "a.json"), "free space")
    sentence(measured.err, str(tmp_path / "predictions" / "a.json"), "free space")
    assert [path.name for path in out.iterdir()] == ["a.json"]
    assert (out / "a.json").read_bytes() == whole
    assert list((tmp_path / "predictions").iterdir()) == []


def test_export_on_a_full_disk_leaves_no_folder(pantau: Pantau, tmp_path: Path) -> None:
    assert pantau("import", DUMAI, SIKKA, "--published", "2024-05-06").code == 0
    target = tmp_path / "out" / "export"
    with sqlite3.connect(pantau.database) as reader:  # keeps the database's own files open and large enough
        reader.execute("SELECT count(*) FROM articles").fetchone()
        with room_for(1000):
            done = pantau("export", str(target))
    assert done.code == 2
    sentence(done.err, str(target), "nothing was written")
    assert list(target.parent.iterdir()) == []
    assert pantau("export", str(target)).code == 0
    assert (target / "manifest.json").is_file()


def test_a_weekly_run_on_a_full_disk_keeps_what_it_has_and_the_next_one_completes(tmp_path: Path) -> None:
    site = h.FaultySite({"/rss": h.feed("/a/satu"), "/a/satu": news("Berita satu")})
    with site:
        runs = Runs(tmp_path, uji=site)
        assert runs.run("weekly").code == 0
        database = tmp_path / "data" / "pantau.db"
        before = content(database)
        site.answers |= {f"/a/besar-{n}": news(f"Berita besar {n}", padding=150_000) for n in range(3)}
        site.answers["/rss"] = h.feed(*[path for path in site.answers if path != "/rss"])

        done = runs.run("weekly", largest_file=350_000)
        assert done.code == 2
        sentence(done.err, str(database), "disk")
        assert content(database) == before
        assert runs.run("weekly").code == 0
    assert len(content(database)) == 4
    assert site.asked.count("/a/satu") == 1
