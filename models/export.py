"""What an export says about itself."""

from datetime import date, datetime

from models.base import Record
from models.claims import CreditKind, LeftOut
from models.rows import Number
from models.vocabulary import Age, FigureTopic, FigureUnit, PeriodKind, Sex


class ExportedTable(Record):
    """One table of an export."""

    table: str
    """Name of the table, also of its files."""
    rows: int
    """Rows in each of its files: all that match."""
    files: dict[str, str]
    """SHA-256 in hex of each file, by file name."""


class Manifest(Record):
    """What an export holds."""

    revision: str
    """Revision of the database's tables."""
    last_processed_at: datetime | None
    """When the database last took in an extraction, UTC."""
    filters: dict[str, str | int | bool | None]
    """The filters that were set."""
    removed_articles: int
    """Articles that match and are left out, with all that they say, because their publishers took them down."""
    tables: tuple[ExportedTable, ...]
    """The tables."""


class PublicClaim(Record):
    """A claim as an export holds it: the numbers to count with."""

    id: int
    """Key of the claim."""
    region: str | None
    """Official name of the region that the number covers."""
    region_code: str | None
    """Its Kemendagri code."""
    topic: FigureTopic
    """What the counted are cases or people of."""
    unit: FigureUnit
    """What is counted."""
    value: Number
    """The number."""
    value_max: Number | None
    """Upper bound of a range."""
    is_approximate: bool
    """True where no article gives the number as exact."""
    sex: Sex | None
    """Sex of the counted people."""
    age: Age | None
    """Age group of the counted people."""
    period_start: date | None
    """First day of the counting period."""
    period_end: date | None
    """Last day of the counting period."""
    period_kind: PeriodKind
    """How the period counts."""
    source_kind: CreditKind
    """The best source that any article names for it."""
    left_out: LeftOut | None
    """Why it is added up nowhere; null where it is."""
    conflict_id: int | None
    """Key of the conflict that it stands in."""
    first_on: date | None
    """Day of the first report."""
    story_count: int
    """Stories that tell it."""
    article_count: int
    """Articles that tell it, copies included."""


class ClaimSource(Record):
    """A figure that tells a claim."""

    claim_id: int
    """Key of the claim."""
    figure_id: int
    """Key of the figure."""
    article_id: int
    """Key of its article."""
    story_id: int | None
    """Key of the story that the article tells: copies of one text share it."""
