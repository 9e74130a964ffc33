"""Stories on generated articles: precision, recall, independence of order, time.

usage: stories.py [SIZE] [DATABASE_URL]

SIZE articles (20,000) with 15 % copies of story_corpus.py: light edits, new leads, cut tails, both of two, and merged
briefs. Precision and recall are pairwise: of all pairs of articles that stand in one story, found or true. A merged
brief retells two stories, two to three fifths of it from each, or both whole: it is a story of its own, so that every
pair that it is put into counts as false, and it must not join the two. A quarter, a half and all of the articles are
timed, each in a new database. DATABASE_URL names an empty PostgreSQL database for one more run; without it everything
is SQLite in a scratch folder. The likeness of unrelated articles is printed beside that of the annotated ones in
tests/gold.
"""

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import combinations, islice, pairwise
from math import comb
from pathlib import Path

from sqlalchemy import Engine, insert, select
from story_corpus import Corpus, Generated

from pipelines.resolving_stories import BATCH, resolve_stories
from pipelines.settling_stories import StoryCounts
from resolve.stories import Signature, band_keys, sign
from storage.engine import open_engine, reading, writing
from storage.tables import ArticleVersion, StoredArticle, StoryArticle
from storage.types import text_digest

Partition = dict[str, tuple[str, bool]]
"""By address of an article: address of the lead of its story, and whether it leads."""
GOLD = Path(__file__).parent.parent / "tests" / "gold"


