"""Sitemaps, news sitemaps and sitemap indexes."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urljoin

from lxml import etree

from crawler.discovery.entries import Entry
from crawler.discovery.texts import plain_text
from crawler.discovery.times import is_believable, read_time, time_in_url
from crawler.discovery.xml import MAX_ADDRESSES, UnreadableListing, child_text, local_name, parse_xml, said

_NEVER = datetime.min.replace(tzinfo=UTC)


class Sitemap(NamedTuple):
    """What a sitemap lists, newest first where it gives times. One of the two is empty."""

    pages: list[Entry]
    sitemaps: list[Entry]


def read_sitemap(body: bytes, url: str) -> Sitemap:
    """Return the pages or the sitemaps that a sitemap lists, plain or gzipped.

    `url` is the sitemap's own address, for relative links. Raises `UnreadableListing`.
    """
    root = parse_xml(body)
    match local_name(root):
        case "urlset":
            return Sitemap(_newest_first(_entries(root, "url", url)), [])
        case "sitemapindex":
            return Sitemap([], _newest_first(_from_both_ends(list(_entries(root, "sitemap", url)))))
        case name:
            raise UnreadableListing(f"This is no sitemap: its root element is <{said(name)}>.")


def _from_both_ends(entries: list[Entry]) -> Iterator[Entry]:
    """Return last, first, last but one, second ...: without times, the newest sitemaps are at one of the two ends."""
    for number in range((len(entries) + 1) // 2):
        yield entries[-1 - number]
        if number < len(entries) // 2:
            yield entries[number]


def _newest_first(entries: Iterator[Entry]) -> list[Entry]:
    """Return the entries by time; those without one, or with one that lies ahead, come last in their order."""
    now = datetime.now(UTC)

    def key(entry: Entry) -> datetime:
        return entry.time if entry.time is not None and is_believable(entry.time, now) else _NEVER

    return sorted(entries, key=key, reverse=True)[:MAX_ADDRESSES]


def _entries(root: etree._Element, name: str, base: str) -> Iterator[Entry]:
    for element in _children(root, name):
        try:
            url = urljoin(base, child_text(element, "loc"))
        except ValueError:  # as in "http://[broken"
            continue
        if not child_text(element, "loc"):
            continue
        news = next(_children(element, "news"), None)
        published = None if news is None else read_time(child_text(news, "publication_date"))
        yield Entry(
            url,
            title="" if news is None else plain_text(child_text(news, "title")),
            summary="" if news is None else plain_text(child_text(news, "keywords")),
            time=published or read_time(child_text(element, "lastmod")) or time_in_url(url),
        )


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element if local_name(child) == name)
