"""One trial: a weekly run, a fault in it, the run again, and whether everything is as if nothing had happened."""

import json
import os
import re
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from subprocess import TimeoutExpired
from typing import Any

from forked import Program
from sqlalchemy import Engine, text

from demo.site import WEEK_BEGINS
from faults.bounds import MOST_REPEATED
from faults.injections import PATIENCE, Injection
from faults.judging import State, state_of, trouble_in
from faults.points import Point
from faults.reviewing import decide
from faults.stand import Stand

LONGEST = 240
"""Seconds after which a run is held to hang."""
_TICK = os.sysconf("SC_CLK_TCK")
FIRST_RUN = WEEK_BEGINS[1] + timedelta(hours=3)
SECOND_RUN = WEEK_BEGINS[2] + timedelta(hours=3)
"""Between the two the articles of the first run fall due for a second look."""


@dataclass
class Undisturbed:
    """What the job does and leaves where nothing happens."""

    state: State
    counts: dict[str, int]
    """Requests, writes, commits, articles in the archive."""
    asked: Counter[tuple[str, str]]
    """How often each address was asked for."""
    cpu: float
    """Seconds."""
    seconds: float
    read_before: int
    """Articles that were read before."""


@dataclass
class Result:
    """What became of a point."""

    name: str
    kind: str
    at: str
    backend: str
    stage: str = ""
    """Stage that the job was in."""
    means: str = ""
    is_injected: bool = False
    code: int | None = None
    said: str = ""
    """Last words of the disturbed run on stderr."""
    survived: bool = False
    trouble: list[str] = field(default_factory=list)
    """What is not as it would be without the fault, in sentences."""
    repeated: int = 0
    """Requests for articles beyond those of an undisturbed run."""
    recovery_seconds: float = 0
    recovery_cpu: float = 0

    group: int = 0
    """Its process group."""

    def as_json(self) -> dict[str, Any]:
        """A line of the log of results."""
        return asdict(self)


def prepare(stand: Stand, backend: str, *, is_first: bool = True) -> Undisturbed:
    """Makes the state that trials begin with, and tells what an undisturbed run makes of it; the first time, also
    checks that one more run changes nothing of that.

    Half a network was read a week before, and people decided on facts of it, among them facts of an article that is
    edited now and of one that is taken down.
    """
    stand.bring_back(backend, None)
    stand.network.show(1, stand.before)
    stand.set_clock(FIRST_RUN)
    run_once(stand, backend)
    with stand.database(backend) as engine:
        decide(engine)
        read_before = _pages_read(engine)
    stand.keep(backend, "before")
    stand.network.show(2, stand.after)
    stand.set_clock(SECOND_RUN)
    stand.answers.reset()
    ended = run_once(stand, backend)
    counts = read_counts(stand)
    counts = {name: counts[name] for name in ("statement", "commit", "archive")}
    counts["request"] = len(stand.answers.asked)
    with stand.database(backend) as engine:
        counts["process"] = _pages_read(engine) - read_before
    done = Undisturbed(state_of(stand, backend), counts, Counter(stand.answers.asked), *ended, read_before)
    if not is_first:
        return done
    run_once(stand, backend)
    if trouble := trouble_in(stand, backend, done.state):
        raise AssertionError(f"two undisturbed runs differ from one: {trouble}")
    return done


def run_trial(stand: Stand, point: Point, undisturbed: Undisturbed) -> Result:
    """Injects the fault, runs the job again, judges."""
    result = Result(point.name, point.kind, point.at, point.backend)
    stand.bring_back(point.backend, "before")
    stand.network.show(2, stand.after)
    stand.set_clock(SECOND_RUN)
    at = point.stop_at(undisturbed.counts)
    way, _, place = at.partition(":")
    stand.answers.reset(int(place) if way == "request" else 0)
    stops_itself = way not in {"request", "cpu", "process"}
    job = stand.start(
        point.backend, "weekly", stop_at=at if stops_itself else "", patience=PATIENCE,
        few="0" if point.with_workers else "",
    )  # fmt: skip
    result.group = job.pid
    injection = Injection(stand, point, job)
    with stand.database(point.backend) as engine:
        ways = {
            "cpu": lambda: (cpu_of(job.pid) or 0.0) >= float(place) * undisturbed.cpu,
            "process": lambda: _pages_read(engine) >= undisturbed.read_before + int(place),
            "request": stand.answers.is_held.is_set,
        }
        has_come = _wait_until(ways.get(way, lambda: is_stopped(job.pid)), job)
    if has_come:
        if not stops_itself:
            job.send_signal(signal.SIGSTOP)
        result.is_injected = True
        result.stage = str(read_counts(stand).get("stage", ""))
        injection.inject()
        result.means = injection.means
        if way == "request" and point.kind not in {"hang", "cut"}:
            stand.answers.released.set()
    try:
        _, err = job.communicate(timeout=LONGEST)
    except TimeoutExpired:
        err = "it hung"
        result.trouble.append(f"the disturbed run did not end within {LONGEST} seconds")
    injection.undo()
    result.code, result.said = job.returncode, last_words(err)
    result.trouble += clean_end(point.kind, job.returncode, err)
    recover(stand, point, undisturbed, result)
    return result


