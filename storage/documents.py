"""Documents: raw pages of fetched articles and imported files, and those among them that wait for extraction."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta, timezone
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, Table, exists, insert, select
from sqlalchemy.orm import Session

from models.errors import NotAnArticle, PantauError
from models.page import Page
from models.stored import ImportedFile, Saved, StoredDocument
from storage.engine import reading, writing
from storage.frontier import settle
from storage.tables import Document, StoredPage
from storage.types import digest_of, fits_an_index, now, zone_name
from storage.withdrawn import is_withdrawn, refuse_withdrawn

_BATCH = 500
_LEVEL = 1
"""Of zlib: half the time of the usual one for a tenth more bytes."""


def import_document(engine: Engine, file: ImportedFile, run_id: int | None = None) -> Saved:
    """Stores a file once, whatever its path; what is now told about it for the first time makes it wait again.

    Raises PantauError for an address too long to be kept, and for what was withdrawn.
    """
    if file.url is not None and not fits_an_index(file.url):
        raise PantauError(
            f"{file.path}: the address given is longer than 2000 characters: give its short form"
        )
    digest = digest_of([file.body])
    with writing(engine) as session:
        refuse_withdrawn(session, file.path, file.url, digest)
        known = session.scalar(select(Document).where(Document.digest == digest, Document.path.is_not(None)))
        if known is not None:
            return _complete(known, file)
        document = Document(digest=digest, path=file.path, fetched_at=now(), run_id=run_id, **_told(file))
        address = file.url or file.path
        page = Page(
            url=address, body=file.body, content_type=file.content_type, fetched_at=document.fetched_at
        )
        add_document(session, document, [page])
        return Saved.NEW


def add_document(session: Session, document: Document, pages: Iterable[Page]) -> None:
    """Stores a document with its pages in the session's transaction."""
    session.add(document)
    session.flush()
    rows = [
        {
            "document_id": document.id,
            "number": number,
            "url": page.url,
            "content_type": page.content_type,
            "robots": page.robots,
            "digest": digest_of([page.body]),
            "fetched_at": page.fetched_at,
            "run_id": document.run_id,
            "body_zlib": zlib.compress(page.body, _LEVEL),
            **_place(page),
        }
        for number, page in enumerate(pages, start=1)
    ]
    # past the session, which would hold bodies that nobody asks it for
    session.connection().execute(insert(cast(Table, StoredPage.__table__)), rows)


def fetch_digest(url: str, pages: Sequence[Page]) -> str:
    """What a fetch is known by: its address and the bodies of its pages."""
    return digest_of([url.encode(), *(page.body for page in pages)])


def restore_document(
    engine: Engine, url: str, source: str | None, pages: Sequence[Page], run_id: int | None = None
) -> Saved:
    """Stores the pages that an archive holds of an article as if they came from the site when they were fetched.

    A fetch that is stored already stays, whatever became of its article since; it leads again where the archive says
    that the site went back to it. The address counts as fetched. What was withdrawn stays out. Raises NotAnArticle for
    an address too long.
    """
    if not fits_an_index(url):
        raise NotAnArticle(f"the address {url[:80]}... is longer than 2000 characters: it cannot be stored")
    with writing(engine) as session:
        if is_withdrawn_fetch(session, url, pages):
            return Saved.UNCHANGED
        return restore(session, url, source, pages, run_id)


def is_withdrawn_fetch(session: Session, url: str, pages: Sequence[Page]) -> bool:
    """True where the article of these pages was withdrawn."""
    contents = [fetch_digest(url, pages)]
    return is_withdrawn(session, urls=[url, *(page.url for page in pages)], contents=contents)


