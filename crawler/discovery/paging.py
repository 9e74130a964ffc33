"""Whether the next page of a listing is worth a request."""

from collections.abc import Collection, Iterable
from datetime import datetime

from crawler.discovery.entries import Entry
from crawler.discovery.times import is_believable


def goes_on(unseen: Collection[Entry], fresh: Collection[str], since: datetime | None, now: datetime) -> bool:
    """Tell whether the page behind one may bring something new.

    `unseen`: what the listing's pages before did not show; `fresh`: addresses that no earlier crawl settled; `since`:
    what is older is known, None for a listing that is read for the first time. A page that repeats others ends a
    listing. One with times ends it where all are older than `since`; one without, where nothing on it is fresh.
    """
    newest = _newest(unseen, now)
    if since is not None and newest is not None:
        return newest >= since
    return any(entry.url in fresh for entry in unseen)


def is_cut_short(unseen: Iterable[Entry], since: datetime | None, now: datetime) -> bool:
    """Tell whether the last page that may be read still shows what came after the last crawl."""
    newest = _newest(unseen, now)
    return since is not None and newest is not None and newest >= since


def _newest(entries: Iterable[Entry], now: datetime) -> datetime | None:
    """Return the newest time that can be true: a page with a story of next year is not newer for it."""
    times = (entry.time for entry in entries if entry.time is not None)
    return max((time for time in times if is_believable(time, now)), default=None)
