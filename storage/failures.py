"""What a database driver reports, as one sentence for the user."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, OperationalError

from models.errors import PantauError

_SQLITE_TROUBLE = {
    "database or disk is full": "is on a full disk: free some space and run the command again",
    "disk I/O error": "could not be read or written: see that its disk has space and works, then run it again",
    "database is locked": "is locked by another program: wait until it has finished or close it",
    "unable to open database file": "cannot be opened: name a file in a folder that you may write to",
    "attempt to write a readonly database": "may not be written to: change its permissions or use another file",
    "file is not a database": "is not a SQLite database: name another file",
    "database disk image is malformed": "is damaged: restore a backup or name another file",
}
_POSTGRESQL_TROUBLE = {
    "53100": "is on a full disk: free some space and run the command again",
    "53300": "has no connection free: close other programs or raise max_connections",
    "42501": "may not be used so by this user: grant the user all rights on its schema",
    "25006": "is read only: use the primary server",
    "55P03": "is locked by another program: wait until it has finished or close it",
}


def database_name(address: URL) -> str:
    """The file of a SQLite database, or the address of another, without its password."""
    if address.get_backend_name() == "sqlite":
        return str(address.database)
    secret = {name: "***" for name in address.query if "pass" in name}
    return address.update_query_dict(secret).render_as_string(hide_password=True)


@contextmanager
def explained(address: URL) -> Iterator[None]:
    """Turns what the user can mend into PantauError; a mistake of our own keeps its type and traceback."""
    try:
        yield
    except DBAPIError as error:
        trouble = _trouble(address, error)
        if trouble is None:
            raise
        raise PantauError(f"database {database_name(address)} {trouble}") from error


def _trouble(address: URL, error: DBAPIError) -> str | None:
    message = str(error.orig).strip()
    if address.get_backend_name() == "sqlite":
        return next((text for known, text in _SQLITE_TROUBLE.items() if known in message), None)
    known = _POSTGRESQL_TROUBLE.get(getattr(error.orig, "sqlstate", None) or "")
    if known is None and isinstance(error, OperationalError):
        return f"does not answer ({message.splitlines()[0]}): check the address and that the server runs"
    return known
