"""Listens at the wire: Scrapy keeps neither the request as sent nor the order and spelling of an answer's headers."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any
from urllib.parse import urldefrag, urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import _LenientHTTPClientParser
from scrapy.http import Response
from twisted.web._newclient import STATUS
from twisted.web.client import HTTPConnectionPool

from crawler.answer_head import BoundedClientFactory, BoundedClientProtocol
from models.page import Exchange

EXCHANGES = "exchanges"
"""Key of `Request.meta`: the exchange that answered the request, behind those of the redirects before it."""


class Wiretap:
    """Keeps the heads of the last exchange with each host; only one is under way with a host at a time."""

    def __init__(self, pool: HTTPConnectionPool) -> None:
        self._heads: dict[str, _Heads] = {}
        pool._factory = partial(_Factory, self._heads)  # type: ignore[assignment]  # Twisted calls it as it calls its own class

    def note(self, request: Request, response: Response, began_at: datetime) -> None:
        """Puts the exchange into the request's meta. `response` is as transferred, before any decoding."""
        heads = self._heads.pop(urlsplit(request.url).hostname or "", None)
        if heads is None:
            return
        exchange = Exchange(
            url=urldefrag(request.url).url,
            began_at=began_at,
            ip_address=None if response.ip_address is None else str(response.ip_address),
            request_head=heads.request,
            status=response.status,
            response_head=b"\r\n".join([*heads.response, b""]),
            body=response.body,
        )
        before = request.meta.get(EXCHANGES, ())  # copied from the request that this one follows or repeats
        request.meta[EXCHANGES] = (*(old for old in before if 300 <= old.status < 400), exchange)


@dataclass
class _Heads:
    request: bytes
    response: list[bytes] = field(default_factory=list)
    """Lines without their ends; the last is empty."""


class _Written(BytesIO):
    """Takes what Twisted writes to a transport."""

    writeSequence = BytesIO.writelines


class _Parser(_LenientHTTPClientParser):
    lines: list[bytes]

    def lineReceived(self, line: bytes) -> None:
        if self.state == STATUS:  # again, after an interim answer such as 100 Continue
            self.lines.clear()
        self.lines.append(line.removesuffix(b"\r"))
        super().lineReceived(line)


class _Protocol(BoundedClientProtocol):
    def __init__(self, heads: dict[str, _Heads], quiescent_callback: Any) -> None:
        super().__init__(quiescent_callback)  # type: ignore[no-untyped-call]  # Twisted's
        self._heads = heads

    def request(self, request: Any) -> Any:
        written = _Written()
        request.writeTo(written)  # our requests have no body, so writing one again disturbs nothing
        heads = _Heads(written.getvalue())
        self._heads[urlsplit(request.absoluteURI.decode("ascii")).hostname or ""] = heads
        answer = super().request(request)  # type: ignore[no-untyped-call]  # Twisted's
        parser: Any = self._parser
        parser.__class__ = _Parser  # Scrapy changes the class here in the same way
        parser.lines = heads.response
        return answer


class _Factory(BoundedClientFactory):
    def __init__(self, heads: dict[str, _Heads], quiescent_callback: Any, metadata: Any) -> None:
        super().__init__(quiescent_callback, metadata)  # type: ignore[no-untyped-call]  # Twisted's
        self._heads = heads

    def buildProtocol(self, address: Any) -> _Protocol:
        return _Protocol(self._heads, self._quiescentCallback)
