"""The elements of Atom 1.0 (RFC 4287) that every feed of ours is made of."""

import re
from datetime import UTC, datetime

from lxml import etree

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def new_feed(feed_id: str, title: str, updated: datetime, language: str) -> etree._Element:
    """A feed without links and entries."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]  # None is the default namespace
    root.set(_LANGUAGE, language)
    add_element(root, "id", feed_id)
    add_element(root, "title", title)
    add_element(root, "updated", moment_text(updated))
    add_element(add_element(root, "author"), "name", "Pantau TPPO")
    return root


def add_element(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    """A child with a text, without what XML cannot hold."""
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    if text is not None:
        element.text = _NO_XML.sub("", text)
    return element


def add_link(parent: etree._Element, relation: str, address: str, media_type: str) -> None:
    """A link to another form or page."""
    link = add_element(parent, "link")
    link.set("rel", relation)
    link.set("href", _NO_XML.sub("", address))
    link.set("type", media_type)


def moment_text(moment: datetime) -> str:
    """A moment in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def document(root: etree._Element) -> bytes:
    """The feed as it is sent and stored."""
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
