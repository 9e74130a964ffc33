"""A whole search as a file, row by row: CSV for spreadsheets, JSON Lines for programs."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from models.base import Record
from models.listing import Kind
from models.organization import OrganizationRow
from models.persons import PersonRow
from models.rows import ArticleRow, FigureRow, StatementRow
from publish.cells import begins_a_formula
from publish.cells import safe_cell as harmless
from publish.lists import VERSION, Changed, Columns
from storage.listing.places import current_texts

ROWS: dict[Kind, type[Record]] = {
    Kind.STATEMENTS: StatementRow,
    Kind.FIGURES: FigureRow,
    Kind.OFFICIALS: PersonRow,
    Kind.AGENCIES: OrganizationRow,
    Kind.ARTICLES: ArticleRow,
}
"""What a row of each list is."""
_LEFT_OUT = {"machine_values", "is_removed", "removed_at", "removal_reason"}
_PAGE_OF = {Kind.OFFICIALS: "officials", Kind.AGENCIES: "agencies", Kind.ARTICLES: "articles"}

_LONGEST_CELL = 32_000
"""Characters; spreadsheets take 32,767. JSON Lines have texts whole."""


_FLAGS = {True: "true", False: "false"}
_as_json = json.JSONEncoder(ensure_ascii=False).encode


def addressed(kind: Kind, found: Iterable[Columns], base: str) -> Iterator[Columns]:
    """The columns of a file, the permanent address of each row first; `base` is the desk's, ending in `/`.

    Of facts it is the place in the text that they stand at, which stays when articles are extracted anew.
    """
    for columns in found:
        if kind in _PAGE_OF:
            addresses = [f"{base}{_PAGE_OF[kind]}/{row_id}" for row_id in columns["id"]]
        else:
            what = kind.value.removesuffix("s")
            places = zip(*(columns[name] for name in ("article_id", VERSION, "start", "end")), strict=True)
            addresses = [
                f"{base}evidence/{article}.{version}.{start}-{end}?kind={what}"
                for article, version, start, end in places
            ]
        yield {"permalink": addresses} | {name: columns[name] for name in column_names(kind)[1:]}


def read_columns(kind: Kind) -> list[str]:
    """What must be read for a file."""
    return [*column_names(kind)[1:], *([] if kind in _PAGE_OF else [VERSION])]


def column_names(kind: Kind) -> list[str]:
    """The columns of a file."""
    fields = ROWS[kind].model_fields
    kept = (name for name in fields if name not in _LEFT_OUT and "public_" not in name)
    return ["permalink", *kept]


def permalinks(session: Session, kind: Kind, records: Iterable[Any], base: str) -> list[str]:
    """Addresses that stay when articles are extracted anew: of facts, the place in the text that they stand at."""
    rows = list(records)
    if kind in _PAGE_OF:
        return [f"{base}{_PAGE_OF[kind]}/{row.id}" for row in rows]
    texts = current_texts(session, (row.article_id for row in rows))
    what = kind.value.removesuffix("s")
    return [
        f"{base}evidence/{row.article_id}.{texts[row.article_id].version}.{row.start}-{row.end}?kind={what}"
        for row in rows
    ]


def counted(found: Iterable[Columns], total: int) -> Iterator[Columns]:
    """The same. Raises Changed where there are not as many rows."""
    written = 0
    for columns in found:
        written += len(next(iter(columns.values())))
        yield columns
    if written != total:
        raise Changed(f"{written} rows were written of {total}")


def csv_lines(names: Sequence[str], found: Iterable[Columns], ending: str = "\r\n") -> Iterator[str]:
    """A header and a line a row; no cell is a formula to a spreadsheet, what is in parts stands as JSON."""
    header = _csv([names], ending)
    for columns in found:
        cells = (_cells(columns[name]) for name in names)
        yield header + _csv(zip(*cells, strict=True), ending)
        header = ""
    yield header


def json_lines(names: Sequence[str], found: Iterable[Columns]) -> Iterator[str]:
    """A JSON object a line."""
    for columns in found:
        rows = zip(*(columns[name] for name in names), strict=True)
        yield "".join([_as_json(dict(zip(names, row, strict=True))) + "\n" for row in rows])


def safe_cell(value: Any) -> Any:
    """A value as one line that no spreadsheet runs; what is in parts stands as JSON."""
    if isinstance(value, list | dict):
        value = _as_json(value)
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        return value
    text = harmless(value) or ""
    if len(text) > _LONGEST_CELL:
        text = f"{text[:_LONGEST_CELL]} […]"
    return " ".join(text.split()) if "\n" in text or "\r" in text else text


def _cells(values: Sequence[Any]) -> Iterable[Any]:
    """A column of cells. One look tells of most that nothing has to be made safe."""
    first = next((value for value in values if value is not None), None)
    if first is None or type(first) in {int, float}:
        return values
    if type(first) is bool:
        return map(_FLAGS.get, values)
    if type(first) is list:
        values = _lists_as_json(values)
    if type(first) in {str, list}:
        told = [value for value in values if value]
        whole = "\n".join(told)
        has_one_line_each = whole.count("\n") < max(len(told), 1) and "\r" not in whole
        if (
            has_one_line_each
            and not begins_a_formula(whole)
            and len(max(told, key=len, default="")) <= _LONGEST_CELL
        ):
            return values
    return map(safe_cell, values)


def _lists_as_json(values: Sequence[Any]) -> list[Any]:
    """Of words, as topics are, many rows have the same few."""
    if all(type(part) is str for value in values for part in value or ()):
        return [None if value is None else _words_as_json(tuple(value)) for value in values]
    return list(map(_as_json, values))


@lru_cache(1000)
def _words_as_json(words: tuple[str, ...]) -> str:
    return _as_json(words)


def _csv(rows: Iterable[Sequence[Any]], ending: str) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator=ending).writerows(rows)
    return text.getvalue()
