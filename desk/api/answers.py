"""Rows as the API gives them: in pages, or whole as CSV and JSON Lines while they are read."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import chain
from threading import BoundedSemaphore
from types import UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin

from fastapi import HTTPException
from fastapi.responses import Response, StreamingResponse
from pydantic import ConfigDict, create_model
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from desk.exporting import csv_lines, json_lines
from models.base import Record
from models.listing import Total
from publish.lists import Columns, columns_of_records
from storage.engine import reading

Item = TypeVar("Item")
_RUNNING = BoundedSemaphore(4)
STREAMS: dict[str, tuple[Callable[[Sequence[str], Iterable[Columns]], Iterator[str]], str]] = {
    "csv": (partial(csv_lines, ending="\n"), "text/csv; charset=utf-8"),
    "jsonl": (json_lines, "application/jsonl"),
}
"""How whole lists are sent, by the ending of their address."""
_HEADLINES = ("title", "article_title")
LONGEST_HEADLINE = 1000
"""Characters."""
HIDDEN = frozenset({"public_title", "article_public_title", "public_quote", "machine_values"})
"""Fields that say again what others say, or what a person found to be wrong."""


class Page(Record, Generic[Item]):
    """A page of a list."""

    rows: tuple[Item, ...]
    """Rows in their order; a page may have fewer than `limit` before the last one."""
    next: str | None
    """What to ask the next page with (`after`), with all else unchanged; null on the last."""


class CountedPage(Page[Item], Generic[Item]):
    """A page of a list that can be walked both ways and counted."""

    previous: str | None
    """What to ask the page before with (`before`); null on the first."""
    total: Total | None
    """Rows on all pages where `count=true` asked for it, else null."""


class _Shown(Record):
    """The base of models whose fields are described already: to look for docstrings again takes seconds."""

    model_config = ConfigDict(use_attribute_docstrings=False)


@cache
def shown_model(record: type[Record]) -> type[Record]:
    """The record without hidden fields, for the description of the API."""
    fields: dict[str, Any] = {
        name: (_shown_type(info.annotation), info)
        for name, info in record.model_fields.items()
        if name not in HIDDEN
    }
    return create_model(record.__name__, __base__=_Shown, __doc__=record.__doc__, **fields)


def page_model(page: Any, row: type[Record]) -> Any:
    """A page of such rows, for the description of the API."""
    return page[shown_model(row)]


def shown_fields(record: Record) -> dict[str, Any]:
    """The fields of a record without hidden ones, as JSON has them."""
    shown: dict[str, Any] = _without_hidden(record.model_dump(mode="json"))
    return shown


def answer(fields: dict[str, Any]) -> Response:
    """A JSON document."""
    return Response(json.dumps(fields, ensure_ascii=False), media_type="application/json")


def streamed(
    engine: Engine,
    columns: list[str],
    found: Callable[[Session], Iterable[Columns]],
    name: str,
) -> Response:
    """All rows of one state of the database, sent while they are read.

    An error before the first row is raised here and gets a proper answer; a later one breaks the connection off, so
    that nobody takes a part for the whole. Too many at a time are answered 503, because each holds a connection.
    """
    lines, media_type = STREAMS[name.rpartition(".")[2]]
    if not _RUNNING.acquire(blocking=False):
        raise HTTPException(
            503, "Too many lists are being sent whole; ask again soon.", {"Retry-After": "30"}
        )

    def content() -> Iterator[str]:
        try:
            with reading(engine) as session:
                yield from lines(columns, found(session))
        finally:
            _RUNNING.release()

    sent = content()
    first = next(sent, "")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(chain([first], sent), media_type=media_type, headers=headers)


def shown_columns(rows: Iterable[Record], names: list[str]) -> Iterator[Columns]:
    """Columns of rows that are records, hidden fields left out of what is nested too."""
    for columns in columns_of_records(rows, names):
        yield {name: list(map(_without_hidden, values)) for name, values in columns.items()}


def bounded_columns(found: Iterable[Columns]) -> Iterator[Columns]:
    """The same with headlines that are no longer than those of single records."""
    for columns in found:
        yield columns | {name: list(map(headline, columns[name])) for name in _HEADLINES if name in columns}


def headline(text: str | None) -> str | None:
    """A headline or office as the API gives it: pages have been seen whose title was their whole text."""
    return text if text is None or len(text) <= LONGEST_HEADLINE else f"{text[:LONGEST_HEADLINE]} […]"


def _without_hidden(value: Any) -> Any:
    if isinstance(value, dict):
        shown = {name: _without_hidden(each) for name, each in value.items() if name not in HIDDEN}
        return shown | {name: headline(shown[name]) for name in _HEADLINES if name in shown}
    return [_without_hidden(each) for each in value] if isinstance(value, list) else value


def _shown_type(kind: Any) -> Any:
    if isinstance(kind, type) and issubclass(kind, Record):
        return shown_model(kind)
    arguments = get_args(kind)
    shown = tuple(map(_shown_type, arguments))
    if shown == arguments:
        return kind
    origin = get_origin(kind)
    return Union[shown] if origin in {Union, UnionType} else origin[shown]  # noqa: UP007 - of types not known here
