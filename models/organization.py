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
