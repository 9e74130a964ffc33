"""The writers of a release alone: any number of rows, the limits of each format, a disk that is full."""

import struct
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas
import polars
import pyreadstat
import pytest
from generated_articles import load
from pyarrow import parquet
from release_support import room_for, write
from sqlalchemy import delete, update

from models.errors import PantauError
from models.vocabulary import FigureUnit
from pipelines.resolving_organizations import sync_reference
from publish.cells import csv_rows
from publish.columns import Column, Kind
from publish.folders import whole_folder
from publish.release.csv_files import write_csv
from publish.release.parquet import write_parquet
from publish.release.stata import label_of, write_stata
from publish.release.xlsx import MOST_ROWS, Page, Sheets, write_xlsx
from storage.engine import open_engine
from storage.tables import FigureRecord, StoredArticle

DAY = date(2025, 1, 31)
Batches = Iterator[list[tuple[Any, ...]]]


def column(name: str, kind: Kind, **more: Any) -> Column:
    given = {
        "is_required": False,
        "text": f"{name}.",
        "codes": None,
        "unit": None,
        "minimum": None,
        "maximum": None,
    }
    return Column(name=name, kind=kind, **(given | more))


def numbers(count: int) -> Batches:
    for start in range(0, count, 5000):
        yield [(number,) for number in range(start, min(count, start + 5000))]


def rows_in_sheet(book: Path, number: int) -> int:
    """Rows of a sheet without building them."""
    with zipfile.ZipFile(book) as packed, packed.open(f"xl/worksheets/sheet{number}.xml") as file:
        found, rest = 0, b""
        while some := file.read(1 << 22):
            found += (rest + some).count(b"<row ") - rest.count(b"<row ")
            rest = some[-4:]
        return found


def test_more_rows_than_a_sheet_takes_go_on_in_the_next(tmp_path: Path) -> None:
    """A million real rows, one cell each: the writer's own limit, not a lowered one, and no database."""
    count = MOST_ROWS + 9
    columns = [column("number", Kind.INTEGER)]
    path = tmp_path / "book.xlsx"
    table = Sheets("facts", columns, count, numbers(count))
    assert write_xlsx(path, "Title", DAY, [table], Page(("a", "b", "c", "d", "e"), [])) == {"facts": count}
    assert rows_in_sheet(path, 3) == MOST_ROWS
    book = openpyxl.load_workbook(path, read_only=True)
    assert book.sheetnames == ["Isi", "Codebook", "facts", "facts (2)"]
    assert [row[0].value for row in book["facts (2)"].iter_rows()] == ["number", *range(MOST_ROWS - 1, count)]
    contents = [
        cell.value for row in book["Isi"].iter_rows(min_row=5) for cell in row if cell.value is not None
    ]
    assert contents[:3] == ["facts", count, "facts, facts (2)"]
    assert f"A sheet takes {MOST_ROWS - 1} rows of data; this table is split into 2 sheets." in contents[3]


def test_other_formats_take_as_many_rows(tmp_path: Path) -> None:
    count = MOST_ROWS + 9
    columns = [column("number", Kind.INTEGER)]
    assert write_csv(tmp_path / "t.csv", columns, numbers(count)) == count
    assert write_parquet(tmp_path / "t.parquet", columns, numbers(count)) == count
    assert (
        write_stata(tmp_path / "t.dta", columns, numbers(count), longest={"number": count}, label="t")
        == count
    )
    with (tmp_path / "t.csv").open("rb") as file:
        assert sum(some.count(b"\n") for some in iter(lambda: file.read(1 << 20), b"")) == count + 1
    assert parquet.read_metadata(tmp_path / "t.parquet").num_rows == count
    last, about = pyreadstat.read_dta(tmp_path / "t.dta", row_offset=count - 2)
    assert (about.number_rows, last.number.tolist()) == (2, [count - 2, count - 1])


def test_a_release_of_more_than_ten_thousand_rows(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'pantau.db'}")
    with engine.begin() as connection:
        load(connection, 2_550)
        connection.execute(delete(FigureRecord).where(FigureRecord.id > 100))
        connection.execute(update(StoredArticle).values(published_on=date(2024, 1, 1)))
    sync_reference(engine)
    report = write(engine, tmp_path / "out", until=None)
    engine.dispose()
    assert (report.rows["articles"], report.rows["statements"]) == (2_550, 10_200)
    assert report.day == date(2024, 1, 1)  # of the last change
    for number, name in enumerate(report.rows, start=3):
        path = tmp_path / "out"
        counts = {
            polars.read_csv(path / "csv" / f"{name}.csv", infer_schema_length=0).height,
            parquet.read_metadata(path / "parquet" / f"{name}.parquet").num_rows,
            len(pyreadstat.read_dta(path / "stata" / f"{name}.dta", usecols=[first_column(path, name)])[0]),
            rows_in_sheet(path / "pantau-tppo.xlsx", number) - 1,
        }
        assert counts == {report.rows[name]}, name


def first_column(folder: Path, name: str) -> str:
    with (folder / "csv" / f"{name}.csv").open() as file:
        return file.readline().strip().split(",")[0]


