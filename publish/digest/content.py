"""What a digest says. Every text is one line, safe to print, and in the form that anybody may see."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from models.base import Record
from models.claims import ConflictRule, CreditKind
from models.rows import Number
from models.vocabulary import Age, FigureTopic, FigureUnit, PeriodKind, Sex, StatementKind
from publish.digest.messages import Message

_ZONE = ZoneInfo("Asia/Jakarta")


class DigestStatement(Record):
    """What an official said, which no earlier text of its story held."""

    place: str
    """Evidence address of the desk: `article.text.characters`."""
    article_id: int
    speaker: str
    title: str
    agency: str
    quote: str
    """At most 200 characters, masked."""
    kind: StatementKind
    outlet: str
    published_on: date | None
    articles: int
    """New articles that carry the words."""


class DigestRegion(Record):
    """New statements of a province."""

    code: str
    """Kemendagri code, `ID` for the country."""
    name: str
    count: int
    """All of them."""
    agencies: tuple[tuple[str, int], ...]
    """Whom most of them speak for, with the number of statements."""
    statements: tuple[DigestStatement, ...]
    """Those worth telling first."""


class DigestNumber(Record):
    """A number that no earlier text told."""

    claim_id: int
    region: str
    """Empty where unclear."""
    topic: FigureTopic
    unit: FigureUnit
    value: Number
    value_max: Number | None
    is_approximate: bool
    sex: Sex | None
    age: Age | None
    period_start: date | None
    period_end: date | None
    period_kind: PeriodKind
    source_kind: CreditKind
    articles: int
    article_id: int
    """The article that tells it first."""
    outlet: str
    published_on: date | None


class DigestRival(Record):
    """One of the numbers of a conflict."""

    value: Number
    value_max: Number | None
    source_kind: CreditKind
    articles: int
    is_chosen: bool


class DigestConflict(Record):
    """Different numbers for one thing, of which one is new."""

    conflict_id: int
    region: str
    topic: FigureTopic
    unit: FigureUnit
    period_start: date | None
    period_end: date | None
    is_open: bool
    rule: ConflictRule | None
    numbers: tuple[DigestRival, ...]


class DigestFailure(Record):
    """What could not be fetched or read from a source."""

    source: str
    """Slug; empty where it belongs to none."""
    times: int
    reasons: tuple[tuple[str, int], ...]
    """Codes of the reasons, the most frequent first, with the number of times."""


class DigestNews(Record):
    """What came into the database."""

    articles: int = 0
    """New articles about TPPO."""
    edited: int = 0
    """Known ones whose text changed."""
    statements: int = 0
    regions: tuple[DigestRegion, ...] = ()
    """Those with most statements first."""
    numbers: int = 0
    listed_numbers: tuple[DigestNumber, ...] = ()
    conflicts: int = 0
    listed_conflicts: tuple[DigestConflict, ...] = ()

    @property
    def listed_statements(self) -> int:
        """Statements that the digest shows."""
        return sum(len(region.statements) for region in self.regions)


class Digest(Record):
    """All of it."""

    run_id: int
    """The run after which it was made."""
    run_started_at: datetime
    made_at: datetime
    """UTC."""
    news: DigestNews
    failures: tuple[DigestFailure, ...]
    failed: int
    """All failures, by sources that are listed or not."""
    messages: tuple[Message, ...]

    @property
    def day(self) -> date:
        """The day on which it was made, where most readers live."""
        return local_day(self.made_at)


def local_day(moment: datetime) -> date:
    """The day of a moment in Jakarta."""
    return moment.astimezone(_ZONE).date()
