"""Reads HTML from strangers: a tree of elements, and what their links lead to."""

import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from crawler.discovery.xml import UnreadableListing

_WEB = ("http://", "https://")
_WHOLE_LINK = re.compile(r"https?://[^/?#]")


def parse_page(body: bytes, encoding: str | None = None) -> etree._Element:
    """Return the root element of an HTML page. Raises `UnreadableListing` for an empty page."""
    try:
        parser = _parser(encoding)
    except LookupError:  # a charset that no library knows
        parser = _parser(None)
    try:
        return html.document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise UnreadableListing("The page is empty or no HTML.") from error


def _parser(encoding: str | None) -> etree.HTMLParser:
    """Return a parser of plain elements: those of `lxml.html` cost a call of Python each."""
    return etree.HTMLParser(encoding=encoding, no_network=True, huge_tree=False, collect_ids=False)


def base_url(root: etree._Element, url: str) -> str:
    """Return the address that the page's relative links start from; `url` is its own."""
    for element in root.iter("base"):
        return joined(url, element.get("href")) or url
    return url


def joined(base: str, href: str | None) -> str | None:
    """Return the http(s) address that a link leads to, None where it leads to none."""
    link = (href or "").strip()
    if "[" not in link and "/." not in link:  # most links, at a fraction of the cost
        if _WHOLE_LINK.match(link):
            return link
        if link.startswith("/") and not link.startswith("//"):
            return _origin(base) + link
    try:
        target = urljoin(base, link)
    except ValueError:  # as in "http://[broken"
        return None
    return target if link and target.startswith(_WEB) else None


@lru_cache(maxsize=64)
def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
