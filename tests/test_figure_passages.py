"""Figures of whole passages, as the pipeline finds them, with dates, officials and agencies of its own."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from extract.actors.agencies import find_agencies
from extract.actors.officials import find_officials
from extract.annotate import annotate_text
from extract.dates import find_dates
from extract.figures.find import find_figures
from extract.regions.gazetteer import gazetteer
from models.fact import Figure, Place

PUBLISHED = date(2024, 6, 15)
CASES = yaml.safe_load(Path(__file__).with_name("figure_cases.yml").read_text(encoding="utf-8"))["cases"]


def figures_of(text: str, place_name: str) -> tuple[Figure, ...]:
    annotated = annotate_text(text, PUBLISHED)
    region = gazetteer().find(place_name)[0]
    province = gazetteer().province_of(region.code)
    place = Place(code=region.code, name=region.name, province=province.name if province else None)
    agencies = find_agencies(annotated, place)
    officials = find_officials(annotated, agencies, place)
    return find_figures(annotated, place, find_dates(annotated), officials, agencies)


def as_written(figure: Figure, expected: str) -> str:
    """The figure in the notation of the cases, with what the case leaves open left open."""
    amount, *wanted = expected.split(" / ")
    high = f"..{figure.value_max:g}" if figure.value_max is not None else ""
    units = amount.split(" ")[1].split("|")
    unit = amount.split(" ")[1] if figure.unit.value in units else figure.unit.value
    year = str(figure.period_end.year) if figure.period_end else "none"
    fields = (figure.topic.value, figure.region or "none", year)
    told = [said if want != "-" else "-" for said, want in zip(fields, wanted, strict=False)]
    return " / ".join([f"{plain(figure.value)}{high and '..' + plain(figure.value_max)} {unit}", *told])


def plain(value: float | None) -> str:
    return "" if value is None else str(int(value) if value == int(value) else value)


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:60] for case in CASES])
def test_passage_gives_these_figures(case: dict[str, Any]) -> None:
    found = figures_of(case["text"], case.get("place", "Kota Kupang"))
    padded = [*case["figures"], *["- -"] * (len(found) - len(case["figures"]))]
    assert [as_written(f, e) for f, e in zip(found, padded, strict=False)] == case["figures"]
