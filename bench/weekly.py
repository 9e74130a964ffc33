"""The weekly run as a user starts it, on generated sites: CPU time of each stage, memory, size of what is stored.

usage: weekly.py --work FOLDER [--sources N] [--articles N] [--weeks N] [--json]

200 sources of 25 new articles each unless told; the second week has nothing new. The sites are served on loopback by a
process of its own, whose time counts for nobody. Only the CPU time of the run counts, that of all its processes too,
workers among them: on loopback the crawler waits less between two requests than it does elsewhere, and a wait costs
hardly any CPU.
"""

import argparse
import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import yaml

HERE = Path(__file__).parent
ROOT = HERE.parent
TARGET = 900.0
"""Seconds of CPU that 5,000 new articles of 200 sources may take."""
_TICKS = os.sysconf("SC_CLK_TCK")
_SET_CHILD_SUBREAPER = 36
_FINE = (0, 1)
"""Exit codes: all is well, or something to look at."""


class Week(NamedTuple):
    """What one weekly run used."""

    cpu_seconds: float
    """User and system, of the run and all processes that it started."""
    seconds: float
    """By the clock."""
    megabytes: float
    """Largest memory of one process."""
    stages: dict[str, float]
    """CPU seconds by stage; what is in none is start and output."""
    articles: int
    """Articles in the database after it."""
    stored_megabytes: float
    """Size of the database."""
    archived_megabytes: float
    """Size of the archive."""


