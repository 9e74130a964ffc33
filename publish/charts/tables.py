"""The table that a chart draws: the same numbers with everything that must be known of them."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from models.trends import TrendRow

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def series_csv(rows: Iterable[TrendRow]) -> bytes:
    """The rows of a series as CSV in UTF-8, with the columns of TrendRow and no formula that a spreadsheet runs."""
    lines = io.StringIO()
    names = list(TrendRow.model_fields)
    writer = csv.DictWriter(lines, fieldnames=names, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.model_dump(mode="json").items()})
    return lines.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return ";".join(map(str, value))
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
