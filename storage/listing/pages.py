"""Pages of a list that is made of ordered parts, forwards and backwards, at places that belong to one search.

A place is a part and a key in it; the last component of a key holds the id of the row in its lower 32 bits.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_
from sqlalchemy.orm import Session

from models.errors import PantauError
from storage.search.rows import row_id
from storage.types import exact, storable

Key = tuple[int | str, ...]
_LARGEST = 2**63
_TOGETHER = 2000
"""Rows of a whole list that are in memory at a time."""
_LONGEST = 2000
_LONGEST_NUMBER = 20


class Part(Protocol):
    """Rows in one order."""

    def keys(self, session: Session, beyond: Key | None, *, backwards: bool, most: int) -> list[Key]:
        """The first `most` keys beyond a key (null: from the end that this direction begins at)."""
        ...

    def ids(self, session: Session) -> Iterator[list[int]]:
        """All rows in their order by their keys in their table, some thousand at a time: one question for all."""
        ...


class Place(NamedTuple):
    """Where a row stands in the list."""

    part: int
    key: Key

    @property
    def id(self) -> int:
        """Key of the row in its table."""
        last = self.key[-1]
        assert isinstance(last, int)
        return row_id(last)


class Cut(NamedTuple):
    """The places of a page, and whether there are rows beyond them."""

    places: list[Place]
    has_next: bool
    has_previous: bool


class Ordered:
    """A part that is one query: `columns`, of which none is null and the last is a row's id, give its order."""

    def __init__(self, query: Select[Any], *columns: Any, descending: bool) -> None:
        self._query = query
        self._columns = columns
        self._descending = descending

    def keys(self, session: Session, beyond: Key | None, *, backwards: bool, most: int) -> list[Key]:
        """See `Part`."""
        is_down = self._descending != backwards
        query = self._ordered(is_down)
        if beyond is not None:
            here, there = tuple_(*self._columns), tuple_(*_typed(beyond, self._columns))
            query = query.where(here < there if is_down else here > there)
        return [tuple(map(_plain, row)) for row in session.execute(query.limit(most))]

    def ids(self, session: Session) -> Iterator[list[int]]:
        """See `Part`."""
        yield from streamed_ids(session, self._ordered(self._descending).with_only_columns(self._columns[-1]))

    def _ordered(self, is_down: bool) -> Select[Any]:
        query = self._query.with_only_columns(*self._columns, maintain_column_froms=True)
        return query.order_by(*(column.desc() if is_down else column.asc() for column in self._columns))


NOT_A_MARK = "the mark of the page (after, before) is none that a list gave: begin at the first page"


def cut(
    session: Session, parts: Sequence[Part], limit: int, after: Place | None, before: Place | None
) -> Cut:
    """The page of `limit` rows that lies after a place, before one, or first."""
    backwards = before is not None
    places = _walk(session, parts, after or before, backwards=backwards, most=limit + 1)
    is_more, places = len(places) > limit, places[:limit]
    if backwards:
        return Cut(places[::-1], has_next=True, has_previous=is_more)
    return Cut(places, has_next=is_more, has_previous=after is not None)


def streamed_ids(session: Session, query: Select[Any]) -> Iterator[list[int]]:
    """Keys of rows, or positions that hold them, of a query of one column, while the database finds them."""
    # past the session, which would look for objects in the rows
    found = session.connection().execute(query, execution_options={"yield_per": _TOGETHER})
    for some in found.scalars().partitions():
        yield [row_id(each) for each in some]


def count(session: Session, query: Select[Any], most: int | None) -> int:
    """Rows of a query, at most `most`."""
    inner = query.order_by(None).limit(most)
    return session.scalar(select(func.count()).select_from(inner.subquery())) or 0


def mark(digest: str, place: Place) -> str:
    """A place as the address of a page carries it, for one search only."""
    text = json.dumps([digest, place.part, *place.key], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def place_of(text: str | None, digest: str, parts: int) -> Place | None:
    """The place that a mark names. Raises PantauError for what is none, or one of another search."""
    if text is None:
        return None
    try:
        padded = text[:_LONGEST].encode("ascii") + b"=" * (-len(text[:_LONGEST]) % 4)
        found = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        of_search, part, *key = found
    except (binascii.Error, ValueError, TypeError) as error:
        raise PantauError(NOT_A_MARK) from error
    if of_search != digest:
        raise PantauError(
            "the mark of the page (after, before) belongs to another search: begin at the first page of this one"
        )
    is_number = isinstance(part, int) and 0 <= part < parts
    if not is_number or not key or not all(map(_is_component, key)) or not isinstance(key[-1], int):
        raise PantauError(NOT_A_MARK)
    return Place(part, tuple(key))


def _plain(value: Any) -> int | str:
    """A component as a mark can hold it."""
    return value if isinstance(value, int) else str(value)


def _typed(key: Key, columns: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    """A key as values of its columns. Raises PantauError where it is none of theirs."""
    if len(key) != len(columns):
        raise PantauError(NOT_A_MARK)
    return [
        literal(_of_type(value, column.type.python_type), column.type)
        for value, column in zip(key, columns, strict=True)
    ]


def _of_type(value: int | str, kind: type[Any]) -> Any:
    try:
        if kind is date and isinstance(value, str):
            return date.fromisoformat(value)
        if kind is Decimal and isinstance(value, str) and len(value) <= _LONGEST_NUMBER:
            return exact(Decimal(value))
    except (ValueError, ArithmeticError) as error:
        raise PantauError(NOT_A_MARK) from error
    if not isinstance(value, kind):
        raise PantauError(NOT_A_MARK)
    return value


def _is_component(value: object) -> bool:
    if isinstance(value, str):
        return storable(value) == value
    return isinstance(value, int) and not isinstance(value, bool) and -_LARGEST < value < _LARGEST


def _walk(
    session: Session, parts: Sequence[Part], start: Place | None, *, backwards: bool, most: int
) -> list[Place]:
    numbers = range(len(parts))[::-1] if backwards else range(len(parts))
    found: list[Place] = []
    for number in numbers:
        if start is not None and (number > start.part if backwards else number < start.part):
            continue
        if len(found) == most:
            break
        beyond = start.key if start is not None and start.part == number else None
        keys = parts[number].keys(session, beyond, backwards=backwards, most=most - len(found))
        found += [Place(number, key) for key in keys]
    return found
