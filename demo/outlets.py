"""The outlets of the network, as `outlets.yml` describes them."""

from dataclasses import dataclass
from datetime import timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import yaml

OUTLETS_FILE = Path(__file__).with_name("outlets.yml")


@dataclass(frozen=True)
class ListingPaths:
    """Addresses of a listing: its first page, and the template of the further ones."""

    first: str
    further: str

    def path(self, page: int, key: str = "") -> str:
        """Return the address of page 1, 2, ... of the listing of a tag or section `key`."""
        template = self.first if page == 1 else self.further
        return template.format(page=page, key=key)


@dataclass(frozen=True)
class LoopingListing(ListingPaths):
    """A broken listing: any page number shows the same items, the "next" links lead round in a circle."""

    circle: int
    tag: str


@dataclass(frozen=True)
class Outlet:
    """An invented outlet: names, addresses and habits of print."""

    slug: str
    name: str
    tagline: str
    port: int
    zone: str
    utc_offset: int
    article_path: str
    dateline: str
    page_size: int
    index: ListingPaths
    tag: ListingPaths
    section: ListingPaths
    feed_path: str
    search_path: str
    disallowed: tuple[str, ...]
    static: dict[str, str]
    looping: LoopingListing | None = None

    @property
    def timezone(self) -> timezone:
        """Zone in which the outlet prints its times."""
        return timezone(timedelta(hours=self.utc_offset), self.zone)


@cache
def outlets() -> dict[str, Outlet]:
    """Return the outlets by slug, in the order of the file."""
    entries = yaml.safe_load(OUTLETS_FILE.read_text(encoding="utf-8"))
    del entries["meta"]
    return {slug: _outlet(slug, entry) for slug, entry in entries.items()}


def _outlet(slug: str, entry: dict[str, Any]) -> Outlet:
    fields = dict(entry)
    for name in ("index", "tag", "section"):
        fields[name] = ListingPaths(**fields[name])
    if "looping" in fields:
        fields["looping"] = LoopingListing(**fields["looping"])
    fields["disallowed"] = tuple(fields["disallowed"])
    return Outlet(slug=slug, **fields)
