"""Reads the listings of the sources: feeds, sitemaps and index pages, each before its articles are asked for."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from scrapy import Request
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from crawler.article_reader import ArticleReader
from crawler.caller import Caller
from crawler.discovery.reading import Found, read_listing
from crawler.discovery.xml import UnreadableListing
from crawler.failures import Cause, cause_of, type_refusal
from crawler.frontier import Frontier
from crawler.responses import conditions, failed_request, validators_of
from crawler.state import CrawlRecord
from crawler.steps import ListingStep
from crawler.urls import article_url
from models.page import FetchedListing

Output = Iterator[CrawlRecord | Request]

LISTING_PRIORITY = 20
MAX_SITEMAPS = 50
MAX_SITEMAP_DEPTH = 3
NOT_MODIFIED = 304


class ListingReader:
    """Callbacks of the requests for listings."""

    def __init__(self, frontier: Frontier, caller: Caller, articles: ArticleReader) -> None:
        self._frontier = frontier
        self._caller = caller
        self._articles = articles
        self._sitemaps: Counter[str] = Counter()

    def read(self, response: Response, step: ListingStep) -> Output:
        """Hand over the listing, then ask for its new articles and for what follows it."""
        if response.status == NOT_MODIFIED:
            yield self._listing(response, step, (), is_unchanged=True)
            yield from self._after_unchanged(step)
            return
        found = self._found(response, step)
        if isinstance(found, Cause):
            yield from self._frontier.failure(step.source, step.url, found)
            return
        articles = tuple(
            dict.fromkeys(url for link in found.links if (url := article_url(link, step.source)))
        )
        fresh = self._frontier.fresh(step.source, articles)
        yield self._listing(response, step, articles)
        yield from self._articles.requests(step.source, fresh)
        yield from self._following(step, found, fresh)
        step.seen.update(articles)

    def failed(self, failure: Failure) -> Output:
        """Record why a listing cannot be read."""
        request, error = failed_request(failure)
        step: ListingStep = request.cb_kwargs["step"]
        cause = cause_of(error, request.url)
        if step.kind == "index" and step.number > 1 and step.next_page and cause.is_gone:
            return  # the address came from a template: an index ends where it is not found
        yield from self._frontier.failure(step.source, step.url, cause, error)

    def request(self, step: ListingStep) -> Iterator[Request]:
        """Ask for a listing, unless this crawl did already."""
        if not self._frontier.claim(step.url):
            return
        yield Request(
            step.url,
            callback=self.read,
            errback=self.failed,
            cb_kwargs={"step": step},
            headers=conditions(self._caller.validators(step.url)),
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
        validators = validators_of(response, self._caller.validators(step.url) if is_unchanged else None)
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
                    yield from self.request(replace(step, url=url, number=step.number + 1))
        next_step = step.following(found.next_url)
        if next_step is not None and any(url not in step.seen for url in fresh):
            yield from self.request(next_step)

    def _after_unchanged(self, step: ListingStep) -> Iterator[Request]:
        """Read on behind an unchanged page only where an earlier crawl was cut short before the next one."""
        next_step = step.following(None)
        if next_step is not None and self._caller.validators(next_step.url) is None:
            yield from self.request(next_step)
