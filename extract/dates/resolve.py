"""From expressions to days: the year and day that the print leaves open come from the article.

Order for a date without year: a year at the head of its sentence (`Sepanjang 2022, ... pada Maret`), the dated event
told just before in the same paragraph, then the day of publication: the latest such date not after it, or the next
one where the words point ahead (akan, mendatang, paling lambat). A printed weekday decides between years.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from extract.dates.calendar import Interval, days_of
from extract.dates.expressions import BLANK, GAP, Expression
from extract.dates.lexicon import date_lexicon
from extract.dates.links import Span
from extract.patterns import any_of
from models.annotation import AnnotatedArticle

_GRACE = timedelta(days=3)  # an article is sometimes dated before the event that it announces
_NARRATIVE = timedelta(days=100)
_YEAR = timedelta(days=366)
_RECENT = timedelta(days=3 * 366)
_SOON = timedelta(days=45)
_NEAR, _FAR = timedelta(days=90), timedelta(days=270)
_CUE_WINDOW = 70
_HEAD_OF_SENTENCE = 45


@dataclass(frozen=True, slots=True)
class Resolved:
    """Days of an expression, with what stood in print."""

    start: int
    end: int
    rule: str
    days: Interval
    is_contradicted: bool = False
    is_relative: bool = False
    has_year: bool = True
    is_weekday_only: bool = False
    ends: tuple[Interval, Interval] | None = None
    """Both ends of a range, each as it is named (`Januari hingga Juni`)."""


class Resolver:
    """Resolves the expressions of one article in order; earlier ones are context for later ones."""

    def __init__(self, annotated: AnnotatedArticle) -> None:
        self._article = annotated
        self._text = annotated.text
        self._published = annotated.published
        self._seen: list[Resolved] = []

    def resolve(self, span: Span) -> list[Resolved]:
        """One entry; none where the year stays unknown; two where a printed range runs backwards."""
        if span.tail is None:
            found = [self._single(span.head)]
        else:
            joined = self._range(span.head, span.tail)
            found = [joined] if joined else [self._single(span.head), self._single(span.tail)]
        resolved = [entry for entry in found if entry is not None]
        self._seen += resolved
        return resolved

    def _single(self, expression: Expression) -> Resolved | None:
        if expression.rule == "year_edge":
            return None  # "awal tahun" alone is no day
        if expression.is_weekday_only:
            days = self._weekday(expression)
        else:
            year = expression.year or self._open_year(expression)
            days = days_of(expression, year) if year else None
        return self._entry(expression, expression.end, expression.rule, days) if days else None

    def _entry(self, expression: Expression, end: int, rule: str, days: Interval) -> Resolved:
        weekday, last = expression.weekday, expression.weekday_last
        contradicted = weekday is not None and days.first.weekday() != weekday
        contradicted = contradicted or (last is not None and days.last.weekday() != last)
        return Resolved(
            expression.start,
            end,
            rule,
            days,
            is_contradicted=contradicted,
            is_relative=expression.week_offset is not None,
            has_year=expression.year is not None,
            is_weekday_only=expression.is_weekday_only,
        )

    def _range(self, head: Expression, tail: Expression) -> Resolved | None:
        if tail.rule == "year_edge":
            first, last = self._ends_with_year(head)
        else:
            last = self._days(tail)
            first = self._first_end(head, last) if last else None
        if not (first and last and first.first <= last.last):
            return None
        first, last = self._running(head, tail, first, last)
        entry = self._entry(head, tail.end, "range", Interval(first.first, last.last))
        return replace(entry, ends=(first, last))

    def _running(
        self, head: Expression, tail: Expression, first: Interval, last: Interval
    ) -> tuple[Interval, Interval]:
        """`14 Juni hingga 15 Juli` printed on 20 June began this year, though its end lies ahead."""
        if all(end.year is None and end.year_offset is None and end.month for end in (head, tail)):
            later = days_of(head, first.first.year + 1), days_of(tail, last.last.year + 1)
            if later[0] and later[1] and later[0].first <= (self._published or date.min) <= later[1].last:
                return later[0], later[1]
        return first, last

    def _ends_with_year(self, head: Expression) -> tuple[Interval | None, Interval | None]:
        first = self._days(head)
        year = first.first.year if first else None
        return first, Interval(date(year, 12, 31), date(year, 12, 31)) if year else None

    def _first_end(self, head: Expression, last: Interval) -> Interval | None:
        if head.rule == "year_edge":
            return Interval(date(last.last.year, 1, 1), date(last.last.year, 1, 1))
        if head.is_weekday_only and head.weekday is not None:
            back = timedelta(days=(last.last.weekday() - head.weekday) % 7)
            return Interval(last.last - back, last.last - back)
        if head.year or head.year_offset is not None:
            return self._days(head)
        options = (days_of(head, year) for year in (last.last.year, last.last.year - 1))
        return next((days for days in options if days and days.first <= last.first), None)

    def _days(self, expression: Expression) -> Interval | None:
        resolved = self._single(expression)
        return resolved.days if resolved else None

    # -- the year that the print leaves open

    def _open_year(self, expression: Expression) -> int | None:
        if expression.year_offset is not None:
            return self._published.year + expression.year_offset if self._published else None
        if expression.weekday is not None:
            return self._year_by_weekday(expression)
        if expression.shift == 0:
            told = self._year_of_sentence(expression) or self._year_of_story(expression)
            if told:
                return told
        return self._year_by_publication(expression)

    def _year_by_weekday(self, expression: Expression) -> int | None:
        """The year in which the day falls on the printed weekday; else the latest, to be flagged."""
        latest = self._year_by_publication(expression)
        if latest is None or self._published is None:
            return None
        for year in (latest, latest - 1, latest + 1):
            days = days_of(expression, year)
            if (
                days
                and days.first.weekday() == expression.weekday
                and days.first - self._published < _NARRATIVE
            ):
                return year
        return latest

    def _year_of_sentence(self, expression: Expression) -> int | None:
        """`Sepanjang 2022, kasus terbanyak pada Maret`; `Rinciannya, ... pada Maret` after such a sentence."""
        index = self._article.sentence_index(expression.start)
        start = self._article.sentences[index].start
        opener = _breakdown().match(self._text, start)
        for entry in reversed(self._seen[-6:]):
            if entry.is_relative or not entry.has_year or entry.days.last.year != entry.days.first.year:
                continue
            if entry.start >= start:
                is_head = entry.start - start <= _HEAD_OF_SENTENCE
                is_frame = is_head and _frame().search(self._text, max(0, start - 1), entry.start)
                return entry.days.first.year if is_frame else None
            if opener and index > 0 and entry.start >= self._article.sentences[index - 1].start:
                return entry.days.first.year
        return None

    def _year_of_story(self, expression: Expression) -> int | None:
        """A day told after a dated one in the paragraph lies near it, a month after a dated one in the sentence too."""
        anchor = self._seen[-1] if self._seen else None
        if anchor is None or not anchor.has_year or anchor.is_relative or self._is_ahead(expression):
            return None
        if not self._is_beside(anchor, expression):
            return None
        year = anchor.days.first.year
        latest = self._published + _GRACE if self._published else date.max
        for option, reach in ((year, _YEAR), (year + 1, _NARRATIVE)):
            days = days_of(expression, option)
            back = _NARRATIVE if expression.day else timedelta()
            if days and -back <= days.first - anchor.days.first <= reach:
                return option if days.first <= latest else None
        return None

    def _is_beside(self, anchor: Resolved, expression: Expression) -> bool:
        """Whether the earlier date tells of the same story: recent, and no whole year."""
        if self._published is not None and self._published - anchor.days.first > _RECENT:
            return False
        if expression.day is None:
            is_year = anchor.days.last - anchor.days.first > _FAR
            sentence = self._article.sentences[self._article.sentence_index(expression.start)]
            return not is_year and anchor.start >= sentence.start
        is_day = anchor.days.first == anchor.days.last
        paragraph = self._article.paragraph_index(expression.start)
        return is_day and self._article.paragraph_index(anchor.start) == paragraph

    def _year_by_publication(self, expression: Expression) -> int | None:
        published = self._published
        if published is None:
            return None
        years = range(published.year + 4, published.year - 5, -1)  # 29 February comes every fourth
        options = [(year, days) for year in years if (days := days_of(expression, year))]
        grace = _GRACE if expression.day else timedelta()
        past = next((option for option in options if option[1].first <= published + grace), None)
        ahead = next((option for option in reversed(options) if option[1].last >= published), None)
        if ahead is None or past is None:
            return None
        return ahead[0] if self._looks_ahead(expression, past[1], ahead[1], published) else past[0]

    def _looks_ahead(self, expression: Expression, past: Interval, ahead: Interval, published: date) -> bool:
        if expression.shift != 0:
            return expression.shift > 0
        if expression.weekday is None and self._is_ahead(expression):
            # "akan mendalami kasus yang terjadi pada 5 Juni" looks back: the coming 5 June is too far
            return not (published - past.last <= _NEAR and ahead.first - published > _FAR)
        return self._is_soon_until(expression, ahead, published)

    def _is_ahead(self, expression: Expression) -> bool:
        sentence = self._article.sentences[self._article.sentence_index(expression.start)]
        start = max(sentence.start, expression.start - _CUE_WINDOW)
        return _ahead().search(self._text, start, expression.start) is not None

    def _is_soon_until(self, expression: Expression, ahead: Interval, published: date) -> bool:
        """`hingga Desember` printed in November means the coming one, not the one of eleven months ago."""
        distance = ahead.first - published
        if expression.day is not None or not timedelta() < distance <= timedelta(days=62):
            return False
        if distance <= _SOON and _hedged().match(self._text, expression.start):
            return True  # "awal Oktober" printed in September
        return _until().search(self._text, max(0, expression.start - 25), expression.start) is not None

    def _weekday(self, expression: Expression) -> Interval | None:
        """The latest such day up to publication; `lalu` goes before it, `depan` and a plan go ahead."""
        published, weekday = self._published, expression.weekday
        if published is None or weekday is None:
            return None
        if expression.week_offset is not None:
            monday = published - timedelta(days=published.weekday()) + timedelta(weeks=expression.week_offset)
            day = monday + timedelta(days=weekday)
        elif expression.shift > 0 or (expression.shift == 0 and self._is_planned(expression)):
            day = published + timedelta(
                days=(weekday - published.weekday()) % 7 or 7 * (expression.shift > 0)
            )
        else:
            day = published - timedelta(
                days=(published.weekday() - weekday) % 7 or 7 * (expression.shift < 0)
            )
        return Interval(day, day)

    def _is_planned(self, expression: Expression) -> bool:
        sentence = self._article.sentences[self._article.sentence_index(expression.start)]
        return (
            _planned().search(self._text, max(sentence.start, expression.start - 40), expression.start)
            is not None
        )


@cache
def _ahead() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(date_lexicon().future_cues)}(?!\w)[^\"“”.]*$", re.IGNORECASE)


@cache
def _planned() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(date_lexicon().future_cues)}(?!\w)[^\"“”.,]*$", re.IGNORECASE)


@cache
def _hedged() -> re.Pattern[str]:
    return re.compile(any_of(date_lexicon().hedges), re.IGNORECASE)


@cache
def _until() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:hingga|sampai|sebelum){BLANK}(?:akhir{BLANK}|awal{BLANK}|dengan{BLANK})?$", re.IGNORECASE
    )


@cache
def _frame() -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|\W)[\"“(]?{any_of(date_lexicon().frames)}{BLANK}(?:\w+{BLANK}){{0,2}}$", re.IGNORECASE
    )


@cache
def _breakdown() -> re.Pattern[str]:
    return re.compile(
        rf"[\"“]?{GAP}(?:dengan{BLANK})?{any_of(date_lexicon().breakdown_openers)}(?!\w)", re.IGNORECASE
    )
