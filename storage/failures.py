"""What a database driver reports, as one sentence for the user."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError

from models.errors import BusyError, PantauError

_LOCKED = "is locked by another program: wait until it has finished or close it"
_FULL = "has no connection free: close other programs or raise max_connections"
_ALL_TAKEN = "is used by too many at once: try again in a moment"
_PASSING = frozenset({_LOCKED, _FULL})
_SQLITE_TROUBLE = {
    "database or disk is full": "is on a full disk: free some space and run the command again",
    "disk I/O error": "could not be read or written: see that its disk has space and works, then run it again",
    "database is locked": _LOCKED,
    "unable to open database file": "cannot be opened: name a file in a folder that you may write to",
    "attempt to write a readonly database": "may not be written to: change its permissions or use another file",
    "file is not a database": "is not a SQLite database: name another file",
    "database disk image is malformed": "is damaged: restore a backup or name another file",
}
_POSTGRESQL_TROUBLE = {
    "53100": "is on a full disk: free some space and run the command again",
    "53300": _FULL,
    "42501": "may not be used so by this user: grant the user all rights on its schema",
    "25006": "is read only: use the primary server",
    "55P03": _LOCKED,
}


def database_name(address: URL) -> str:
    """The file of a SQLite database, or the address of another, without its password."""
    if address.get_backend_name() == "sqlite":
        return str(address.database)
    secret = {name: "***" for name in address.query if "pass" in name}
    return address.update_query_dict(secret).render_as_string(hide_password=True)


@contextmanager
def explained(address: URL) -> Iterator[None]:
    """Turns what the user can mend into PantauError, and into BusyError what waiting mends; a mistake of our own keeps
    its type and traceback."""
    try:
        yield
    except TimeoutError as error:
        raise BusyError(f"database {database_name(address)} {_ALL_TAKEN}") from error
    except (DBAPIError, sqlite3.Error) as error:  # what a new connection begins with does not pass SQLAlchemy
        trouble = _trouble(address, error)
        if trouble is None:
            raise
        kind = BusyError if trouble in _PASSING else PantauError
        raise kind(f"database {database_name(address)} {trouble}") from error


def _trouble(address: URL, error: DBAPIError | sqlite3.Error) -> str | None:
    message = str(error.orig if isinstance(error, DBAPIError) else error).strip()
    if address.get_backend_name() == "sqlite":
        return next((text for known, text in _SQLITE_TROUBLE.items() if known in message), None)
    known = _POSTGRESQL_TROUBLE.get(getattr(getattr(error, "orig", None), "sqlstate", None) or "")
    if known is None and isinstance(error, OperationalError):
        return f"does not answer ({message.splitlines()[0]}): check the address and that the server runs"
    return known
