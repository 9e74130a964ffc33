"""Temporal expressions in the sense of TIMEX3: dates, times, durations and sets, each with its normalised value.

Extents and values follow TimeML 1.2.1: prepositions stay outside (`sejak`, `selama`, `pada`), modifiers inside
(`awal 2013`, `sekitar 20 menit`); the ends of a range are expressions of their own; a date with its bracket, day
part or clock time is one (`Senin (7/10) malam pukul 19.30 WIB`). Ages and ordinals are none.
"""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

from models.annotation import AnnotatedArticle

Kind = Literal["date", "time", "duration", "set"]
AGE = "age"
"""Value of what is read only so that nothing else is read there; never given out."""


class TimeExpression(NamedTuple):
    """An expression of time and the characters that give it."""

    start: int
    end: int
    kind: Kind
    value: str
    """TIMEX3 value: 2013-10-07, 2013-W41, 2013-Q2, 2013-10-07TNI, P2Y, PT3H, PRESENT_REF, XXXX-WXX-1 ..."""
    first: date | None = None
    """First day, for what resolves to days."""
    last: date | None = None
    """Last day; the same day for a single day."""
    quote: str = ""


class Anchors:
    """The calendar expressions of an article, for those that are told from them (`dua hari kemudian`)."""

    def __init__(self, article: AnnotatedArticle, entries: Iterable[TimeExpression]) -> None:
        self._article = article
        self._entries = sorted(entry for entry in entries if entry.first is not None)
        self._days = [entry for entry in self._entries if entry.first == entry.last]
        self._starts = [entry.start for entry in self._entries]
        self._day_starts = [entry.start for entry in self._days]

    def before(self, position: int) -> TimeExpression | None:
        """The nearest one before, in this paragraph or the one above."""
        index = bisect_left(self._starts, position) - 1
        return self._near(self._entries[index], position) if index >= 0 else None

    def day_before(self, position: int) -> date | None:
        """The nearest single day before, in this paragraph or the one above."""
        index = bisect_left(self._day_starts, position) - 1
        near = self._near(self._days[index], position) if index >= 0 else None
        return near.first if near else None

    def day_of_sentence(self, position: int) -> date | None:
        """The single day that the sentence names: the last before the position, else the first behind it."""
        sentence = self._article.sentences[self._article.sentence_index(position)]
        index = bisect_left(self._day_starts, position)
        if index > 0 and self._days[index - 1].start >= sentence.start:
            return self._days[index - 1].first
        if index < len(self._days) and self._days[index].start < sentence.end:
            return self._days[index].first
        return None

    def _near(self, entry: TimeExpression, position: int) -> TimeExpression | None:
        at = self._article.paragraph_index
        return entry if at(position) - at(entry.start) <= 1 else None
