"""The database of this process's configuration."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Engine


def open_database(*, create: bool = False, migrate: bool = True) -> "Engine":
    """Opens it. Without `create`, a SQLite file that does not exist is an error that says how to fill one.

    Without `migrate`, its tables stay as they are.
    """
    from pipelines.configuration import settings
    from storage.engine import open_engine

    return open_engine(settings().database, create=create, migrate=migrate)
