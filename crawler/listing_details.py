"""What listings say beyond addresses: the times of their entries together, a feed's title."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from crawler.discovery.entries import Entry
from crawler.discovery.xml import child_text, local_name, parse_xml

_AHEAD = timedelta(days=1)


class EntryTimes(NamedTuple):
    """What the times of a list's entries say together."""

    newest: datetime | None
    """Newest time that is not in the future, UTC; None where there is none."""
    offset: timedelta | None
    """Offset from UTC in which most of the times are given."""


def entry_times(entries: Iterable[Entry], now: datetime) -> EntryTimes:
    """Return what the times of a listing's entries say."""
    times = [entry.time for entry in entries if entry.time is not None]
    most = Counter(time.utcoffset() for time in times).most_common(1)
    newest = max((time.astimezone(UTC) for time in times if time <= now + _AHEAD), default=None)
    return EntryTimes(newest, most[0][0] if most else None)


def feed_title(body: bytes) -> str | None:
    """Return what a feed calls itself. Raises `UnreadableListing`."""
    root = parse_xml(body)
    channel = next((child for child in root if local_name(child) == "channel"), root)
    return " ".join(child_text(channel, "title").split()) or None
