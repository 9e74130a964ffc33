"""The weekly backups: whole or not there, restorable, and only as many as are wanted."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from models.errors import PantauError
from storage.engine import open_engine, reading
from storage.maintenance.backups import restore
from storage.maintenance.rotation import Rotation, back_up_in_turn, needed_bytes, superseded, weekly_backups
from storage.runs import latest_of, recorded_run

FIRST = datetime(2024, 1, 1, 1, 30, tzinfo=UTC)


def quiet(_subject: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


def named(moment: datetime, run_id: int = 1) -> Path:
    return Path(f"weekly-{moment:%Y%m%dT%H%M%S}Z-{run_id}.db")


def test_a_year_leaves_the_last_weeks_and_one_of_each_month() -> None:
    """Kept as a person would: after each of 60 weeks, what no longer has its turn goes."""
    held: list[Path] = []
    for week in range(60):
        held.insert(0, named(FIRST + timedelta(weeks=week)))
        gone = superseded(held, Rotation(weeks=4, months=6))
        held = [path for path in held if path not in gone]
    assert [path.name[7:15] for path in held] == [
        *("20250217", "20250210", "20250203", "20250127"),
        *("20241230", "20241125", "20241028", "20240930"),
    ]


@given(st.lists(st.integers(0, 500_000), unique=True, max_size=40), st.integers(1, 8), st.integers(0, 8))
def test_the_newest_stays_and_there_are_never_more_than_wanted(
    minutes: list[int], weeks: int, months: int
) -> None:
    backups = sorted((named(FIRST + timedelta(minutes=each)) for each in minutes), reverse=True)
    rotation = Rotation(weeks, months)
    gone = superseded(backups, rotation)
    held = [path for path in backups if path not in gone]
    assert held[:1] == backups[:1] and len(held) <= weeks + months
    assert superseded(held, rotation) == []


def test_a_backup_is_restorable_and_the_older_one_goes_after_it(
    engine: Engine, tmp_path: Path, database_url: str
) -> None:
    folder = tmp_path / "disk" / "cadangan"
    with recorded_run(engine, "weekly"):
        pass
    first = back_up_in_turn(engine, folder, 1, Rotation(1, 0), 0, quiet)
    assert {path.stat().st_mode & 0o777 for path in (folder, folder.parent)} == {0o700}
    (folder / f".{first.file.name}.part").write_bytes(b"half")  # a killed run's
    other = folder / "pantau-20240101-000000.db"
    other.write_bytes(b"by hand")
    assert (first.deleted, first.held) == ((), first.bytes)
    second = back_up_in_turn(engine, folder, 2, Rotation(1, 0), 0, quiet)
    assert second.deleted == (first.file,)
    assert sorted(folder.iterdir()) == sorted([other, second.file])
    third = back_up_in_turn(engine, folder, 3, None, 0, quiet)
    assert third.deleted == () and set(weekly_backups(folder)) == {second.file, third.file}

    with recorded_run(engine, "weekly"):
        pass
    restore(engine, second.file, replace=True, on_progress=quiet)
    with reading(engine) as session:
        last = latest_of(session, "weekly")
    assert last is not None and last.run_id == 1


class Usage(NamedTuple):
    """What a disk tells of itself."""

    total: int
    used: int
    free: int


def test_what_does_not_fit_is_not_begun(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = back_up_in_turn(engine, tmp_path / "cadangan", 1, Rotation(1, 0), 0, quiet)
    room = needed_bytes(engine, kept.file.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(room, 0, room - 1))
    with pytest.raises(PantauError, match=r"no backup was made in .*: it needs .* free space"):
        back_up_in_turn(engine, kept.file.parent, 2, Rotation(1, 0), 0, quiet)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(room, 0, room + 9))
    with pytest.raises(PantauError, match="10B must stay free"):
        back_up_in_turn(engine, kept.file.parent, 2, Rotation(1, 0), 10, quiet)
    assert list(kept.file.parent.iterdir()) == [kept.file]
    open_engine(f"sqlite:///{tmp_path / 'lain.db'}").dispose()
