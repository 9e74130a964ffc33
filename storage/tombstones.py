"""Tombstones: what a publisher took down stays in the private store, marked, and leaves it no more."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Engine, exists, select
from sqlalchemy.orm import Session

from models.errors import NoDocument
from storage.counting import count_where_counted
from storage.engine import writing
from storage.tables import ArticleVersion, Document, FrontierEntry, StoredArticle


def bury(session: Session, url: str, reason: str, when: datetime) -> int:
    """Marks the article that was fetched from the address as taken down; returns how many articles were marked now.

    One that is up under another address that it was fetched from is not marked.
    """
    buried = 0
    for article in _articles_from(session, url):
        if article.removed_at is None and not _is_up_elsewhere(session, article.id, url):
            article.removed_at, article.removal_reason = when, reason
            buried += 1
    return buried


def lift(session: Session, url: str) -> None:
    """Takes the tombstone off the article whose page at the address is up again.

    A page that shows no article any more is no reason to, even where its server says that it has not changed.
    """
    latest = select(Document.article_version_id).where(Document.url == url, Document.path.is_(None))
    version_id = session.scalar(latest.order_by(Document.fetched_at.desc(), Document.id.desc()).limit(1))
    if version_id is None:
        return
    of_version = select(ArticleVersion.article_id).where(ArticleVersion.id == version_id)
    for article in session.scalars(select(StoredArticle).where(StoredArticle.id.in_(of_version))):
        article.removed_at = article.removal_reason = None


def settle_tombstone(session: Session, article: StoredArticle, document: Document) -> None:
    """Brings the tombstone in line with a document that yields the article, and with what was found since."""
    if document.path is not None:  # a person's copy says nothing about the site
        return
    entry = session.scalar(select(FrontierEntry).where(FrontierEntry.url == document.url))
    if entry is not None and entry.state in {"gone", "refused"}:
        bury(session, entry.url, entry.last_error or "it is not there", document.fetched_at)
    elif article.removed_at is not None and document.fetched_at > article.removed_at:
        article.removed_at = article.removal_reason = None


def bury_emptied(engine: Engine, document_id: int, reason: str) -> bool:
    """Marks the article that an earlier fetch of the same page held, where the document holds none and is the latest.

    Returns whether an article was marked now. Raises NoDocument for an unknown document.
    """
    with writing(engine) as session:
        document = session.get(Document, document_id)
        if document is None:
            raise NoDocument(document_id)
        if document.url is None or document.path is not None:
            return False
        later = exists().where(
            Document.url == document.url,
            Document.fetched_at > document.fetched_at,
            Document.article_version_id.is_not(None),
        )
        if session.scalar(select(later)):
            return False
        buried = bury(session, document.url, reason, document.fetched_at)
        if buried and document.run_id is not None and document.source is not None:
            count_where_counted(session, document.run_id, document.source, articles_removed=buried)
        return buried > 0


def _articles_from(session: Session, url: str) -> Iterable[StoredArticle]:
    from_url = (
        select(ArticleVersion.article_id)
        .join(Document, Document.article_version_id == ArticleVersion.id)
        .where(Document.url == url)
    )
    return session.scalars(select(StoredArticle).where(StoredArticle.id.in_(from_url))).all()


def _is_up_elsewhere(session: Session, article_id: int, url: str) -> bool:
    fetched_from = (
        select(Document.url)
        .join(ArticleVersion, ArticleVersion.id == Document.article_version_id)
        .where(ArticleVersion.article_id == article_id, Document.url != url)
    )
    is_up = exists().where(FrontierEntry.url.in_(fetched_from), FrontierEntry.state == "fetched")
    return bool(session.scalar(select(is_up)))
