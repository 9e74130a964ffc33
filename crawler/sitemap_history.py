"""Reads the sitemaps of sources back to a day, so that their old articles wait for the next crawls."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin

from crawler.discovery.entries import Entry
from crawler.discovery.reading import Found, read_listing
from crawler.discovery.xml import MAX_XML_BYTES, UnreadableListing
from crawler.failures import Cause, Refused
from crawler.gate import judge
from crawler.listing_reader import MAX_SITEMAP_DEPTH, articles_among
from crawler.probe_words import probe_words
from crawler.run import CrawlSettings
from crawler.state import CrawlState
from crawler.urls import clean_url, host_of
from crawler.visits import OnRequest, Visit, visit
from models.page import FetchedListing, FetchFailure, Judged, Validators
from models.source import Source
from models.vocabulary import Verdict

MAX_REQUESTS = 5000
"""Requests sent to one source at most: as many sitemaps as an index of sitemaps.org's size has in daily files."""

Sink = Callable[[FetchedListing | FetchFailure], None]


def read_sitemaps(
    sources: Sequence[Source],
    since: datetime,
    state: CrawlState,
    sink: Sink,
    settings: CrawlSettings,
    on_request: OnRequest | None = None,
) -> None:
    """Hand over the articles that the sitemaps of the sources list since a moment, one listing a sitemap.

    The sitemaps are those of the entries and those that robots.txt declares; where it declares none, those at usual
    addresses. The topic gate decides on every article. Blocks, once a process; raises as `crawler.visits.visit` does.
    """

    async def itinerary(site: Visit) -> None:
        await _History(site, since, state, sink).read()

    visit(sources, settings, itinerary, MAX_REQUESTS, on_request)


@dataclass
class _History:
    """The sitemaps of one source."""

    site: Visit
    since: datetime
    state: CrawlState
    sink: Sink
    asked: set[str] = field(default_factory=set)
    met: set[str] = field(default_factory=set)
    """Articles of the sitemaps so far."""

    async def read(self) -> None:
        source = self.site.source
        try:
            declared = self._own((await self.site.robots()).sitemaps)
        except Refused as refusal:
            self._fail(urljoin(source.home_url, "/robots.txt"), Cause(str(refusal)))
            return
        for url in (*source.sitemaps, *declared):
            await self._read(url, depth=1)
        for url in () if declared else self._usual():
            if await self._read(url, depth=1, is_guess=True):
                return

    def _own(self, urls: Iterable[str]) -> list[str]:
        """Those of the addresses that are on hosts of the source."""
        cleaned = (clean_url(url) for url in urls)
        return [url for url in cleaned if url is not None and host_of(url) in self.site.source.hosts]

    def _usual(self) -> list[str]:
        return [urljoin(self.site.source.home_url, path) for path in probe_words().sitemap_paths]

    async def _read(self, url: str, depth: int, is_guess: bool = False) -> bool:
        """Hand over what a sitemap lists and go on to those that it names, newest first; tell whether it is one."""
        if url in self.asked:
            return False
        self.asked.add(url)
        answer = await self.site.get(url, MAX_XML_BYTES)
        if answer.cause is not None:
            if not (is_guess and answer.cause.is_gone):
                self._fail(url, answer.cause)
            return False
        try:
            found = read_listing("sitemap", answer.body, answer.url, answer.encoding)
        except UnreadableListing as error:
            if not is_guess:
                self._fail(url, Cause(str(error), answer.status))
            return False
        if found.entries:
            self.sink(self._listing(url, found))
        for sitemap in found.sitemaps if depth < MAX_SITEMAP_DEPTH else ():
            if self._is_recent(sitemap) and self._own([sitemap.url]):
                await self._read(sitemap.url, depth + 1)
        return True

    def _is_recent(self, entry: Entry) -> bool:
        """Whether it is of the time asked for; what gives no time may be."""
        return entry.time is None or entry.time >= self.since

    def _listing(self, url: str, found: Found) -> FetchedListing:
        slug = self.site.source.slug
        entries = {
            article: entry
            for article, entry in articles_among(found, self.site.source).items()
            if self._is_recent(entry) and article not in self.met
        }
        self.met.update(entries)
        before = self.state.known(list(entries)) | self.state.skipped(list(entries))
        judged = tuple(
            Judged(url=article, verdict=judge(entry))
            for article, entry in entries.items()
            if article not in before
        )
        wanted = tuple(one.url for one in judged if one.verdict is not Verdict.SKIPPED)
        return FetchedListing(
            source=slug, url=url, article_urls=wanted, judged=judged, validators=Validators()
        )

    def _fail(self, url: str, cause: Cause) -> None:
        failure = FetchFailure(
            source=self.site.source.slug, url=url, reason=cause.reason, status=cause.status
        )
        self.sink(failure)
