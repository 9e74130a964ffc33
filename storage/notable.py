"""Statements worth telling first, and where the articles come from."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from models.rows import StatementRow
from models.vocabulary import OfficialKind, StatementKind
from storage.filters import Filters, article_conditions
from storage.runs import last_finished
from storage.selects import over_current, statement_query, still_published
from storage.tables import (
    ArticleVersion,
    Extraction,
    OfficialRecord,
    StatementRecord,
    StoredArticle,
    StoryArticle,
)
from storage.validity import is_valid


@dataclass(frozen=True, slots=True)
class NotableStatement:
    """A statement with how widely its story is told."""

    statement: StatementRow
    version: int
    """Number of the text that it stands in."""
    outlets: int
    articles: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was read of an outlet."""

    outlet: str | None
    articles: int
    first_on: date | None
    last_on: date | None


@dataclass(frozen=True, slots=True)
class Holdings:
    """Which state of the database it is."""

    relevant: int
    last_on: date | None
    """Day of the latest relevant article."""
    extractors: tuple[str, ...]
    last_run: date | None
    """Day on which the last weekly run that finished began."""


def notable_statements(session: Session, filters: Filters, most: int) -> list[NotableStatement]:
    """One statement of an official of the state for each of the stories that most outlets tell.

    Among stories of as many outlets the one with more articles comes first, then the one with the smaller key. Of a
    story it is the first direct statement of its lead, else of its earliest article, else what is told indirectly. An
    article without a story is none of them.
    """
    stories = session.execute(_stories(filters).limit(most)).all()
    members = select(StoryArticle).where(StoryArticle.story_id.in_([row.story_id for row in stories]))
    found = {member.article_id: member for member in session.scalars(members)}
    told: dict[int, list[StatementRow]] = defaultdict(list)
    query = statement_query(Filters()).where(
        StoredArticle.id.in_(found), OfficialRecord.kind == OfficialKind.OFFICIAL
    )
    for row in session.execute(still_published(query)).mappings():
        statement = StatementRow(**row)
        told[found[statement.article_id].story_id].append(statement)
    chosen = [(story, min(told[story.story_id], key=lambda row: _place(row, found))) for story in stories]
    versions = _versions(session, [statement.article_id for _, statement in chosen])
    return [
        NotableStatement(statement, versions[statement.article_id], story.outlets, story.articles)
        for story, statement in chosen
    ]


def coverage(session: Session, filters: Filters) -> list[Coverage]:
    """Relevant articles that are up by outlet, the outlets with most of them first."""
    number = func.count()
    columns = (
        StoredArticle.outlet,
        number,
        func.min(StoredArticle.published_on),
        func.max(StoredArticle.published_on),
    )
    counted: Any = select(*columns).select_from(StoredArticle)
    query: Select[Any] = over_current(counted).where(*_relevant(filters))
    query = query.group_by(StoredArticle.outlet).order_by(number.desc(), StoredArticle.outlet)
    return [Coverage(*row) for row in session.execute(query)]


def holdings(session: Session) -> Holdings:
    """The state of the database that a report is made from."""
    columns = (func.count(), func.max(StoredArticle.published_on))
    relevant, last_on = session.execute(select(*columns).where(*_relevant(Filters()))).one()
    extractors = session.scalars(select(Extraction.extractor).distinct().order_by(Extraction.extractor))
    run = last_finished(session, "weekly")
    return Holdings(relevant, last_on, tuple(extractors), run.started_at.date() if run else None)


def _stories(filters: Filters) -> Select[Any]:
    outlets = func.count(func.coalesce(StoredArticle.outlet, StoredArticle.url).distinct())
    said = exists().where(
        StatementRecord.extraction_id == Extraction.id,
        is_valid(StatementRecord),
        OfficialRecord.id == StatementRecord.official_id,
        OfficialRecord.kind == OfficialKind.OFFICIAL,
        is_valid(OfficialRecord),
    )
    speaks = said.correlate(Extraction)
    columns = (StoryArticle.story_id, outlets.label("outlets"), func.count().label("articles"))
    counted: Any = select(*columns).select_from(StoredArticle)
    query: Select[Any] = over_current(counted)
    query = query.join(StoryArticle, StoryArticle.article_id == StoredArticle.id).where(*_relevant(filters))
    with_statement = func.count().filter(speaks)
    return (
        query.group_by(StoryArticle.story_id)
        .having(with_statement > 0)
        .order_by(outlets.desc(), func.count().desc(), StoryArticle.story_id)
    )


def _place(row: StatementRow, members: dict[int, StoryArticle]) -> tuple[bool, bool, date, int, int]:
    return (
        row.kind is not StatementKind.DIRECT,
        not members[row.article_id].is_lead,
        row.published_on or date.max,
        row.article_id,
        row.start,
    )


def _relevant(filters: Filters) -> list[ColumnElement[bool]]:
    return [
        *article_conditions(filters),
        StoredArticle.is_relevant.is_(True),
        StoredArticle.removed_at.is_(None),
    ]


def _versions(session: Session, article_ids: Sequence[int]) -> dict[int, int]:
    columns = (ArticleVersion.article_id, ArticleVersion.number)
    query = select(*columns).where(ArticleVersion.article_id.in_(article_ids), ArticleVersion.is_current)
    return {row.article_id: row.number for row in session.execute(query)}
