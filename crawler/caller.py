"""The caller's side of a crawl: its state, its sink and its progress report."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from types import TracebackType

from crawler.state import CrawlRecord, CrawlState, Sink
from crawler.stats import CrawlProgress, SourceStats
from models.page import (
    FetchedArticle,
    FetchedListing,
    FetchFailure,
    SameArticle,
    SourceRead,
    UnchangedArticle,
    Validators,
)

OnProgress = Callable[[CrawlProgress], None]


class Caller:
    """Calls the caller's code from inside the crawl.

    The first error there (a full disk, say) is kept for `crawl` to raise and ends the crawl; from then on nothing
    is handed over and every article counts as known, so that nothing new is asked for.
    """

    def __init__(
        self, state: CrawlState, sink: Sink, stats: Mapping[str, SourceStats], on_progress: OnProgress | None
    ) -> None:
        self.error: BaseException | None = None
        self.end_crawl: Callable[[], None] = lambda: None
        self._state = state
        self._sink = sink
        self._stats = stats
        self._on_progress = on_progress

    def pending(self, source: str) -> list[str]:
        with self:
            return list(self._state.pending(source))
        return []

    def due(self, source: str) -> list[str]:
        with self:
            return list(self._state.due(source))
        return []

    def is_known(self, url: str) -> bool:
        if self.error is None:
            with self:
                return self._state.is_known(url)
        return True

    def known(self, urls: Collection[str]) -> set[str]:
        if self.error is None:
            with self:
                return self._state.known(urls)
        return set(urls)

    def validators(self, url: str) -> Validators | None:
        with self:
            return self._state.validators(url)
        return None

    def skipped(self, urls: Collection[str]) -> set[str]:
        with self:
            return self._state.skipped(urls)
        return set()

    def watermark(self, source: str) -> datetime | None:
        with self:
            return self._state.watermark(source)
        return None

    def is_behind(self, source: str) -> bool:
        with self:
            return self._state.is_behind(source)
        return False

    def deliver(self, record: CrawlRecord) -> None:
        """Hand one record to the sink, count it, tell the progress."""
        if self.error is not None:
            return
        with self:
            self._sink(record)
            self._count(record)
            if self._on_progress is not None and not isinstance(record, SourceRead):
                self._on_progress(self._progress(record))

    def _count(self, record: CrawlRecord) -> None:
        stats = self._stats[record.source]
        stats.touch()
        match record:
            case FetchedListing():
                stats.listings += 1
                stats.unchanged += record.is_unchanged
            case UnchangedArticle():
                stats.articles_unchanged += 1
            case FetchFailure():
                stats.refused += record.is_refused
                stats.failed += not record.is_refused
            case FetchedArticle():
                stats.fetched += 1
            case SameArticle():
                stats.copies += 1

    def _progress(
        self, record: FetchedListing | FetchedArticle | UnchangedArticle | FetchFailure | SameArticle
    ) -> CrawlProgress:
        everywhere = self._stats.values()
        return CrawlProgress(
            source=record.source,
            url=record.url,
            fetched=sum(stats.fetched for stats in everywhere),
            failed=sum(stats.failed for stats in everywhere),
            waiting=sum(stats.waiting for stats in everywhere),
        )

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is None:
            return False
        if self.error is None:
            self.error = error
            self.end_crawl()
        return True
