"""Inserts that leave what is there already, alike on both back ends."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.chunks import chunks
from storage.tables import Base


def insert_missing(session: Session, table: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    """Inserts rows; one that a unique key forbids is left out, because another writer was first."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = (postgresql.insert if is_postgresql else sqlite.insert)(table).on_conflict_do_nothing()
    for chunk in chunks(rows):
        session.execute(insert, chunk)
