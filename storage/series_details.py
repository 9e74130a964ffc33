"""What stands behind the numbers of a series: the claims, how widely they are told, and how much was written at all."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, cast, extract, func, or_, select
from sqlalchemy.orm import Session

from models.trends import Area, Basis, Step
from models.vocabulary import Age, PeriodKind, Sex
from storage.series import SeriesFilters, series_conditions, subject_conditions
from storage.tables import Claim, ClaimFigure, StoredArticle

_KINDS = {
    Basis.INCIDENT: (PeriodKind.INCIDENT,),
    Basis.CUMULATIVE: (PeriodKind.CUMULATIVE_SINCE, PeriodKind.YEAR_TO_DATE),
    Basis.RANGE: (PeriodKind.RANGE,),
    Basis.CALENDAR_YEAR: (PeriodKind.CALENDAR_YEAR,),
}


@dataclass(frozen=True, slots=True)
class NumberAsked:
    """One number of a series, by the fields of its TrendRow."""

    basis: Basis
    region_code: str | None
    first_on: date
    last_on: date
    counted_from: date | None = None


@dataclass(frozen=True, slots=True)
class Tellers:
    """How widely the claims of a series are told: attention, not incidence."""

    claims: int
    left_out: int
    """Of these, the ones that count nowhere."""
    stories: int
    articles: int


def claims_of_number(
    session: Session, asked: SeriesFilters, number: NumberAsked, area: Area, most: int
) -> list[int]:
    """Keys of the claims that a number is made of, and of those that it leaves out; the bulletin before comes first
    where the number is a difference. At most `most`.
    """
    conditions = [*series_conditions(asked), Claim.period_kind.in_(_KINDS[number.basis])]
    conditions.append(_of_region(number, area))
    if number.basis is Basis.INCIDENT:
        conditions += [Claim.first_on >= number.first_on, Claim.first_on <= number.last_on]
        query = select(Claim.id).where(*conditions).order_by(Claim.first_on, Claim.id)
        return list(session.scalars(query.limit(most)))
    if number.counted_from is not None:
        conditions.append(Claim.period_start == number.counted_from)
    within = and_(Claim.period_end >= number.first_on, Claim.period_end <= number.last_on)
    inside = select(Claim.id).where(*conditions, within).order_by(Claim.period_end, Claim.id)
    found = list(session.scalars(inside.limit(most)))
    if number.basis is Basis.CALENDAR_YEAR or number.counted_from is None:
        return found
    exact = (Claim.left_out.is_(None), Claim.value_max.is_(None), Claim.is_approximate.is_(False))
    before = select(Claim.id).where(*conditions, Claim.period_end < number.first_on, *exact)
    earlier = session.scalars(before.order_by(Claim.period_end.desc(), Claim.id).limit(1))
    return [*earlier, *found][:most]


def tellers(session: Session, asked: SeriesFilters) -> Tellers:
    """Claims of the whole series, with the different stories and articles that tell those which count."""
    conditions = [*series_conditions(asked), _within(asked)]
    claims, left_out = session.execute(
        select(func.count(), func.count(case((Claim.left_out.is_not(None), 1)))).where(*conditions)
    ).one()
    told = (
        select(
            func.count(func.coalesce(ClaimFigure.story_id, -ClaimFigure.article_id).distinct()),
            func.count(ClaimFigure.article_id.distinct()),
        )
        .select_from(Claim)
        .join(ClaimFigure, ClaimFigure.claim_id == Claim.id)
        .where(*conditions, Claim.left_out.is_(None))
    )
    stories, articles = session.execute(told).one()
    return Tellers(claims, left_out, stories, articles)


def people_told(session: Session, asked: SeriesFilters) -> list[tuple[Sex | None, Age | None]]:
    """Sexes and age groups that any claim tells numbers of, whichever the filters ask for."""
    query = select(Claim.sex, Claim.age).distinct().where(*subject_conditions(asked))
    return [(row.sex, row.age) for row in session.execute(query)]


def articles_by_period(
    session: Session, step: Step, first: date, last: date, region: str | None
) -> list[tuple[date, int]]:
    """Relevant articles that are up by the period that they were published in, as its first day and their number.

    All articles are about the country, wherever their story is.
    """
    conditions: list[ColumnElement[bool]] = [
        StoredArticle.is_relevant.is_(True),
        StoredArticle.removed_at.is_(None),
        StoredArticle.published_on >= first,
        StoredArticle.published_on <= last,
    ]
    if region and "." in region:
        conditions.append(StoredArticle.place_code == region)
    elif region and region != "ID":
        conditions.append(func.substr(StoredArticle.place_code, 1, 2) == region)
    year = cast(extract("year", StoredArticle.published_on), Integer).label("y")
    month: ColumnElement[Any] = cast(extract("month", StoredArticle.published_on), Integer)
    if step is Step.QUARTER:
        month = (month + 2) // 3 * 3 - 2
    elif step is Step.YEAR:
        month = month * 0 + 1
    query = select(year, month.label("m"), func.count()).where(*conditions)
    rows = session.execute(query.group_by("y", "m").order_by("y", "m"))
    return [(date(y, m, 1), number) for y, m, number in rows]


def _within(asked: SeriesFilters) -> ColumnElement[bool]:
    """Claims whose number may lie in the days asked for, as `trends` reads them."""
    day = case((Claim.period_kind == PeriodKind.INCIDENT, Claim.first_on), else_=Claim.period_end)
    bounds: list[ColumnElement[bool]] = [day.is_not(None)]
    bounds += [day >= asked.since] if asked.since else []
    bounds += [day <= asked.until] if asked.until else []
    return and_(*bounds)


def _of_region(number: NumberAsked, area: Area) -> ColumnElement[bool]:
    """Incidents of a province are those of its kabupaten and kota too, unless the province's number tells them."""
    if number.basis is Basis.INCIDENT and area is Area.PROVINCE:
        same = Claim.province_code.is_not_distinct_from(number.region_code)
        return and_(same, Claim.is_within_province.is_(False))
    own = Claim.region_code.is_not_distinct_from(number.region_code)
    if number.region_code and "." not in number.region_code and number.counted_from is None:
        return or_(own, Claim.province_code == number.region_code)  # told by kabupaten and kota only
    return own
