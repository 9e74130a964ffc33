"""A series with everything that is shown of it: chart, map, table, sentences."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Engine

from models.errors import PantauError
from models.trends import Area, Basis, Step, TrendRow
from pipelines.trends import trends
from publish.charts.asked import ChartAsked
from publish.charts.sentences import Explanation, map_explanation, series_explanation
from publish.charts.series import SeriesDrawing, series_drawing
from publish.charts.tiles import MapDrawing, map_choices, map_drawing, map_rows
from publish.language import Language, Speech
from publish.small_cells import public_trends
from resolve.series import last_day
from storage.engine import reading
from storage.series_details import articles_by_period, tellers


@dataclass(frozen=True, slots=True)
class Trend:
    """A series, drawn and explained."""

    asked: ChartAsked
    rows: tuple[TrendRow, ...]
    drawing: SeriesDrawing
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class ProvinceMap:
    """Provinces in one year, drawn and explained."""

    drawing: MapDrawing
    rows: tuple[TrendRow, ...]
    """The numbers of its tiles."""
    explanation: Explanation
    choices: tuple[tuple[int, Basis], ...]
    """Years and kinds of numbers that there are maps of."""


def trend(engine: Engine, asked: ChartAsked, language: Language, *, is_public: bool = True) -> Trend | None:
    """The series; null where nothing answers the question."""
    rows = series_rows(engine, asked, is_public=is_public)
    if not rows:
        return None
    first, last = min(row.first_on for row in rows), max(row.last_on for row in rows)
    with reading(engine) as session:
        told = tellers(session, asked.filters())
        written = articles_by_period(session, asked.step, first, last, asked.region)
    attention = [(max(day, first), min(last_day(day, asked.step), last), number) for day, number in written]
    drawing = series_drawing(asked, rows, attention, language)
    assert drawing is not None
    return Trend(asked, tuple(rows), drawing, series_explanation(asked, rows, told, Speech(language)))


def province_map(
    engine: Engine,
    asked: ChartAsked,
    language: Language,
    *,
    is_public: bool = True,
    rows: Sequence[TrendRow] | None = None,
    year: int | None = None,
    basis: Basis | None = None,
) -> ProvinceMap | None:
    """The map of the year and kind of number that most provinces have, or of those asked for; null without any.

    `rows` are those of the same series where they are known already. Raises PantauError for a year without numbers.
    """
    wanted = replace(asked, step=Step.YEAR, area=Area.PROVINCE, region=None, region_name=None)
    if rows is None or wanted != asked:
        rows = series_rows(engine, wanted, is_public=is_public)
    choices = map_choices(rows)
    matching = [
        each for each in choices if (year is None or each[0] == year) and (basis is None or each[1] is basis)
    ]
    if not matching:
        if year is not None or basis is not None:
            raise PantauError(
                "No province has a number of that kind for that year; leave year and basis of the map empty."
            )
        return None
    chosen = matching[0]
    drawing = map_drawing(wanted, rows, *chosen, language)
    numbers = tuple(map_rows(rows, *chosen).values())
    explained = map_explanation(wanted, drawing, numbers, Speech(language))
    return ProvinceMap(
        drawing, numbers, explained, tuple(sorted(choices, key=lambda each: (-each[0], each[1])))
    )


def series_rows(engine: Engine, asked: ChartAsked, *, is_public: bool = True) -> list[TrendRow]:
    """The rows of a series; for the public without small numbers of people and what would give them away."""
    rows = public_trends if is_public else trends
    return rows(engine, asked.filters(), asked.step, asked.area)
