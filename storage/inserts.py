"""Inserts without the unit of work of the ORM, which takes longer than the database does: table by table."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_attribute

from storage.tables import Base
from storage.types import storable

Row = Mapping[str, Any]


def insert_row(session: Session, row: Base) -> None:
    """Inserts a new object; from then on the session has it as if it had loaded it, with its key."""
    table = _table(type(row))
    values = {name: value for name, value in vars(row).items() if name in table.columns}
    key: int = session.connection().execute(insert(table).returning(table.columns.id), values).scalar_one()
    set_attribute(row, "id", key)
    make_transient_to_detached(row)
    session.add(row)


def insert_rows(session: Session, table: type[Base], rows: Sequence[Row]) -> None:
    """Inserts rows by column."""
    if rows:
        session.connection().execute(insert(_table(table)), rows)


def insert_for_keys(session: Session, table: type[Base], rows: Sequence[Row]) -> list[int]:
    """Inserts rows that have a place and a name; returns the keys that they got, in their order.

    The database may return them in another one.
    """
    if not rows:
        return []
    columns = _table(table).columns
    query = insert(_table(table)).returning(columns.id, columns.start_char, columns.name)
    keys: dict[tuple[int, str], list[int]] = {}
    for key, start, name in session.connection().execute(query, rows):
        keys.setdefault((start, name), []).append(key)
    return [keys[row["start_char"], storable(row["name"])].pop() for row in rows]


def _table(record: type[Base]) -> Table:
    return Base.metadata.tables[record.__tablename__]
