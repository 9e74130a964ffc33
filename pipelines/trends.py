"""Series of claims: what the store holds, turned into numbers that may be compared."""

from collections.abc import Sequence

from sqlalchemy import Engine

from extract.regions.gazetteer import gazetteer
from models.trends import Area, Population, Step, TrendRow
from models.vocabulary import FigureUnit
from resolve.claim_rules import claim_rules
from resolve.series import Asked, trend_rows
from storage.engine import reading
from storage.series import SeriesFilters, incident_cells, period_claims, populations


def trends(engine: Engine, filters: SeriesFilters, step: Step, area: Area) -> list[TrendRow]:
    """The rows of a series by period, region, unit and basis, as the last `resolve_claims` left the claims."""
    return trend_tables(engine, filters, [(step, area)])[0]


def trend_tables(
    engine: Engine, filters: SeriesFilters, wanted: Sequence[tuple[Step, Area]]
) -> list[list[TrendRow]]:
    """The same series by several steps and areas; its claims are read once."""
    with reading(engine) as session:
        people = populations(session)
        claims = list(period_claims(session, filters))
        cells = [incident_cells(session, filters, step, area) for step, area in wanted]
    named = {code: Population(region.name, None, None) for code, region in gazetteer().regions.items()}
    names = {"ID": Population("Indonesia", None, None)} | named | people
    tables = []
    for (step, area), incidents in zip(wanted, cells, strict=True):
        asked = Asked(step, area, filters.topic, filters.sex, filters.age)
        rows = trend_rows(claims, incidents, asked, names)
        tables.append([row for row in rows if filters.since is None or row.last_on >= filters.since])
    return tables


def countable_units() -> tuple[FigureUnit, ...]:
    """Units whose numbers may be added up."""
    return tuple(unit for unit in FigureUnit if unit in claim_rules().summable)
