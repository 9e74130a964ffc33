"""What each source gave, run by run, and why requests failed."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from models.reports import FieldCount, SourceRun
from models.stored import SourceCount
from models.vocabulary import ArticleField
from storage.tables import Problem, Run, RunField, RunSource

CRAWLS = ("weekly", "crawl")
"""Kinds of runs that crawl."""
KEPT = 14
"""Runs of a source that are compared, this one included: a quarter of weekly runs."""

_ADDRESS = re.compile(r"https?://\S+")


def latest_crawl(session: Session) -> int | None:
    """Key of the last run that crawled; null where none did."""
    return session.scalar(select(func.max(Run.id)).where(Run.kind.in_(CRAWLS)))


def source_histories(session: Session, run_id: int | None = None) -> dict[str, list[SourceRun]]:
    """Each source's runs up to the one given, newest first: that one as it is, of those before it what finished.

    Without a run, the finished runs of every source that was ever crawled. Where a bound cut a source short, the run
    did not finish with it.
    """
    counted = and_(Run.status == "finished", ~RunSource.is_cut)
    if run_id is not None:
        counted = or_(Run.id == run_id, counted)
    age = func.row_number().over(partition_by=RunSource.source, order_by=RunSource.run_id.desc())
    query = (
        select(RunSource.run_id, RunSource.source, age.label("age"))
        .join(Run, Run.id == RunSource.run_id)
        .where(counted, Run.kind.in_(CRAWLS))
    )
    if run_id is not None:
        of_run = select(RunSource.source).where(RunSource.run_id == run_id)
        query = query.where(RunSource.run_id <= run_id, RunSource.source.in_(of_run))
    kept = query.subquery()
    rows = session.execute(
        select(RunSource, Run)
        .join(kept, (kept.c.run_id == RunSource.run_id) & (kept.c.source == RunSource.source))
        .join(Run, Run.id == RunSource.run_id)
        .where(kept.c.age <= KEPT)
        .order_by(RunSource.source, RunSource.run_id.desc())
    ).all()
    fields = _fields(session, min((run.id for _, run in rows), default=0))
    histories: dict[str, list[SourceRun]] = defaultdict(list)
    for counts, run in rows:
        histories[counts.source].append(
            SourceRun(
                run_id=run.id,
                status="interrupted" if counts.is_cut and run.status == "finished" else run.status,
                started_at=run.started_at,
                count=SourceCount(**{name: getattr(counts, name) for name in SourceCount.model_fields}),
                fields=fields.get((run.id, counts.source), {}),
            )
        )
    return dict(histories)


def failure_reasons(session: Session, run_id: int) -> dict[str, Counter[str]]:
    """How often each reason stands in a run's problems, by source; addresses in it are left out, so that alike ones
    count together."""
    query = (
        select(Problem.source, Problem.reason, func.count())
        .where(Problem.run_id == run_id)
        .group_by(Problem.source, Problem.reason)
    )
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for source, reason, times in session.execute(query):
        reasons[source or ""][_ADDRESS.sub("...", reason)] += times
    return dict(reasons)


def _fields(session: Session, first_run_id: int) -> Mapping[tuple[int, str], dict[ArticleField, FieldCount]]:
    found: dict[tuple[int, str], dict[ArticleField, FieldCount]] = defaultdict(dict)
    for row in session.scalars(select(RunField).where(RunField.run_id >= first_run_id)):
        found[row.run_id, row.source][row.field] = FieldCount(present=row.present, total=row.total)
    return found
