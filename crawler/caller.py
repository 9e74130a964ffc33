"""The caller's side of a crawl: its state, its sink and its progress report."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from types import TracebackType

from crawler.state import CrawlRecord, CrawlState, Sink
from crawler.stats import CrawlProgress, SourceStats
from models.page import (
    FetchedArticle,
    FetchedListing,
    FetchFailure,
    SourceRead,
    SourceTally,
    UnchangedArticle,
    Validators,
)

OnProgress = Callable[[CrawlProgress], None]

_TALLY_EVERY = 20
"""Records of a source after which its tally is told, even where nothing was asked for meanwhile."""


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
        self._told = {slug: _tally(slug, SourceStats()) for slug in stats}
        self._untold: Counter[str] = Counter()
        self._done: set[str] = set()

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
            self._untold[record.source] += 1
            self._tell_tally(record.source)
            self._sink(record)
            self._count(record)
            if self._on_progress is not None and not isinstance(record, SourceRead):
                self._on_progress(self._progress(record.source, record.url))

    def finish(self) -> None:
        """Tell the last tallies, and that every source is done with."""
        if self.error is not None:
            return
        with self:
            for slug, stats in self._stats.items():
                if stats.requests:
                    self._tell_tally(slug, is_last=True)
                if self._on_progress is not None and slug not in self._done:
                    self._on_progress(self._progress(slug, "", is_last=True))

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

    def _tell_tally(self, source: str, *, is_last: bool = False) -> None:
        """Tell what was counted since the last time, before what came of the articles asked for is stored."""
        now, told = _tally(source, self._stats[source]), self._told[source]
        has_asked = (now.articles_asked, now.articles_due) != (told.articles_asked, told.articles_due)
        if has_asked or is_last or self._untold[source] >= _TALLY_EVERY:
            self._state.take_tally(_since(told, now))
            self._told[source] = now
            self._untold[source] = 0

    def _progress(self, source: str, url: str, *, is_last: bool = False) -> CrawlProgress:
        everywhere, stats = self._stats.values(), self._stats[source]
        is_done = is_last or (stats.is_done and source not in self._done)
        if is_done:
            self._done.add(source)
        return CrawlProgress(
            source=source,
            url=url,
            done=stats if is_done else None,
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


def _tally(source: str, stats: SourceStats) -> SourceTally:
    return SourceTally(
        source=source,
        articles_asked=stats.discovered,
        articles_due=stats.rechecks,
        articles_known=stats.known,
        articles_gated=stats.gated,
        articles_sampled=stats.sampled,
        articles_copied=stats.copies,
        articles_gone=stats.gone,
        articles_failed=stats.lost,
        articles_postponed=stats.postponed,
        requests=stats.requests,
        bytes_received=stats.bytes,
        milliseconds=round(stats.seconds * 1000),
    )


def _since(before: SourceTally, now: SourceTally) -> SourceTally:
    names = [name for name in SourceTally.model_fields if name != "source"]
    return SourceTally(
        source=now.source, **{name: getattr(now, name) - getattr(before, name) for name in names}
    )
