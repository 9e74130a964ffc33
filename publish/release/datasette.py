"""The release as one SQLite file, which every other format is written from; and what Datasette shows beside it."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from models.errors import PantauError
from publish.columns import Column, Kind
from publish.rows import Batch
from publish.tables import ReleasedTable

FILE = "pantau-tppo.sqlite"
_ROWS = 1000
_TYPES = {Kind.INTEGER: "INTEGER", Kind.FLAG: "INTEGER", Kind.NUMBER: "NUMERIC"}


@contextmanager
def new_store(path: Path) -> Iterator[sqlite3.Connection]:
    """A new file, filled in one go: without a journal, because a failed release is thrown away whole."""
    with closing(sqlite3.connect(path.absolute().as_uri(), uri=True, isolation_level=None)) as store:
        for setting in ("page_size = 4096", "journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF"):
            store.execute(f"PRAGMA {setting}")
        store.execute("BEGIN")
        yield store
        store.execute("COMMIT")


def add_table(store: sqlite3.Connection, table: ReleasedTable, batches: Iterable[Batch]) -> int:
    """Makes a table and its rows, in the order in which they come; returns how many."""
    lines = [_definition(column) for column in table.columns]
    lines.append(f"PRIMARY KEY ({', '.join(map(quoted, table.key))})")
    lines += [
        f"FOREIGN KEY ({quoted(field)}) REFERENCES {quoted(other)} ({quoted(key)})"
        for field, (other, key) in table.references.items()
    ]
    store.execute(f"CREATE TABLE {quoted(table.name)} (\n  " + ",\n  ".join(lines) + "\n)")
    insert = f"INSERT INTO {quoted(table.name)} VALUES ({', '.join('?' * len(table.columns))})"
    written = 0
    for batch in batches:
        written += store.executemany(insert, zip(*batch, strict=True)).rowcount
    for field in table.references:
        if field != table.key[0]:
            index = quoted(f"ix_{table.name}_{field}")
            store.execute(f"CREATE INDEX {index} ON {quoted(table.name)} ({quoted(field)})")
    return written


def check_references(store: sqlite3.Connection) -> None:
    """Raises PantauError where a row points to one that is not there."""
    broken = store.execute("PRAGMA foreign_key_check").fetchone()
    if broken:
        raise PantauError(
            f"a row of {broken[0]} points to a row of {broken[2]} that is not there: run `pantau resolve`, then again"
        )


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A release's file, to be read. Raises PantauError where it is none."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as store:
            store.execute("SELECT 1 FROM articles").fetchone()
            yield store
    except sqlite3.DatabaseError as error:
        raise PantauError(f"{path} cannot be read ({error}): name the folder of a whole release") from error


def stored_batches(store: sqlite3.Connection, table: ReleasedTable) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a table in their order, a thousand at a time."""
    columns = ", ".join(quoted(column.name) for column in table.columns)
    cursor = store.execute(f"SELECT {columns} FROM {quoted(table.name)} ORDER BY rowid")
    while rows := cursor.fetchmany(_ROWS):
        yield rows


def count_stored(store: sqlite3.Connection, table: ReleasedTable) -> int:
    """Rows of a table."""
    number: int = store.execute(f"SELECT count(*) FROM {quoted(table.name)}").fetchone()[0]
    return number


def largest(store: sqlite3.Connection, table: ReleasedTable) -> dict[str, int]:
    """Of each column the largest integer, or the length in bytes of the longest text; 0 for a column without values."""
    measures = {
        column.name: f"max({quoted(column.name)})"
        if column.kind is Kind.INTEGER
        else f"max(length(CAST({quoted(column.name)} AS BLOB)))"
        for column in table.columns
        if column.kind in {Kind.INTEGER, Kind.TEXT, Kind.CODES}
    }
    if not measures:
        return {}
    row = store.execute(f"SELECT {', '.join(measures.values())} FROM {quoted(table.name)}").fetchone()
    return {name: value or 0 for name, value in zip(measures, row, strict=True)}


def write_metadata(path: Path, tables: Sequence[ReleasedTable], title: str, about: dict[str, str]) -> None:
    """What Datasette shows beside the tables: `datasette FILE --metadata metadata.json`."""
    described = {
        table.name: {
            "description": " ".join((table.record.__doc__ or "").split()),
            "columns": {column.name: column.text for column in table.columns},
            "sortable_columns": [column.name for column in table.columns],
        }
        | ({"label_column": "name"} if "name" in table.record.model_fields else {})
        for table in tables
    }
    metadata = {"title": title, **about, "databases": {Path(FILE).stem: {"tables": described}}}
    path.write_text(json.dumps(metadata, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def quoted(name: str) -> str:
    """A name in SQL; some of ours (`end`) are words of it."""
    return f'"{name}"'


def _definition(column: Column) -> str:
    line = f"{quoted(column.name)} {_TYPES.get(column.kind, 'TEXT')}"
    return f"{line} NOT NULL" if column.is_required else line
