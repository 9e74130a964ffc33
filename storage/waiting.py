"""Documents that wait, in groups that can be read side by side: what one group yields touches no other group.

A group is all that waits under one address. Groups hang together where a document yields an article of another
address: these are left out here, and read one by one when the others are done.
"""

from collections.abc import Collection, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Engine, Select, func, select
from sqlalchemy.orm import Session

from storage.chunks import chunks
from storage.engine import reading
from storage.tables import ArticleVersion, Document, StoredArticle, StoredPage

_PAGE = 500


class WaitingDocument(NamedTuple):
    """What is known of a document before its pages are read."""

    document_id: int
    url: str | None
    source: str | None
    size: int
    """Bytes of its pages as they are stored, compressed."""


Group = list[WaitingDocument]
"""What waits under one address, oldest first: an edit is read after what it edits."""


def count_waiting(engine: Engine, extractor: str, enough: int) -> int:
    """How many documents this extractor version has not read yet, counted up to `enough`."""
    some = select(Document.id).where(_waits(extractor)).limit(enough).subquery()
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(some)) or 0


def still_waiting(engine: Engine, document_ids: Collection[int], extractor: str) -> list[int]:
    """Those of the documents that wait, in the order given."""
    waiting: set[int] = set()
    with reading(engine) as session:
        for some in chunks(document_ids):
            query = select(Document.id).where(Document.id.in_(some), _waits(extractor))
            waiting.update(session.scalars(query))
    return [document_id for document_id in document_ids if document_id in waiting]


def waiting_groups(engine: Engine, extractor: str) -> Iterator[Group]:
    """What waits and can be read side by side, group by group, in the order in which their first documents came.

    Each page of groups is looked up when it is asked for, in a transaction of its own; memory holds a page, and the
    keys of documents that an earlier document of their address drew ahead.
    """
    last_id, ahead = 0, set[int]()
    while True:
        with reading(engine) as session:
            page = _documents(session, extractor, Document.id > last_id, limit=_PAGE)
            if not page:
                return
            last_id = page[-1].document_id
            taken = {row.document_id for row in page} & ahead
            ahead -= taken
            new = [row for row in page if row.document_id not in taken and row.url is not None]
            urls = {row.url for row in new if row.url is not None}
            later = _documents(session, extractor, Document.id > last_id, Document.url.in_(urls))
            ahead |= {row.document_id for row in later}
            tangled = _tangled(session, urls)
        yield from _grouped([row for row in (*new, *later) if row.url not in tangled])


def waiting_singly(engine: Engine, extractor: str) -> Iterator[WaitingDocument]:
    """All that waits, oldest first."""
    last_id = 0
    while True:
        with reading(engine) as session:
            page = _documents(session, extractor, Document.id > last_id, limit=_PAGE)
        if not page:
            return
        yield from page
        last_id = page[-1].document_id


def _waits(extractor: str) -> Any:
    return Document.processed_by.is_distinct_from(extractor)


def _documents(
    session: Session, extractor: str, *conditions: Any, limit: int | None = None
) -> list[WaitingDocument]:
    query = select(Document.id, Document.url, Document.source).where(_waits(extractor), *conditions)
    rows = session.execute(query.order_by(Document.id).limit(limit)).all()
    sizes = _sizes(session, [row.id for row in rows])
    return [WaitingDocument(row.id, row.url, row.source, sizes.get(row.id, 0)) for row in rows]


def _sizes(session: Session, document_ids: Collection[int]) -> dict[int, int]:
    sizes: dict[int, int] = {}
    query = select(StoredPage.document_id, func.sum(func.length(StoredPage.body_zlib)))
    for some in chunks(document_ids):
        of_some = query.where(StoredPage.document_id.in_(some)).group_by(StoredPage.document_id)
        sizes |= {document_id: int(size) for document_id, size in session.execute(of_some)}
    return sizes


def _tangled(session: Session, urls: Collection[str]) -> set[str]:
    """The addresses that share an article with another address."""
    found: set[str] = set()
    for some in chunks(urls):
        found.update(_texts(session, _crossing(Document.url).where(Document.url.in_(some))))
        found.update(_texts(session, _crossing(StoredArticle.url).where(StoredArticle.url.in_(some))))
    return found


def _crossing(column: Any) -> "Select[Any]":
    """Documents that yield an article of another address than theirs."""
    joined = select(column).select_from(Document)
    joined = joined.join(ArticleVersion, ArticleVersion.id == Document.article_version_id)
    joined = joined.join(StoredArticle, StoredArticle.id == ArticleVersion.article_id)
    return joined.where(StoredArticle.url.is_distinct_from(Document.url))


def _texts(session: Session, query: "Select[Any]") -> set[str]:
    return {url for url in session.scalars(query) if url is not None}


def _grouped(documents: list[WaitingDocument]) -> Iterator[Group]:
    first: dict[str | None, int] = {}
    for document in documents:
        first.setdefault(document.url, document.document_id)
    ordered = sorted(documents, key=lambda document: (first[document.url], document.document_id))
    for _, group in groupby(ordered, key=lambda document: document.url):
        yield list(group)
