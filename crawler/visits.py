"""Looks at sites page by page, one request at a time a source, by the rules of every crawl; keeps nothing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urldefrag, urljoin

from protego import Protego
from scrapy import Request
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.http.request import NO_CALLBACK
from scrapy.spidermiddlewares.httperror import HttpError
from w3lib.url import safe_url_string

from crawler.caller import Caller
from crawler.failures import NO_ANSWER, Cause, Disallowed, cause_of, type_refusal
from crawler.middlewares import RobotsGuard
from crawler.responses import header
from crawler.run import CrawlSettings, check_crawl, run_spider
from crawler.spider import NewsSpider
from crawler.stats import SourceStats
from models.page import Page, SourceTally, Validators
from models.source import Source

_PERMANENT = {301, 308}
_REDIRECTS = {301, 302, 303, 307, 308}
_MAX_REDIRECTS = 5
_AT_ONCE = 32

OnRequest = Callable[[str], None]
Itinerary = Callable[["Visit"], Awaitable[None]]


@dataclass(frozen=True)
class Answer:
    """What came of asking for one address."""

    asked: str
    """Address asked for."""
    url: str
    """Address after redirects; where a redirect was not followed, the address that it leads to."""
    status: int | None = None
    """HTTP status of the last answer, None where there was none."""
    body: bytes = b""
    """Body of the last answer, empty where it gave nothing to read."""
    content_type: str | None = None
    """Content-Type header of the last answer."""
    encoding: str | None = None
    """Its character encoding as Scrapy takes it, None for what is no text."""
    moved_to: str | None = None
    """Where permanent redirects (301, 308) lead, whether that address could be read or not."""
    cause: Cause | None = None
    """Why there is nothing to read, None where there is."""
    is_disallowed: bool = False
    """True where robots.txt forbids the address."""

    def page(self) -> Page:
        """Return the answer as the cleaner takes it."""
        return Page(
            url=self.url, body=self.body, content_type=self.content_type, fetched_at=datetime.now(UTC)
        )


class Visit:
    """One source that is being looked at; `max_requests` bounds what is sent, robots.txt and retries included."""

    def __init__(
        self, source: Source, spider: NewsSpider, max_requests: int, on_request: OnRequest | None
    ) -> None:
        self.source = source
        self._spider = spider
        self._max_requests = max_requests
        self._on_request = on_request

    @property
    def requests(self) -> int:
        """Requests sent so far."""
        return self._spider.stats[self.source.slug].requests

    def admit(self, source: Source) -> None:
        """Replace the source by one of the same slug with other hosts."""
        self.source = source
        self._spider.sources[source.slug] = source

    async def robots(self) -> Protego:
        """Return the rules of the home page's host. Raises `Refused` where robots.txt cannot be read."""
        guard = self._spider.crawler.get_downloader_middleware(RobotsGuard)
        assert guard is not None
        return await guard.rules(self.source.home_url, self.source.slug)

    async def get(self, url: str, max_bytes: int | None = None) -> Answer:
        """Ask for an address, following redirects within the source's hosts; `max_bytes` replaces the usual limit."""
        met = [url]
        moved_to: str | None = None
        is_permanent = True
        while True:
            answer = await self._ask(met[-1], len(met) - 1, max_bytes)
            target = answer.url if answer.status in _REDIRECTS else met[-1]
            if answer.status in _REDIRECTS and answer.cause is None:
                is_permanent = is_permanent and answer.status in _PERMANENT
                moved_to = target if is_permanent else moved_to
                if target not in met and len(met) <= _MAX_REDIRECTS:
                    met.append(target)
                    continue
                answer = Answer(url, target, cause=Cause("The address leads round in a circle."))
            return replace(answer, asked=url, url=target, moved_to=moved_to)

    async def _ask(self, url: str, redirects: int, max_bytes: int | None) -> Answer:
        if self.requests >= self._max_requests:
            return Answer(
                url,
                url,
                cause=Cause(f"It was not asked for: {self._max_requests} requests were made already."),
            )
        if self._on_request is not None:
            self._on_request(url)
        meta: dict[str, Any] = {
            "source": self.source.slug,
            "dont_redirect": True,
            "redirect_times": redirects,
        }
        if max_bytes is not None:
            meta["download_maxsize"] = max_bytes
        request = Request(url, callback=NO_CALLBACK, meta=meta)
        try:
            response = await self._spider.crawler.engine.download_async(request)
        except (IgnoreRequest, DownloadCancelledError, *NO_ANSWER) as error:
            return Answer(url, url, cause=cause_of(error, url), is_disallowed=isinstance(error, Disallowed))
        return _answer(url, response)


