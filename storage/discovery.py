"""What discovery remembers: how far each source is read, and what the topic gate decided."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, and_, case, delete, exists, func, select, update
from sqlalchemy.orm import Session

from models.page import FetchedListing, Judged, SameArticle, SourceRead
from models.stored import GateCount
from models.vocabulary import Verdict
from storage.chunks import chunks
from storage.engine import reading
from storage.tables import (
    ArticleVersion,
    Document,
    FrontierEntry,
    GateDecision,
    ListingState,
    Run,
    RunSource,
    SourceState,
    StoredArticle,
)
from storage.types import fits_an_index, now


def source_state(engine: Engine, source: str) -> SourceState | None:
    """How far a source is read; null where no crawl read all its listings yet."""
    with reading(engine) as session:
        return session.get(SourceState, source)


def watermarks(session: Session) -> dict[str, datetime]:
    """How far each source is read."""
    query = select(SourceState.source, SourceState.watermark)
    return dict(session.execute(query).tuples().all())


def has_unfinished_run(engine: Engine, source: str, run_id: int) -> bool:
    """True where a run before this one met the source after its watermark; a run that read all moved the watermark."""
    of_source = select(Run.id).join(RunSource, RunSource.run_id == Run.id)
    query = of_source.where(RunSource.source == source, Run.id < run_id)
    with reading(engine) as session:
        state = session.get(SourceState, source)
        if state is not None:
            query = query.where(Run.started_at > state.watermark)
        return session.scalar(query.limit(1)) is not None


def save_watermark(session: Session, read: SourceRead) -> None:
    """Moves the watermark of a source to the begin of this crawl; never back."""
    state = session.get(SourceState, read.source)
    if state is None:
        session.add(SourceState(source=read.source, watermark=read.started_at, updated_at=now()))
    elif state.watermark < read.started_at:
        state.watermark, state.updated_at = read.started_at, now()


def skipped_among(engine: Engine, urls: Collection[str]) -> set[str]:
    """Those of the addresses that the gate skipped."""
    with reading(engine) as session:
        found: set[str] = set()
        for chunk in chunks(urls):
            found.update(session.scalars(select(GateDecision.url).where(*_are_skipped(chunk))))
        return found


def save_validators(session: Session, listing: FetchedListing, run_id: int) -> bool:
    """Notes what a listing is asked with the next time; returns whether this run reads it for the first time."""
    state = session.scalar(select(ListingState).where(ListingState.url == listing.url))
    if state is None:
        state = ListingState(url=listing.url, source=listing.source)
        session.add(state)
    is_first_read = state.run_id != run_id
    state.checked_at, state.run_id = now(), run_id
    fresh = listing.validators
    if not listing.is_unchanged:
        state.etag, state.last_modified = fresh.etag, fresh.last_modified
    else:  # a 304 need not repeat them
        state.etag = fresh.etag or state.etag
        state.last_modified = fresh.last_modified or state.last_modified
    return is_first_read


def save_verdicts(
    session: Session, run_id: int, source: str, judged: Sequence[Judged], wanted: Sequence[str]
) -> None:
    """Stores what the gate decided; an address that a listing of the topic brings is skipped no longer."""
    for chunk in chunks(wanted):
        session.execute(delete(GateDecision).where(*_are_skipped(chunk)))
    verdicts = {one.url: one.verdict for one in judged if fits_an_index(one.url)}
    for chunk in chunks(verdicts):
        known = set(session.scalars(select(GateDecision.url).where(GateDecision.url.in_(chunk))))
        fresh = (url for url in chunk if url not in known)
        session.add_all(
            GateDecision(url=url, source=source, verdict=verdicts[url], run_id=run_id, decided_at=now())
            for url in fresh
        )


def settle_spelling(session: Session, same: SameArticle) -> None:
    """Settles an address that is another spelling of an article's own; the gate's verdict goes over to that one."""
    settled = {"state": "fetched", "last_status_code": 200, "last_error": None}
    session.execute(update(FrontierEntry).where(FrontierEntry.url == same.url).values(settled))
    if not session.scalar(select(exists().where(GateDecision.url == same.article_url))):
        decided = update(GateDecision).where(GateDecision.url == same.url)
        session.execute(decided.values(url=same.article_url))


def gate_counts(session: Session) -> list[GateCount]:
    """What the gate decided and what came of it, by source."""
    of_it = Document.url == GateDecision.url
    is_read = exists().where(of_it, Document.processed_by.is_not(None))
    is_relevant = exists(
        select(Document.id)
        .join(ArticleVersion, ArticleVersion.id == Document.article_version_id)
        .join(StoredArticle, StoredArticle.id == ArticleVersion.article_id)
        .where(of_it, StoredArticle.is_relevant.is_(True))
    )
    query = (
        select(
            GateDecision.source,
            _count(GateDecision.verdict == Verdict.PASSED).label("passed"),
            _count(GateDecision.verdict == Verdict.PASSED, is_relevant).label("passed_relevant"),
            _count(GateDecision.verdict == Verdict.SKIPPED).label("skipped"),
            _count(GateDecision.verdict == Verdict.SAMPLED).label("sampled"),
            _count(GateDecision.verdict == Verdict.SAMPLED, is_read).label("sampled_read"),
            _count(GateDecision.verdict == Verdict.SAMPLED, is_relevant).label("sampled_relevant"),
        )
        .group_by(GateDecision.source)
        .order_by(GateDecision.source)
    )
    return [GateCount.model_validate(dict(row)) for row in session.execute(query).mappings()]


def _count(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((and_(*conditions), 1), else_=0))


def _are_skipped(urls: list[str]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return GateDecision.url.in_(urls), GateDecision.verdict == Verdict.SKIPPED
