"""Reads HTML from strangers: a tree of elements, and what their links lead to."""

from urllib.parse import urljoin

from lxml import etree, html

from crawler.discovery.xml import UnreadableListing


def parse_page(body: bytes, encoding: str | None = None) -> etree._Element:
    """Return the root element of an HTML page. Raises `UnreadableListing` for an empty page."""
    try:
        parser = html.HTMLParser(encoding=encoding, no_network=True, huge_tree=False)
    except LookupError:  # a charset that no library knows
        parser = html.HTMLParser(no_network=True, huge_tree=False)
    try:
        return html.document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise UnreadableListing("The page is empty or no HTML.") from error


def base_url(root: etree._Element, url: str) -> str:
    """Return the address that the page's relative links start from; `url` is its own."""
    for element in root.iter("base"):
        return joined(url, element.get("href")) or url
    return url


def joined(base: str, href: str | None) -> str | None:
    """Return the http(s) address that a link leads to, None where it leads to none."""
    try:
        target = urljoin(base, (href or "").strip())
    except ValueError:  # as in "http://[broken"
        return None
    return target if href and target.startswith(("http://", "https://")) else None
