"""Rows on their way out: read in batches, column by column, and made plain.

A plain value is a text without control characters, an integer, a float, null, 0 or 1 for a flag, `2024-01-31` for a
day, `2024-01-31T12:00:00Z` for a moment.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Label, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from publish.columns import Column, Kind
from storage.queries import topics_of
from storage.selects import Query

Batch = list[list[Any]]
"""Plain values, one list a column."""

_ROWS = 500
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Control characters, what turns the direction of text around, and what no file format takes."""


def batches_of_query(session: Session, query: Query) -> Iterator[dict[str, list[Any]]]:
    """What a query gives, as the driver hands it over: a list a column, some hundred rows at a time."""
    raw = as_driver_gives(query)
    names = [column.name for column in raw.selected_columns]
    # past the session, which would look for objects in the rows
    found = session.connection().execute(raw, execution_options={"yield_per": _ROWS})
    for rows in found.partitions():
        yield {name: list(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)}


def as_driver_gives(query: Query) -> Query:
    """The query without what SQLAlchemy makes of values."""
    columns: Iterator[Any] = (
        type_coerce(_unlabelled(column), NullType()).label(column.name) for column in query.selected_columns
    )
    raw: Query = query.with_only_columns(*columns, maintain_column_froms=True)
    return raw


def batches_of(rows: Iterable[Sequence[Any]], columns: Sequence[Column]) -> Iterator[Batch]:
    """Batches of rows that come one by one."""
    rest = iter(rows)
    while some := list(islice(rest, _ROWS)):
        values = (list(column) for column in zip(*some, strict=True))
        yield rows_of({column.name: one for column, one in zip(columns, values, strict=True)}, columns)


def rows_of(batch: dict[str, list[Any]], columns: Sequence[Column]) -> Batch:
    """Plain values in the order of the columns."""
    found = plain_of(batch, columns)
    return [found[column.name] for column in columns]


def plain_of(batch: dict[str, list[Any]], columns: Sequence[Column]) -> dict[str, list[Any]]:
    """Plain values of those columns that are there."""
    return {
        column.name: _plain(column.kind, batch[column.name]) for column in columns if column.name in batch
    }


def add_topics(session: Session, batch: dict[str, list[Any]], key: str) -> None:
    """The topics of articles, whose keys stand in a column."""
    topics = topics_of(session, batch[key])
    batch["topics"] = [_codes(topics.get(article_id, ())) for article_id in batch[key]]


def _unlabelled(column: Any) -> Any:
    return column.element if isinstance(column, Label) else column


def _plain(kind: Kind, values: list[Any]) -> list[Any]:
    """The values of a column; most are plain as the driver gives them, which one look at the column tells."""
    if kind is Kind.TEXT:
        told = [value for value in values if value is not None]
        return values if "" not in told and "".join(told).isprintable() else list(map(_text, values))
    first = next((value for value in values if value is not None), None)
    if type(first) in _READY[kind]:
        return values
    convert = _CONVERTERS[kind]
    return [None if value is None else convert(value) for value in values]


def _text(value: str | None) -> str | None:
    if not value or value.isprintable():
        return value or None
    return " ".join(_UNWANTED.sub("", value).split()) or None


def number(value: Any) -> int | float:
    """An exact number as the nearest that JSON and files have."""
    found = float(value)
    return int(found) if found.is_integer() and not isinstance(value, float) else found


def _moment(value: datetime | str) -> str:
    if isinstance(value, str):  # SQLite's; without a zone, UTC
        return f"{value[:10]}T{value[11:19]}Z"
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _codes(value: Sequence[str]) -> str | None:
    return ";".join(value) or None


_READY: dict[Kind, frozenset[type]] = {
    Kind.CODE: frozenset({str}),
    Kind.CODES: frozenset({str}),
    Kind.INTEGER: frozenset({int}),
    Kind.NUMBER: frozenset({int, float}),
    Kind.FLAG: frozenset({int}),
    Kind.DAY: frozenset({str}),
    Kind.MOMENT: frozenset(),
}
"""Types that are plain; a driver gives a column one type, or both of a number's."""
_CONVERTERS: dict[Kind, Callable[[Any], Any]] = {
    Kind.CODE: str,
    Kind.CODES: _codes,
    Kind.INTEGER: int,
    Kind.NUMBER: number,
    Kind.FLAG: int,
    Kind.DAY: date.isoformat,
    Kind.MOMENT: _moment,
}
