"""Inserts and updates without the unit of work of the ORM, which takes longer than the database does: table by table.

The SQL of a table and set of columns is made once and handed to the driver. What the session has not written yet is
not written first.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Table, bindparam, func, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_attribute
from sqlalchemy.sql.dml import Update

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
    connection = session.connection()
    if connection.dialect.name == "postgresql" and len(rows) >= _MANY:
        columns = [_table(table).columns[name] for name in rows[0]]
        copy_rows(connection, _table(table), columns, [tuple(row.values()) for row in rows])
    elif rows:
        _insert(connection, _table(table), rows)


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
    keyed = [{f"_{name}": value for name, value in row.items()} for row in rows]
    connection.execute(_update(table, tuple(rows[0])), keyed)


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
        form = _form(table, names, len(some), returning, connection.dialect)
        values = tuple(
            value if bind is None else bind(value)
            for row in some
            for bind, value in zip(form.binders, row.values(), strict=True)
        )
        result = connection.exec_driver_sql(form.sql, values)
        if returning:
            found += [tuple(row) for row in result]
    return found


class _Form(NamedTuple):
    """A statement that inserts some rows, and what turns their values into those of the driver."""

    sql: str
    binders: tuple[Callable[[Any], Any] | None, ...]


@lru_cache(1024)
def _form(
    table: Table, names: tuple[str, ...], count: int, returning: tuple[str, ...], dialect: Dialect
) -> _Form:
    missing = [column.name for column in table.columns if column.default and column.name not in names]
    if missing:
        raise AssertionError(f"rows of {table.name} lack {missing}")
    quote = dialect.identifier_preparer.quote
    mark = "?" if dialect.paramstyle == "qmark" else "%s"
    row = f"({', '.join([mark] * len(names))})"
    sql = (
        f"INSERT INTO {quote(table.name)} ({', '.join(map(quote, names))}) VALUES {', '.join([row] * count)}"
    )
    if returning:
        sql += f" RETURNING {', '.join(map(quote, returning))}"
    types = (table.columns[name].type.dialect_impl(dialect) for name in names)
    return _Form(sql, tuple(type_.bind_processor(dialect) for type_ in types))


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


@cache
def _update(record: type[Base], names: tuple[str, ...]) -> Update:
    table = _table(record)
    values: dict[str, Any] = {
        name: bindparam(f"_{name}") for name in names if not table.columns[name].primary_key
    }
    keys = (column == bindparam(f"_{column.name}") for column in table.primary_key.columns)
    return update(table).where(*keys).values(values)


def _table(record: type[Base]) -> Table:
    return Base.metadata.tables[record.__tablename__]
