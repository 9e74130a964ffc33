"""Whole lists on their way out: all rows of a question as their reader may see them, column by column.

A record a row would take ten times as long as reading it. What a reader without an account gets is what
`publish.public` says of the records.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from models.base import Record
from models.listing import Kind
from models.public import MASK
from models.rows import ArticleRow, FigureRow, StatementRow
from publish.columns import Column, columns_of
from publish.columns import Kind as Holds
from publish.public import public_rows
from publish.rows import as_driver_gives, number
from storage.among import is_among
from storage.chunks import chunks
from storage.filters import Filters
from storage.listing import Ids, Question, found_columns, stream_ids, stream_rows
from storage.public import is_known_credit
from storage.queries import topic_codes
from storage.selects import Query, article_query, figure_query, statement_query
from storage.tables import ArticleVersion, FigureRecord, StatementRecord, StoredArticle

Columns = dict[str, list[Any]]
"""Values as JSON knows them, a list a column."""

_PUBLIC = {"title": "public_title", "article_title": "article_public_title", "quote": "public_quote"}
_OF_SEARCH = {"snippet", "highlights", "is_near"}
VERSION = "text_version"
"""Column beside those of a fact's record: the number of the text that it stands in."""


class Changed(Exception):
    """The rows written are not as many as were counted: the answer breaks off, so that nobody takes it for whole."""


@dataclass(frozen=True, slots=True)
class _List:
    row: type[Record]
    query: Callable[[Filters], Query]
    key: Any


_LISTS = {
    Kind.STATEMENTS: _List(StatementRow, statement_query, StatementRecord.id),
    Kind.FIGURES: _List(FigureRow, figure_query, FigureRecord.id),
    Kind.ARTICLES: _List(ArticleRow, article_query, StoredArticle.id),
}


def whole_list(
    session: Session,
    question: Question,
    names: Sequence[str],
    *,
    is_private: bool,
    listed: Iterable[Ids] | None = None,
) -> Iterator[Columns]:
    """The columns that are named of all rows in their order, some thousand rows at a time.

    Without `is_private`, as anybody may see them. `listed` are the rows' keys, where they have been asked for.
    """
    if question.kind not in _LISTS:  # registers, which are small
        rows: Iterable[Record] = stream_rows(session, question, listed)
        yield from columns_of_records(rows if is_private else public_rows(session, rows), names)
        return
    of = _LISTS[question.kind]
    columns = [each for each in columns_of(of.row, except_for=_nested(of.row)) if each.name in names]
    query = _query(of, question, names, is_private)
    for is_near, ids in stream_ids(session, question) if listed is None else listed:
        found = _read(session, query.where(is_among(session, of.key, ids)), ids)
        if not is_private:
            _make_public(found)
        if "topics" in names:
            topics = topic_codes(session, found["id"])
            found["topics"] = [topics.get(each, []) for each in found["id"]]
        if _OF_SEARCH & set(names):
            public = found["public_title" if question.kind is Kind.ARTICLES else "public_quote"]
            found |= found_columns(question, public, is_near=is_near)
        found |= {each.name: _as_json(each, found[each.name]) for each in columns}
        yield {name: found[name] for name in names}


def columns_of_records(rows: Iterable[Record], names: Sequence[str]) -> Iterator[Columns]:
    """The same of rows that are records."""
    for some in chunks(rows):
        fields = [row.model_dump(mode="json") for row in some]
        yield {name: [each.get(name) for each in fields] for name in names}


def _nested(row: type[Record]) -> Set[str]:
    return {"machine_values", "topics"} & set(row.model_fields)


def _query(of: _List, question: Question, names: Sequence[str], is_private: bool) -> Select[Any]:
    # looked at once more, though the list has left out already what nobody may see; by more filters, the database
    # would not begin with the keys
    query = of.query(Filters(only_public=not is_private)).order_by(None)
    if question.kind is Kind.FIGURES and not is_private:
        query = query.add_columns(is_known_credit().label("is_known"))
    if question.kind is not Kind.ARTICLES:
        query = query.add_columns(ArticleVersion.number.label(VERSION))
    needed = {"id", "is_known", *names, *_PUBLIC.values()}
    kept = [each for each in query.selected_columns if each.name in needed]
    query = query.with_only_columns(*kept, maintain_column_froms=True)
    return as_driver_gives(query)


def _read(session: Session, query: Select[Any], ids: Sequence[int]) -> Columns:
    """The columns of those of some rows that the query gives, in the order of these."""
    names = [each.name for each in query.selected_columns]
    place = names.index("id")
    # past the session, which would look for objects in the rows, and past rows that know the names of their values
    cursor: Any = session.connection().execute(query).cursor
    rows = {row[place]: row for row in cursor.fetchall()}
    cursor.close()
    found = [rows[each] for each in ids if each in rows]
    if not found:
        return {name: [] for name in names}
    return {name: list(values) for name, values in zip(names, zip(*found, strict=True), strict=True)}


def _make_public(found: Columns) -> None:
    """Puts public words in the place of the own ones, and leaves out credits that may name private persons."""
    for name, public in _PUBLIC.items():
        if name in found and public in found:
            pairs = zip(found[name], found[public], strict=True)
            found[name] = [shown if shown is not None or own is None else MASK for own, shown in pairs]
    if "is_known" in found and "credited_to" in found:
        credits = zip(found["credited_to"], found["is_known"], strict=True)
        found["credited_to"] = [credit if is_known else None for credit, is_known in credits]


def _as_json(of: Column, values: list[Any]) -> list[Any]:
    """Most are what the driver gives, of which it gives a column one type."""
    first = next((value for value in values if value is not None), None)
    convert = _CONVERTERS.get(of.kind)
    if convert is None or type(first) in _READY[of.kind]:
        return values
    return [None if value is None else convert(value) for value in values]


def _moment(value: datetime | str) -> str:
    if isinstance(value, str):  # SQLite's; without a zone, UTC
        fraction = value[19:26]
        return f"{value[:10]}T{value[11:19]}{'' if fraction == '.000000' else fraction}Z"
    return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


_READY: dict[Holds, frozenset[type]] = {
    Holds.NUMBER: frozenset({int, float}),
    Holds.FLAG: frozenset({bool}),
    Holds.DAY: frozenset({str}),
    Holds.MOMENT: frozenset(),
}
_CONVERTERS: dict[Holds, Callable[[Any], Any]] = {
    Holds.NUMBER: number,
    Holds.FLAG: bool,
    Holds.DAY: date.isoformat,
    Holds.MOMENT: _moment,
}
