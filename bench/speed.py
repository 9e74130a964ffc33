"""Speed, as ratios measured side by side in one run on the demonstration's articles.

Each pair runs in turn, several times; the ratio is that of the medians of CPU time. Absolute times depend on the
machine and are printed for orientation only.
"""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TypeVar

import spacy
import trafilatura

from demo.network import DemoNetwork, expected
from extract.annotate import annotate
from extract.article import clean_pages, clean_text
from extract.pipeline import extract_facts
from models.article import Article
from models.page import Page

ROUNDS = 7
T = TypeVar("T")


def main() -> None:
    """Prints one line a pair."""
    articles = _articles()
    bare = spacy.blank("id")
    pages = _pages()
    print(f"{len(articles)} articles, {len(pages)} pages, median of {ROUNDS} rounds")
    for name, ours, theirs in (
        (
            "annotation / bare spaCy tokenizer",
            lambda: _each(annotate, articles),
            lambda: _each(bare, _texts(articles)),
        ),
        (
            "extraction / our annotation alone",
            lambda: _each(extract_facts, articles),
            lambda: _each(annotate, articles),
        ),
        ("cleaning / trafilatura alone", lambda: _each(_clean, pages), lambda: _each(_trafilatura, pages)),
    ):
        mine, other = _medians(ours, theirs)
        count = len(pages if name.startswith("cleaning") else articles)
        print(
            f"{name:36} {mine / other:5.2f}   ({mine / count * 1000:.1f} ms against {other / count * 1000:.1f} ms)"
        )


def _articles() -> list[Article]:
    return [
        clean_text(
            item["body"], title=item["title"], published=date.fromisoformat(str(item["published"])[:10])
        )
        for item in expected(1)
    ]


def _pages() -> list[bytes]:
    import urllib.request

    with DemoNetwork() as network:
        return [
            urllib.request.urlopen(network.base_urls[item["outlet"]].rstrip("/") + item["path"]).read()
            for item in expected(1)
        ]


def _texts(articles: list[Article]) -> list[str]:
    return [article.text for article in articles]


def _clean(body: bytes) -> object:
    page = Page(url="http://127.0.0.1/", body=body, content_type="text/html", fetched_at=datetime.now(UTC))
    return clean_pages((page,), None)


def _trafilatura(body: bytes) -> object:
    return trafilatura.bare_extraction(body, with_metadata=True)


def _each(work: Callable[[T], object], items: list[T]) -> None:
    for item in items:
        work(item)


def _medians(first: Callable[[], None], second: Callable[[], None]) -> tuple[float, float]:
    """CPU seconds of both, run in turn; one round of each goes before the clock starts."""
    first()
    second()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for work, kept in zip((first, second), times, strict=True):
            start = time.process_time()
            work()
            kept.append(time.process_time() - start)
    return statistics.median(times[0]), statistics.median(times[1])


if __name__ == "__main__":
    sys.exit(main())
