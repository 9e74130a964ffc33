"""History from sitemaps: the addresses of old articles, which the next crawls fetch."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from sqlalchemy import Engine

from models.page import FetchedListing, FetchFailure
from models.source import Source
from models.vocabulary import Verdict
from pipelines.configuration import Settings
from pipelines.crawling import check_contact
from storage.pages import CrawlStore


@dataclass
class SitemapCounts:
    """What reading the sitemaps of one source gave."""

    sitemaps: int = 0
    """Sitemaps that list articles."""
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    """What the topic gate decided on articles that nobody had met."""
    failures: int = 0
    """Sitemaps that could not be read, each recorded as a problem."""

    @property
    def queued(self) -> int:
        """Articles that wait now for a crawl."""
        return self.verdicts[Verdict.PASSED] + self.verdicts[Verdict.SAMPLED]

    @property
    def skipped(self) -> int:
        """Articles that the topic gate skipped."""
        return self.verdicts[Verdict.SKIPPED]


def backfill_sitemaps(
    engine: Engine,
    settings: Settings,
    sources: Sequence[Source],
    since: date,
    run_id: int,
    on_request: Callable[[str], None] = lambda _: None,
) -> dict[str, SitemapCounts]:
    """Leaves the articles that the sitemaps of the sources list since a day for the next crawl, by source.

    Raises PantauError without a contact and for a source that is off, and KeyboardInterrupt where a signal ended it;
    what was stored stays.
    """
    from crawler.run import CrawlSettings
    from crawler.sitemap_history import read_sitemaps

    check_contact(settings)
    store = CrawlStore(engine, run_id)
    counts = {source.slug: SitemapCounts() for source in sources}

    def save(record: FetchedListing | FetchFailure) -> None:
        found = counts[record.source]
        if isinstance(record, FetchFailure):
            store.save_failure(record)
            found.failures += 1
        else:
            store.save_listing(record)
            found.sitemaps += 1
            found.verdicts.update(one.verdict for one in record.judged)

    crawl = CrawlSettings(
        contact=settings.contact, allow_loopback=settings.allow_loopback, timeout=settings.request_timeout
    )
    begin = datetime.combine(since, time.min, tzinfo=UTC)
    read_sitemaps(sources, begin, store, save, crawl, on_request)
    return counts
