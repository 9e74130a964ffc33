"""Plain values as cells of CSV and as values of JSON."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from publish.columns import Column, Kind

_STARTS_A_FORMULA = frozenset("=+-@\t\r")


def csv_rows(columns: Sequence[Column], values: Sequence[Iterable[Any]]) -> Iterable[tuple[Any, ...]]:
    """Rows of cells from plain values, a list a column: `true`, `false`, nothing that a spreadsheet runs."""
    return _converted(_CELLS, columns, values)


def json_rows(columns: Sequence[Column], values: Sequence[Iterable[Any]]) -> Iterable[tuple[Any, ...]]:
    """Rows of values that JSON knows, from plain values, a list a column: flags are true or false, codes a list."""
    return _converted(_JSON, columns, values)


def safe_cell(text: str | None) -> str | None:
    """A text that no spreadsheet runs as a formula: an apostrophe goes before what could begin one."""
    return f"'{text}" if text and text[0] in _STARTS_A_FORMULA else text


def _converted(
    converters: dict[Kind, Callable[[Any], Any]], columns: Sequence[Column], values: Sequence[Iterable[Any]]
) -> Iterable[tuple[Any, ...]]:
    one_by_one = (
        map(converters[column.kind], each) if column.kind in converters else each
        for column, each in zip(columns, values, strict=True)
    )  # fmt: skip
    return zip(*one_by_one, strict=True)


def _flag_cell(value: int | None) -> str | None:
    return None if value is None else "true" if value else "false"


_CELLS: dict[Kind, Callable[[Any], Any]] = {Kind.TEXT: safe_cell, Kind.FLAG: _flag_cell}
_JSON: dict[Kind, Callable[[Any], Any]] = {
    Kind.FLAG: lambda value: None if value is None else bool(value),
    Kind.CODES: lambda value: value.split(";") if value else [],
}
