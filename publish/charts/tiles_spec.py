"""The tile-grid map as a Vega-Lite chart. Tiles without a number are hatched: zero is not the same as no data."""

from typing import Any

import altair as alt

from publish.charts.looks import COLOURS, Colours, Theme, config
from publish.charts.tiles import MapDrawing, MapTile, tile_layout

_SIZE, _GAP, _LINES = 50, 0.04, 5


def map_spec(drawing: MapDrawing, theme: Theme) -> dict[str, Any]:
    """The Vega-Lite specification, with its data; it needs no network to be drawn."""
    colours = COLOURS[theme]
    columns = 1 + max(tile.column for tile in tile_layout().values())
    rows = 1 + max(tile.row for tile in tile_layout().values())
    boxes = [_box(tile, colours) for tile in drawing.tiles]
    legend: list[dict[str, Any]] = [
        {
            **_corners(2.2 * place, rows + 0.5, height=0.45, width=0.5),
            "text": name,
            "fill": colours.steps[shade],
        }
        for place, (name, shade) in enumerate(zip(drawing.classes, _shades(drawing), strict=True))
    ]
    backs = [back for tile in drawing.tiles if tile.place is None for back in _backs(tile)]
    hatches = [line for tile in drawing.tiles if tile.place is None for line in _hatch(tile)]
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, columns], nice=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[rows + 1, 0], nice=False), axis=None)
    fill = alt.Fill("fill:N", scale=None, legend=None)

    def chart(name: str) -> Any:  # the data have a name only: Altair copies what it holds
        return alt.Chart(alt.NamedData(name))

    def texts(field: str, place: str, size: int, **mark: Any) -> Any:
        drawn = chart("tiles").mark_text(fontSize=size, **mark)
        ink = alt.Color("ink:N", scale=None, legend=None)
        return drawn.encode(x=alt.X("centre:Q"), y=alt.Y(f"{place}:Q"), text=f"{field}:N", color=ink)

    tiles = chart("boxes").mark_rect(stroke=colours.soft, strokeWidth=1, cornerRadius=2)
    lines = chart("hatches").mark_rule(stroke=colours.line, strokeWidth=1.5)
    named = [{**each, "ink": colours.ink, "side": each["x2"] + 0.12} for each in legend]
    beside = chart("legend").mark_text(align="left", fontSize=12, color=colours.ink)
    layers = [
        tiles.encode(x=x, x2="x2:Q", y=y, y2="y2:Q", fill=fill),
        lines.encode(x="x:Q", x2="x2:Q", y="y:Q", y2="y2:Q"),
        chart("backs").mark_rect(fill=colours.paper).encode(x="x:Q", x2="x2:Q", y="y:Q", y2="y2:Q"),
        texts("short", "upper", 10),
        texts("sign", "lower", 13, fontWeight="bold"),
        beside.encode(x="side:Q", y="middle:Q", text="text:N"),
    ]
    title = alt.TitleParams(text=drawing.heading, subtitle=list(drawing.key))
    size = {"width": columns * _SIZE, "height": (rows + 1) * _SIZE}
    spec: dict[str, Any] = alt.layer(*layers).properties(title=title, **size).to_dict()
    spec["datasets"] = {
        "tiles": boxes,
        "boxes": boxes + legend,
        "hatches": hatches,
        "backs": backs,
        "legend": named,
    }
    spec["config"] = config(theme, drawing.language)
    return spec


def _box(tile: MapTile, colours: Colours) -> dict[str, Any]:
    at = tile_layout()[tile.code]
    shade = None if tile.place is None else tile.place
    return {
        **_corners(at.column, at.row),
        "code": tile.code,
        "name": tile.name,
        "value": tile.value,
        "short": at.short,
        "sign": tile.sign,
        "centre": at.column + 0.5,
        "upper": at.row + 0.3,
        "lower": at.row + 0.66,
        "fill": colours.paper if shade is None else colours.steps[shade],
        "ink": colours.ink if shade is None else colours.step_inks[shade],
    }


def _shades(drawing: MapDrawing) -> range:
    return range(len(drawing.classes))


def _corners(x: float, y: float, *, width: float = 1, height: float = 1) -> dict[str, float]:
    edges = (x + _GAP, x + width - _GAP, y + _GAP, y + height - _GAP)
    return dict(zip(("x", "x2", "y", "y2", "middle"), (*edges, y + height / 2), strict=True))


def _backs(tile: MapTile) -> list[dict[str, float]]:
    """Plain grounds of the texts on a hatched tile."""
    at = tile_layout()[tile.code]
    name = _corners(at.column + 0.02, at.row + 0.15, width=0.96, height=0.32)
    return [name, _corners(at.column + 0.26, at.row + 0.48, width=0.48, height=0.38)]


def _hatch(tile: MapTile) -> list[dict[str, float]]:
    """Diagonal lines within a tile, from its left or lower edge to its upper or right one."""
    at = tile_layout()[tile.code]
    side = 1 - 2 * _GAP
    lines = []
    for number in range(1, 2 * _LINES):
        reach = side * number / _LINES
        begin, end = max(0.0, reach - side), min(reach, side)
        left, top = at.column + _GAP, at.row + _GAP
        lines.append({"x": left + begin, "y": top + reach - begin, "x2": left + end, "y2": top + reach - end})
    return [{name: round(place, 4) for name, place in line.items()} for line in lines]
