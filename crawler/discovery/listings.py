"""Index, tag and search pages in HTML."""

from itertools import islice
from typing import NamedTuple

from lxml import etree

from crawler.discovery.page_tree import base_url, joined, parse_page
from crawler.discovery.xml import MAX_ADDRESSES
from crawler.url_rules import url_rules

_MOST_PIECES = 10


class IndexPage(NamedTuple):
    """The links of an HTML page, in its order, absolute."""

    links: list[str]
    next_url: str | None
    """The page that follows in the listing, where a link says so."""


def read_index_page(body: bytes, url: str, encoding: str | None = None) -> IndexPage:
    """Return the links of an HTML page. `url` is its own address. Raises `UnreadableListing` for an empty page."""
    root = parse_page(body, encoding)
    base = base_url(root, url)
    links: list[str] = []
    next_url: str | None = None
    for element in root.iter("a", "link"):
        target = joined(base, element.get("href"))
        if target is None:
            continue
        if next_url is None and leads_on(element):
            next_url = target
        if element.tag == "a" and len(links) < MAX_ADDRESSES:
            links.append(target)
    return IndexPage(links, next_url)


def leads_on(element: etree._Element) -> bool:
    """Tell whether a link says that it leads to the next page."""
    if "next" in (element.get("rel") or "").lower().split():
        return True
    if element.tag != "a":
        return False
    pieces = list(islice(element.itertext(), _MOST_PIECES))  # a link may hold half a broken page
    return " ".join("".join(map(str, pieces)).lower().split()) in url_rules().next_page_words
