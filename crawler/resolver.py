"""Name resolution that refuses private addresses at the moment of connecting, so that no DNS answer can lead inside."""

from collections.abc import Sequence
from typing import Any

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.addresses import address_refusal


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's caching resolver (IPv4) that treats a private address as no answer, and remembers why."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float, allow_loopback: bool) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.allow_loopback = allow_loopback
        self.refused: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: ReactorBase) -> "GuardedResolver":
        settings = crawler.settings
        return cls(
            reactor,
            settings.getint("DNSCACHE_SIZE"),
            settings.getfloat("DNS_TIMEOUT"),
            settings.getbool("ALLOW_LOOPBACK"),
        )

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> "Deferred[str]":
        return super().getHostByName(name, timeout).addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        refusal = address_refusal(name, address, self.allow_loopback)
        if refusal is None:
            return address
        self.refused[name] = refusal
        raise DNSLookupError(refusal)


def refusal_of(host: str) -> str | None:
    """Return why the running crawl's resolver refused the host, or None if it did not."""
    from twisted.internet import reactor  # importing it earlier would install a reactor of the wrong kind

    resolver = getattr(reactor, "resolver", None)
    return resolver.refused.get(host) if isinstance(resolver, GuardedResolver) else None
