"""Calendar expressions (`Senin (7/10)`, `kuartal II 2013`, both ends of `Januari hingga Juni`) as temporal ones."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from extract.dates.calendar import Interval, whole_year
from extract.dates.clock import part_of_day
from extract.dates.expressions import BLANK, Expression
from extract.dates.filters import printed_dates
from extract.dates.links import Span, linked
from extract.dates.resolve import Resolved, Resolver
from extract.dates.timex import TimeExpression
from extract.dates.timex_lexicon import time_lexicon
from extract.dates.values import calendar_value
from extract.patterns import any_of
from models.annotation import AnnotatedArticle

_REACH = 24


def calendar_expressions(annotated: AnnotatedArticle) -> list[TimeExpression]:
    """Every calendar expression, those too that stay open for want of a day of publication."""
    resolver = Resolver(annotated)
    found = [
        piece
        for span in linked(annotated.text, printed_dates(annotated.text))
        for piece in _expressions(annotated.text, span, resolver.resolve(span))
    ]
    return [*found[:1], *(later for piece, later in pairwise(found) if later.start >= piece.end)]


def _expressions(text: str, span: Span, resolved: list[Resolved]) -> Iterator[TimeExpression]:
    if span.tail is not None and len(resolved) == 1 and resolved[0].ends:
        first, last = resolved[0].ends
        yield _expression(text, span.head, first)
        yield _expression(text, span.tail, last)
        return
    by_start = {entry.start: entry.days for entry in resolved}
    for printed in (span.head, span.tail):
        if printed is not None and printed.rule != "year_edge":
            yield from _pieces(text, printed, by_start.get(printed.start))


def _pieces(text: str, printed: Expression, days: Interval | None) -> Iterator[TimeExpression]:
    """The two ends of `5-14 Juni`; of `Sabtu-Minggu (8-9/7)` the whole."""
    if printed.split is None or printed.weekday_last is not None or days is None:
        yield _expression(text, printed, days)
        return
    before, behind = printed.split
    is_year = printed.day is None
    first = whole_year(days.first.year) if is_year else Interval(days.first, days.first)
    last = whole_year(days.last.year) if is_year else Interval(days.last, days.last)
    yield _expression(text, printed, first, end=before)
    yield _expression(text, printed, last, start=behind)


def _expression(
    text: str, printed: Expression, days: Interval | None, *, start: int | None = None, end: int | None = None
) -> TimeExpression:
    start = printed.start if start is None else start
    end = printed.end if end is None else end
    if lead := _lead().search(text, max(0, start - _REACH), start):
        start = lead.start()
    value = calendar_value(printed, days)
    first, last = days or (None, None)
    has_day = printed.day is not None or printed.weekday is not None
    before = _part_before().search(text, max(0, start - _REACH), start) if has_day else None
    start = before.start() if before else start
    part = part_of_day(text, start, end) if has_day else None
    if part is not None:
        return TimeExpression(start, end, "time", f"{value}{part}", first, last)
    return TimeExpression(start, end, "date", value, first, last)


@cache
def _part_before() -> re.Pattern[str]:
    """`sore hari Sabtu`, `malam 14 April`."""
    return re.compile(rf"(?<!\w){any_of(time_lexicon().day_parts)}{BLANK}(?:hari{BLANK})?$", re.IGNORECASE)


@cache
def _lead() -> re.Pattern[str]:
    """`tanggal`, `era`, `sekitar` before a date belong to it."""
    approximate, edge = any_of(time_lexicon().approximations), any_of(time_lexicon().edges)
    return re.compile(
        rf"(?<!\w)(?:{approximate}{BLANK})?(?:{edge}{BLANK})?(?:(?:tanggal|tgl\.?|bulan|era|dekade|dasawarsa){BLANK})?(?<=\s)$",
        re.IGNORECASE,
    )
