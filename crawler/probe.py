"""Looks a site over from its home page: feeds, sitemaps, listings, the form of article addresses, a few articles."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

from crawler.article_links import is_file, looks_like_article
from crawler.article_pattern import PatternFit, article_pattern
from crawler.discovery.listings import read_index_page
from crawler.discovery.page_tree import joined
from crawler.discovery.xml import UnreadableListing
from crawler.failures import Refused
from crawler.home_page import HomePage, read_home_page
from crawler.probe_lists import FoundList, ListSearch, read_listing_page
from crawler.probe_words import probe_words
from crawler.run import CrawlSettings
from crawler.urls import clean_url, host_of
from crawler.visits import Answer, OnRequest, Visit, visit
from models.errors import PantauError
from models.page import Page
from models.source import Source
from models.vocabulary import Terms

MAX_REQUESTS = 30
"""Requests that one probe sends at most."""
_MAX_ARTICLES = 4
_MIN_KNOWN = 5
_MIN_LISTED = 3
_MOST_LISTINGS = 5
_FREQUENT = 1 / 3
_CLOCK = re.compile(rb"\d{1,2}[.:]\d{2}(?::\d{2})?\s{0,3}\(?(WIB|WITA|WIT)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Probed:
    """What was found; addresses absolute."""

    home_url: str
    """Home page, on the host that it leads to."""
    home: HomePage
    """What it says of the site."""
    allowed_hosts: tuple[str, ...]
    """Further hosts within the site's domain, on which its feeds, sitemaps or articles are."""
    feeds: tuple[FoundList, ...]
    """Feeds of articles."""
    sitemaps: tuple[FoundList, ...]
    """News sitemaps, or, where there is neither feed nor news sitemap, sitemaps of the whole archive."""
    listings: tuple[FoundList, ...]
    """Index pages that list articles."""
    tags: tuple[str, ...]
    """Templates of tag pages, with `{tag}`; at least one tag of the topic has articles there."""
    pattern: PatternFit
    """The form of article addresses."""
    paging: str | None
    """The form of the addresses of an article's further pages, None where none was seen."""
    zone: str | None
    """Zone that the articles print behind their times, or in which feed or sitemap give theirs; None for neither."""
    pages: tuple[Page, ...]
    """A few articles."""
    failed: tuple[tuple[str, str], ...]
    """Addresses that gave nothing, each with the reason."""
    requests: int
    """Requests sent."""

    @property
    def name(self) -> str | None:
        """What the outlet calls itself: in its metadata, as title of its feed, in the title of its home page."""
        titles = (found.title for found in self.feeds if found.title)
        return self.home.name or next(titles, None) or self.home.title


def probe(home_url: str, settings: CrawlSettings, on_request: OnRequest | None = None) -> Probed:
    """Look a site over with at most `MAX_REQUESTS` requests; blocks, once a process.

    Raises PantauError where the home page cannot be read or nothing on the site looks like an article, and as
    `crawler.run.crawl` does; KeyboardInterrupt where Ctrl-C or SIGTERM ended it.
    """
    found: list[Probed] = []

    async def itinerary(site: Visit) -> None:
        found.append(await _Probe(site).run())

    visit([_provisional(home_url)], settings, itinerary, MAX_REQUESTS, on_request)
    return found[0]


def _provisional(home_url: str, *hosts: str) -> Source:
    """Return an entry that lets the site's own hosts be asked."""
    return Source(
        slug="probe",
        name="probe",
        province=None,
        kind="portal",
        home_url=home_url,
        allowed_hosts=tuple(sorted(set(hosts) - {host_of(home_url)})),
        article_url_pattern=".*",
        terms=Terms.OPEN,
        terms_note="A person looks at the site.",
        expected_weekly=0,
        evidence="probe",
    )


