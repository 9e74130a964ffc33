"""Questions about the registers of bodies and of regions."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from models.organization import OrganizationDetail, OrganizationName, OrganizationOfficial, OrganizationRow
from models.region import RegionName, RegionRelative, RegionRow
from models.vocabulary import AgencyType
from storage.chunks import chunks
from storage.selects import Query, is_valid, still_published
from storage.tables import (
    AgencyLink,
    AgencyRecord,
    ArticleVersion,
    Extraction,
    OfficialRecord,
    Organization,
    PersonLink,
    PersonRecord,
    Region,
    RegionChange,
    StoredArticle,
    StoryArticle,
)
from storage.tables import OrganizationName as StoredOrganizationName
from storage.tables import RegionName as StoredRegionName

_MOST = 20
"""Officials and reasons that a body's page names."""


def list_organizations(
    session: Session,
    *,
    region: str | None = None,
    kind: AgencyType | None = None,
    search: str | None = None,
    parent: int | None = None,
    number: int | None = None,
    numbers: Sequence[int] | None = None,
    limit: int | None = None,
) -> list[OrganizationRow]:
    """Bodies of the register, the most named first.

    `region` is a Kemendagri code: a province takes in its kabupaten and kota. `search` is a part of any of the names,
    upper and lower case alike. `parent`, `number` and `numbers` are numbers of bodies. Bodies that no article names
    which is up are left out, unless a name or a number asks for them.
    """
    only = numbers if number is None else [number]
    above, counts = aliased(Organization), _counts(only).subquery()
    query = (
        select(
            *(
                getattr(Organization, name)
                for name in ("id", "key", "name", "acronym", "type", "region_code")
            ),
            Region.name.label("region"),
            above.name.label("parent"),
            func.coalesce(counts.c.articles, 0).label("articles"),
            func.coalesce(counts.c.stories, 0).label("stories"),
        )
        .outerjoin(Region, Region.code == Organization.region_code)
        .outerjoin(above, above.id == Organization.parent_id)
        .outerjoin(counts, counts.c.organization_id == Organization.id)
        .order_by(func.coalesce(counts.c.articles, 0).desc(), Organization.name, Organization.id)
        .limit(limit)
    )
    if region:
        inside = Organization.region_code.startswith(f"{region}.", autoescape=True)
        query = query.where(or_(Organization.region_code == region, inside))
    if kind:
        query = query.where(Organization.type == kind)
    if search:
        named = select(StoredOrganizationName.organization_id).where(
            StoredOrganizationName.name.icontains(search, autoescape=True)
        )
        by_name = (Organization.name, Organization.acronym, Organization.key)
        found = (column.icontains(search, autoescape=True) for column in by_name)
        query = query.where(or_(*found, Organization.id.in_(named)))
    elif parent is None and only is None:
        query = query.where(counts.c.articles > 0)
    if parent is not None:
        query = query.where(Organization.parent_id == parent)
    if only is not None:
        query = query.where(Organization.id.in_(only))
    rows = session.execute(query).mappings().all()
    names = _names(session, StoredOrganizationName.organization_id, [row["id"] for row in rows])
    return [
        OrganizationRow(**row, names=tuple(OrganizationName(**name) for name in names.get(row["id"], ())))
        for row in rows
    ]


