"""What a crawl counted, source by source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.limits import Cut


@dataclass
class SourceStats:
    """Counts of one source in one crawl."""

    listings: int = 0
    """Feeds, sitemaps and index pages read, unchanged ones included."""
    unchanged: int = 0
    """Of these, how many the server answered with 304 Not Modified."""
    discovered: int = 0
    """Articles to fetch: new ones, and those that earlier crawls left."""
    fetched: int = 0
    """Articles handed over."""
    rechecks: int = 0
    """Articles of earlier crawls that were looked at again, because that was due."""
    articles_unchanged: int = 0
    """Of these, how many the server answered with 304 Not Modified."""
    refused: int = 0
    """Pages that ask robots not to keep them (noindex, noai); they are not kept."""
    known: int = 0
    """Articles met again that were fetched, given up or skipped by the topic gate earlier."""
    gated: int = 0
    """New articles that the topic gate skipped."""
    sampled: int = 0
    """Articles that the gate would have skipped, fetched to measure what it misses."""
    copies: int = 0
    """Articles asked for that turned out to be another spelling of one that was asked for or stored."""
    failed: int = 0
    """Requests that gave nothing to keep."""
    lost: int = 0
    """Articles of which nothing could be kept."""
    gone: int = 0
    """Articles of earlier crawls that are not there any more."""
    postponed: int = 0
    """Articles left for the next crawl: over the limit of one crawl, or the host stopped answering."""
    waiting: int = 0
    """Articles asked for and not yet settled; more than 0 at the end only when the crawl was cut short."""
    reading: int = 0
    """Listings asked for and not yet done with."""
    requests: int = 0
    """Requests sent, with robots.txt, redirects and retries."""
    bytes: int = 0
    """Bytes of the answers' bodies, as transferred."""
    started: float | None = field(default=None, repr=False)
    ended: float | None = field(default=None, repr=False)

    @property
    def troubles(self) -> int:
        """Requests that should have given something: an article that was taken down is an answer."""
        return self.failed - self.gone

    @property
    def seconds(self) -> float:
        """Time from the source's first request to its last answer."""
        return 0.0 if self.started is None or self.ended is None else self.ended - self.started

    @property
    def is_done(self) -> bool:
        """Whether nothing of the source is under way."""
        return not self.waiting and not self.reading

    def touch(self) -> None:
        """Note that the source was active now."""
        self.ended = monotonic()
        self.started = self.ended if self.started is None else self.started


@dataclass(frozen=True)
class CrawlStats:
    """Counts of one crawl."""

    sources: Mapping[str, SourceStats]
    """Counts by slug."""
    seconds: float
    """Duration of the whole crawl."""
    fields: Mapping[str, int]
    """Scrapy's counts of the articles fetched whose markup lacks or garbles a field, as `field/author/missing`, and of
    all of them, `field/articles`."""
    is_interrupted: bool = False
    """True when Ctrl-C or SIGTERM ended the crawl early."""
    cut: "Cut | None" = None
    """The bound that ended the crawl early; null where none did."""

    @property
    def unfinished(self) -> list[str]:
        """Sources that a bound kept from being done with."""
        if self.cut is None:
            return []
        return [slug for slug, stats in self.sources.items() if not stats.is_done or not stats.requests]

    def total(self, name: str) -> int:
        """Return one count over all sources, by the name of its field, as in `total("fetched")`."""
        return sum(int(getattr(stats, name)) for stats in self.sources.values())


@dataclass(frozen=True)
class CrawlProgress:
    """How far a crawl is, told after each record that was handed over."""

    source: str
    """Slug of the source that the record is from."""
    url: str
    """Address of the record."""
    fetched: int
    """Articles fetched so far, all sources."""
    failed: int
    """Failures so far, all sources."""
    waiting: int
    """Articles asked for and not yet settled, all sources; grows while listings are read."""
    done: SourceStats | None = None
    """Counts of the source, told once, when it is done with or the crawl ends."""