def main() -> None:
    """Prints a table, or JSON."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--work", type=Path, required=True)
    arguments.add_argument("--sources", type=int, default=200)
    arguments.add_argument("--articles", type=int, default=25)
    arguments.add_argument("--weeks", type=int, default=2)
    arguments.add_argument("--json", action="store_true")
    given = arguments.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    weeks = measure(given.work, given.sources, given.articles, given.weeks)
    if given.json:
        print(json.dumps([week._asdict() for week in weeks]))
        return
    print(f"{given.sources} sources of {given.articles} new articles; the second week brings nothing new\n")
    for number, week in enumerate(weeks, start=1):
        print(f"week {number}: {week.cpu_seconds:.1f} s of CPU, {week.seconds:.0f} s by the clock")
        print(f"  {week.articles} articles; largest process {week.megabytes:.0f} MB; database", end=" ")
        print(f"{week.stored_megabytes:.0f} MB, archive {week.archived_megabytes:.0f} MB")
        for name, spent in week.stages.items():
            print(f"  {name:8} {spent:7.1f} s  {1000 * spent / max(week.articles, 1):6.2f} ms an article")


def measure(work: Path, sources: int, articles: int, weeks: int = 1) -> list[Week]:
    """So many weekly runs in a row, in a new folder within `work`, which is gone afterwards."""
    with tempfile.TemporaryDirectory(dir=work) as name, served(sources, articles) as homes:
        folder = Path(name)
        environment = os.environ | {
            "PANTAU_DATA_DIR": str(folder / "data"),
            "PANTAU_SOURCES_DIR": str(folder / "sources"),
            "PANTAU_ALLOW_LOOPBACK": "1",
            "PANTAU_CONTACT": "bench@pantau.example",
            "PYTHONPATH": str(ROOT),
        }
        environment.pop("PANTAU_DATABASE_URL", None)
        write_catalogue(folder / "sources", homes, articles)
        return [_week(folder, environment) for _ in range(weeks)]


def write_catalogue(folder: Path, homes: list[str], articles: int) -> None:
    """One entry a site."""
    folder.mkdir()
    for number, home in enumerate(homes):
        slug = f"portal{number}"
        entry = {
            "slug": slug,
            "name": f"Portal {number}",
            "province": None,
            "kind": "portal",
            "home_url": f"{home}/",
            "feeds": [f"{home}/rss"],
            "sitemaps": [f"{home}/sitemap.xml"],
            "article_url_pattern": home.replace(".", r"\.") + r"/berita/\d+/[a-z0-9-]+",
            "terms": "open",
            "terms_note": "Made by this benchmark.",
            "expected_weekly": articles,
            "evidence": "Made by this benchmark.",
        }
        (folder / f"{slug}.yml").write_text(yaml.safe_dump(entry, sort_keys=False), encoding="utf-8")


@contextmanager
def served(sites: int, articles: int) -> Iterator[list[str]]:
    """Base addresses of the generated sites, while they are served."""
    command = [sys.executable, str(HERE / "crawl" / "mixed.py"), str(sites), str(articles)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout is not None
        try:
            homes = list(iter(server.stdout.readline, "\n"))
            yield [home.strip() for home in homes]
        finally:
            server.terminate()


def _week(folder: Path, environment: Mapping[str, str]) -> Week:
    log = folder / "run.log"
    with log.open("wb") as out, subprocess.Popen(
        [sys.executable, "-m", "cli", "weekly"], env=environment, stdout=out, stderr=subprocess.PIPE, process_group=0
    ) as process:  # fmt: skip
        marks: list[tuple[str, str, float]] = []
        reader = threading.Thread(target=_read_stages, args=(process, marks))
        reader.start()
        began = os.times().elapsed
        usages = wait_for_all(process)
        seconds = os.times().elapsed - began
        reader.join()
    if process.returncode not in _FINE:
        sys.exit(
            f"the weekly run ended with {process.returncode}:\n{log.read_text(encoding='utf-8')[-2000:]}"
        )
    data = folder / "data"
    return Week(
        cpu_seconds=sum(usage.ru_utime + usage.ru_stime for usage in usages),
        seconds=seconds,
        megabytes=max(usage.ru_maxrss for usage in usages) / 1000,
        stages=_by_stage(marks),
        articles=_count_articles(data / "pantau.db"),
        stored_megabytes=sum(path.stat().st_size for path in data.glob("pantau.db*")) / 1e6,
        archived_megabytes=sum(path.stat().st_size for path in data.glob("warc/**/*") if path.is_file())
        / 1e6,
    )


def wait_for_all(process: "subprocess.Popen[Any]") -> "list[resource.struct_rusage]":
    """What a process with a group of its own used, and each that it left behind: what forks its workers, it does not
    wait for, so the system would not count them."""
    usages = []
    system = ctypes.CDLL(None)
    system.prctl(_SET_CHILD_SUBREAPER, 1)  # what it leaves is ours
    try:
        with suppress(ChildProcessError):
            while True:
                pid, status, usage = os.wait4(-process.pid, 0)
                usages.append(usage)
                if pid == process.pid:
                    process.returncode = os.waitstatus_to_exitcode(status)
    finally:
        system.prctl(_SET_CHILD_SUBREAPER, 0)
    return usages


def _read_stages(process: "subprocess.Popen[bytes]", marks: list[tuple[str, str, float]]) -> None:
    """Notes at each line of a stage what the run has used until then."""
    assert process.stderr is not None
    for line in process.stderr:
        event = _json_of(line)
        if event.get("event") == "stage":
            marks.append((str(event["name"]), str(event["state"]), _used(process.pid)))


def _json_of(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _used(pid: int) -> float:
    """CPU seconds of a process, of the children that it has waited for, and of those that run."""
    total = 0.0
    for path in (Path(f"/proc/{pid}"), *_children(pid)):
        try:
            fields = (path / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it ended just now
            continue
        total += sum(map(int, fields[11:15])) / _TICKS
    return total


def _children(pid: int) -> Iterator[Path]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield Path(f"/proc/{child}")
            yield from _children(int(child))


def _by_stage(marks: list[tuple[str, str, float]]) -> dict[str, float]:
    began: dict[str, float] = {}
    spent: dict[str, float] = {}
    for name, state, used in marks:
        if state == "begin":
            began[name] = used
        elif name in began:
            spent[name] = used - began.pop(name)
    return spent


def _count_articles(database: Path) -> int:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(database)) as store:
        return int(store.execute("SELECT count(*) FROM articles").fetchone()[0])


if __name__ == "__main__":
    main()
