"""The last step before the network: leaves failing hosts alone, counts and keeps what is sent and received."""

from datetime import UTC, datetime
from typing import cast

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.failures import BUSY, NO_ANSWER, Postponed
from crawler.spider import NewsSpider
from crawler.urls import host_of
from crawler.wiretap import Wiretap

STRIKES = 6
"""Unanswered requests in a row, tries counted one by one, after which a host is left alone until the next crawl."""


class NewsDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's handler for http(s). Requests wait for their turn before they get here, so it knows the host's state."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._news_crawler = crawler
        self._strikes: dict[str, int] = {}
        self._wiretap = Wiretap(self._pool)

    async def download_request(self, request: Request) -> Response:
        host = host_of(request.url)
        if self._strikes.get(host, 0) >= STRIKES:
            raise Postponed(
                f"{host} did not answer {STRIKES} requests in a row and is left alone until the next crawl."
            )
        stats = cast(NewsSpider, self._news_crawler.spider).stats_of(request)
        stats.requests += 1
        stats.touch()
        began_at = datetime.now(UTC)
        try:
            response = await super().download_request(request)
        except NO_ANSWER:
            self._strikes[host] = self._strikes.get(host, 0) + 1
            raise
        self._strikes[host] = self._strikes.get(host, 0) + 1 if response.status in BUSY else 0
        self._wiretap.note(request, response, began_at)
        stats.bytes += len(response.body)
        stats.touch()
        return response
