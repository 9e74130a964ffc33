"""The one spider: reads the listings of all sources, then the articles that are new."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from scrapy import Request, Spider, signals
from scrapy.http import Response, TextResponse
from scrapy.utils.defer import deferred_from_coro
from twisted.python.failure import Failure

from crawler.caller import Caller
from crawler.discovery.listings import further_pages
from crawler.discovery.reading import Found, read_listing
from crawler.discovery.xml import UnreadableListing
from crawler.failures import Cause, Postponed, cause_of, type_refusal
from crawler.state import CrawlRecord
from crawler.stats import SourceStats
from crawler.steps import ArticleStep, ListingStep, first_steps
from crawler.urls import article_url
from crawler.wiretap import EXCHANGES
from models.page import FetchedListing, FetchFailure, Page, Validators
from models.source import Source

Output = Iterator[CrawlRecord | Request]

LISTING_PRIORITY = 20
PAGE_PRIORITY = 10
MAX_PAGES_OF_ARTICLE = 20
MAX_SITEMAPS = 50
MAX_SITEMAP_DEPTH = 3
NOT_MODIFIED = 304


class NewsSpider(Spider):
    """Reads the given sources; yields a listing before it asks for the listing's articles."""

    name = "news"

    def __init__(
        self, sources: Sequence[Source], caller: Caller, stats: Mapping[str, SourceStats], max_articles: int
    ) -> None:
        super().__init__()
        self.sources = {source.slug: source for source in sources}
        self.caller = caller
        self.stats = stats
        self.max_articles = max_articles
        self._owners = {host: source for source in sources for host in source.hosts}
        self._asked: set[str] = set()
        self._known: set[str] = set()
        self._reported: set[tuple[str, str]] = set()
        self._sitemaps = dict.fromkeys(self.sources, 0)
        caller.end_crawl = self._end

    async def start(self) -> AsyncIterator[Any]:
        self.crawler.signals.connect(self._report_bug, signal=signals.spider_error)
        for source in self.sources.values():
            for step in first_steps(source):
                for request in self._listing_request(step):
                    yield request
            for request in self._article_requests(source, self.caller.pending(source.slug)):
                yield request

    def owner_of(self, host: str) -> Source | None:
        """Return the source that a host (with port) belongs to."""
        return self._owners.get(host)

    def is_settled(self, url: str) -> bool:
        """Tell whether the address was asked for in this crawl or fetched in an earlier one."""
        return url in self._asked or self.caller.is_known(url)

    def stats_of(self, request: Request) -> SourceStats:
        """Return the counts of the source that a request belongs to."""
        return self.stats[request.meta["source"]]

    # Listings

    def read_listing(self, response: Response, step: ListingStep) -> Output:
        """Hand over the listing, then ask for its new articles and for what follows it."""
        if response.status == NOT_MODIFIED:
            yield self._listing(response, step, (), is_unchanged=True)
            yield from self._after_unchanged(step)
            return
        found = self._found(response, step)
        if isinstance(found, Cause):
            yield from self._failure(step.source, step.url, found)
            return
        articles = tuple(
            dict.fromkeys(url for link in found.links if (url := article_url(link, step.source)))
        )
        fresh = self._fresh(step.source, articles)
        yield self._listing(response, step, articles)
        yield from self._article_requests(step.source, fresh)
        yield from self._following(step, found, fresh)
        step.seen.update(articles)

    def listing_failed(self, failure: Failure) -> Output:
        request, error = _failed(failure)
        step: ListingStep = request.cb_kwargs["step"]
        cause = cause_of(error, request.url)
        if step.kind == "index" and step.number > 1 and step.next_page and cause.is_gone:
            return  # the address came from a template: an index ends where it is not found
        yield from self._failure(step.source, step.url, cause, error)

    def _listing_request(self, step: ListingStep) -> Iterator[Request]:
        if step.url in self._asked:
            return
        self._asked.add(step.url)
        known = self.caller.validators(step.url) or Validators()
        conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        yield Request(
            step.url,
            callback=self.read_listing,
            errback=self.listing_failed,
            cb_kwargs={"step": step},
            headers={name: value for name, value in conditions.items() if value},
            meta={"source": step.source.slug, "handle_httpstatus_list": [NOT_MODIFIED]},
            priority=LISTING_PRIORITY,
        )

    def _found(self, response: Response, step: ListingStep) -> Found | Cause:
        refusal = type_refusal(response)
        if refusal is not None:
            return refusal
        encoding = response.encoding if isinstance(response, TextResponse) else None
        try:
            return read_listing(step.kind, response.body, response.url, encoding)
        except UnreadableListing as error:
            return Cause(str(error), response.status)

    def _listing(
        self, response: Response, step: ListingStep, articles: tuple[str, ...], is_unchanged: bool = False
    ) -> FetchedListing:
        known = (self.caller.validators(step.url) if is_unchanged else None) or Validators()
        validators = Validators(
            etag=_header(response, "ETag") or known.etag,
            last_modified=_header(response, "Last-Modified") or known.last_modified,
        )
        return FetchedListing(
            source=step.source.slug,
            url=step.url,
            article_urls=articles,
            validators=validators,
            is_unchanged=is_unchanged,
        )

    def _following(self, step: ListingStep, found: Found, fresh: Sequence[str]) -> Iterator[Request]:
        """Ask for the sitemaps of an index, or for the next page of a listing while its pages bring new articles."""
        if step.number < MAX_SITEMAP_DEPTH:
            for url in found.sitemap_urls:
                if self._sitemaps[step.source.slug] < MAX_SITEMAPS:
                    self._sitemaps[step.source.slug] += 1
                    yield from self._listing_request(replace(step, url=url, number=step.number + 1))
        next_step = step.following(found.next_url)
        if next_step is not None and any(url not in step.seen for url in fresh):
            yield from self._listing_request(next_step)

    def _after_unchanged(self, step: ListingStep) -> Iterator[Request]:
        """Read on behind an unchanged page only where an earlier crawl was cut short before the next one."""
        next_step = step.following(None)
        if next_step is not None and self.caller.validators(next_step.url) is None:
            yield from self._listing_request(next_step)

    # Articles

    def read_article(self, response: Response, step: ArticleStep) -> Output:
        """Keep the page; go on to the article's next page, or hand the article over."""
        self._asked.add(response.url)
        refusal = type_refusal(response)
        if refusal is not None:
            yield from self._end_article(step, refusal)
            return
        page = Page(
            url=response.url,
            body=response.body,
            content_type=_header(response, "Content-Type"),
            fetched_at=datetime.now(UTC),
            exchanges=response.meta.get(EXCHANGES, ()),
        )
        step = step.with_page(page, further_pages(response.body, response.url, step.url, step.source))
        next_step = step.next_page()
        if next_step is None or len(step.pages) >= MAX_PAGES_OF_ARTICLE:
            yield from self._end_article(step)
        else:
            yield self._page_request(next_step)

    def article_failed(self, failure: Failure) -> Output:
        request, error = _failed(failure)
        yield from self._end_article(request.cb_kwargs["step"], cause_of(error, request.url), error)

    def _fresh(self, source: Source, urls: Iterable[str]) -> list[str]:
        """Return the articles that no earlier crawl fetched or gave up."""
        fresh = []
        for url in urls:
            if url in self._known:
                continue
            if url not in self._asked and self.caller.is_known(url):
                self._known.add(url)
                self.stats[source.slug].known += 1
                continue
            fresh.append(url)
        return fresh

    def _article_requests(self, source: Source, urls: Iterable[str]) -> Iterator[Request]:
        stats = self.stats[source.slug]
        for url in urls:
            if url in self._asked:
                continue
            self._asked.add(url)
            stats.discovered += 1
            if stats.discovered > self.max_articles:
                stats.postponed += 1
                continue
            stats.waiting += 1
            yield self._page_request(ArticleStep(source, url, asked=url))

    def _page_request(self, step: ArticleStep) -> Request:
        self._asked.add(step.asked)
        return Request(
            step.asked,
            callback=self.read_article,
            errback=self.article_failed,
            cb_kwargs={"step": step},
            meta={"source": step.source.slug},
            priority=PAGE_PRIORITY if step.pages else 0,
        )

    def _end_article(
        self, step: ArticleStep, cause: Cause | None = None, error: BaseException | None = None
    ) -> Iterator[CrawlRecord]:
        """Hand over what there is of the article, and the failure that ended it, if one did."""
        stats = self.stats[step.source.slug]
        stats.waiting -= 1
        if cause is not None:
            stats.postponed += isinstance(error, Postponed) and not step.pages
            yield from self._failure(step.source, step.asked, cause, error)
        if step.pages:
            yield step.article

    # Failures

    def _failure(
        self, source: Source, url: str, cause: Cause, error: BaseException | None = None
    ) -> Iterator[FetchFailure]:
        """Record a failure; that a whole host cannot be read is recorded once, not once an address."""
        if isinstance(error, Postponed):
            if (source.slug, cause.reason) in self._reported:
                return
            self._reported.add((source.slug, cause.reason))
        yield FetchFailure(
            source=source.slug, url=url, reason=cause.reason, status=cause.status, is_gone=cause.is_gone
        )

    def _report_bug(self, failure: Failure, response: Any) -> None:
        """Record a page that our own code stumbled over; Scrapy logs the traceback."""
        request = response.request
        reason = (
            f"The page cannot be read because of an error in this program: {type(failure.value).__name__}."
        )
        slug = request.meta["source"]
        self.caller.deliver(FetchFailure(source=slug, url=request.url, reason=reason))

    def _end(self) -> None:
        deferred_from_coro(self.crawler.engine.close_spider_async(reason="caller_error"))


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def _failed(failure: Failure) -> tuple[Request, BaseException]:
    """Return the request that failed (the last one after redirects) and its error."""
    assert failure.value is not None
    return failure.request, failure.value  # type: ignore[attr-defined]
