"""Word lists of the cleaning stage, read once from `lexicons/` and checked."""

import re
from functools import cache, cached_property

from extract.lexicon import Lexicon, load_lexicon
from models.base import Record


class PageWords(Record):
    """Names of page elements: which hold the text, which go."""

    block_tags: frozenset[str]
    skipped_tags: frozenset[str]
    drop_tags: frozenset[str]
    drop_names: frozenset[str]
    body_names: frozenset[str]


class FurnitureLexicon(Lexicon):
    """`lexicons/furniture.yml`: patterns of what is no part of an article."""

    lines: tuple[str, ...]
    labels_before_headline: tuple[str, ...]
    stops: tuple[str, ...]
    inline: tuple[str, ...]
    closings: tuple[str, ...]
    closing_lines: tuple[str, ...]
    address_lines: tuple[str, ...]
    sentence_openers: frozenset[str]
    page: PageWords
    not_found: tuple[str, ...]
    consent: tuple[str, ...]


class BylineLexicon(Lexicon):
    """`lexicons/bylines.yml`: months, zones, labels before names, marks of paid and taken-over copy."""

    months: dict[int, tuple[str, ...]]
    weekdays: tuple[str, ...]
    zones: dict[str, str]
    not_publication: tuple[str, ...]
    time_metas: tuple[str, ...]
    author_metas: tuple[str, ...]
    author_labels: tuple[str, ...]
    other_labels: tuple[str, ...]
    not_a_person: frozenset[str]
    origins: tuple[str, ...]
    paid_lines: tuple[str, ...]
    paid_sections: frozenset[str]

    @cached_property
    def month_numbers(self) -> dict[str, int]:
        """Number of a month by any of its names, lower case."""
        return {name: number for number, names in self.months.items() for name in names}

    @cached_property
    def stamp(self) -> re.Pattern[str]:
        """A day in any printed form, the weekday before and the clock after it."""
        month = "|".join(sorted(self.month_numbers, key=len, reverse=True))
        weekday = "|".join(sorted(self.weekdays, key=len, reverse=True))
        return re.compile(
            rf"(?:\b(?:{weekday})\b\.?[\s,/|]{{0,3}})?"
            rf"(?:\b(?P<d1>\d{{1,2}})[\s-]{{1,2}}(?P<name>{month})\b\.?,?[\s-]{{1,2}}(?P<y1>\d{{4}})"
            rf"|\b(?P<english>{month})\b\.?\s(?P<d2>\d{{1,2}}),\s(?P<y2>\d{{4}})"
            r"|(?<![\d/-])(?P<d3>\d{1,2})[/.-](?P<m3>\d{1,2})[/.-](?P<y3>\d{4})"
            r"|(?<![\d/-])(?P<y4>\d{4})[/-](?P<m4>\d{2})[/-](?P<d4>\d{2}))(?!\d)"
            r"(?:[\s,|/–—@-]{1,4}(?:pukul|jam|pkl\.?|at)?\s{0,2}"
            r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?(?!\d)"
            rf"(?:\s{{0,2}}(?P<half>am|pm)\b)?(?:\s{{0,2}}\(?(?P<zone>{'|'.join(self.zones)})\b\)?)?)?",
            re.IGNORECASE,
        )


class DatelineLexicon(Lexicon):
    """`lexicons/datelines.yml`: words that tell an outlet from a place."""

    outlet_words: frozenset[str]
    not_a_dateline: frozenset[str]


@cache
def furniture_words() -> FurnitureLexicon:
    """The patterns of furniture. Raises ValidationError where the file is broken."""
    return load_lexicon("furniture", FurnitureLexicon)


@cache
def byline_words() -> BylineLexicon:
    """The words of bylines. Raises ValidationError where the file is broken."""
    return load_lexicon("bylines", BylineLexicon)


@cache
def dateline_words() -> DatelineLexicon:
    """The words of datelines. Raises ValidationError where the file is broken."""
    return load_lexicon("datelines", DatelineLexicon)


def alternatives(patterns: tuple[str, ...], *, ignore_case: bool = True) -> re.Pattern[str]:
    """One pattern for all of them."""
    return re.compile("|".join(f"(?:{p})" for p in patterns), re.IGNORECASE if ignore_case else 0)
