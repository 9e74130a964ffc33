"""Figures of passages and of short articles, with the dates, officials and agencies that extraction finds itself."""

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
from extract.pipeline import extract_facts
from extract.regions.gazetteer import gazetteer
from models.fact import Figure, Place
from pipelines.importing import Told, read_article

PUBLISHED = date(2024, 6, 15)


def read(name: str, key: str) -> list[dict[str, Any]]:
    found = yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))[key]
    assert isinstance(found, list)
    return found


CASES, ARTICLES = read("figure_cases.yml", "cases"), read("figure_articles.yml", "articles")


def figures_of(text: str, place_name: str) -> tuple[Figure, ...]:
    annotated = annotate_text(text, PUBLISHED)
    region = gazetteer().find(place_name)[0]
    province = gazetteer().province_of(region.code)
    place = Place(code=region.code, name=region.name, province=province.name if province else None)
    agencies = find_agencies(annotated, place)
    officials = find_officials(annotated, agencies, place)
    return find_figures(annotated, place, find_dates(annotated), officials, agencies)


def plain(value: float) -> str:
    return str(int(value) if value == int(value) else value)


def is_told(figure: Figure, expected: str) -> bool:
    """True where the figure is as the case says, in all that the case does not leave open."""
    amount, *wanted = expected.split(" / ")
    value, units = amount.split(" ")
    found = plain(figure.value)
    found += f"..{plain(figure.value_max)}" if figure.value_max is not None else ""
    fields = (
        figure.topic.value,
        figure.region or "none",
        period_of(figure, with_days=".." in "".join(wanted[2:])),
    )
    matches = (want == "-" or said in want.split("|") for said, want in zip(fields, wanted, strict=False))
    return found == value and figure.unit.value in units.split("|") and all(matches)


def period_of(figure: Figure, *, with_days: bool) -> str:
    if figure.period_end is None:
        return "none"
    return f"{figure.period_start}..{figure.period_end}" if with_days else str(figure.period_end.year)


def shown(figure: Figure) -> str:
    return f"{figure.quote!r}: {figure.value:g} {figure.unit} / {figure.topic} / {figure.region} / {figure.period_end}"


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:60] for case in CASES])
def test_passage_gives_these_figures(case: dict[str, Any]) -> None:
    found = figures_of(case["text"], case.get("place", "Kota Kupang"))
    assert len(found) == len(case["figures"]), [shown(figure) for figure in found]
    for figure, expected in zip(found, case["figures"], strict=True):
        assert is_told(figure, expected), f"{shown(figure)} is not {expected}"


@pytest.mark.parametrize("article", ARTICLES, ids=[article["text"][:40] for article in ARTICLES])
def test_article_gives_place_topics_and_figures(article: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text(article["text"], encoding="utf-8")
    facts = extract_facts(read_article(path, Told(published=article["published"])))
    assert facts.place.name == article["place"]
    assert {topic.value for topic in facts.topics} >= set(article["topics"])
    for expected in article["figures"]:
        found = [shown(f) for f in facts.figures if f.value == float(expected.split(" ")[0].split("..")[0])]
        assert any(is_told(figure, expected) for figure in facts.figures), f"{expected} is not among {found}"
