"""Questions about persons: who they are, where they were seen, who may be one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from models.persons import PairRow, PersonDetail, PersonNaming, PersonRow, PositionRow
from models.vocabulary import PairStatus
from storage.chunks import chunks
from storage.selects import is_valid, over_current
from storage.tables import (
    Extraction,
    OfficialRecord,
    OrganizationName,
    PersonLink,
    PersonPair,
    PersonProfile,
    PersonRecord,
    Position,
    StatementRecord,
    StoredArticle,
)


@dataclass(frozen=True)
class PersonFilters:
    """Which persons to list."""

    region: str | None = None
    """Code of the region of an office; a province takes in its parts."""
    agency: str | None = None
    """Part of the name of an agency or of an office."""
    words: Sequence[str] = ()
    """Words of the name by sound, all of them, or the first letters of them."""
    limit: int | None = None
    """Rows at most."""


def list_persons(session: Session, filters: PersonFilters) -> list[PersonRow]:
    """Persons that match, those named by most articles first."""
    query = _persons().where(PersonProfile.article_count > 0, *_conditions(filters))
    count = func.sum(PersonProfile.article_count)
    query = query.order_by(count.desc(), PersonRecord.name, PersonRecord.id).limit(filters.limit)
    return _rows(session, query)


def person_detail(session: Session, person_id: int) -> PersonDetail | None:
    """A person with every naming; null where there is none, or where no article names him any more."""
    found = _rows(session, _persons().where(PersonRecord.id == person_id))
    if not found:
        return None
    pairs = select(PersonPair.person_id, PersonPair.other_id).where(
        PersonPair.status == PairStatus.OPEN,
        or_(PersonPair.person_id == person_id, PersonPair.other_id == person_id),
    )
    doubtful = (one if one != person_id else other for one, other in session.execute(pairs))
    return PersonDetail(
        person=found[0],
        namings=tuple(_namings(session, person_id)),
        doubtful_with=tuple(sorted(doubtful)),
    )


def doubtful_pairs(session: Session, limit: int | None) -> list[PairRow]:
    """Open pairs, the surest first."""
    one, other = aliased(PersonRecord), aliased(PersonRecord)
    query = (
        select(PersonPair, one.name, other.name)
        .join(one, one.id == PersonPair.person_id)
        .join(other, other.id == PersonPair.other_id)
        .where(PersonPair.status == PairStatus.OPEN)
        .order_by(PersonPair.score.desc(), PersonPair.id)
        .limit(limit)
    )
    rows = session.execute(query).all()
    offices = _positions(session, {i for pair, *_ in rows for i in (pair.person_id, pair.other_id)})
    return [
        PairRow(
            person_id=pair.person_id,
            name=name,
            title=_last_title(offices.get(pair.person_id, ())),
            other_id=pair.other_id,
            other_name=other_name,
            other_title=_last_title(offices.get(pair.other_id, ())),
            score=pair.score,
            reasons=tuple(pair.reasons),
        )
        for pair, name, other_name in rows
    ]


def _last_title(offices: Sequence[PositionRow]) -> str | None:
    return next((office.title for office in reversed(offices) if office.title), None)


def _conditions(filters: PersonFilters) -> list[Any]:
    conditions: list[Any] = []
    office = Position.person_id == PersonRecord.id
    if filters.region:
        part = Position.region_code.startswith(f"{filters.region}.", autoescape=True)
        conditions.append(exists().where(office, or_(Position.region_code == filters.region, part)))
    if filters.agency:
        named = exists().where(
            OrganizationName.organization_id == Position.organization_id,
            OrganizationName.name.icontains(filters.agency, autoescape=True),
        )
        printed = (
            column.icontains(filters.agency, autoescape=True) for column in (Position.agency, Position.title)
        )
        conditions.append(exists().where(office, or_(*printed, named)))
    if filters.words:
        own = aliased(PersonProfile)
        spaced = " " + own.name_key
        has_words = and_(*(spaced.contains(f" {word}", autoescape=True) for word in filters.words))
        conditions.append(exists().where(own.person_id == PersonRecord.id, has_words))
    return conditions


def _persons() -> Select[Any]:
    """Persons with the days between which they were seen, and how many articles name them."""
    own = (PersonRecord.id, PersonRecord.name, PersonRecord.kind)
    days = (func.min(PersonProfile.first_seen_on), func.max(PersonProfile.last_seen_on))
    query = select(*_columns(*own, *days, func.sum(PersonProfile.article_count)))
    return query.join(PersonProfile, PersonProfile.person_id == PersonRecord.id).group_by(*own)


def _rows(session: Session, query: Select[Any]) -> list[PersonRow]:
    """Persons of a query that `_persons` began."""
    found = session.execute(query).all()
    ids = [row[0] for row in found]
    offices, said = _positions(session, ids), _statements(session, ids)
    return [
        PersonRow(
            id=person_id,
            name=name,
            kind=kind,
            positions=tuple(offices.get(person_id, ())),
            first_seen_on=first,
            last_seen_on=last,
            article_count=count,
            statement_count=said.get(person_id, 0),
        )
        for person_id, name, kind, first, last, count in found
    ]


def _positions(session: Session, person_ids: Iterable[int]) -> dict[int, list[PositionRow]]:
    found: dict[int, list[PositionRow]] = {}
    order = (Position.first_seen_on.nulls_last(), Position.title, Position.id)
    for ids in chunks(sorted(person_ids)):
        for office in session.scalars(select(Position).where(Position.person_id.in_(ids)).order_by(*order)):
            row = PositionRow(**{name: getattr(office, name) for name in PositionRow.model_fields})
            found.setdefault(office.person_id, []).append(row)
    return found


def _statements(session: Session, person_ids: Iterable[int]) -> dict[int, int]:
    """How many statements persons made in articles that stand."""
    found: dict[int, int] = {}
    for ids in chunks(sorted(person_ids)):
        query = over_current(
            select(*_columns(PersonLink.person_id, func.count())).select_from(StoredArticle)
        ).join(StatementRecord, StatementRecord.extraction_id == Extraction.id)
        query = query.join(PersonLink, PersonLink.official_id == StatementRecord.official_id)
        stands = (StoredArticle.removed_at.is_(None), is_valid(StatementRecord))
        query = query.where(PersonLink.person_id.in_(ids), *stands).group_by(PersonLink.person_id)
        for person_id, count in session.execute(query):
            found[person_id] = count
    return found


def _namings(session: Session, person_id: int) -> list[PersonNaming]:
    fields = ("name", "title", "rank", "agency")
    query = over_current(
        select(
            *_columns(StoredArticle.id.label("article_id"), StoredArticle.published_on, StoredArticle.outlet),
            StoredArticle.title.label("article_title"),
            StoredArticle.public_title.label("article_public_title"),
            StoredArticle.removed_at.is_not(None).label("is_removed"),
            *(getattr(OfficialRecord, name).label(name) for name in fields),
            PersonLink.score,
            PersonLink.reasons,
        ).select_from(StoredArticle)
    ).join(OfficialRecord, OfficialRecord.extraction_id == Extraction.id)
    query = query.join(PersonLink, PersonLink.official_id == OfficialRecord.id)
    query = query.where(PersonLink.person_id == person_id, is_valid(OfficialRecord))
    newest = (StoredArticle.published_on.desc().nulls_last(), StoredArticle.id.desc(), OfficialRecord.id)
    return [PersonNaming(**row) for row in session.execute(query.order_by(*newest)).mappings()]


def _columns(*columns: Any) -> tuple[Any, ...]:
    return columns
