"""Tables that are made from the rows of others: a copy leaves them out and has them made anew."""

from collections.abc import Callable

from sqlalchemy import Connection, Table

from storage.search.rows import rebuild as rebuild_search
from storage.tables import Base

_REBUILDERS: tuple[Callable[[Connection], None], ...] = (rebuild_search,)
"""What fills derived tables (indexes for full text, tables that no back end shares), in this order."""


def stored_tables() -> list[Table]:
    """The tables that hold what cannot be made from others, each after those that it refers to.

    A table of the ORM is left out by `info={"derived": True}`; tables outside of it (FTS5 and its shadows) always are.
    """
    return [table for table in Base.metadata.sorted_tables if not table.info.get("derived")]


def rebuild_derived(connection: Connection) -> None:
    """Makes the derived tables from what is stored, in the connection's transaction."""
    for rebuild in _REBUILDERS:
        rebuild(connection)
