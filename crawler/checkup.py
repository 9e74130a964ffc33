"""Looks whether sources still answer as their entries say: robots.txt, a few listings and an article of each."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from crawler.article_links import looks_like_article
from crawler.discovery.reading import ListingKind, read_listing
from crawler.discovery.xml import UnreadableListing
from crawler.listing_details import entry_times
from crawler.probe_lists import articles_first
from crawler.run import CrawlSettings
from crawler.steps import ListingStep, first_steps
from crawler.urls import article_url, canonical_url, host_of
from crawler.visits import Answer, OnRequest, Visit, visit
from models.source import Source

MAX_REQUESTS = 20
"""Requests to one source at most, robots.txt, redirects and retries included."""
_LISTS_A_KIND = 2
_MAX_ARTICLES = 2
_MAX_CHILDREN = 2
_MAX_DEPTH = 3

IsWhole = Callable[[Source, Answer], bool]


@dataclass(frozen=True)
class ListingCheck:
    """What a feed, sitemap or index page gave."""

    kind: ListingKind
    """What it is."""
    answer: Answer
    """What came of asking for it."""
    links: int = 0
    """Addresses that it gives; of an index page, those within the site that look like articles."""
    articles: tuple[str, ...] = ()
    """Addresses of articles, by the entry's pattern."""
    newest: datetime | None = None
    """Newest date that it gives for an article, as an index page does in addresses; UTC."""
    unreadable: str | None = None
    """Why the answer is no such list, None where it is one."""


@dataclass(frozen=True)
class Checkup:
    """What a source answered."""

    listings: tuple[ListingCheck, ...]
    """At most two of a kind."""
    articles: tuple[Answer, ...]
    """One article, or two where the first was not whole."""


def check_up(
    sources: Sequence[Source], settings: CrawlSettings, is_whole: IsWhole, on_source: OnRequest
) -> dict[str, Checkup]:
    """Look at the sources side by side; return what each answered, by slug.

    `is_whole` tells whether an answer holds a whole article; `on_source` is told each slug that is done. Blocks, once
    a process; raises as `crawler.run.crawl` does.
    """
    done: dict[str, Checkup] = {}

    async def itinerary(site: Visit) -> None:
        listings = [await _check_listing(site, step) for step in _steps(site.source)]
        done[site.source.slug] = Checkup(tuple(listings), tuple(await _articles(site, listings, is_whole)))
        on_source(site.source.slug)

    visit(sources, settings, itinerary, MAX_REQUESTS)
    return done


def _steps(source: Source) -> Iterator[ListingStep]:
    """Return the first listings of each kind; tags and searches of the topic only where there is nothing else."""
    every = list(first_steps(source, None, datetime.now(UTC)))
    steps = [step for step in every if not step.is_topical] or every
    for kind in ("feed", "sitemap", "index"):
        yield from [step for step in steps if step.kind == kind][:_LISTS_A_KIND]


async def _check_listing(site: Visit, step: ListingStep) -> ListingCheck:
    answer = await site.get(step.url)
    check = ListingCheck(step.kind, answer)
    if answer.cause is not None:
        return check
    try:
        found = read_listing(step.kind, answer.body, answer.url, answer.encoding)
    except UnreadableListing as error:
        return replace(check, unreadable=str(error))
    if found.sitemaps and step.number < _MAX_DEPTH:
        return await _check_children(site, step, check, [entry.url for entry in found.sitemaps])
    listed = [entry.url for entry in found.entries]
    links = listed if step.kind != "index" else list(_article_links(listed, step.source))
    articles = [(url, entry) for entry in found.entries if (url := article_url(entry.url, step.source))]
    return replace(
        check,
        links=len(links),
        articles=tuple(dict.fromkeys(url for url, _ in articles)),
        newest=entry_times((entry for _, entry in articles), datetime.now(UTC)).newest,
    )


async def _check_children(
    site: Visit, step: ListingStep, check: ListingCheck, urls: Sequence[str]
) -> ListingCheck:
    """Look at the likeliest sitemaps of an index until one lists articles."""
    for url in articles_first(urls)[:_MAX_CHILDREN]:
        child = await _check_listing(site, replace(step, url=url, number=step.number + 1))
        if child.answer.cause is not None or child.unreadable or child.articles:
            return replace(child, answer=replace(child.answer, moved_to=check.answer.moved_to))
        check = replace(check, links=check.links + child.links, newest=child.newest)
    return check


def _article_links(links: Sequence[str], source: Source) -> Iterator[str]:
    for link in links:
        url = canonical_url(link)
        if url and host_of(url) in source.hosts and looks_like_article(url):
            yield url


async def _articles(site: Visit, listings: Sequence[ListingCheck], is_whole: IsWhole) -> list[Answer]:
    """Fetch the first article listed; the second one too where the first is not whole."""
    answers: list[Answer] = []
    listed = dict.fromkeys(url for listing in listings for url in listing.articles)
    for url in list(listed)[:_MAX_ARTICLES]:
        answer = await site.get(url)
        answers.append(answer)
        if answer.cause is None and is_whole(site.source, answer):
            break
    return answers
