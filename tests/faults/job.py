"""The command, as a process of its own that can stop itself (SIGSTOP) at a point in its work.

`FAULTS_STOP_AT` names the point: `statement:N` before its N-th write to the database, `commit:N` before its N-th
commit, `archive:N` once the bytes of the N-th article lie in the archive but are not safe there, `stage:NAME:begin|end`
at the line that says so. What it came to is counted in the file `FAULTS_COUNTS`. `FAULTS_NETWORK` is the network
namespace that it enters, `FAULTS_PATIENCE` for how many seconds it waits for a database that is locked, `FAULTS_FEW`
from how many documents on it has worker processes read them.
"""

import ctypes
import json
import os
import runpy
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

_NEW_NETWORK = 0x40000000
_WRITES = ("INSERT", "UPDATE", "DELETE")


class Progress:
    """Counts what the job does and stops it where it should stop."""

    def __init__(self, stop_at: str, file: str) -> None:
        self.stop_at = stop_at
        self.file = Path(file)
        self.counts: Counter[str] = Counter()
        self.stage = "start"

    def note(self, kind: str) -> None:
        """Counts something of the kind; stops the process there where that is the point."""
        self.counts[kind] += 1
        if f"{kind}:{self.counts[kind]}" == self.stop_at:
            self.stop()

    def enter(self, name: str, state: str) -> None:
        """Notes a boundary between stages."""
        self.stage = name if state == "begin" else f"after {name}"
        self.tell()
        if f"stage:{name}:{state}" == self.stop_at:
            self.stop()

    def stop(self) -> None:
        """Stops the whole process until somebody lets it go on."""
        self.tell()
        os.kill(os.getpid(), signal.SIGSTOP)

    def tell(self) -> None:
        """Writes how far the job is; a full disk is no reason to end."""
        try:
            self.file.write_text(json.dumps({"stage": self.stage, **self.counts}))
        except OSError:
            return


class Watched:
    """The standard error stream, which tells of stages."""

    def __init__(self, stream: Any, progress: Progress) -> None:
        self._stream = stream
        self._progress = progress

    def write(self, text: str) -> int:
        written: int = self._stream.write(text)
        if '"event": "stage"' in text:
            self._stream.flush()
            for line in text.splitlines():
                if line.startswith("{"):
                    told = json.loads(line)
                    self._progress.enter(told["name"], told["state"])
        return written

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def watch(progress: Progress) -> None:
    """Has the progress told of writes, commits, articles in the archive and stages."""
    main_process = os.getpid()

    def is_here() -> bool:
        return os.getpid() == main_process

    @event.listens_for(Engine, "before_cursor_execute")
    def _statement(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(_WRITES) and is_here():
            progress.note("statement")

    @event.listens_for(Engine, "commit")
    def _commit(_connection: object) -> None:
        if is_here():
            progress.note("commit")

    real = os.fsync

    def fsync(file: Any) -> None:
        if is_here() and Path(f"/proc/self/fd/{file}").readlink().name.endswith(".warc.gz"):
            progress.note("archive")
        real(file)

    os.fsync = fsync
    sys.stderr = Watched(sys.stderr, progress)


def enter_network(path: str) -> None:
    """Enters a network namespace. Raises OSError."""
    with Path(path).open("rb") as handle:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.setns(handle.fileno(), _NEW_NETWORK):
            raise OSError(ctypes.get_errno(), "setns")


def main() -> None:
    """Runs the command with the arguments of this program."""
    os.setpgid(0, 0)  # a group that can be killed whole
    if os.environ.get("FAULTS_NETWORK"):
        enter_network(os.environ["FAULTS_NETWORK"])
    from pipelines import processing
    from storage import engine

    defaults: dict[str, Any] = engine.open_engine.__kwdefaults__ or {}
    defaults["busy_seconds"] = float(os.environ.get("FAULTS_PATIENCE", "30"))
    if os.environ.get("FAULTS_FEW"):
        processing.FEW = int(os.environ["FAULTS_FEW"])
    watch(Progress(os.environ.get("FAULTS_STOP_AT", ""), os.environ["FAULTS_COUNTS"]))
    runpy.run_module("cli", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
