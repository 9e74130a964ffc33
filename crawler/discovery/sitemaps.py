"""Sitemaps, news sitemaps and sitemap indexes."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urljoin

from lxml import etree

from crawler.discovery.xml import MAX_ADDRESSES, UnreadableListing, child_text, local_name, parse_xml


class Sitemap(NamedTuple):
    """What a sitemap lists, newest first where it gives times. One of the two is empty."""

    page_urls: list[str]
    sitemap_urls: list[str]


def read_sitemap(body: bytes, url: str) -> Sitemap:
    """Return the absolute addresses in a sitemap, plain or gzipped.

    `url` is the sitemap's own address, for relative links. Raises `UnreadableListing`.
    """
    root = parse_xml(body)
    match local_name(root):
        case "urlset":
            return Sitemap(_locations(root, "url", url), [])
        case "sitemapindex":
            return Sitemap([], _locations(root, "sitemap", url))
        case name:
            raise UnreadableListing(f"This is no sitemap: its root element is <{name}>.")


def _locations(root: etree._Element, name: str, base_url: str) -> list[str]:
    entries = [(_time(entry), child_text(entry, "loc")) for entry in _children(root, name)]
    newest_first = sorted(
        entries, key=lambda entry: entry[0], reverse=True
    )  # stable: equal times keep their order
    return [urljoin(base_url, location) for _, location in newest_first if location][:MAX_ADDRESSES]


def _time(entry: etree._Element) -> str:
    """Return the time as text: W3C times of one site sort as text. An entry without one sorts last."""
    news = next(_children(entry, "news"), None)
    published = "" if news is None else child_text(news, "publication_date")
    return published or child_text(entry, "lastmod")


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element if local_name(child) == name)
