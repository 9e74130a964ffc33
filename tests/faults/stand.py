"""The stand that trials run on: the demo network in a network namespace, a small disk, a database server, a clock."""

import contextlib
import ctypes
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from forked import ROOT, Program
from postgres_server import PostgresServer, own_server
from sqlalchemy import Engine

from demo.articles import Article, load_articles
from demo.network import DemoNetwork, write_sources
from demo.outlets import outlets
from demo.site import WEEK_BEGINS
from storage.engine import open_engine

JOB = str(Path(__file__).with_name("job.py"))
_DISK = 512 * 1024**2
_NEW_NETWORK = 0x40000000


class Stand:
    """Everything that a weekly job needs, each of it breakable. Trials on one stand run one after the other.

    `has_own_disk` and `has_own_network` are false where this computer does not let us mount and make namespaces: a full
    disk is then a limit to the size of files, a cut network is servers that refuse.
    """

    def __init__(self, folder: Path, postgres: PostgresServer | None, share: int) -> None:
        self.folder = folder
        self.before, self.after = shown(share)
        self.postgres = postgres
        self.disk = folder / "disk"
        self.data = self.disk / "data"
        self.clock = folder / "clock"
        self.now = WEEK_BEGINS[1]
        self.name = f"pantau-{folder.name}"
        self.answers = Answers()
        for made in (folder, self.disk):
            made.mkdir(parents=True, exist_ok=True)
        self.has_own_disk = _succeeds("mount", "-t", "tmpfs", "-o", f"size={_DISK}", "none", str(self.disk))
        _succeeds("ip", "netns", "delete", self.name)
        self.has_own_network = _succeeds("ip", "netns", "add", self.name) and self.raise_network()
        with self._inside():
            ports = dict.fromkeys(outlets(), 0)
            self.network = DemoNetwork(ports=ports, on_request=self.answers.on_request)
        write_sources(folder / "sources", self.network.base_urls)

    def close(self) -> None:
        """Gives back what was taken from the computer."""
        self.answers.release()
        self.network.stop()
        if self.has_own_network:
            _succeeds("ip", "netns", "delete", self.name)
        if self.has_own_disk:
            _succeeds("umount", str(self.disk))

    def raise_network(self) -> bool:
        """Brings the network up; returns whether that went."""
        return _succeeds("ip", "-n", self.name, "link", "set", "lo", "up")

    def cut_network(self) -> None:
        """Takes the network down: what is under way gets no answer any more, what begins finds no way."""
        if self.has_own_network:
            _succeeds("ip", "-n", self.name, "link", "set", "lo", "down")
        else:
            self.answers.is_cut = True

    def start(
        self, backend: str, *arguments: str, stop_at: str = "", patience: float = 30, few: str = ""
    ) -> Program:
        """Starts the command, which stops itself at a point."""
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PANTAU_")},
            "PYTHONPATH": str(ROOT),
            "PANTAU_DATA_DIR": str(self.data),
            "PANTAU_DATABASE_URL": self.url(backend),
            "PANTAU_SOURCES_DIR": str(self.folder / "sources"),
            "PANTAU_ALLOW_LOOPBACK": "1",
            "PANTAU_CONTACT": "tests@pantau.example",
            "PANTAU_REQUEST_TIMEOUT": "2",
            "FAKETIME_TIMESTAMP_FILE": str(self.clock),
            "PANTAU_MIN_FREE": "0",
            "PANTAU_WORKERS": "2",
            "FAULTS_FEW": few,
            "FAULTS_COUNTS": str(self.folder / "counts.json"),
            "FAULTS_NETWORK": f"/run/netns/{self.name}" if self.has_own_network else "",
            "FAULTS_PATIENCE": str(patience),
            "FAULTS_STOP_AT": stop_at,
        }
        (self.folder / "counts.json").unlink(missing_ok=True)
        return Program(JOB, *arguments, env=environment, has_own_clock=True)

    def set_clock(self, moment: datetime) -> None:
        """What the clock of the programs says from now on; it goes on from there."""
        self.now = moment
        apart = moment - datetime.now(UTC)
        beside = self.clock.with_suffix(".new")
        beside.write_text(f"{apart.total_seconds():+.0f}s\n")
        beside.replace(self.clock)

    def set_back(self, by: timedelta) -> None:
        """Sets the clock back."""
        self.set_clock(self.now - by)

    def url(self, backend: str) -> str:
        """Address of the database of the trial."""
        if backend == "sqlite":
            return f"sqlite:///{self.data / 'pantau.db'}"
        assert self.postgres is not None
        return self.postgres.url("trial")

    @contextmanager
    def database(self, backend: str) -> Iterator[Engine]:
        """The database of the trial, open."""
        engine = open_engine(self.url(backend))
        try:
            yield engine
        finally:
            engine.dispose()

    def keep(self, backend: str, state: str) -> None:
        """Keeps data folder and database as a state to come back to."""
        kept = self.folder / "states" / backend / state
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(self.data, kept)
        if backend == "postgresql":
            self._copy_database("trial", f"state_{state}")

    def bring_back(self, backend: str, state: str | None) -> None:
        """Data folder and database as they were kept; without a state, empty."""
        for item in self.disk.iterdir():
            item.unlink() if item.is_file() else shutil.rmtree(item)
        if state is None:
            self.data.mkdir(mode=0o700)
        else:
            shutil.copytree(self.folder / "states" / backend / state, self.data)
        if backend == "postgresql":
            self._copy_database(f"state_{state}" if state else "template0", "trial")

    def _copy_database(self, name: str, target: str) -> None:
        assert self.postgres is not None
        with self.postgres.administrator() as server:
            server.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
            )
            server.execute(f'CREATE DATABASE "{target}" TEMPLATE "{name}"')
            server.execute(
                "CHECKPOINT"
            )  # or a copied sequence would go back in a crash: its next 32 are not logged

    @contextmanager
    def _inside(self) -> Iterator[None]:
        """This thread in the stand's network: what it listens on stays there."""
        if not self.has_own_network:
            yield
            return
        libc = ctypes.CDLL(None, use_errno=True)
        with (
            Path("/proc/thread-self/ns/net").open("rb") as own,
            Path(f"/run/netns/{self.name}").open("rb") as ours,
        ):
            if libc.setns(ours.fileno(), _NEW_NETWORK):
                raise OSError(ctypes.get_errno(), "setns")
            try:
                yield
            finally:
                libc.setns(own.fileno(), _NEW_NETWORK)


