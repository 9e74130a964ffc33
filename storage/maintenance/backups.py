"""Backups of a live database in one file, and their way back."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Select, inspect, literal_column, select, table

from models.errors import PantauError
from models.private import make_private_folder, open_private_file
from storage.failures import database_name, explained
from storage.locks import run_lock
from storage.maintenance import postgresql_dumps, sqlite_files
from storage.maintenance.copying import OnProgress
from storage.schema import bring_up_to_date, known_revisions

SUFFIXES = {"sqlite": ".db", "postgresql": ".dump"}
"""How backups are named, by back end."""


def back_up(engine: Engine, file: Path, on_progress: OnProgress) -> int:
    """Writes one consistent state of the database into a new file (0600) and reads it back; returns its bytes.

    Others may write meanwhile; what they store after the beginning is not in it. The file appears whole or not at
    all. Raises PantauError where it exists, cannot be written, or does not hold what it should.
    """
    backend = sqlite_files if engine.dialect.name == "sqlite" else postgresql_dumps
    with explained(engine.url), _new_file(file) as part:
        backend.write_backup(engine, part, on_progress)
        return part.stat().st_size


def restore(engine: Engine, backup: Path, *, replace: bool, on_progress: OnProgress) -> None:
    """Puts the rows of a backup in the place of what the database holds, and brings them up to date.

    `engine` need not be up to date. What the database held stays until the new rows stand whole: a restore that fails
    or is killed leaves the one or the other. Raises PantauError for a file that is no backup of this back end or from
    a newer version, for a database with rows where `replace` is false, and while a run writes.
    """
    backend = sqlite_files if engine.dialect.name == "sqlite" else postgresql_dumps
    if not backup.is_file():
        raise PantauError(f"backup {backup} is not there: name a file that `pantau db backup` wrote")
    with explained(engine.url), run_lock(engine):
        _refuse_rows(engine, replace)
        revision = backend.revision_in(backup)
        if revision not in known_revisions():
            raise PantauError(
                f"backup {backup} is from a newer version (revision {revision}): install the newer pantau"
            )
        backend.put_back(engine, backup, on_progress)
        engine.dispose()
        bring_up_to_date(engine)


def _refuse_rows(engine: Engine, replace: bool) -> None:
    with engine.connect() as connection:
        names = set(inspect(connection).get_table_names())
        if names and "alembic_version" not in names:
            raise PantauError(
                f"database {database_name(engine.url)} holds the tables of another program: "
                "name an empty or new database"
            )
        for name in sorted(names - {"alembic_version"}):
            rows: Select[Any] = select(literal_column("1")).select_from(table(name)).limit(1)
            if not replace and connection.scalar(rows):
                raise PantauError(
                    f"database {database_name(engine.url)} is not empty (table {name} has rows): "
                    "back it up with `pantau db backup`, then give --replace"
                )


@contextmanager
def _new_file(file: Path) -> Iterator[Path]:
    """A file to write beside `file`, renamed to it at the end. What a killed process left is written over."""
    if file.exists():
        raise PantauError(f"{file} exists already and backups overwrite nothing: name another file")
    part = file.with_name(f".{file.name}.part")
    try:
        make_private_folder(file.parent)
        handle = open_private_file(part)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(handle, 0)
            yield part
            os.fsync(handle)
            _name(part, file)
        except BlockingIOError as error:
            raise PantauError(
                f"another backup into {file} is in progress: wait or name another file"
            ) from error
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        finally:
            os.close(handle)
    except OSError as error:
        raise PantauError(
            f"backup {file} cannot be written ({error.strerror}): name a file in a folder with space"
        ) from error


def _name(part: Path, file: Path) -> None:
    """Gives the file its name, unless somebody took it meanwhile."""
    try:
        os.link(part, file)
    except FileExistsError as error:
        raise PantauError(
            f"{file} appeared meanwhile and backups overwrite nothing: name another file"
        ) from error
    except OSError:  # a disk without hard links, as USB sticks have
        part.rename(file)
    else:
        part.unlink()
