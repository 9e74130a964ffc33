"""What an input costs: calls of functions, which are the same on every machine, and a limit for what never ends."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

CALLS, CALLS_A_BYTE = 150_000, 1500
"""Calls that any input may cost, and those that each of its bytes may cost beside."""
CPU_SECONDS = 30.0
"""Of this process, whatever else the machine does; the longest input takes a hundredth of it."""


class NeverEnds(AssertionError):
    """An input took more CPU time than any may."""


def is_cheap(check: Callable[[bytes], None], data: bytes) -> None:
    """Runs a check and raises AssertionError where it made more calls than the length of its input allows."""
    calls = 0

    def note(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        check(data)
    finally:
        sys.setprofile(before)
    assert calls <= CALLS + CALLS_A_BYTE * len(data), f"{calls} calls for {len(data)} bytes"


@contextmanager
def bounded(by: float = CPU_SECONDS) -> Iterator[None]:
    """Raises NeverEnds where the block takes more than `by` seconds of CPU time."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise NeverEnds(f"more than {by:g} seconds of CPU")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, by)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
