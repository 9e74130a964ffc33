"""The database of this process's configuration."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Engine


def open_database(*, create: bool = False) -> "Engine":
    """Opens it. Without `create`, a SQLite file that does not exist is an error that says how to fill one."""
    from pipelines.configuration import settings
    from storage.engine import open_engine

    return open_engine(settings().database, create=create)
