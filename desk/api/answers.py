"""Rows as the API gives them: in pages, or whole as CSV and JSON Lines while they are read."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain
from threading import BoundedSemaphore
from types import UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin

from fastapi import HTTPException
from fastapi.responses import Response, StreamingResponse
from pydantic import create_model
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from desk.exporting import safe_cell
from models.base import Record
from models.listing import Total
from storage.chunks import chunks
from storage.engine import reading

Item = TypeVar("Item")
_RUNNING = BoundedSemaphore(4)
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


@cache
def shown_model(record: type[Record]) -> type[Record]:
    """The record without hidden fields, for the description of the API."""
    fields: dict[str, Any] = {
        name: (_shown_type(info.annotation), info)
        for name, info in record.model_fields.items()
        if name not in HIDDEN
    }
    return create_model(record.__name__, __base__=Record, __doc__=record.__doc__, **fields)


def page_model(page: Any, row: type[Record]) -> Any:
    """A page of such rows, for the description of the API."""
    return page[shown_model(row)]


def shown_fields(record: Record) -> dict[str, Any]:
    """The fields of a record without hidden ones, as JSON has them."""
    fields = record.model_dump(mode="json")
    return {name: _without_hidden(value) for name, value in fields.items() if name not in HIDDEN}


def answer(fields: dict[str, Any]) -> Response:
    """A JSON document."""
    return Response(json.dumps(fields, ensure_ascii=False), media_type="application/json")


def csv_lines(columns: list[str], rows: Iterable[Record]) -> Iterator[str]:
    """A header and a line a row; what is nested stands in its cell as JSON."""
    header = _csv([columns])
    for some in chunks(rows):
        fields = map(shown_fields, some)
        yield header + _csv([_cell(each.get(name)) for name in columns] for each in fields)
        header = ""
    yield header


def json_lines(_columns: list[str], rows: Iterable[Record]) -> Iterator[str]:
    """A JSON object a line."""
    for some in chunks(rows):
        yield "".join(json.dumps(shown_fields(row), ensure_ascii=False) + "\n" for row in some)


def streamed(
    engine: Engine,
    lines: Callable[[Iterable[Record]], Iterator[str]],
    rows: Callable[[Session], Iterable[Record]],
    media_type: str,
    name: str,
) -> Response:
    """All rows of one state of the database, sent while they are read.

    An error before the first row is raised here and gets a proper answer; a later one breaks the connection off, so
    that nobody takes a part for the whole. Too many at a time are answered 503, because each holds a connection.
    """
    if not _RUNNING.acquire(blocking=False):
        raise HTTPException(
            503, "Too many lists are being sent whole; ask again soon.", {"Retry-After": "30"}
        )

    def content() -> Iterator[str]:
        try:
            with reading(engine) as session:
                yield from lines(rows(session))
        finally:
            _RUNNING.release()

    sent = content()
    first = next(sent, "")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(chain([first], sent), media_type=media_type, headers=headers)


def _without_hidden(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_hidden(each) for name, each in value.items() if name not in HIDDEN}
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


def _cell(value: Any) -> Any:
    """What most cells are needs no second look, which would take as long as all the rest."""
    if value is None or type(value) in {int, float}:
        return value
    is_plain = type(value) is str and value[:1].isalnum() and value.isprintable()
    return value if is_plain else safe_cell(value)


def _csv(rows: Iterable[list[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
