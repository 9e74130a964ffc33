"""Archives: how far their files are read. What was found and how far it came is stored in one transaction."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Engine, delete, exists, func, select, text, update
from sqlalchemy.orm import Session

from models.detail import Capture
from models.history import ArchiveFileRow, FileCounts, FileState
from models.page import Page
from models.stored import Saved
from storage.chunks import chunks
from storage.documents import is_withdrawn_fetch, restore
from storage.engine import reading, writing
from storage.tables import ArchiveCapture, ArchiveFile, Document, Problem
from storage.types import fits_an_index, now
from storage.upserts import insert_missing

_COUNTS = tuple(FileCounts.model_fields)
_ONE_AT_A_TIME = 7_410_027
"""Advisory lock of PostgreSQL."""


class FoundArticle(NamedTuple):
    """An article of a file: one page, with its place in the archive."""

    source: str
    url: str
    page: Page
    is_partial: bool
    """True where the archive lacks further pages of it: it then adds nothing to an article that is stored."""


class FoundTrouble(NamedTuple):
    """Something in a file that could not be read."""

    subject: str
    reason: str


def enlist(engine: Engine, names: Iterable[str], run_id: int) -> list[ArchiveFileRow]:
    """The files of these names, in the order of the names; those that are new wait to be read."""
    wanted = list(dict.fromkeys(names))
    with writing(engine) as session:
        zeros = dict.fromkeys((*_COUNTS, "next_offset"), 0)
        rows = ({"name": name, "state": FileState.WAITING, "run_id": run_id, **zeros} for name in wanted)
        insert_missing(session, ArchiveFile, rows)
        found = {row.name: row for row in _files(session, wanted)}
    return [found[name] for name in wanted]


def files_named(engine: Engine, names: Sequence[str]) -> list[ArchiveFileRow]:
    """What is known of these files."""
    with reading(engine) as session:
        return list(_files(session, names))


def all_files(session: Session) -> list[ArchiveFileRow]:
    """Every file that was ever to be read, by its name."""
    return [_row(file) for file in session.scalars(select(ArchiveFile).order_by(ArchiveFile.name))]


def begin_file(
    engine: Engine, file_id: int, size: int | None, etag: str | None, run_id: int
) -> ArchiveFileRow:
    """Notes which file it is and that this run reads it; one that is another than before is read from its begin."""
    with writing(engine) as session:
        file = session.scalars(select(ArchiveFile).where(ArchiveFile.id == file_id)).one()
        is_same = (file.size, file.etag) in {(None, None), (size, etag)}
        if not is_same:
            session.execute(delete(ArchiveCapture).where(ArchiveCapture.file_id == file_id))
            file.next_offset = 0
            for name in _COUNTS:
                setattr(file, name, 0)
        file.size, file.etag, file.run_id = size, etag, run_id
        file.state = file.state if is_same and file.state == FileState.DONE else FileState.WAITING
        file.reason = None
        return _row(file)


def save_found(
    engine: Engine,
    file_id: int,
    run_id: int,
    articles: Sequence[FoundArticle],
    troubles: Sequence[FoundTrouble],
    counts: FileCounts,
    next_offset: int,
    *,
    is_end: bool = False,
) -> FileCounts:
    """Stores what was found since the last time, with what was counted and how far it is; returns all counts.

    A page that is stored already, or that was withdrawn, is not stored again; of the former is noted that this archive
    has it too.
    """
    with writing(engine) as session:
        if (
            engine.dialect.name == "postgresql"
        ):  # two files may hold one article: SQLite has one writer anyway
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
        new = sum(_store(session, file_id, run_id, article) for article in articles)
        session.add_all(
            Problem(run_id=run_id, subject=subject, stage="archive", reason=reason, noted_at=now())
            for subject, reason in troubles
        )
        file = session.scalars(select(ArchiveFile).where(ArchiveFile.id == file_id)).one()
        added = counts.model_copy(update={"new": new, "known": counts.kept - new})
        for name in _COUNTS:
            setattr(file, name, getattr(file, name) + getattr(added, name))
        file.next_offset = next_offset
        if is_end:
            file.state, file.finished_at = FileState.DONE, now()
        return added


def fail_file(engine: Engine, file_id: int, reason: str, run_id: int) -> None:
    """Notes that a file could not be read (on), as a problem too; the next backfill tries again."""
    with writing(engine) as session:
        file = session.scalars(select(ArchiveFile).where(ArchiveFile.id == file_id)).one()
        file.state, file.reason, file.run_id = FileState.FAILED, reason, run_id
        session.add(Problem(run_id=run_id, subject=file.name, stage="archive", reason=reason, noted_at=now()))


def progress_of(engine: Engine, run_id: int) -> tuple[int, FileCounts, int]:
    """Bytes done with, counts and ended files of what this run reads."""
    sums = [func.coalesce(func.sum(getattr(ArchiveFile, name)), 0) for name in ("next_offset", *_COUNTS)]
    is_ended = ArchiveFile.state != FileState.WAITING
    with reading(engine) as session:
        offset, *counts = session.execute(select(*sums).where(ArchiveFile.run_id == run_id)).one()
        ended = select(func.count()).where(ArchiveFile.run_id == run_id, is_ended)
        return int(offset), FileCounts(**dict(zip(_COUNTS, counts, strict=True))), session.scalar(ended) or 0


def captures_of(session: Session, urls: Collection[str]) -> tuple[Capture, ...]:
    """The records of archives that hold an article of one of these addresses, oldest first."""
    query = (
        select(ArchiveFile.name, ArchiveCapture.record_offset, ArchiveCapture.record_digest)
        .add_columns(ArchiveCapture.fetched_at)
        .join(ArchiveFile, ArchiveFile.id == ArchiveCapture.file_id)
        .where(ArchiveCapture.url.in_(urls))
        .order_by(ArchiveCapture.fetched_at, ArchiveFile.name, ArchiveCapture.record_offset)
    )
    return tuple(
        Capture(file=name, offset=offset, digest=digest, fetched_at=fetched_at)
        for name, offset, digest, fetched_at in session.execute(query)
    )


def _store(session: Session, file_id: int, run_id: int, article: FoundArticle) -> bool:
    """Whether the article's page was stored."""
    url, page = article.url, article.page
    record = page.archived
    if record is None or not fits_an_index(url) or is_withdrawn_fetch(session, url, [page]):
        return False
    capture = {
        "file_id": file_id,
        "record_offset": record.offset,
        "record_digest": record.digest,
        "url": url,
        "fetched_at": page.fetched_at,
        "run_id": run_id,
    }
    insert_missing(session, ArchiveCapture, [capture])
    if article.is_partial and session.scalar(select(exists().where(Document.url == url))):
        return False
    return restore(session, url, article.source, [page], run_id) is Saved.NEW


def _files(session: Session, names: Iterable[str]) -> Iterable[ArchiveFileRow]:
    for some in chunks(names):
        for file in session.scalars(select(ArchiveFile).where(ArchiveFile.name.in_(some))):
            yield _row(file)


def _row(file: ArchiveFile) -> ArchiveFileRow:
    return ArchiveFileRow(
        id=file.id,
        name=file.name,
        size=file.size,
        etag=file.etag,
        state=FileState(file.state),
        offset=file.next_offset,
        reason=file.reason,
        counts=FileCounts(**{name: getattr(file, name) for name in _COUNTS}),
        finished_at=file.finished_at,
    )


def adopt(engine: Engine, file_ids: Sequence[int], run_id: int) -> None:
    """Notes that these files are this run's to read."""
    with writing(engine) as session:
        for some in chunks(file_ids):
            mine = update(ArchiveFile).where(ArchiveFile.id.in_(some)).values(run_id=run_id)
            session.execute(mine, execution_options={"synchronize_session": False})
