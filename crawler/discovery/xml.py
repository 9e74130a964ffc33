"""Reads XML from strangers: bounded, without network, without entities."""

import re
import zlib

from lxml import etree

from crawler.discovery.mending import mended

MAX_XML_BYTES = 50 * 1024 * 1024
"""Largest sitemap that sitemaps.org allows, after unpacking."""
MAX_ADDRESSES = 50_000
"""Most addresses that sitemaps.org allows in one file."""
_MOST_SAID = 200
_GZIP = b"\x1f\x8b"
_OWN_DECLARATIONS = re.compile(rb"(?:<\?[^>]{0,200}>|<!--[^>]{0,1000}>|\s){0,20}<!DOCTYPE[^>\[]{0,1000}\[")
"""A document type with declarations inside it, before the root element."""


class UnreadableListing(Exception):
    """A feed, sitemap or index page that cannot be read; the message is one sentence."""


def parse_xml(body: bytes) -> etree._Element:
    """Return the root element of an XML document, unpacked first where it is gzipped.

    Raises `UnreadableListing` for broken XML, for a document that defines entities, and past `MAX_XML_BYTES`.
    """
    unpacked = _unpack(body) if body.startswith(_GZIP) else body
    if len(unpacked) > MAX_XML_BYTES:
        raise UnreadableListing(f"The XML is larger than {MAX_XML_BYTES // 1024**2} MB.")
    text = unpacked.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        raise UnreadableListing("The answer is empty.")
    try:
        return _parse(text)
    except (etree.XMLSyntaxError, ValueError) as error:  # ValueError: an encoding that lxml does not know
        try:
            return _parse(mended(text))
        except etree.XMLSyntaxError:
            why = error.msg if isinstance(error, etree.XMLSyntaxError) else str(error)
            told = said(why or "no details").rstrip(".")
            raise UnreadableListing(f"The XML is broken: {told}.") from error


def _parse(text: bytes) -> etree._Element:
    if _OWN_DECLARATIONS.match(text):
        raise UnreadableListing("The XML defines entities of its own, which no feed or sitemap needs.")
    parser = etree.XMLParser(resolve_entities=False, huge_tree=False, no_network=True, load_dtd=False)
    return etree.fromstring(text, parser)


def local_name(element: etree._Element) -> str:
    """Return the element's name without its namespace; empty for comments and the like."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def child_text(element: etree._Element, name: str) -> str:
    """Return the first text that a child of that name holds, stripped; empty if there is none."""
    texts = ((child.text or "").strip() for child in element if local_name(child) == name)
    return next((text for text in texts if text), "")


def _unpack(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        return unpacker.decompress(body, MAX_XML_BYTES + 1)
    except zlib.error as error:
        raise UnreadableListing(f"The gzip data is broken: {error}.") from error


def said(text: str) -> str:
    """What a stranger wrote, short enough to stand in a sentence: a name of an element may be as long as its file."""
    line = " ".join(text.split())
    return line if len(line) <= _MOST_SAID else f"{line[:_MOST_SAID]}…"
