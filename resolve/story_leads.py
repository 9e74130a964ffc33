"""Which article of a story leads: the origin that copies name, else the earliest published."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from resolve.story_rules import story_rules


@dataclass(frozen=True)
class Teller:
    """An article, as far as the choice of the lead needs it."""

    article_id: int
    address: str
    """Its address, or the digest of an import without one; no two articles share it."""
    outlet: str | None
    source: str | None
    """Slug of its source."""
    origin: str | None
    """Outlet that it names as its origin."""
    published_on: date | None
    published_at: datetime | None

    @property
    def rank(self) -> tuple[date, datetime, str]:
        """The earliest published first, what has no time after what has one; never two alike."""
        return (self.published_on or date.max, self.published_at or _LAST, self.address)


def lead_of(tellers: Sequence[Teller]) -> Teller:
    """The article whose outlet the others name as their origin, else the earliest.

    Of several the earliest; an outlet that itself names another one of the story is no origin.
    """
    ranked = sorted(tellers, key=lambda teller: teller.rank)
    named = [teller for teller in ranked if any(_comes_from(copy, teller) for copy in ranked)]
    roots = [teller for teller in named if not any(_comes_from(teller, other) for other in ranked)]
    return (roots or ranked)[0]


def _comes_from(copy: Teller, original: Teller) -> bool:
    if copy.article_id == original.article_id or not copy.origin:
        return False
    origin = _words(copy.origin)
    return bool(origin) and origin not in _names(copy) and origin in _names(original)


def _names(teller: Teller) -> set[tuple[str, ...]]:
    """What an outlet may be called by: beginnings of its name, its source, the parts of its host."""
    host = urlsplit(teller.address).hostname or "" if "://" in teller.address else ""
    names = {_words(part) for part in host.split(".")}
    for name in (teller.outlet or "", teller.source or "", host):
        words = _words(name)
        names.update(words[:length] for length in range(1, len(words) + 1))
    return names - {()}


def _words(name: str) -> tuple[str, ...]:
    """Words of a name without what outlets' names end in: `antaranews.com` is `antara`, as `ANTARA News` is."""
    suffixes = story_rules().outlet_suffixes
    words = [word for word in re.findall(r"\w+", name.casefold()) if word not in suffixes]
    return tuple(_bare(word, suffixes) for word in words)


def _bare(word: str, suffixes: tuple[str, ...]) -> str:
    ending = next((suffix for suffix in suffixes if len(suffix) > 3 and word.endswith(suffix)), "")
    return word.removesuffix(ending)


_LAST = datetime.max.replace(tzinfo=UTC)
