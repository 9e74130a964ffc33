"""Questions about stories: which are told by many, and who tells one."""

from typing import Any

from sqlalchemy import ColumnElement, Label, literal_column, select
from sqlalchemy.orm import Session

from models.stories import StoryCopy, StoryRow
from storage.filters import Filters, article_conditions
from storage.tables import StoredArticle, Story, StoryArticle

_IS_LEAD: ColumnElement[bool] = literal_column("story_articles.is_lead")
"""Written as the index of leads has it, so that SQLite uses it."""


def list_stories(session: Session, filters: Filters) -> list[StoryRow]:
    """Stories that more than one article tells and whose leads match in day and region, the latest first."""
    query = (
        select(
            Story.id,
            Story.article_count,
            StoredArticle.id.label("lead_id"),
            StoredArticle.title,
            StoredArticle.public_title,
            StoredArticle.outlet,
            StoredArticle.url,
            StoredArticle.published_on,
            StoredArticle.removed_at.is_not(None).label("is_removed"),
        )
        .join(StoryArticle, StoryArticle.story_id == Story.id)
        .join(StoredArticle, StoredArticle.id == StoryArticle.article_id)
        .where(Story.article_count > 1, _IS_LEAD, *article_conditions(filters))
        .order_by(StoredArticle.published_on.desc().nulls_last(), Story.id.desc())
        .limit(filters.limit)
    )
    return [StoryRow(**row) for row in session.execute(query).mappings()]


def story_detail(session: Session, story_id: int) -> tuple[StoryCopy, ...]:
    """The articles of a story, the lead first, then by publication; none where there is no such story."""
    query = (
        select(*(_copy_column(name) for name in StoryCopy.model_fields))
        .join(StoryArticle, StoryArticle.article_id == StoredArticle.id)
        .where(StoryArticle.story_id == story_id)
        .order_by(
            StoryArticle.is_lead.desc(), StoredArticle.published_on.asc().nulls_last(), StoredArticle.id
        )
    )
    return tuple(StoryCopy(**row) for row in session.execute(query).mappings())


def _copy_column(name: str) -> Label[Any]:
    table = StoryArticle if hasattr(StoryArticle, name) else StoredArticle
    column: Label[Any] = getattr(table, name).label(name)
    return column
