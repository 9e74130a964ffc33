"""Bounds the head of an answer: Scrapy bounds bodies, but reads as many headers as a server cares to send."""

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import BODY, DONE

MAX_HEAD_BYTES = 256 * 1024
"""Status line and headers together, as received; browsers stop at this size too."""


class HeadTooLarge(Exception):
    """An answer whose headers do not end; the message is for `crawler.failures`."""


class BoundedClientProtocol(_LenientHTTP11ClientProtocol):
    """A connection that is given up when the head of an answer grows past `MAX_HEAD_BYTES`."""

    _head_bytes = 0

    def request(self, request):  # type: ignore[no-untyped-def]  # as Twisted's own
        self._head_bytes = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:
        parser = self._parser
        if parser is not None and parser.state not in {BODY, DONE}:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self._giveUp(Failure(HeadTooLarge("headers too large")))  # type: ignore[no-untyped-call]  # Twisted's
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]  # Twisted's


class BoundedClientFactory(_LenientHTTP11ClientFactory):
    """Makes such connections."""

    def buildProtocol(self, addr: IAddress | None) -> _LenientHTTP11ClientProtocol:
        return BoundedClientProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]  # Twisted's
