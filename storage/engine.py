"""Opening a database, and the two ways of using it: `reading` (one snapshot) and `writing` (one transaction).

A user's trouble (full disk, locked, damaged, from a newer version) leaves here as `PantauError`.
"""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from models.errors import PantauError
from models.private import make_private_folder, open_private_file
from storage.failures import explained
from storage.schema import bring_up_to_date

if TYPE_CHECKING:
    import psycopg

_MOST_MORE = {"sqlite": 195, "postgresql": 45}
"""Connections besides the five that are kept. The desk works at 40 requests at a time, but those that wait to end hold
theirs too, and one that waited half a minute for a connection fails; a PostgreSQL server has 100 for all."""
_EXAMPLES = "sqlite:///folder/pantau.db or postgresql+psycopg://user@host/name"


def open_engine(url: str, *, create: bool = True, migrate: bool = True, busy_seconds: float = 30) -> Engine:
    """A database ready for use, its tables brought up to date.

    `create=False` refuses a SQLite file that does not exist, `migrate=False` leaves the tables as they are.
    `busy_seconds` bounds the wait for another writer.
    Raises PantauError: address not understood, folder not writable, not a database, locked, newer than the code.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        _prepare_file(Path(address.database or ""), create)
        engine = _sqlite_engine(address, busy_seconds)
    else:
        engine = _postgresql_engine(address, busy_seconds)
    if migrate:
        with explained(address):
            bring_up_to_date(engine)
    return engine


def database_exists(url: str) -> bool:
    """False for a SQLite file that nobody has made yet; other databases answer when they are opened.

    Raises PantauError for an address that is not understood.
    """
    address = _address(url)
    return address.get_backend_name() != "sqlite" or Path(address.database or "").exists()


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session whose work is stored whole when the block ends, or not at all. SQLite takes its write lock at once."""
    with (
        explained(engine.url),
        Session(_immediate(engine), expire_on_commit=False) as session,
        session.begin(),
    ):
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that sees one state of the database, whatever others write meanwhile."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with explained(engine.url), Session(engine, expire_on_commit=False) as session:
        yield session


@lru_cache(8)
def _immediate(engine: Engine) -> Engine:
    return engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise PantauError(
            f"{_without_secrets(url)!r} is not a database address: write it as {_EXAMPLES}"
        ) from error
    match address.get_backend_name():
        case "postgresql":
            return _postgresql_address(address)
        case "sqlite" if address.drivername in {"sqlite", "sqlite+pysqlite"}:
            if address.database in {None, "", ":memory:"} or address.query:
                raise PantauError(
                    f"{_without_secrets(url)!r} names no database file: write it as sqlite:///folder/pantau.db"
                )
            return address
    raise PantauError(f"database driver {address.drivername!r} is not supported: use {_EXAMPLES}")


def _postgresql_address(address: URL) -> URL:
    """With a password in its own place, wherever it was written: from there it is never shown."""
    if "@" in (address.host or ""):
        raise PantauError("The password in the database's address holds an @: write it there as %40.")
    given = address.query.get("password")
    if given is not None:
        password = given if isinstance(given, str) else given[-1]
        address = address.difference_update_query(["password"]).set(password=password)
    return address.set(drivername="postgresql+psycopg")


def _without_secrets(url: str) -> str:
    """An address that cannot be understood, for a message: what may be a password in it is left out."""
    return re.sub(r"(?i)(password=)[^&]*", r"\1***", re.sub(r"(//).*@", r"\1***@", url))


def _prepare_file(path: Path, create: bool) -> None:
    """Makes the folder (0700) and the file (0600): the pages in it name victims before they are redacted."""
    try:
        if path.is_file():
            return
        if path.exists():
            raise PantauError(f"{path} is not a file, so it cannot be a database: name a file")
        if not create:
            raise PantauError(f"database {path} does not exist: run `pantau weekly` or `pantau import` first")
        make_private_folder(path.parent)
        os.close(open_private_file(path))
    except OSError as error:
        raise PantauError(
            f"database {path} cannot be opened ({error.strerror}): name a file in a folder that you may write to"
        ) from error


def _sqlite_engine(address: URL, busy_seconds: float) -> Engine:
    engine = create_engine(
        address,
        max_overflow=_MOST_MORE["sqlite"],
        hide_parameters=True,
        connect_args={"timeout": busy_seconds},
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = (
            None  # the driver's own BEGIN comes too late to protect what was read before
        )
        with closing(connection.cursor()) as cursor:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = NORMAL")
            cursor.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))

    return engine


def _postgresql_engine(address: URL, busy_seconds: float) -> Engine:
    try:
        engine = create_engine(
            address,
            pool_pre_ping=True,
            max_overflow=_MOST_MORE["postgresql"],
            hide_parameters=True,  # names of victims and digests of passwords, which a traceback would show
            connect_args={"connect_timeout": 10},
        )
    except ModuleNotFoundError as error:
        raise PantauError(
            f"PostgreSQL needs the package {error.name}: install pantau-tppo with its `postgresql` extra"
        ) from error

    @event.listens_for(engine, "connect")
    def _configure(connection: "psycopg.Connection", _record: object) -> None:
        connection.execute(f"SET lock_timeout = {round(busy_seconds * 1000)}")
        connection.execute("SET jit = off")  # compiling takes longer than all of our questions to answer
        # asked five times, a question would get one plan for all words and names, the rare ones and the common ones
        connection.execute("SET plan_cache_mode = force_custom_plan")
        connection.commit()

    return engine
