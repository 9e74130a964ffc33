"""Which archive is read over the network, and how politely: `commoncrawl.yml`."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from pydantic import Field

from crawler.addresses import is_loopback_host
from models.base import Record
from models.errors import PantauError

_MONTH = re.compile(r"(\d{4})-(\d{2})")


class CommonCrawl(Record):
    """`commoncrawl.yml`."""

    meta: dict[str, object]
    """Where the rules come from."""
    host: str
    """The one host that is asked."""
    bucket: str
    """Where the same files lie on S3."""
    listing: str
    """Path of a month's list of files, with `{year}` and `{month}`."""
    path: str
    """Regular expression of a file's path in it."""
    first_month: str
    """The archive begins there, as 2016-08."""
    busy: tuple[int, ...]
    """Statuses after which the same is asked again."""
    tries: int = Field(ge=1)
    """Tries of one request in a row."""
    first_wait: float = Field(gt=0)
    """Seconds before the second try where the server names no time; doubled before each further one."""
    longest_wait: float = Field(gt=0)
    """Seconds that one wait lasts at most; who asks for more ends the backfill for now."""

    @property
    def base(self) -> str:
        """Address that the paths follow."""
        return f"https://{self.host}/"


@cache
def common_crawl() -> CommonCrawl:
    """The rules; raises pydantic's ValidationError where the file is broken."""
    text = Path(__file__).with_name("commoncrawl.yml").read_text(encoding="utf-8")
    return CommonCrawl.model_validate(yaml.safe_load(text))


def checked_base(base: str | None, allow_loopback: bool) -> str:
    """The address to read from, with a slash at its end: Common Crawl's, its bucket, or this computer for tests.

    Raises PantauError for every other one.
    """
    policy = common_crawl()
    address = f"{(base or policy.base).rstrip('/')}/"
    parts = urlsplit(address)
    is_official = (parts.scheme, parts.netloc) in {("https", policy.host), ("s3", policy.bucket)}
    is_local = allow_loopback and parts.scheme in {"http", "https"} and is_loopback_host(parts.hostname or "")
    if not (is_official or is_local):
        raise PantauError(
            f"PANTAU_COMMONCRAWL_URL {base!r} is not where Common Crawl's files may come from; set it to "
            f"{policy.base} or s3://{policy.bucket}/, or unset it."
        )
    return address


def months(span: str, today: date) -> Iterator[str]:
    """The months of `2024-01..2024-12` or of `2024-01`, as `2024-01`.

    Raises PantauError for what is no span, for one that begins before the archive does, and for months to come.
    """
    first, _, last = span.partition("..")
    begin, end = _month(first, span), _month(last or first, span)
    if begin > end:
        raise PantauError(f"--cc-news {span} begins after it ends; swap its months.")
    if begin < _month(common_crawl().first_month, span) or end > (today.year, today.month):
        raise PantauError(
            f"--cc-news {span} goes beyond the archive, which holds {common_crawl().first_month} to "
            f"{today:%Y-%m}; name months within."
        )
    while begin <= end:
        yield f"{begin[0]:04d}-{begin[1]:02d}"
        begin = (begin[0] + begin[1] // 12, begin[1] % 12 + 1)


def _month(text: str, span: str) -> tuple[int, int]:
    found = _MONTH.fullmatch(text)
    if found is None or not 1 <= int(found[2]) <= 12:
        raise PantauError(f"--cc-news {span!r} is no span of months; write it as 2024-01..2024-12.")
    return int(found[1]), int(found[2])
