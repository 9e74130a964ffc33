"""Where what is to be asked for waits: at most one request of a host is under way, the rest can be dropped at once."""

import heapq
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, cast

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.steps import ArticleStep

if TYPE_CHECKING:
    from crawler.spider import NewsSpider

Waiting = Request | ArticleStep
"""An article waits as the first step of reading it: twenty times smaller than its request, and many wait at a time."""


class Backlog:
    """One heap a host, hosts in turn, by priority and then in order of arrival."""

    def __init__(self) -> None:
        self._hosts: dict[str, list[tuple[int, int, Waiting]]] = {}
        self._arrivals = 0

    def add(self, host: str, priority: int, waiting: Waiting) -> None:
        """Let it wait behind what came before with the same priority; higher ones come first."""
        self._arrivals += 1
        heapq.heappush(self._hosts.setdefault(host, []), (-priority, self._arrivals, waiting))

    def next(self, busy: Collection[str]) -> Waiting | None:
        """Return what comes next of a host that is not busy, or None where all are."""
        host = next((host for host in self._hosts if host not in busy), None)
        if host is None:
            return None
        heap = self._hosts.pop(host)
        waiting = heapq.heappop(heap)[2]
        if heap:
            self._hosts[host] = heap  # now the last in turn
        return waiting

    def clear(self) -> None:
        """Drop everything."""
        self._hosts.clear()

    def __len__(self) -> int:
        return sum(map(len, self._hosts.values()))


class PoliteQueue:
    """Scrapy's priority queue interface over the spider's backlog, which the spider adds articles to by itself."""

    def __init__(self, crawler: Crawler, **unused: Any) -> None:
        self._downloader = crawler.engine.downloader
        self._spider = cast("NewsSpider", crawler.spider)

    @classmethod
    def from_crawler(cls, crawler: Crawler, **unused: Any) -> "PoliteQueue":
        """Take what the scheduler passes; the queues on disk that it names are not used."""
        return cls(crawler)

    def push(self, request: Request) -> None:
        self._spider.backlog.add(self._downloader.get_slot_key(request), request.priority, request)

    def pop(self) -> Request | None:
        """Return the next request of a host that is not busy, or None where all are or a bound is reached."""
        if not len(self) or self._is_held_back():
            return None
        busy = {self._downloader.get_slot_key(request) for request in self._downloader.active}
        waiting = self._spider.backlog.next(busy)
        return self._spider.articles.request(waiting) if isinstance(waiting, ArticleStep) else waiting

    def _is_held_back(self) -> bool:
        under_way = len(self._downloader.active)
        cut = self._spider.limits.cut(under_way)
        if cut is not None:
            self._spider.end(cut.value)
        return cut is not None or self._spider.limits.must_wait(under_way)

    def close(self) -> list[int]:
        self._spider.backlog.clear()
        return []

    def __len__(self) -> int:
        return len(self._spider.backlog)
