"""Calendar expressions of an article, resolved to days."""

from extract.dates.find import find_dates

__all__ = ["find_dates"]
