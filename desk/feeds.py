"""Atom 1.0 (RFC 4287): what a search finds, newest first, for feed readers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from lxml import etree

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
_XML = "{http://www.w3.org/XML/1998/namespace}lang"
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""When a feed without entries was updated."""


@dataclass(frozen=True)
class Entry:
    """Something that a search found."""

    id: str
    """Its permanent address."""
    title: str
    summary: str
    updated: datetime
    """When the text that it stands in was first seen."""
    published_on: date | None
    page: str
    """Address of the page that shows it."""
    original: str | None
    """Address of the article at its publisher."""
    author: str


@dataclass(frozen=True)
class Feed:
    """A search as a feed."""

    id: str
    """Address of the feed itself."""
    title: str
    page: str
    """Address of the search."""
    language: str
    next: str | None
    """Address of what is older (RFC 5005)."""


def atom(feed: Feed, entries: Iterable[Entry]) -> bytes:
    """The feed as a document."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]  # None is the default namespace
    root.set(_XML, feed.language)
    found = list(entries)
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", _moment(max((entry.updated for entry in found), default=_NEVER)))
    _add(_add(root, "author"), "name", "Pantau TPPO")
    _add(root, "generator", "Pantau TPPO")
    _link(root, "self", feed.id, MEDIA_TYPE)
    _link(root, "alternate", feed.page, "text/html")
    if feed.next:
        _link(root, "next", feed.next, MEDIA_TYPE)
    for entry in found:
        _entry(_add(root, "entry"), entry)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _entry(element: etree._Element, entry: Entry) -> None:
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "updated", _moment(entry.updated))
    if entry.published_on:
        _add(element, "published", f"{entry.published_on.isoformat()}T00:00:00Z")
    _add(_add(element, "author"), "name", entry.author)
    _link(element, "alternate", entry.page, "text/html")
    if entry.original and entry.original.startswith(("http://", "https://")):
        _link(element, "via", entry.original, "text/html")
    _add(element, "summary", entry.summary)


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    if text is not None:
        element.text = _NO_XML.sub("", text)
    return element


def _link(parent: etree._Element, relation: str, address: str, media_type: str) -> None:
    link = _add(parent, "link")
    link.set("rel", relation)
    link.set("href", _NO_XML.sub("", address))
    link.set("type", media_type)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
