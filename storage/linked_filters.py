"""Restrictions that go by what facts were resolved to: persons, bodies, and the kinds of bodies.

Each is asked for one row (`exists`), and names the rows that it can be true for where those are few: a question that
begins with them need not look at the others (see `storage.listing`).
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from models.vocabulary import AgencyType
from storage.tables import (
    AgencyLink,
    AgencyRecord,
    Extraction,
    FigureRecord,
    OfficialRecord,
    PersonLink,
    PersonProfile,
    StatementRecord,
)
from storage.validity import is_valid, names_of

Condition = ColumnElement[bool]


def names_body(agency_id: int | None, kind: AgencyType | None) -> Condition:
    """Of an article: that it names a body of the register, a kind of body, or a body that is both."""
    return _agency(agency_id, kind)


def names_person(person_id: int) -> Condition:
    """Of an article: that it names the person."""
    return (
        exists()
        .where(
            OfficialRecord.extraction_id == Extraction.id,
            is_valid(OfficialRecord),
            _is_person(person_id),
        )
        .correlate_except(OfficialRecord)
    )


def is_said_for_body(agency_id: int | None, kind: AgencyType | None) -> Condition:
    """Of a statement's speaker: that the body is meant whose office or voice it is."""
    return _agency(agency_id, kind, OfficialRecord.agency.in_(names_of(AgencyRecord, "name")))


def is_said_by(person_id: int) -> Condition:
    """Of a statement."""
    return StatementRecord.official_id.in_(
        select(PersonLink.official_id).where(PersonLink.person_id == person_id)
    )


def is_credited_to_body(agency_id: int | None, kind: AgencyType | None) -> Condition:
    """Of a figure: that the credit names the body, or an official of it."""
    own = FigureRecord.credited_to.in_(names_of(AgencyRecord, "name", "acronym"))
    speaks = OfficialRecord.agency.in_(names_of(AgencyRecord, "name"))
    official = (
        exists()
        .where(
            OfficialRecord.extraction_id == Extraction.id,
            is_valid(OfficialRecord),
            FigureRecord.credited_to.in_(names_of(OfficialRecord, "name")),
            speaks,
        )
        .correlate_except(OfficialRecord)
    )
    return _agency(agency_id, kind, or_(own, official))


def is_credited_to_person(person_id: int) -> Condition:
    """Of a figure: that the credit names the person."""
    named = FigureRecord.credited_to.in_(names_of(OfficialRecord, "name"))
    return (
        exists()
        .where(
            OfficialRecord.extraction_id == Extraction.id,
            is_valid(OfficialRecord),
            _is_person(person_id),
            named,
        )
        .correlate_except(OfficialRecord)
    )


def is_person_called(words: Sequence[str]) -> Condition:
    """Of an official: that articles print the person under a name with all these words by sound, or first letters."""
    spaced = " " + PersonProfile.name_key
    called = (spaced.contains(f" {word}", autoescape=True) for word in words)
    persons = select(PersonProfile.person_id).where(PersonProfile.article_count > 0, *called)
    return OfficialRecord.id.in_(select(PersonLink.official_id).where(PersonLink.person_id.in_(persons)))


def extractions_of_person(person_id: int) -> Select[Any]:
    """Extractions that name the person."""
    columns: tuple[Any, ...] = (OfficialRecord.extraction_id,)
    return (
        select(*columns)
        .join(PersonLink, PersonLink.official_id == OfficialRecord.id)
        .where(PersonLink.person_id == person_id)
        .distinct()
    )


def extractions_of_body(agency_id: int) -> Select[Any]:
    """Extractions that name the body."""
    columns: tuple[Any, ...] = (AgencyRecord.extraction_id,)
    return (
        select(*columns)
        .join(AgencyLink, AgencyLink.agency_id == AgencyRecord.id)
        .where(AgencyLink.organization_id == agency_id)
        .distinct()
    )


def _is_person(person_id: int) -> Condition:
    return OfficialRecord.id.in_(select(PersonLink.official_id).where(PersonLink.person_id == person_id))


def _agency(agency_id: int | None, kind: AgencyType | None, *conditions: Condition) -> Condition:
    of_article = [AgencyRecord.extraction_id == Extraction.id, is_valid(AgencyRecord), *conditions]
    if kind is not None:
        of_article.append(AgencyRecord.type == kind)
    if agency_id is not None:
        linked = select(AgencyLink.agency_id).where(AgencyLink.organization_id == agency_id)
        of_article.append(AgencyRecord.id.in_(linked))
    return exists().where(and_(*of_article)).correlate_except(AgencyRecord)
