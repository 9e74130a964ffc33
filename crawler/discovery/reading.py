"""One way to read any listing, whatever its kind."""

from typing import Literal, NamedTuple

from crawler.discovery.feeds import read_feed
from crawler.discovery.listings import read_index_page
from crawler.discovery.sitemaps import read_sitemap

ListingKind = Literal["feed", "sitemap", "index"]


class Found(NamedTuple):
    """What a listing leads to; absolute addresses in its order."""

    links: list[str]
    """Addresses of articles and, on an index page, of anything else."""
    next_url: str | None = None
    """Next page of an index page, where a link says so."""
    sitemap_urls: tuple[str, ...] = ()
    """Sitemaps that a sitemap index names."""


def read_listing(kind: ListingKind, body: bytes, url: str, encoding: str | None = None) -> Found:
    """Return what the listing at `url` leads to. Raises `UnreadableListing`."""
    if kind == "feed":
        return Found(read_feed(body, url))
    if kind == "sitemap":
        sitemap = read_sitemap(body, url)
        return Found(sitemap.page_urls, sitemap_urls=tuple(sitemap.sitemap_urls))
    page = read_index_page(body, url, encoding)
    return Found(page.links, next_url=page.next_url)
