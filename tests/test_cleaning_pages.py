"""Saved pages of several template families: everything that a reader would copy by hand is there, and nothing else."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from extract.article import clean_pages
from models.article import Article
from models.page import Page
from models.source import Source

PAGES = Path(__file__).parent / "pages"
CASES = sorted(path.parent for path in PAGES.glob("*/*/expected.json"))


def source_of(entry: dict[str, Any] | None, url: str) -> Source | None:
    if entry is None:
        return None
    return Source(
        home_url=url, kind="local_paper", article_url_pattern=".+", terms="open", terms_note="invented for this test",
        expected_weekly=1, evidence="invented for this test", **entry,
    )  # fmt: skip


def cleaned(case: Path, expected: dict[str, Any]) -> Article:
    names = ["page.html", *(f"page-{number}.html" for number in range(2, len(expected["urls"]) + 1))]
    pages = [
        Page(url=url, body=(case / name).read_bytes(), content_type="text/html; charset=utf-8",
             fetched_at=datetime.fromisoformat(expected["fetched_at"]))
        for url, name in zip(expected["urls"], names, strict=True)
    ]  # fmt: skip
    return clean_pages(pages, source_of(expected["source"], expected["urls"][0]))


def test_there_are_cases_of_many_families() -> None:
    assert len(CASES) >= 10
    assert len({case.parent.name for case in CASES}) >= 8


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_saved_page(case: Path) -> None:
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    article = cleaned(case, expected)
    assert article.text.split("\n") == expected["text"]
    assert article.title == expected["title"]
    assert article.author == expected["author"]
    published = expected["published_at"] and datetime.fromisoformat(expected["published_at"])
    assert article.published_at == published
    day = published.date() if published else date.fromisoformat(expected["published_on"])
    assert article.published_on == day
    assert article.url == expected["url"]
    assert article.outlet == expected["outlet"]
    assert article.is_paid is expected["is_paid"]
    assert article.origin == expected["origin"]
    assert article.language == "id"
    assert list(article.page_urls) == expected["urls"]
    dateline = article.dateline
    found = dateline and [article.text[dateline.start : dateline.end], dateline.place, dateline.outlet]
    assert found == expected["dateline"]
