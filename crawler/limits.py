"""Where a crawl ends early: after a time, a number of requests, or when the disk is nearly full.

What is under way then comes to its end; what waits is dropped and stays for the next crawl.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from crawler.stats import SourceStats

PER_SOURCE = 20
"""Requests for each source that a crawl with a bounded number of them opens at a time. All sources side by side would
spend them on listings, crawl after crawl, and never come to the articles."""
_FIRST_PAGE = 2
"""Requests that the first page of a host takes: robots.txt and the page."""


class Cut(StrEnum):
    """Which bound ended a crawl; the values are the reasons for which Scrapy and we close a spider."""

    TIME = "closespider_timeout"
    REQUESTS = "max_requests"
    DISK = "min_free"


@dataclass(frozen=True)
class CrawlBounds:
    """How much one crawl may take. Politeness is no part of it and never changes."""

    seconds: float | None = None
    """Seconds after which nothing more is asked for; null for no end."""
    max_requests: int | None = None
    """Requests at most, robots.txt, redirects and retries included (those of a robots.txt itself may come on top); null
    for any number."""
    min_free: int = 0
    """Bytes that stay free on the disk of `folder`."""
    folder: Path | None = None
    """An existing folder of the disk that is watched; null for none."""


class Limits:
    """Watches the bounds of one crawl; the queue asks before it lets a request go."""

    def __init__(self, bounds: CrawlBounds, stats: Mapping[str, SourceStats]) -> None:
        self._bounds = bounds
        self._stats = stats

    def cut(self, under_way: int) -> Cut | None:
        """The bound that ends the crawl now; `under_way` requests are not answered yet."""
        folder = self._bounds.folder
        if folder is not None and shutil.disk_usage(folder).free < self._bounds.min_free:
            return Cut.DISK
        return Cut.REQUESTS if self.must_wait(under_way) and not under_way else None

    def must_wait(self, under_way: int) -> bool:
        """Whether what is under way may take all requests that are left."""
        most = self._bounds.max_requests
        if most is None:
            return False
        return sum(stats.requests for stats in self._stats.values()) + under_way + _FIRST_PAGE > most

    def may_open(self) -> bool:
        """Whether one more source may be begun now."""
        most = self._bounds.max_requests
        if most is None:
            return True
        return sum(not stats.is_done for stats in self._stats.values()) < max(1, most // PER_SOURCE)
