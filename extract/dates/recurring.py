"""Times that recur: `setiap Senin`, `tiap malam`, `per tahun`, `dua kali sehari`, `bulanan`."""

import re
from collections.abc import Iterator
from functools import cache

from extract.dates.expressions import BLANK, GAP
from extract.dates.lexicon import date_lexicon
from extract.dates.timex import TimeExpression
from extract.dates.timex_lexicon import time_lexicon
from extract.dates.values import period_value, weekday_number
from extract.numbers.words import to_words
from extract.patterns import any_of


def recurring_times(text: str) -> Iterator[TimeExpression]:
    """Sets without a counted unit (`counted` has those)."""
    lexicon = time_lexicon()
    for match in _every().finditer(text):
        yield TimeExpression(*match.span(), "set", _every_value(match))
    for match in _times().finditer(text):
        code = lexicon.one_units.get((match["one"] or "").lower()) or lexicon.units[match["unit"].lower()]
        yield TimeExpression(*match.span(), "set", period_value(1.0, code))
    for match in _word().finditer(text):
        code = lexicon.recurring_words[" ".join(match.group().lower().split())]
        yield TimeExpression(*match.span(), "set", period_value(1.0, code))


def _every_value(match: re.Match[str]) -> str:
    dates, lexicon = date_lexicon(), time_lexicon()
    if match["weekday"] and not (match["weekday"] == "minggu" and "hari" not in match.group()):
        part = (
            lexicon.day_parts[" ".join(match["weekday_part"].lower().split())]
            if match["weekday_part"]
            else ""
        )
        return f"XXXX-WXX-{weekday_number(match['weekday'])}{part}"
    if match["weekend"]:
        return "XXXX-WXX-WE"
    if match["part"]:
        return f"XXXX-XX-XX{lexicon.day_parts[' '.join(match['part'].lower().split())]}"
    if match["day"]:
        month = f"{dates.month_numbers[match['day_month'].lower()]:02}" if match["day_month"] else "XX"
        return f"XXXX-{month}-{int(match['day']):02}"
    if match["month"]:
        return f"XXXX-{dates.month_numbers[match['month'].lower()]:02}"
    return period_value(1.0, lexicon.units[(match["per"] or match["unit"] or match["weekday"]).lower()])


@cache
def _every() -> re.Pattern[str]:
    lexicon, dates = time_lexicon(), date_lexicon()
    weekday = any_of(name for names in dates.weekdays.values() for name in names)
    month = any_of(name for names in dates.months.values() for name in names)
    part = any_of(lexicon.day_parts)
    further = rf"(?:{GAP}(?:,|dan|-|–|sampai|hingga|s/d){GAP}(?:hari{BLANK})?{weekday}){{0,6}}"
    return re.compile(
        rf"(?<![\w-])(?:{any_of(lexicon.per)}{BLANK}(?P<per>{any_of(lexicon.units)})(?:nya)?"
        rf"|{any_of(lexicon.every)}{BLANK}(?:"
        rf"(?:hari{BLANK})?(?P<weekday>{weekday})(?!\w){further}(?:{BLANK}(?P<weekday_part>{part}))?"
        rf"|(?P<weekend>akhir{BLANK}(?:pekan|minggu))|(?P<part>{part})(?:{BLANK}hari(?:nya)?)?"
        rf"(?:{BLANK}(?:dan|hingga|sampai){BLANK}{part})?"
        rf"|(?:tanggal{BLANK}(?=\d))?(?P<day>[0-3]?\d)(?!\d)"
        rf"(?:{BLANK}(?P<day_month>{month})|(?<=tanggal \d)|(?<=tanggal \d\d))"
        rf"|(?:bulan{BLANK})?(?P<month>{month})|(?P<unit>{any_of(lexicon.units)})(?:nya)?"
        r"))(?![\w-])",
        re.IGNORECASE,
    )


@cache
def _times() -> re.Pattern[str]:
    lexicon = time_lexicon()
    number = rf"(?:\d{{1,3}}(?:-\d{{1,3}})?|{any_of(to_words(n) for n in range(1, 100))}|beberapa|se(?=kali))"
    ones, units = any_of(lexicon.one_units), any_of(lexicon.units)
    every = any_of([*lexicon.every, *lexicon.per])
    return re.compile(
        rf"(?<![\w-]){number}(?:{BLANK})?{any_of(lexicon.times)}{BLANK}"
        rf"(?:(?:dalam{BLANK})?(?P<one>{ones})|{every}{BLANK}(?P<unit>{units}))(?![\w-])",
        re.IGNORECASE,
    )


@cache
def _word() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){any_of(time_lexicon().recurring_words)}(?![\w-])", re.IGNORECASE)
