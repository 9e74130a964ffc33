"""The crawler's memory: which addresses are known, what listings said last, and where its finds are stored."""

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from models.page import (
    FetchedArticle,
    FetchedListing,
    FetchFailure,
    SameArticle,
    SourceRead,
    SourceTally,
    UnchangedArticle,
    Validators,
)
from storage.chunks import chunks
from storage.counting import count_in_run
from storage.discovery import (
    has_unfinished_run,
    save_validators,
    save_verdicts,
    save_watermark,
    settle_spelling,
    skipped_among,
    source_state,
)
from storage.documents import add_document, fetch_digest, leads_again
from storage.engine import reading, writing
from storage.frontier import discover
from storage.schedule import EARLY, is_due, next_look
from storage.tables import Document, FrontierEntry, ListingState, Problem
from storage.tombstones import bury, lift
from storage.types import fits_an_index, now
from storage.withdrawn import without_withdrawn

MAX_ATTEMPTS = 3
"""Runs in which an address may fail before it is given up."""


class CrawlStore:
    """What a crawl asks and stores. Every method is one transaction; storing the same again changes nothing.

    `clock` tells when a second look at an article is due.
    """

    def __init__(self, engine: Engine, run_id: int, clock: Callable[[], datetime] = now) -> None:
        self._engine = engine
        self._run_id = run_id
        self._clock = clock

    def pending(self, source: str) -> list[str]:
        """Addresses of the source that earlier runs left to fetch, oldest first."""
        query = select(FrontierEntry.url).where(FrontierEntry.source == source, _is_wanted())
        with reading(self._engine) as session:
            return list(session.scalars(query.order_by(FrontierEntry.id)))

    def due(self, source: str) -> list[str]:
        """Addresses of the source whose next look is due, the longest due first."""
        is_looked_at = FrontierEntry.next_check_at <= self._clock() + EARLY
        query = select(FrontierEntry.url).where(FrontierEntry.source == source, is_looked_at)
        with reading(self._engine) as session:
            return list(session.scalars(query.order_by(FrontierEntry.next_check_at, FrontierEntry.id)))

    def is_known(self, url: str) -> bool:
        """True where no fetch is wanted for being new: it is stored, gone, refused, or failed in three runs."""
        return bool(self.known([url]))

    def known(self, urls: Collection[str]) -> set[str]:
        """Those of the addresses that are known, see `is_known`."""
        found = set[str]()
        with reading(self._engine) as session:
            for some in chunks(urls):
                among = FrontierEntry.url.in_(some)
                found.update(session.scalars(select(FrontierEntry.url).where(among, ~_is_wanted())))
            return found | (set(urls) - set(without_withdrawn(session, list(urls))))

    def validators(self, url: str) -> Validators | None:
        """For a conditional request; null where the listing or article was never read."""
        with reading(self._engine) as session:
            read = session.scalar(select(ListingState).where(ListingState.url == url)) or session.scalar(
                select(FrontierEntry).where(
                    FrontierEntry.url == url, FrontierEntry.first_checked_at.is_not(None)
                )
            )
        return None if read is None else Validators(etag=read.etag, last_modified=read.last_modified)

    def skipped(self, urls: Collection[str]) -> set[str]:
        """Those of the addresses that the topic gate skipped."""
        return skipped_among(self._engine, urls)

    def watermark(self, source: str) -> datetime | None:
        """Begin of the last crawl that read all listings of the source; null where none did."""
        state = source_state(self._engine, source)
        return None if state is None else state.watermark

    def is_behind(self, source: str) -> bool:
        """True where a run since the watermark met the source and did not read all its listings."""
        return has_unfinished_run(self._engine, source, self._run_id)

    def save_listing(self, listing: FetchedListing) -> None:
        """Stores the addresses that a listing gave and its validators, together: a crash between loses nothing."""
        with writing(self._engine) as session:
            urls = without_withdrawn(session, dict.fromkeys(listing.article_urls))
            allowed = set(without_withdrawn(session, (one.url for one in listing.judged)))
            judged = [one for one in listing.judged if one.url in allowed]
            for url in urls:
                if not fits_an_index(url):
                    self._note(
                        session, listing.source, url[:200], "the address is longer than 2000 characters"
                    )
            found = discover(
                session, listing.source, [url for url in urls if fits_an_index(url)], self._run_id
            )
            save_verdicts(session, self._run_id, listing.source, judged, urls)
            is_first_read = save_validators(session, listing, self._run_id)
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
            if not without_withdrawn(session, [article.url]):
                return
            entry = self._entry(session, article)
            is_second_look = self._settle(entry, "fetched")
            entry.last_status_code, entry.last_error = 200, None
            entry.etag, entry.last_modified = article.validators.etag, article.validators.last_modified
            known = session.scalar(select(Document).where(Document.digest == digest))
            is_news = known is None or leads_again(session, known, self._clock(), self._run_id)
            if known is None:
                document = Document(
                    digest=digest,
                    url=article.url,
                    source=article.source,
                    fetched_at=max(page.fetched_at for page in article.pages),
                    run_id=self._run_id,
                )
                add_document(session, document, article.pages)
            else:
                lift(session, article.url)
            is_first_told = is_second_look or (known is not None and known.run_id != self._run_id)
            self._count(
                session,
                article.source,
                articles_fetched=int(is_news),
                articles_rechecked=int(is_second_look),
                articles_unchanged=int(not is_news and is_first_told),
            )

    def save_unchanged(self, article: UnchangedArticle) -> None:
        """Notes that an article is as it was; only its next look moves."""
        with writing(self._engine) as session:
            if not without_withdrawn(session, [article.url]):
                return
            entry = session.scalars(select(FrontierEntry).where(FrontierEntry.url == article.url)).one()
            is_second_look = self._settle(entry, "fetched")
            entry.last_status_code, entry.last_error = 304, None
            entry.etag, entry.last_modified = article.validators.etag, article.validators.last_modified
            lift(session, article.url)
            self._count(
                session,
                article.source,
                articles_rechecked=int(is_second_look),
                articles_unchanged=int(is_second_look),
            )

    def save_failure(self, failure: FetchFailure) -> None:
        """Records a failure once a run. A stored article stays so, with a tombstone where it is gone or not to be kept.

        What is gone before it was ever stored is not asked for again.
        """
        with writing(self._engine) as session:
            if not without_withdrawn(session, [failure.url]):
                return
            if not self._note(session, failure.source, failure.url, failure.reason):
                return
            entry = session.scalar(select(FrontierEntry).where(FrontierEntry.url == failure.url))
            counts: dict[str, int] = {}
            if entry is not None:
                entry.last_status_code, entry.last_error = failure.status, failure.reason
                counts = self._settle_failure(session, entry, failure)
            self._count(session, failure.source, **(counts or {"failures": 1}))

    def _settle_failure(
        self, session: Session, entry: FrontierEntry, failure: FetchFailure
    ) -> dict[str, int]:
        """Notes in the frontier what a failure means for the article; returns what to count, nothing for a failure."""
        was_settled = entry.first_checked_at is not None
        if failure.is_refused or (failure.is_gone and was_settled):
            is_second_look = self._settle(entry, "refused" if failure.is_refused else "gone")
            return {
                "articles_rechecked": int(is_second_look),
                "articles_refused": int(failure.is_refused),
                "articles_removed": bury(session, entry.url, failure.reason, self._clock()),
            }
        if failure.is_gone:
            entry.state = "gone"
        elif entry.state != "gone" and entry.failure_run_id != self._run_id:
            entry.attempts += 1
            entry.failure_run_id = self._run_id
            if not was_settled:
                entry.state = "failed"
            elif entry.attempts >= MAX_ATTEMPTS:
                self._settle(entry, entry.state)
        return {}

    def _entry(self, session: Session, article: FetchedArticle) -> FrontierEntry:
        """The article's entry in the frontier, a new one where no listing named it."""
        query = select(FrontierEntry).where(FrontierEntry.url == article.url)
        entry = session.scalar(query)
        if entry is None:
            discover(session, article.source, [article.url], self._run_id)
            entry = session.scalars(query).one()
        return entry

    def _settle(self, entry: FrontierEntry, state: str) -> bool:
        """Notes the outcome of a look and sets the next one; returns whether this was a second look that was due."""
        moment = self._clock()
        was_due = is_due(entry.next_check_at, moment)
        entry.state, entry.attempts = state, 0
        entry.first_checked_at = entry.first_checked_at or moment
        entry.next_check_at = next_look(entry.first_checked_at, moment, is_removed=state == "gone")
        return was_due

    def save_same_article(self, same: SameArticle) -> None:
        """Settles an address together with the article's own, which waits if it was not fetched yet."""
        with writing(self._engine) as session:
            if len(without_withdrawn(session, [same.url, same.article_url])) < 2:
                return
            discover(session, same.source, [same.article_url], self._run_id)
            settle_spelling(session, same)

    def save_watermark(self, read: SourceRead) -> None:
        """Notes that all listings of a source were read."""
        with writing(self._engine) as session:
            save_watermark(session, read)

    def take_tally(self, tally: SourceTally) -> None:
        """Adds what the crawler counted to the source's row of the run."""
        with writing(self._engine) as session:
            self._count(session, tally.source, **tally.model_dump(exclude={"source"}))

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
        count_in_run(session, self._run_id, source, **counts)


def left_to_ask(session: Session, moment: datetime) -> dict[str, tuple[int, int]]:
    """How many articles of each source earlier runs left to fetch, and of how many the next look is due."""
    counts: dict[str, tuple[int, int]] = {}
    is_due_then = FrontierEntry.next_check_at <= moment + EARLY
    for place, condition in enumerate((_is_wanted(), is_due_then)):
        query = select(FrontierEntry.source, func.count()).where(condition).group_by(FrontierEntry.source)
        for source, count in session.execute(query):
            wanted, due = counts.get(source, (0, 0))
            counts[source] = (wanted, count) if place else (count, due)
    return counts


def _is_wanted() -> ColumnElement[bool]:
    retried = and_(FrontierEntry.state == "failed", FrontierEntry.attempts < MAX_ATTEMPTS)
    return or_(FrontierEntry.state == "pending", retried)
