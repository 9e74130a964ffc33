"""What came into the store between two marks: texts, the numbers that they tell first, the conflicts that these make.

A mark says how far readers were told. A text is news once, whichever run stored it. Not the facts are counted but the
texts: facts are made anew whenever an article is read by newer rules, and what was told would be news again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from models.base import Record
from models.claims import CreditKind, LeftOut
from models.rows import StatementRow
from models.vocabulary import FigureTopic, FigureUnit
from storage.chunks import chunks
from storage.filters import Filters
from storage.selects import statement_query
from storage.tables import (
    ArticleVersion,
    Claim,
    ClaimFigure,
    ConflictClaim,
    Extraction,
    FigureRecord,
    Run,
    StoredArticle,
    StoryArticle,
)
from storage.validity import is_valid

_SAME = (
    "topic", "unit", "value", "value_max", "sex", "age", "region_code", "period_start", "period_end",
)  # fmt: skip
"""What makes two figures of one article the same number."""
_GONE_ON_WITH = ("weekly", "crawl", "process", "resolve")


class Mark(Record):
    """How far readers were told: every text up to both numbers.

    Of the two, the run alone would miss what a killed run's workers store late; the text alone would miss the number
    of a deleted text, which SQLite gives again.
    """

    text: int = 0
    """Highest key of a text."""
    run: int = 0
    """Highest key of a run."""


@dataclass(frozen=True, slots=True)
class Span:
    """What came after one mark, up to another."""

    after: Mark
    until: Mark


@dataclass(frozen=True, slots=True)
class NewText:
    """A current text of an article about TPPO that came within a span."""

    article_id: int
    version_id: int
    version: int
    """Number of the text, 1 for an article that never changed."""
    story_id: int
    """Negative where the article belongs to no story."""
    is_lead: bool


@dataclass(frozen=True, slots=True)
class NewClaim:
    """A number that no text before a span told, with what decides whether it is worth a line."""

    id: int
    topic: FigureTopic
    unit: FigureUnit
    value: Decimal
    source_kind: CreditKind
    left_out: LeftOut | None
    article_count: int
    province_code: str | None


def latest_mark(session: Session) -> Mark:
    """The mark of everything that the database holds now."""
    return Mark(
        text=session.scalar(select(func.max(ArticleVersion.id))) or 0,
        run=session.scalar(select(func.max(Run.id))) or 0,
    )


def run_started(session: Session, run_id: int) -> datetime | None:
    """When a run began, by which it is known again; null where there is no such run."""
    return session.scalar(select(Run.started_at).where(Run.id == run_id))


def mark_before(session: Session, moment: datetime) -> Mark:
    """The mark of everything that was stored before a moment."""
    return Mark(
        text=session.scalar(select(func.max(ArticleVersion.id)).where(ArticleVersion.first_seen_at <= moment))
        or 0,
        run=session.scalar(select(func.max(Run.id)).where(Run.started_at <= moment)) or 0,
    )


def runs_cut_short(session: Session, span: Span, before: int) -> int:
    """Runs begun within a span, and before a run of it, that were killed or failed, of commands whose work the weekly
    job goes on with: nobody goes on with a backfill or an import unless asked to."""
    begun = Run.id > span.after.run, Run.id < before, Run.kind.in_(_GONE_ON_WITH)
    query = select(func.count()).select_from(Run).where(*begun)
    return session.scalar(query.where(Run.status.in_(("interrupted", "failed")))) or 0


def new_texts(session: Session, span: Span) -> Iterator[NewText]:
    """The new texts that are current and up, those of one story together."""
    story = func.coalesce(StoryArticle.story_id, -StoredArticle.id)
    columns: tuple[Any, ...] = (
        StoredArticle.id.label("article_id"),
        ArticleVersion.id.label("version_id"),
        ArticleVersion.number.label("version"),
        story.label("story_id"),
        func.coalesce(StoryArticle.is_lead, True).label("is_lead"),
    )
    query = _news(select(*columns), span).outerjoin(StoryArticle, StoryArticle.article_id == StoredArticle.id)
    found = session.execute(query.order_by(story, StoredArticle.id).execution_options(yield_per=1000))
    for row in found:
        yield NewText(row.article_id, row.version_id, row.version, row.story_id, bool(row.is_lead))


def texts_told(session: Session, news: Sequence[NewText], span: Span) -> dict[int, list[str]]:
    """By story, the texts that its articles had before the span."""
    stories = [text.story_id for text in news if text.story_id > 0]
    alone = [text.article_id for text in news if text.story_id <= 0]
    member = aliased(StoryArticle)
    columns = (func.coalesce(member.story_id, -ArticleVersion.article_id), ArticleVersion.text)
    query = select(*columns).outerjoin(member, member.article_id == ArticleVersion.article_id)
    told: dict[int, list[str]] = {}
    in_stories = select(StoryArticle.article_id).where(StoryArticle.story_id.in_(stories))
    for articles in (in_stories, alone):
        found = query.where(ArticleVersion.article_id.in_(articles), _is_told(span.after))
        for story_id, text in session.execute(found):
            told.setdefault(story_id, []).append(text)
    return told


def statements_in(session: Session, article_ids: Sequence[int]) -> list[StatementRow]:
    """What people whom anybody may know said in the current texts of articles, in the order of the text."""
    query = statement_query(Filters(only_public=True)).where(StoredArticle.id.in_(article_ids))
    return [StatementRow(**row) for row in session.execute(query).mappings()]


def new_claims(session: Session, span: Span) -> Iterator[NewClaim]:
    """The numbers that texts of the span tell, and that no text before it told."""
    query = _news(select(ClaimFigure.claim_id), span)
    query = query.join(
        FigureRecord, and_(FigureRecord.extraction_id == Extraction.id, is_valid(FigureRecord))
    )
    query = query.join(ClaimFigure, ClaimFigure.figure_id == FigureRecord.id)
    query = query.where(ClaimFigure.claim_id.is_not(None)).distinct().order_by(ClaimFigure.claim_id)
    columns = (Claim.id, Claim.topic, Claim.unit, Claim.value, Claim.source_kind, Claim.left_out)
    for ids in chunks(session.scalars(query.execution_options(yield_per=1000))):
        known = _claims_told(session, ids, span)
        wanted = [claim_id for claim_id in ids if claim_id not in known]
        found: Any = select(*columns, Claim.article_count, Claim.province_code)
        for row in session.execute(found.where(Claim.id.in_(wanted)).order_by(Claim.id)):
            yield NewClaim(*row)


def conflicts_among(session: Session, claim_ids: Iterable[int]) -> set[int]:
    """Keys of the conflicts in which one of the claims stands."""
    query = select(ConflictClaim.conflict_id)
    return {
        conflict_id
        for ids in chunks(claim_ids)
        for conflict_id in session.scalars(query.where(ConflictClaim.claim_id.in_(ids)))
    }


def numbers_waiting(session: Session, span: Span) -> int:
    """New texts with numbers that were not resolved yet; all of them while any number waits for its rivals."""
    query = _news(select(StoredArticle.id), span)
    query = query.join(
        FigureRecord, and_(FigureRecord.extraction_id == Extraction.id, is_valid(FigureRecord))
    )
    query = query.outerjoin(ClaimFigure, ClaimFigure.figure_id == FigureRecord.id)
    if not session.scalar(select(exists().where(~Claim.is_settled))):
        query = query.where(ClaimFigure.claim_id.is_(None))
    return session.scalar(select(func.count()).select_from(query.distinct().subquery())) or 0


def read_again(session: Session, span: Span) -> int:
    """Articles told before that a run of the span read anew, as newer rules do."""
    again = Extraction.run_id > span.after.run, Extraction.run_id <= span.until.run
    query = select(func.count()).select_from(Extraction)
    query = query.join(ArticleVersion, ArticleVersion.id == Extraction.article_version_id)
    return session.scalar(query.where(*again, ArticleVersion.is_current, _is_told(span.after))) or 0


def _claims_told(session: Session, claim_ids: Sequence[int], span: Span) -> set[int]:
    """Those of the claims that a text before the span told: of another article, or an older text of the same one."""
    now, before = aliased(FigureRecord), aliased(FigureRecord)
    query = select(ClaimFigure.claim_id).join(now, now.id == ClaimFigure.figure_id)
    query = query.join(ArticleVersion, ArticleVersion.article_id == ClaimFigure.article_id)
    query = query.join(Extraction, Extraction.article_version_id == ArticleVersion.id)
    alike = [getattr(now, name).is_not_distinct_from(getattr(before, name)) for name in _SAME]
    query = query.join(before, and_(before.extraction_id == Extraction.id, *alike))
    query = query.where(ClaimFigure.claim_id.in_(claim_ids), _is_told(span.after))
    return {claim_id for claim_id in session.scalars(query.distinct()) if claim_id is not None}


def _news(query: Select[Any], span: Span) -> Select[Any]:
    """Current texts of the span with their extraction, of relevant articles that are up."""
    return (
        query.select_from(ArticleVersion)
        .join(StoredArticle, StoredArticle.id == ArticleVersion.article_id)
        .join(Extraction, Extraction.article_version_id == ArticleVersion.id)
        .where(
            ArticleVersion.is_current,
            or_(ArticleVersion.id > span.after.text, ArticleVersion.run_id > span.after.run),
            _is_told(span.until),
            # not as the index of articles has it, or SQLite would read all of them instead of the new texts
            func.coalesce(StoredArticle.is_relevant, False).is_(True),
            StoredArticle.removed_at.is_(None),
        )
    )


def _is_told(mark: Mark) -> ColumnElement[bool]:
    in_time = or_(ArticleVersion.run_id.is_(None), ArticleVersion.run_id <= mark.run)
    return and_(ArticleVersion.id + 0 <= mark.text, in_time)  # `+ 0`: the lower bound is what an index is for