def recover(stand: Stand, point: Point, undisturbed: Undisturbed, result: Result) -> None:
    """Runs the job again, undisturbed, and compares."""
    stand.answers.hold_at = 0
    try:
        result.recovery_cpu, result.recovery_seconds = run_once(stand, point.backend)
    except AssertionError as error:
        result.trouble.append(str(error))
    if left := left_behind(result.group):
        result.trouble.append(f"{left} processes of the job that was ended still run after the next one")
    asked = Counter(stand.answers.asked)
    articles = {key: asked[key] - undisturbed.asked[key] for key in asked if is_article(key[1])}
    result.repeated = sum(number for number in articles.values() if number > 0)
    if result.repeated > MOST_REPEATED[point.kind]:
        result.trouble.append(
            f"{result.repeated} requests were repeated, more than {MOST_REPEATED[point.kind]}"
        )
    result.trouble += trouble_in(stand, point.backend, undisturbed.state)
    result.survived = not result.trouble


def run_once(stand: Stand, backend: str) -> tuple[float, float]:
    """Runs the weekly job to its end. Gives CPU seconds and seconds; raises AssertionError where it fails."""
    began = time.monotonic()
    job = stand.start(backend, "weekly")
    used = 0.0
    while job.poll() is None:
        used = cpu_of(job.pid) or used
        if time.monotonic() - began > LONGEST:
            job.send_signal(signal.SIGKILL)
            raise AssertionError("the undisturbed run after it did not end")
        time.sleep(0.02)
    _, err = job.communicate()
    assert job.returncode in {0, 1}, (
        f"the undisturbed run after it ended with {job.returncode}: {last_words(err)}"
    )
    assert "Traceback" not in err, f"the undisturbed run after it ended with a traceback: {last_words(err)}"
    return used, round(time.monotonic() - began, 2)


def read_counts(stand: Stand) -> dict[str, Any]:
    """What the job counted up to the last boundary between stages, or where it stopped."""
    try:
        counts: dict[str, Any] = json.loads((stand.folder / "counts.json").read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return counts


def last_words(err: str) -> str:
    """The last line on stderr that is no log of stages."""
    lines = [line for line in err.splitlines() if line.strip() and '"event": "stage"' not in line]
    return lines[-1][-300:] if lines else ""


def clean_end(kind: str, code: int | None, err: str) -> list[str]:
    """How the disturbed run ended, where it should not have ended so."""
    allowed = {"kill": {-9}, "kill-parent": {-9}, "warc": {-9}, "term": {130, 143, 0, 1}}
    if kind == "memory":  # libraries abort where they get none
        return []
    trouble = []
    if code not in allowed.get(kind, {0, 1, 2}) and code not in {0, 1}:
        trouble.append(f"the disturbed run ended with {code}: {last_words(err)}")
    if "Traceback" in err and kind != "kill-parent":  # workers may tell that their parent is gone
        trouble.append(f"the disturbed run ended with a traceback: {last_words(err)}")
    return trouble


_ARTICLE = re.compile(r"/berita/\d+/|/\d{4}/\d{2}/")


def is_article(path: str) -> bool:
    """Whether a path of the demo network is that of an article."""
    return _ARTICLE.match(path) is not None


def is_stopped(pid: int) -> bool:
    """Whether a process stands still."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "T"
    except (FileNotFoundError, ProcessLookupError):
        return False


def left_behind(group: int) -> int:
    """How many processes of a group are alive."""
    alive = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            state, _parent, of_group = path.read_text().rsplit(")", 1)[1].split()[:3]
            alive += int(of_group) == group and state != "Z"
    return alive


def cpu_of(pid: int) -> float | None:
    """CPU seconds of a process so far; null where it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return (int(fields[11]) + int(fields[12])) / _TICK


def _pages_read(engine: Engine) -> int:
    with engine.connect() as connection:
        read = text("SELECT count(*) FROM documents WHERE processed_by IS NOT NULL")
        return connection.scalar(read) or 0


def _wait_until(is_there: Callable[[], bool], job: Program) -> bool:
    """Waits for the point; false where the job ended before."""
    until = time.monotonic() + LONGEST
    while not is_there():
        if job.poll() is not None or time.monotonic() > until:
            return False
        time.sleep(0.005)
    return True
