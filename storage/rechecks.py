"""A second fetch of an article that says what the first one said is not kept."""

from typing import Any

from sqlalchemy import Engine, delete, exists, select
from sqlalchemy.orm import Session

from models.article import Article
from models.errors import NoDocument
from storage.articles import description_of_page
from storage.engine import reading, writing
from storage.readings import Reading, count_reading
from storage.selects import over_current
from storage.tables import ArticleVersion, Document, Extraction, StoredArticle
from storage.types import storable, text_digest


def forget_if_unchanged(engine: Engine, document_id: int, article: Article, extractor: str) -> bool:
    """Deletes a document that was never read and yields the very article that is stored; returns whether it did.

    The very article: the current text and all that the page says about it, read by the same extractor. Pages differ
    at every fetch in what stands around the article; that is no news. Raises NoDocument for an unknown document.
    """
    with reading(engine) as session:  # writers take turns: most documents need none here
        document = session.get(Document, document_id)
        if document is not None and not _is_second_fetch(session, document):
            return False
    with writing(engine) as session:
        document = session.get(Document, document_id, with_for_update=True)
        if document is None:
            raise NoDocument(document_id)
        if not _is_second_fetch(session, document) or not _is_stored(session, document, article, extractor):
            return False
        count_reading(session, document, Reading.UNCHANGED, article)
        session.execute(delete(Document).where(Document.id == document_id))
        return True


def _is_second_fetch(session: Session, document: Document) -> bool:
    if (
        document.processed_by is not None
        or document.article_version_id is not None
        or document.path is not None
    ):
        return False
    earlier = exists().where(
        Document.url == document.url,
        Document.id < document.id,
        Document.path.is_(None),
        Document.article_version_id.is_not(None),
    )
    return bool(session.scalar(select(earlier)))


def _is_stored(session: Session, document: Document, article: Article, extractor: str) -> bool:
    columns: list[Any] = [StoredArticle, ArticleVersion.digest, Extraction.extractor]
    url = storable(article.url) if article.url else document.url
    found = session.execute(over_current(select(*columns)).where(StoredArticle.url == url)).one_or_none()
    if found is None:
        return False
    stored, digest, read_by = found
    if (digest, read_by, stored.removed_at) != (text_digest(article.text), extractor, None):
        return False
    said = description_of_page(article, document)
    return all(getattr(stored, name) == value for name, value in said.items())
