"""The one client that reads archives over HTTP: its host alone, redirects to no other, from any byte on."""

import http.client
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawler.addresses import is_loopback_host
from crawler.archives.policy import CommonCrawl
from crawler.archives.streams import ArchiveMissing, ArchiveUnavailable, Body, NothingLeft, Unanswered
from crawler.backoff import asked_wait

_RANGE = re.compile(r"bytes (?:(\d+)-\d+|\*)/(\d+)")
_CHUNK = 1 << 16


class HttpClient:
    """Asks below one address, which `policy.checked_base` has checked."""

    def __init__(self, base: str, policy: CommonCrawl, user_agent: str, timeout: float) -> None:
        self._base = base
        self._busy = frozenset(policy.busy)
        self._headers = {"User-Agent": user_agent, "Accept-Encoding": "identity"}
        self._timeout = timeout
        handlers: list[urllib.request.BaseHandler] = [_OwnRedirects(self._may_ask)]
        if is_loopback_host(urlsplit(base).hostname or ""):
            handlers.append(urllib.request.ProxyHandler({}))
        self._opener = urllib.request.build_opener(*handlers)

    def address(self, path: str) -> str:
        """Where a file is."""
        return urljoin(self._base, path)

    def open(self, path: str, begin: int) -> Body:
        """The file from a byte on. Raises `Unanswered` and `ArchiveMissing`."""
        url = self.address(path)
        ranged = {"Range": f"bytes={begin}-"} if begin else {}
        request = urllib.request.Request(url, headers=self._headers | ranged)
        try:
            answer: Any = self._opener.open(request, timeout=self._timeout)
        except urllib.error.HTTPError as error:
            return self._failed(error, url, begin)
        except (OSError, http.client.HTTPException) as error:
            raise Unanswered(str(getattr(error, "reason", error)) or type(error).__name__) from error
        return _HttpBody(answer, begin)

    def _failed(self, error: urllib.error.HTTPError, url: str, begin: int) -> Body:
        with error:
            if error.code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and begin:
                return NothingLeft(begin)
            if error.code in self._busy:
                wait = asked_wait(error.headers.get("Retry-After"), datetime.now(UTC))
                raise Unanswered(f"it answers {error.code} {error.reason}", wait)
        raise ArchiveMissing(
            f"{url} is not there (the server answers {error.code} {error.reason}); check the month or the address."
        )

    def _may_ask(self, url: str) -> None:
        """Raises ArchiveUnavailable for an address elsewhere."""
        if urlsplit(url)[:2] != urlsplit(self._base)[:2]:
            raise ArchiveUnavailable(
                f"{self._base} leads to {urlsplit(url).netloc or url}, which is not asked; read from S3 instead, or "
                "try again later."
            )


class _OwnRedirects(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only within the server."""

    def __init__(self, check: Callable[[str], None]) -> None:
        self._check = check

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]  # urllib's signature
        self._check(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _HttpBody:
    def __init__(self, answer: http.client.HTTPResponse, begin: int) -> None:
        self._answer = answer
        ranged = _RANGE.fullmatch(answer.headers.get("Content-Range") or "")
        length = answer.headers.get("Content-Length") or ""
        is_ranged = (
            answer.status == HTTPStatus.PARTIAL_CONTENT and ranged is not None and ranged[1] is not None
        )
        first = int(ranged[1]) if is_ranged and ranged is not None else 0
        self.etag = answer.headers.get("ETag")
        self.size = first + int(length) if length.isdecimal() else None
        if first > begin:
            raise Unanswered("it answers with other bytes than were asked for")
        self._skip(begin - first)

    def read(self, size: int, /) -> bytes:
        try:
            return self._answer.read(size)
        except (OSError, http.client.HTTPException) as error:
            raise Unanswered(f"the connection broke: {error or type(error).__name__}") from error

    def close(self) -> None:
        self._answer.close()

    def _skip(self, count: int) -> None:
        """Reads over what is known, from a server that begins at the beginning."""
        while count > 0:
            found = self.read(min(count, _CHUNK))
            if not found:
                raise Unanswered("the connection was cut")
            count -= len(found)
