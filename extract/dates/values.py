"""TIMEX3 values: ISO 8601 dates and periods, with X for what is not known."""

import re
from datetime import date

from extract.dates.calendar import Interval, whole_year
from extract.dates.expressions import Expression
from extract.dates.lexicon import date_lexicon

_CODE = re.compile(r"(\d*)(T?)([A-Z]{1,2})")
_HALVES = {"TH": "PT30M", "TM": "PT30S", "D": "PT12H", "Y": "P6M"}


def period_value(number: float | None, code: str) -> str:
    """`P3Y`, `PT1.5H`; `PXM` for an unknown number. The code is ISO's letter, T before it for clock units."""
    if number == 0.5 and code in _HALVES:
        return _HALVES[code]
    match = _CODE.fullmatch(code)
    if match is None:
        raise ValueError(f"{code} is no unit of a period: units are ISO letters with T before clock units")
    amount = "X" if number is None else f"{number * int(match[1] or 1):g}"
    return f"P{match[2]}{amount}{match[3]}"


def week_value(day: date) -> str:
    """`2013-W41`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def month_value(day: date) -> str:
    """`2013-10`."""
    return f"{day:%Y-%m}"


def calendar_value(expression: Expression, days: Interval | None) -> str:
    """The value of a printed date or period; X where its year is not known."""
    if expression.rule == "decade":
        return str((expression.year or 0) // 10)
    if days is None:
        return _open_value(expression)
    if expression.rule == "quarter" or expression.rule == "first_months":
        return _part_of_year(days)
    if expression.rule == "year_edge":
        return str(days.first.year)
    if expression.day is not None or expression.weekday is not None:
        return str(days.first) if days.first == days.last else f"{days.first}/{days.last}"
    if expression.month is not None:
        return month_value(days.first)
    return str(days.first.year)


def _part_of_year(days: Interval) -> str:
    length = days.last.month - days.first.month + 1
    year, number = days.first.year, (days.first.month - 1) // length + 1
    if days == whole_year(year):
        return str(year)
    if length in {3, 6}:
        return f"{year}-{'Q' if length == 3 else 'H'}{number}"
    return f"{month_value(days.first)}/{month_value(days.last)}"


def _open_value(expression: Expression) -> str:
    if expression.rule == "quarter":
        length = (expression.month_last or 0) - (expression.month or 0) + 1
        return f"XXXX-{'Q' if length == 3 else 'H'}{(expression.month_last or length) // length}"
    if expression.is_weekday_only:
        return f"XXXX-WXX-{(expression.weekday or 0) + 1}"
    if expression.month is None:
        return "XXXX"
    month = f"{expression.year or 'XXXX'}-{expression.month:02}"
    return month if expression.day is None else f"{month}-{expression.day:02}"


def weekday_number(name: str) -> int:
    """1 (Monday) to 7, as ISO 8601 counts."""
    return date_lexicon().weekday_numbers[name.lower()] + 1