def main(size: int = 20_000, url: str | None = None) -> None:
    """Prints one line a measure."""
    band_keys(sign("Libraries are loaded before the clock runs."))
    with tempfile.TemporaryDirectory() as folder:
        for part in (size // 4, size // 2, size):
            articles = Corpus(part).articles
            engine = open_engine(f"sqlite:///{folder}/{part}.db")
            store(engine, articles)
            print_time(part, *timed(engine))
        print_likeness("unrelated generated articles", _unrelated(articles))
        print_likeness("articles of tests/gold", list(combinations(_annotated(), 2)))
        found = partition(engine)
        print_scores(articles, found)
        for name, batch, seed in (
            ("shuffled, batches of 137", 137, 2),
            ("shuffled, batches of 2000", 2000, 3),
        ):
            other = open_engine(f"sqlite:///{folder}/{seed}.db")
            in_parts(other, shuffled(articles, seed), 3, batch)
            print(
                f"{name}, in three runs: {'the same' if partition(other) == found else 'ANOTHER'} partition"
            )
        if url is not None:
            other = open_engine(url)
            store(other, articles)
            resolve_stories(other)
            print(f"PostgreSQL: {'the same' if partition(other) == found else 'ANOTHER'} partition")


def store(engine: Engine, articles: Sequence[Generated]) -> None:
    """Stores the articles as they are, in their order."""
    with writing(engine) as session:
        rows = [_article_row(article) for article in articles]
        found = session.execute(
            insert(StoredArticle).returning(StoredArticle.id, sort_by_parameter_order=True), rows
        )
        versions = [
            {
                "article_id": article_id,
                "number": 1,
                "text": article.text,
                "digest": text_digest(article.text),
                "is_current": True,
                "first_seen_at": datetime.now(UTC),
            }
            for article_id, article in zip(found.scalars(), articles, strict=True)
        ]
        session.execute(insert(ArticleVersion), versions)


def in_parts(engine: Engine, articles: Sequence[Generated], parts: int, batch: int) -> None:
    """Stores and resolves the articles part by part, as weekly runs do."""
    each = -(-len(articles) // parts)
    for start in range(0, len(articles), each):
        store(engine, articles[start : start + each])
        resolve_stories(engine, batch=batch)


def shuffled(articles: Sequence[Generated], seed: int) -> list[Generated]:
    """The articles in another order."""
    return random.Random(seed).sample(articles, len(articles))


def partition(engine: Engine) -> Partition:
    """The stories, told by addresses."""
    query = select(StoryArticle.story_id, StoryArticle.is_lead, StoredArticle.url).join(
        StoredArticle, StoredArticle.id == StoryArticle.article_id
    )
    with reading(engine) as session:
        rows = session.execute(query).all()
    leads = {story: url or "" for story, is_lead, url in rows if is_lead}
    return {url or "": (leads[story], is_lead) for story, is_lead, url in rows}


def scores(articles: Iterable[Generated], found: Partition) -> tuple[float, float]:
    """Pairwise precision and recall."""
    both = Counter((article.story, found[article.url][0]) for article in articles)
    true, told = Counter[str](), Counter[str]()
    for (story, lead), count in both.items():
        true[story] += count
        told[lead] += count
    right = _pairs(both.values())
    return right / _pairs(told.values()), right / _pairs(true.values())


def timed(engine: Engine) -> tuple[StoryCounts, float]:
    """What finding the stories did, and its seconds of CPU time, which other programs do not lengthen."""
    start = time.process_time()
    counts = resolve_stories(engine)
    return counts, time.process_time() - start


def print_time(size: int, counts: StoryCounts, seconds: float) -> None:
    """Milliseconds an article."""
    each = 1000 * seconds / size
    print(
        f"{size:7,} articles {counts.new:7,} stories {seconds:6.1f} s of CPU {each:6.2f} ms each, {BATCH} a batch"
    )


def print_scores(articles: Sequence[Generated], found: Partition) -> None:
    """Against the targets; and what became of the merged briefs."""
    precision, recall = scores(articles, found)
    merged = [article for article in articles if "/merged" in article.url]
    sizes = Counter(lead for lead, _ in found.values())
    alone = sum(sizes[found[article.url][0]] == 1 for article in merged)
    print(f"pairwise precision {precision:.4f} (target 0.99), recall {recall:.4f} (target 0.95)")
    print(
        f"{len(merged)} merged briefs, {alone} stories of their own; the largest story has {max(sizes.values())}"
    )


def print_likeness(name: str, pairs: Sequence[tuple[Signature, Signature]]) -> None:
    """Mean, 99th percentile and largest Jaccard similarity of the pairs."""
    values = sorted(map(_jaccard, pairs))
    mean, high = sum(values) / len(values), values[int(0.99 * len(values))]
    print(
        f"{name}: Jaccard similarity {mean:.4f} on average, 99th percentile {high:.4f}, highest {values[-1]:.4f}"
    )


def _article_row(article: Generated) -> dict[str, object]:
    return {
        "url": article.url,
        "outlet": article.outlet,
        "origin": article.origin,
        "title": article.paragraphs[0][:80],
        "published_on": article.published_on,
        "is_paid": False,
        "is_relevant": True,
        "relevance_score": 1.0,
        "place_code": "ID",
        "place_name": "Indonesia",
    }


def _unrelated(articles: Sequence[Generated]) -> list[tuple[Signature, Signature]]:
    """Pairs of neighbours of different stories; bulletins of one form are alike on purpose, and rarely neighbours."""
    pairs = pairwise(articles)
    different = ((one, other) for one, other in pairs if one.story != other.story)
    return [
        (sign(one.text, one.outlet), sign(other.text, other.outlet)) for one, other in islice(different, 5000)
    ]


def _annotated() -> list[Signature]:
    return [sign(path.read_text(encoding="utf-8")) for path in sorted(GOLD.rglob("*.txt"))]


def _jaccard(pair: tuple[Signature, Signature]) -> float:
    first, second = (set(signature.shingles.tolist()) for signature in pair)
    return len(first & second) / (len(first | second) or 1)


def _pairs(sizes: Iterable[int]) -> int:
    return sum(comb(size, 2) for size in sizes)


if __name__ == "__main__":
    main(*(int(size) for size in sys.argv[1:2]), *sys.argv[2:3])
