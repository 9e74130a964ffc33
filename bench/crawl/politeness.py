"""A crawl that politeness bounds: many sources, few articles each, the pause of real sites between two requests.

usage: politeness.py [SOURCES] [ARTICLES]

200 sources of 100 articles each unless told. Every source is a host of its own on this computer, asked for one page
at a time with 2 seconds between. The pauses alone take the requests of one source times 2 seconds: what the crawl takes
beyond that is ours. It runs as long as that: about 4 minutes.
"""

import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from compare import served
from contestants.ours import source_of

from crawler.run import CrawlSettings, crawl
from crawler.settings import DOWNLOAD_DELAY
from crawler.warc import WarcArchive
from models.page import FetchedArticle, FetchedListing, FetchFailure, SourceRead
from storage.engine import open_engine
from storage.pages import CrawlStore
from storage.runs import recorded_run

if TYPE_CHECKING:
    from crawler.state import CrawlRecord


def main(sources: int, articles: int) -> None:
    """Prints the time of the crawl beside that of its pauses."""
    with tempfile.TemporaryDirectory() as folder, served(sources * articles, sources) as homes:
        engine = open_engine(f"sqlite:///{folder}/pantau.db")
        entries = [source_of(number, home) for number, home in enumerate(homes)]
        settings = CrawlSettings(allow_loopback=True, loopback_delay=DOWNLOAD_DELAY)
        began, used = time.monotonic(), time.process_time()
        with recorded_run(engine, "crawl") as run_id:
            store = CrawlStore(engine, run_id)
            with closing(WarcArchive(Path(folder) / "warc", run_id, "bench", None)) as archive:
                stats = crawl(entries, store, lambda record: _save(store, archive, record), settings)
        seconds = time.monotonic() - began
    most = max(source.requests for source in stats.sources.values())
    pauses = (most - 1) * DOWNLOAD_DELAY
    print(f"{sources} sources, {stats.total('fetched')} articles, {stats.total('requests')} requests")
    print(f"crawl {seconds:.0f} s, pauses alone {pauses:.0f} s, ratio {seconds / pauses:.2f}")
    used = time.process_time() - used
    print(f"CPU {used:.0f} s, {1000 * used / max(stats.total('fetched'), 1):.1f} ms a page")


def _save(store: CrawlStore, archive: WarcArchive, record: "CrawlRecord") -> None:
    match record:
        case FetchedListing():
            store.save_listing(record)
        case FetchedArticle():
            store.save_article(archive.write(record))
        case FetchFailure():
            store.save_failure(record)
        case SourceRead():
            store.save_watermark(record)
        case _:
            raise TypeError(f"the generated sites give no {type(record).__name__}")


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 200,
        int(sys.argv[2]) if len(sys.argv) > 2 else 100,
    )
