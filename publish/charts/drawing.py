"""Pictures of charts: SVG, PNG, and Vega-Lite's JSON, made without a network and kept by what they show."""

import json
from enum import StrEnum
from functools import lru_cache
from typing import Any

from publish.charts.looks import Theme
from publish.charts.series import SeriesDrawing
from publish.charts.tiles import MapDrawing

Drawing = SeriesDrawing | MapDrawing
_KEPT = 128
_PNG_SCALE = 2.0


class PictureForm(StrEnum):
    """File formats of a chart."""

    SVG = "svg"
    PNG = "png"
    JSON = "json"


@lru_cache(maxsize=_KEPT)
def picture(drawing: Drawing, form: PictureForm, theme: Theme = Theme.LIGHT) -> bytes:
    """The file of a drawing; equal drawings are made once. The same drawing is the same bytes on every machine."""
    spec = json.dumps(specification(drawing, theme), ensure_ascii=False, indent=1, sort_keys=True)
    if form is PictureForm.JSON:
        return spec.encode()
    import vl_convert  # starts a JavaScript engine

    if form is PictureForm.SVG:
        return vl_convert.vegalite_to_svg(spec).encode()
    return bytes(vl_convert.vegalite_to_png(spec, scale=_PNG_SCALE))


def specification(drawing: Drawing, theme: Theme) -> dict[str, Any]:
    """Vega-Lite's specification of a drawing."""
    if isinstance(drawing, SeriesDrawing):  # these load Altair, which takes a second
        from publish.charts.series_spec import series_spec

        return series_spec(drawing, theme)
    from publish.charts.tiles_spec import map_spec

    return map_spec(drawing, theme)
