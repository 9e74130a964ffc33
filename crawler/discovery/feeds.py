"""RSS and Atom feeds."""

from collections.abc import Iterator
from itertools import islice
from urllib.parse import urljoin

from lxml import etree

from crawler.discovery.entries import Entry
from crawler.discovery.texts import plain_text
from crawler.discovery.times import read_time, time_in_url
from crawler.discovery.xml import MAX_ADDRESSES, UnreadableListing, child_text, local_name, parse_xml, said

_ROOTS = {"rss", "RDF", "feed"}
_ENTRIES = {"item", "entry"}
_TIMES = ("pubDate", "published", "updated", "date")  # in this order; `date` is Dublin Core's


def read_feed(body: bytes, url: str) -> list[Entry]:
    """Return a feed's entries, in its order.

    `url` is the feed's own address, for relative links. Raises `UnreadableListing`.
    """
    root = parse_xml(body)
    if local_name(root) not in _ROOTS:
        raise UnreadableListing(f"This is no feed: its root element is <{said(local_name(root))}>.")
    found = (_entry(element, url) for element in root.iter() if local_name(element) in _ENTRIES)
    return list(islice((entry for entry in found if entry is not None), MAX_ADDRESSES))


def _entry(element: etree._Element, base: str) -> Entry | None:
    link = _link(element)
    if not link:
        return None
    try:
        url = urljoin(base, link)
    except ValueError:  # as in "http://[broken"
        return None
    times = (read_time(child_text(element, name)) for name in _TIMES)
    return Entry(
        url,
        title=plain_text(child_text(element, "title")),
        summary=plain_text(" ".join(_summary(element))),
        time=next(filter(None, times), None) or time_in_url(url),
    )


def _summary(element: etree._Element) -> Iterator[str]:
    """Return categories first: they are short and say most."""
    for child in element:
        if local_name(child) == "category":
            yield child.get("term") or child.text or ""
    yield child_text(element, "description") or child_text(element, "summary")


def _link(entry: etree._Element) -> str:
    """Return the entry's own page: RSS link, Atom alternate link, or a guid that is a permalink."""
    if link := child_text(entry, "origLink") or child_text(entry, "link"):
        return link
    for child in entry:
        if local_name(child) == "link" and child.get("rel", "alternate") == "alternate" and child.get("href"):
            return str(child.get("href")).strip()
    for child in entry:
        if local_name(child) == "guid" and child.get("isPermaLink", "true").lower() != "false":
            return (child.text or "").strip()
    return ""
