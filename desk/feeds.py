"""Atom 1.0 (RFC 4287): what a search finds, newest first, for feed readers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from lxml import etree

from publish.atom import ATOM as ATOM
from publish.atom import MEDIA_TYPE, add_element, add_link, document, moment_text, new_feed

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
    found = list(entries)
    updated = max((entry.updated for entry in found), default=_NEVER)
    root = new_feed(feed.id, feed.title, updated, feed.language)
    add_element(root, "generator", "Pantau TPPO")
    add_link(root, "self", feed.id, MEDIA_TYPE)
    add_link(root, "alternate", feed.page, "text/html")
    if feed.next:
        add_link(root, "next", feed.next, MEDIA_TYPE)
    for entry in found:
        _entry(add_element(root, "entry"), entry)
    return document(root)


def _entry(element: etree._Element, entry: Entry) -> None:
    add_element(element, "id", entry.id)
    add_element(element, "title", entry.title)
    add_element(element, "updated", moment_text(entry.updated))
    if entry.published_on:
        add_element(element, "published", f"{entry.published_on.isoformat()}T00:00:00Z")
    add_element(add_element(element, "author"), "name", entry.author)
    add_link(element, "alternate", entry.page, "text/html")
    if entry.original and entry.original.startswith(("http://", "https://")):
        add_link(element, "via", entry.original, "text/html")
    add_element(element, "summary", entry.summary)