def test_cells_of_csv_begin_no_formula() -> None:
    columns = [column("text", Kind.TEXT), column("number", Kind.NUMBER), column("flag", Kind.FLAG)]
    texts = ["=1+1", "+62", "-", "@x", "\tx", "\rx", "'x", "a=b", None, ""]
    cells = list(csv_rows(columns, [texts, [-1.5] * 10, [1, 0, None, *[1] * 7]]))
    assert [cell[0] for cell in cells] == [
        "'=1+1",
        "'+62",
        "'-",
        "'@x",
        "'\tx",
        "'\rx",
        "'x",
        "a=b",
        None,
        "",
    ]
    assert cells[0][1:] == (-1.5, "true")
    assert [cell[2] for cell in cells[:3]] == ["true", "false", None]


def test_stata_files_hold_what_stata_can(tmp_path: Path) -> None:
    """Texts of any length and script, nulls, days before 1960, numbers beyond its integers; labels cut at a word."""
    columns = [
        column("short", Kind.TEXT),
        column("long", Kind.TEXT, text="A sentence that goes on " * 9 + "and ends. Another."),
        column("unit", Kind.CODE, codes=FigureUnit),
        column("bytes", Kind.INTEGER),
        column("day", Kind.DAY),
        column("moment", Kind.MOMENT),
        column("flag", Kind.FLAG),
        column("share", Kind.NUMBER),
    ]
    rows = [
        ("é日本", "ü" * 3000, "korban", 2**40, "1945-08-17", "2024-01-31T23:59:59Z", 1, 0.25),
        (None, None, None, None, None, None, None, None),
        ("x" * 2045, "y" * 2046, "lainnya", 0, "2025-01-01", "1959-12-31T00:00:00Z", 0, 1e300),
    ]
    longest = {"short": 2045, "long": 6000, "bytes": 2**40}
    path = tmp_path / "t.dta"
    assert write_stata(path, columns, [rows], longest=longest, label="L" * 100) == 3
    found, about = pyreadstat.read_dta(path, apply_value_formats=True)
    assert found.short.tolist() == ["é日本", "", "x" * 2045]
    assert found.long.tolist() == ["ü" * 3000, "", "y" * 2046]
    assert found.unit.astype(object).where(found.unit.notna(), None).tolist() == ["korban", None, "lainnya"]
    assert found.bytes.tolist()[::2] == [2**40, 0]
    assert [str(day) for day in found.day] == ["1945-08-17", "NaT", "2025-01-01"] or found.day[0] == date(
        1945, 8, 17
    )
    assert found.share.tolist()[::2] == [0.25, 1e300]
    assert found.isna().iloc[1].tolist() == [False, False, *[True] * 6]
    again = pandas.read_stata(path)
    assert again.moment.dt.year.tolist()[::2] == [2024, 1959]
    assert len(about.column_names_to_labels["long"]) <= 80
    assert about.column_names_to_labels["long"].endswith("goes on A…")
    assert label_of("Short. Rest.") == "Short"
    with pytest.raises(ValueError, match="no name for Stata"):
        write_stata(path, [column("n" * 33, Kind.FLAG)], [], longest={}, label="t")


WRITERS: dict[str, Callable[[Path, list[Column], Batches], object]] = {
    "csv": write_csv,
    "parquet": write_parquet,
    "stata": lambda path, columns, rows: write_stata(
        path, columns, rows, longest={"number": 10**6}, label="t"
    ),
    "xlsx": lambda path, columns, rows: write_xlsx(
        path, "t", DAY, [Sheets("t", columns, 20_000, rows)], Page(("a", "b", "c", "d", "e"), [])
    ),
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk_stops_every_writer_and_leaves_nothing(name: str, tmp_path: Path) -> None:
    with (
        room_for(20_000),
        pytest.raises(PantauError, match="nothing was written: use another folder"),
        whole_folder(tmp_path / "out", "release") as folder,
    ):
        WRITERS[name](folder / "t", [column("number", Kind.INTEGER)], numbers(20_000))
    assert list(tmp_path.iterdir()) == []


def test_the_map_of_a_stata_file_points_to_its_parts(tmp_path: Path) -> None:
    """Readers that skip over the map do not notice that it is wrong; Stata would."""
    path = tmp_path / "t.dta"
    columns = [column("text", Kind.TEXT), column("unit", Kind.CODE, codes=FigureUnit)]
    write_stata(path, columns, [[("x" * 3000, "kasus")]], longest={"text": 3000}, label="t")
    content = path.read_bytes()
    begin = content.index(b"<map>") + len(b"<map>")
    places = struct.unpack("<14Q", content[begin : begin + 14 * 8])
    names = (
        "stata_dta", "map", "variable_types", "varnames", "sortlist", "formats", "value_label_names", "variable_labels",
        "characteristics", "data", "strls", "value_labels", "/stata_dta",
    )  # fmt: skip
    for place, name in zip(places, names, strict=False):
        assert content[place:].startswith(f"<{name}>".encode()), name
    assert places[-1] == len(content)
