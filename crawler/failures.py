"""Says in one sentence why a request gave nothing to keep."""

from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet.error import ConnectError, ConnectionClosed

from crawler.resolver import refusal_of

NO_ANSWER = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    ConnectError,
    ConnectionClosed,
    OSError,
)
"""What comes instead of an answer when a host is down, unreachable, or breaks off."""
BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}


class Refused(IgnoreRequest):
    """A request that this crawler does not make; the message is one sentence."""


class Disallowed(Refused):
    """A request that robots.txt forbids."""


class Postponed(Refused):
    """A request left for the next crawl, because the host as a whole cannot be read now."""


class LeadsHome(Refused):
    """A redirect from an article to the site's front page, which is how many sites say that it is not there."""


class Cause(NamedTuple):
    """Why a request gave nothing."""

    reason: str
    """One sentence."""
    status: int | None = None
    """HTTP status, if there was an answer."""
    leads_home: bool = False
    """True where the address leads to the front page."""
    is_refused: bool = False
    """True where the page asks robots not to keep it."""

    @property
    def is_gone(self) -> bool:
        """True where the article is not there."""
        return self.status in GONE or self.leads_home


def cause_of(error: BaseException, url: str) -> Cause:
    """Return the cause of a failed request to `url`."""
    if isinstance(error, HttpError):
        return _http_cause(error.response)
    if isinstance(error, Refused):
        return Cause(str(error), leads_home=isinstance(error, LeadsHome))
    if isinstance(error, CannotResolveHostError):
        host = urlsplit(url).hostname or ""
        refusal = refusal_of(host)
        return Cause(
            f"{refusal}; it is not contacted." if refusal else f"The name {host} cannot be resolved."
        )
    if isinstance(error, DownloadTimeoutError):
        return Cause("The server did not answer in time.")
    if isinstance(error, DownloadConnectionRefusedError):
        return Cause("The server refused the connection.")
    if isinstance(error, DownloadCancelledError):
        return Cause("The answer is too large.")
    if isinstance(error, IgnoreRequest):
        return Cause(_ignored(str(error)))
    if isinstance(error, NO_ANSWER):
        return Cause(_broken_off(error))
    return Cause(f"The request failed: {type(error).__name__}: {_one_line(str(error))}.")


def type_refusal(response: Response) -> Cause | None:
    """Return why a response is no page, feed or sitemap by its Content-Type, or None if it may be one."""
    declared = (response.headers.get("Content-Type") or b"").decode("latin-1").split(";")[0].strip().lower()
    main, _, sub = declared.partition("/")
    if main == "text" or sub in {"xml", "xhtml+xml"} or sub.endswith("+xml"):
        return None
    is_packed_xml = response.body.startswith(b"\x1f\x8b") and sub in {"gzip", "x-gzip", "octet-stream"}
    if is_packed_xml or (not declared and b"\0" not in response.body[:2000]):
        return None
    return Cause(f"The answer is {declared or 'binary data'}, not a page or feed.", response.status)


def reservation(directive: str, status: int) -> Cause:
    """Return the cause for a page that says `noindex`, `noai` or the like."""
    return Cause(f"The page asks robots not to keep it ({directive}).", status, is_refused=True)


def _http_cause(response: Response) -> Cause:
    try:
        phrase = f" {HTTPStatus(response.status).phrase}"
    except ValueError:
        phrase = ""
    if 300 <= response.status < 400:
        return Cause(
            f"The server sent {response.status}{phrase} without a web address to go to.", response.status
        )
    return Cause(f"The server answered {response.status}{phrase}.", response.status)


def _ignored(message: str) -> str:
    if "max redirections" in message:
        return "The address leads through too many redirects."
    if "compression" in message or "decompress" in message:
        return "The answer is too large after unpacking."
    return f"The request was dropped: {_one_line(message)}."


def _broken_off(error: BaseException) -> str:
    text = str(error)
    if "certificate" in text or "VerificationError" in text:
        return "The server's certificate cannot be verified."
    if "headers too large" in text:
        return "The answer's headers are too large."
    if isinstance(error, ResponseDataLossError):
        return "The server broke off in the middle of the answer."
    if "Connection" in text or "ResponseNeverReceived" in text:
        return "The server closed the connection without an answer."
    return f"The connection failed: {_one_line(text)}."


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300].rstrip(".")
