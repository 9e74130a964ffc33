"""Inserts that leave what is there already, alike on both back ends."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.tables import Base

_CHUNK = 500
Item = TypeVar("Item")


def insert_missing(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Inserts rows; one that a unique key forbids is left out, because another writer was first."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = (postgresql.insert if is_postgresql else sqlite.insert)(table).on_conflict_do_nothing()
    for chunk in chunks(rows):
        session.execute(insert, list(chunk))


def chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Pieces of a sequence, short enough for one statement."""
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]
