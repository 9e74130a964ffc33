"""Series: what numbers say over time. The docstring under a field is its codebook entry."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from models.base import Record
from models.claims import LeftOut
from models.rows import Number
from models.vocabulary import Age, FigureTopic, FigureUnit, PeriodKind, Sex


class Step(StrEnum):
    """Length of the periods of a series."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Area(StrEnum):
    """Level of the regions of a series."""

    PROVINCE = "province"
    REGENCY = "regency"


class Basis(StrEnum):
    """What a number of a series is made of. Numbers of different bases are never added to one another."""

    INCIDENT = "incident"
    """Sum of single events by the day of their first report."""
    CUMULATIVE = "cumulative"
    """Differences between consecutive bulletins that count from the same day."""
    RANGE = "range"
    """The same for counts from one day to another, as of an operation."""
    CALENDAR_YEAR = "calendar_year"
    """The number of one or more whole years, as told."""


class TrendFlag(StrEnum):
    """What must be known before a number of a series is used."""

    RESET = "reset"
    """A later bulletin says less than an earlier one: the count began anew, and that step is not counted."""
    CONFLICT = "conflict"
    """Different numbers for the same are undecided; they are not counted."""
    DECIDED = "decided"
    """There were different numbers for the same; a rule or a reviewer chose (`pantau conflicts`)."""
    INCOMPLETE = "incomplete"
    """The bulletins cover only some days of the period."""
    SPANS = "spans"
    """One number for several periods, which cannot be divided among them."""
    APPROXIMATE = "approximate"
    """Some of the numbers are approximate."""
    LEFT_OUT = "left_out"
    """Some numbers are not counted: ranges, approximate bulletins, impossible numbers."""
    REGENCIES_ONLY = "regencies_only"
    """Only kabupaten and kota tell numbers; their sum is not that of the province."""
    NOT_SUMMABLE = "not_summable"
    """Numbers of this unit must not be added or subtracted."""
    SUPPRESSED = "suppressed"
    """In what is published only: a small number of people, or one that gives such a number away."""


@dataclass(frozen=True, slots=True)
class PeriodClaim:
    """A claim with a counting period, as a series reads it."""

    region_code: str | None
    region: str | None
    unit: FigureUnit
    value: Decimal
    value_max: Decimal | None
    is_approximate: bool
    period_start: date
    period_end: date
    period_kind: PeriodKind
    left_out: LeftOut | None
    article_ids: frozenset[int]
    tellers: frozenset[int]
    """Stories; negative numbers are articles whose story is not known."""


@dataclass(frozen=True, slots=True)
class IncidentCell:
    """Incident claims of one period, region and unit, added up by the database."""

    first_on: date
    """First day of the period."""
    region_code: str | None
    unit: FigureUnit
    value: Decimal | None
    claims: int
    """Those that are added up."""
    approximate: int
    """Of these, the approximate ones."""
    undecided: int
    decided: int
    left_out: int
    """Impossible numbers and ranges."""
    stories: int
    articles: int


@dataclass(frozen=True, slots=True)
class Population:
    """Inhabitants of a region."""

    name: str
    inhabitants: int | None
    year: int | None


class TrendRow(Record):
    """One number of a series, with what it is made of."""

    period: str
    """Month, quarter or year as `2023-06`, `2023-Q2`, `2023`; first and last of them where one number spans several."""
    first_on: date
    """First day that the number covers; first day of the period for incidents."""
    last_on: date
    """Last day that the number covers; last day of the period for incidents."""
    region_code: str | None
    """Kemendagri code, `ID` for the country; null where unclear."""
    region: str | None
    """Name of the region; null where it is not known."""
    topic: FigureTopic
    """What the counted are cases or people of."""
    unit: FigureUnit
    """What is counted. Units never mix."""
    sex: Sex | None
    """Sex of the counted people; null where it is everybody."""
    age: Age | None
    """Age group of the counted people; null where it is everybody."""
    basis: Basis
    """What the number is made of."""
    counted_from: date | None
    """Day that the bulletins count from; null for incidents. Numbers of different days do not add up."""
    value: Number | None
    """The number; null where there is none that can be trusted, for the reason given."""
    claims: int
    """Claims that it is made of."""
    stories: int
    """Stories that tell these: attention, not incidence."""
    articles: int
    """Articles that tell these, copies included: attention, not incidence."""
    flags: tuple[TrendFlag, ...]
    """What must be known before it is used."""
    reason: str | None
    """Why there is no number, or why it covers what it covers; in Indonesian."""
    population: int | None
    """Inhabitants of the region; null where not known."""
    population_year: int | None
    """Year of that count."""
    per_100000: float | None
    """The number per 100,000 inhabitants of that year, for the days covered, not per year."""
