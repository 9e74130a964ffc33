"""Days of an expression whose year is known."""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from extract.dates.expressions import Expression


class Interval(NamedTuple):
    """First and last day, both included."""

    first: date
    last: date


def whole_month(year: int, month: int) -> Interval:
    """All days of a month."""
    return Interval(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def whole_year(year: int, last: int | None = None) -> Interval:
    """All days of a year, or of several."""
    return Interval(date(year, 1, 1), date(last or year, 12, 31))


def shifted_month(day: date, months: int) -> Interval:
    """The month that lies so many months from the day's."""
    count = day.year * 12 + day.month - 1 + months
    return whole_month(count // 12, count % 12 + 1)


def same_day_in(day: date, year: int) -> date:
    """The day in another year; 29 February becomes the 28th where there is none."""
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def days_of(expression: Expression, year: int) -> Interval | None:
    """The days in that year; null for a day that the calendar does not have."""
    if expression.month is None:
        return whole_year(year, expression.year_last)
    if expression.day is None:
        last = whole_month(year, expression.month_last or expression.month).last
        return Interval(whole_month(year, expression.month).first, last)
    try:
        first = date(year, expression.month, expression.day)
        last = first if expression.day_last is None else date(year, expression.month, expression.day_last)
        if last < first:  # "30-2 Juli" began in the month before
            first = whole_month(year, expression.month).first - timedelta(days=1)
            first = first.replace(day=expression.day)
    except ValueError:
        return None
    return Interval(first, last)
