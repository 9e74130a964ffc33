"""The digests as an Atom feed (RFC 4287) beside their files."""

import uuid
from collections.abc import Sequence

from publish.atom import MEDIA_TYPE, add_element, add_link, document, moment_text, new_feed
from publish.digest.journal import Entry

_ENTRIES = 60


def digests_feed(entries: Sequence[Entry], feed_id: str, title: str) -> bytes:
    """The last digests as a feed that lies in their folder. `entries` has the oldest first, and is not empty."""
    newest = entries[-1]
    root = new_feed(feed_id, title, newest.made_at, newest.language.value)
    add_link(root, "self", "digests.atom", MEDIA_TYPE)
    for entry in reversed(entries[-_ENTRIES:]):
        element = add_element(root, "entry")
        add_element(element, "id", entry_id(entry))
        add_element(element, "title", entry.subject)
        add_element(element, "updated", moment_text(entry.made_at))
        add_link(element, "alternate", f"{entry.name}.html", "text/html")
        add_element(element, "summary", entry.subject)
    return document(root)


def entry_id(entry: Entry) -> str:
    """What a digest is known by everywhere: two of different databases never share it."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"pantau-digest:{entry.name}:{entry.made_at.isoformat()}").urn