def is_named(number: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """That an article which is up names the body of this number."""
    linked = select(literal(1)).select_from(AgencyLink)
    linked = linked.join(AgencyRecord, AgencyRecord.id == AgencyLink.agency_id)
    return _published(linked).where(AgencyLink.organization_id == number).exists()


def organization_detail(session: Session, number: int) -> OrganizationDetail | None:
    """A body by its number, with what belongs to it; None where there is none."""
    found = list_organizations(session, number=number)
    if not found:
        return None
    reasons = (
        select(AgencyLink.reason).where(AgencyLink.organization_id == number).group_by(AgencyLink.reason)
    )
    return OrganizationDetail(
        organization=found[0],
        parents=tuple(_parents(session, number)),
        units=tuple(list_organizations(session, parent=number)),
        officials=tuple(_officials(session, number)),
        reasons=tuple(session.scalars(reasons.order_by(func.count().desc(), AgencyLink.reason).limit(_MOST))),
    )


def list_regions(session: Session, *, codes: Sequence[str] | None = None) -> list[RegionRow]:
    """Regions by code, all or the given ones, of now and of before; the country comes first."""
    above = aliased(Region)
    fields = (
        "code",
        "name",
        "kind",
        "population",
        "population_year",
        "valid_from",
        "valid_until",
    )
    query = select(
        *(getattr(Region, name) for name in fields),
        Region.parent_code.label("province_code"),
        above.name.label("province"),
    ).outerjoin(above, above.code == Region.parent_code)
    if codes is not None:
        query = query.where(Region.code.in_(codes))
    rows = session.execute(query.order_by(Region.parent_code.is_not(None), Region.code)).mappings().all()
    found = [row["code"] for row in rows]
    names = _names(session, StoredRegionName.region_code, found)
    before = _relatives(session, RegionChange.successor_code, RegionChange.predecessor_code)
    after = _relatives(session, RegionChange.predecessor_code, RegionChange.successor_code)
    return [
        RegionRow(
            **row,
            names=tuple(RegionName(**name) for name in names.get(row["code"], ())),
            predecessors=before.get(row["code"], ()),
            successors=after.get(row["code"], ()),
        )
        for row in rows
    ]


def _counts(numbers: Sequence[int] | None) -> Query:
    """Articles and stories of each body, without what was taken down."""
    columns: tuple[Any, ...] = (
        AgencyLink.organization_id,
        func.count(ArticleVersion.article_id.distinct()).label("articles"),
        func.count(StoryArticle.story_id.distinct()).label("stories"),
    )
    linked = select(*columns).select_from(AgencyLink)
    linked = linked.join(AgencyRecord, AgencyRecord.id == AgencyLink.agency_id)
    query = _published(linked).outerjoin(StoryArticle, StoryArticle.article_id == ArticleVersion.article_id)
    if numbers is not None:
        query = query.where(AgencyLink.organization_id.in_(numbers))
    return query.group_by(AgencyLink.organization_id)


def _officials(session: Session, number: int) -> list[OrganizationOfficial]:
    """Persons whom articles name as one of a body, by links: the offices of persons lag behind a merge of bodies."""
    articles = func.count(ArticleVersion.article_id.distinct())
    person: tuple[Any, ...] = (PersonRecord.id, PersonRecord.name)
    days: tuple[Any, ...] = (
        func.min(StoredArticle.published_on).label("first_seen_on"),
        func.max(StoredArticle.published_on).label("last_seen_on"),
    )
    named = _named(select(*person, *days, articles.label("articles")), number)
    named = named.group_by(*person).order_by(articles.desc(), PersonRecord.name, PersonRecord.id)
    rows = session.execute(named.limit(_MOST)).mappings().all()
    printed: tuple[Any, ...] = (PersonRecord.id, OfficialRecord.title)
    titled = _named(select(*printed), number).where(PersonRecord.id.in_([row["id"] for row in rows]))
    titled = titled.where(OfficialRecord.title.is_not(None)).group_by(*printed)
    titles: dict[int, str] = {}
    for row in session.execute(titled.order_by(articles.desc(), OfficialRecord.title)).mappings():
        titles.setdefault(row["id"], row["title"])
    return [OrganizationOfficial(**row, title=titles.get(row["id"])) for row in rows]


def _named(query: Query, number: int) -> Query:
    """Persons as officials of the agencies that are a body."""
    query = (
        query.select_from(AgencyLink)
        .join(AgencyRecord, AgencyRecord.id == AgencyLink.agency_id)
        .join(
            OfficialRecord,
            (OfficialRecord.extraction_id == AgencyRecord.extraction_id)
            & (OfficialRecord.agency == AgencyRecord.name),
        )
        .join(PersonLink, PersonLink.official_id == OfficialRecord.id)
        .join(PersonRecord, PersonRecord.id == PersonLink.person_id)
    )
    return _published(query).where(AgencyLink.organization_id == number, is_valid(OfficialRecord))


def _published(query: Query) -> Query:
    """Agencies of current texts of articles that are up."""
    query = query.join(Extraction, Extraction.id == AgencyRecord.extraction_id).join(
        ArticleVersion, ArticleVersion.id == Extraction.article_version_id
    )
    query = query.join(StoredArticle, StoredArticle.id == ArticleVersion.article_id)
    return still_published(query.where(ArticleVersion.is_current, is_valid(AgencyRecord)))


def _names(session: Session, owner: Any, owners: Sequence[Any]) -> dict[Any, list[dict[str, Any]]]:
    table = owner.class_
    columns = (owner.label("owner"), table.name, table.kind, table.valid_from, table.valid_until)
    found: dict[Any, list[dict[str, Any]]] = {}
    for chunk in chunks(owners):
        query = select(*columns).where(owner.in_(chunk))
        newest = (table.valid_until.is_not(None), table.valid_until.desc(), table.id)
        for row in session.execute(query.order_by(*newest)).mappings():
            found.setdefault(row["owner"], []).append({k: v for k, v in row.items() if k != "owner"})
    return found


def _relatives(session: Session, own: Any, other: Any) -> dict[str, tuple[RegionRelative, ...]]:
    query = (
        select(own.label("own"), Region.code, Region.name, RegionChange.changed_on, RegionChange.reference)
        .join(Region, Region.code == other)
        .order_by(RegionChange.changed_on, Region.code)
    )
    found: dict[str, tuple[RegionRelative, ...]] = {}
    for row in session.execute(query):
        relative = RegionRelative(
            code=row.code, name=row.name, changed_on=row.changed_on, reference=row.reference
        )
        found[row.own] = (*found.get(row.own, ()), relative)
    return found


def _parents(session: Session, number: int) -> list[str]:
    """Names of the bodies above, the nearest first; a circle, which people could make, ends it."""
    names: list[str] = []
    seen = {number}
    at = session.scalar(select(Organization.parent_id).where(Organization.id == number))
    while at is not None and at not in seen:
        seen.add(at)
        row = session.get_one(Organization, at)
        names.append(row.name)
        at = row.parent_id
    return names
