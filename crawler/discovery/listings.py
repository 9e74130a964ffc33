"""Index, tag and search pages in HTML, and the page links of articles."""

import re
from itertools import islice
from typing import NamedTuple
from urllib.parse import urljoin

from lxml import etree, html

from crawler.discovery.entries import Entry
from crawler.discovery.texts import MAX_CHARS
from crawler.discovery.times import time_in_url
from crawler.discovery.xml import MAX_ADDRESSES, UnreadableListing
from crawler.url_rules import url_rules
from crawler.urls import canonical_url, clean_url, is_further_page
from models.source import Source

_MOST_PIECES = 10
_LAST_NUMBER = re.compile(r"(\d{1,6})\D{0,100}$")


class IndexPage(NamedTuple):
    """The links of an HTML page, in its order, absolute."""

    entries: list[Entry]
    """One entry a link; an article that is linked by its picture and by its headline has two."""
    next_url: str | None
    """The page that follows in the listing, where a link says so."""


def read_index_page(body: bytes, url: str, encoding: str | None = None) -> IndexPage:
    """Return the links of an HTML page. `url` is its own address. Raises `UnreadableListing` for an empty page."""
    root = _parse(body, encoding)
    base = _base_url(root, url)
    entries: list[Entry] = []
    next_url: str | None = None
    for element in root.iter("a", "link"):
        target = _join(base, element.get("href"))
        if target is None:
            continue
        text = _text(element)
        if next_url is None and _leads_on(element, text):
            next_url = target
        if element.tag == "a" and len(entries) < MAX_ADDRESSES:
            title = text or " ".join((element.get("title") or "").split())[:MAX_CHARS]
            entries.append(Entry(target, title=title, time=time_in_url(target)))
    return IndexPage(entries, next_url)


def further_pages(body: bytes, url: str, article: str, source: Source) -> dict[int, str]:
    """Return the article's further pages that a page of it links to, by their numbers.

    `url` is the page's own address, `article` the article's canonical one: links to pages of others do not count.
    """
    if source.paging is None:
        return {}
    try:
        links = [entry.url for entry in read_index_page(body, url).entries]
    except UnreadableListing:
        return {}
    clean = (link for link in map(clean_url, links) if link and _is_of(link, article, source))
    return {page_number(link): link for link in clean}


def _is_of(link: str, article: str, source: Source) -> bool:
    """Tell whether the link is a further page of this article: `?page=2`, or `/2` behind its path."""
    if not is_further_page(link, source):
        return False
    return canonical_url(link) == article or link.startswith(article.rstrip("/") + "/")


def page_number(link: str) -> int:
    """Return the last number in a further page's address, its page number in every scheme of paging seen."""
    match = _LAST_NUMBER.search(link)
    return int(match[1]) if match else 0


def _parse(body: bytes, encoding: str | None) -> etree._Element:
    try:
        parser = html.HTMLParser(encoding=encoding, no_network=True, huge_tree=False)
    except LookupError:  # a charset that no library knows
        parser = html.HTMLParser(no_network=True, huge_tree=False)
    try:
        return html.document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise UnreadableListing("The page is empty or no HTML.") from error


def _base_url(root: etree._Element, url: str) -> str:
    for element in root.iter("base"):
        return _join(url, element.get("href")) or url
    return url


def _join(base: str, href: str | None) -> str | None:
    try:
        target = urljoin(base, (href or "").strip())
    except ValueError:  # as in "http://[broken"
        return None
    return target if href and target.startswith(("http://", "https://")) else None


def _text(element: etree._Element) -> str:
    """Return the text of a link, in one line; a link may hold half a broken page."""
    pieces = islice(element.itertext(), _MOST_PIECES)
    return " ".join(" ".join(map(str, pieces))[:MAX_CHARS].split())


def _leads_on(element: etree._Element, text: str) -> bool:
    if "next" in (element.get("rel") or "").lower().split():
        return True
    return element.tag == "a" and text.lower() in url_rules().next_page_words
