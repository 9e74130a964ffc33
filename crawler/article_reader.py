"""Fetches articles page by page."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.discovery.listings import further_pages
from crawler.failures import Cause, Postponed, cause_of, type_refusal
from crawler.frontier import Frontier
from crawler.responses import failed_request, header
from crawler.state import CrawlRecord
from crawler.stats import SourceStats
from crawler.steps import ArticleStep
from crawler.wiretap import EXCHANGES
from models.page import Page
from models.source import Source

Output = Iterator[CrawlRecord | Request]

PAGE_PRIORITY = 10
MAX_PAGES_OF_ARTICLE = 20


class ArticleReader:
    """Callbacks of the requests for articles."""

    def __init__(self, frontier: Frontier, stats: Mapping[str, SourceStats]) -> None:
        self._frontier = frontier
        self._stats = stats

    def requests(self, source: Source, urls: Iterable[str]) -> Iterator[Request]:
        """Ask for the articles that this crawl did not ask for yet."""
        for url in self._frontier.admit(source, urls):
            yield self._page_request(ArticleStep(source, url, asked=url))

    def read(self, response: Response, step: ArticleStep) -> Output:
        """Keep the page; go on to the article's next page, or hand the article over."""
        self._frontier.claim(response.url)
        refusal = type_refusal(response)
        if refusal is not None:
            yield from self._end_article(step, refusal)
            return
        page = Page(
            url=response.url,
            body=response.body,
            content_type=header(response, "Content-Type"),
            fetched_at=datetime.now(UTC),
            exchanges=response.meta.get(EXCHANGES, ()),
        )
        step = step.with_page(page, further_pages(response.body, response.url, step.url, step.source))
        next_step = step.next_page()
        if next_step is None or len(step.pages) >= MAX_PAGES_OF_ARTICLE:
            yield from self._end_article(step)
        else:
            yield self._page_request(next_step)

    def failed(self, failure: Failure) -> Output:
        """Record why a page cannot be read, and hand over the pages before it."""
        request, error = failed_request(failure)
        yield from self._end_article(request.cb_kwargs["step"], cause_of(error, request.url), error)

    def _page_request(self, step: ArticleStep) -> Request:
        self._frontier.claim(step.asked)
        return Request(
            step.asked,
            callback=self.read,
            errback=self.failed,
            cb_kwargs={"step": step},
            meta={"source": step.source.slug},
            priority=PAGE_PRIORITY if step.pages else 0,
        )

    def _end_article(
        self, step: ArticleStep, cause: Cause | None = None, error: BaseException | None = None
    ) -> Iterator[CrawlRecord]:
        """Hand over what there is of the article, and the failure that ended it, if one did."""
        stats = self._stats[step.source.slug]
        stats.waiting -= 1
        if cause is not None:
            stats.postponed += isinstance(error, Postponed) and not step.pages
            yield from self._frontier.failure(step.source, step.asked, cause, error)
        if step.pages:
            yield step.article
