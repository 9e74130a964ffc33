"""What a crawl asked for and what is settled: every article once, at most so many of a source."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from crawler.caller import Caller
from crawler.failures import Cause, Postponed
from crawler.stats import SourceStats
from models.page import FetchFailure
from models.source import Source

Fate = Literal["known", "gated", "discovered"]
"""How an article that was met counts in the statistics of its source."""


class Frontier:
    """The addresses of one crawl; earlier crawls answer through the caller."""

    def __init__(self, caller: Caller, stats: Mapping[str, SourceStats], max_articles: int) -> None:
        self._caller = caller
        self._stats = stats
        self._max_articles = max_articles
        self._asked: set[str] = set()
        self._met: dict[str, Fate] = {}
        self._reported: set[tuple[str, str]] = set()

    def is_settled(self, url: str) -> bool:
        """Tell whether the address was asked for in this crawl or fetched in an earlier one."""
        return url in self._asked or self._caller.is_known(url)

    def is_asked(self, url: str) -> bool:
        """Tell whether the address was asked for in this crawl."""
        return url in self._asked

    def claim(self, url: str) -> bool:
        """Note that the address is asked for now; False where it was already."""
        if url in self._asked:
            return False
        self._asked.add(url)
        return True

    def fresh(self, source: Source, urls: Iterable[str]) -> list[str]:
        """Return the articles that no earlier crawl fetched or gave up."""
        urls = list(urls)
        known = self._caller.known(
            [url for url in urls if url not in self._asked and not self._is_known(url)]
        )
        self.meet(source, known, "known")
        return [url for url in urls if url in self._asked or not self._is_known(url)]

    def meet(self, source: Source, urls: Iterable[str], fate: Fate) -> None:
        """Count articles, each once, however many listings name it; a gated one that is asked for after all counts as
        asked for.
        """
        stats = self._stats[source.slug]
        for url in urls:
            before = self._met.get(url)
            if before is not None and (before, fate) != ("gated", "discovered"):
                continue
            if before is not None:
                stats.gated -= 1
            self._met[url] = fate
            setattr(stats, fate, getattr(stats, fate) + 1)

    def _is_known(self, url: str) -> bool:
        return self._met.get(url) == "known"

    def admit(self, source: Source, urls: Iterable[str]) -> Iterator[str]:
        """Return the articles to ask for now; those over the limit of one crawl wait for the next."""
        stats = self._stats[source.slug]
        for url in urls:
            if not self.claim(url):
                self.meet(source, [url], "known")  # asked for already under another name, or as a second look
                continue
            self.meet(source, [url], "discovered")
            if stats.discovered > self._max_articles:
                stats.postponed += 1
                continue
            stats.waiting += 1
            yield url

    def admit_again(self, source: Source, urls: Iterable[str]) -> Iterator[str]:
        """Return the stored articles to look at again now, as many at most as new ones."""
        stats = self._stats[source.slug]
        for url in urls:
            if stats.rechecks < self._max_articles and self.claim(url):
                stats.rechecks += 1
                stats.waiting += 1
                yield url

    def failure(
        self, source: Source, url: str, cause: Cause, error: BaseException | None = None
    ) -> Iterator[FetchFailure]:
        """Record a failure; that a whole host cannot be read is recorded once, not once an address."""
        if isinstance(error, Postponed):
            if (source.slug, cause.reason) in self._reported:
                return
            self._reported.add((source.slug, cause.reason))
        yield FetchFailure(
            source=source.slug,
            url=url,
            reason=cause.reason,
            status=cause.status,
            is_gone=cause.is_gone,
            is_refused=cause.is_refused,
        )
