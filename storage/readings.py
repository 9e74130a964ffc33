"""What came of a fetched page when it was read, counted in the run that fetched it."""

from enum import StrEnum

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.article import Article
from models.vocabulary import ArticleField
from storage.counting import count_where_counted
from storage.tables import Document, RunField

FULL_TEXT = 400
"""Characters from which a text counts as one: what the crawler takes for a page with text."""


class Reading(StrEnum):
    """What the first reading of a fetched page showed; a page counts as one of these."""

    NEW = "new"
    """An article that was not stored."""
    EDITED = "edited"
    """A stored article with another text or description."""
    UNCHANGED = "unchanged"
    """A stored article as it is stored: it does not count as fetched."""
    COPY = "copy"
    """A stored article under another address: it does not count as fetched either."""
    EMPTY = "empty"
    """No article, or none that could be read."""


_COUNTS = {
    Reading.NEW: {"articles_new": 1},
    Reading.EDITED: {"articles_edited": 1},
    Reading.UNCHANGED: {"articles_fetched": -1, "articles_unchanged": 1},
    Reading.COPY: {"articles_fetched": -1, "articles_copied": 1},
    Reading.EMPTY: {"articles_empty": 1},
}


def count_reading(
    session: Session,
    document: Document,
    reading: Reading,
    article: Article | None = None,
    *,
    is_relevant: bool = False,
) -> None:
    """Count a document that is read for the first time, whichever run reads it, and the fields that it gives.

    A document that no crawl fetched counts nowhere. Called before the document is marked as read.
    """
    if document.processed_by is not None or document.run_id is None or document.source is None:
        return
    counts = _COUNTS[reading] | {"articles_relevant": int(is_relevant and reading is Reading.NEW)}
    if count_where_counted(session, document.run_id, document.source, **counts):
        _count_fields(session, document.run_id, document.source, article)


def _count_fields(session: Session, run_id: int, source: str, article: Article | None) -> None:
    """A page without an article says nothing of the fields but that it has no text."""
    given = _given(article) if article is not None else {ArticleField.TEXT: False}
    rows = [
        {"run_id": run_id, "source": source, "field": field, "present": int(is_given), "total": 1}
        for field, is_given in given.items()
    ]
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = (postgresql.insert if is_postgresql else sqlite.insert)(RunField)
    added = {name: getattr(RunField, name) + insert.excluded[name] for name in ("present", "total")}
    keys = [RunField.run_id, RunField.source, RunField.field]
    session.execute(insert.on_conflict_do_update(index_elements=keys, set_=added), rows)


def _given(article: Article) -> dict[ArticleField, bool]:
    return {
        ArticleField.TITLE: bool(article.title),
        ArticleField.AUTHOR: bool(article.author),
        ArticleField.PUBLISHED: article.published_on is not None,
        ArticleField.MINUTE: article.published_at is not None,
        ArticleField.TEXT: len(article.text) >= FULL_TEXT,
    }
