"""Speed, as ratios measured side by side in one run on the demonstration's articles.

usage: speed.py [STANZA]

Each pair runs in turn, several times; the ratio is that of the medians of CPU time (of the clock, where processes run
side by side). Absolute times depend on the machine and are printed for orientation only. With STANZA, a folder of
Stanza models, Stanza's own pipeline is measured too.
"""

import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import spacy
import trafilatura
from annotators import own_pipeline

from demo.network import DemoNetwork, expected
from extract.annotate import annotate
from extract.article import clean_pages, clean_text
from extract.entities.find import with_entities
from extract.pipeline import extract_facts, facts_of, warm_up
from models.annotation import AnnotatedArticle
from models.article import Article
from models.page import Page

ROUNDS = 7
STANZA_ROUNDS = 2
COPIES = 12
"""How often each of two processes reads the articles, so that their start weighs little."""
T = TypeVar("T")


def main(stanza: Path | None = None) -> None:
    """Prints one line a pair."""
    warm_up()
    articles = _articles()
    texts = _texts(articles)
    bare = spacy.blank("id")
    pages = _pages()
    words = sum(len(annotate(article).tokens) for article in articles)
    print(f"{len(articles)} articles of {words:,} words, {len(pages)} pages, median of {ROUNDS} rounds")
    pairs: dict[str, tuple[Callable[[], None], Callable[[], None], int]] = {
        "annotation / bare spaCy tokenizer": (
            lambda: _each(annotate, articles), lambda: _each(bare, texts), len(articles),
        ),
        "extraction / annotation": (
            lambda: _each(extract_facts, articles), lambda: _each(annotate, articles), len(articles),
        ),
        "extraction + names / annotation + names": (
            lambda: _each(_with_names, articles), lambda: _each(_names, articles), len(articles),
        ),
        "cleaning / trafilatura alone": (
            lambda: _each(_clean, pages), lambda: _each(_trafilatura, pages), len(pages),
        ),
    }  # fmt: skip
    for name, (ours, theirs, count) in pairs.items():
        _line(name, *_medians(ours, theirs, ROUNDS, time.process_time), count)
    if stanza is not None:
        own = own_pipeline(stanza)
        ours, theirs = (lambda: _each(own, texts)), (lambda: _each(extract_facts, articles))
        _line(
            "Stanza's own pipeline / extraction",
            *_medians(ours, theirs, STANZA_ROUNDS, time.process_time),
            len(articles),
        )
    with ProcessPoolExecutor(2) as two, ProcessPoolExecutor(1) as one:
        ours, theirs = (lambda: _spread(one, 1)), (lambda: _spread(two, 2))
        _line(
            "one process / two processes",
            *_medians(ours, theirs, 3, time.perf_counter),
            COPIES * len(articles),
        )


def _line(name: str, mine: float, other: float, count: int) -> None:
    each = f"({mine / count * 1000:.1f} ms against {other / count * 1000:.1f} ms)"
    print(f"{name:40} {mine / other:6.2f}   {each}", flush=True)


def _with_names(article: Article) -> object:
    return facts_of(_names(article))


def _names(article: Article) -> AnnotatedArticle:
    return with_entities(annotate(article))


def _spread(pool: ProcessPoolExecutor, processes: int) -> None:
    """The same work, shared by so many processes."""
    list(pool.map(_read_copies, [COPIES // processes] * processes))


def _read_copies(copies: int) -> None:
    warm_up()
    articles = _articles()
    for _ in range(copies):
        _each(extract_facts, articles)


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


def _medians(
    first: Callable[[], None], second: Callable[[], None], rounds: int, clock: Callable[[], float]
) -> tuple[float, float]:
    """Seconds of both, run in turn; one round of each goes before the clock starts."""
    first()
    second()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for work, kept in zip((first, second), times, strict=True):
            start = clock()
            work()
            kept.append(clock() - start)
    return statistics.median(times[0]), statistics.median(times[1])


if __name__ == "__main__":
    sys.exit(main(*(Path(folder) for folder in sys.argv[1:2])))
