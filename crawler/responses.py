"""What several callbacks ask of a response or of a failed request."""

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure


def header(response: Response, name: str) -> str | None:
    """Return a header of the response, None where it has none."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def failed_request(failure: Failure) -> tuple[Request, BaseException]:
    """Return the request that failed (the last one after redirects) and its error."""
    assert failure.value is not None
    return failure.request, failure.value  # type: ignore[attr-defined]
