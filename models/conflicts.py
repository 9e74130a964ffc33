"""Different numbers for the same thing, as they are compared, decided and shown."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.base import Record
from models.claims import ConflictRule, CreditKind, Flag, FlagKind, LeftOut
from models.rows import Number as ExactNumber
from models.vocabulary import Age, FigureTopic, FigureUnit, PeriodKind, Sex

Number = tuple[Decimal, Decimal | None]
Telling = tuple[int, bool]
"""An article, and whether its headline says it."""


@dataclass(frozen=True, slots=True)
class Rival:
    """A claim among the claims about the same subject (see `resolve.claims.subject_key`)."""

    id: int
    unit: FigureUnit
    region_code: str | None
    period_kind: PeriodKind
    value: Decimal
    value_max: Decimal | None
    is_approximate: bool
    source_kind: CreditKind
    first_on: date | None
    tellings: frozenset[Telling]
    figure_ids: tuple[int, ...]

    @property
    def number(self) -> Number:
        """What it says."""
        return (self.value, self.value_max)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Numbers that contradict one another. Those of one subject differ in unit and region."""

    unit: FigureUnit
    region_code: str | None
    claim_ids: tuple[int, ...]
    chosen_id: int | None
    """Null where no rule decides."""
    rule: ConflictRule | None


@dataclass
class Settlement:
    """What became of the claims of one subject."""

    left_out: dict[int, LeftOut | None]
    """Why a claim is added up nowhere; null where it is."""
    within_province: set[int]
    """Claims of a kabupaten that the number of its province holds already: one event, told for both."""
    conflicts: list[Conflict]
    flags: dict[int, list[Flag]]
    """By claim."""


class ConflictSource(Record):
    """A figure that tells one of the numbers."""

    figure_id: int
    """Key of the figure; another one after the article was extracted again."""
    article_id: int
    """Key of the article."""
    article_title: str | None
    """Headline of the article."""
    article_public_title: str | None = None
    """Headline as anybody may read it; null where there is none, or extraction has not made it yet."""
    is_removed: bool = False
    """True where its publisher has taken the article down."""
    outlet: str | None
    """Name of the site."""
    url: str | None
    """Canonical address of the article."""
    published_on: date | None
    """Publication day, in the source's zone."""
    credited_to: str | None
    """Official or agency that the article credits the number to."""
    source_kind: CreditKind
    """What kind of source that is."""
    is_headline: bool
    """True where the headline says it."""
    quote: str
    """The characters that the figure was read from."""
    public_quote: str | None = None
    """The quote as anybody may read it, at most 200 characters; null where extraction has not made it yet."""


class ConflictNumber(Record):
    """One of the numbers."""

    claim_id: int
    """Key of the claim."""
    value: ExactNumber
    """The number."""
    value_max: ExactNumber | None
    """Upper bound of a range."""
    is_approximate: bool
    """True where no article gives it as exact."""
    source_kind: CreditKind
    """The best source named for it."""
    first_on: date | None
    """Day of the first report."""
    story_count: int
    """Stories that tell it."""
    article_count: int
    """Articles that tell it, copies included."""
    is_chosen: bool
    """True for the one that counts."""
    sources: tuple[ConflictSource, ...]
    """Every figure that tells it, earliest published first."""


class ConflictRow(Record):
    """Numbers for the same thing that contradict one another."""

    id: int
    """Key of the conflict."""
    is_open: bool
    """True while nothing decides; then none of the numbers counts."""
    rule: ConflictRule | None
    """What decided."""
    reviewer: str | None
    """Who chose, where a person did."""
    comment: str | None
    """Why."""
    topic: FigureTopic
    """What the counted are cases or people of."""
    unit: FigureUnit
    """What is counted."""
    region_code: str | None
    """Kemendagri code of the region."""
    region: str | None
    """Its name."""
    sex: Sex | None
    """Sex of the counted people."""
    age: Age | None
    """Age group of the counted people."""
    period_start: date | None
    """First day of the counting period; null for an incident."""
    period_end: date | None
    """Last day of the counting period; null for an incident."""
    period_kind: PeriodKind
    """How the period counts."""
    numbers: tuple[ConflictNumber, ...]
    """The numbers, the chosen one first, then by day of first report."""


class FlagRow(Record):
    """Figures that look wrong."""

    id: int
    """Key of the flag."""
    kind: FlagKind
    """What is wrong."""
    sentence: str
    """The same in words."""
    article_id: int | None
    """Article whose figures do not fit together; null for flags across articles."""
    figure_ids: tuple[int, ...]
    """Keys of the figures."""
