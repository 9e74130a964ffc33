"""Times told from publication or from the day told of: `kemarin sore`, `saat ini`, `awal bulan`, `hari itu`."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from extract.dates.calendar import Interval, whole_month, whole_year
from extract.dates.clock import part_of_day
from extract.dates.distances import shifted
from extract.dates.expressions import BLANK
from extract.dates.relative import find_table
from extract.dates.timex import Anchors, TimeExpression
from extract.dates.timex_lexicon import time_lexicon
from extract.dates.values import month_value, week_value
from extract.patterns import any_of

_OPEN = {
    "day": "XXXX-XX-XX",
    "week": "XXXX-WXX",
    "weekend": "XXXX-WXX-WE",
    "month": "XXXX-XX",
    "year": "XXXX",
}
_UNITS = {"hari": "day", "pekan": "week", "minggu": "week", "bulan": "month", "tahun": "year"}


def deictic_times(text: str, anchors: Anchors, published: date | None) -> Iterator[TimeExpression]:
    """Words that point: to today, to now, to an edge of the running unit, back to the day told of."""
    for start, end, unit, days in find_table(text, published):
        yield _pointed(text, start, end, unit, days)
    for match in _reference().finditer(text):
        if not _not_after().search(text, max(0, match.start() - 14), match.start()):
            value = _values()[" ".join(match.group().lower().split())]
            yield TimeExpression(*match.span(), "duration" if value == "PXX" else "date", value)
    for match in _edge().finditer(text):
        edge = _UNITS[match["unit"].lower()]
        if edge == "week" and match["edge"].lower() == "akhir":
            edge = "weekend"
        yield _pointed(text, *match.span(), edge, days_of_unit(published, edge) if published else None)
    for match in _again().finditer(text):
        yield _told_again(match, anchors)
    for match in _turned().finditer(text):
        yield _turned_unit(match, anchors, published)
    for match in _next_day().finditer(text):
        before = anchors.day_before(match.start())
        day = before + timedelta(days=1) if before else None
        part = part_of_day(text, *match.span()) or ""
        value = f"{day or _OPEN['day']}{part}"
        yield TimeExpression(*match.span(), "time" if part else "date", value, day, day)
    for match in _day_of_month().finditer(text):
        yield _in_month(match, anchors, published)


def _pointed(text: str, start: int, end: int, unit: str, days: Interval | None) -> TimeExpression:
    part = part_of_day(text, start, end) if unit == "day" else None
    if unit == "day" and text[start:end].lower() in {"semalam", "semalaman"}:
        part = "TNI"
    value = _OPEN[unit] if days is None else interval_value(days, unit)
    return TimeExpression(
        start, end, "time" if part else "date", f"{value}{part or ''}", *(days or (None, None))
    )


def interval_value(days: Interval, unit: str) -> str:
    """The value of a day, week, weekend, month or year."""
    if unit == "day":
        return str(days.first)
    if unit in {"week", "weekend"}:
        return week_value(days.first) + ("-WE" if unit == "weekend" else "")
    return month_value(days.first) if unit == "month" else str(days.first.year)


def days_of_unit(day: date, unit: str) -> Interval:
    """The week, weekend, month or year that the day lies in."""
    if unit == "month":
        return whole_month(day.year, day.month)
    if unit == "year":
        return whole_year(day.year)
    monday = day - timedelta(days=day.weekday())
    return Interval(monday + timedelta(days=5 * (unit == "weekend")), monday + timedelta(days=6))


def _told_again(match: re.Match[str], anchors: Anchors) -> TimeExpression:
    unit = _UNITS[match["unit"].lower()]
    if unit == "day":
        day = anchors.day_before(match.start())
        days = Interval(day, day) if day else None
    else:
        before = anchors.before(match.start())
        days = days_of_unit(before.first, unit) if before and before.first else None
    value = interval_value(days, unit) if days else _OPEN[unit]
    return TimeExpression(*match.span(), "date", value, *(days or (None, None)))


def _turned_unit(match: re.Match[str], anchors: Anchors, published: date | None) -> TimeExpression:
    """`tahun sebelumnya`, `kuartal lalu`, `musim depan`: one off the unit told of, else the running one."""
    lexicon, turn = time_lexicon(), " ".join(match["turn"].lower().split())
    unit, offset = match["unit"].lower(), lexicon.turns[turn]
    is_anaphoric = turn.startswith(("sebelum", "berikut", "selanjut", "setelah"))
    before = anchors.before(match.start()) if is_anaphoric and unit != "hari" else None
    day = before.first if before else published
    if is_anaphoric and unit == "hari":
        day = anchors.day_before(match.start()) or published
    if day is None:
        return TimeExpression(*match.span(), "date", _OPEN.get(_UNITS.get(unit, ""), "XXXX"))
    value, days = shifted(day, lexicon.units.get(unit, "Y"), offset)
    return TimeExpression(*match.span(), "date", value, *(days or (None, None)))


def _in_month(match: re.Match[str], anchors: Anchors, published: date | None) -> TimeExpression:
    """`tanggal 18` of the month just named, else of the running one."""
    number, before = int(match["day"]), anchors.before(match.start())
    is_month = before is not None and re.fullmatch(r"\d{4}-\d\d", before.value) is not None
    month = before.first if before is not None and is_month else published
    try:
        day = month.replace(day=number) if month else None
    except ValueError:
        day = None
    return TimeExpression(*match.span(), "date", str(day) if day else f"XXXX-XX-{number:02}", day, day)


@cache
def _values() -> dict[str, str]:
    lexicon = time_lexicon()
    spans = dict.fromkeys(lexicon.vague_spans, "PXX")
    return spans | {word: value for value, words in lexicon.references.items() for word in words}


@cache
def _reference() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){any_of(_values())}(?![\w-])", re.IGNORECASE)


@cache
def _not_after() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(time_lexicon().not_after)}{BLANK}$", re.IGNORECASE)


@cache
def _edge() -> re.Pattern[str]:
    edges = any_of(time_lexicon().edges)
    return re.compile(
        rf"(?<![\w-])(?P<edge>{edges}){BLANK}(?P<unit>{any_of(_UNITS)})(?![\w-])(?!{BLANK}\d)", re.IGNORECASE
    )


@cache
def _again() -> re.Pattern[str]:
    again = any_of(time_lexicon().again)
    return re.compile(
        rf"(?<![\w-])(?:pada{BLANK})?(?P<unit>{any_of(_UNITS)}){BLANK}{again}(?![\w-])".replace(
            rf"(?:pada{BLANK})?", ""
        ),
        re.IGNORECASE,
    )


@cache
def _turned() -> re.Pattern[str]:
    lexicon = time_lexicon()
    units = any_of([*(unit for unit in lexicon.units if unit not in {"detik", "menit", "jam"}), "musim"])
    return re.compile(
        rf"(?<![\w-])(?P<unit>{units}){BLANK}(?P<turn>{any_of(lexicon.turns)})(?![\w-])(?!{BLANK}lintas)",
        re.IGNORECASE,
    )


@cache
def _next_day() -> re.Pattern[str]:
    parts = any_of(time_lexicon().day_parts)
    return re.compile(
        rf"(?<![\w-]){any_of(time_lexicon().next_day)}(?:{BLANK}{parts})?(?![\w-])", re.IGNORECASE
    )


@cache
def _day_of_month() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w-])(?:tanggal|tgl\.?){BLANK}(?P<day>[12]\d|3[01]|0?[1-9])(?![\w/-]|[.,]\d)", re.IGNORECASE
    )
