"""Quality floors: extraction on written, annotated articles; a floor drops only with a reason in the changelog."""

from pathlib import Path

import pytest

from pipelines.evaluation import evaluate
from pipelines.scoring import Report

GOLD = Path(__file__).parent / "gold"
FLOORS = {
    "officials": 0.96,
    "agencies": 0.96,
    "dates": 0.95,
    "figures": 0.87,
    "figures_lenient": 0.96,
    "statements": 0.97,
    "statements_lenient": 0.97,
    "laws": 0.96,
    "topics": 0.78,
}


@pytest.fixture(scope="module", params=["first", "second"])
def report(request: pytest.FixtureRequest) -> Report:
    return evaluate(GOLD / request.param, None, lambda _: None)


@pytest.mark.parametrize("field", FLOORS)
def test_no_field_falls_below_its_floor(report: Report, field: str) -> None:
    assert report.fields[field].f1 >= FLOORS[field]


def test_every_article_is_judged_relevant_or_not_as_annotated(report: Report) -> None:
    assert report.relevance.of >= 14
    assert report.relevance.right == report.relevance.of
