"""Index, tag and search pages in HTML."""

from itertools import islice
from typing import NamedTuple

from lxml import etree

from crawler.discovery.entries import Entry
from crawler.discovery.page_tree import base_url, joined, parse_page
from crawler.discovery.texts import MAX_CHARS
from crawler.discovery.times import time_in_url
from crawler.discovery.xml import MAX_ADDRESSES
from crawler.url_rules import url_rules

_MOST_PIECES = 10


class IndexPage(NamedTuple):
    """The links of an HTML page, in its order, absolute."""

    entries: list[Entry]
    """One entry a link; an article that is linked by its picture and by its headline has two."""
    next_url: str | None
    """The page that follows in the listing, where a link says so."""


def read_index_page(body: bytes, url: str, encoding: str | None = None) -> IndexPage:
    """Return the links of an HTML page. `url` is its own address. Raises `UnreadableListing` for an empty page."""
    root = parse_page(body, encoding)
    base = base_url(root, url)
    entries: list[Entry] = []
    next_url: str | None = None
    for element in root.iter("a", "link"):
        target = joined(base, element.get("href"))
        if target is None:
            continue
        text = _text(element)
        if next_url is None and _says_next(element, text):
            next_url = target
        if element.tag == "a" and len(entries) < MAX_ADDRESSES:
            title = text or " ".join((element.get("title") or "").split())[:MAX_CHARS]
            entries.append(Entry(target, title=title, time=time_in_url(target)))
    return IndexPage(entries, next_url)


def leads_on(element: etree._Element) -> bool:
    """Tell whether a link says that it leads to the next page."""
    return _says_next(element, _text(element))


def _text(element: etree._Element) -> str:
    """Return the text of a link, in one line; a link may hold half a broken page."""
    pieces = islice(element.itertext(), _MOST_PIECES)
    return " ".join(" ".join(map(str, pieces))[:MAX_CHARS].split())


def _says_next(element: etree._Element, text: str) -> bool:
    if "next" in (element.get("rel") or "").lower().split():
        return True
    return element.tag == "a" and text.lower() in url_rules().next_page_words
