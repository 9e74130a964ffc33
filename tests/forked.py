"""Python programs in processes of their own, without each importing spaCy, Scrapy and SQLAlchemy anew (4 CPU s).

A server, started once a test process, imports them; every program is a fork of it, with its own arguments,
environment, standard streams and process id: signals, exit codes and what is left open are those of a real process.
`Runs.run_anew` and the cron of `test_schedule` start the command from nothing, as users do.
"""

import atexit
import contextlib
import gc
import json
import os
import resource
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).parent.parent
_ARTICLE = Path(__file__).parent / "texts" / "expose-dumai.txt"
_LARGEST_REQUEST = 1 << 17


class Program:
    """A running program; as `subprocess.Popen` with text, of which it has what tests use."""

    def __init__(
        self,
        program: str,
        *arguments: str,
        env: Mapping[str, str] | None = None,
        largest_file: int | None = None,
        has_own_clock: bool = False,
    ) -> None:
        """`program` is a module, or a file that ends in `.py`; no file that it writes may outgrow `largest_file`.

        One with a clock of its own reads the time from the file that `FAKETIME_TIMESTAMP_FILE` names, at every look.
        Raises LookupError where libfaketime, which does that, is not installed.
        """
        self.args = [program, *arguments]
        self.returncode: int | None = None
        request = {
            "program": program,
            "arguments": arguments,
            "environment": dict(os.environ if env is None else env),
            "folder": str(Path.cwd()),
            "largest_file": largest_file,
        }
        out, their_out = os.pipe()
        err, their_err = os.pipe()
        told, self._told = socket.socketpair()
        with told:
            files = [their_out, their_err, told.fileno()]
            socket.send_fds(_server(has_own_clock), [json.dumps(request).encode()], files)
        os.close(their_out)
        os.close(their_err)
        self.stdout, self.stderr = os.fdopen(out, encoding="utf-8"), os.fdopen(err, encoding="utf-8")
        self._lines = self._told.makefile()
        self.pid = int(self._lines.readline())

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, negative for the signal that killed it. Raises subprocess.TimeoutExpired."""
        if self.returncode is None:
            if not select.select([self._told], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
            self.returncode = int(self._lines.readline())
            self._lines.close()
            self._told.close()
        return self.returncode

    def poll(self) -> int | None:
        """Its exit code, None while it runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """What it still writes until it ends; kills it and raises subprocess.TimeoutExpired where that takes longer."""
        told: dict[str, str] = {}
        readers = [
            threading.Thread(target=lambda name=name, stream=stream: told.update({name: stream.read()}))
            for name, stream in (("out", self.stdout), ("err", self.stderr))
        ]
        for reader in readers:
            reader.start()
        try:
            self.wait(timeout)
        except subprocess.TimeoutExpired:
            self.send_signal(signal.SIGKILL)
            raise
        finally:
            for reader in readers:
                reader.join()
            self.stdout.close()
            self.stderr.close()
        return told["out"], told["err"]

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


@cache
def _server(has_own_clock: bool) -> socket.socket:
    """The server of this process for programs with or without clocks of their own; it ends when this process does."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _LARGEST_REQUEST)
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PANTAU_")}
    with its:
        server = subprocess.Popen(
            [sys.executable, __file__, str(its.fileno())],
            pass_fds=[its.fileno()],
            env={**plain, "PYTHONPATH": str(ROOT), **(_clock() if has_own_clock else {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
    atexit.register(_end, ours, server)
    return ours


def _clock() -> dict[str, str]:
    libraries = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not libraries:
        raise LookupError("libfaketime is not installed: apt-get install libfaketime")
    return {
        "LD_PRELOAD": str(libraries[0]),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_TIMESTAMP_FILE": os.devnull,
    }


def _end(requests: socket.socket, server: "subprocess.Popen[bytes]") -> None:
    requests.close()
    server.wait()


def _serve(requests: socket.socket) -> dict[str, Any]:
    """Forks a keeper for each request, which forks the program and tells how it ended. Returns in programs only."""
    warnings.simplefilter("ignore", DeprecationWarning)  # of forks beside the threads of a matrix library
    while True:
        body, files, _, _ = socket.recv_fds(requests, _LARGEST_REQUEST, 3)
        if not body:
            os._exit(0)
        if os.fork() == 0:
            requests.close()
            told = socket.socket(fileno=files[2])
            program = os.fork()
            if program == 0:
                told.close()
                _become(files[:2])
                return json.loads(body)
            _keep(program, files[:2], told)
        for file in files:
            os.close(file)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _keep(program: int, files: list[int], told: socket.socket) -> NoReturn:
    for file in files:
        os.close(file)
    try:
        told.sendall(b"%d\n" % program)
        _, status = os.waitpid(program, 0)
        told.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))
    except OSError:  # nobody asks any more
        os._exit(1)
    os._exit(0)


def _become(files: list[int]) -> None:
    for number, file in enumerate(files, 1):
        os.dup2(file, number)
        os.close(file)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)
    sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr


def _run(job: dict[str, Any]) -> None:
    os.environ.clear()
    os.environ.update(job["environment"])
    time.tzset()
    os.chdir(job["folder"])
    if job["largest_file"] is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (job["largest_file"],) * 2)
    program = job["program"]
    sys.argv = [program, *job["arguments"]]
    if program.endswith(".py"):
        runpy.run_path(program, run_name="__main__")
    else:
        runpy.run_module(program, run_name="__main__", alter_sys=True)


_IMPORTED_LATE = (
    *("cli.main", "crawler.item_pipelines", "crawler.middlewares", "crawler.run", "crawler.warc"),
    *("pipelines.trends", "pipelines.weekly", "publish.digest.making", "storage.pages"),
    *("scrapy.extensions.feedexport", "scrapy.extensions.telnet", "scrapy.extensions.throttle"),
    *("scrapy.downloadermiddlewares.httpcache", "scrapy.downloadermiddlewares.robotstxt", "scrapy.squeues"),
)


def _load_what_takes_long() -> None:
    """Imports what the commands do, and reads an article as they do: models and lexicons come with the first."""
    from pipelines.configuration import settings
    from pipelines.importing import Told, import_paths
    from pipelines.processing import process_waiting
    from pipelines.resolving import resolve_all
    from storage.engine import open_engine

    for module in _IMPORTED_LATE:
        import_module(module)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "a.html"
        text = "".join(f"<p>{line}</p>" for line in _ARTICLE.read_text(encoding="utf-8").splitlines())
        page.write_text(
            f"<html><body><article><h1>Judul</h1>{text}</article></body></html>", encoding="utf-8"
        )
        engine = open_engine(f"sqlite:///{folder}/a.db")
        import_paths(engine, [page], Told(published=date(2024, 5, 6)), None)
        process_waiting(engine, {})
        resolve_all(engine)
        engine.dispose()
    settings.cache_clear()
    gc.collect()
    gc.freeze()
    assert "twisted.internet.reactor" not in sys.modules, "a reactor belongs to one process"


if __name__ == "__main__":
    os.setsid()  # Ctrl-C is for the tests, which end it
    _load_what_takes_long()
    _run(_serve(socket.socket(fileno=int(sys.argv[1]))))
