"""Trends: series over time and the map of the provinces, each with its table, its sentences and its files."""

import hashlib
from dataclasses import replace
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from desk.database import Snapshot, engine_of
from desk.language import language_of
from desk.pages.trend_form import chart_asked, map_asked, number_asked, number_query, query_of
from desk.reader import reader_of
from desk.rendering import render
from desk.shown import seen
from extract.regions.gazetteer import gazetteer, is_province
from models.errors import PantauError
from models.trends import Area, Basis, Step, TrendFlag
from models.vocabulary import Age, FigureTopic, Sex
from pipelines.trends import countable_units
from publish import words
from publish.charts.drawing import Drawing, PictureForm, picture
from publish.charts.looks import Theme
from publish.charts.series import drawn_regions
from publish.charts.tables import series_csv
from publish.language import Speech
from publish.trends import ProvinceMap, province_map, trend
from storage.claims import claims_by_id
from storage.series_details import claims_of_number

router = APIRouter()
_MOST_ROWS, _MOST_CLAIMS = 300, 200
_TYPES = {
    PictureForm.SVG: "image/svg+xml",
    PictureForm.PNG: "image/png",
    PictureForm.JSON: "application/json",
}


@router.get("/trends")
def trends_page(request: Request) -> HTMLResponse:
    """The form, the chart with its table, and the map."""
    asked, of_map = chart_asked(request.query_params), map_asked(request.query_params)
    engine, language = engine_of(request), language_of(request)
    is_public = _is_public(request)
    found = trend(engine, asked, language, is_public=is_public)
    drawn = set(drawn_regions(found.rows)) if found else set()
    shown = sorted(found.rows, key=lambda row: row.region_code not in drawn)[:_MOST_ROWS] if found else []
    mapped = None
    if asked.region is None:
        rows = found.rows if found else None
        mapped = province_map(
            engine, asked, language, is_public=is_public, rows=rows, year=of_map.year, basis=of_map.basis
        )
    return render(
        request,
        "trends.html",
        asked=asked,
        trend=found,
        rows=sorted(shown, key=lambda row: (row.period, row.region or "", row.basis)),
        flags=[flag for flag in TrendFlag if found and any(flag in row.flags for row in found.rows)],
        map=mapped,
        map_rows=_by_value(mapped.rows) if mapped else [],
        query=query_of(asked),
        country_query=query_of(replace(asked, region=None)),
        map_query=query_of(asked, chart="map", year=mapped.drawing.year, basis=mapped.drawing.basis)
        if mapped
        else "",
        number_query=lambda row: number_query(asked, row),
        provinces=[region for code, region in sorted(gazetteer().regions.items()) if is_province(code)],
        **_choices(),
    )


@router.get("/trends.csv")
def trends_csv(request: Request) -> Response:
    """The table of a chart, whole."""
    asked = chart_asked(request.query_params)
    found: Any = (
        _map(request) if _wants_map(request) else trend(engine_of(request), asked, language_of(request))
    )
    if found is None:
        raise PantauError("There are no numbers that answer this; ask for less.")
    return _file(request, series_csv(found.rows), "text/csv; charset=utf-8", "csv")


@router.get("/trends.{form}")
def trends_picture(request: Request, form: PictureForm) -> Response:
    """The chart as SVG, PNG (always light), or Vega-Lite's JSON."""
    theme = Theme.DARK if request.query_params.get("theme") == Theme.DARK else Theme.LIGHT
    drawing = _drawing(request)
    content = picture(drawing, form, Theme.LIGHT if form is PictureForm.PNG else theme)
    return _file(request, content, _TYPES[form], form.value)


@router.get("/trends/claims")
def claims_behind(request: Request, session: Snapshot) -> HTMLResponse:
    """The claims that one number of a series is made of, and the articles that tell them."""
    asked, number = chart_asked(request.query_params), number_asked(request.query_params)
    ids = claims_of_number(session, asked.filters(), number, asked.area, _MOST_CLAIMS + 1)
    region = gazetteer().regions.get(number.region_code or "")
    return render(
        request,
        "trend_claims.html",
        asked=asked,
        number=number,
        region=region.name if region else number.region_code,
        claims=seen(request, session, claims_by_id(session, ids[:_MOST_CLAIMS])),
        is_cut=len(ids) > _MOST_CLAIMS,
        most=_MOST_CLAIMS,
        query=query_of(asked),
        words=words,
        subject=partial(words.subject, Speech(language_of(request))),
    )


def _drawing(request: Request) -> Drawing:
    if _wants_map(request):
        return _map(request).drawing
    found = trend(
        engine_of(request),
        chart_asked(request.query_params),
        language_of(request),
        is_public=_is_public(request),
    )
    if found is None:
        raise PantauError("There are no numbers that answer this; ask for less.")
    return found.drawing


def _map(request: Request) -> ProvinceMap:
    asked, of_map = chart_asked(request.query_params), map_asked(request.query_params)
    mapped = province_map(
        engine_of(request),
        asked,
        language_of(request),
        is_public=_is_public(request),
        year=of_map.year,
        basis=of_map.basis,
    )
    if mapped is None:
        raise PantauError("No province has a number that answers this; ask for less.")
    return mapped


def _is_public(request: Request) -> bool:
    return not reader_of(request).sees_private


def _wants_map(request: Request) -> bool:
    return request.query_params.get("chart") == "map"


def _file(request: Request, content: bytes, media_type: str, extension: str) -> Response:
    """A file that browsers ask about again and need not load twice."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    asked = chart_asked(request.query_params)
    name = f"pantau-{asked.unit}-{asked.topic}-{'map' if _wants_map(request) else asked.step}.{extension}"
    headers = {
        "ETag": tag,
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f'inline; filename="{name}"',
    }
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)


def _by_value(rows: Any) -> list[Any]:
    return sorted(rows, key=lambda row: (row.value is None, -(row.value or 0), row.region_code or ""))


def _choices() -> dict[str, Any]:
    return {
        "words": words,
        "units": countable_units(),
        "topics": list(FigureTopic),
        "steps": list(Step),
        "areas": list(Area),
        "sexes": list(Sex),
        "ages": list(Age),
        "bases": list(Basis),
    }
