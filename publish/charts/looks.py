"""How charts look: colours for light and dark, and one typeface that every drawing has."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from models.trends import Basis
from publish.language import Language

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""The renderer brings the first along, so that a drawing is the same on every machine; the others are as wide."""


class Theme(StrEnum):
    """What the chart lies on."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours of a theme; each is at least 3:1 from the paper, texts 4.5:1."""

    paper: str
    ink: str
    soft: str
    line: str
    bases: dict[Basis, str]
    steps: tuple[str, ...]
    """Fills of the map from low to high."""
    step_inks: tuple[str, ...]
    """Colours of texts on these."""


COLOURS = {
    Theme.LIGHT: Colours(
        paper="#fdfdfb",
        ink="#1b1f1c",
        soft="#515a54",
        line="#c9cec7",
        bases={
            Basis.INCIDENT: "#0b6e4f",
            Basis.CUMULATIVE: "#b34700",
            Basis.RANGE: "#6a3fa0",
            Basis.CALENDAR_YEAR: "#1f4e9c",
        },
        steps=("#e6f0e8", "#b9d9c4", "#86bb9c", "#2f7d55", "#14532d"),
        step_inks=("#1b1f1c", "#1b1f1c", "#1b1f1c", "#ffffff", "#ffffff"),
    ),
    Theme.DARK: Colours(
        paper="#151917",
        ink="#e7ebe7",
        soft="#aeb8b1",
        line="#3c4641",
        bases={
            Basis.INCIDENT: "#6fd3a9",
            Basis.CUMULATIVE: "#ffab73",
            Basis.RANGE: "#c3b0ff",
            Basis.CALENDAR_YEAR: "#8fb8ff",
        },
        steps=("#22322a", "#2b4f3c", "#356b4f", "#6cb58c", "#b5e6c8"),
        step_inks=("#ffffff", "#ffffff", "#ffffff", "#0d1a12", "#0d1a12"),
    ),
}
SHAPES = {
    Basis.INCIDENT: "circle",
    Basis.CUMULATIVE: "triangle-up",
    Basis.RANGE: "diamond",
    Basis.CALENDAR_YEAR: "square",
}
DASHES = {
    Basis.INCIDENT: [1, 0],
    Basis.CUMULATIVE: [6, 3],
    Basis.RANGE: [2, 2],
    Basis.CALENDAR_YEAR: [8, 2, 2, 2],
}


def config(theme: Theme, language: Language) -> dict[str, Any]:
    """Vega-Lite's `config` of a theme: typeface, colours, and how numbers and months are written."""
    colours = COLOURS[theme]
    return {
        "font": FONT,
        "background": colours.paper,
        "locale": _LOCALES[language],
        "padding": 12,
        "view": {"stroke": None},
        "axis": {
            "labelColor": colours.soft,
            "titleColor": colours.soft,
            "gridColor": colours.line,
            "domainColor": colours.soft,
            "tickColor": colours.soft,
            "labelFontSize": 11,
            "titleFontSize": 11,
            "titleFontWeight": "normal",
        },
        "legend": {"labelColor": colours.ink, "titleColor": colours.soft, "labelFontSize": 12, "labelLimit": 320},
        "title": {
            "color": colours.ink,
            "subtitleColor": colours.soft,
            "fontSize": 15,
            "subtitleFontSize": 12,
            "anchor": "start",
            "subtitlePadding": 6,
            "offset": 12,
        },
    }  # fmt: skip


def _months(short: str, names: str, *, decimal: str, thousands: str) -> dict[str, Any]:
    days = ["M", "S", "S", "R", "K", "J", "S"]
    return {
        "number": {"decimal": decimal, "thousands": thousands, "grouping": [3], "currency": ["Rp", ""]},
        "time": {
            "dateTime": "%x, %X", "date": "%-d/%-m/%Y", "time": "%H.%M.%S", "periods": ["AM", "PM"],
            "days": days, "shortDays": days, "months": names.split(), "shortMonths": short.split(),
        },
    }  # fmt: skip


_LOCALES = {
    Language.INDONESIAN: _months(
        "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des",
        "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
        decimal=",",
        thousands=".",
    ),
    Language.ENGLISH: _months(
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "January February March April May June July August September October November December",
        decimal=".",
        thousands=",",
    ),
}
