"""One way to read any listing, whatever its kind."""

from typing import Literal, NamedTuple

from crawler.discovery.entries import Entry
from crawler.discovery.feeds import read_feed
from crawler.discovery.listings import read_index_page
from crawler.discovery.sitemaps import read_sitemap

ListingKind = Literal["feed", "sitemap", "index"]


class Found(NamedTuple):
    """What a listing leads to; absolute addresses in its order."""

    entries: list[Entry]
    """Articles and, on an index page, anything else."""
    next_url: str | None = None
    """Next page of an index page, where a link says so."""
    sitemaps: tuple[Entry, ...] = ()
    """Sitemaps that a sitemap index names, with the times of their last change."""


def read_listing(kind: ListingKind, body: bytes, url: str, encoding: str | None = None) -> Found:
    """Return what the listing at `url` leads to. Raises `UnreadableListing`."""
    if kind == "feed":
        return Found(read_feed(body, url))
    if kind == "sitemap":
        sitemap = read_sitemap(body, url)
        return Found(sitemap.pages, sitemaps=tuple(sitemap.sitemaps))
    page = read_index_page(body, url, encoding)
    return Found(page.entries, next_url=page.next_url)
