"""Sources divided among machines that crawl side by side: politeness bounds a crawl, not the processor.

A source belongs to one shard by a hash of the name that its publisher registered (`kupang.example.co.id` and
`medan.example.co.id` have one), so that no two machines ask one server, and so that another source changes nothing.
"""

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from models.errors import PantauError
from models.source import Source

if TYPE_CHECKING:
    from tldextract import TLDExtract

MOST = 999
"""Shards of one crawl."""


class Shard(NamedTuple):
    """One of several crawls side by side."""

    number: int
    """From 1."""
    total: int

    def __str__(self) -> str:
        return f"{self.number}/{self.total}"


def parse_shard(text: str) -> Shard:
    """A shard written as 1/4. Raises PantauError for anything else."""
    found = re.fullmatch(r"(\d{1,3})/(\d{1,3})", text)
    shard = Shard(int(found[1]), int(found[2])) if found else Shard(0, 0)
    if not 1 <= shard.number <= shard.total:
        raise PantauError(
            f"--shard {text!r} is no part of a crawl: write the number of this machine and how many there are, as 1/4 "
            "to 4/4."
        )
    return shard


def sources_of(shard: Shard, sources: Iterable[Source]) -> list[Source]:
    """The sources that the shard crawls, in their order."""
    return [source for source in sources if _shard_number(source, shard.total) == shard.number]


def _shard_number(source: Source, total: int) -> int:
    """The hash is not Python's own, which differs from process to process."""
    digest = hashlib.sha256(politeness_key(source).encode()).digest()
    return int.from_bytes(digest[:8], "big") % total + 1


def politeness_key(source: Source) -> str:
    """What the servers of a source have in common with those of other sources: the domain that was registered.

    All hosts of a source lie within one. A host without a name is a server of its own with each of its ports.
    """
    parts = urlsplit(source.home_url)
    return _suffixes()(parts.hostname or "").top_domain_under_public_suffix or parts.netloc.lower()


@cache
def _suffixes() -> "TLDExtract":
    """Under which names anybody may register one; the list that comes with the package, without a network."""
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None)
