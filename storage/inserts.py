"""Inserts and updates without the unit of work of the ORM, which takes longer than the database does: table by table.

The SQL of a table and set of columns is made once and handed to the driver. What the session has not written yet is
not written first.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Table, bindparam, func, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_attribute

from storage.maintenance.bulk import insert_rows as copy_rows
from storage.tables import Base
from storage.types import storable

Row = Mapping[str, Any]

_MANY = 50
"""Rows from which PostgreSQL takes them by COPY, or as arrays, faster than one by one."""


def insert_row(session: Session, row: Base) -> None:
    """Inserts a new object; from then on the session has it as if it had loaded it, with its key."""
    table = _table(type(row))
    values = {name: value for name, value in vars(row).items() if name in table.columns}
    (key,) = _insert(session.connection(), table, [values], returning=("id",))
    set_attribute(row, "id", key[0])
    make_transient_to_detached(row)
    session.add(row)


def insert_rows(session: Session, table: type[Base], rows: Sequence[Row]) -> None:
    """Inserts rows by column; all have the same."""
    if rows:
        insert_into(session.connection(), _table(table), rows)


def insert_into(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """The same, in the connection's transaction."""
    if connection.dialect.name == "postgresql" and len(rows) >= _MANY:
        columns = [table.columns[name] for name in rows[0]]
        copy_rows(connection, table, columns, [tuple(row.values()) for row in rows])
    elif rows:
        _insert(connection, table, rows)


def insert_for_keys(session: Session, table: type[Base], rows: Sequence[Row]) -> list[int]:
    """Inserts rows that have a place and a name; returns the keys that they got, in their order.

    The database may return them in another one.
    """
    if not rows:
        return []
    keys: dict[tuple[int, str], list[int]] = {}
    for key, start, name in _insert(session.connection(), _table(table), rows, ("id", "start_char", "name")):
        keys.setdefault((start, name), []).append(key)
    return [keys[row["start_char"], storable(row["name"])].pop() for row in rows]


def update_rows(session: Session, table: type[Base], rows: Sequence[Row]) -> None:
    """Updates rows by column, each by its primary key; all have the same columns."""
    if not rows:
        return
    connection = session.connection()
    if connection.dialect.name == "postgresql" and len(rows) >= _MANY:
        _update_at_once(connection, _table(table), rows)
        return
    form = _change(_table(table), tuple(rows[0]), connection.dialect)
    connection.exec_driver_sql(form.sql, [tuple(form.values(row)) for row in rows])


_MOST_ROWS, _MOST_VALUES = 100, 900
"""Of one statement: SQLite's older versions take 999 values."""


def _insert(
    connection: Connection, table: Table, rows: Sequence[Row], returning: tuple[str, ...] = ()
) -> list[tuple[Any, ...]]:
    """What is asked for of the new rows, in any order."""
    names = tuple(rows[0])
    at_once = min(_MOST_ROWS, _MOST_VALUES // len(names))
    found: list[tuple[Any, ...]] = []
    for first in range(0, len(rows), at_once):
        some = rows[first : first + at_once]
        form = _addition(table, names, len(some), returning, connection.dialect)
        values = tuple(value for row in some for value in form.values(row))
        result = connection.exec_driver_sql(form.sql, values)
        if returning:
            found += [tuple(row) for row in result]
    return found


class _Form(NamedTuple):
    """A statement, and what turns the values of a row into those of the driver."""

    sql: str
    binders: tuple[tuple[str, Callable[[Any], Any] | None], ...]
    """Columns in the order of the statement."""

    def values(self, row: Row) -> list[Any]:
        """Of one row."""
        return [row[name] if bind is None else bind(row[name]) for name, bind in self.binders]


@lru_cache(1024)
def _addition(
    table: Table, names: tuple[str, ...], count: int, returning: tuple[str, ...], dialect: Dialect
) -> _Form:
    missing = [column.name for column in table.columns if column.default and column.name not in names]
    if missing:
        raise AssertionError(f"rows of {table.name} lack {missing}")
    quote = dialect.identifier_preparer.quote
    row = f"({', '.join([_mark(dialect)] * len(names))})"
    sql = (
        f"INSERT INTO {quote(table.name)} ({', '.join(map(quote, names))}) VALUES {', '.join([row] * count)}"
    )
    if returning:
        sql += f" RETURNING {', '.join(map(quote, returning))}"
    return _Form(sql, _binders(table, names, dialect))


@lru_cache(256)
def _change(table: Table, names: tuple[str, ...], dialect: Dialect) -> _Form:
    quote, mark = dialect.identifier_preparer.quote, _mark(dialect)
    keys = tuple(column.name for column in table.primary_key.columns)
    changed = tuple(name for name in names if name not in keys)
    values = ", ".join(f"{quote(name)} = {mark}" for name in changed)
    one = " AND ".join(f"{quote(name)} = {mark}" for name in keys)
    sql = f"UPDATE {quote(table.name)} SET {values} WHERE {one}"
    return _Form(sql, _binders(table, (*changed, *keys), dialect))


def _mark(dialect: Dialect) -> str:
    return "?" if dialect.paramstyle == "qmark" else "%s"


def _binders(
    table: Table, names: Sequence[str], dialect: Dialect
) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    types = ((name, table.columns[name].type.dialect_impl(dialect)) for name in names)
    return tuple((name, type_.bind_processor(dialect)) for name, type_ in types)


def _update_at_once(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """A server takes longer for a thousand statements than for one with a thousand rows."""
    columns = [table.columns[name] for name in rows[0]]
    values = [
        bindparam(f"v{place}", [row[column.name] for row in rows], ARRAY(column.type))
        for place, column in enumerate(columns)
    ]
    names = (column.name for column in columns)
    given = func.unnest(*values).table_valued(*names).render_derived("given")
    changes = {column.name: given.c[column.name] for column in columns if not column.primary_key}
    keys = (column == given.c[column.name] for column in columns if column.primary_key)
    connection.execute(update(table).where(*keys).values(changes))


def _table(record: type[Base]) -> Table:
    return Base.metadata.tables[record.__tablename__]
