"""RSS and Atom feeds."""

from collections.abc import Iterator
from urllib.parse import urljoin

from lxml import etree

from crawler.discovery.xml import MAX_ADDRESSES, UnreadableListing, child_text, local_name, parse_xml

_ROOTS = {"rss", "RDF", "feed"}
_ENTRIES = {"item", "entry"}


def read_feed(body: bytes, url: str) -> list[str]:
    """Return the absolute addresses of a feed's entries, in its order.

    `url` is the feed's own address, for relative links. Raises `UnreadableListing`.
    """
    root = parse_xml(body)
    if local_name(root) not in _ROOTS:
        raise UnreadableListing(f"This is no feed: its root element is <{local_name(root)}>.")
    links = (link for entry in _entries(root) for link in [_link(entry)] if link)
    return [urljoin(url, link) for link, _ in zip(links, range(MAX_ADDRESSES), strict=False)]


def _entries(root: etree._Element) -> Iterator[etree._Element]:
    return (element for element in root.iter() if local_name(element) in _ENTRIES)


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
