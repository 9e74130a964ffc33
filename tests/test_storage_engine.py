"""Opening a database: what is made, what is refused with one sentence, what survives a full disk."""

import os
import sqlite3
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, event, func, select, text

from models.errors import PantauError
from storage.engine import open_engine, reading, writing
from storage.schema import downgrade, newest_revision, revision_of
from storage.tables import ListingState, Problem, Run
from storage.types import exact, storable, zone_name


def run_row(kind: str = "crawl") -> Run:
    return Run(kind=kind, started_at=datetime(2024, 1, 1, tzinfo=UTC), status="finished")


def test_a_new_file_and_its_folder_are_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "pantau.db"
    open_engine(f"sqlite:///{path}").dispose()
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_mode & 0o777 == 0o600


def test_sqlite_keeps_its_promises(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'a.db'}", busy_seconds=7)
    with engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 7000, "synchronous": 1}


def test_opening_again_keeps_what_is_stored(database_url: str) -> None:
    first = open_engine(database_url)
    with writing(first) as session:
        session.add(run_row())
    first.dispose()
    with reading(open_engine(database_url)) as session:
        assert session.scalar(select(func.count(Run.id))) == 1


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("pantau.db", "not a database address"),
        ("mysql://host/name", "not supported"),
        ("sqlite+aiosqlite:///x.db", "not supported"),
        ("nonsense://host/name", "not supported"),
        ("sqlite://", "names no database file"),
        ("sqlite:///:memory:", "names no database file"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(url: str, part: str) -> None:
    with pytest.raises(PantauError, match=part):
        open_engine(url)


def test_a_missing_file_is_refused_where_none_may_be_made(tmp_path: Path) -> None:
    with pytest.raises(PantauError, match="does not exist"):
        open_engine(f"sqlite:///{tmp_path / 'none.db'}", create=False)
    assert not (tmp_path / "none.db").exists()


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PantauError, match="not a file"):
        open_engine(f"sqlite:///{tmp_path}")


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    with pytest.raises(PantauError, match="cannot be opened"):
        open_engine(f"sqlite:///{tmp_path / 'taken' / 'pantau.db'}")


