"""`find_expressions`: all temporal expressions of an article."""

import re
from collections.abc import Iterable
from functools import cache

from extract.dates.clock import clock_times, day_parts
from extract.dates.counted import counted_times
from extract.dates.deictic import deictic_times
from extract.dates.eras import eras
from extract.dates.expressions import BLANK, GAP
from extract.dates.named import named_days
from extract.dates.recurring import recurring_times
from extract.dates.timex import AGE, Anchors, TimeExpression
from extract.dates.timex_calendar import calendar_expressions
from extract.laws.citations import law_spans
from extract.spans import SpanSet
from models.annotation import AnnotatedArticle


def find_expressions(annotated: AnnotatedArticle) -> tuple[TimeExpression, ...]:
    """All temporal expressions, in order, not overlapping, with TIMEX3 values.

    What hangs on `annotated.published` has X for what is unknown where that is null. `find_dates` gives the calendar
    ones among them as facts.
    """
    if not annotated.sentences:
        return ()
    text, published = annotated.text, annotated.published
    calendar = calendar_expressions(annotated)
    anchors = Anchors(annotated, calendar)
    found = [
        *calendar,
        *recurring_times(text),
        *named_days(text, published),
        *eras(text, published),
        *counted_times(text, anchors, published),
        *deictic_times(text, anchors, published),
        *clock_times(text, anchors, published),
        *day_parts(text, anchors, published),
    ]
    laws = SpanSet(law_spans(text))
    free = (entry for entry in found if not laws.overlaps(entry.start, entry.end))
    merged = _merged(text, [_with_ini(text, entry) for entry in _longest(free) if entry.value != AGE])
    return tuple(entry._replace(quote=text[entry.start : entry.end]) for entry in merged)


def _with_ini(text: str, entry: TimeExpression) -> TimeExpression:
    """`Senin pagi ini`, `kuartal pertama 2007 ini`."""
    ini = _ini().match(text, entry.end) if entry.first is not None else None
    return entry._replace(end=ini.end()) if ini else entry


def _longest(entries: Iterable[TimeExpression]) -> list[TimeExpression]:
    """Leftmost, then longest; of equals the one found first."""
    kept: list[TimeExpression] = []
    for entry in sorted(entries, key=lambda e: (e.start, -e.end)):
        if not kept or entry.start >= kept[-1].end:
            kept.append(entry)
    return kept


def _merged(text: str, entries: list[TimeExpression]) -> list[TimeExpression]:
    """`Selasa pagi pukul 05.12` and `kemarin (16/3)` are one each."""
    merged: list[TimeExpression] = []
    for entry in entries:
        last = merged[-1] if merged else None
        joined = _join(text, last, entry) if last else None
        if joined:
            merged[-1] = joined
        else:
            merged.append(entry)
    return merged


def _join(text: str, last: TimeExpression, entry: TimeExpression) -> TimeExpression | None:
    if last.first is None or last.first != last.last:
        return None
    if "T" in entry.value and entry.kind == "time" and _adjacent().fullmatch(text, last.end, entry.start):
        if _goes_on().match(text, entry.end):  # opening hours
            return None
        clock = entry.value.partition("T")[2]
        if "T" in last.value and not (":" in clock and ":" not in last.value):
            return None
        return last._replace(end=entry.end, kind="time", value=f"{last.first}T{clock}")
    bracket = _bracket().fullmatch(text, last.end, entry.start)
    if (
        bracket
        and entry.kind == "date"
        and text[entry.end : entry.end + 1] == ")"
        and entry.first == entry.last
    ):
        part = last.value.partition("T")[2]
        value = f"{entry.value}T{part}" if part else entry.value
        return entry._replace(start=last.start, end=entry.end + 1, kind=last.kind, value=value)
    return None


@cache
def _ini() -> re.Pattern[str]:
    return re.compile(rf"{BLANK}ini(?![\w-])", re.IGNORECASE)


@cache
def _goes_on() -> re.Pattern[str]:
    return re.compile(rf"{GAP}(?:-|–|hingga|sampai|s/d){GAP}(?:pukul{BLANK})?\d", re.IGNORECASE)


@cache
def _adjacent() -> re.Pattern[str]:
    return re.compile(BLANK)


@cache
def _bracket() -> re.Pattern[str]:
    return re.compile(rf"{GAP}\({GAP}")
