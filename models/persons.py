"""Records of persons: what resolving reads and writes, and what the lists answer."""

from dataclasses import dataclass
from datetime import date

from models.base import Record
from models.vocabulary import OfficialKind


@dataclass(frozen=True)
class WaitingOfficial:
    """An official of an article whom no person is known for yet."""

    official_id: int
    article_id: int
    name: str
    title: str | None
    rank: str | None
    agency: str | None
    kind: OfficialKind
    place_code: str
    """Where the article's story is."""


@dataclass(frozen=True)
class NewNaming:
    """An official with what resolving knows of him at once."""

    official: WaitingOfficial
    name_key: str
    """Words of the name by sound."""
    digest: str
    """Of the profile that he belongs to."""
    keys: frozenset[str]
    """Blocks of the profile."""


@dataclass(frozen=True)
class StoredProfile:
    """A profile as it is stored."""

    id: int
    person_id: int
    digest: str
    name: str
    title: str | None
    rank: str | None
    agency: str | None
    kind: OfficialKind
    place_code: str
    common_title: str | None
    organization_id: int | None
    first_seen_on: date | None
    last_seen_on: date | None
    article_count: int
    score: float
    reasons: list[str]


@dataclass(frozen=True)
class NewPosition:
    """An office of a person, from his profiles."""

    title: str | None
    post_key: str | None
    organization_id: int | None
    agency: str | None
    region_code: str
    is_acting: bool
    first_seen_on: date | None
    last_seen_on: date | None
    article_count: int


@dataclass(frozen=True)
class Tie:
    """What ties a profile to its person."""

    profile_id: int
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class NewPerson:
    """A person as resolving sees him."""

    person_id: int | None
    """Null for somebody new."""
    name: str
    kind: OfficialKind
    ties: tuple[Tie, ...]
    positions: tuple[NewPosition, ...]


@dataclass(frozen=True)
class NewDoubt:
    """Two of the persons handed over, by their places in the list, who may be one."""

    one: int
    other: int
    score: float
    reasons: tuple[str, ...]


class PositionRow(Record):
    """An office that a person was seen in."""

    title: str | None
    """As it is printed most."""
    post_key: str | None
    """The post under one key, as `kapolres`; null where it is none that is known."""
    organization_id: int | None
    """Organization that the agency is; null where that is not resolved."""
    agency: str | None
    """As it is printed."""
    region_code: str
    """Kemendagri code, `ID` for the country."""
    is_acting: bool
    """True for Plt, Plh, Pj."""
    first_seen_on: date | None
    """First day of publication."""
    last_seen_on: date | None
    """Last day of publication; the office may have been held longer."""
    article_count: int
    """Articles that name the person in it."""


class PersonRow(Record):
    """A person with the offices that articles name."""

    id: int
    """Key of the person; stays the same when articles are extracted again."""
    name: str
    """The fullest name that articles print."""
    kind: OfficialKind
    """Official of the state, or other."""
    positions: tuple[PositionRow, ...]
    """Offices, the earliest first."""
    first_seen_on: date | None
    """First day of publication."""
    last_seen_on: date | None
    """Last day of publication."""
    article_count: int
    """Articles that name the person; what was taken down does not count."""
    statement_count: int
    """Statements in them."""


class PersonNaming(Record):
    """A person as one article names him, and why it is taken for him."""

    article_id: int
    """Key of the article."""
    published_on: date | None
    """Publication day."""
    outlet: str | None
    """Name of the site."""
    article_title: str | None
    """Headline."""
    article_public_title: str | None = None
    """Headline as anybody may read it; null where there is none, or extraction has not made it yet."""
    is_removed: bool
    """True where its publisher has taken the article down."""
    name: str
    """As printed."""
    title: str | None
    """Office as printed."""
    rank: str | None
    """Rank as printed."""
    agency: str | None
    """Agency as printed."""
    score: float
    """How sure it is that this is the person, 0 to 1."""
    reasons: tuple[str, ...]
    """What speaks for and against it, each with its weight (log-odds)."""


class PersonDetail(Record):
    """A person with every naming."""

    person: PersonRow
    """The person."""
    namings: tuple[PersonNaming, ...]
    """Every naming, newest published first."""
    doubtful_with: tuple[int, ...]
    """Persons who may be the same, for somebody to decide."""


class PairRow(Record):
    """Two persons who may be one."""

    person_id: int
    """Key of one."""
    name: str
    """Name of one."""
    title: str | None
    """Office of one."""
    other_id: int
    """Key of the other."""
    other_name: str
    """Name of the other."""
    other_title: str | None
    """Office of the other."""
    score: float
    """How likely it is that they are one, 0 to 1."""
    reasons: tuple[str, ...]
    """What speaks for and against it, each with its weight (log-odds)."""
