"""What several callbacks ask of a response or of a failed request."""

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from models.page import Validators


def header(response: Response, name: str) -> str | None:
    """Return a header of the response, None where it has none."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def headers(response: Response, name: str) -> list[str]:
    """Return all headers of that name."""
    return [value.decode("latin-1") for value in response.headers.getlist(name)]


def validators_of(response: Response, known: Validators | None = None) -> Validators:
    """Return what the next conditional request needs; a 304 need not repeat what is known."""
    return Validators(
        etag=header(response, "ETag") or (known.etag if known else None),
        last_modified=header(response, "Last-Modified") or (known.last_modified if known else None),
    )


def conditions(known: Validators | None) -> dict[str, str]:
    """Return the headers that ask for an answer only where something changed."""
    if known is None:
        return {}
    sent = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in sent.items() if value}


def failed_request(failure: Failure) -> tuple[Request, BaseException]:
    """Return the request that failed (the last one after redirects) and its error."""
    assert failure.value is not None
    return failure.request, failure.value  # type: ignore[attr-defined]  # Scrapy sets it
