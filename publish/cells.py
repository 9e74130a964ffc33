"""Plain values as cells of CSV and as values of JSON."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from publish.columns import Column, Kind

_BEGINS_A_FORMULA = re.compile(r"^ *[=+\-@＝＋－＠\t\r]", re.MULTILINE)


def csv_rows(columns: Sequence[Column], values: Sequence[Sequence[Any]]) -> Iterable[tuple[Any, ...]]:
    """Rows of cells from plain values, a list a column: `true`, `false`, nothing that a spreadsheet runs."""
    return zip(
        *(_cells(column.kind, each) for column, each in zip(columns, values, strict=True)), strict=True
    )


def json_rows(columns: Sequence[Column], values: Sequence[Sequence[Any]]) -> Iterable[tuple[Any, ...]]:
    """Rows of values that JSON knows, from plain values, a list a column: flags are true or false, codes a list."""
    one_by_one = (
        map(_JSON[column.kind], each) if column.kind in _JSON else each
        for column, each in zip(columns, values, strict=True)
    )
    return zip(*one_by_one, strict=True)


def begins_a_formula(lines: str) -> bool:
    """Whether some line of a text could be run by a spreadsheet."""
    return _BEGINS_A_FORMULA.search(lines) is not None


def safe_cell(text: str | None) -> str | None:
    """A text that no spreadsheet runs as a formula: an apostrophe goes before what could begin one."""
    return f"'{text}" if text and _BEGINS_A_FORMULA.match(text) else text


def _cells(kind: Kind, values: Sequence[Any]) -> Iterable[Any]:
    if kind is Kind.FLAG:
        return map(_FLAGS.__getitem__, values)
    # plain texts have one line each, so one search tells of a whole column whether any has to be made safe
    if kind is Kind.TEXT and begins_a_formula("\n".join(filter(None, values))):
        return map(safe_cell, values)
    return values


_FLAGS = {None: None, 0: "false", 1: "true"}
_JSON: dict[Kind, Callable[[Any], Any]] = {
    Kind.FLAG: lambda value: None if value is None else bool(value),
    Kind.CODES: lambda value: value.split(";") if value else [],
}
