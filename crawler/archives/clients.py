"""Which client reads from an address."""

from urllib.parse import urlsplit

from crawler.archives.http import HttpClient
from crawler.archives.policy import common_crawl
from crawler.archives.streams import Client


def client_for(base: str, user_agent: str, timeout: float) -> Client:
    """Return the client for an address that `policy.checked_base` has checked; `timeout` in seconds of silence.

    Raises PantauError where it needs an extra that is not installed.
    """
    if base.startswith("s3://"):
        from crawler.archives.s3 import S3Client

        return S3Client(urlsplit(base).netloc, user_agent, timeout)
    return HttpClient(base, common_crawl(), user_agent, timeout)
