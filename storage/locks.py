"""One run at a time, or the shards of one crawl side by side.

The system frees the lock when the process that holds it ends, however it ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.exc import OperationalError

from models.errors import PantauError, RunInProgress
from models.private import open_private_file
from storage.engine import reading
from storage.failures import database_name, explained
from storage.tables import Run

_RUN_LOCK = 7_410_002
"""Advisory lock of PostgreSQL."""
_SHARD_LOCK = 7_410_003
"""Of two numbers: this one, and that of the shard."""
_COUNTS = 1000
"""A shard's number in the lock is its count times this, and its number."""
_PATIENCE = "3s"
"""A server takes a moment to notice that the process that held the lock was killed."""
_LOCK_NOT_AVAILABLE = "55P03"


@contextmanager
def run_lock(engine: Engine, shard: tuple[int, int] | None = None) -> Iterator[bool]:
    """Held while a run writes; tells whether no other run is in progress.

    With a shard, as (1, 4), the other shards of the same crawl may run meanwhile, on PostgreSQL. Raises RunInProgress
    where a run holds it that may not.
    """
    if engine.dialect.name != "postgresql":
        with _hold_file(engine):
            yield True
    else:
        with _hold_on_server(engine, shard) as is_alone:
            yield is_alone


def is_run_alive(engine: Engine) -> bool:
    """Tells whether a run is in progress now; one that is not and never ended was killed."""
    if engine.dialect.name == "postgresql":
        held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = :key AND database = "
        held += "(SELECT oid FROM pg_database WHERE datname = current_database())"
        with reading(engine) as session:
            return bool(session.scalar(text(held), {"key": _RUN_LOCK}))
    if not Path(f"{engine.url.database}.lock").exists():  # nor shall asking make one
        return False
    try:
        with _hold_file(engine):
            return False
    except PantauError:
        return True


@contextmanager
def _hold_on_server(engine: Engine, shard: tuple[int, int] | None) -> Iterator[bool]:
    own = engine.execution_options(isolation_level="AUTOCOMMIT")
    with explained(engine.url), own.connect() as connection:
        try:
            _lock(engine, connection, shard)
            yield shard is None or _is_alone(connection, shard)
        finally:
            # closes the session and with it every lock, one that was got before another was refused too, even on a
            # broken connection
            connection.invalidate()


def _lock(engine: Engine, connection: Connection, shard: tuple[int, int] | None) -> None:
    connection.execute(text(f"SET lock_timeout = '{_PATIENCE}'"))
    try:
        if shard is None:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _RUN_LOCK})
        else:
            connection.execute(text("SELECT pg_advisory_lock_shared(:key)"), {"key": _RUN_LOCK})
            key = {"key": _SHARD_LOCK, "shard": shard[1] * _COUNTS + shard[0]}
            connection.execute(text("SELECT pg_advisory_lock(:key, :shard)"), key)
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
            raise
        raise _in_progress(engine) from error


def _is_alone(connection: Connection, shard: tuple[int, int]) -> bool:
    """Whether no other shard is in progress. Raises RunInProgress where one of another division is."""
    held = "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND classid = :key AND objsubid = 2 AND granted "
    held += "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    counts = [divmod(key, _COUNTS)[0] for key in connection.scalars(text(held), {"key": _SHARD_LOCK})]
    other = next((count for count in counts if count != shard[1]), None)
    if other is not None:
        raise RunInProgress(
            f"A crawl of {other} shards is in progress on {database_name(connection.engine.url)}: wait until it has "
            f"finished, or divide the sources by {other} here too."
        )
    return len(counts) == 1


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


def _in_progress(engine: Engine) -> RunInProgress:
    with reading(engine) as session:
        newest = select(Run.started_at).where(Run.status == "running").order_by(Run.id.desc()).limit(1)
        started = session.scalar(newest)
    since = f" since {started:%Y-%m-%d %H:%M} UTC" if started else ""
    name = database_name(engine.url)
    return RunInProgress(f"another run on {name} is in progress{since}: wait until it has finished")
