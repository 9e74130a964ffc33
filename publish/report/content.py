"""What stands in a report, gathered from the database. The same database gives the same content."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from sqlalchemy import Engine

from models.conflicts import ConflictRow
from models.trends import Area, TrendFlag, TrendRow
from models.vocabulary import FigureUnit
from publish.charts.asked import ChartAsked
from publish.charts.tiles import tile_layout
from publish.citation import Citation, apa
from publish.language import Language
from publish.public import public_rows
from publish.report.asked import ReportAsked
from publish.trends import ProvinceMap, Trend, province_map, series_rows, trend
from storage.conflict_lists import list_conflicts
from storage.engine import reading
from storage.filters import Filters
from storage.notable import (
    Coverage,
    Holdings,
    NotableStatement,
    coverage,
    holdings,
    notable_statements,
)

UNITS = (FigureUnit.KASUS, FigureUnit.KORBAN, FigureUnit.TERSANGKA)
"""What a report is about; other units stand in the release."""
_HEADLINES, _STATEMENTS, _CONFLICTS, _OUTLETS = 24, 12, 25, 60
_LISTED = 120
"""Rows of a table in print; the release has all."""
_DOUBTFUL = {TrendFlag.SPANS, TrendFlag.REGENCIES_ONLY, TrendFlag.NOT_SUMMABLE}


@dataclass(frozen=True, slots=True)
class Cited:
    """A statement as the report quotes it, with its reference."""

    number: int
    notable: NotableStatement
    reference: str


@dataclass(frozen=True, slots=True)
class ReportContent:
    """Everything that a report says."""

    asked: ReportAsked
    holdings: Holdings
    headlines: tuple[TrendRow, ...]
    """Numbers of the region, or of the country, for the days of the report, that may be stated."""
    series: tuple[Trend, ...]
    listed: int
    maps: tuple[ProvinceMap, ...]
    """Counts, and rates where inhabitants are known, of the unit that most provinces have."""
    statements: tuple[Cited, ...]
    conflicts: tuple[ConflictRow, ...]
    more_conflicts: bool
    outlets: tuple[Coverage, ...]
    more_outlets: int
    articles: int
    silent: tuple[str, ...]
    """Provinces without a number in any of the series."""


def report_content(engine: Engine, asked: ReportAsked) -> ReportContent:
    """Gathers a report. Everything is in the form that anybody may see."""
    series = [trend(engine, _charted(asked, unit), asked.language) for unit in UNITS]
    filters = Filters(region=asked.region, since=asked.since, until=asked.until)
    with reading(engine) as session:
        notable = notable_statements(session, filters, _STATEMENTS)
        shown = {row.id: row for row in public_rows(session, (each.statement for each in notable))}
        found = list_conflicts(session, replace(filters, limit=_CONFLICTS + 1))
        conflicts = tuple(public_rows(session, found[:_CONFLICTS]))
        outlets = coverage(session, filters)
        state = holdings(session)
    quoted = [
        replace(each, statement=shown[each.statement.id]) for each in notable if each.statement.id in shown
    ]
    drawn = tuple(each for each in series if each)
    return ReportContent(
        asked=asked,
        holdings=state,
        headlines=_headlines(engine, asked),
        series=drawn,
        listed=_LISTED,
        maps=_maps(engine, asked),
        statements=tuple(_cited(number, each, asked.language) for number, each in enumerate(quoted, 1)),
        conflicts=conflicts,
        more_conflicts=len(found) > _CONFLICTS,
        outlets=tuple(islice(outlets, _OUTLETS)),
        more_outlets=max(0, len(outlets) - _OUTLETS),
        articles=sum(each.articles for each in outlets),
        silent=_silent(drawn) if asked.region is None else (),
    )


def _charted(asked: ReportAsked, unit: FigureUnit) -> ChartAsked:
    return ChartAsked(
        unit=unit,
        step=asked.step,
        region=asked.region,
        region_name=asked.region_name,
        since=asked.chart_since,
        until=asked.until,
    )


def _headlines(engine: Engine, asked: ReportAsked) -> tuple[TrendRow, ...]:
    """Numbers of the whole region that nothing contradicts and that lie within the days, the latest first."""
    region = asked.region or "ID"
    area = Area.REGENCY if "." in region else Area.PROVINCE
    found: list[TrendRow] = []
    for unit in UNITS:
        question = ChartAsked(
            unit=unit, step=asked.step, area=area, region=region, since=asked.since, until=asked.until
        )
        found += [row for row in series_rows(engine, question) if _may_be_stated(row, region, asked.since)]
    found.sort(key=lambda row: (row.last_on.toordinal() * -1, UNITS.index(row.unit), row.basis))
    return tuple(found[:_HEADLINES])


def _may_be_stated(row: TrendRow, region: str, since: date | None) -> bool:
    whole = since is None or row.first_on >= since
    return row.value is not None and row.region_code == region and whole and not _DOUBTFUL & set(row.flags)


def _maps(engine: Engine, asked: ReportAsked) -> tuple[ProvinceMap, ...]:
    """Maps of the report's year, of the unit of which most provinces have a number."""
    if asked.region is not None:
        return ()
    year = asked.year or (asked.month.year if asked.month else None)
    found: list[ProvinceMap] = []
    for unit in UNITS:
        question = replace(_charted(asked, unit), since=date(year, 1, 1) if year else None)
        mapped = province_map(engine, question, asked.language)
        if mapped is not None and (not found or len(mapped.rows) > len(found[0].rows)):
            rate = province_map(
                engine,
                replace(question, is_rate=True),
                asked.language,
                year=mapped.drawing.year,
                basis=mapped.drawing.basis,
            )
            has_rates = rate is not None and any(tile.value is not None for tile in rate.drawing.tiles)
            found = [mapped, rate] if rate is not None and has_rates else [mapped]
    return tuple(found)


def _cited(number: int, notable: NotableStatement, language: Language) -> Cited:
    row = notable.statement
    place = f"{row.article_id}.{notable.version}.{row.start}-{row.end}"
    citation = Citation(
        outlet=row.outlet,
        title=row.article_title,
        published_on=row.published_on,
        url=row.url,
        note="Pernyataan" if language is Language.INDONESIAN else "Statement",
        permalink=f"/evidence/{place}?kind=statement",
        key=f"pantau-statement-{place.replace('.', '-')}",
    )
    return Cited(number, notable, apa(citation, language.value))


def _silent(series: Sequence[Trend]) -> tuple[str, ...]:
    told = {(row.region_code or "").partition(".")[0] for each in series for row in each.rows}
    return tuple(tile.short for code, tile in tile_layout().items() if code not in told)
