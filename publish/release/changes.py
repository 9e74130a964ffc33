"""What is new, other or gone since an earlier release, row by row."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.errors import PantauError
from models.release import ChangeKind, WithdrawalReason
from publish.release.datasette import FILE, quoted
from publish.tables import TABLES, ReleasedTable

HOW_IT_WAS_FOUND = frozenset({"extractor", "rule", "confidence"})
"""Fields that a newer extractor changes everywhere, while what they tell of stays as it is; they are not compared."""
_NOT_COMPARED = frozenset({"runs", "run_sources", "reviews", "coverage"})
"""Tables that are a report of their own day."""


@dataclass(frozen=True, slots=True)
class TableChanges:
    """How a table differs from the release before."""

    table: str
    added: int
    changed: int
    withdrawn: int
    new_fields: tuple[str, ...]
    """Fields that the release before does not have; they are not compared."""
    gone_fields: tuple[str, ...]
    """Fields that only the release before has."""


def compare(store: sqlite3.Connection, previous: Path) -> list[TableChanges]:
    """Fills the table `changes` with what differs from the release in a folder, and counts it table by table.

    Raises PantauError where that folder holds no release that can be read.
    """
    before = previous / FILE
    if not before.is_file():
        raise PantauError(f"{previous} holds no {FILE}: name the folder of an earlier release")
    store.execute("COMMIT")  # a file is attached outside of transactions only
    try:
        store.execute("ATTACH ? AS before", (f"{before.absolute().as_uri()}?mode=ro",))
        store.execute("BEGIN")
        return [_compare(store, table) for table in TABLES if table.name not in _NOT_COMPARED]
    except sqlite3.DatabaseError as error:
        if str(error) in {"file is not a database", "database disk image is malformed"}:
            raise PantauError(f"{before} cannot be read ({error}): name a whole release") from error
        raise


def withdrawn_articles(store: sqlite3.Connection) -> Iterator[str]:
    """Keys of the articles that the release before had and this one has not."""
    query = "SELECT row_key FROM changes WHERE in_table = 'articles' AND change = ? ORDER BY rowid"
    return (key for (key,) in store.execute(query, (ChangeKind.WITHDRAWN,)))


def _compare(store: sqlite3.Connection, table: ReleasedTable) -> TableChanges:
    now = [column.name for column in table.columns]
    before = [row[1] for row in store.execute(f"PRAGMA before.table_info({quoted(table.name)})")]
    added = changed = withdrawn = 0
    if set(table.key) <= set(before):
        added = _store(store, table, ChangeKind.ADDED, _missing(table, within="main", other="before"), "NULL")
        withdrawn = _store(
            store, table, ChangeKind.WITHDRAWN, _missing(table, within="before", other="main"), _reason(now)
        )
        compared = [name for name in now if name in before and name not in {*table.key, *HOW_IT_WAS_FOUND}]
        changed = _store_changed(store, table, compared)
    elif not before:  # a table that the release before did not have
        added = store.execute(f"SELECT count(*) FROM main.{quoted(table.name)}").fetchone()[0]
    return TableChanges(
        table.name, added, changed, withdrawn,
        new_fields=tuple(name for name in now if name not in before),
        gone_fields=tuple(name for name in before if name not in now),
    )  # fmt: skip


def _missing(table: ReleasedTable, within: str, other: str) -> str:
    """From one release, the rows that the other has not."""
    same = _same_key(table.key)
    name = quoted(table.name)
    return (
        f"FROM {within}.{name} AS one WHERE NOT EXISTS (SELECT 1 FROM {other}.{name} AS other WHERE {same})"
    )


def _store(store: sqlite3.Connection, table: ReleasedTable, kind: ChangeKind, rows: str, reason: str) -> int:
    return store.execute(
        f"INSERT INTO main.changes SELECT ?, {_key_of(table.key)}, ?, {reason}, NULL {rows} ORDER BY one.rowid",
        (table.name, kind),
    ).rowcount


def _store_changed(store: sqlite3.Connection, table: ReleasedTable, compared: Sequence[str]) -> int:
    if not compared:
        return 0
    differs = [f"one.{quoted(name)} IS NOT other.{quoted(name)}" for name in compared]
    fields = " || ".join(f"iif({test}, ';{name}', '')" for test, name in zip(differs, compared, strict=True))
    name = quoted(table.name)
    return store.execute(
        f"INSERT INTO main.changes SELECT ?, {_key_of(table.key)}, ?, NULL, substr({fields}, 2) "
        f"FROM main.{name} AS one JOIN before.{name} AS other ON {_same_key(table.key)} "
        f"WHERE {' OR '.join(differs)} ORDER BY one.rowid",
        (table.name, ChangeKind.CHANGED),
    ).rowcount


def _reason(columns: Sequence[str]) -> str:
    if "article_id" not in columns:
        return f"'{WithdrawalReason.REVISED}'"
    still_there = "EXISTS (SELECT 1 FROM main.articles WHERE article_id = one.article_id)"
    return f"iif({still_there}, '{WithdrawalReason.REVISED}', '{WithdrawalReason.ARTICLE_WITHDRAWN}')"


def _same_key(key: Sequence[str]) -> str:
    return " AND ".join(f"one.{quoted(name)} = other.{quoted(name)}" for name in key)


def _key_of(key: Sequence[str]) -> str:
    return " || '|' || ".join(f"CAST(one.{quoted(name)} AS TEXT)" for name in key)
