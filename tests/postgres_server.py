"""A PostgreSQL server of our own: for the tests, and for the benchmarks of the database."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


class PostgresServer:
    """A server whose data, socket and log lie in one folder. As root it runs as another user: initdb refuses root."""

    def __init__(self, folder: Path, programs: Path, options: str) -> None:
        self.folder = folder
        self._programs = programs
        self._options = f"-c listen_addresses= -k {folder} {options}"
        self._user = "nobody" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(folder, self._user)
        self._run("initdb", "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")

    def start(self) -> None:
        """Returns when it answers."""
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", self._options, "start")

    def stop(self) -> None:
        """At once, as in a power cut: what was not committed is lost."""
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    def administrator(self) -> psycopg.Connection:
        """A connection that may make and drop databases."""
        return psycopg.connect(host=str(self.folder), user="tester", dbname="postgres", autocommit=True)

    def url(self, name: str) -> str:
        """Address of a database."""
        return f"postgresql+psycopg://tester@/{name}?host={self.folder}"

    def _run(self, program: str, *arguments: str) -> None:
        command = [self._programs / program, "-D", self.folder / "data", *arguments]
        subprocess.run(command, user=self._user, cwd=self.folder, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def own_server(within: Path | None = None, options: str = "") -> Iterator[PostgresServer]:
    """A server that lives as long as the block, in a new folder. Raises LookupError where PostgreSQL is missing."""
    programs = _programs()
    if programs is None:
        raise LookupError("PostgreSQL is not installed: apt-get install postgresql")
    # the server takes its socket's folder from its own place, not from ours
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=within)).resolve()
    try:
        server = PostgresServer(folder, programs, options)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def _programs() -> Path | None:
    """Folder of initdb and pg_ctl; Debian keeps it off the path."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None
