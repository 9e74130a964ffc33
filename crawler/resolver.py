"""Name resolution that refuses private addresses at the moment of connecting, so that no DNS answer can lead inside."""

from collections.abc import Sequence
from typing import Any

from scrapy.resolver import CachingHostnameResolver
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.base import ReactorBase
from twisted.internet.interfaces import IAddress, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]  # publishes no types

from crawler.addresses import address_refusal


class GuardedResolver(CachingHostnameResolver):
    """Scrapy's caching resolver (IPv4 and IPv6) that takes a private address for no answer, and remembers why.

    The connection is made to the very addresses that were looked at here: a name that answers otherwise a moment later
    (DNS rebinding) changes nothing.
    """

    def __init__(self, reactor: ReactorBase, cache_size: int, allow_loopback: bool) -> None:
        super().__init__(reactor, cache_size)
        self.allow_loopback = allow_loopback
        self.refused: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: ReactorBase) -> "GuardedResolver":
        settings = crawler.settings
        return cls(reactor, settings.getint("DNSCACHE_SIZE"), settings.getbool("ALLOW_LOOPBACK"))

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        checked: Any = _CheckedReceiver(resolutionReceiver, hostName, self)
        return super().resolveHostName(checked, hostName, portNumber, addressTypes, transportSemantics)

    def refusal(self, name: str, address: IAddress) -> str | None:
        """Return why an address may not be contacted under that name, None where it may."""
        host = address.host if isinstance(address, IPv4Address | IPv6Address) else str(address)
        return address_refusal(name, host, self.allow_loopback)


@implementer(IResolutionReceiver)  # zope's interfaces have no types: receivers pass as Any
class _CheckedReceiver:
    """Passes the addresses of a name on once all are known and none of them is private."""

    def __init__(self, receiver: Any, name: str, resolver: GuardedResolver) -> None:
        self._receiver = receiver
        self._name = name
        self._resolver = resolver
        self._addresses: list[IAddress] = []

    def resolutionBegan(self, resolution: IHostResolution) -> None:
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:
        self._addresses.append(address)

    def resolutionComplete(self) -> None:
        refusals = [self._resolver.refusal(self._name, address) for address in self._addresses]
        refusal = next(filter(None, refusals), None)
        if refusal is None:
            for address in self._addresses:
                self._receiver.addressResolved(address)
        else:
            self._resolver.refused[self._name] = refusal
        self._receiver.resolutionComplete()


def refusal_of(host: str) -> str | None:
    """Return why the running crawl's resolver refused the host, or None if it did not."""
    from twisted.internet import reactor  # importing it earlier would install a reactor of the wrong kind

    resolver = getattr(reactor, "nameResolver", None)
    return resolver.refused.get(host) if isinstance(resolver, GuardedResolver) else None
