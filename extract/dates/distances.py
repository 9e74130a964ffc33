"""The day, week, month or year that lies so many units from another."""

from datetime import date, timedelta

from extract.dates.calendar import Interval, shifted_month, whole_year
from extract.dates.values import month_value, week_value


def shifted(anchor: date, code: str, number: float) -> tuple[str, Interval | None]:
    """Value and days of the unit that lies so many units from the day."""
    if code == "D":
        day = anchor + timedelta(days=round(number))
        return str(day), Interval(day, day)
    if code == "W":
        day = anchor + timedelta(weeks=round(number))
        monday = day - timedelta(days=day.weekday())
        return week_value(day), Interval(monday, monday + timedelta(days=6))
    if code == "M":
        days = shifted_month(anchor, round(number))
        return month_value(days.first), days
    if code in {"3M", "6M"}:
        return _shifted_part(anchor, int(code[0]), round(number))
    years = {"DE": 10, "CE": 100, "8Y": 8, "ML": 1000}.get(code, 1)
    year = anchor.year + round(number * years)
    if not 1 <= year <= 9999:
        return "PAST_REF", None
    if code in {"DE", "CE"}:
        first = year - year % years
        return str(year // years), whole_year(first, first + years - 1)
    return f"{year:04}", whole_year(year)


def _shifted_part(anchor: date, months: int, number: int) -> tuple[str, Interval]:
    """Quarters and semesters."""
    count = (anchor.year * 12 + anchor.month - 1) // months + number
    first = date(count * months // 12, count * months % 12 + 1, 1)
    days = Interval(first, shifted_month(first, months - 1).last)
    return f"{first.year}-{'Q' if months == 3 else 'H'}{(first.month - 1) // months + 1}", days