def visit(
    sources: Sequence[Source],
    settings: CrawlSettings,
    itinerary: Itinerary,
    max_requests: int,
    on_request: OnRequest | None = None,
) -> None:
    """Send `itinerary` to each source, the sources side by side; at most `max_requests` requests a source.

    Blocks; a process can do it once, as `crawler.run.crawl`. Raises PantauError as `crawl` does, what `itinerary`
    or `on_request` raised, and KeyboardInterrupt where Ctrl-C or SIGTERM ended it early.
    """
    check_crawl(sources, settings)
    if not sources:
        return
    stats = {source.slug: SourceStats() for source in sources}
    caller = Caller(_NoMemory(), lambda record: None, stats, None)
    crawler = run_spider(
        VisitSpider,
        sources,
        caller,
        stats,
        settings,
        itinerary=itinerary,
        max_requests=max_requests,
        on_request=on_request,
    )
    if crawler.stats.get_value("finish_reason") not in {"finished", "caller_error"}:
        raise KeyboardInterrupt
    if caller.error is not None:
        raise caller.error


class VisitSpider(NewsSpider):
    """Asks for nothing by itself: its itinerary does."""

    name = "visits"

    def __init__(
        self, *, itinerary: Itinerary, max_requests: int, on_request: OnRequest | None, **crawl: Any
    ) -> None:
        super().__init__(**crawl)
        self._itinerary = itinerary
        self._max_requests = max_requests
        self._on_request = on_request
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def start(self) -> AsyncIterator[Any]:
        await asyncio.gather(*map(self._visit, list(self.sources.values())))
        return
        yield  # what makes this a generator, as Scrapy wants it

    async def _visit(self, source: Source) -> None:
        async with self._slots:
            if self.caller.error is None:
                with self.caller:
                    await self._itinerary(Visit(source, self, self._max_requests, self._on_request))


def _answer(url: str, response: Response) -> Answer:
    target = _target(url, response) if response.status in _REDIRECTS else None
    cause = None
    if target is None:
        cause = (
            type_refusal(response)
            if 200 <= response.status < 300
            else cause_of(HttpError(response, "no page"), url)
        )
    return Answer(
        asked=url,
        url=target or url,
        status=response.status,
        body=response.body if cause is None else b"",
        content_type=header(response, "Content-Type"),
        encoding=response.encoding if isinstance(response, TextResponse) else None,
        cause=cause,
    )


def _target(url: str, response: Response) -> str | None:
    """Return where a redirect leads, None where that is no web address."""
    location = response.headers.get("Location")
    try:
        target = urldefrag(urljoin(url, safe_url_string(location))).url if location else ""
    except ValueError:  # as in "http://[broken"
        return None
    return target if target.startswith(("http://", "https://")) else None


class _NoMemory:
    """A crawl state that knows nothing."""

    def pending(self, source: str) -> list[str]:
        return []

    def due(self, source: str) -> list[str]:
        return []

    def is_known(self, url: str) -> bool:
        return False

    def known(self, urls: Collection[str]) -> set[str]:
        return set()

    def validators(self, url: str) -> Validators | None:
        return None

    def skipped(self, urls: Collection[str]) -> set[str]:
        return set()

    def watermark(self, source: str) -> datetime | None:
        return None

    def is_behind(self, source: str) -> bool:
        return False

    def take_tally(self, tally: SourceTally) -> None: ...
