"""What the rows of a list are cited by: the text that a fact stands in, and when that text was first seen."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.chunks import chunks
from storage.tables import ArticleVersion


class CurrentText(NamedTuple):
    """The text that an article has now."""

    version: int
    """Its number, 1 for an article that never changed."""
    first_seen_at: datetime


def current_texts(session: Session, article_ids: Iterable[int]) -> dict[int, CurrentText]:
    """The current text of each article."""
    columns: tuple[Any, ...] = (
        *(ArticleVersion.article_id, ArticleVersion.number, ArticleVersion.first_seen_at),
    )
    query = select(*columns).where(ArticleVersion.is_current)
    return {
        article_id: CurrentText(version, seen)
        for some in chunks(sorted(set(article_ids)))
        for article_id, version, seen in session.execute(query.where(ArticleVersion.article_id.in_(some)))
    }
