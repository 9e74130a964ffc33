"""Many rows at once: COPY on PostgreSQL, one prepared statement on SQLite. Memory holds one batch."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Integer, LargeBinary, Table, select

Row = Sequence[Any]

_BATCH = 2_000
_BATCH_OF_BODIES = 50
"""Rows with raw pages: some 100 kB each."""


def columns_of(table: Table) -> list[Column[Any]]:
    """The columns that hold what was written, not what the database works out."""
    return [column for column in table.columns if column.computed is None]


def rows_by_key(connection: Connection, table: Table) -> Iterator[Sequence[Row]]:
    """All rows as Python values, in batches ordered by primary key: the same order on every back end.

    A row has the values of `columns_of` in their order.
    """
    is_postgresql = connection.dialect.name == "postgresql"
    keys = [
        column.collate("C") if is_postgresql and not isinstance(column.type, Integer) else column
        for column in table.primary_key.columns
    ]
    columns = columns_of(table)
    has_bodies = any(isinstance(column.type, LargeBinary) for column in columns)
    size = _BATCH_OF_BODIES if has_bodies else _BATCH
    query = select(*columns).order_by(*keys)
    result = connection.execute(query, execution_options={"yield_per": size})
    return result.partitions()


def insert_rows(
    connection: Connection, table: Table, columns: Sequence[Column[Any]], rows: Sequence[Row]
) -> None:
    """Inserts Python values, a row for each sequence, in the connection's transaction."""
    if not rows:
        return
    binders = [
        column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect) for column in columns
    ]
    prepared = [_prepared(row, binders) for row in rows]
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in columns)
    name = quote(table.name)
    if connection.dialect.name == "sqlite":
        places = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {name} ({names}) VALUES ({places})", prepared)
        return
    driver: Any = connection.connection.dbapi_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {name} ({names}) FROM STDIN") as copy:
        for row in prepared:
            copy.write_row(row)


def _prepared(row: Row, binders: Sequence[Callable[[Any], Any] | None]) -> tuple[Any, ...]:
    """The row as the driver takes it."""
    return tuple(value if bind is None else bind(value) for value, bind in zip(row, binders, strict=True))
