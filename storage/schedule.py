"""When an article is looked at again: often while it is new, then ever more seldom, then never."""

from datetime import datetime, timedelta

LOOKS = (timedelta(days=1), timedelta(days=7), timedelta(days=30))
"""Ages, counted from the first fetch, at which an article is looked at again."""
LAST_LOOK_AT_REMOVED = timedelta(days=90)
"""Age at which one that was taken down is looked at once more: a tombstone should not hang on one bad answer."""
EARLY = timedelta(hours=6)
"""A look that comes so much early counts: cron never starts a crawl to the second."""


def next_look(first: datetime, now: datetime, is_removed: bool = False) -> datetime | None:
    """When to look again after a look now; null after the last."""
    ages = (*LOOKS, LAST_LOOK_AT_REMOVED) if is_removed else LOOKS
    return next((first + age for age in ages if first + age > now + EARLY), None)


def is_due(look: datetime | None, now: datetime) -> bool:
    """Whether the look is due at this moment."""
    return look is not None and look <= now + EARLY
