"""Questions about stories: which are told by many, and who tells one."""

from typing import Any

from sqlalchemy import Label, Row, select
from sqlalchemy.orm import Session

from models.stories import StoryCopy, StoryDetail, StoryRow
from storage.tables import StoredArticle, Story, StoryArticle

_OF_STORY = {"is_lead", "similarity", "reason"}


def list_stories(session: Session, limit: int | None) -> list[StoryRow]:
    """Stories that more than one article tells, the latest first by their leads."""
    newest = StoredArticle.published_on.desc().nulls_last()
    query = (
        select(Story.id, Story.article_count, *_copy_columns())
        .join(StoryArticle, StoryArticle.story_id == Story.id)
        .join(StoredArticle, StoredArticle.id == StoryArticle.article_id)
        .where(Story.article_count > 1, StoryArticle.is_lead)
        .order_by(newest, Story.id.desc())
        .limit(limit)
    )
    return [
        StoryRow(id=row.id, article_count=row.article_count, lead=_copy(row))
        for row in session.execute(query)
    ]


def story_detail(session: Session, story_id: int) -> StoryDetail | None:
    """A story with all its articles; null where there is none."""
    query = (
        select(*_copy_columns())
        .join(StoryArticle, StoryArticle.article_id == StoredArticle.id)
        .where(StoryArticle.story_id == story_id)
        .order_by(
            StoryArticle.is_lead.desc(), StoredArticle.published_on.asc().nulls_last(), StoredArticle.id
        )
    )
    copies = tuple(_copy(row) for row in session.execute(query))
    return StoryDetail(id=story_id, copies=copies) if copies else None


def _copy_columns() -> list[Label[Any]]:
    def column(name: str) -> Label[Any]:
        if name == "article_id":
            return StoredArticle.id.label(name)
        table = StoryArticle if name in _OF_STORY else StoredArticle
        labelled: Label[Any] = getattr(table, name).label(name)
        return labelled

    return [column(name) for name in StoryCopy.model_fields]


def _copy(row: Row[Any]) -> StoryCopy:
    return StoryCopy(**{name: getattr(row, name) for name in StoryCopy.model_fields})
