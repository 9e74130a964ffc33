"""Worker processes of this machine: `ProcessPoolExecutor`, forked from a server that has loaded what they need.

The server is a process of its own: to fork this one, which has threads and an open database, is not safe. A worker
holds the reading end of a pipe whose writing end only this process has: it ends when that is closed, on purpose or by
the death of this process, in the middle of what it does; the database then takes back what was not committed.
"""

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import Pipe, forkserver, get_context, resource_tracker
from multiprocessing.connection import Connection
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

_EACH = 2
"""Tasks under way for each worker: one that it does, one that waits for it."""


class Pool:
    """A crew of worker processes."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._context = get_context("forkserver")
        self._life, self._lifeline = Pipe(duplex=False)
        self._executor = self._new()

    @property
    def capacity(self) -> int:
        return _EACH * self._number

    def submit(self, work: Callable[[Task], Result], task: Task) -> "Future[Result]":
        try:
            return self._executor.submit(work, task)
        except BrokenExecutor:  # where one worker dies, the standard library's pool ends them all
            self._executor.shutdown()
            self._executor = self._new()
            return self._executor.submit(work, task)

    def has_died(self, error: BaseException) -> bool:
        return isinstance(error, BrokenExecutor)

    def check(self) -> None:
        """The executor tells of dead workers by itself."""

    def end(self) -> None:
        """Ends the workers, also in the middle of a task."""
        self._lifeline.close()
        self._executor.shutdown(cancel_futures=True)
        self._life.close()

    def _new(self) -> ProcessPoolExecutor:
        _start_server()
        return ProcessPoolExecutor(
            self._number, mp_context=self._context, initializer=_begin, initargs=(self._life,)
        )


@contextmanager
def pool(number: int) -> Iterator[Pool]:
    """So many worker processes, for as long as the block."""
    workers = Pool(number)
    try:
        yield workers
    finally:
        workers.end()


def _start_server() -> None:
    """Starts what forks the workers, where it does not run yet; Ctrl-C is this process's to hear, not theirs."""
    forkserver.set_forkserver_preload(["pipelines.preloaded"])
    resource_tracker.ensure_running()  # the server would start it, and let Ctrl-C through
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(life: Connection) -> None:
    """What a worker does first."""
    logging.disable(logging.CRITICAL)  # what libraries warn of is recorded with its page
    threading.Thread(target=_end_with, args=(life,), daemon=True).start()


def _end_with(life: Connection) -> None:
    with suppress(EOFError, OSError):
        life.recv_bytes()
    os._exit(1)