def test_an_unwritable_folder_is_refused(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    is_root = os.geteuid() == 0
    if is_root:  # root may write everywhere
        os.seteuid(65534)
    try:
        with pytest.raises(PantauError, match="folder that you may write to"):
            open_engine(f"sqlite:///{closed / 'pantau.db'}")
    finally:
        if is_root:
            os.seteuid(0)


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Catatan rapat koordinasi. " * 100)
    with pytest.raises(PantauError, match="not a SQLite database"):
        open_engine(f"sqlite:///{path}")
    assert path.read_text() == "Catatan rapat koordinasi. " * 100


def test_the_database_of_another_program_is_refused(database_url: str) -> None:
    engine = open_engine(database_url)
    downgrade(engine, "base")
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
        connection.execute(text("CREATE TABLE recipes (id INTEGER)"))
    engine.dispose()
    with pytest.raises(PantauError, match="tables of another program"):
        open_engine(database_url)


def test_a_database_from_a_newer_version_is_refused(database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(
        PantauError, match=r"from a newer version \(revision 9999\): install the newer pantau"
    ):
        open_engine(database_url)


def test_an_older_database_is_brought_up_to_date(database_url: str) -> None:
    engine = open_engine(database_url)
    downgrade(engine, "base")
    assert revision_of(engine) is None
    engine.dispose()
    assert revision_of(open_engine(database_url)) == newest_revision()


def test_a_locked_database_is_said_to_be_locked(tmp_path: Path) -> None:
    path = tmp_path / "pantau.db"
    engine = open_engine(f"sqlite:///{path}", busy_seconds=0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(PantauError, match="locked by another program"), writing(engine) as session:
        session.add(run_row())
    other.rollback()
    with writing(engine) as session:
        session.add(run_row())


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'pantau.db'}")
    with writing(engine) as session:
        session.add(run_row("before"))
    limit = "PRAGMA max_page_count = {}"

    @event.listens_for(engine, "checkout")
    def _fill(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(limit.format("1"))  # SQLite takes the present size: not one page may be added

    with pytest.raises(PantauError, match="full disk"), writing(engine) as session:
        session.add(run_row("during"))
        session.add(Problem(subject="s", stage="s", reason="x" * 1_000_000, noted_at=datetime.now(UTC)))
    limit = "PRAGMA max_page_count = 1000000"
    with writing(engine) as session:
        session.add(run_row("after"))
    with reading(engine) as session:
        assert session.scalars(select(Run.kind).order_by(Run.id)).all() == ["before", "after"]
        assert session.scalar(select(func.count(Problem.id))) == 0


def test_an_absent_server_is_named_without_its_password() -> None:
    with pytest.raises(PantauError, match="does not answer") as caught:
        open_engine("postgresql://watcher:geheim@127.0.0.1:1/pantau")
    assert "geheim" not in str(caught.value)


def test_a_server_that_hangs_up_in_mid_write_loses_nothing(postgres_url: str) -> None:
    engine = open_engine(postgres_url)
    with pytest.raises(PantauError, match="does not answer"), writing(engine) as session:
        session.add(run_row("during"))
        session.flush()
        own = session.scalar(text("SELECT pg_backend_pid()"))
        with engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:own, 5000)"), {"own": own})
        session.add(run_row("after"))
    with writing(engine) as session:
        session.add(run_row("again"))
    with reading(engine) as session:
        assert session.scalars(select(Run.kind)).all() == ["again"]


def test_a_server_that_only_reads_is_said_to(postgres_url: str) -> None:
    engine = open_engine(postgres_url)
    with engine.begin() as connection:
        name = connection.scalar(text("SELECT current_database()"))
        connection.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
    engine.dispose()
    with pytest.raises(PantauError, match="is read only"), writing(open_engine(postgres_url)) as session:
        session.add(run_row())


def test_a_block_that_fails_stores_nothing(engine: Engine) -> None:
    with suppress(KeyError), writing(engine) as session:
        session.add(run_row())
        session.flush()
        raise KeyError
    with reading(engine) as session:
        assert session.scalar(select(func.count(Run.id))) == 0


def test_a_reader_sees_one_state(engine: Engine) -> None:
    with reading(engine) as session:
        assert session.scalar(select(func.count(Run.id))) == 0
        with writing(engine) as other:
            other.add(run_row())
        assert session.scalar(select(func.count(Run.id))) == 0
    with reading(engine) as session:
        assert session.scalar(select(func.count(Run.id))) == 1


def test_two_writers_at_once_both_store(engine: Engine) -> None:
    """Each reads before it writes: with a late lock one of them would fail or lose its count."""
    with writing(engine) as session:
        session.add(ListingState(url="u", source="s", etag="0", checked_at=datetime.now(UTC)))

    def add_one() -> None:
        for _ in range(10):
            with writing(engine) as session:
                entry = session.scalars(select(ListingState).with_for_update()).one()
                entry.etag = str(int(entry.etag or 0) + 1)

    threads = [threading.Thread(target=add_one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as session:
        assert session.scalars(select(ListingState.etag)).one() == "20"


def test_times_come_back_in_utc_and_naive_ones_are_refused(engine: Engine) -> None:
    wita = datetime(2024, 5, 1, 7, 30, tzinfo=timezone(timedelta(hours=8)))
    with writing(engine) as session:
        session.add(Run(kind="crawl", started_at=wita, status="finished"))
    with reading(engine) as session:
        assert session.scalars(select(Run.started_at)).one().isoformat() == "2024-04-30T23:30:00+00:00"
    with pytest.raises(Exception, match="time without a zone"), writing(engine) as session:
        session.add(Run(kind="crawl", started_at=datetime(2024, 5, 1), status="finished"))


@pytest.mark.parametrize(
    ("moment", "zone"),
    [
        (datetime(2024, 5, 1, tzinfo=ZoneInfo("Asia/Jayapura")), "Asia/Jayapura"),
        (datetime(2024, 5, 1, tzinfo=timezone(timedelta(hours=7))), "+07:00"),
        (datetime(2024, 5, 1, tzinfo=UTC), "+00:00"),
        (None, None),
    ],
)
def test_a_zone_is_named(moment: datetime | None, zone: str | None) -> None:
    assert zone_name(moment) == zone


def test_text_that_no_database_takes_is_stored_with_its_length(engine: Engine) -> None:
    with writing(engine) as session:
        session.add(Problem(subject="a\x00b\ud800c", stage="s", reason="r", noted_at=datetime.now(UTC)))
    with reading(engine) as session:
        assert session.scalars(select(Problem.subject)).one() == "a\ufffdb\ufffdc"


@given(st.text())
def test_storable_text_has_the_same_length_and_encodes(words: str) -> None:
    assert len(storable(words)) == len(words)
    storable(words).encode()


@given(st.decimals(min_value=0, max_value=10**11, places=4))
def test_numbers_survive_sqlite(number: Decimal) -> None:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE t (value NUMERIC(20, 4))")
        connection.execute("INSERT INTO t VALUES (?)", (float(exact(number)),))
        (stored,) = connection.execute("SELECT value FROM t").fetchone()
    assert exact(stored) == number
