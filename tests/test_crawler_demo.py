"""A crawl of the demo network finds every article, once, and the next crawl fetches nothing twice."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import crawl_harness as h
import pytest

from crawler.catalog import load_catalog
from demo.network import DemoNetwork, expected, write_sources


class TwoCrawls(NamedTuple):
    """The same week crawled twice, with the requests that each crawl made."""

    urls: dict[str, dict[str, Any]]
    first: Any
    first_requests: list[Any]
    second: Any
    second_requests: list[Any]


@pytest.fixture(scope="module")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoCrawls]:
    folder = tmp_path_factory.mktemp("demo")
    with DemoNetwork(week=1) as network:
        write_sources(folder / "sources", network.base_urls)
        sources = load_catalog(folder / "sources", allow_loopback=True)
        urls = {network.base_urls[entry["outlet"]] + entry["path"]: entry for entry in expected(1)}
        first = h.run_crawl(folder, sources)
        requests = list(network.requests)
        memory = h.Memory()
        for record in first.records:
            memory.store(record)
        second = h.run_crawl(folder, sources, memory)
        yield TwoCrawls(urls, first, requests, second, network.requests[len(requests) :])


def test_every_article_is_found_and_nothing_else(crawls: TwoCrawls) -> None:
    assert set(crawls.first.articles) == set(crawls.urls)
    assert crawls.first.failures == {}


def test_articles_of_several_pages_are_whole(crawls: TwoCrawls) -> None:
    pages = {url: len(article.pages) for url, article in crawls.first.articles.items()}
    assert pages == {url: entry["pages"] for url, entry in crawls.urls.items()}
    assert max(pages.values()) > 1


def test_no_address_is_asked_for_twice_in_one_crawl(crawls: TwoCrawls) -> None:
    asked = [(request.outlet, request.path) for request in crawls.first_requests]
    assert len(asked) == len(set(asked))


def test_next_crawl_asks_for_no_article_and_gets_only_unchanged_listings(crawls: TwoCrawls) -> None:
    assert crawls.second.articles == {} and crawls.second.failures == {}
    listings = [request for request in crawls.second_requests if request.path != "/robots.txt"]
    assert listings and {request.status for request in listings} == {304}
    assert all(listing.is_unchanged for listing in crawls.second.listings.values())
    assert crawls.second.stats.total("discovered") == 0


def test_every_request_names_the_crawler(crawls: TwoCrawls) -> None:
    agents = {request.user_agent for request in crawls.first_requests}
    assert len(agents) == 1 and agents.pop().startswith("PantauTPPO/")


def test_next_week_brings_only_what_is_new(tmp_path: Path) -> None:
    with DemoNetwork(week=1) as network:
        base_urls = network.base_urls
        ports = {slug: int(url.rsplit(":", 1)[1]) for slug, url in base_urls.items()}
        write_sources(tmp_path / "sources", base_urls)
        sources = load_catalog(tmp_path / "sources", allow_loopback=True)
        memory = h.Memory()
        for record in h.run_crawl(tmp_path, sources).records:
            memory.store(record)
    with DemoNetwork(week=2, ports=ports):
        second = h.run_crawl(tmp_path, sources, memory)
    old = {base_urls[entry["outlet"]] + entry["path"] for entry in expected(1)}
    new = {base_urls[entry["outlet"]] + entry["path"] for entry in expected(2)} - old
    assert new and set(second.articles) == new
    assert second.failures == {}
