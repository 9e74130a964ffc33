"""Reads the listings of the sources: feeds, sitemaps and index pages, each before its articles are asked for."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from scrapy import Request
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from crawler.article_reader import ArticleReader
from crawler.caller import Caller
from crawler.discovery.entries import Entry
from crawler.discovery.paging import goes_on, is_cut_short
from crawler.discovery.reading import Found, read_listing
from crawler.discovery.xml import MAX_XML_BYTES, UnreadableListing
from crawler.failures import Cause, Postponed, Refused, cause_of, type_refusal
from crawler.frontier import Frontier
from crawler.gate import Gate
from crawler.responses import conditions, failed_request, validators_of
from crawler.state import CrawlRecord
from crawler.stats import SourceStats
from crawler.steps import ListingStep, first_steps
from crawler.urls import article_url
from models.page import FetchedListing, Judged, SourceRead, Validators
from models.source import Source
from models.vocabulary import Verdict

Output = Iterator[CrawlRecord | Request]

LISTING_PRIORITY = 20
MAX_SITEMAPS = 50
"""Sitemaps that the indexes of a source may lead to in one crawl."""
MAX_FIRST_SITEMAPS = 10
"""The same where an index is read for the first time: whole archives are not what a weekly crawl is for."""
MAX_SITEMAP_DEPTH = 3
MARGIN = timedelta(days=1)
"""How far behind the last good crawl a listing is still read: sites list late, and tell times in their own ways."""
NOT_MODIFIED = 304


class ListingReader:
    """Callbacks of the requests for listings."""

    def __init__(
        self, frontier: Frontier, caller: Caller, articles: ArticleReader, stats: Mapping[str, SourceStats]
    ) -> None:
        self._frontier = frontier
        self._caller = caller
        self._articles = articles
        self._stats = stats
        self._gate = Gate()
        self._sitemaps: Counter[str] = Counter()
        self._started = datetime.now(UTC)
        self._failed: set[str] = set()
        self._behind: set[str] = set()

    def start(self, source: Source) -> Output:
        """Ask for the listings of a source. One that was read before is read back to the last good crawl only.

        After a crawl that was cut short they are asked for without conditions: an unchanged page would not lead on to
        those behind it that nobody read.
        """
        if self._caller.is_behind(source.slug):
            self._behind.add(source.slug)
        watermark = self._caller.watermark(source.slug)
        since = None if watermark is None else watermark - MARGIN
        self._stats[source.slug].reading += 1  # so that the source is not called read before all is asked for
        for step in first_steps(source, since, self._started):
            is_new = since is not None and self._caller.validators(step.url) is None
            yield from self._request(replace(step, since=None) if is_new else step)
        yield from self._settled(source)

    def read(self, response: Response, step: ListingStep) -> Output:
        """Hand over the listing, then ask for its new articles and for what follows it."""
        if response.status == NOT_MODIFIED:
            yield self._listing(response, step, is_unchanged=True)
        else:
            found = self._found(response, step)
            if isinstance(found, Cause):
                self._failed.add(step.source.slug)
                yield from self._frontier.failure(step.source, step.url, found)
            else:
                yield from self._take_in(response, step, found)
        yield from self._settled(step.source)

    def failed(self, failure: Failure) -> Output:
        """Record why a listing cannot be read."""
        request, error = failed_request(failure)
        step: ListingStep = request.cb_kwargs["step"]
        cause = cause_of(error, request.url)
        is_guessed = step.is_topical or (step.kind == "index" and step.number > 1 and step.next_page)
        if not (is_guessed and cause.is_gone):  # where the address came from a template, it may lead nowhere
            is_for_good = isinstance(error, Refused) and not isinstance(error, Postponed)
            if not is_for_good:
                self._failed.add(step.source.slug)
            yield from self._frontier.failure(step.source, step.url, cause, error)
        yield from self._settled(step.source)

    def _request(self, step: ListingStep) -> Iterator[Request]:
        """Ask for a listing, unless this crawl did already."""
        if not self._frontier.claim(step.url):
            return
        known = None if step.source.slug in self._behind else self._caller.validators(step.url)
        meta = {"source": step.source.slug, "handle_httpstatus_list": [NOT_MODIFIED]}
        size = {"download_maxsize": MAX_XML_BYTES} if step.kind == "sitemap" else {}
        self._stats[step.source.slug].reading += 1
        yield Request(
            step.url,
            callback=self.read,
            errback=self.failed,
            cb_kwargs={"step": step},
            headers=conditions(known),
            meta=meta | size,
            priority=LISTING_PRIORITY,
        )

    def _settled(self, source: Source) -> Iterator[SourceRead]:
        """Note that a listing is done with; after the last one, tell whether all were read."""
        self._stats[source.slug].reading -= 1
        if not self._stats[source.slug].reading and source.slug not in self._failed:
            yield SourceRead(source=source.slug, started_at=self._started)

    def _found(self, response: Response, step: ListingStep) -> Found | Cause:
        refusal = type_refusal(response)
        if refusal is not None:
            return refusal
        encoding = response.encoding if isinstance(response, TextResponse) else None
        try:
            return read_listing(step.kind, response.body, response.url, encoding)
        except UnreadableListing as error:
            return Cause(str(error), response.status)

    def _take_in(self, response: Response, step: ListingStep, found: Found) -> Output:
        entries = articles_among(found, step.source)
        before = set() if step.is_topical else self._caller.skipped(entries)
        self._frontier.meet(step.source, before, "known")
        fresh = self._frontier.fresh(step.source, (url for url in entries if url not in before))
        judged = self._judged(step, [entries[url] for url in fresh])
        skipped = before | {one.url for one in judged if one.verdict is Verdict.SKIPPED}
        listing = self._listing(response, step, [url for url in entries if url not in skipped], judged)
        if any(sitemap.time is None for sitemap in found.sitemaps):  # it may stay as it is while they change
            listing = listing.model_copy(update={"validators": Validators()})
        yield listing
        self._articles.ask(step.source, (url for url in fresh if url not in skipped))
        yield from self._sitemap_requests(step, found.sitemaps)
        yield from self._next_page(step, found.next_url, entries, fresh)
        step.seen.update(entries)

    def _judged(self, step: ListingStep, fresh: list[Entry]) -> tuple[Judged, ...]:
        """Ask the gate about the new articles; what this crawl asked for already needs no verdict."""
        if step.is_topical:
            return ()
        slug = step.source.slug
        judged = self._gate.sift(slug, (entry for entry in fresh if not self._frontier.is_asked(entry.url)))
        self._frontier.meet(
            step.source, (one.url for one in judged if one.verdict is Verdict.SKIPPED), "gated"
        )
        self._stats[slug].sampled += sum(one.verdict is Verdict.SAMPLED for one in judged)
        return judged

    def _listing(
        self,
        response: Response,
        step: ListingStep,
        articles: Collection[str] = (),
        judged: tuple[Judged, ...] = (),
        is_unchanged: bool = False,
    ) -> FetchedListing:
        validators = validators_of(response, self._caller.validators(step.url) if is_unchanged else None)
        return FetchedListing(
            source=step.source.slug,
            url=step.url,
            article_urls=tuple(articles),
            judged=judged,
            validators=validators,
            is_unchanged=is_unchanged,
        )

    def _sitemap_requests(self, step: ListingStep, sitemaps: tuple[Entry, ...]) -> Iterator[Request]:
        """Ask for the sitemaps of an index, newest first, but not for those that did not change since."""
        if step.number >= MAX_SITEMAP_DEPTH:
            return
        limit = MAX_FIRST_SITEMAPS if step.since is None else MAX_SITEMAPS
        for sitemap in sitemaps:
            is_old = step.since is not None and sitemap.time is not None and sitemap.time < step.since
            if not is_old and self._sitemaps[step.source.slug] < limit:
                self._sitemaps[step.source.slug] += 1
                yield from self._request(replace(step, url=sitemap.url, number=step.number + 1))

    def _next_page(
        self, step: ListingStep, found_url: str | None, entries: Mapping[str, Entry], fresh: list[str]
    ) -> Output:
        """Ask for the next page of an index, or record that there are more than may be read."""
        unseen = [entry for url, entry in entries.items() if url not in step.seen]
        if step.kind != "index" or not goes_on(unseen, set(fresh), step.since, self._started):
            return
        next_step = step.following(found_url)
        if next_step is not None:
            yield from self._request(next_step)
        elif step.number >= step.max_pages and is_cut_short(unseen, step.since, self._started):
            reason = (
                f"The listing has more news since the last crawl than {step.max_pages} pages show; "
                "raise its max_pages."
            )
            yield from self._frontier.failure(step.source, step.url, Cause(reason))


def articles_among(found: Found, source: Source) -> dict[str, Entry]:
    """Return the source's articles by canonical address, in order; of several links to one, the longest headline."""
    articles: dict[str, Entry] = {}
    for entry in found.entries:
        url = article_url(entry.url, source)
        if url is None:
            continue
        known = articles.get(url)
        if known is None or len(entry.title) > len(known.title):
            articles[url] = entry._replace(url=url)
    return articles
