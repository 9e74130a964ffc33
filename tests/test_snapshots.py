"""Whole articles: every fact as found today. After a wanted change: pytest --snapshot-update, then read the diff."""

from datetime import date
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from extract.article import clean_text
from extract.gold import to_gold
from extract.pipeline import extract_facts

TEXTS = sorted((Path(__file__).parent / "texts").glob("*.txt"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_all_facts_of_an_article(path: Path, snapshot: SnapshotAssertion) -> None:
    article = clean_text(path.read_text(encoding="utf-8"), published=date(2024, 5, 6))
    facts = to_gold(path.stem, article, extract_facts(article))
    assert facts == snapshot


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_extraction_is_deterministic_and_every_quote_stands_where_it_says(path: Path) -> None:
    article = clean_text(path.read_text(encoding="utf-8"), published=date(2024, 5, 6))
    facts = extract_facts(article)
    assert facts == extract_facts(article)
    found = [*facts.officials, *facts.agencies, *facts.dates, *facts.figures, *facts.statements, *facts.laws]
    assert found
    assert all(article.text[fact.start : fact.end] == fact.quote for fact in found)
