"""Backups that are made by the week: one new file, and of the old ones the last weeks and one of each month."""

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, text

from models.bounds import size_text
from models.errors import PantauError
from models.private import make_private_folder
from storage.engine import reading
from storage.maintenance.backups import SUFFIXES, back_up
from storage.maintenance.copying import OnProgress

_NAME = re.compile(r"weekly-(?P<moment>\d{8}T\d{6})Z-(?P<run>\d+)\.(db|dump)")
_MARGIN = 1.1
"""Of the size that a backup had last time: a week makes it no larger than this."""


@dataclass(frozen=True)
class Rotation:
    """Which backups stay; all others that this rotation made are deleted."""

    weeks: int
    """The newest of each of the last weeks that have one, by the ISO calendar."""
    months: int
    """The newest of each of the last months that have one."""


@dataclass(frozen=True)
class Kept:
    """What a backup left."""

    file: Path
    """The new file."""
    bytes: int
    """Its size."""
    deleted: tuple[Path, ...]
    """Older ones that were deleted after it stood."""
    held: int
    """Bytes of all backups in the folder."""


def back_up_in_turn(
    engine: Engine,
    folder: Path,
    run_id: int,
    rotation: Rotation | None,
    min_free: int,
    on_progress: OnProgress,
) -> Kept:
    """Writes a new backup, reads it back, and only then deletes what the rotation does not keep; without one, nothing.

    Files with other names, as `pantau db backup` gives, are never touched. The caller holds `run_lock`, so what a
    killed run left half-written is deleted first. Raises PantauError where the disk has no room for it and `min_free`
    bytes beside, or the backup cannot be written or read back; every old one is there still then.
    """
    moment = datetime.now(UTC)
    file = folder / f"weekly-{moment:%Y%m%dT%H%M%S}Z-{run_id}{SUFFIXES[engine.dialect.name]}"
    try:
        make_private_folder(folder)
        for left in folder.glob(".weekly-*.part"):
            left.unlink()
        _check_room(engine, folder, min_free)
        size = back_up(engine, file, on_progress)
        old = [] if rotation is None else superseded(weekly_backups(folder), rotation)
        deleted = tuple(path for path in old if path != file)
        for path in deleted:
            path.unlink()
        return Kept(file, size, deleted, held_bytes(folder))
    except OSError as error:
        raise PantauError(
            f"backups cannot be kept in {folder} ({error.strerror}): mend it or set PANTAU_BACKUP_DIR"
        ) from error


def weekly_backups(folder: Path) -> list[Path]:
    """The backups of the rotation, newest first."""
    return sorted((path for path in folder.glob("weekly-*") if _NAME.fullmatch(path.name)), reverse=True)


def superseded(backups: Iterable[Path], rotation: Rotation) -> list[Path]:
    """Those that need not stay; `backups` newest first. The newest always stays."""
    weeks: set[tuple[int, int]] = set()
    months: set[tuple[int, int]] = set()
    gone = []
    for number, path in enumerate(backups):
        moment = _moment(path)
        week, month = moment.isocalendar()[:2], (moment.year, moment.month)
        stays = number == 0
        for seen, period, most in ((weeks, week, rotation.weeks), (months, month, rotation.months)):
            if period not in seen and len(seen) < most:
                seen.add(period)
                stays = True
        if not stays:
            gone.append(path)
    return gone


def held_bytes(folder: Path) -> int:
    """Bytes of all files in a folder, 0 where it is not there."""
    return sum(path.stat().st_size for path in folder.glob("*") if path.is_file())


def needed_bytes(engine: Engine, folder: Path) -> int:
    """Bytes that the next backup needs: a tenth more than the last one, the size of the database where it is the first.

    On SQLite never less than the database, of which it is a copy.
    """
    last = next(iter(weekly_backups(folder)), None)
    before = None if last is None else round(_MARGIN * last.stat().st_size)
    with reading(engine) as session:
        if engine.dialect.name == "postgresql":
            return before or int(session.scalar(text("SELECT pg_database_size(current_database())")) or 0)
        pages, size = (session.scalar(text(f"PRAGMA {name}")) or 0 for name in ("page_count", "page_size"))
    return int(pages) * int(size)


def _check_room(engine: Engine, folder: Path, min_free: int) -> None:
    needed, free = needed_bytes(engine, folder), shutil.disk_usage(folder).free
    if free < needed + min_free:
        beside = f", and {size_text(min_free)} must stay free" if min_free else ""
        raise PantauError(
            f"no backup was made in {folder}: it needs {size_text(needed)}{beside}, but only {size_text(free)} are "
            "free; free space, keep fewer backups or set PANTAU_BACKUP_DIR to a folder on another disk"
        )


def _moment(path: Path) -> datetime:
    match = _NAME.fullmatch(path.name)
    if match is None:
        raise LookupError(path.name)
    return datetime.strptime(match["moment"], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
