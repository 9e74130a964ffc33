"""What is done to a job that stands still at its point, and how it is undone before the job runs again."""

import os
import resource
import signal
import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from forked import Program
from sqlalchemy import Engine, text

from faults.points import Point
from faults.stand import Stand

PATIENCE = 0.5
"""Seconds for which a disturbed job waits for a locked database."""
_HELD = 3.0
"""Seconds for which the database is locked, where the job does not end before."""
_DOWN = 1.0
"""Seconds for which the database server is down."""
_FURTHEST_BACK = timedelta(days=3)
_LOCKED = "articles, claims, documents, extractions, frontier, runs, stories"


class Injection:
    """A fault of one kind in a job; `inject` is called while the job stands still and lets it go on."""

    def __init__(self, stand: Stand, point: Point, job: Program) -> None:
        self.stand = stand
        self.point = point
        self.job = job
        self.means = ""
        """How it was done where this computer allows it in different ways."""
        self._undo: list[Callable[[], None]] = []

    def inject(self) -> None:
        """Does it and lets the job go on."""
        ways: dict[str, Callable[[], None]] = {
            "kill": self._kill_all, "kill-parent": self._kill_one, "term": self._terminate, "disk": self._fill_disk,
            "lock": self._lock, "postgres": self._stop_server, "cut": self._cut, "hang": self._hang,
            "clock": self._set_back, "warc": self._lose_tail, "memory": self._take_memory,
        }  # fmt: skip
        ways[self.point.kind]()
        self._go_on()

    def undo(self) -> None:
        """Everything works again."""
        self._go_on()
        for step in reversed(self._undo):
            step()
        self.stand.answers.release()

    def _go_on(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.job.pid, signal.SIGCONT)

    def _kill_all(self) -> None:
        os.killpg(self.job.pid, signal.SIGKILL)

    def _kill_one(self) -> None:
        os.kill(self.job.pid, signal.SIGKILL)

    def _terminate(self) -> None:
        os.kill(self.job.pid, signal.SIGTERM)

    def _fill_disk(self) -> None:
        if self.stand.has_own_disk:
            self.means = "tmpfs"
            ballast = self.stand.disk / "ballast"
            fill(ballast)
            self._undo.append(ballast.unlink)
            return
        self.means = "RLIMIT_FSIZE"
        files = [path.stat().st_size for path in self.stand.data.rglob("*") if path.is_file()]
        largest = max(files, default=0) + 4096
        resource.prlimit(self.job.pid, resource.RLIMIT_FSIZE, (largest, largest))

    def _lock(self) -> None:
        """Another program takes the database as soon as the job lets go of it, and keeps it."""
        is_locked = threading.Event()
        address = self.stand.url(self.point.backend)

        def hold() -> None:
            with locked(address):
                is_locked.set()
                self._wait_for_end(_HELD)

        thread = threading.Thread(target=hold)
        thread.start()
        is_locked.wait(0.1)
        self._undo.append(thread.join)

    def _stop_server(self) -> None:
        server = self.stand.postgres
        assert server is not None
        server.stop()

        def start() -> None:
            self._wait_for_end(_DOWN)
            server.start()

        thread = threading.Thread(target=start)
        thread.start()
        self._undo.append(thread.join)

    def _cut(self) -> None:
        self.means = "network namespace" if self.stand.has_own_network else "servers hang up"
        self.stand.cut_network()
        self._undo.append(lambda: self.stand.raise_network() and None)

    def _hang(self) -> None:
        slugs = sorted(self.stand.network.base_urls)
        self.stand.answers.hanging = frozenset(slugs[: (len(slugs) + 1) // 2])

    def _set_back(self) -> None:
        before = self.stand.now
        self.stand.set_back(_FURTHEST_BACK * self.point.amount)
        self._undo.append(lambda: self.stand.set_clock(before))

    def _lose_tail(self) -> None:
        """The bytes of the article that no row names yet come to the disk in part only."""
        self._kill_all()
        self.job.wait(30)
        newest = max(self.stand.data.glob("warc/*.warc.gz"), key=lambda path: path.stat().st_mtime_ns)
        with self.stand.database(self.point.backend) as engine:
            begin = end_of_named(engine, newest)
        size = newest.stat().st_size
        os.truncate(newest, begin + int((size - begin) * self.point.amount))
        self.means = f"{size - newest.stat().st_size} of {size - begin} bytes"

    def _take_memory(self) -> None:
        status = Path(f"/proc/{self.job.pid}/status").read_text()
        kilobytes = int(status.split("VmSize:")[1].split()[0])
        limit = kilobytes * 1024 + int(self.point.amount * 8) * 1024**2
        resource.prlimit(self.job.pid, resource.RLIMIT_AS, (limit, limit))

    def _wait_for_end(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and Path(f"/proc/{self.job.pid}").exists():
            time.sleep(0.02)


@contextmanager
def locked(address: str) -> Iterator[None]:
    """Nobody else may write into the database."""
    other: Any
    if address.startswith("sqlite"):
        other = sqlite3.connect(address.removeprefix("sqlite:///"), isolation_level=None, timeout=20)
        other.execute("BEGIN EXCLUSIVE")
    else:
        other = psycopg.connect(address.replace("postgresql+psycopg", "postgresql"))
        other.execute(f"LOCK TABLE {_LOCKED} IN EXCLUSIVE MODE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


def fill(ballast: Path) -> None:
    """Writes a file until the disk is full to the last page."""
    with ballast.open("wb", buffering=0) as file:
        for size in (2**20, 2**12):
            with suppress(OSError):
                while True:
                    file.write(bytes(size))


def end_of_named(engine: Engine, file: Path) -> int:
    """Bytes of an archive file up to the end of the last article that a row names."""
    with engine.connect() as connection:
        last = connection.scalar(
            text("SELECT max(warc_offset) FROM pages WHERE warc_file = :name"), {"name": file.name}
        )
    if last is None:
        return 0
    data = memoryview(file.read_bytes())[last:]
    for _answer_and_request in range(2):
        unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
        unpacker.decompress(data)
        data = data[len(data) - len(unpacker.unused_data) :]
    return file.stat().st_size - len(data)
