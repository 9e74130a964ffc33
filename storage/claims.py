"""Stored claims: one number told by many articles counts once, and its copies do not count twice."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from models.export import ClaimSource, PublicClaim
from models.rows import ClaimRow, FigureRow
from models.vocabulary import FigureTopic, FigureUnit
from storage.filters import Filters, figure_conditions
from storage.selects import count_rows, figure_query, is_valid, over_current, still_published
from storage.tables import Claim, ClaimFigure, ConflictClaim, Extraction, FigureRecord, StoredArticle

_BATCH = 500


def figure_claims(session: Session, filters: Filters) -> list[ClaimRow]:
    """Claims of which at least one figure matches, as the last `resolve_claims` left them.

    Counts are those of the whole claim. The most widely told come first, by articles.
    """
    query = select(Claim).where(*claim_conditions(filters))
    query = query.order_by(Claim.article_count.desc(), Claim.first_on.asc().nulls_last(), Claim.id)
    claims = session.scalars(query.limit(filters.limit)).all()
    starts = range(0, len(claims), _BATCH)
    return [row for start in starts for row in claim_rows(session, claims[start : start + _BATCH])]


def claims_by_id(session: Session, claim_ids: Sequence[int]) -> list[ClaimRow]:
    """The claims with these keys, in this order; those that no article tells any more are left out."""
    claims = {claim.id: claim for claim in session.scalars(select(Claim).where(Claim.id.in_(claim_ids)))}
    return list(claim_rows(session, [claims[claim_id] for claim_id in claim_ids if claim_id in claims]))


def claims_by_place(
    session: Session, filters: Filters, units: Iterable[FigureUnit]
) -> tuple[list[ClaimRow], int]:
    """Claims of these units that have a counting period, by region and period, and how many there are.

    The limit of the filters bounds the list, not the number.
    """
    query = select(Claim).where(
        *claim_conditions(filters), Claim.unit.in_(sorted(units)), Claim.period_start.is_not(None)
    )
    places = (Claim.region, Claim.period_start, Claim.period_end)
    ordered = query.order_by(*(place.asc().nulls_last() for place in places), Claim.unit, Claim.id)
    claims = session.scalars(ordered.limit(filters.limit)).all()
    return list(claim_rows(session, claims)), count_rows(session, query)


def public_claims(filters: Filters) -> Select[Any]:
    """Fields of PublicClaim of claims that match and that an article which is up tells."""
    conflict = select(func.min(ConflictClaim.conflict_id)).where(ConflictClaim.claim_id == Claim.id)
    columns: list[Any] = [
        conflict.scalar_subquery().label(name) if name == "conflict_id" else getattr(Claim, name).label(name)
        for name in PublicClaim.model_fields
    ]
    told = Claim.id.in_(_linked(select(ClaimFigure.claim_id)))
    return select(*columns).where(*claim_conditions(filters), told).order_by(Claim.id)


def claim_sources(filters: Filters) -> Select[Any]:
    """Fields of ClaimSource: every figure of the claims that match."""
    columns: list[Any] = [getattr(ClaimFigure, name).label(name) for name in ClaimSource.model_fields]
    query = _linked(select(*columns)).join(Claim, Claim.id == ClaimFigure.claim_id)
    return query.where(*claim_conditions(filters)).order_by(ClaimFigure.claim_id, ClaimFigure.figure_id)


def claim_conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """For claims. Region, unit and topic of figures are the claim's; everything else is asked of its figures."""
    conditions: list[ColumnElement[bool]] = []
    if filters.region:
        conditions += in_claimed_region(filters.region)
    if filters.unit:
        conditions.append(Claim.unit == filters.unit)
    is_of_figures = filters.topic in set(FigureTopic)
    if is_of_figures:
        conditions.append(Claim.topic == FigureTopic(filters.topic or ""))
    rest = replace(
        filters, region=None, unit=None, topic=None if is_of_figures else filters.topic, limit=None
    )
    if rest != Filters():
        conditions.append(Claim.id.in_(_claims_with(rest)))
    return conditions


def in_claimed_region(code: str) -> list[ColumnElement[bool]]:
    """Claims of a region; a province takes in its kabupaten and kota."""
    province = Claim.province_code == code.partition(".")[0]
    return [province, Claim.region_code == code] if "." in code else [province]


def _claims_with(filters: Filters) -> Select[Any]:
    return _linked(select(ClaimFigure.claim_id)).where(*figure_conditions(filters))


def _linked(query: Select[Any]) -> Select[Any]:
    """Figures of claims that hold: valid ones of current texts that are up."""
    figures = over_current(query.select_from(StoredArticle)).join(
        FigureRecord, and_(FigureRecord.extraction_id == Extraction.id, is_valid(FigureRecord))
    )
    return still_published(figures.join(ClaimFigure, ClaimFigure.figure_id == FigureRecord.id))


def claim_rows(session: Session, claims: Sequence[Claim]) -> Iterator[ClaimRow]:
    """Claims as they are shown, those that an article still tells."""
    told = _told(session, [claim.id for claim in claims])
    firsts = _figures(session, [figures[0][1] for figures in told.values()])
    names = [name for name in ClaimRow.model_fields if name not in {"article_ids", "first"}]
    for claim in claims:
        figures = told.get(claim.id)
        if figures:  # none where the last article was deleted since
            article_ids = tuple(dict.fromkeys(article_id for article_id, _ in figures))
            values = {name: getattr(claim, name) for name in names}
            yield ClaimRow(**values, article_ids=article_ids, first=firsts[figures[0][1]])


def _told(session: Session, claim_ids: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
    """Article and figure of each figure of the claims that still holds, earliest published first."""
    columns: list[Any] = [ClaimFigure.claim_id, StoredArticle.published_on, StoredArticle.id]
    query = _linked(select(*columns, FigureRecord.start, FigureRecord.id)).where(
        ClaimFigure.claim_id.in_(claim_ids)
    )
    told: dict[int, list[tuple[date, int, int, int]]] = defaultdict(list)
    for claim_id, day, article_id, start, figure_id in session.execute(query):
        told[claim_id].append((day or date.max, article_id, start, figure_id))
    return {
        claim_id: [(article_id, figure_id) for _, article_id, _, figure_id in sorted(figures)]
        for claim_id, figures in told.items()
    }


def _figures(session: Session, figure_ids: Sequence[int]) -> dict[int, FigureRow]:
    query = figure_query(Filters()).where(FigureRecord.id.in_(figure_ids))
    return {row["id"]: FigureRow(**row) for row in session.execute(query).mappings()}
