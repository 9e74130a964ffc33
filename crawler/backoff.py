"""What a crawl does when a server says that it is too busy: it waits as long as it is told to, or leaves the host."""

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response

from crawler.addresses import is_loopback_host
from crawler.failures import BUSY, Postponed
from crawler.middlewares import Middleware
from crawler.responses import header
from crawler.urls import host_of

FIRST_WAIT = 10.0
"""Seconds before the second try where the server names no time; doubled before each further one."""
LONGEST_WAIT = 120.0
"""Seconds that one request may make a crawl wait; who asks for more is asked again by the next crawl."""


def asked_wait(retry_after: str | None, now: datetime) -> float | None:
    """Return the seconds that a `Retry-After` header asks for, None where there is none that can be read.

    Reads seconds and HTTP dates (RFC 9110, 10.2.3); a date that has passed asks for no wait.
    """
    if retry_after is None:
        return None
    text = retry_after.strip()
    if text.isdecimal():
        return float(text[:12])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


class Backoff(Middleware):
    """Tries a busy host again after a pause that grows, more slowly from then on; leaves it where it asks for long."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._left: dict[str, str] = {}

    def process_request(self, request: Request) -> None:
        reason = self._left.get(host_of(request.url))
        if reason is not None:
            raise Postponed(reason)

    async def process_response(self, request: Request, response: Response) -> Response | Request:
        if response.status not in BUSY:
            return response
        host = host_of(request.url)
        asked = asked_wait(header(response, "Retry-After"), datetime.now(UTC))
        if asked is not None and asked > LONGEST_WAIT:
            reason = (
                f"{host} answered {response.status} and asks to wait {asked:.0f} seconds; "
                "it is left alone until the next crawl."
            )
            self._left[host] = reason
            raise Postponed(reason)
        again = get_retry_request(request, spider=self.spider, reason=f"busy {response.status}")
        if again is None:
            return response
        if not is_loopback_host(urlsplit(request.url).hostname or ""):
            self._slow_down(request)
            await self._pause(FIRST_WAIT * 2.0 ** (again.meta["retry_times"] - 1) if asked is None else asked)
        return again

    async def _pause(self, seconds: float) -> None:
        """Wait, but no longer than the crawl goes on: a crawl that is told to end waits for what is under way."""
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0 and self.crawler.crawling and self.spider.caller.error is None:
            await asyncio.sleep(min(left, 1.0))

    def _slow_down(self, request: Request) -> None:
        """Double the pause between requests to the host; AutoThrottle shortens it again while answers come well."""
        downloader = self.crawler.engine.downloader
        slot = downloader.slots.get(downloader.get_slot_key(request))
        if slot is not None:
            slot.delay = min(2 * slot.delay, self.crawler.settings.getfloat("AUTOTHROTTLE_MAX_DELAY"))
