"""What series are made of: claims with a period as rows, single events added up by the database."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, extract, func, or_, select
from sqlalchemy.orm import Session

from models.claims import LeftOut
from models.trends import Area, IncidentCell, PeriodClaim, Population, Step
from models.vocabulary import Age, FigureTopic, FigureUnit, PeriodKind, Sex
from storage.claims import claim_conditions, in_claimed_region
from storage.filters import Filters
from storage.tables import Claim, ClaimFigure, Region

_BATCH = 2_000
_PERIOD_COLUMNS = (
    "region_code", "region", "unit", "value", "value_max", "is_approximate", "period_start", "period_end",
    "period_kind", "left_out",
)  # fmt: skip

_GROUP_COLUMNS = ("region_code", "unit", "period_start", "period_end", "period_kind", "left_out")


@dataclass(frozen=True, slots=True)
class SeriesFilters:
    """What a series is about. Sex and age: null is everybody, for the parts of a number do not belong to its total."""

    units: tuple[FigureUnit, ...]
    topic: FigureTopic = FigureTopic.TPPO
    region: str | None = None
    """Kemendagri code; a province takes in its kabupaten and kota."""
    sex: Sex | None = None
    age: Age | None = None
    agency: str | None = None
    """Part of the name of the agency that figures are credited to, or of the office of a public person."""
    since: date | None = None
    """Periods that end on this day or later, events first told then."""
    until: date | None = None
    """Periods that end on this day or before, events first told then."""


def period_claims(session: Session, asked: SeriesFilters) -> Iterator[PeriodClaim]:
    """Claims with a counting period that count, with the articles that tell them.

    Of those that count nowhere only one for each region, unit, period and reason, without number and articles: a series
    says that there are some, and they may be many thousands.
    """
    conditions = [
        *series_conditions(asked),
        *([Claim.period_end <= asked.until] if asked.until else []),
        Claim.period_kind != PeriodKind.INCIDENT,
        Claim.period_start.is_not(None),
        Claim.period_end.is_not(None),
    ]
    columns = [getattr(Claim, name) for name in ("id", *_PERIOD_COLUMNS)]
    counted = select(*columns).where(*conditions, Claim.left_out.is_(None)).order_by(Claim.id)
    result = session.execute(counted.execution_options(yield_per=_BATCH))
    for rows in result.partitions():
        told = _tellers(session, [row.id for row in rows])
        for claim_id, *values in rows:
            yield PeriodClaim(
                **dict(zip(_PERIOD_COLUMNS, values, strict=True)),
                article_ids=frozenset(article_id for article_id, _ in told[claim_id]),
                tellers=frozenset(teller for _, teller in told[claim_id]),
            )
    grouped = [getattr(Claim, name) for name in _GROUP_COLUMNS]
    left_out = select(*grouped).distinct().where(*conditions, Claim.left_out.in_(LeftOut)).order_by(*grouped)
    for row in session.execute(left_out):
        yield PeriodClaim(
            **dict(zip(_GROUP_COLUMNS, row, strict=True)), region=None, value=Decimal(0), value_max=None,
            is_approximate=False, article_ids=frozenset(), tellers=frozenset(),
        )  # fmt: skip


def incident_cells(session: Session, asked: SeriesFilters, step: Step, area: Area) -> list[IncidentCell]:
    """Incident claims added up by period, region and unit. The day of an event is that of its first report.

    By province, kabupaten and kota are added to theirs, unless the province's own number tells the event. By regency,
    what is known of a province only is left out.
    """
    places = _Places(step, area)
    conditions = [
        *series_conditions(asked),
        Claim.period_kind == PeriodKind.INCIDENT,
        Claim.first_on.is_not(None),
    ]
    conditions += [Claim.first_on >= asked.since] if asked.since else []
    conditions += [Claim.first_on <= asked.until] if asked.until else []
    if area is Area.REGENCY:
        conditions.append(or_(Claim.region_code.is_(None), Claim.region_code.contains(".")))
    else:
        conditions.append(~Claim.is_within_province)
    counted = and_(Claim.left_out.is_(None), Claim.value_max.is_(None))
    sums = select(
        *places.columns(),
        func.sum(case((counted, Claim.value))),
        _count(counted),
        _count(and_(counted, Claim.is_approximate)),
        _count(Claim.left_out == LeftOut.OPEN),
        _count(Claim.left_out == LeftOut.LOST),
        _count(or_(Claim.left_out == LeftOut.IMPLAUSIBLE, Claim.value_max.is_not(None))),
    ).where(*conditions)
    told = (
        select(
            *places.columns(),
            func.count(func.coalesce(ClaimFigure.story_id, -ClaimFigure.article_id).distinct()),
            func.count(ClaimFigure.article_id.distinct()),
        )
        .join(ClaimFigure, ClaimFigure.claim_id == Claim.id)
        .where(*conditions, counted)
    )
    attention = {tuple(row[:4]): tuple(row[4:]) for row in session.execute(places.grouped(told))}
    return [
        IncidentCell(
            places.first_day(row[0], row[1]), row[2], row[3], *row[4:], *attention.get(tuple(row[:4]), (0, 0))
        )
        for row in session.execute(places.grouped(sums))
    ]


def populations(session: Session) -> dict[str, Population]:
    """Names and inhabitants by code; empty where the table of regions is."""
    return {
        region.code: Population(region.name, region.population, region.population_year)
        for region in session.scalars(select(Region))
    }


def series_conditions(asked: SeriesFilters) -> list[ColumnElement[bool]]:
    """Claims of a series, of whatever days."""
    return [
        *subject_conditions(asked),
        Claim.sex.is_not_distinct_from(asked.sex),
        Claim.age.is_not_distinct_from(asked.age),
    ]


def subject_conditions(asked: SeriesFilters) -> list[ColumnElement[bool]]:
    """Claims of a series, of whatever people and days."""
    conditions = [Claim.topic == asked.topic, Claim.unit.in_(asked.units)]
    if asked.region:
        conditions += in_claimed_region(asked.region)
    if asked.agency:
        # by public names only: a series must not tell whom a number is credited to
        conditions += claim_conditions(Filters(agency=asked.agency, only_public=True))
    return conditions


class _Places:
    """Year, part of the year, region and unit, as the database groups by them."""

    def __init__(self, step: Step, area: Area) -> None:
        self.step, self.area = step, area

    def columns(self) -> tuple[ColumnElement[Any], ...]:
        """The four columns."""
        month = cast(extract("month", Claim.first_on), Integer)
        part: ColumnElement[Any] = month
        if self.step is Step.QUARTER:
            part = (month + 2) // 3
        elif self.step is Step.YEAR:
            part = month * 0
        region = Claim.province_code if self.area is Area.PROVINCE else Claim.region_code
        year = cast(extract("year", Claim.first_on), Integer)
        return (year.label("y"), part.label("p"), region.label("r"), Claim.unit.label("u"))

    def grouped(self, query: Select[Any]) -> Select[Any]:
        """The query, grouped by the four columns."""
        return query.group_by("y", "p", "r", "u")

    def first_day(self, year: int, part: int) -> date:
        """First day of the period."""
        month = {Step.MONTH: part, Step.QUARTER: 3 * part - 2, Step.YEAR: 1}[self.step]
        return date(year, month, 1)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _left_out(session: Session, conditions: Iterable[ColumnElement[bool]]) -> Iterator[PeriodClaim]:
    names = ("region_code", "unit", "period_kind", "period_start", "period_end", "left_out")
    columns = [getattr(Claim, name) for name in names]
    query = select(*columns).where(*conditions, Claim.left_out.in_(LeftOut)).distinct()
    for row in session.execute(query):
        yield PeriodClaim(
            **dict(zip(names, row, strict=True)),
            region=None, value=Decimal(0), value_max=None, is_approximate=False,
            article_ids=frozenset(), tellers=frozenset(),
        )  # fmt: skip


def _tellers(session: Session, claim_ids: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
    """Articles of claims, each with its story (a negative number where the article stands for it)."""
    query = select(ClaimFigure.claim_id, ClaimFigure.article_id, ClaimFigure.story_id)
    told: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for claim_id, article_id, story_id in session.execute(query.where(ClaimFigure.claim_id.in_(claim_ids))):
        told[claim_id or 0].append((article_id, -article_id if story_id is None else story_id))
    return told
