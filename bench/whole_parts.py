"""The parts of `make bench`: each is measured beside a peer, and at 1, 10 and 100 times the work.

usage: whole_parts.py PART grow SIZE FOLDER        seconds of CPU, and megabytes, of so much work
       whole_parts.py PART beside PEER FOLDER      our figure and the peer's, measured by turns

`whole.py` starts this file once for each of them, so that memory is that of the work alone. Prints one line of JSON.
"""

import json
import os
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

import whole_measures as ways  # noqa: E402
from weekly import TARGET  # noqa: E402
from whole_measures import Beside, Grown  # noqa: E402

sys.path[:0] = ways.PATHS


class Peer(NamedTuple):
    """What a part is measured against."""

    name: str
    unit: str
    """Of both figures."""
    measure: Callable[[int, Path], Beside]
    size: int
    """How much work either does."""
    at_least: float | None = None
    """Target: ours divided by the peer's is at least so much."""
    at_most: float | None = None
    """Target: or at most."""
    missing: Callable[[], str] = lambda: ""
    """What lacks to measure it, if anything does."""


class Part(NamedTuple):
    """A part of the program."""

    what: str
    unit: str
    """What the sizes count."""
    sizes: tuple[int, ...]
    """1, 10 and 100 times; empty for what does not grow."""
    grow: Callable[[int, Path], Grown] | None
    """Null for what has no sizes: `bench/backfill.py` tells memory by file itself."""
    peers: Mapping[str, Peer]
    at_most: float | None = None
    """Target: seconds of CPU for the largest size."""


def main() -> None:
    """Measures one thing."""
    part, what, which, folder = sys.argv[1:5]
    work = Path(folder)
    work.mkdir(parents=True, exist_ok=True)
    chosen = PARTS[part]
    found = (
        chosen.grow(int(which), work)
        if what == "grow"
        else chosen.peers[which].measure(chosen.peers[which].size, work)
    )
    print(json.dumps(found._asdict()))


def not_given(name: str) -> str:
    """A folder that the environment names; a peer needs it."""
    return "" if Path(os.environ.get(name) or "/nonexistent").is_dir() else f"{name} is not given"


PARTS: dict[str, Part] = {
    "crawl": Part("Crawl: fetch, archive, store, clean", "pages", (20, 200, 2000), ways.crawl, {
        "minimal": Peer("minimal Scrapy spider + trafilatura", "pages / CPU s",
                        partial(ways.beside_crawler, script="minimal.py read"), 1000),
        "news-please": Peer("news-please", "pages / CPU s",
                            partial(ways.beside_crawler, script="news_please.py", peer="news-please"), 200,
                            missing=partial(not_given, "PEERS")),
    }),
    "cleaning": Part("Cleaning of a page", "pages", (20, 200, 2000), ways.cleaning, {
        "trafilatura": Peer("trafilatura alone", "pages / CPU s", ways.beside_trafilatura, 60),
    }),
    "extraction": Part("Extraction of an article", "articles", (20, 200, 2000), ways.extraction, {
        "spacy": Peer("bare spaCy pipeline: words, sentences, names", "articles / CPU s", ways.beside_spacy, 50,
                      at_least=0.5),
        "names": Peer("the same with our tokenizer, names on both sides", "articles / CPU s",
                      ways.beside_annotation, 50, at_least=0.5),
        "stanza": Peer("Stanza's own pipeline", "articles / CPU s", ways.beside_stanza, 10,
                       missing=partial(not_given, "STANZA")),
    }),
    "ingest": Part("Ingest of an article", "articles", (20, 200, 2000), ways.ingest, {
        "insert": Peer("SQLAlchemy Core insert of the same rows", "rows / s", ways.beside_insert, 500, at_least=0.5),
    }),
    "search": Part("Search: ten pages of the desk", "articles stored", (200, 2000, 20_000), ways.search, {
        "queries": Peer("their queries alone", "CPU ms a page", ways.beside_queries, 2000, at_most=1.5),
    }),
    "export": Part("Export as CSV and JSONL", "articles stored", (200, 2000, 20_000), ways.export, {
        "cursor": Peer("bare cursor to CSV (four tables)", "rows / CPU s", ways.beside_cursor, 2000, at_least=0.5),
    }),
    "backfill": Part("Backfill from archives over HTTP", "", (), None, {
        "fastwarc": Peer("FastWARC that reads the same files", "MB / s by the clock", ways.beside_fastwarc, 1000,
                         at_least=0.7),
    }),
    "start": Part("Start-up of pantau --help", "", (1,), ways.start, {
        "python": Peer("Python that imports typer", "CPU s", ways.beside_python, 1),
    }, at_most=0.4),
    "weekly": Part("Weekly run, 25 new articles a source", "sources", (2, 20, 200), ways.weekly, {}, at_most=TARGET),
}  # fmt: skip
"""By name, in the order of the table."""


if __name__ == "__main__":
    main()
