"""Backups of SQLite: a copy of the file, made by SQLite's own backup interface while others read and write."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine

from models.errors import PantauError
from storage.maintenance.copying import OnProgress

ASIDE = ".before-restore-"
"""In the name of the file that holds the old rows while a restore is under way, and after one that was killed."""
_PAGES = 2_000
"""Pages a step, 8 MB."""


def write_backup(engine: Engine, file: Path, on_progress: OnProgress) -> None:
    """Copies one state of the database into the file, which is empty, and looks it through."""
    with _live(engine) as live, closing(sqlite3.connect(file)) as copy:
        live.execute("BEGIN")
        try:
            live.execute("SELECT 1 FROM sqlite_master").fetchone()  # from here on, one state, whoever writes
            _transfer(live, copy, file, on_progress)
        finally:
            live.execute("ROLLBACK")
    with closing(sqlite3.connect(file)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without others beside it
        _look_through(copy, file)


def revision_in(backup: Path) -> str:
    """Revision of a backup. Raises PantauError for a file that is damaged or none of ours."""
    with _read_only(backup) as connection:
        _look_through(connection, backup)
        try:
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except (sqlite3.OperationalError, TypeError) as error:
            raise PantauError(
                f"{backup} is no backup of pantau: name a file of `pantau db backup`"
            ) from error
        _look_through(connection, backup)
    return str(revision)


def put_back(engine: Engine, backup: Path, on_progress: OnProgress) -> None:
    """Writes the backup over the database in one transaction; the old rows are aside until the new ones check out."""
    database = Path(str(engine.url.database))
    handle, name = tempfile.mkstemp(prefix=f"{database.name}{ASIDE}", dir=database.parent)
    os.close(handle)
    aside = Path(name)
    write_backup(engine, aside, on_progress)
    try:
        _write_over(engine, backup, on_progress)
    except PantauError:
        _write_over(engine, aside, on_progress)
        raise
    finally:
        engine.dispose()
    aside.unlink()


def _write_over(engine: Engine, backup: Path, on_progress: OnProgress) -> None:
    with _read_only(backup) as source, _live(engine) as live:
        _transfer(source, live, Path(str(engine.url.database)), on_progress)
        _look_through(live, Path(str(engine.url.database)))


def _transfer(
    source: sqlite3.Connection, target: sqlite3.Connection, name: Path, on_progress: OnProgress
) -> None:
    """All pages of one database into another, in one transaction of the target."""

    def tell(status: int, remaining: int, total: int) -> None:
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:  # after the connection's own patience
            raise PantauError(f"database {name} is locked by another program: wait until it has finished")
        on_progress(name.name, total - remaining, total)

    try:
        source.backup(target, pages=_PAGES, progress=tell)
    except sqlite3.Error as error:
        raise PantauError(f"{name} could not be written ({error}): see that its disk has space") from error


def _look_through(connection: sqlite3.Connection, name: Path) -> None:
    try:
        (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise PantauError(f"{name} is damaged ({error}): use another backup") from error
    if found != "ok" or broken:
        detail = found if found != "ok" else f"a row of {broken[0]} refers to nothing"
        raise PantauError(f"{name} is damaged ({detail}): use another backup")


@contextmanager
def _live(engine: Engine) -> Iterator[sqlite3.Connection]:
    """The driver's own connection to the database."""
    with closing(engine.raw_connection()) as connection:
        driver: Any = connection.driver_connection
        yield driver


@contextmanager
def _read_only(file: Path) -> Iterator[sqlite3.Connection]:
    with file.open("rb") as start:
        is_sqlite = start.read(15) == b"SQLite format 3"
    if not is_sqlite:
        raise PantauError(
            f"{file} is no SQLite database: a backup of PostgreSQL goes back into PostgreSQL, "
            "from there `pantau db copy` brings it here"
        )
    with closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)) as connection:
        yield connection
