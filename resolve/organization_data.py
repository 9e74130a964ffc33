"""`data/organizations.yml`: which heads of names mean which body."""

from datetime import date
from functools import cache
from typing import Literal

from pydantic import field_validator

from extract.lexicon import Lexicon
from models.base import Record
from models.organization import OrganizationName
from models.vocabulary import AgencyType, NameKind
from resolve.reference import load_reference

Level = Literal["province", "local", "any"]


class Dated(Record):
    """What is valid from a day to a day; a year alone is its first or its last day."""

    since: date | None = None
    until: date | None = None

    @field_validator("since", mode="before")
    @classmethod
    def _first_day(cls, since: object) -> object:
        return date(since, 1, 1) if isinstance(since, int) else since

    @field_validator("until", mode="before")
    @classmethod
    def _last_day(cls, until: object) -> object:
        return date(until, 12, 31) if isinstance(until, int) else until


class OtherName(Dated):
    """A name besides the one of today; with an end it is a former one."""

    name: str

    def filled(self, **parts: str) -> OrganizationName:
        """The name of a body, with the region's name where it has a place for one."""
        kind = NameKind.FORMER if self.until else NameKind.ALIAS
        return OrganizationName(
            name=self.name.format(**parts), kind=kind, valid_from=self.since, valid_until=self.until
        )


class UnitName(OtherName):
    """A name of a unit in certain bodies."""

    of: tuple[str, ...]


class Body(Dated):
    """A body of which the country has one."""

    key: str
    name: str
    acronym: str | None = None
    type: AgencyType
    parent: str | None = None
    heads: tuple[str, ...] = ()
    names: tuple[OtherName, ...] = ()


class Kind(Dated):
    """A body of which each region has one."""

    key: str
    name: str
    acronym: str | None = None
    type: AgencyType
    level: Level
    parent: str | None = None
    heads: tuple[str, ...]
    with_region: tuple[str, ...] = ()
    types: tuple[AgencyType, ...] = ()
    type_heads: tuple[str, ...] = ()
    by_place: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    country: bool = False
    is_of_police: bool = False
    is_called_as_printed: bool = False
    names: tuple[OtherName, ...] = ()


class PlaceKind(Record):
    """A body of which a region may have several, each named by its place."""

    key: str
    type: AgencyType
    parent: str | None = None
    heads: tuple[str, ...]
    is_local: bool = False
    is_abroad: bool = False


class Unit(Record):
    """A part of a body."""

    key: str
    name: str
    acronym: str | None = None
    heads: tuple[str, ...]
    signs: tuple[str, ...] = ()
    skips: tuple[str, ...] = ()
    names: tuple[UnitName, ...] = ()


class Ambiguous(Record):
    """What an acronym of several bodies means, and for which type only."""

    type: AgencyType
    name: str


class OrganizationLexicon(Lexicon):
    """`data/organizations.yml`, as it stands."""

    bodies: tuple[Body, ...]
    kinds: tuple[Kind, ...]
    places: tuple[PlaceKind, ...]
    units: tuple[Unit, ...]
    always_regional: frozenset[str]
    held_by: dict[str, dict[str, str]]
    region_names: dict[str, dict[str, str]]
    heads_of_region: dict[str, str]
    own_keys: dict[str, str]
    typos: dict[str, str]
    spellings: dict[str, str]
    closing: frozenset[str]
    class_words: frozenset[str]
    ambiguous: dict[str, Ambiguous]


@cache
def organization_lexicon() -> OrganizationLexicon:
    """The data, read once."""
    return load_reference("organizations", OrganizationLexicon)


@cache
def body_of_head() -> dict[str, Body]:
    """Head -> the body of the country that it means."""
    return {head: body for body in organization_lexicon().bodies for head in body.heads}


@cache
def body_of_name() -> dict[str, Body]:
    """Name in lower case, longer than a word, present or former -> the body of the country."""
    bodies = organization_lexicon().bodies
    names = [(name, body) for body in bodies for name in (body.name, *(told.name for told in body.names))]
    return {name.lower(): body for name, body in names if " " in name}


@cache
def body_by_key() -> dict[str, Body]:
    """Key -> body of the country."""
    return {body.key: body for body in organization_lexicon().bodies}


@cache
def kind_by_key() -> dict[str, Kind]:
    """Key -> kind."""
    return {kind.key: kind for kind in organization_lexicon().kinds}


@cache
def place_kind_of_head() -> dict[str, PlaceKind]:
    """Head -> kind of body that is named by its place."""
    return {head: kind for kind in organization_lexicon().places for head in kind.heads}


@cache
def unit_of_head() -> dict[str, Unit]:
    """Head -> unit."""
    return {head: unit for unit in organization_lexicon().units for head in unit.heads}


def unit_of(head: str | None, text: str) -> Unit | None:
    """The unit that a head means, or words that only one unit bears."""
    lowered = text.lower()
    for unit in organization_lexicon().units:
        if head in unit.heads or any(sign in lowered for sign in unit.signs):
            return unit
    return None


def kind_of_body(head: str | None, form: str, agency_type: AgencyType, *, has_region: bool) -> Kind | None:
    """The kind that a head means: by itself, with a region, or by the type that the name's words gave the body."""
    if head in body_of_head() and not has_region:
        return None
    for kind in organization_lexicon().kinds:
        if head in kind.heads or (has_region and head in kind.with_region):
            return kind
    if head in unit_of_head() or head in place_kind_of_head() or head in body_of_head():
        return None
    for kind in organization_lexicon().kinds:
        if agency_type in kind.types and (form in kind.type_heads or head in kind.type_heads):
            return kind
    return None
