"""Calendar expressions of an article, resolved to days, and all temporal expressions with their values."""

from extract.dates.find import find_dates
from extract.dates.timex import TimeExpression
from extract.dates.timex_find import find_expressions

__all__ = ["TimeExpression", "find_dates", "find_expressions"]
