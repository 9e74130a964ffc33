"""A series as a Vega-Lite chart: a panel for each region, and beneath them how much was written."""

from datetime import date, timedelta
from typing import Any

import altair as alt

from models.trends import Basis
from publish.charts.looks import COLOURS, DASHES, SHAPES, Colours, Theme, config
from publish.charts.series import Panel, Point, SeriesDrawing, basis_names
from publish.language import Language, Speech

_WHOLE, _HALF = 660, 300
_DAY = timedelta(days=1)
_NUMBERS, _ATTENTION = "numbers", "attention"


def series_spec(drawing: SeriesDrawing, theme: Theme) -> dict[str, Any]:
    """The Vega-Lite specification, with its data; it needs no network to be drawn."""
    colours = COLOURS[theme]
    title = alt.TitleParams(text=drawing.heading, subtitle=list(drawing.key))
    parts = [_numbers(drawing, colours)]
    parts += [_attention(drawing, colours)] if drawing.attention else []
    chart = alt.vconcat(*parts, spacing=28).properties(title=title)
    spec: dict[str, Any] = chart.to_dict()
    spec["datasets"] = {
        _NUMBERS: [
            _value(point, panel, drawing.language) for panel in drawing.panels for point in panel.points
        ],
        _ATTENTION: [
            {"first": first.isoformat(), "end": _end(last), "articles": number}
            for first, last, number in drawing.attention
        ],
    }
    spec["config"] = config(theme, drawing.language)
    return spec


def _numbers(drawing: SeriesDrawing, colours: Colours) -> Any:
    """One panel, or one for each region in two columns. The data have a name only: Altair copies what it holds."""
    is_single = len(drawing.panels) == 1
    width, height = (_WHOLE, 240) if is_single else (_HALF, 130)
    layers = alt.layer(*_layers(drawing, colours), data=alt.NamedData(_NUMBERS)).properties(
        width=width, height=height
    )
    if is_single:
        return layers.properties(title=alt.TitleParams(text=drawing.panels[0].name, fontSize=13, offset=6))
    header = alt.Header(
        title=None, labelFontSize=13, labelFontWeight="bold", labelColor=colours.ink, labelAnchor="start"
    )
    order = [panel.name for panel in drawing.panels]
    faceted = layers.facet(facet=alt.Facet("region:N", sort=order, header=header), columns=2, spacing=24)
    return faceted.resolve_scale(y="independent").resolve_axis(x="independent")


def _layers(drawing: SeriesDrawing, colours: Colours) -> list[Any]:
    has_none = all(point.value is None for panel in drawing.panels for point in panel.points)
    scale = alt.Scale(domain=[0, 1]) if has_none else alt.Scale(zero=True)
    y = alt.Y(
        "value:Q",
        title=drawing.axis,
        scale=scale,
        axis=alt.Axis(tickCount=4, tickMinStep=_least_step(drawing)),
    )
    first = alt.X("first:T", scale=_days(drawing), axis=_axis(drawing), title=None)
    middle = alt.X("middle:T", scale=_days(drawing))
    colour, shape, dash = _bases(drawing, colours)
    with_number = alt.Chart().transform_filter("isValid(datum.value)")
    without = alt.Chart().transform_filter("!isValid(datum.value)")
    texts: dict[str, Any] = {"fontSize": 11, "color": colours.ink}
    return [
        with_number.mark_rule(strokeWidth=2.5, opacity=0.75).encode(x=first, x2="end:T", y=y, color=colour),
        with_number.mark_line(strokeWidth=1.5).encode(
            x=middle, y=y, color=colour, strokeDash=dash, detail="line:N"
        ),
        with_number.mark_point(size=46, filled=True, opacity=1).encode(
            x=middle, y=y, color=colour, shape=shape
        ),
        with_number.mark_text(dy=-9, **texts).encode(x=middle, y=y, text="label:N"),
        without.mark_text(baseline="bottom", dy=-2, fontWeight="bold", **texts).encode(
            x=middle, y=alt.YDatum(0), text="label:N"
        ),
    ]


def _bases(drawing: SeriesDrawing, colours: Colours) -> tuple[Any, Any, Any]:
    """Colour, shape and dashes tell the same, so that nobody needs to see colours."""
    names = list(basis_names(drawing.bases, Speech(drawing.language)).values())
    legend = alt.Legend(
        title=None, orient="bottom", columns=1, symbolSize=80, symbolStrokeWidth=0, direction="horizontal"
    )

    def scale(looks: dict[Basis, Any]) -> Any:
        return alt.Scale(domain=names, range=[looks[basis] for basis in drawing.bases])

    return (
        alt.Color("made_of:N", scale=scale(colours.bases), legend=legend),
        alt.Shape("made_of:N", scale=scale(SHAPES), legend=legend),
        alt.StrokeDash("made_of:N", scale=scale(DASHES), legend=None),
    )


def _attention(drawing: SeriesDrawing, colours: Colours) -> Any:
    title = alt.TitleParams(text=drawing.attention_title, fontSize=13, offset=6)
    bars = alt.Chart(alt.NamedData(_ATTENTION)).mark_rect(color=colours.soft, opacity=0.75)
    articles = alt.Y(
        "articles:Q",
        title=Speech(drawing.language).said("berita"),
        scale=alt.Scale(domain=[0, max(4, *(number for _, _, number in drawing.attention))]),
        axis=alt.Axis(tickCount=3),
    )
    first = alt.X("first:T", scale=_days(drawing), axis=_axis(drawing), title=None)
    encoded = bars.encode(x=first, x2="end:T", y=articles, y2=alt.Y2Datum(0))
    return encoded.properties(width=_WHOLE, height=80, title=title)


def _value(point: Point, panel: Panel, language: Language) -> dict[str, Any]:
    middle = point.first_on + (point.last_on - point.first_on) / 2
    return {
        "region": panel.name,
        "first": point.first_on.isoformat(),
        "middle": middle.isoformat(),
        "end": _end(point.last_on),
        "value": point.value,
        "made_of": basis_names([point.basis], Speech(language))[point.basis],
        "line": point.line,
        "label": point.label,
    }


def _end(day: date) -> str:
    """The end of a day, where the next one begins."""
    return (day if day == date.max else day + _DAY).isoformat()


def _days(drawing: SeriesDrawing) -> Any:
    return alt.Scale(type="utc", domain=[drawing.first_on.isoformat(), _end(drawing.last_on)])


def _axis(drawing: SeriesDrawing) -> Any:
    days = (drawing.last_on - drawing.first_on).days
    form = "%Y" if days > 900 else "%b %Y"
    step: Any = {"interval": "year", "step": max(1, days // 3000)} if days > 900 else 5
    return alt.Axis(format=form, tickCount=step, grid=False, labelOverlap="greedy", labelFlush=False)


def _least_step(drawing: SeriesDrawing) -> float:
    """Ticks of 1 at least where all numbers are whole: there is no half a victim."""
    values = [point.value for panel in drawing.panels for point in panel.points if point.value is not None]
    return 1 if all(value == int(value) for value in values) else 0
