"""Memory of one worker over many articles: flat, whatever their number.

usage: memory.py [ARTICLES]

Every article is another one: names, numbers and places of the demonstration's articles are mixed anew, so that no
cache can grow unseen.
"""

import random
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from demo.network import expected
from extract.article import clean_text
from extract.pipeline import extract_facts

ARTICLES = 100_000
STEPS = 10
_NUMBER = re.compile(r"\d+")
_SEED = 7


def main(articles: int) -> None:
    """Prints resident memory after each tenth of the articles."""
    first = None
    for count, (text, title, published) in enumerate(_texts(articles), start=1):
        extract_facts(clean_text(text, title=title, published=published))
        if count % (articles // STEPS) == 0:
            resident = _resident()
            first = first or resident
            print(f"{count:7} articles {resident:6.0f} MB  {resident - first:+6.1f} MB", flush=True)


def _texts(count: int) -> Iterator[tuple[str, str, date]]:
    """Paragraphs of the demonstration's articles in new company, each with other numbers."""
    chance = random.Random(_SEED)
    items = expected(1)
    paragraphs = [line for item in items for line in item["body"].splitlines() if line.strip()]
    for _ in range(count):
        item = chance.choice(items)
        body = [chance.choice(paragraphs) for _ in range(chance.randint(3, 9))]
        text = _NUMBER.sub(
            lambda match: str(chance.randint(1, 2 * int(match.group()[:6]) + 1)), "\n".join(body)
        )
        yield text, item["title"], date.fromisoformat(str(item["published"])[:10])


def _resident() -> float:
    """Megabytes of this process in memory, as Linux tells them."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES)
