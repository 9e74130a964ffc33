"""All rows of one database into another, of the same kind or the other one, whole or not at all."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Column, Connection, Engine, Table, func, literal, select, text, update
from sqlalchemy.sql.expression import bindparam

from models.errors import PantauError
from storage.engine import reading
from storage.failures import database_name, explained
from storage.locks import run_lock
from storage.maintenance.bulk import columns_of, insert_rows, rows_by_key
from storage.maintenance.derived import rebuild_derived, stored_tables
from storage.maintenance.digests import Digester, TableDigest, table_digest

OnProgress = Callable[[str, int, int], None]
"""Told what is worked on, how much is done and how much there is."""


def copy_database(source: Engine, target: Engine, on_progress: OnProgress) -> list[TableDigest]:
    """Copies every table in one transaction, compares rows and digests, and only then commits.

    The source is read as it is when the copy begins, whoever writes to it meanwhile. A copy that is killed leaves the
    target as it was, empty, and can be started again. Derived tables are made anew. Raises PantauError where the
    target holds rows, another run uses it, or what arrived differs from what was sent.
    """
    immediate = target.execution_options(sqlite_begin="BEGIN IMMEDIATE")
    with run_lock(target), reading(source) as session, explained(target.url), immediate.begin() as there:
        here = session.connection()
        _refuse_rows(there, target)
        sent = [_copy(here, there, table, on_progress) for table in stored_tables()]
        rebuild_derived(there)
        for table, digest in zip(stored_tables(), sent, strict=True):
            on_progress(f"{table.name}: check", digest.rows, digest.rows)
            if table_digest(there, table) != digest:
                raise PantauError(
                    f"table {table.name} arrived otherwise than it was sent: nothing was written to "
                    f"{database_name(target.url)}; run `pantau db check` on both databases"
                )
    return sent


def _refuse_rows(there: Connection, target: Engine) -> None:
    for table in stored_tables():
        if there.scalar(select(literal(1)).select_from(table).limit(1)):
            raise PantauError(
                f"database {database_name(target.url)} is not empty (table {table.name} has rows): "
                "name an empty or new database"
            )


def _copy(here: Connection, there: Connection, table: Table, on_progress: OnProgress) -> TableDigest:
    digester, done = Digester(table), 0
    total = here.scalar(select(func.count()).select_from(table)) or 0
    columns, own = columns_of(table), _own_references(table)
    later = [place for place, column in enumerate(columns) if column in own]
    for rows in rows_by_key(here, table):
        digester.add(rows)
        insert_rows(there, table, columns, [_without(row, later) for row in rows] if later else rows)
        done += len(rows)
        on_progress(table.name, done, total)
    if later:
        _set_references(here, there, table, own)
    _set_sequence(there, table)
    return digester.result()


def _own_references(table: Table) -> list[Column[Any]]:
    """Columns that refer to the same table: a row may come before the one that it refers to."""
    return [
        column
        for column in columns_of(table)
        if any(key.column.table is table for key in column.foreign_keys)
    ]


def _without(row: Any, places: list[int]) -> list[Any]:
    values = list(row)
    for place in places:
        values[place] = None
    return values


def _set_references(here: Connection, there: Connection, table: Table, own: list[Column[Any]]) -> None:
    """The references within the table, once all its rows are there."""
    keys = list(table.primary_key.columns)
    change = (
        update(table)
        .where(*(key == bindparam(f"key_{key.name}") for key in keys))
        .values({column.name: bindparam(f"new_{column.name}") for column in own})
    )
    columns = columns_of(table)
    for rows in rows_by_key(here, table):
        values = [dict(zip(columns, row, strict=True)) for row in rows]
        changes = [
            {f"key_{key.name}": row[key] for key in keys}
            | {f"new_{column.name}": row[column] for column in own}
            for row in values
            if any(row[column] is not None for column in own)
        ]
        if changes:
            there.execute(change, changes)


def _set_sequence(there: Connection, table: Table) -> None:
    """PostgreSQL numbers the next row after the last one copied; SQLite does so by itself."""
    key = table.autoincrement_column
    if there.dialect.name != "postgresql" or key is None:
        return
    last = there.scalar(select(func.max(key)))
    sequence = there.scalar(
        text("SELECT pg_get_serial_sequence(:name, :key)"), {"name": table.name, "key": key.name}
    )
    if sequence is not None and last is not None:
        there.execute(text("SELECT setval(CAST(:name AS regclass), :last)"), {"name": sequence, "last": last})
