"""Named days: feasts (`Lebaran`, `Natal 2020`, `Idul Fitri 1434 H`) and anniversaries (`HUT ke-68 RI`)."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from extract.dates.expressions import BLANK, GAP
from extract.dates.filters import word_before
from extract.dates.timex import TimeExpression
from extract.dates.timex_lexicon import MovingDay, time_lexicon
from extract.numbers.words import to_words
from extract.patterns import any_of

_HIJRI = 579
"""Years between a Hijri year and the year in which its Idul Fitri fell, 2008 to 2025."""
_WORDS = {to_words(number): number for number in range(1, 100)}
_OFFSETS = {"ini": 0, "lalu": -1, "kemarin": -1, "silam": -1, "depan": 1, "mendatang": 1}


def named_days(text: str, published: date | None) -> Iterator[TimeExpression]:
    """Feasts and anniversaries; without a year the one nearest to publication."""
    for match in _feast().finditer(text):
        name = " ".join(match["name"].split())
        if word_before(text, match.start()) in time_lexicon().not_named_after:
            continue
        day, opened = _day_of(name, match, published)
        is_night = match["eve"] is not None
        if is_night and day:
            day -= timedelta(days=1)
        value = f"{day or opened}{'TNI' if is_night else ''}"
        yield TimeExpression(*match.span(), "time" if is_night else "date", value, day, day)
    for match in _anniversary().finditer(text):
        body = " ".join((match["body"] or match["body_before"] or "RI").split())
        founded = _founded().get(body)
        count = int(match["digits"]) if match["digits"] else _WORDS[" ".join(match["word"].lower().split())]
        if founded is None:
            continue
        if not (match["body"] or match["body_before"]) and not _is_recent(founded.year + count, published):
            continue
        day = founded.replace(year=founded.year + count)
        yield TimeExpression(*match.span(), "date", str(day), day, day)


def _is_recent(year: int, published: date | None) -> bool:
    """`HUT ke-68` without a body is the republic's where its year is the article's."""
    return published is not None and abs(year - published.year) <= 1


def _day_of(name: str, match: re.Match[str], published: date | None) -> tuple[date | None, str]:
    moving, fixed = _moving().get(name), _fixed().get(name)
    year = _year_of(match, published)
    opened = f"{year or 'XXXX'}-{fixed or 'XX-XX'}"
    if year is not None:
        return _in_year(moving, fixed, year), opened
    if published is None:
        return None, opened
    near = (_in_year(moving, fixed, published.year + offset) for offset in (-1, 0, 1))
    days = [day for day in near if day is not None]
    return min(days, key=lambda day: abs(day - published), default=None), opened


def _year_of(match: re.Match[str], published: date | None) -> int | None:
    if match["hijri"]:
        return int(match["hijri"]) + _HIJRI
    if match["year"]:
        return int(match["year"])
    if match["turn"] and published:
        return published.year + _OFFSETS[match["turn"].lower()]
    return None


def _in_year(moving: MovingDay | None, fixed: str | None, year: int) -> date | None:
    month_day = moving.days.get(year) if moving else fixed
    return date.fromisoformat(f"{year}-{month_day}") if month_day else None


@cache
def _fixed() -> dict[str, str]:
    return {name: day for day, names in time_lexicon().named_days.items() for name in names}


@cache
def _moving() -> dict[str, MovingDay]:
    return {name: feast for feast in time_lexicon().moving_days for name in feast.names}


@cache
def _founded() -> dict[str, date]:
    return {name: entry.founded for entry in time_lexicon().anniversaries for name in entry.names}


@cache
def _feast() -> re.Pattern[str]:
    names = any_of([*_fixed(), *_moving()])
    return re.compile(
        rf"(?<![\w-])(?:(?P<eve>[Mm]alam){BLANK})?(?P<name>{names})(?![\w-])"
        rf"(?:{BLANK}(?:(?:tahun{BLANK})?(?P<year>(?:19|20)\d\d)(?![\d.])"
        rf"|(?P<hijri>14\d\d)(?!\d)(?:{BLANK}(?:H|Hijriah|Hijriyah)(?!\w))?|tahun{BLANK}(?P<turn>{any_of(_OFFSETS)})(?!\w)))?"
    )


@cache
def _anniversary() -> re.Pattern[str]:
    lexicon = time_lexicon()
    bodies = any_of(_founded())
    number = rf"ke{GAP}-?{GAP}(?:(?P<digits>\d{{1,3}})|(?P<word>{any_of(_WORDS)}))(?![\w-])"
    return re.compile(
        rf"(?<!\w){any_of(lexicon.anniversary_leads)}{BLANK}(?:\([A-Z]{{2,5}}\){BLANK})?"
        rf"(?:(?P<body_before>{bodies}){BLANK})?{number}(?:{BLANK}(?P<body>{bodies})(?!\w))?"
    )
