"""CSV for everybody: UTF-8, a header, `true` and `false`, ISO days, nothing that a spreadsheet runs as a formula."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from publish.cells import csv_rows
from publish.columns import Column


def write_csv(path: Path, columns: Sequence[Column], batches: Iterable[Sequence[tuple[Any, ...]]]) -> int:
    """Writes batches of rows of plain values; returns how many rows."""
    written = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(column.name for column in columns)
        for rows in batches:
            writer.writerows(csv_rows(columns, list(zip(*rows, strict=True))))
            written += len(rows)
    return written
