"""A sandbox in which the commands of docs/operations.md run: a home folder, and what stands in for the real world."""

import json
import os
import shutil
import signal
import socket
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import forked

STAND_INS = {
    "sudo": "needs root: what is to run as `postgres` runs as the administrator of a real server of our own",
    "python3": "`-m venv` would make what the tests run in already; it makes the folder with `pantau` in it",
    "pip": "would install from the net; .ci/run installs the program for real",
    "systemctl": "needs a user's own systemd; the units are verified by the real systemd-analyze",
    "loginctl": "the same",
    "crontab": "the real one of busybox, with a folder of its own instead of the system's",
    "journalctl": "needs systemd",
}
"""Commands of the document that are not themselves here, and why. All others are real."""

_PANTAU = """#!{python} -ISE
import json, os, socket, sys
with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as asked:
    asked.connect({address!r})
    told = {{"arguments": sys.argv[1:], "environment": dict(os.environ), "folder": os.getcwd()}}
    socket.send_fds(asked, [json.dumps(told).encode()], [1, 2])
    sys.exit(int(asked.recv(64)))
"""
_LARGEST = 1 << 17


class Sandbox:
    """A home folder with stand-ins on its path; `pantau` there is a fork of a process that has imported everything."""

    def __init__(self, folder: Path, python: Path) -> None:
        self.home, self.programs = folder / "home", folder / "bin"
        self.home.mkdir(parents=True)
        self.programs.mkdir()
        self.log = folder / "stand-ins.log"
        self.log.touch()
        self._python = python
        self.served: list[int] = []
        """Status codes that the desk answered with."""

    def add(self, name: str, script: str) -> None:
        """Puts a stand-in on the path; it notes how it was called."""
        path = self.programs / name
        path.write_text(f'#!/bin/sh\necho "{name} $*" >> "{self.log}"\n{script}\n')
        path.chmod(0o755)

    def add_all(self, server: Path) -> None:
        """All of `STAND_INS`; `server` is the folder of a PostgreSQL server."""
        pantau, venv = self.home.parent / "pantau", '"$3/bin"'
        crontabs = self.home.parent / "crontabs"
        crontabs.mkdir()
        self.add("sudo", f'[ "$1" = -u ] || exit 0\nshift 2\nPGUSER=tester PGHOST="{server}" exec "$@"')
        made = f'mkdir -p {venv} && cp "{pantau}" {venv}/pantau && cp "{self.programs}/pip" {venv}/pip'
        self.add("python3", f'[ "$1 $2" = "-m venv" ] || exit 1\n{made}')
        for name in ("pip", "systemctl", "loginctl", "journalctl"):
            self.add(name, "exit 0")
        self.add("crontab", f'exec busybox crontab -c "{crontabs}" "$@"')

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Runs what `pantau` in the sandbox is asked for."""
        address = str(self.home.parent / "asked")
        script = self.home.parent / "pantau"
        script.write_text(_PANTAU.format(python=self._python, address=address))
        script.chmod(0o755)
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
            listening.bind(address)
            listening.listen()
            threading.Thread(target=self._accept, args=(listening,), daemon=True).start()
            yield
            listening.shutdown(socket.SHUT_RDWR)

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                asked, _ = listening.accept()
            except OSError:  # it was closed
                return
            threading.Thread(target=self._answer, args=(asked,), daemon=True).start()

    def _answer(self, asked: socket.socket) -> None:
        with asked:
            body, files, _, _ = socket.recv_fds(asked, _LARGEST, 2)
            request = json.loads(body)
            told, theirs = socket.socketpair()
            with told, theirs:
                sent = {"program": "cli", "largest_file": None, **request}
                socket.send_fds(forked._server(False), [json.dumps(sent).encode()], [*files, theirs.fileno()])
                theirs.close()
                for file in files:
                    os.close(file)
                lines = told.makefile()
                pid = int(lines.readline())
                if request["arguments"][0] == "serve":
                    self._use_desk(pid, request["arguments"])
                code = int(lines.readline())
            asked.send(b"0" if self.served and request["arguments"][0] == "serve" else b"%d" % code)

    def _use_desk(self, pid: int, arguments: list[str]) -> None:
        """Asks a desk for its front page by the name that it was given, as a proxy would, then ends it."""
        port, name = arguments[arguments.index("--port") + 1], arguments[arguments.index("--allow-host") + 1]
        request = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": name})
        for _ in range(1200):  # it takes a while to begin where much else runs
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:
                    self.served.append(answer.status)
                    break
            except OSError:
                time.sleep(0.05)
        os.kill(pid, signal.SIGTERM)


@contextmanager
def watchdog() -> Iterator[tuple[int, list[str]]]:
    """Port of an HTTP server that takes every request, and the paths that it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, asked
        server.shutdown()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


def interpreter() -> Path:
    """The Python that runs the tests."""
    return Path(shutil.which(sys.executable) or sys.executable)
