"""One workbook: a first sheet that says what is where, the codebook, then each table with real days and numbers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publish.columns import Column, Kind

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_576
"""Rows of a sheet, the header included: what Excel takes."""
_LONGEST = 32_767
"""Characters of a cell."""
_FIRST_DAY = "1900-03-01"
"""Days before it are text: Excel counts a 29 February 1900 that never was."""
_CONTENTS, _CODEBOOK = "Isi", "Codebook"


@dataclass(frozen=True, slots=True)
class Sheets:
    """A table to write, and how many rows it has."""

    name: str
    columns: Sequence[Column]
    rows: int
    batches: Iterable[Sequence[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Page:
    """A table of words, for the codebook."""

    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def write_xlsx(
    path: Path, title: str, day: date, tables: Sequence[Sheets], codebook: Page, most_rows: int = MOST_ROWS
) -> dict[str, int]:
    """Writes the workbook, a row at a time; returns how many rows of each table it wrote.

    A table of more rows than a sheet takes goes on in the next sheet, and the first sheet says so. `most_rows` counts
    the header. The same tables give the same bytes. Raises OSError where the file cannot be written.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "use_zip64": True,
        "strings_to_urls": False,
    }
    book = Workbook(path, options)
    book.set_properties({"title": title, "created": datetime(day.year, day.month, day.day, tzinfo=UTC)})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    _contents(book, head, title, day, tables, most_rows)
    _codebook(book, head, codebook)
    written = {table.name: _Table(book, head, table, most_rows).write() for table in tables}
    try:
        book.close()
    except FileCreateError as error:
        raise (error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error))) from error
    return written


def sheet_names(name: str, rows: int, most_rows: int = MOST_ROWS) -> list[str]:
    """The sheets that a table of so many rows takes."""
    count = max(1, -(-rows // (most_rows - 1)))
    return [name, *(f"{name} ({number})" for number in range(2, count + 1))]


def _contents(
    book: "Workbook", head: "Format", title: str, day: date, tables: Sequence[Sheets], most_rows: int
) -> None:
    sheet = book.add_worksheet(_CONTENTS)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 12)
    sheet.set_column(2, 2, 60)
    sheet.write_string(0, 0, title, head)
    sheet.write_string(1, 0, day.isoformat())
    for place, words in enumerate(("tabel / table", "baris / rows", "lembar / sheets")):
        sheet.write_string(3, place, words, head)
    at = 4
    for table in tables:
        names = sheet_names(table.name, table.rows, most_rows)
        sheet.write_string(at, 0, table.name)
        sheet.write_number(at, 1, table.rows)
        sheet.write_string(at, 2, ", ".join(names))
        at += 1
        if len(names) > 1:
            words = (
                f"Excel memuat {most_rows - 1} baris data per lembar; tabel ini dibagi menjadi {len(names)} "
                "lembar. / "
                f"A sheet takes {most_rows - 1} rows of data; this table is split into {len(names)} sheets."
            )
            sheet.write_string(at, 2, words)
            at += 1


def _codebook(book: "Workbook", head: "Format", page: Page) -> None:
    sheet = book.add_worksheet(_CODEBOOK)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 2, 18)
    sheet.set_column(3, len(page.header) - 1, 60)
    for at, row in enumerate([page.header, *page.rows]):
        for place, text in enumerate(row):
            sheet.write_string(at, place, text, *([head] if at == 0 else []))


class _Table:
    """The sheets of one table."""

    def __init__(self, book: "Workbook", head: "Format", table: Sheets, most_rows: int) -> None:
        self._book, self._head, self._table, self._most_rows = book, head, table, most_rows
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})

    def write(self) -> int:
        names = iter(sheet_names(self._table.name, self._table.rows, self._most_rows))
        sheet = self._begin(next(names))
        writers = self._writers(sheet)
        at, written = 1, 0
        for row in self._rows():
            if at == self._most_rows:
                sheet = self._begin(next(names))
                writers, at = self._writers(sheet), 1
            for place, (write, value) in enumerate(zip(writers, row, strict=True)):
                if value is not None:
                    write(at, place, value)
            at += 1
            written += 1
        return written

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        for rows in self._table.batches:
            yield from rows

    def _begin(self, name: str) -> "Worksheet":
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(self._table.columns):
            sheet.set_column(place, place, _WIDTHS.get(column.kind, 14))
            sheet.write_string(0, place, column.name, self._head)
        return sheet

    def _writers(self, sheet: "Worksheet") -> list[Any]:
        def text(at: int, place: int, value: str) -> None:
            sheet.write_string(at, place, value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…")

        def flag(at: int, place: int, value: int) -> None:
            sheet.write_boolean(at, place, bool(value))

        def day(at: int, place: int, value: str) -> None:
            if value < _FIRST_DAY:
                sheet.write_string(at, place, value)
            else:
                sheet.write_datetime(at, place, date.fromisoformat(value), self._day)

        def moment(at: int, place: int, value: str) -> None:
            if value < _FIRST_DAY:
                sheet.write_string(at, place, value)
            else:
                sheet.write_datetime(
                    at, place, datetime.fromisoformat(value).replace(tzinfo=None), self._moment
                )

        by_kind = {
            Kind.INTEGER: sheet.write_number, Kind.NUMBER: sheet.write_number, Kind.FLAG: flag, Kind.DAY: day,
            Kind.MOMENT: moment,
        }  # fmt: skip
        return [by_kind.get(column.kind, text) for column in self._table.columns]


_WIDTHS = {Kind.TEXT: 24, Kind.DAY: 11, Kind.MOMENT: 19, Kind.FLAG: 8, Kind.NUMBER: 10, Kind.INTEGER: 10}
