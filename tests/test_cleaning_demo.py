"""Every article of the demo network, fetched over HTTP and cleaned, against what is known to be on its pages."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

import pytest
import yaml

from demo.network import DemoNetwork, expected, write_sources
from extract.article import clean_pages
from extract.cleaning.furniture import is_furniture
from models.article import Article
from models.page import Page
from models.source import Source

WEEK = 2
MIN_F1 = 0.98
MIN_SHARE = 0.98


class Pair(NamedTuple):
    article: Article
    truth: dict[str, Any]
    base_url: str


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> list[Pair]:
    with DemoNetwork(WEEK) as network:
        files = write_sources(tmp_path_factory.mktemp("sources"), network.base_urls)
        sources = {source.slug: source for source in map(read_source, files)}
        return [
            Pair(clean_pages(fetch(network.base_urls[truth["outlet"]], truth), sources[truth["outlet"]]), truth,
                 network.base_urls[truth["outlet"]])
            for truth in expected(WEEK)
        ]  # fmt: skip


def read_source(path: Path) -> Source:
    return Source.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def fetch(base_url: str, truth: dict[str, Any]) -> list[Page]:
    first = base_url + truth["path"]
    urls = [first, *(f"{first}?page={number}" for number in range(2, truth["pages"] + 1))]
    pages = []
    for url in urls:
        with urlopen(url) as answer:
            pages.append(
                Page(
                    url=url,
                    body=answer.read(),
                    content_type=answer.headers["Content-Type"],
                    fetched_at=datetime.now(UTC),
                )
            )
    return pages


def token_f1(found: str, truth: str) -> float:
    left, right = Counter(found.split()), Counter(truth.split())
    return 2 * sum((left & right).values()) / (left.total() + right.total())


def test_text_of_every_article(pairs: list[Pair]) -> None:
    poor = {pair.truth["path"]: token_f1(pair.article.text, pair.truth["body"]) for pair in pairs}
    assert not {path: score for path, score in poor.items() if score < MIN_F1}
    assert sum(poor.values()) / len(poor) >= 0.995


def test_no_line_of_furniture_is_left(pairs: list[Pair]) -> None:
    for pair in pairs:
        known = set(pair.truth["body"].split("\n"))
        extra = [line for line in pair.article.text.split("\n") if line not in known and is_furniture(line)]
        assert not extra, pair.truth["path"]


def test_metadata(pairs: list[Pair]) -> None:
    right: Counter[str] = Counter()
    for article, truth, base_url in pairs:
        right["title"] += article.title == truth["title"]
        right["author"] += article.author == truth["author"]
        right["minute"] += article.published_at == truth["published"]
        right["url"] += article.url == base_url + truth["path"]
        printed = article.text[: article.dateline.end] if article.dateline else ""
        right["dateline"] += printed.strip() == truth["dateline"].strip()
        right["paid"] += article.is_paid == (truth["kind"] == "adv")
    assert {name: count for name, count in right.items() if count < MIN_SHARE * len(pairs)} == {}


def test_copies_that_name_their_origin_keep_it(pairs: list[Pair]) -> None:
    origins = {pair.truth["path"]: pair.article.origin for pair in pairs if pair.article.origin}
    copies = {pair.truth["path"] for pair in pairs if pair.truth["copy_of"]}
    assert len(origins) >= 2
    assert set(origins) <= copies
    assert {origin.lower() for origin in origins.values() if origin} == {"kabar peraga"}
