"""One article with everything that is known about it."""

from datetime import datetime

from models.base import Record
from models.fact import Exposure, Mention, TermHit
from models.page import ArchivedRecord
from models.review import ReviewRow
from models.rows import (
    AgencyRow,
    ArticleRow,
    DateRow,
    FigureRow,
    LawRow,
    OfficialRow,
    StatementRow,
)
from models.stories import StoryCopy


class NamedMentions(Record):
    """Where an official or agency of an article is named."""

    id: int
    """Key of the official or agency."""
    mentions: tuple[Mention, ...]
    """Places where the name stands."""
    references: tuple[Mention, ...] = ()
    """Places where an official is meant by post or epithet only."""


class Origin(Record):
    """A fetch or import that gave an article one of its texts."""

    document_id: int
    """Key of the document."""
    url: str | None
    """Address it was fetched from or said to come from."""
    path: str | None
    """File that was imported."""
    fetched_at: datetime
    """When it came, UTC."""
    version: int
    """Number of the text that it gave."""
    archived: tuple[ArchivedRecord, ...] = ()
    """WARC records of its pages, in order; none of what was imported or fetched before there was an archive."""


class Capture(ArchivedRecord):
    """A record of an archive that holds an article, found by `pantau backfill`."""

    fetched_at: datetime
    """When the archive fetched it, UTC."""


class ArticleDetail(Record):
    """An article with its text, its facts and where it came from."""

    article: ArticleRow
    """The article."""
    author: str | None
    """Author or reporter as printed; never exported."""
    text: str
    """Current text; all places count its characters."""
    relevance_rule: str
    """Version of the rule that judged relevance."""
    relevance_hits: tuple[TermHit, ...]
    """Terms that decided."""
    officials: tuple[OfficialRow, ...]
    """Named officials and speakers."""
    official_mentions: tuple[NamedMentions, ...]
    """Where they are named."""
    agencies: tuple[AgencyRow, ...]
    """Organisations."""
    agency_mentions: tuple[NamedMentions, ...]
    """Where they are named."""
    dates: tuple[DateRow, ...]
    """Calendar expressions."""
    figures: tuple[FigureRow, ...]
    """Counts, shares, amounts."""
    statements: tuple[StatementRow, ...]
    """Who said what."""
    laws: tuple[LawRow, ...]
    """Rules cited."""
    exposures: tuple[Exposure, ...]
    """Words that could identify private people; never exported."""
    origins: tuple[Origin, ...]
    """Fetches and imports that it comes from."""
    captures: tuple[Capture, ...] = ()
    """Records of archives that hold it, oldest first, those of its origins among them; not public."""
    story_id: int | None = None
    """The story that it tells; null where stories were not found yet."""
    copies: tuple[StoryCopy, ...] = ()
    """The articles of that story, itself among them, the one that leads first."""
    reviews: tuple[ReviewRow, ...] = ()
    """What people decided about its facts, oldest first, rejected and orphaned ones too."""
