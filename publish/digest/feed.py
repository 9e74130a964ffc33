"""The digests as an Atom feed (RFC 4287) beside their files."""

import re
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

from lxml import etree

from publish.digest.journal import Entry

_ATOM = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTRIES = 60


def digests_feed(entries: Sequence[Entry], feed_id: str, title: str) -> bytes:
    """The last digests as a feed that lies in their folder. `entries` has the oldest first, and is not empty."""
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})  # type: ignore[dict-item]  # None is the default namespace
    root.set(_LANGUAGE, entries[-1].language.value)
    _add(root, "id", feed_id)
    _add(root, "title", title)
    _add(root, "updated", _moment(entries[-1].made_at))
    _add(_add(root, "author"), "name", "Pantau TPPO")
    _link(root, "self", "digests.atom", "application/atom+xml")
    for entry in reversed(entries[-_ENTRIES:]):
        element = _add(root, "entry")
        _add(element, "id", entry_id(entry))
        _add(element, "title", entry.subject)
        _add(element, "updated", _moment(entry.made_at))
        _link(element, "alternate", f"{entry.name}.html", "text/html")
        _add(element, "summary", entry.subject)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def entry_id(entry: Entry) -> str:
    """What a digest is known by everywhere: two of different databases never share it."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"pantau-digest:{entry.name}:{entry.made_at.isoformat()}").urn


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    if text is not None:
        element.text = _NO_XML.sub("", text)
    return element


def _link(parent: etree._Element, relation: str, address: str, media_type: str) -> None:
    link = _add(parent, "link")
    link.set("rel", relation)
    link.set("href", address)
    link.set("type", media_type)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
