"""Inserts without the unit of work of the ORM, which takes longer than the database does: table by table."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Insert, Table, insert
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_attribute
from sqlalchemy.sql.dml import ReturningInsert

from storage.tables import Base
from storage.types import storable

Row = Mapping[str, Any]


def insert_row(session: Session, row: Base) -> None:
    """Inserts a new object; from then on the session has it as if it had loaded it, with its key."""
    table = _table(type(row))
    values = {name: value for name, value in vars(row).items() if name in table.columns}
    key = session.connection().execute(_insert(type(row)), values).inserted_primary_key
    set_attribute(row, "id", key[0] if key else None)
    make_transient_to_detached(row)
    session.add(row)


def insert_rows(session: Session, table: type[Base], rows: Sequence[Row]) -> None:
    """Inserts rows by column."""
    if rows:
        session.connection().execute(_insert(table), rows)


def insert_for_keys(session: Session, table: type[Base], rows: Sequence[Row]) -> list[int]:
    """Inserts rows that have a place and a name; returns the keys that they got, in their order.

    The database may return them in another one.
    """
    if not rows:
        return []
    keys: dict[tuple[int, str], list[int]] = {}
    for key, start, name in session.connection().execute(_insert_returning_places(table), rows):
        keys.setdefault((start, name), []).append(key)
    return [keys[row["start_char"], storable(row["name"])].pop() for row in rows]


@cache
def _insert(record: type[Base]) -> Insert:
    """Made once: making a statement takes as long as running it."""
    return insert(_table(record))


@cache
def _insert_returning_places(record: type[Base]) -> ReturningInsert[int, int, str]:
    columns = _table(record).columns
    return insert(_table(record)).returning(columns.id, columns.start_char, columns.name)


def _table(record: type[Base]) -> Table:
    return Base.metadata.tables[record.__tablename__]
