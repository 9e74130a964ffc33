"""What every request passes before it waits for its turn: the hosts of its source, and robots.txt."""

import asyncio
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from crawler.addresses import address_refusal, ip_literal, is_loopback_host
from crawler.failures import NO_ANSWER, Disallowed, LeadsHome, Postponed, Refused, cause_of
from crawler.resolver import refusal_of
from crawler.urls import clean_url, host_of
from models.source import Source

if TYPE_CHECKING:
    from crawler.spider import NewsSpider

ROBOTS = "is_robots_txt"
"""Key of `Request.meta` that marks the request for robots.txt itself."""
MAX_ROBOTS_BYTES = 500 * 1024
"""What is read of a robots.txt: as much as RFC 9309 (2.5) demands."""


class Middleware:
    """A downloader middleware that knows its crawler and spider."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Middleware":
        return cls(crawler)

    @property
    def spider(self) -> "NewsSpider":
        return cast("NewsSpider", self.crawler.spider)


class HostGuard(Middleware):
    """Lets a request go only to hosts of its own source, after redirects too, and never to a private address."""

    def process_request(self, request: Request) -> None:
        netloc = host_of(request.url)
        source = self.spider.sources.get(request.meta.get("source", "")) or self.spider.owner_of(netloc)
        came_by = "leads to" if request.meta.get("redirect_times") else "is on"
        if source is None or netloc not in source.hosts:
            raise Refused(f"The address {came_by} {netloc or 'no host'}, which is not a host of this source.")
        request.meta["source"] = source.slug
        host = urlsplit(request.url).hostname or ""
        literal = ip_literal(host)
        allow_loopback = self.crawler.settings.getbool("ALLOW_LOOPBACK")
        refusal = (
            address_refusal(host, str(literal), allow_loopback) if literal is not None else refusal_of(host)
        )
        if refusal is not None:
            raise Refused(f"The address {came_by} {refusal}; it is not contacted.")
        self._check_redirect(request, source)
        if host in self.crawler.engine.downloader.per_slot_settings:  # its delay is fixed
            request.meta["autothrottle_dont_adjust_delay"] = True

    def _check_redirect(self, request: Request, source: Source) -> None:
        """Refuse what is, or will be, fetched without the detour, and the front page in the place of another."""
        came_from = request.meta.get("redirect_urls", [])
        if (
            came_from
            and _is_front_page(request.url, source)
            and not _is_front_page(came_from[0], source)
            and not request.meta.get(ROBOTS)
        ):
            raise LeadsHome("The address leads to the site's front page: what was there is not there.")
        if request.url in came_from:
            raise Refused("The address leads round in a circle.")
        if came_from and self.spider.frontier.is_settled(request.url):
            raise Refused(f"The address leads to {request.url}, which is fetched under that address.")


def _is_front_page(url: str, source: Source) -> bool:
    parts = urlsplit(url)
    return (parts.path in {"", "/"} and not parts.query) or clean_url(url) == clean_url(source.home_url)


class RobotsGuard(Middleware):
    """Obeys robots.txt (RFC 9309): 4xx means no rules; a robots.txt that cannot be read closes the whole host."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._rules: dict[str, asyncio.Task[Protego]] = {}

    async def process_request(self, request: Request) -> None:
        if request.meta.get(ROBOTS):
            return
        rules = await self.rules(request.url, request.meta["source"])
        if not rules.can_fetch(request.url, self.crawler.settings["ROBOTSTXT_USER_AGENT"]):
            raise Disallowed("The site's robots.txt forbids this address.")

    async def rules(self, url: str, source: str) -> Protego:
        """Return what robots.txt says on the address's host, which is asked once a crawl. Raises `Postponed`."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.ensure_future(self._read(origin, source))
        return await asyncio.shield(self._rules[origin])

    async def _read(self, origin: str, source: str) -> Protego:
        request = Request(
            f"{origin}/robots.txt", priority=1000, meta={ROBOTS: True, "source": source}, callback=NO_CALLBACK
        )
        try:
            response = await self.crawler.engine.download_async(request)
        except (*NO_ANSWER, DownloadCancelledError, IgnoreRequest) as error:
            cause = cause_of(error, request.url).reason
            raise Postponed(
                f"{origin}/robots.txt cannot be read, so nothing is fetched there: {cause}"
            ) from error
        if response.status >= 500 or response.status == 429 or 300 <= response.status < 400:
            raise Postponed(
                f"{origin}/robots.txt cannot be read, so nothing is fetched there: it answered {response.status}."
            )
        is_found = 200 <= response.status < 300
        body = response.body[:MAX_ROBOTS_BYTES] if is_found else b""
        rules = Protego.parse(body.decode("utf-8-sig", errors="ignore"))
        self._slow_down(urlsplit(origin).hostname or "", rules)
        return rules

    def _slow_down(self, host: str, rules: Protego) -> None:
        """Keep the Crawl-delay of a site instead of throttling, where it asks for one that is longer than ours."""
        settings = self.crawler.settings
        ours, limit = settings.getfloat("DOWNLOAD_DELAY"), settings.getfloat("AUTOTHROTTLE_MAX_DELAY")
        delay = min(rules.crawl_delay(settings["ROBOTSTXT_USER_AGENT"]) or 0.0, limit)
        if delay <= ours or is_loopback_host(host):
            return
        downloader = self.crawler.engine.downloader
        downloader.per_slot_settings[host] = {"delay": delay}
        if host in downloader.slots:
            downloader.slots[host].delay = delay
