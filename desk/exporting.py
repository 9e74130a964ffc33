"""A whole search as a file, row by row: CSV for spreadsheets, JSON Lines for programs."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy.orm import Session

from models.base import Record
from models.listing import Kind
from models.organization import OrganizationRow
from models.persons import PersonRow
from models.rows import ArticleRow, FigureRow, StatementRow
from publish.cells import safe_cell as harmless
from storage.chunks import chunks
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
_AT_A_TIME = 500

_LONGEST_CELL = 32_000
"""Characters; spreadsheets take 32,767. JSON Lines have texts whole."""

_HARMLESS = re.compile(r"[^\s=+\-@＝＋－＠][^\n\r]*")

Fields = dict[str, Any]


class Changed(Exception):
    """The rows written are not as many as were counted: the answer breaks off, so that nobody takes it for whole."""


def fields_of(session: Session, kind: Kind, records: Iterable[Record], base: str) -> Iterator[Fields]:
    """Each row as plain values, its permanent address first; `base` is the address of the desk, ending in `/`."""
    names = column_names(kind)
    for some in chunks(records, _AT_A_TIME):
        for record, address in zip(some, permalinks(session, kind, some, base), strict=True):
            fields = record.model_dump(mode="json")
            yield {"permalink": address} | {name: fields[name] for name in names[1:]}


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


def as_csv(kind: Kind, rows: Iterable[Fields], total: int) -> Iterator[str]:
    """Lines with a header; no cell is a formula to a spreadsheet. Raises Changed where rows are missing at the end."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, column_names(kind), lineterminator="\r\n")
    writer.writeheader()
    for some in chunks(_counted(rows, total), _AT_A_TIME):
        writer.writerows({name: safe_cell(value) for name, value in row.items()} for row in some)
        yield _taken(buffer)
    yield _taken(buffer)


def as_jsonl(rows: Iterable[Fields], total: int) -> Iterator[str]:
    """A JSON object a line. Raises Changed where rows are missing at the end."""
    for some in chunks(_counted(rows, total), _AT_A_TIME):
        yield "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in some)


def safe_cell(value: Any) -> Any:
    """A value as one line that no spreadsheet runs; what is in parts stands as JSON."""
    if type(value) is str and len(value) < _LONGEST_CELL and _HARMLESS.fullmatch(value):  # most are
        return value
    if isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        return value
    text = harmless(value) or ""
    if len(text) > _LONGEST_CELL:
        text = f"{text[:_LONGEST_CELL]} […]"
    return " ".join(text.split()) if "\n" in text or "\r" in text else text


def _counted(rows: Iterable[Fields], total: int) -> Iterator[Fields]:
    written = 0
    for row in rows:
        written += 1
        yield row
    if written != total:
        raise Changed(f"{written} rows were written of {total}")


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
