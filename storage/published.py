"""The SQL of a release: what may be published of the articles that it takes in, in the order of their keys.

A query's columns are named as the fields of the record that a row of it fills.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from models.base import Record
from models.release import (
    ReleasedArticle,
    ReleasedClaim,
    ReleasedFigure,
    ReleasedStatement,
)
from models.vocabulary import OfficialKind
from storage.public import is_known_credit, is_public_office, public_words
from storage.selects import Query, over_current
from storage.tables import (
    AgencyLink,
    AgencyRecord,
    ArticleVersion,
    Claim,
    ClaimFigure,
    ConflictClaim,
    Document,
    Extraction,
    FigureRecord,
    OfficialRecord,
    PersonLink,
    PersonRecord,
    Position,
    Review,
    Run,
    StatementRecord,
    StoredArticle,
    StoryArticle,
)
from storage.validity import is_valid


@dataclass(frozen=True, slots=True)
class Scope:
    """The articles of a release."""

    until: date | None = None
    """Last day of publication; an article without a day counts as of the day that it was first stored."""


def newest_change(session: Session) -> datetime | None:
    """When anything was last collected, read or decided; null for a database in which nothing ever was."""
    moments: tuple[Any, ...] = (
        Document.processed_at, Run.started_at, Run.finished_at, Review.created_at, Review.undone_at,
    )  # fmt: skip
    found = [session.scalar(select(func.max(moment))) for moment in moments]
    return max((moment for moment in found if moment is not None), default=None)


def in_scope(scope: Scope) -> list[ColumnElement[bool]]:
    """For articles: about the topic, up, and not too new."""
    conditions: list[ColumnElement[bool]] = [
        StoredArticle.removed_at.is_(None), StoredArticle.is_relevant.is_(True),
    ]  # fmt: skip
    return [*conditions, *_not_too_new(scope)]


def articles(scope: Scope) -> Query:
    """Fields of ReleasedArticle but the topics."""
    query = _of_articles(
        ReleasedArticle,
        except_for={"topics"},
        article_id=StoredArticle.id,
        version=ArticleVersion.number,
        text_digest=ArticleVersion.digest,
        extractor=Extraction.extractor,
        story_id=StoryArticle.story_id,
        is_lead=StoryArticle.is_lead,
        title=_title(),
    )
    return query.where(*in_scope(scope)).order_by(StoredArticle.id)


def statements(scope: Scope) -> Query:
    """Fields of ReleasedStatement but its key; what a rejected official said is left out with the official."""
    public, named = PersonRecord, is_public_office(OfficialRecord)
    query = _of_articles(
        ReleasedStatement,
        except_for={"statement_id"},
        fact=StatementRecord,
        article_id=StoredArticle.id,
        story_id=StoryArticle.story_id,
        official_id=case((holds_public_office(), public.id)),
        speaker=case((named, OfficialRecord.name)),
        title=OfficialRecord.title,
        agency=OfficialRecord.agency,
        agency_id=_body_of(OfficialRecord),
        speaker_kind=OfficialRecord.kind,
        quote=_quote(StatementRecord),
    )
    query = query.join(StatementRecord, StatementRecord.extraction_id == Extraction.id)
    query = query.join(OfficialRecord, OfficialRecord.id == StatementRecord.official_id)
    query = query.outerjoin(PersonLink, PersonLink.official_id == OfficialRecord.id)
    query = query.outerjoin(public, public.id == PersonLink.person_id)
    query = query.where(*in_scope(scope), is_valid(StatementRecord), is_valid(OfficialRecord))
    return query.order_by(*_in_text(StatementRecord))


def figures(scope: Scope) -> Query:
    """Fields of ReleasedFigure but its key."""
    query = _of_articles(
        ReleasedFigure,
        except_for={"figure_id"},
        fact=FigureRecord,
        article_id=StoredArticle.id,
        story_id=StoryArticle.story_id,
        claim_id=ClaimFigure.claim_id,
        credited_to=case((is_known_credit(), FigureRecord.credited_to)),
        quote=_quote(FigureRecord),
        published_on=StoredArticle.published_on,
    )
    query = query.join(FigureRecord, FigureRecord.extraction_id == Extraction.id)
    query = query.outerjoin(ClaimFigure, ClaimFigure.figure_id == FigureRecord.id)
    return query.where(*in_scope(scope), is_valid(FigureRecord)).order_by(*_in_text(FigureRecord))


def claims(scope: Scope) -> Query:
    """Fields of ReleasedClaim: counts are of the articles of the release."""
    teller = func.coalesce(ClaimFigure.story_id, -StoredArticle.id)
    columns: tuple[Any, ...] = (
        ClaimFigure.claim_id,
        func.min(StoredArticle.published_on).label("first_on"),
        func.max(StoredArticle.published_on).label("last_on"),
        func.count(teller.distinct()).label("story_count"),
        func.count(StoredArticle.id.distinct()).label("article_count"),
    )
    told = over_current(select(*columns).select_from(StoredArticle))
    told = told.join(FigureRecord, FigureRecord.extraction_id == Extraction.id)
    told = told.join(ClaimFigure, ClaimFigure.figure_id == FigureRecord.id)
    told = told.where(*in_scope(scope), is_valid(FigureRecord)).group_by(ClaimFigure.claim_id)
    counted = told.subquery()
    conflict = select(func.min(ConflictClaim.conflict_id)).where(ConflictClaim.claim_id == Claim.id)
    special = {
        "claim_id": Claim.id,
        "conflict_id": conflict.scalar_subquery(),
        **{name: counted.c[name] for name in ("first_on", "last_on", "story_count", "article_count")},
    }
    query = select(*_labelled(ReleasedClaim, Claim, special, set()))
    return query.join(counted, counted.c.claim_id == Claim.id).order_by(Claim.id)


def holds_public_office() -> ColumnElement[bool]:
    """Persons who may be named; see `is_public_office`."""
    office = aliased(Position)
    held = select(office.id).where(office.person_id == PersonRecord.id)
    in_office = held.where(office.title.is_not(None), office.agency.is_not(None)).exists()
    return or_(PersonRecord.kind == OfficialKind.OFFICIAL, in_office)


def read_about(scope: Scope) -> list[ColumnElement[bool]]:
    """For articles that were read, about the topic or not."""
    return [StoredArticle.removed_at.is_(None), *_not_too_new(scope)]


def _not_too_new(scope: Scope) -> Iterator[ColumnElement[bool]]:
    if scope.until is None:
        return
    first = aliased(ArticleVersion)
    next_day = datetime.combine(scope.until + timedelta(days=1), time(), UTC)
    stored = select(first.id).where(
        first.article_id == StoredArticle.id, first.number == 1, first.first_seen_at < next_day
    )
    in_time = StoredArticle.published_on <= scope.until
    yield or_(in_time, and_(StoredArticle.published_on.is_(None), stored.exists()))


def _of_articles(
    record: type[Record], *, except_for: set[str], fact: Any = StoredArticle, **special: Any
) -> Select[Any]:
    """The fields of a record, of current texts: those of the fact, else of the article, unless said otherwise."""
    columns = _labelled(record, fact, special, except_for)
    query = over_current(select(*columns).select_from(StoredArticle))
    return query.outerjoin(StoryArticle, StoryArticle.article_id == StoredArticle.id)


def _labelled(
    record: type[Record], table: Any, special: dict[str, Any], except_for: set[str]
) -> list[ColumnElement[Any]]:
    found: list[ColumnElement[Any]] = []
    for name in record.model_fields:
        if name not in except_for:
            column = special.get(name)
            if column is None:
                column = getattr(table, name) if hasattr(table, name) else getattr(StoredArticle, name)
            found.append(column.label(name))
    return found


def _title() -> ColumnElement[Any]:
    title: Any = StoredArticle.title
    public: Any = StoredArticle.public_title
    return public_words(title, public)


def _quote(table: Any) -> ColumnElement[Any]:
    return public_words(table.quote, table.public_quote)


def _in_text(table: Any) -> tuple[Any, ...]:
    return StoredArticle.id, table.start, table.end, table.id


def _body_of(table: type[OfficialRecord]) -> ColumnElement[Any]:
    """Key of the body that the agency of an official was resolved to."""
    body = select(func.min(AgencyLink.organization_id)).join(
        AgencyRecord, AgencyRecord.id == AgencyLink.agency_id
    )
    body = body.where(AgencyRecord.extraction_id == table.extraction_id, AgencyRecord.name == table.agency)
    return body.where(is_valid(AgencyRecord)).scalar_subquery()
