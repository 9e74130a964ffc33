"""What a report is about: its days, its region, its language."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from models.errors import PantauError
from models.trends import Step
from publish.language import Language

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


@dataclass(frozen=True, slots=True)
class ReportAsked:
    """One report."""

    language: Language = Language.INDONESIAN
    year: int | None = None
    """Null with a month, or where the report is about everything."""
    month: date | None = None
    """First day of the month."""
    region: str | None = None
    """Kemendagri code."""
    region_name: str | None = None

    @property
    def since(self) -> date | None:
        """First day; null without one."""
        return date(self.year, 1, 1) if self.year else self.month

    @property
    def until(self) -> date | None:
        """Last day; null without one."""
        if self.month:
            return self.month.replace(day=calendar.monthrange(self.month.year, self.month.month)[1])
        return date(self.year, 12, 31) if self.year else None

    @property
    def step(self) -> Step:
        """The periods that its headline numbers are of."""
        return Step.MONTH if self.month else Step.YEAR

    @property
    def chart_since(self) -> date | None:
        """First day of its charts: a month is shown among the eleven before it, a year among the four before it."""
        if self.month:
            is_december = self.month.month == 12
            year = self.month.year if is_december else self.month.year - 1
            return date(year, self.month.month % 12 + 1, 1)
        return date(self.year - 4, 1, 1) if self.year else None

    @property
    def name(self) -> str:
        """Name of its files, without extension."""
        when = f"{self.month:%Y-%m}" if self.month else str(self.year) if self.year else "all"
        return "-".join(filter(None, ("pantau-tppo", when, self.region, self.language.value)))


def parse_month(text: str) -> date:
    """The first day of a month written as 2024-03. Raises PantauError for anything else."""
    match = _MONTH.fullmatch(text)
    if match is None or not 1 <= int(match[2]) <= 12 or not 1990 <= int(match[1]) <= 9998:
        raise PantauError(f"--month {text!r} is no month; write it as 2024-03.")
    return date(int(match[1]), int(match[2]), 1)
