"""`lexicons/time_expressions.yml`: words of durations, recurring times, clock times and named days."""

from datetime import date
from functools import cache

from extract.lexicon import Lexicon, load_lexicon
from models.base import Record


class MovingDay(Record):
    """A feast whose day of the year moves; `days` gives it year by year as month-day."""

    names: tuple[str, ...]
    days: dict[int, str]
    hijri: bool = False


class Anniversary(Record):
    """A body or state and the day that its anniversaries are counted from."""

    names: tuple[str, ...]
    founded: date


class TimeLexicon(Lexicon):
    """The file, as it stands."""

    units: dict[str, str]
    compounds: tuple[str, ...]
    one_units: dict[str, str]
    many_units: dict[str, str]
    vague_spans: tuple[str, ...]
    vague_counts: tuple[str, ...]
    approximations: tuple[str, ...]
    ago: tuple[str, ...]
    ahead: tuple[str, ...]
    trailing: tuple[str, ...]
    coming: tuple[str, ...]
    later: tuple[str, ...]
    earlier: tuple[str, ...]
    opening: tuple[str, ...]
    once: tuple[str, ...]
    age_leads: tuple[str, ...]
    every: tuple[str, ...]
    per: tuple[str, ...]
    times: tuple[str, ...]
    recurring_words: dict[str, str]
    day_parts: dict[str, str]
    past_noon: tuple[str, ...]
    clock_leads: tuple[str, ...]
    zones: tuple[str, ...]
    references: dict[str, tuple[str, ...]]
    not_after: tuple[str, ...]
    edges: tuple[str, ...]
    again: tuple[str, ...]
    turns: dict[str, int]
    seasons: dict[str, str]
    part_leads: tuple[str, ...]
    centuries: dict[str, int]
    next_day: tuple[str, ...]
    named_days: dict[str, tuple[str, ...]]
    moving_days: tuple[MovingDay, ...]
    not_named_after: tuple[str, ...]
    anniversaries: tuple[Anniversary, ...]
    anniversary_leads: tuple[str, ...]


@cache
def time_lexicon() -> TimeLexicon:
    """The words, read once."""
    return load_lexicon("time_expressions", TimeLexicon)
