"""The crawler's memory: which addresses are known, what listings said last, and where its finds are stored."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Engine, and_, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.page import FetchedArticle, FetchedListing, FetchFailure, Validators
from storage.documents import add_document, fetch_digest
from storage.engine import reading, writing
from storage.tables import Base, Document, FrontierEntry, ListingState, Problem, RunSource
from storage.types import fits_an_index, now

MAX_ATTEMPTS = 3
"""Runs in which an address may fail before it is given up."""

_CHUNK = 500


class CrawlStore:
    """What a crawl asks and stores. Every method is one transaction; storing the same again changes nothing."""

    def __init__(self, engine: Engine, run_id: int) -> None:
        self._engine = engine
        self._run_id = run_id

    def pending(self, source: str) -> list[str]:
        """Addresses of the source that earlier runs left to fetch, oldest first."""
        query = select(FrontierEntry.url).where(FrontierEntry.source == source, _is_wanted())
        with reading(self._engine) as session:
            return list(session.scalars(query.order_by(FrontierEntry.id)))

    def is_known(self, url: str) -> bool:
        """True where no fetch is wanted: the article is stored, gone, or failed in three runs."""
        with reading(self._engine) as session:
            return bool(session.scalar(select(exists().where(FrontierEntry.url == url, ~_is_wanted()))))

    def validators(self, url: str) -> Validators | None:
        """For a conditional request; null where the listing was never read."""
        with reading(self._engine) as session:
            listing = session.scalar(select(ListingState).where(ListingState.url == url))
        if listing is None:
            return None
        return Validators(etag=listing.etag, last_modified=listing.last_modified)

    def save_listing(self, listing: FetchedListing) -> None:
        """Stores the addresses that a listing gave and its validators, together: a crash between loses nothing."""
        with writing(self._engine) as session:
            urls = list(dict.fromkeys(listing.article_urls))
            for url in urls:
                if not fits_an_index(url):
                    self._note(
                        session, listing.source, url[:200], "the address is longer than 2000 characters"
                    )
            found = self._discover(session, listing.source, [url for url in urls if fits_an_index(url)])
            is_first_read = self._save_validators(session, listing)
            self._count(
                session,
                listing.source,
                listings_read=int(is_first_read),
                listings_unchanged=int(is_first_read and listing.is_unchanged),
                articles_found=found,
            )

    def save_article(self, article: FetchedArticle) -> None:
        """Stores the pages of an article. Other pages than last time are a new document of the same address."""
        digest = fetch_digest(article.url, article.pages)
        with writing(self._engine) as session:
            self._discover(session, article.source, [article.url])
            fetched = {"state": "fetched", "last_status_code": 200, "last_error": None}
            session.execute(update(FrontierEntry).where(FrontierEntry.url == article.url).values(fetched))
            known = session.scalar(select(Document).where(Document.digest == digest))
            if known is not None:
                _lead_again(session, known)
                return
            document = Document(
                digest=digest,
                url=article.url,
                source=article.source,
                fetched_at=max(page.fetched_at for page in article.pages),
                run_id=self._run_id,
            )
            add_document(session, document, article.pages)
            self._count(session, article.source, articles_fetched=1)

    def save_failure(self, failure: FetchFailure) -> None:
        """Records a failure once a run. An article that is stored stays so; one that is gone is not asked for again."""
        with writing(self._engine) as session:
            if not self._note(session, failure.source, failure.url, failure.reason):
                return
            self._count(session, failure.source, failures=1)
            entry = session.scalar(select(FrontierEntry).where(FrontierEntry.url == failure.url))
            if entry is None:
                return
            entry.last_status_code, entry.last_error = failure.status, failure.reason
            if failure.is_gone:
                entry.state = "gone"
            elif entry.state != "fetched" and entry.failure_run_id != self._run_id:
                entry.state = "failed"
                entry.attempts += 1
                entry.failure_run_id = self._run_id

    def _discover(self, session: Session, source: str, urls: Sequence[str]) -> int:
        """Adds the addresses that are new; returns how many were."""
        found = 0
        for first in range(0, len(urls), _CHUNK):
            chunk = urls[first : first + _CHUNK]
            known = set(session.scalars(select(FrontierEntry.url).where(FrontierEntry.url.in_(chunk))))
            rows = [
                {
                    "url": url,
                    "source": source,
                    "state": "pending",
                    "attempts": 0,
                    "discovered_at": now(),
                    "discovery_run_id": self._run_id,
                }
                for url in chunk
                if url not in known
            ]
            _insert_new(session, FrontierEntry, rows)
            found += len(rows)
        return found

    def _save_validators(self, session: Session, listing: FetchedListing) -> bool:
        """Returns whether this run reads the listing for the first time."""
        state = session.scalar(select(ListingState).where(ListingState.url == listing.url))
        if state is None:
            state = ListingState(url=listing.url, source=listing.source)
            session.add(state)
        is_first_read = state.run_id != self._run_id
        state.checked_at, state.run_id = now(), self._run_id
        fresh = listing.validators
        if not listing.is_unchanged:
            state.etag, state.last_modified = fresh.etag, fresh.last_modified
        else:  # a 304 need not repeat them
            state.etag = fresh.etag or state.etag
            state.last_modified = fresh.last_modified or state.last_modified
        return is_first_read

    def _note(self, session: Session, source: str, subject: str, reason: str) -> bool:
        """Records a problem once a run; returns whether it was new."""
        same = and_(Problem.run_id == self._run_id, Problem.subject == subject, Problem.stage == "crawl")
        if session.scalar(select(exists().where(same, Problem.reason == reason))):
            return False
        session.add(
            Problem(
                run_id=self._run_id,
                source=source,
                subject=subject,
                stage="crawl",
                reason=reason,
                noted_at=now(),
            )
        )
        return True

    def _count(self, session: Session, source: str, **counts: int) -> None:
        zeros = dict.fromkeys(
            ("listings_read", "listings_unchanged", "articles_found", "articles_fetched", "failures"), 0
        )
        _insert_new(session, RunSource, [{"run_id": self._run_id, "source": source, **zeros}])
        added = {name: getattr(RunSource, name) + number for name, number in counts.items()}
        session.execute(
            update(RunSource)
            .where(RunSource.run_id == self._run_id, RunSource.source == source)
            .values(added)
            .execution_options(synchronize_session=False)
        )


def _is_wanted() -> ColumnElement[bool]:
    retried = and_(FrontierEntry.state == "failed", FrontierEntry.attempts < MAX_ATTEMPTS)
    return or_(FrontierEntry.state == "pending", retried)


def _insert_new(session: Session, table: type[Base], rows: Iterable[dict[str, object]]) -> None:
    """Inserts the rows that clash with none, whoever else inserts at the moment."""
    rows = list(rows)
    if not rows:
        return
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert(table) if is_postgresql else sqlite.insert(table)
    session.execute(insert.on_conflict_do_nothing(), rows)


def _lead_again(session: Session, document: Document) -> None:
    """A page that went back to what it was: the old document becomes the latest again, and waits."""
    newer = exists().where(Document.url == document.url, Document.fetched_at > document.fetched_at)
    if session.scalar(select(newer)):
        document.fetched_at = now()
        document.processed_by = None
