"""`lexicons/dates.yml`: the calendar words, and the pattern pieces made of them."""

from functools import cache, cached_property
from typing import Literal

from extract.lexicon import Lexicon, load_lexicon
from models.base import Record

Unit = Literal["day", "week", "weekend", "month", "year"]


class Relative(Record):
    """Words that name a unit of time by its distance from the day of publication."""

    unit: Unit
    offset: int
    words: tuple[str, ...]


class DateLexicon(Lexicon):
    """The file, as it stands."""

    months: dict[int, tuple[str, ...]]
    short_months: dict[int, tuple[str, ...]]
    weekdays: dict[int, tuple[str, ...]]
    short_weekdays: dict[int, tuple[str, ...]]
    day_parts: tuple[str, ...]
    hedges: tuple[str, ...]
    range_links: tuple[str, ...]
    fillers: tuple[str, ...]
    list_links: tuple[str, ...]
    past_words: tuple[str, ...]
    future_words: tuple[str, ...]
    future_cues: tuple[str, ...]
    frames: tuple[str, ...]
    breakdown_openers: tuple[str, ...]
    name_leads: tuple[str, ...]
    programme_words: tuple[str, ...]
    recurring: tuple[str, ...]
    person_leads: tuple[str, ...]
    month_leads: tuple[str, ...]
    months_as_names: tuple[str, ...]
    year_leads: tuple[str, ...]
    not_year_leads: tuple[str, ...]
    count_nouns: tuple[str, ...]
    year_names: tuple[str, ...]
    quarters: dict[str, int]
    ordinals: dict[str, int]
    student_leads: tuple[str, ...]
    relative: tuple[Relative, ...]
    until_now_leads: tuple[str, ...]
    year_before: tuple[str, ...]
    year_after: tuple[str, ...]
    counted_units: dict[str, Unit]
    one_units: dict[str, Unit]
    trailing: tuple[str, ...]
    trailing_ago: tuple[str, ...]
    speech_words: tuple[str, ...]
    period_leads: tuple[str, ...]

    @cached_property
    def month_numbers(self) -> dict[str, int]:
        """1 to 12 by any name or abbreviation, lower case."""
        return {
            name: n
            for table in (self.months, self.short_months)
            for n, names in table.items()
            for name in names
        }

    @cached_property
    def weekday_numbers(self) -> dict[str, int]:
        """0 (Monday) to 6 by any name or abbreviation, lower case."""
        tables = (self.weekdays, self.short_weekdays)
        return {name: n for table in tables for n, names in table.items() for name in names}


@cache
def date_lexicon() -> DateLexicon:
    """The calendar words, read once."""
    return load_lexicon("dates", DateLexicon)
