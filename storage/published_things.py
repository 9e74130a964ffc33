"""The SQL of a release: officials, bodies, regions, and what says how complete and how well looked at they are."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, extract, func, or_, select
from sqlalchemy.orm import Session

from models.release import ReleasedCoverage, ReleasedReviews, ReleasedRun, ReleasedRunSource
from models.vocabulary import RegionKind, ReviewStatus, SubjectKind
from storage.public import is_public_office
from storage.published import Scope, holds_public_office, in_scope, read_about
from storage.selects import Query, over_current
from storage.tables import (
    AgencyLink,
    AgencyRecord,
    Extraction,
    FigureRecord,
    OfficialRecord,
    Organization,
    OrganizationName,
    PersonLink,
    PersonRecord,
    Position,
    Region,
    RegionChange,
    Review,
    Run,
    RunSource,
    StatementRecord,
    StoredArticle,
)
from storage.validity import is_valid

_FACTS: dict[SubjectKind, Any] = {
    SubjectKind.STATEMENT: StatementRecord,
    SubjectKind.FIGURE: FigureRecord,
    SubjectKind.OFFICIAL: OfficialRecord,
    SubjectKind.AGENCY: AgencyRecord,
}
_THINGS = (SubjectKind.PERSON, SubjectKind.ORGANIZATION, SubjectKind.STORY, SubjectKind.CONFLICT)


def officials(scope: Scope) -> Query:
    """Fields of ReleasedOfficial: persons who may be named, of whom an article of the release speaks."""
    named, said = _named(scope).subquery(), _said(scope).subquery()
    columns: tuple[Any, ...] = (
        PersonRecord.id.label("official_id"),
        PersonRecord.name.label("name"),
        PersonRecord.kind.label("kind"),
        *(named.c[name].label(name) for name in ("first_seen_on", "last_seen_on", "article_count")),
        func.coalesce(said.c.statement_count, 0).label("statement_count"),
    )
    query = select(*columns).join(named, named.c.person_id == PersonRecord.id)
    query = query.outerjoin(said, said.c.person_id == PersonRecord.id)
    return query.where(holds_public_office()).order_by(PersonRecord.id)


def positions(scope: Scope) -> Query:
    """Fields of ReleasedPosition but its key: offices as the last resolving left them, once they were seen."""
    fields = (
        "title",
        "post_key",
        "agency",
        "region_code",
        "is_acting",
        "first_seen_on",
        "last_seen_on",
        "article_count",
    )
    columns: tuple[Any, ...] = (
        Position.person_id.label("official_id"),
        Position.organization_id.label("agency_id"),
        *(getattr(Position, name).label(name) for name in fields),
    )
    order = (Position.person_id, Position.first_seen_on, Position.title, Position.region_code, Position.id)
    return _held(select(*columns), scope).order_by(*order)


def agencies(scope: Scope) -> Query:
    """Fields of ReleasedAgency: bodies that articles of the release name, hold offices in, or that stand above."""
    named = _linked(scope).subquery()
    fields = ("key", "name", "acronym", "type", "region_code", "parent_id")
    columns: tuple[Any, ...] = (
        Organization.id.label("agency_id"),
        *(getattr(Organization, name).label(name) for name in fields),
        func.coalesce(named.c.article_count, 0).label("article_count"),
    )
    query = select(*columns).outerjoin(named, named.c.id == Organization.id)
    return query.where(Organization.id.in_(_bodies(scope))).order_by(Organization.id)


def agency_names(scope: Scope) -> Query:
    """Fields of ReleasedAgencyName, of the bodies of `agencies`."""
    fields = ("name", "kind", "valid_from", "valid_until")
    columns: tuple[Any, ...] = (
        OrganizationName.organization_id.label("agency_id"),
        *(getattr(OrganizationName, name).label(name) for name in fields),
    )
    query = select(*columns).where(OrganizationName.organization_id.in_(_bodies(scope)))
    return query.order_by(OrganizationName.organization_id, OrganizationName.id)


def regions(_: Scope) -> Query:
    """Fields of ReleasedRegion."""
    fields = ("name", "kind", "parent_code", "population", "population_year", "valid_from", "valid_until")
    columns: tuple[Any, ...] = (
        Region.code.label("region_code"),
        *(getattr(Region, name).label(name) for name in fields),
    )
    return select(*columns).order_by(Region.parent_code.is_not(None), Region.code)


def region_changes(_: Scope) -> Query:
    """Fields of ReleasedRegionChange."""
    fields = ("predecessor_code", "successor_code", "changed_on", "reference")
    columns: tuple[Any, ...] = tuple(getattr(RegionChange, name).label(name) for name in fields)
    return select(*columns).order_by(RegionChange.changed_on, *columns[:2])


def runs(scope: Scope) -> Query:
    """Fields of ReleasedRun."""
    counted = select(func.count()).where(RunSource.run_id == Run.id).scalar_subquery()
    special: dict[str, Any] = {"run_id": Run.id, "sources": counted}
    names = ReleasedRun.model_fields
    columns = [(special[n] if n in special else getattr(Run, n)).label(n) for n in names]
    return _begun(select(*columns), scope).order_by(Run.id)


def run_sources(scope: Scope) -> Query:
    """Fields of ReleasedRunSource."""
    columns: list[Any] = [getattr(RunSource, name).label(name) for name in ReleasedRunSource.model_fields]
    query = select(*columns).join(Run, Run.id == RunSource.run_id)
    return _begun(query, scope).order_by(RunSource.run_id, RunSource.source)


def reviews(session: Session, scope: Scope) -> Iterator[ReleasedReviews]:
    """Every kind that a release holds or that people decide on."""
    standing, undone = _decisions(session, is_undone=False), _decisions(session, is_undone=True)
    for kind, table in _FACTS.items():
        query = over_current(select(table.review_status, func.count()).select_from(StoredArticle))
        query = query.join(table, table.extraction_id == Extraction.id).where(*in_scope(scope))
        found = session.execute(query.group_by(table.review_status))
        counts: dict[ReviewStatus | None, int] = {row[0]: row[1] for row in found}
        yield ReleasedReviews(
            kind=kind,
            total=sum(counts.values()),
            **{status.value: counts.get(status, 0) for status in ReviewStatus},
            decisions=standing.get(kind, 0),
            undone=undone.get(kind, 0),
        )
    for kind in _THINGS:
        counted = {"decisions": standing.get(kind, 0), "undone": undone.get(kind, 0)}
        yield ReleasedReviews(kind=kind, total=None, accepted=0, corrected=0, rejected=0, **counted)


def coverage(session: Session, scope: Scope) -> Iterator[ReleasedCoverage]:
    """Every province of today and every month from the first to the last publication, gaps too."""
    found = {(row.code, date(int(row.year), int(row.month), 1)): row for row in session.execute(_read(scope))}
    months = sorted({month for _, month in found})
    for code, name in session.execute(_provinces()):
        for month in _every_month(months):
            row = found.get((code, month))
            counts = (row.articles, row.relevant or 0, row.outlets) if row else (0, 0, 0)
            yield ReleasedCoverage(
                province_code=code, province=name, month=month,
                **dict(zip(("articles", "relevant_articles", "outlets"), counts, strict=True)),
            )  # fmt: skip


def _read(scope: Scope) -> Select[Any]:
    day, code = StoredArticle.published_on, func.substr(StoredArticle.place_code, 1, 2)
    year, month = extract("year", day), extract("month", day)
    query = select(
        code.label("code"), year.label("year"), month.label("month"), func.count().label("articles"),
        func.count().filter(StoredArticle.is_relevant.is_(True)).label("relevant"),
        func.count(StoredArticle.outlet.distinct()).label("outlets"),
    )  # fmt: skip
    return query.where(day.is_not(None), *read_about(scope)).group_by(code, year, month)


def _provinces() -> Select[Any]:
    """The country and the provinces of today."""
    kinds = (RegionKind.COUNTRY, RegionKind.PROVINCE)
    columns: tuple[Any, ...] = (Region.code, Region.name)
    query = select(*columns).where(Region.kind.in_(kinds), Region.valid_until.is_(None))
    return query.order_by(Region.parent_code.is_not(None), Region.code)


def _every_month(found: list[date]) -> Iterable[date]:
    if found:
        first, last = (12 * month.year + month.month - 1 for month in (found[0], found[-1]))
        return [date(number // 12, number % 12 + 1, 1) for number in range(first, last + 1)]
    return ()


def _named(scope: Scope) -> Select[Any]:
    """Persons by the articles of the release that name them."""
    columns: tuple[Any, ...] = (
        PersonLink.person_id,
        func.min(StoredArticle.published_on).label("first_seen_on"),
        func.max(StoredArticle.published_on).label("last_seen_on"),
        func.count(StoredArticle.id.distinct()).label("article_count"),
    )
    query = over_current(select(*columns).select_from(StoredArticle))
    query = query.join(OfficialRecord, OfficialRecord.extraction_id == Extraction.id)
    query = query.join(PersonLink, PersonLink.official_id == OfficialRecord.id)
    return query.where(*in_scope(scope), is_valid(OfficialRecord)).group_by(PersonLink.person_id)


def _said(scope: Scope) -> Select[Any]:
    """Persons by their statements in the release."""
    columns: tuple[Any, ...] = (PersonLink.person_id, func.count().label("statement_count"))
    query = over_current(select(*columns).select_from(StoredArticle))
    query = query.join(StatementRecord, StatementRecord.extraction_id == Extraction.id)
    query = query.join(OfficialRecord, OfficialRecord.id == StatementRecord.official_id)
    query = query.join(PersonLink, PersonLink.official_id == OfficialRecord.id)
    query = query.where(*in_scope(scope), is_valid(StatementRecord), is_valid(OfficialRecord))
    return query.group_by(PersonLink.person_id)


def _linked(scope: Scope) -> Select[Any]:
    """Bodies by the articles of the release that name them."""
    columns: tuple[Any, ...] = (
        AgencyLink.organization_id.label("id"),
        func.count(StoredArticle.id.distinct()).label("article_count"),
    )
    query = over_current(select(*columns).select_from(StoredArticle))
    query = query.join(AgencyRecord, AgencyRecord.extraction_id == Extraction.id)
    query = query.join(AgencyLink, AgencyLink.agency_id == AgencyRecord.id)
    return query.where(*in_scope(scope), is_valid(AgencyRecord)).group_by(AgencyLink.organization_id)


def _bodies(scope: Scope) -> Select[Any]:
    """Keys of the bodies that articles of the release name or officials hold offices in, and of those above them."""
    named = _linked(scope).subquery()
    held = _held(select(Position.organization_id.label("id")), scope)
    first = select(named.c.id).union(held.where(Position.organization_id.is_not(None))).subquery()
    wanted = select(first.c.id).cte("wanted", recursive=True)
    above = select(Organization.parent_id).join(wanted, wanted.c.id == Organization.id)
    wanted = wanted.union(above.where(Organization.parent_id.is_not(None)))
    return select(wanted.c.id)


def _held(query: Select[Any], scope: Scope) -> Select[Any]:
    """Positions of the officials of a release."""
    named = _named(scope).subquery()
    query = query.join(PersonRecord, PersonRecord.id == Position.person_id)
    query = query.join(named, named.c.person_id == PersonRecord.id)
    query = query.where(holds_public_office(), is_public_office(Position))
    if scope.until is None:
        return query
    return query.where(or_(Position.first_seen_on.is_(None), Position.first_seen_on <= scope.until))


def _begun(query: Select[Any], scope: Scope) -> Select[Any]:
    if scope.until is None:
        return query
    return query.where(Run.started_at < datetime.combine(scope.until + timedelta(days=1), time(), UTC))


def _decisions(session: Session, *, is_undone: bool) -> dict[SubjectKind, int]:
    undone = Review.undone_at.is_not(None) if is_undone else Review.undone_at.is_(None)
    query = select(Review.subject_kind, func.count()).where(undone).group_by(Review.subject_kind)
    return {row[0]: row[1] for row in session.execute(query)}
