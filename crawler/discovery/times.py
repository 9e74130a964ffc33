"""Times as feeds, sitemaps and addresses write them."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from crawler.url_rules import url_rules

_WIB = timezone(timedelta(hours=7))
"""What a time without a zone is taken for; listings are compared by days, so that an hour or two do no harm."""
_YEARS = range(1990, 9999)
"""Before the first news sites, and so near the end of time that no other zone can tell it."""
_AHEAD = timedelta(days=1)
_NAME = re.compile(r"\b([A-Za-z]{3})[a-z]{0,9}\b")
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/-]|$)")


def read_time(text: str) -> datetime | None:
    """Return the time that a W3C or RFC 822 text tells, aware; None where it tells none."""
    text = " ".join(text.split())[:60]
    for read in (_read_w3c, _read_rfc822):
        try:
            moment = read(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if moment.year in _YEARS:
            return moment if moment.tzinfo is not None else moment.replace(tzinfo=_WIB)
    return None


def time_in_url(url: str) -> datetime | None:
    """Return noon (UTC) of the day in an address like `/2024/03/15/judul`, None where there is none."""
    match = _IN_ADDRESS.search(url)
    if match is None:
        return None
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:  # 31 February
        return None
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def is_believable(moment: datetime, now: datetime) -> bool:
    """Tell whether an entry may have been published then: a time more than a day ahead is a mistake."""
    return moment <= now + _AHEAD


def _read_w3c(text: str) -> datetime:
    parts = text.split("-")
    if len(text) <= 7 and len(parts) <= 2:  # a year, or a year and a month
        return datetime(int(parts[0]), int(parts[1]) if len(parts) == 2 else 1, 1)
    return datetime.fromisoformat(text)


def _read_rfc822(text: str) -> datetime:
    months = url_rules().months
    english = _NAME.sub(
        lambda match: months.get(match[1].lower(), match[1]), text
    )  # days and months, by 3 letters
    return parsedate_to_datetime(english)
