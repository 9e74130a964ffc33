"""Tells a watchdog such as healthchecks.io that the weekly job began, ended, or failed: who hears nothing, worries.

The addresses are those of https://healthchecks.io/docs/http_api/: the check's own, and `/start` and `/fail` behind it.
They are asked for here and not by the crawler, whose allow-list knows publishers only.
"""

import http.client
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit, urlunsplit

import structlog

if TYPE_CHECKING:
    from pydantic import SecretStr

log = structlog.get_logger(__name__)

Beat = Literal["start", "success", "fail"]
_PATIENCE = 10.0
"""Seconds for one answer; the job waits so long for nobody else's sake."""
_ENDINGS = {"start": "/start", "success": "", "fail": "/fail"}


def beat(address: "SecretStr | None", what: Beat) -> None:
    """Asks the address, once and without following redirects. What goes wrong is a warning in the log, no more; the
    address itself is never logged."""
    told = "" if address is None else address.get_secret_value().strip()
    if not told:
        return
    try:
        request = urllib.request.Request(_behind(told, _ENDINGS[what]), headers={"User-Agent": "PantauTPPO"})
        with _OPENER.open(request, timeout=_PATIENCE):
            pass
    except (OSError, ValueError, http.client.HTTPException) as error:  # HTTP and URL errors are OSErrors
        log.warning("PANTAU_HEALTHCHECK_URL was not reached", state=what, reason=_reason(error))


def _behind(address: str, ending: str) -> str:
    """The address with the ending behind its path. Raises ValueError for what is no web address."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("it is no web address")
    return urlunsplit(parts._replace(path=parts.path.rstrip("/") + ending, fragment=""))


def _reason(error: Exception) -> str:
    """What went wrong, without the address, which some messages name."""
    if isinstance(error, urllib.error.HTTPError):
        return f"it answered {error.code}"
    if isinstance(error, urllib.error.URLError) and isinstance(error.reason, OSError):
        return type(error.reason).__name__
    return "it is no web address" if type(error) is ValueError else type(error).__name__


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: object) -> None:
        """Makes a redirect an error: only the address that was set is asked."""


_OPENER = urllib.request.build_opener(_NoRedirects)
