"""One number told by many articles is one claim: syndicated copies are not counted twice."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from models.rows import ClaimRow, FigureRow
from models.vocabulary import PeriodKind
from storage.filters import Filters
from storage.selects import figure_query, still_published

_SAME_INCIDENT = timedelta(days=3)
"""Reports of one incident follow each other within days; the same number later on is another incident."""

_Key = tuple[object, ...]


def figure_claims(session: Session, filters: Filters) -> list[ClaimRow]:
    """Figures that match, grouped where topic, unit, value, sex, age, region and period are the same.

    Articles that were taken down do not count. A figure of an incident has no period: there, reports at most three
    days after one another are one claim. Most widely told claims first; the limit counts claims.
    """
    every = replace(filters, limit=None)
    groups: dict[_Key, list[FigureRow]] = {}
    for row in session.execute(still_published(figure_query(every))).mappings():
        figure = FigureRow(**row)
        groups.setdefault(_key(figure), []).append(figure)
    claims = [_claim(told) for figures in groups.values() for told in _by_incident(figures)]
    claims.sort(key=lambda claim: (-claim.article_count, *_when(claim.first)))
    return claims[: filters.limit]


def _key(figure: FigureRow) -> _Key:
    counted = (figure.topic, figure.unit, figure.value, figure.value_max, figure.sex, figure.age)
    return (*counted, figure.region_code, figure.period_start, figure.period_end, figure.period_kind)


def _by_incident(figures: list[FigureRow]) -> Iterator[list[FigureRow]]:
    """The figures of one key in order of publication, split where an incident must be another one."""
    figures = sorted(figures, key=_when)
    if figures[0].period_kind is not PeriodKind.INCIDENT:
        yield figures
        return
    told: list[FigureRow] = []
    for figure in figures:
        if told and _is_later_incident(told[-1].published_on, figure.published_on):
            yield told
            told = []
        told.append(figure)
    yield told


def _is_later_incident(before: date | None, after: date | None) -> bool:
    return before is None or after is None or after - before > _SAME_INCIDENT


def _claim(told: Iterable[FigureRow]) -> ClaimRow:
    told = list(told)
    article_ids = tuple(dict.fromkeys(figure.article_id for figure in told))
    shared = {name: getattr(told[0], name) for name in ClaimRow.model_fields if hasattr(told[0], name)}
    return ClaimRow(**shared, article_count=len(article_ids), article_ids=article_ids, first=told[0])


def _when(figure: FigureRow) -> tuple[date, int, int]:
    return (figure.published_on or date.max, figure.article_id, figure.start)
