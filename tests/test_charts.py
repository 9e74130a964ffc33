"""Charts: what is joined, hatched and lettered; pictures that are the same everywhere; sentences that hold."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from extract.regions.gazetteer import gazetteer, is_province
from models.errors import PantauError
from models.trends import Basis, Step, TrendFlag, TrendRow
from models.vocabulary import FigureTopic, FigureUnit
from publish.charts.asked import ChartAsked
from publish.charts.drawing import PictureForm, picture
from publish.charts.looks import COLOURS, Theme
from publish.charts.sentences import series_explanation
from publish.charts.series import PANELS, SeriesDrawing, series_drawing
from publish.charts.tables import series_csv
from publish.charts.tiles import map_choices, map_drawing, map_rows, tile_layout
from publish.language import Language, Speech
from publish.report.asked import parse_month
from storage.series_details import Tellers

MONTHLY = ChartAsked(FigureUnit.KORBAN, step=Step.MONTH)
TOLD = Tellers(claims=9, left_out=2, stories=5, articles=8)


def row(first: date, last: date, value: float | None, basis: str = "incident", **fields: Any) -> TrendRow:
    """A number of Nusa Tenggara Timur."""
    values: dict[str, Any] = {
        "period": f"{first:%Y-%m}", "first_on": first, "last_on": last, "region_code": "53",
        "region": "Nusa Tenggara Timur", "topic": FigureTopic.TPPO, "unit": FigureUnit.KORBAN, "sex": None,
        "age": None, "basis": basis, "counted_from": None, "claims": 1, "stories": 1, "articles": 2, "flags": (),
        "reason": None, "population": 5_700_000, "population_year": 2024,
        "value": None if value is None else Decimal(str(value)),
        "per_100000": None if value is None else round(value / 57, 4),
    }  # fmt: skip
    return TrendRow.model_validate(values | fields)


def drawn(rows: Sequence[TrendRow], asked: ChartAsked = MONTHLY) -> SeriesDrawing:
    drawing = series_drawing(asked, rows, [], Language.INDONESIAN)
    assert drawing is not None
    return drawing


def lines(rows: Sequence[TrendRow]) -> list[list[float | None]]:
    """Values by line, in the order in which they are drawn."""
    found: dict[int, list[float | None]] = {}
    for point in drawn(rows).panels[0].points:
        found.setdefault(point.line, []).append(point.value)
    return list(found.values())


def month(number: int, value: float | None, basis: str = "incident", **fields: Any) -> TrendRow:
    last = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31}[number]
    return row(date(2024, number, 1), date(2024, number, last), value, basis, **fields)


def test_only_neighbours_of_one_kind_and_one_first_day_are_joined() -> None:
    assert lines([month(1, 3), month(2, 4), month(4, 5)]) == [[3, 4], [5]]
    since = {"counted_from": date(2024, 1, 1)}
    assert lines([month(1, 3), month(2, 4, "cumulative", **since)]) == [[4], [3]]
    other = {"counted_from": date(2023, 6, 5)}
    assert lines([month(1, 3, "cumulative", **other), month(2, 4, "cumulative", **since)]) == [[3], [4]]
    for flag in (TrendFlag.RESET, TrendFlag.INCOMPLETE, TrendFlag.SPANS):
        flagged = {**since, "flags": (flag,)}
        assert lines([month(1, 3, "range", **since), month(2, 4, "range", **flagged)]) == [[3], [4]]
    assert lines([month(1, 3), month(2, None, flags=(TrendFlag.CONFLICT,)), month(3, 5)]) == [
        [3],
        [None],
        [5],
    ]


def test_what_must_be_known_stands_beside_the_number_and_in_the_key() -> None:
    points = drawn(
        [
            month(1, 1250, flags=(TrendFlag.DECIDED, TrendFlag.APPROXIMATE)),
            month(2, None, flags=(TrendFlag.CONFLICT,)),
        ]
    )
    assert [point.label for point in points.panels[0].points] == ["1.250 v±", "× !"]
    key = " ".join(points.key)
    assert "! = ada angka bertentangan" in key
    assert "× = tidak ada angka yang dapat dipakai" in key
    assert "R =" not in key


def test_rates_are_drawn_as_rates_and_name_the_year_of_the_inhabitants() -> None:
    asked = ChartAsked(FigureUnit.KORBAN, step=Step.MONTH, is_rate=True)
    drawing = drawn([month(1, 57)], asked)
    assert drawing.panels[0].points[0].value == 1
    assert drawing.axis == "per 100.000 penduduk 2024"


def test_more_regions_than_can_be_read_are_left_to_the_table() -> None:
    regions = [month(1, 9, region_code=f"{number}", region=f"Wilayah {number}") for number in range(11, 30)]
    country = month(1, 1, region_code="ID", region="Indonesia")
    rows = [*regions, country]
    drawing = drawn(rows)
    assert (len(drawing.panels), drawing.panels[0].code) == (PANELS, "ID")
    said = series_explanation(MONTHLY, rows, TOLD, Speech(Language.ENGLISH))
    assert "20 regions" in said.shown
    assert "shows the 8 regions" in said.shown


def test_sentences_say_what_is_left_out_and_what_nobody_told() -> None:
    conflict = month(2, None, flags=(TrendFlag.CONFLICT,))
    rows = [month(1, 5), conflict, month(3, 2, "cumulative", counted_from=date(2024, 1, 1))]
    said = series_explanation(MONTHLY, rows, TOLD, Speech(Language.INDONESIAN))
    assert "2 angka untuk 1 wilayah" in said.shown
    assert "dari 2 klaim dalam 5 cerita (8 berita" in said.shown
    rest = " ".join(said.rest)
    for sentence in (
        "1 angka memuat pertentangan yang belum diputuskan",
        "Laporan kumulatif tidak pernah dijumlahkan",
        "tidak disambung dengan garis",
        "2 klaim tidak dihitung",
        "37 dari 38 provinsi tidak punya satu sumber pun",
        "bukan lebih banyak kejahatan",
    ):
        assert sentence in rest
    of_region = ChartAsked(FigureUnit.KORBAN, region="53")
    assert "provinsi tidak punya" not in " ".join(
        series_explanation(of_region, rows, TOLD, Speech(Language.INDONESIAN)).rest
    )


def test_every_province_has_one_tile_of_its_own() -> None:
    layout = tile_layout()
    assert set(layout) == {code for code in gazetteer().regions if is_province(code)}
    assert len(layout) == 38
    assert len({(tile.column, tile.row) for tile in layout.values()}) == 38
    assert len({tile.short for tile in layout.values()}) == 38
    assert all(len(tile.short) <= 9 for tile in layout.values())


def year_of(code: str, value: float | None, basis: str = "calendar_year", **fields: Any) -> TrendRow:
    names = {"period": "2023", "region_code": code, "region": gazetteer().by_code(code).name}
    return row(date(2023, 1, 1), date(2023, 12, 31), value, basis, **(names | fields))


def test_map_shows_one_kind_of_number_and_tells_zero_from_nothing() -> None:
    rows = [
        year_of("53", 40), year_of("32", 0), year_of("35", 7, "incident"),
        year_of("36", None, flags=(TrendFlag.REGENCIES_ONLY,)), year_of("33", None, flags=(TrendFlag.CONFLICT,)),
        year_of("31", None, flags=(TrendFlag.SUPPRESSED,)),
        year_of("61", 9, period="2022/2023", first_on=date(2022, 5, 1), flags=(TrendFlag.SPANS,)),
    ]  # fmt: skip
    assert map_choices(rows)[0] == (2023, Basis.CALENDAR_YEAR)
    asked = ChartAsked(FigureUnit.KORBAN)
    drawing = map_drawing(asked, rows, 2023, Basis.CALENDAR_YEAR, Language.INDONESIAN)
    tiles = {tile.code: (tile.value, tile.sign, tile.place) for tile in drawing.tiles}
    assert (tiles["53"], tiles["32"]) == ((40, "40", 1), (0, "0", 0))
    signs = {"35": "*", "36": "k", "33": "!", "61": "*", "31": "s", "11": "–"}
    assert {code: tiles[code][1] for code in signs} == signs
    assert drawing.classes == ("0", "40")
    spec = json.loads(picture(drawing, PictureForm.JSON))
    hatched = {(line["x"] // 1, line["y"] // 1) for line in spec["datasets"]["hatches"]}
    layout = tile_layout()
    assert (layout["11"].column, layout["11"].row) in hatched
    assert (layout["32"].column, layout["32"].row) not in hatched


def test_of_several_counts_the_one_over_most_days_is_mapped() -> None:
    short = year_of("53", 9, "cumulative", first_on=date(2023, 6, 5), flags=(TrendFlag.INCOMPLETE,))
    whole = year_of("53", 30, "cumulative")
    assert map_rows([short, whole], 2023, Basis.CUMULATIVE)["53"].value == 30


def test_pictures_are_made_once_and_say_nothing_of_other_places() -> None:
    drawing = drawn([month(1, 3), month(2, 4)])
    svg = picture(drawing, PictureForm.SVG)
    assert svg.startswith(b"<svg")
    assert b"style=" not in svg  # a strict policy would drop it
    assert b"<style" not in svg
    assert b'href="http' not in svg
    assert picture(drawn([month(1, 3), month(2, 4)]), PictureForm.SVG) is svg
    dark = picture(drawing, PictureForm.SVG, Theme.DARK)
    assert COLOURS[Theme.DARK].paper.encode() in dark
    assert picture(drawing, PictureForm.PNG).startswith(b"\x89PNG")


def test_colours_can_be_read_on_their_paper() -> None:
    for colours in COLOURS.values():
        assert all(_contrast(colours.paper, text) >= 4.5 for text in (colours.ink, colours.soft))
        assert all(_contrast(colours.paper, mark) >= 3 for mark in colours.bases.values())
        pairs = zip(colours.steps, colours.step_inks, strict=True)
        assert all(_contrast(fill, ink) >= 4.5 for fill, ink in pairs)


def _contrast(one: str, other: str) -> float:
    """Ratio of contrast as WCAG 2.2 defines it."""
    light, dark = sorted(map(_luminance, (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_table_of_a_chart_runs_no_formula() -> None:
    (header, line, _) = series_csv([month(1, 3, region='=HYPERLINK("x")')]).decode().split("\r\n")
    assert header.startswith("period,first_on,last_on,region_code,region")
    assert "'=HYPERLINK" in line


@pytest.mark.parametrize("text", ["2024", "2024-13", "2024-1", "24-01", "2024-01-02", "٢٠٢٤-٠١"])
def test_month_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(PantauError, match="2024-03"):
        parse_month(text)
