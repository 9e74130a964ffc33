"""Runs: one at a time, each with its report."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, func, select, update
from sqlalchemy.orm import Session

from models.stored import RecordedProblem, RunReport, SourceCount, Totals
from storage.engine import reading, writing
from storage.locks import run_lock
from storage.selects import is_valid, over_current
from storage.stages import stages_of
from storage.tables import (
    ArticleVersion,
    Base,
    Document,
    Extraction,
    FigureRecord,
    FrontierEntry,
    OfficialRecord,
    Problem,
    Run,
    RunSource,
    StatementRecord,
    StoredArticle,
)
from storage.types import now


@contextmanager
def recorded_run(engine: Engine, kind: str, shard: tuple[int, int] | None = None) -> Iterator[int]:
    """Key of a new run, while this process alone runs, or the shards of one crawl. It ends as `finished`, as
    `interrupted` where a signal ends the process, or as `failed` on another exception.

    Raises PantauError where another run is in progress.
    """
    with run_lock(engine, shard) as is_alone:
        run_id = start_run(engine, kind, is_alone=is_alone)
        try:
            yield run_id
        except (KeyboardInterrupt, SystemExit):
            finish_run(engine, run_id, "interrupted")
            raise
        except BaseException:
            finish_run(engine, run_id, "failed")
            raise
        finish_run(engine, run_id, "finished")


def start_run(engine: Engine, kind: str, *, is_alone: bool = True) -> int:
    """Key of a new run. The caller holds `run_lock`, so a run that never ended was interrupted: it is marked so, unless
    it may be another shard that goes on."""
    with writing(engine) as session:
        if is_alone:
            session.execute(update(Run).where(Run.status == "running").values(status="interrupted"))
        run = Run(kind=kind, started_at=now(), status="running")
        session.add(run)
        session.flush()
        return run.id


def latest_moment(engine: Engine) -> datetime:
    """Now, or the begin of the newest run where the clock was set back since."""
    with reading(engine) as session:
        begun = session.scalar(select(func.max(Run.started_at)))
    return max(now(), begun) if begun else now()


def finish_run(engine: Engine, run_id: int, status: str) -> None:
    """Ends a run as `finished`, with what the database holds now, or as `failed` or `interrupted`."""
    held: dict[str, int] | None = None
    if status == "finished":
        with reading(engine) as session:  # not while others wait to write
            held = totals(session).model_dump()
    ended = {"finished_at": now(), "status": status, "totals": held}
    with writing(engine) as session:
        session.execute(update(Run).where(Run.id == run_id).values(**ended))


def latest_report(session: Session) -> RunReport | None:
    """The last run in numbers; null where nothing ran yet."""
    run_id = session.scalar(select(func.max(Run.id)))
    return None if run_id is None else run_report(session, run_id)


def last_finished(session: Session, kind: str, before: int | None = None) -> RunReport | None:
    """The last run of a command that came to its end, before a run where one is given; null where none did."""
    ended = select(func.max(Run.id)).where(Run.kind == kind, Run.status == "finished")
    run_id = session.scalar(ended if before is None else ended.where(Run.id < before))
    return None if run_id is None else run_report(session, run_id)


def latest_run_ids(session: Session, limit: int) -> list[int]:
    """Keys of the last runs, newest first; `limit` 0 for all."""
    return list(session.scalars(select(Run.id).order_by(Run.id.desc()).limit(limit or None)))


def run_report(session: Session, run_id: int) -> RunReport:
    """A run in numbers. Raises LookupError for an unknown one."""
    run = session.get(Run, run_id)
    if run is None:
        raise LookupError(f"no run {run_id}")
    counted = session.scalars(select(RunSource).where(RunSource.run_id == run_id).order_by(RunSource.source))
    return RunReport(
        run_id=run_id,
        kind=run.kind,
        status=run.status,
        started_at=run.started_at,
        finished_at=run.finished_at,
        sources=tuple(_source_count(entry) for entry in counted),
        documents=_count(session, Document, Document.run_id == run_id),
        articles_new=_count(session, StoredArticle, StoredArticle.run_id == run_id),
        articles_changed=_count(
            session, ArticleVersion, ArticleVersion.run_id == run_id, ArticleVersion.number > 1
        ),
        extractions=_count(session, Extraction, Extraction.run_id == run_id),
        problems=_count(session, Problem, Problem.run_id == run_id),
        stages=stages_of(session, [run_id]).get(run_id, ()),
    )


def latest_of(session: Session, kind: str) -> RunReport | None:
    """The last run of a command, however it ended; null where none began."""
    run_id = session.scalar(select(func.max(Run.id)).where(Run.kind == kind))
    return None if run_id is None else run_report(session, run_id)


def cut_short(engine: Engine, run_id: int, sources: Collection[str]) -> None:
    """Notes that a bound ended the run before these sources were done with."""
    cut = update(RunSource).where(RunSource.run_id == run_id, RunSource.source.in_(sources))
    with writing(engine) as session:
        session.execute(cut.values(is_cut=True))


def last_asked(session: Session) -> dict[str, tuple[int, bool]]:
    """The last run that asked each source, and whether it was done with the source."""
    last = select(RunSource.source, func.max(RunSource.run_id).label("run_id")).group_by(RunSource.source)
    newest = last.subquery()
    query = select(RunSource.source, RunSource.run_id, RunSource.is_cut).join(
        newest, (newest.c.source == RunSource.source) & (newest.c.run_id == RunSource.run_id)
    )
    return {source: (run_id, not is_cut) for source, run_id, is_cut in session.execute(query)}


def problems_of(session: Session, run_id: int, limit: int) -> list[RecordedProblem]:
    """The first problems that a run recorded."""
    columns = (Problem.source, Problem.subject, Problem.stage, Problem.reason)
    query = select(*columns).where(Problem.run_id == run_id).order_by(Problem.id).limit(limit)
    return [RecordedProblem.model_validate(dict(row)) for row in session.execute(query).mappings()]


def totals(session: Session) -> Totals:
    """What the database holds."""
    return Totals(
        documents=_count(session, Document),
        waiting=_count(session, FrontierEntry, FrontierEntry.state == "pending"),
        articles=_count(session, StoredArticle),
        relevant_articles=_count(session, StoredArticle, StoredArticle.is_relevant.is_(True)),
        officials=_count_current(session, OfficialRecord),
        statements=_count_current(session, StatementRecord),
        figures=_count_current(session, FigureRecord),
    )


def counted_totals(session: Session) -> tuple[Totals, datetime] | None:
    """What the database held when the last run came to its end, and when that was; null where none did.

    Counting takes seconds in a large database; reviews since then are not in it.
    """
    columns: tuple[Any, ...] = (Run.totals, Run.finished_at)
    query = select(*columns).where(Run.totals.is_not(None)).order_by(Run.id.desc()).limit(1)
    found = session.execute(query).first()
    return None if found is None else (Totals(**found[0]), found[1])


def _source_count(entry: RunSource) -> SourceCount:
    return SourceCount(**{name: getattr(entry, name) for name in SourceCount.model_fields})


def _count(session: Session, table: type[Base], *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def _count_current(session: Session, table: type[OfficialRecord | StatementRecord | FigureRecord]) -> int:
    query = over_current(select(func.count()).select_from(StoredArticle))
    query = query.join(table, and_(table.extraction_id == Extraction.id, is_valid(table)))
    if table is StatementRecord:  # what a rejected official said goes with the official
        query = query.join(StatementRecord.speaker).where(is_valid(OfficialRecord))
    return session.scalar(query) or 0