class Answers:
    """Says what becomes of each request to the network; in the threads that answer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.dead: frozenset[str] = frozenset()
        """Outlets that hang up on everybody."""
        self.moved: dict[tuple[str, str], str] = {}
        """Paths of an outlet, with those that they lead to."""
        self.reset()

    def reset(self, hold_at: int = 0) -> None:
        """Counts anew; the request of that number waits for `release`."""
        self.asked: list[tuple[str, str]] = []
        self.hold_at = hold_at
        self.is_held = threading.Event()
        self.released = threading.Event()
        self.hanging: frozenset[str] = frozenset()
        self.is_cut = False

    def release(self) -> None:
        """Everything is answered again."""
        self.hanging = frozenset()
        self.is_cut = False
        self.released.set()

    def on_request(self, outlet: str, path: str) -> str | None:
        """Null, or where the page is now."""
        with self._lock:
            self.asked.append((outlet, path))
            is_it = len(self.asked) == self.hold_at
            released = self.released
        if is_it:
            self.is_held.set()
            released.wait()
        if outlet in self.hanging:
            released.wait()
        if self.is_cut or outlet in self.dead:
            raise ConnectionAbortedError
        return self.moved.get((outlet, path))


def shown(share: int) -> tuple[list[Article], list[Article]]:
    """The articles of the week before and of the week in which faults are injected: every `share`-th of the network's.

    The week before has half of them, and all that are edited or removed in the other one.
    """
    every = [
        article
        for number, article in enumerate(load_articles())
        if number % share == 0 or article.edited is not None or article.removed_in_week is not None
    ]
    before = [
        article
        for number, article in enumerate(every)
        if number % 2 or article.edited is not None or article.removed_in_week is not None
    ]
    return before, every


@contextmanager
def stand(folder: Path, *, with_postgres: bool, share: int = 1) -> Iterator[Stand]:
    """A stand in the folder with every `share`-th article of the network, as long as the block."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(own_server(options="-c fsync=off")) if with_postgres else None
        made = Stand(folder, server, share)
        stack.callback(made.close)
        yield made


def _succeeds(*command: str) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False
