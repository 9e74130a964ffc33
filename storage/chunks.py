"""Values in handfuls, for lists in SQL."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def chunks(values: Iterable[T], size: int = 500) -> Iterator[list[T]]:
    """The values in order, so many at a time."""
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some