@dataclass
class _Probe:
    """One probe under way."""

    visit: Visit
    failed: list[tuple[str, str]] = field(default_factory=list)

    async def run(self) -> Probed:
        answer = await self._home_page()
        home_url = self.visit.source.home_url
        try:
            home = read_home_page(answer.body, answer.url, answer.encoding)
            first = read_listing_page(answer)
        except UnreadableListing as error:
            raise PantauError(f"{home_url}: {error} Give the address of the site's home page.") from error
        search = ListSearch(self.visit, home, self.failed, self._admit)
        feeds = await search.feeds()
        sitemaps = await search.sitemaps(await self._sitemaps_of_robots())
        if feeds:
            sitemaps = [found for found in sitemaps if found.is_news]
        listings = [first, *await search.listings()]
        pattern = self._pattern([*feeds, *sitemaps], listings)
        listings = self._worth_keeping(listings, pattern, has_others=bool(feeds or sitemaps))
        answers = await self._articles([*feeds, *sitemaps, *listings], pattern)
        return Probed(
            home_url=home_url,
            home=home,
            allowed_hosts=self.visit.source.allowed_hosts,
            feeds=tuple(feeds),
            sitemaps=tuple(sitemaps),
            listings=tuple(found for found in listings if found.tag_template is None),
            tags=tuple(dict.fromkeys(found.tag_template for found in listings if found.tag_template)),
            pattern=pattern,
            paging=_paging(answers, pattern.pattern),
            zone=_printed_zone(answers) or _zone_of_lists([*feeds, *sitemaps]),
            pages=tuple(answer.page() for answer in answers),
            failed=tuple(self.failed),
            requests=self.visit.requests,
        )

    async def _home_page(self) -> Answer:
        """Ask for the home page; where it leads to https or to the host with or without `www.`, that is its address."""
        asked = self.visit.source.home_url
        answer = await self.visit.get(asked)
        if answer.cause is not None and _is_same_site(answer.url, asked):
            self.visit.admit(_provisional(urljoin(answer.url, urlsplit(asked).path)))
            answer = await self.visit.get(answer.url)
        if answer.cause is None:
            self.visit.admit(_provisional(urljoin(answer.url, urlsplit(asked).path)))
            return answer
        if host_of(answer.url) != host_of(asked):
            raise PantauError(f"{asked} leads to {answer.url}, another site; probe that one if you mean it.")
        raise PantauError(f"{asked} cannot be probed: {answer.cause.reason.rstrip('.')}.")

    async def _sitemaps_of_robots(self) -> list[str]:
        try:
            declared = (await self.visit.robots()).sitemaps
        except Refused as error:
            raise PantauError(str(error)) from error
        return [link for url in declared if (link := joined(self.visit.source.home_url, url))]

    def _admit(self, urls: Iterable[str]) -> None:
        """Let hosts within the site's own domain be asked, as those of its feeds and articles."""
        source = self.visit.source
        domain = (urlsplit(source.home_url).hostname or "").removeprefix("www.")
        counted = Counter(map(host_of, urls))
        frequent = {host for host, count in counted.items() if count >= _FREQUENT * counted.total()}
        own = {host for host in frequent if f".{host.rsplit(':', 1)[0]}".endswith(f".{domain}")}
        if not own <= source.hosts:
            self.visit.admit(_provisional(source.home_url, *source.allowed_hosts, *own))

    def _pattern(self, lists: Sequence[FoundList], listings: Sequence[FoundList]) -> PatternFit:
        """Generalise what feeds and news sitemaps list; where that is too little, links that look like articles."""
        hosts = self.visit.source.hosts
        seen = [url for found in listings for url in found.urls if host_of(url) in hosts and not is_file(url)]
        known = dict.fromkeys(url for found in lists for url in found.urls)
        if len(known) < _MIN_KNOWN or not any(found.is_feed or found.is_news for found in lists):
            known = dict.fromkeys(filter(looks_like_article, (*known, *seen)))
        others = [url for url in dict.fromkeys(seen) if url not in known and not looks_like_article(url)]
        schemes = {urlsplit(url).scheme for url in (*known, *seen)}
        fit = article_pattern(list(known), others, "https?" if len(schemes) > 1 else None)
        if fit is None:
            first = f" ({self.failed[0][0]}: {self.failed[0][1].rstrip('.')})" if self.failed else ""
            raise PantauError(
                f"{self.visit.source.home_url}: neither a feed, a sitemap nor a link there leads to articles{first}; "
                "look at the site and write the entry by hand."
            )
        return fit

    def _worth_keeping(
        self, listings: Sequence[FoundList], pattern: PatternFit, *, has_others: bool
    ) -> list[FoundList]:
        """Return the listings that list articles, none twice; the home page only where there is nothing else."""
        compiled = re.compile(pattern.pattern)
        kept: dict[tuple[str, ...], FoundList] = {}
        for found in listings:
            articles = found.only(compiled)
            if len(articles.urls) < _MIN_LISTED:
                if found is not listings[0]:
                    self.failed.append((found.url, "It lists no articles."))
                continue
            kept.setdefault(articles.urls, articles)
        home_url = listings[0].url
        inner = [found for found in kept.values() if found.url != home_url]
        home = [found for found in kept.values() if found.url == home_url]
        is_needed = not (inner or has_others) or any(found.next_page for found in home)
        return (home if is_needed else []) + inner[:_MOST_LISTINGS]

    async def _articles(self, lists: Sequence[FoundList], pattern: PatternFit) -> list[Answer]:
        """Fetch a few articles, the first of each list in turn."""
        compiled = re.compile(pattern.pattern)
        matching = [[url for url in found.urls if compiled.fullmatch(url)] for found in lists]
        in_turn = (urls[n] for n in range(_MAX_ARTICLES) for urls in matching if n < len(urls))
        answers = []
        for url in list(dict.fromkeys(in_turn))[:_MAX_ARTICLES]:
            answer = await self.visit.get(url)
            if answer.cause is None:
                answers.append(answer)
            else:
                self.failed.append((url, answer.cause.reason))
        return answers


def _is_same_site(url: str, other: str) -> bool:
    """Tell whether two addresses are on one host, or on it with and without `www.`."""
    one, two = (host_of(address).removeprefix("www.") for address in (url, other))
    return one == two and host_of(url) != host_of(other)


def _paging(answers: Sequence[Answer], pattern: str) -> str | None:
    """Return the form of further pages that an article links to, as `pattern` and what is appended to it."""
    for answer in answers:
        article = answer.url.split("?")[0].rstrip("/")
        try:
            entries = read_index_page(answer.body, answer.url, answer.encoding).entries
        except UnreadableListing:
            continue
        links = {clean_url(entry.url) for entry in entries}
        for form in probe_words().paging_forms:
            if article + form.replace("{n}", "2") in links:
                tail = re.escape(form).replace(r"\{n\}", r"\d+").replace(r"\-", "-")
                return pattern.removesuffix("/?") + tail
    return None


def _printed_zone(answers: Sequence[Answer]) -> str | None:
    printed = Counter(match.upper().decode() for answer in answers for match in _CLOCK.findall(answer.body))
    return probe_words().printed_zones[printed.most_common(1)[0][0]] if printed else None


def _zone_of_lists(lists: Sequence[FoundList]) -> str | None:
    """Return the zone of the lists' times. WIB's offset proves nothing: systems come with it, or have UTC."""
    by_offset = {timedelta(hours=hours): zone for hours, zone in probe_words().offset_zones.items()}
    return next((by_offset[found.offset] for found in lists if found.offset in by_offset), None)