def restore(
    session: Session, url: str, source: str | None, pages: Sequence[Page], run_id: int | None
) -> Saved:
    """As `restore_document`, in the session's transaction, of what was not withdrawn and has an address that fits."""
    fetched_at = max(page.fetched_at for page in pages)
    digest = fetch_digest(url, pages)
    known = session.scalar(select(Document).where(Document.digest == digest))
    if known is None:
        settle(session, url, source, run_id, fetched_at)
        document = Document(digest=digest, url=url, source=source, fetched_at=fetched_at, run_id=run_id)
        add_document(session, document, pages)
        return Saved.NEW
    between = Document.fetched_at.between(known.fetched_at, fetched_at)
    others = exists().where(Document.url == url, Document.id != known.id, between)
    if fetched_at <= known.fetched_at or not session.scalar(select(others)):
        return Saved.UNCHANGED
    known.fetched_at, known.processed_by = fetched_at, None
    return Saved.CHANGED


def leads_again(session: Session, document: Document, moment: datetime, run_id: int) -> bool:
    """Makes an old document the latest again, waiting and this run's, where a page went back to what it was.

    Returns whether it did.
    """
    newer = exists().where(Document.url == document.url, Document.fetched_at > document.fetched_at)
    if session.scalar(select(newer)):
        document.fetched_at, document.run_id = moment, run_id
        document.processed_by = None
        return True
    return False


def waiting(engine: Engine, extractor: str) -> Iterator[StoredDocument]:
    """Documents that this extractor version has not read yet, oldest first, one in memory at a time.

    Each is read in its own transaction, so the caller may store in between. One whose extraction was stored, or
    whose problem was recorded for this version, does not come again.
    """
    last_id = 0
    while True:
        query = (
            select(Document.id)
            .where(Document.id > last_id, Document.processed_by.is_distinct_from(extractor))
            .order_by(Document.id)
            .limit(_BATCH)
        )
        with reading(engine) as session:
            batch = session.scalars(query).all()
        for document_id in batch:
            document = load_document(engine, document_id)
            if document is not None:
                yield document
        if not batch:
            return
        last_id = batch[-1]


def load_document(engine: Engine, document_id: int) -> StoredDocument | None:
    """A document with its pages; null where there is none. Raises PantauError where a stored page is damaged."""
    pages_of = select(StoredPage).where(StoredPage.document_id == document_id).order_by(StoredPage.number)
    with reading(engine) as session:
        document = session.get(Document, document_id)
        if document is None:
            return None
        return StoredDocument(
            document_id=document.id,
            url=document.url,
            source=document.source,
            path=document.path,
            pages=tuple(_page(page) for page in session.scalars(pages_of)),
            published_at=_in_zone(document.published_at, document.published_zone),
            published_on=document.published_on,
            place=document.place,
        )


def _place(page: Page) -> dict[str, str | int | None]:
    """The columns that name the page's record in an archive; null where it is in none."""
    place = page.archived
    return {
        "warc_file": place.file if place else None,
        "warc_offset": place.offset if place else None,
        "warc_digest": place.digest if place else None,
    }


def _page(page: StoredPage) -> Page:
    try:
        body = zlib.decompress(page.body_zlib)
    except zlib.error as error:
        raise PantauError(f"stored page {page.id} ({page.url}) is damaged: restore a backup") from error
    return Page(
        url=page.url,
        body=body,
        content_type=page.content_type,
        fetched_at=page.fetched_at,
        robots=page.robots,
    )


def _told(file: ImportedFile) -> dict[str, object]:
    """What the person told about the file; what was left out is not in it."""
    told = {
        "url": file.url,
        "source": file.source,
        "place": file.place,
        "published_at": file.published_at,
        "published_zone": zone_name(file.published_at),
        "published_on": file.published_on or (file.published_at.date() if file.published_at else None),
    }
    return {name: value for name, value in told.items() if value is not None}


def _complete(document: Document, file: ImportedFile) -> Saved:
    changes = {name: value for name, value in _told(file).items() if getattr(document, name) != value}
    if not changes:
        return Saved.UNCHANGED
    for name, value in changes.items():
        setattr(document, name, value)
    document.processed_by = None
    return Saved.CHANGED


def _in_zone(moment: datetime | None, zone: str | None) -> datetime | None:
    if moment is None or zone is None:
        return moment
    if zone[0] in "+-":
        hours, minutes = zone[1:].split(":")
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        return moment.astimezone(timezone(offset if zone[0] == "+" else -offset))
    return moment.astimezone(ZoneInfo(zone))
