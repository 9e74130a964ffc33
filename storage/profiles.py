"""What a person, a body or a region has said and counted, newest first, for its page."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models.base import Record
from models.rows import ClaimRow, StatementRow
from models.vocabulary import OfficialKind
from storage.claims import claim_rows, in_claimed_region
from storage.filters import Filters
from storage.selects import over_current, statement_query, still_published
from storage.tables import (
    AgencyLink,
    AgencyRecord,
    Claim,
    ClaimFigure,
    Extraction,
    FigureRecord,
    OfficialRecord,
    PersonLink,
    PersonRecord,
    Position,
    StatementRecord,
    StoredArticle,
)
from storage.validity import is_valid, names_of


class Voice(Record):
    """A person who is heard."""

    person_id: int
    """Key of the person."""
    name: str
    """The fullest name that articles print."""
    title: str | None
    """Office as it is printed."""
    articles: int
    """Articles that name the person there."""


def statements_of_person(session: Session, person_id: int, limit: int) -> list[StatementRow]:
    """The newest statements of a person."""
    spoken = select(PersonLink.official_id).where(PersonLink.person_id == person_id)
    return _statements(session, statement_query(Filters()).where(OfficialRecord.id.in_(spoken)), limit)


def statements_of_organization(session: Session, organization_id: int, limit: int) -> list[StatementRow]:
    """The newest statements of those whom articles name as one of a body."""
    officials = (
        select(OfficialRecord.id)
        .join(
            AgencyRecord,
            (AgencyRecord.extraction_id == OfficialRecord.extraction_id)
            & (AgencyRecord.name == OfficialRecord.agency),
        )
        .join(AgencyLink, AgencyLink.agency_id == AgencyRecord.id)
        .where(AgencyLink.organization_id == organization_id, is_valid(AgencyRecord))
    )
    query = statement_query(Filters()).where(StatementRecord.official_id.in_(officials))
    return _statements(session, query, limit)


def statements_in_region(session: Session, code: str, limit: int) -> list[StatementRow]:
    """The newest statements of articles about a region; a province takes in its parts."""
    return _statements(session, statement_query(Filters(region=code)), limit)


def claims_of_person(session: Session, person_id: int, limit: int) -> list[ClaimRow]:
    """The newest numbers that articles credit to a person."""
    named = (
        _credited()
        .join(OfficialRecord, OfficialRecord.extraction_id == Extraction.id)
        .join(PersonLink, PersonLink.official_id == OfficialRecord.id)
        .where(
            PersonLink.person_id == person_id,
            is_valid(OfficialRecord),
            FigureRecord.credited_to.in_(names_of(OfficialRecord, "name")),
        )
    )
    return _claims(session, select(Claim).where(Claim.id.in_(named)), limit)


def claims_of_organization(session: Session, organization_id: int, limit: int) -> list[ClaimRow]:
    """The newest numbers that articles credit to a body."""
    named = (
        _credited()
        .join(AgencyRecord, AgencyRecord.extraction_id == Extraction.id)
        .join(AgencyLink, AgencyLink.agency_id == AgencyRecord.id)
        .where(
            AgencyLink.organization_id == organization_id,
            is_valid(AgencyRecord),
            FigureRecord.credited_to.in_(names_of(AgencyRecord, "name", "acronym")),
        )
    )
    return _claims(session, select(Claim).where(Claim.id.in_(named)), limit)


def claims_in_region(session: Session, code: str, limit: int) -> list[ClaimRow]:
    """The newest numbers of a region; a province takes in its parts."""
    return _claims(session, select(Claim).where(*in_claimed_region(code)), limit)


def voices_in_region(session: Session, code: str, limit: int) -> list[Voice]:
    """Officials who hold an office in a region, the most named first; a province takes in its parts."""
    within = Position.region_code == code
    if "." not in code:
        within = func.substr(Position.region_code, 1, 2) == code
    return _voices(session, within, None, limit)


def voices_beside(session: Session, person_id: int, limit: int) -> list[Voice]:
    """Other officials of the bodies and regions in which a person was seen in office, the most named first."""
    own = select(Position.organization_id).where(
        Position.person_id == person_id, Position.organization_id.is_not(None)
    )
    return _voices(session, Position.organization_id.in_(own), person_id, limit)


def _voices(session: Session, within: Any, but: int | None, limit: int) -> list[Voice]:
    articles = func.sum(Position.article_count)
    query = (
        select(
            PersonRecord.id,
            PersonRecord.name,
            func.max(Position.title).label("title"),
            articles.label("articles"),
        )
        .join(Position, Position.person_id == PersonRecord.id)
        .where(within, PersonRecord.kind == OfficialKind.OFFICIAL, Position.article_count > 0)
        .group_by(PersonRecord.id, PersonRecord.name)
        .order_by(articles.desc(), PersonRecord.name, PersonRecord.id)
        .limit(limit)
    )
    if but is not None:
        query = query.where(PersonRecord.id != but)
    rows = session.execute(query)
    return [Voice(person_id=key, name=name, title=title, articles=count) for key, name, title, count in rows]


def _statements(session: Session, query: Select[Any], limit: int) -> list[StatementRow]:
    rows = session.execute(still_published(query).limit(limit)).mappings()
    return [StatementRow(**row) for row in rows]


def _claims(session: Session, query: Select[Any], limit: int) -> list[ClaimRow]:
    newest = query.order_by(Claim.last_on.desc().nulls_last(), Claim.id.desc()).limit(limit)
    return list(claim_rows(session, session.scalars(newest).all()))


def _credited() -> Select[Any]:
    """Claims of the figures of current texts that are up."""
    figures = over_current(select(ClaimFigure.claim_id).select_from(StoredArticle))
    figures = figures.join(FigureRecord, FigureRecord.extraction_id == Extraction.id)
    figures = figures.join(ClaimFigure, ClaimFigure.figure_id == FigureRecord.id)
    return still_published(figures).where(is_valid(FigureRecord))
