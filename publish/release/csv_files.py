"""CSV for everybody: UTF-8, a header, `true` and `false`, ISO days, nothing that a spreadsheet runs as a formula."""

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from publish.columns import Column, Kind

_STARTS_A_FORMULA = frozenset("=+-@\t\r")


def write_csv(path: Path, columns: Sequence[Column], batches: Iterable[Sequence[tuple[Any, ...]]]) -> int:
    """Writes batches of rows of plain values; returns how many rows."""
    written = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(column.name for column in columns)
        for rows in batches:
            writer.writerows(safe_rows(columns, rows))
            written += len(rows)
    return written


def safe_rows(columns: Sequence[Column], rows: Sequence[tuple[Any, ...]]) -> Iterable[tuple[Any, ...]]:
    """Rows of plain values as cells."""
    values: list[Iterable[Any]] = list(zip(*rows, strict=True))
    for place, column in enumerate(columns):
        convert = _CELLS.get(column.kind)
        if convert is not None:
            values[place] = map(convert, values[place])
    return zip(*values, strict=True)


def safe_cell(text: str | None) -> str | None:
    """A text that no spreadsheet runs as a formula: an apostrophe goes before what could begin one."""
    return f"'{text}" if text and text[0] in _STARTS_A_FORMULA else text


def _flag(value: int | None) -> str | None:
    return None if value is None else "true" if value else "false"


_CELLS: dict[Kind, Callable[[Any], Any]] = {Kind.TEXT: safe_cell, Kind.FLAG: _flag}
