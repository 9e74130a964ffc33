"""Bodies that articles name, and what an agency of an article was resolved to."""

from datetime import date

from models.base import Record
from models.vocabulary import AgencyType, NameKind


class ArticleAgency(Record):
    """An agency as one article names it."""

    name: str
    """Long form, or the acronym with its region."""
    acronym: str | None = None
    """Acronym as printed."""
    type: AgencyType
    """Kind of body."""
    posts: tuple[str, ...] = ()
    """Offices that officials of the article hold there (`Kapolres Ende`)."""


class OrganizationName(Record):
    """A name that a body has or had."""

    name: str
    """The name."""
    kind: NameKind
    """Official, acronym, former or other."""
    valid_from: date | None = None
    """First day; null where unknown."""
    valid_until: date | None = None
    """Last day; null while it is used, or where unknown."""


class OrganizationEntry(Record):
    """A body, for the store."""

    key: str
    """What makes it that body, in normalised words; at most 200 characters."""
    name: str
    """Its name of today."""
    acronym: str | None = None
    """Its acronym of today."""
    type: AgencyType
    """Kind of body."""
    region_code: str | None = None
    """Region that it works for, `ID` for the country; null where that is not known."""
    parent: "OrganizationEntry | None" = None
    """The body that it is part of, or answers to."""
    names: tuple[OrganizationName, ...] = ()
    """Other names that it has or had."""
    is_named_by_articles: bool = False
    """True where the name is what articles call it: the longest that any gives is kept."""


class ResolvedAgency(Record):
    """The body that an agency of an article is."""

    organization: OrganizationEntry
    """The body."""
    score: float
    """How sure that is, 0 to 1."""
    reason: str
    """What decided."""


class UnresolvedAgency(Record):
    """An agency of an article in the store."""

    agency_id: int
    """Key of the fact."""
    agency: ArticleAgency
    """What the article says of it."""
    is_linked: bool
    """True where it is resolved already: it still tells something about the others."""


class UnresolvedArticle(Record):
    """An article with agencies that are not resolved."""

    article_id: int
    """Key of the article."""
    place_code: str
    """Where its story is."""
    agencies: tuple[UnresolvedAgency, ...]
    """All agencies of its current text, in order."""


class AgencyMatch(Record):
    """An agency and the body that it is, for the store."""

    agency_id: int
    """Key of the fact."""
    article_id: int
    """Key of its article."""
    resolved: ResolvedAgency
    """The body, and why."""


class OrganizationRow(Record):
    """A body of the register, in a list."""

    id: int
    """Number of the body in this database."""
    key: str
    """What it is known by in every database."""
    name: str
    """Its name of today."""
    acronym: str | None
    """Its acronym of today."""
    type: AgencyType
    """Kind of body."""
    region_code: str | None
    """Region that it works for; null where not known."""
    region: str | None
    """Name of that region."""
    parent: str | None
    """Name of the body that it is part of, or answers to."""
    articles: int
    """Articles that name it, without those that were taken down."""
    stories: int
    """Stories that these tell; 0 before stories were found."""
    names: tuple[OrganizationName, ...]
    """All its names, with their validity where it is known."""


class OrganizationOfficial(Record):
    """A person whom articles name as one of a body."""

    id: int
    """Key of the person."""
    name: str
    """The fullest name that articles print."""
    title: str | None
    """Office at the body as it is printed most."""
    first_seen_on: date | None
    """First day of publication in that office; null where unknown."""
    last_seen_on: date | None
    """Last day of publication; the office may have been held longer."""
    articles: int
    """Articles that say so."""


class OrganizationDetail(Record):
    """A body with all that belongs to it."""

    organization: OrganizationRow
    """The body."""
    parents: tuple[str, ...]
    """Names of the bodies above it, the nearest first."""
    units: tuple[OrganizationRow, ...]
    """Bodies below it, the most named first."""
    officials: tuple[OrganizationOfficial, ...]
    """Persons with an office in it, the most named first."""
    reasons: tuple[str, ...]
    """Why agencies were taken for it, the commonest first."""
