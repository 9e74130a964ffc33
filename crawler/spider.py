"""The one spider: reads the listings of all sources, then the articles that are new."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from scrapy import Request, Spider, signals
from scrapy.utils.defer import deferred_from_coro
from twisted.python.failure import Failure

from crawler.article_reader import ArticleReader
from crawler.caller import Caller
from crawler.frontier import Frontier
from crawler.limits import CrawlBounds, Limits
from crawler.listing_reader import ListingReader
from crawler.queue import Backlog
from crawler.stats import SourceStats
from crawler.steps import ArticleStep
from models.page import FetchFailure
from models.source import Source

_TURN = 0.05
"""Seconds between two looks whether another source may be begun."""


class NewsSpider(Spider):
    """Reads the given sources; yields a listing before it asks for the listing's articles."""

    name = "news"

    def __init__(
        self,
        sources: Sequence[Source],
        caller: Caller,
        stats: Mapping[str, SourceStats],
        max_articles: int,
        bounds: CrawlBounds,
    ) -> None:
        super().__init__()
        self.sources = {source.slug: source for source in sources}
        self.caller = caller
        self.stats = stats
        self.limits = Limits(bounds, stats)
        self.frontier = Frontier(caller, stats, max_articles)
        self.backlog = Backlog()
        self.articles = ArticleReader(self.frontier, self.backlog, caller, stats)
        self.listings = ListingReader(self.frontier, caller, self.articles, stats)
        self._owners = {host: source for source in sources for host in source.hosts}
        self._is_ending = False
        caller.end_crawl = lambda: self.end("caller_error")

    async def start(self) -> AsyncIterator[Any]:
        self.crawler.signals.connect(self._report_bug, signal=signals.spider_error)
        for source in self.sources.values():
            while not self.limits.may_open() and self._is_at_work():
                await asyncio.sleep(_TURN)
            for request_or_record in self.listings.start(source):
                yield request_or_record
            self.articles.ask(source, self.caller.pending(source.slug))
            self.articles.ask_again(source, self.caller.due(source.slug))

    def _is_at_work(self) -> bool:
        """Whether anything waits or is under way; where nothing is, no source will ever be done that is not."""
        return bool(len(self.backlog) or self.crawler.engine.downloader.active)

    def owner_of(self, host: str) -> Source | None:
        """Return the source that a host (with port) belongs to."""
        return self._owners.get(host)

    def stats_of(self, request: Request) -> SourceStats:
        """Return the counts of the source that a request belongs to."""
        return self.stats[request.meta["source"]]

    def _report_bug(self, failure: Failure, response: Any) -> None:
        """Record a page that our own code stumbled over; Scrapy logs the traceback."""
        request = response.request
        reason = (
            f"The page cannot be read because of an error in this program: {type(failure.value).__name__}."
        )
        slug = request.meta["source"]
        if isinstance(request.cb_kwargs.get("step"), ArticleStep):
            self.stats[slug].waiting -= 1
            self.stats[slug].lost += 1
        self.caller.deliver(FetchFailure(source=slug, url=request.url, reason=reason))

    def end(self, reason: str) -> None:
        """Let what is under way come to its end, and drop what waits."""
        if not self._is_ending:
            self._is_ending = True
            deferred_from_coro(self.crawler.engine.close_spider_async(reason=reason))
