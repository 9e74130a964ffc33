"""Where requests wait: at most one of a host is under way, the others can be dropped at once when a crawl ends."""

import heapq
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler


class PoliteQueue:
    """Scrapy's priority queue interface: one heap a host, hosts in turn, by priority and then in order of arrival."""

    def __init__(self, crawler: Crawler, **unused: Any) -> None:
        self._downloader = crawler.engine.downloader
        self._hosts: dict[str, list[tuple[int, int, Request]]] = {}
        self._arrivals = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, **unused: Any) -> "PoliteQueue":
        """Take what the scheduler passes; the queues on disk that it names are not used."""
        return cls(crawler)

    def push(self, request: Request) -> None:
        self._arrivals += 1
        heap = self._hosts.setdefault(self._downloader.get_slot_key(request), [])
        heapq.heappush(heap, (-request.priority, self._arrivals, request))

    def pop(self) -> Request | None:
        """Return the next request of a host that is not busy, or None where all are."""
        busy = {self._downloader.get_slot_key(request) for request in self._downloader.active}
        host = next((host for host in self._hosts if host not in busy), None)
        if host is None:
            return None
        heap = self._hosts.pop(host)
        request = heapq.heappop(heap)[2]
        if heap:
            self._hosts[host] = heap  # now the last in turn
        return request

    def close(self) -> list[int]:
        self._hosts.clear()
        return []

    def __len__(self) -> int:
        return sum(map(len, self._hosts.values()))
