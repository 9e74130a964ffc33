"""One run at a time. The system frees the lock when the process that holds it ends, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, select, text
from sqlalchemy.exc import OperationalError

from models.errors import PantauError
from models.private import open_private_file
from storage.engine import reading
from storage.failures import database_name, explained
from storage.tables import Run

_RUN_LOCK = 7_410_002
"""Advisory lock of PostgreSQL."""
_PATIENCE = "3s"
"""A server takes a moment to notice that the process that held the lock was killed."""
_LOCK_NOT_AVAILABLE = "55P03"


@contextmanager
def run_lock(engine: Engine) -> Iterator[None]:
    """Held while a run writes. Raises PantauError where another run holds it."""
    hold = _hold_on_server if engine.dialect.name == "postgresql" else _hold_file
    with hold(engine):
        yield


def is_run_alive(engine: Engine) -> bool:
    """Tells whether a run is in progress now; one that is not and never ended was killed."""
    if engine.dialect.name == "postgresql":
        held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = :key AND database = "
        held += "(SELECT oid FROM pg_database WHERE datname = current_database())"
        with reading(engine) as session:
            return bool(session.scalar(text(held), {"key": _RUN_LOCK}))
    try:
        with _hold_file(engine):
            return False
    except PantauError:
        return True


@contextmanager
def _hold_on_server(engine: Engine) -> Iterator[None]:
    key = {"key": _RUN_LOCK}
    own = engine.execution_options(isolation_level="AUTOCOMMIT")
    with explained(engine.url), own.connect() as connection:
        connection.execute(text(f"SET lock_timeout = '{_PATIENCE}'"))
        try:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), key)
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                raise
            raise _in_progress(engine) from error
        try:
            yield
        finally:
            connection.invalidate()  # closes the session and with it the lock, even on a broken connection


@contextmanager
def _hold_file(engine: Engine) -> Iterator[None]:
    """A lock on a file beside the database; the file itself stays and means nothing."""
    path = Path(f"{engine.url.database}.lock")
    try:
        handle = os.fdopen(open_private_file(path, os.O_APPEND), "ab")
    except OSError as error:
        raise PantauError(
            f"lock file {path} cannot be opened ({error.strerror}): check its folder"
        ) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _in_progress(engine) from error
        yield


def _in_progress(engine: Engine) -> PantauError:
    with reading(engine) as session:
        newest = select(Run.started_at).where(Run.status == "running").order_by(Run.id.desc()).limit(1)
        started = session.scalar(newest)
    since = f" since {started:%Y-%m-%d %H:%M} UTC" if started else ""
    name = database_name(engine.url)
    return PantauError(f"another run on {name} is in progress{since}: wait until it has finished")
