"""The words of `lexicons/figures.yml`, typed, and patterns made of them."""

import re
from collections.abc import Iterable
from functools import cache

from extract.lexicon import Lexicon, load_lexicon
from extract.patterns import any_of
from models.base import Record
from models.vocabulary import Age, FigureTopic, FigureUnit, Sex


class ZeroWords(Record):
    """Words of explicit absence."""

    nouns: tuple[str, ...]
    negations: tuple[str, ...]
    verbs: tuple[str, ...]
    suspect_verbs: tuple[str, ...]
    fillers: tuple[str, ...]
    none_of: tuple[str, ...]
    outcome_links: tuple[str, ...]
    outcomes: tuple[str, ...]
    intensifiers: tuple[str, ...]
    states: tuple[str, ...]
    nil_words: tuple[str, ...]
    predicate_verbs: tuple[str, ...]
    agent_verbs: tuple[str, ...]
    places: tuple[str, ...]
    predicate_followers: tuple[str, ...]
    unreal_leads: tuple[str, ...]
    wish_leads: tuple[str, ...]
    unreal_followers: tuple[str, ...]
    still: tuple[str, ...]
    so_far: tuple[str, ...]
    nil_followers: tuple[str, ...]
    other_heads: tuple[str, ...]


class PeriodWords(Record):
    """Words that make a date a counting period."""

    until: tuple[str, ...]
    since: tuple[str, ...]
    comparison: tuple[str, ...]
    spanning: tuple[str, ...]
    releases: tuple[str, ...]
    trends: tuple[str, ...]
    breaks: tuple[str, ...]
    law_leads: tuple[str, ...]


class RegionWords(Record):
    """Words that tell what a region named near a number means for it."""

    destinations: tuple[str, ...]
    origins: tuple[str, ...]
    carriers: tuple[str, ...]
    nationwide: tuple[str, ...]
    nationals: tuple[str, ...]
    national_bodies: tuple[str, ...]
    jurisdictions: tuple[str, ...]
    provincial_units: tuple[str, ...]


class PrisonWords(Record):
    """Words of sentences."""

    nouns: tuple[str, ...]
    leads: tuple[str, ...]
    not_leads: tuple[str, ...]
    not_followers: tuple[str, ...]


class CreditWords(Record):
    """Words that credit a number to somebody."""

    data_leads: tuple[str, ...]


class FigureLexicon(Lexicon):
    """`lexicons/figures.yml`."""

    unit_nouns: dict[FigureUnit, tuple[str, ...]]
    person_units: tuple[FigureUnit, ...]
    demographic_nouns: tuple[str, ...]
    role_links: tuple[str, ...]
    blocked_phrases: tuple[str, ...]
    bystander_heads: tuple[str, ...]
    papers: tuple[str, ...]
    population_heads: tuple[str, ...]
    story_people: tuple[str, ...]
    story_predicates: tuple[str, ...]
    quantity_links: tuple[str, ...]
    compositions: tuple[str, ...]
    ellipsis_followers: tuple[str, ...]
    continuations: tuple[str, ...]
    pointers: tuple[str, ...]
    part_followers: tuple[str, ...]
    part_leads: tuple[str, ...]
    breakdown_cues: tuple[str, ...]
    case_predicates: tuple[str, ...]
    all_words: tuple[str, ...]
    one_person_leads: tuple[str, ...]
    one_person_verbs: tuple[str, ...]
    one_person_fates: tuple[str, ...]
    sex: dict[Sex, tuple[str, ...]]
    age: dict[Age, tuple[str, ...]]
    mixed_groups: tuple[str, ...]
    fractions: dict[str, float]
    approximations: tuple[str, ...]
    prison: PrisonWords
    least: tuple[str, ...]
    most: tuple[str, ...]
    amount_verbs: tuple[str, ...]
    not_counted_leads: tuple[str, ...]
    strong_links: tuple[str, ...]
    topics: dict[FigureTopic, tuple[str, ...]]
    trafficking_law: tuple[str, ...]
    case_heads: tuple[str, ...]
    crime_names: tuple[str, ...]
    migrant_words: tuple[str, ...]
    migrant_bodies: tuple[str, ...]
    topic_bodies: tuple[str, ...]
    topic_body_fillers: tuple[str, ...]
    budget_words: tuple[str, ...]
    money_leads: tuple[str, ...]
    foreign_money: tuple[str, ...]
    price_people: tuple[str, ...]
    price_words: tuple[str, ...]
    aggregate_words: tuple[str, ...]
    zero: ZeroWords
    period: PeriodWords
    incident_words: tuple[str, ...]
    incident_verbs: tuple[str, ...]
    verdict_words: tuple[str, ...]
    region: RegionWords
    furniture_leads: tuple[str, ...]
    credit: CreditWords

    def unit_of(self, noun: str) -> FigureUnit:
        """The unit of a noun of `unit_nouns`. Raises KeyError for another."""
        return _units()[" ".join(noun.lower().split())]


@cache
def figure_lexicon() -> FigureLexicon:
    """The words, read once."""
    return load_lexicon("figures", FigureLexicon)


@cache
def _units() -> dict[str, FigureUnit]:
    return {noun.lower(): unit for unit, nouns in figure_lexicon().unit_nouns.items() for noun in nouns}


def word_pattern(words: Iterable[str], before: str = "", after: str = "") -> re.Pattern[str]:
    """Whole words of a list, in any case, between two pieces of pattern; the word is the group `word`."""
    return re.compile(rf"{before}(?<![\w-])(?P<word>{any_of(words)})(?![\w-]){after}", re.IGNORECASE)


def words_at_end(words: Iterable[str], gap: str = r"\s{0,3}") -> re.Pattern[str]:
    """Words of a list at the very end of a piece of text."""
    return re.compile(rf"(?<![\w-])(?P<word>{any_of(words)}){gap}$", re.IGNORECASE)
