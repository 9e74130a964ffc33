"""Stretches longer or vaguer than the calendar's: centuries, decades of two digits, early years, seasons."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from extract.dates.calendar import Interval, whole_year
from extract.dates.expressions import BLANK, GAP
from extract.dates.timex import TimeExpression
from extract.dates.timex_lexicon import time_lexicon
from extract.numbers.words import to_words
from extract.patterns import any_of

_LATEST = 2029
"""Last year that a decade of two digits may begin before, where publication is unknown."""
_CENTURIES = {**{f"ke{to_words(n)}": n for n in range(2, 22)}, "pertama": 1}


def eras(text: str, published: date | None) -> Iterator[TimeExpression]:
    """`abad ke-19`, `tahun 80-an`, `tahun 1399`, `300 SM`, `musim panas 2006`."""
    for match in _century().finditer(text):
        yield _century_of(match)
    for match in _decade().finditer(text):
        first = _full_decade(int(match["digits"]), published)
        yield TimeExpression(*match.span(), "date", str(first // 10), *whole_year(first, first + 9))
    for match in _early_year().finditer(text):
        year = int(match["year"] or match["before"])
        is_before = match["before"] is not None or match["era"] is not None
        days = None if is_before else whole_year(year)
        yield TimeExpression(
            *match.span(), "date", f"BC{year:04}" if is_before else f"{year:04}", *(days or (None, None))
        )
    for match in _season().finditer(text):
        yield TimeExpression(*match.span(), "date", _season_value(match, published))


def _century_of(match: re.Match[str]) -> TimeExpression:
    lexicon = time_lexicon()
    word = " ".join((match["word"] or "").lower().split())
    number = int(match["digits"]) if match["digits"] else _CENTURIES.get(word) or lexicon.centuries[word]
    if match["before"]:
        return TimeExpression(*match.span(), "date", f"BC{number - 1:02}")
    days = Interval(date((number - 1) * 100 + 1, 1, 1), date(number * 100, 12, 31))
    return TimeExpression(*match.span(), "date", f"{number - 1:02}", *days)


def _full_decade(digits: int, published: date | None) -> int:
    """80 is 1980, 10 is 2010: the latest such decade up to publication."""
    latest = published.year if published else _LATEST
    year = latest // 100 * 100 + digits
    return year if year <= latest else year - 100


def _season_value(match: re.Match[str], published: date | None) -> str:
    lexicon = time_lexicon()
    year = match["year"] or "XXXX"
    if match["turn"] and published:
        year = str(published.year + lexicon.turns[match["turn"].lower()])
    return f"{year}-{lexicon.seasons[match['season'].lower()]}"


@cache
def _century() -> re.Pattern[str]:
    words = any_of([*_CENTURIES, *time_lexicon().centuries])
    edge = rf"(?:(?:awal|akhir|pertengahan|penghujung){BLANK})?"
    return re.compile(
        rf"(?<!\w){edge}abad{BLANK}(?:ke{GAP}-?{GAP})?(?:(?P<digits>[12]\d|[1-9])|(?P<word>{words}))(?![\w-])"
        rf"(?:{BLANK}(?:(?P<before>SM|sebelum{BLANK}Masehi)|Masehi|M)(?!\w))?",
        re.IGNORECASE,
    )


@cache
def _decade() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:(?:awal|akhir|pertengahan){BLANK})?(?:tahun|era|dekade|dasawarsa|periode){BLANK}"
        rf"['’]?(?P<digits>[1-9]0){GAP}-?an(?!\w)",
        re.IGNORECASE,
    )


@cache
def _early_year() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:tahun{BLANK}(?P<year>1[0-7]\d\d|[1-9]\d\d)(?![\w-]|[.,/]\d)"
        rf"(?P<era>{BLANK}(?:SM|sebelum Masehi)(?!\w))?"
        rf"|(?:tahun{BLANK})?(?P<before>[1-9]\d{{1,3}}){BLANK}SM(?!\w))"
    )


@cache
def _season() -> re.Pattern[str]:
    lexicon = time_lexicon()
    return re.compile(
        rf"(?<!\w)(?<!Olimpiade )(?:(?:awal|akhir|pertengahan|puncak){BLANK})?musim{BLANK}"
        rf"(?P<season>{any_of(lexicon.seasons)})(?!\w)"
        rf"(?:{BLANK}(?:tahun{BLANK})?(?:(?P<year>(?:19|20)\d\d)(?!\d)|(?P<turn>{any_of(lexicon.turns)})(?!\w)))?",
        re.IGNORECASE,
    )
