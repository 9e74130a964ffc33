"""Bringing the tables of a database to the form that this code knows."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from models.errors import PantauError
from storage.failures import database_name

_MIGRATION_LOCK = 7_410_001
"""Advisory lock of PostgreSQL, so that two commands do not migrate at once."""


def revision_of(engine: Engine) -> str | None:
    """Revision that the database has, null for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """Revision that this code works with."""
    head = _scripts().get_current_head()
    if head is None:
        raise LookupError("the package holds no migrations")
    return head


def known_revisions() -> set[str]:
    """Revisions that this code can bring up to date."""
    return {script.revision for script in _scripts().walk_revisions()}


def bring_up_to_date(engine: Engine) -> None:
    """Migrates an empty or older database to the newest revision, in one transaction.

    Raises PantauError for a database from a newer version, and for one that holds other tables than ours.
    """
    if revision_of(engine) == newest_revision():
        return
    with _migrating(engine) as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
        _refuse_strangers(engine, connection, revision)
        command.upgrade(_config(connection), "head")


def upgrade(engine: Engine, revision: str) -> None:
    """Brings the tables to a newer revision, which need not be the newest, in one transaction."""
    with _migrating(engine) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Takes the tables back to an older revision, `base` for none, in one transaction."""
    with _migrating(engine) as connection:
        command.downgrade(_config(connection), revision)


def _refuse_strangers(engine: Engine, connection: Connection, revision: str | None) -> None:
    name = database_name(engine.url)
    if revision is None and set(inspect(connection).get_table_names()) - {"alembic_version"}:
        raise PantauError(
            f"database {name} holds the tables of another program: name an empty or new database"
        )
    if revision is not None and revision not in known_revisions():
        raise PantauError(
            f"database {name} is from a newer version (revision {revision}): "
            "install the newer pantau or use another database"
        )


@contextmanager
def _migrating(engine: Engine) -> Iterator[Connection]:
    """One transaction that nobody else migrates in. SQLite rebuilds tables, which must not cascade, hence no keys."""
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.execution_options(sqlite_begin="BEGIN IMMEDIATE").connect() as connection:
        driver = connection.connection.dbapi_connection
        if is_sqlite and driver is not None:
            driver.execute("PRAGMA foreign_keys = OFF")  # has no effect once a transaction has begun
        try:
            with connection.begin():
                if not is_sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
                yield connection
                if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise PantauError(
                        f"database {database_name(engine.url)} has broken references: restore a backup"
                    )
        finally:
            connection.detach()  # so that nobody is handed a connection that does not check its keys


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(None))


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
