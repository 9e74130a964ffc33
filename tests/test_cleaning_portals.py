"""Articles in the templates of many families of portals: the text, and only it, and what the byline says."""

from collections import Counter

import pytest
from portal_pages import Case, cases

from extract.article import clean_pages
from models.article import Article
from models.page import Page
from models.source import Source

FAMILIES = sorted({case.family for case in cases()})
MIN_F1 = 0.98
MIN_SHARE = 0.98


def cleaned(case: Case) -> Article:
    source = Source(
        slug="portal", name=case.site, province=None, kind="portal", home_url=case.urls[0], timezone=case.zone,
        article_url_pattern=".+", terms="open", terms_note="invented", expected_weekly=1, evidence="invented",
    )  # fmt: skip
    pages = [
        Page(url=url, body=body, content_type="text/html", fetched_at=case.fetched_at)
        for url, body in zip(case.urls, case.bodies, strict=True)
    ]
    return clean_pages(pages, source)


def of_family(family: str) -> list[tuple[Case, Article]]:
    return [(case, cleaned(case)) for case in cases() if case.family == family]


def token_f1(found: str, truth: str) -> float:
    left, right = Counter(found.split()), Counter(truth.split())
    return 2 * sum((left & right).values()) / (left.total() + right.total())


def test_there_are_many_families_with_pages_of_every_kind() -> None:
    assert len(FAMILIES) >= 12
    assert sum(len(case.urls) for case in cases()) >= 40
    assert sum(len(case.urls) > 1 for case in cases()) >= 12


@pytest.mark.parametrize("family", FAMILIES)
def test_text_of_a_family(family: str) -> None:
    for case, article in of_family(family):
        assert token_f1(article.text, "\n".join(case.truth.lines)) >= MIN_F1, case.name
        assert [line for line in article.text.split("\n") if line not in case.truth.lines] == [], case.name


@pytest.mark.parametrize("family", FAMILIES)
def test_byline_of_a_family(family: str) -> None:
    right: Counter[str] = Counter()
    found = of_family(family)
    for case, article in found:
        truth = case.truth
        minute = article.published_at and article.published_at.replace(second=0, microsecond=0)
        right["title"] += article.title == truth.title
        right["author"] += article.author == truth.author
        right["minute"] += minute == (truth.published if truth.precision == "minute" else None)
        right["day"] += article.published_on == (
            None if truth.precision == "none" else truth.published.date()
        )
        right["url"] += article.url == truth.url
    assert {name: count for name, count in right.items() if count < MIN_SHARE * len(found)} == {}


@pytest.mark.parametrize(
    "case", [c for c in cases() if len(c.urls) > 1], ids=lambda c: f"{c.family}/{c.name}"
)
def test_pages_are_joined_in_order_and_nothing_is_doubled(case: Case) -> None:
    assert cleaned(case).text.split("\n") == list(case.truth.lines)


def test_copies_keep_the_mention_of_their_origin() -> None:
    found = {(case.family, case.name): cleaned(case).origin for case in cases()}
    assert found == {(case.family, case.name): case.truth.origin for case in cases()}
    assert len([origin for origin in found.values() if origin]) >= 5
