"""What feeds and sitemaps say beyond addresses: the times of their entries, a feed's title."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from crawler.discovery.xml import child_text, local_name, parse_xml

_DATES = {"pubDate", "published", "updated", "date", "publication_date", "lastmod"}
_ENTRIES = {"item", "entry", "url", "news"}
_AHEAD = timedelta(days=1)


class EntryTimes(NamedTuple):
    """What the times of a list's entries say together."""

    newest: datetime | None
    """Newest time that is not in the future, UTC; None where there is none."""
    offset: timedelta | None
    """Offset from UTC in which most of the times are given."""


def entry_times(body: bytes, now: datetime) -> EntryTimes:
    """Return what the times in a feed or sitemap say. A time without a zone counts as UTC.

    Raises `UnreadableListing`.
    """
    times: list[datetime] = []
    offsets: Counter[timedelta] = Counter()
    for element in parse_xml(body).iter():
        parent = element.getparent()
        if local_name(element) in _DATES and parent is not None and local_name(parent) in _ENTRIES:
            time = _time((element.text or "").strip())
            if time is not None:
                offsets[time.utcoffset() or timedelta()] += 1
                times.append(time.astimezone(UTC))
    most = offsets.most_common(1)
    newest = max((time for time in times if time <= now + _AHEAD), default=None)
    return EntryTimes(newest, most[0][0] if most else None)


def feed_title(body: bytes) -> str | None:
    """Return what a feed calls itself. Raises `UnreadableListing`."""
    root = parse_xml(body)
    channel = next((child for child in root if local_name(child) == "channel"), root)
    return " ".join(child_text(channel, "title").split()) or None


def _time(text: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            time = read(text)
            time = time if time.tzinfo else time.replace(tzinfo=UTC)
            time.astimezone(UTC)  # overflows in the years 1 and 9999
            return time
        except (ValueError, OverflowError):
            continue
    return None
