"""Claims: what articles say in numbers, one number once, and the codes for how such numbers stand to one another."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from models.vocabulary import Age, FigureTopic, FigureUnit, PeriodKind, Sex


class CreditKind(StrEnum):
    """Whom an article credits a number to, the most trusted first."""

    OFFICIAL = "official"
    """A responsible body of the state, or an official of it."""
    QUOTE = "quote"
    """Somebody else who is named."""
    PAPER = "paper"
    """Nobody: the paper alone says so."""


class ConflictRule(StrEnum):
    """What decided between different numbers for the same thing."""

    REVIEWER = "reviewer"
    """A person chose."""
    BETTER_SOURCE = "better_source"
    """Official source before quote before paper."""
    LATER_BULLETIN = "later_bulletin"
    """Of equally good sources, the number that was first told later."""


class LeftOut(StrEnum):
    """Why a claim is added up nowhere."""

    PART = "part"
    """At least half of the articles that tell it tell a larger number of the same beside it."""
    LOST = "lost"
    """Another number for the same was chosen."""
    OPEN = "open"
    """There are other numbers for the same and no rule decides between them."""
    VAGUE = "vague"
    """Another number for the same is more exact and does not contradict it."""
    IMPLAUSIBLE = "implausible"
    """No such number can be: a misprint or a misreading."""


class FlagKind(StrEnum):
    """What a person should look at in figures that are all kept."""

    PARTS = "parts"
    """Parts do not add up to their total."""
    UNITS = "units"
    """The same number is given in one unit and in another."""
    HEADLINE = "headline"
    """The headline says a number that the body does not."""
    RATIO = "ratio"
    """More people a case than there can be."""
    SHARE = "share"
    """A percentage relates numbers of different units."""
    IMPLAUSIBLE = "implausible"
    """No such number can be."""
    REGION_MAPPED = "region_mapped"
    """The region's code was abolished; the number counts for its only successor."""
    REGION_ABOLISHED = "region_abolished"
    """The region's code was abolished and its successors are several or unknown."""


@dataclass(frozen=True, slots=True)
class ToldFigure:
    """A number as one article tells it, with what decides which claim it belongs to."""

    id: int
    article_id: int
    story_id: int | None
    """Null where stories were not resolved yet: the article is a story of its own."""
    published_on: date | None
    start: int
    topic: FigureTopic
    unit: FigureUnit
    value: Decimal
    value_max: Decimal | None
    is_approximate: bool
    sex: Sex | None
    age: Age | None
    region_code: str | None
    region: str | None
    period_start: date | None
    period_end: date | None
    period_kind: PeriodKind
    source_kind: CreditKind
    is_headline: bool
    """True where it stands in the headline that the text begins with."""

    @property
    def teller(self) -> int:
        """The story that tells it; a negative number where the article stands for its story."""
        return -self.article_id if self.story_id is None else self.story_id


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to look at, in words, with the figures that it is about."""

    kind: FlagKind
    sentence: str
    figure_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RegionSuccession:
    """What became of the regions whose codes are not valid any more."""

    successors: dict[str, tuple[str, ...]]
    """Abolished code -> the codes that came out of it; none where that is not known."""
    names: dict[str, str]
    """Names of the successors."""


TRUST = {kind: place for place, kind in enumerate(CreditKind)}
"""The most trusted source has the lowest number."""


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    """A claim as its figures make it. The first of them tells its topic, unit, number, people, region and period."""

    key: str
    """Known again by it, also after the figures were extracted anew."""
    group_key: str
    """Digest of what all its figures share."""
    subject_key: str
    """Digest of what rival numbers share: topic, people, region and period, or the event."""
    anchor_article_id: int | None
    """Article that an incident is known by; null for claims of a period."""
    figures: tuple[ToldFigure, ...]
    """Earliest published first."""

    @property
    def first(self) -> ToldFigure:
        """The figure of the earliest report."""
        return self.figures[0]

    @property
    def article_count(self) -> int:
        """Articles that tell it."""
        return len({figure.article_id for figure in self.figures})

    @property
    def story_count(self) -> int:
        """Stories that tell it: copies of one text are one."""
        return len({figure.teller for figure in self.figures})

    @property
    def source_kind(self) -> CreditKind:
        """The best source that any article names for it."""
        return min((figure.source_kind for figure in self.figures), key=TRUST.__getitem__)

    @property
    def is_approximate(self) -> bool:
        """True where no article gives the number as exact."""
        return all(figure.is_approximate for figure in self.figures)


@dataclass
class ClaimCounts:
    """What one `resolve_claims` did."""

    articles: int = 0
    """Articles whose figures were new, changed or gone."""
    figures: int = 0
    """Figures that were put to a claim."""
    claims: int = 0
    """Claims that were made or changed."""
    conflicts: int = 0
    """Conflicts looked at."""
    flags: int = 0
    """Flags raised."""
