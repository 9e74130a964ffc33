"""Searches a site for its feeds, sitemaps and listings: where it names them, then at the usual addresses."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

from crawler.article_links import path_segments
from crawler.discovery.listings import read_index_page
from crawler.discovery.reading import Found, ListingKind, read_listing
from crawler.discovery.xml import UnreadableListing
from crawler.home_page import HomePage, read_home_page
from crawler.listing_details import entry_times, feed_title
from crawler.probe_words import probe_words
from crawler.urls import canonical_url, clean_url, host_of
from crawler.visits import Answer, Visit

_MAX_NAMED_FEEDS = 4
_MAX_FEED_REQUESTS = 6
_MAX_FEEDS = 3
_MAX_SITEMAP_REQUESTS = 5
_MAX_LISTING_REQUESTS = 5
_MOST_LINKED = 4
_MOST_UNLINKED = 2
_MAX_TAG_REQUESTS = 2
_NUMBER_TWO = re.compile(r"(?<!\d)2(?!\d)")


@dataclass(frozen=True)
class FoundList:
    """A feed, sitemap or listing that was read."""

    url: str
    """Its address."""
    urls: tuple[str, ...]
    """Canonical addresses that it gives, within the site; of an index page, all its links."""
    title: str | None = None
    """What a feed calls itself."""
    newest: datetime | None = None
    """Newest date that it gives, UTC."""
    offset: timedelta | None = None
    """Offset from UTC in which its times are given."""
    is_feed: bool = False
    """Whether it is a feed."""
    is_news: bool = False
    """Whether it is a sitemap of news, not of the whole archive."""
    next_page: str | None = None
    """Template of a listing's further pages with `{page}`."""
    tag_template: str | None = None
    """For a tag page, its address with `{tag}` in the place of the tag."""

    def only(self, pattern: re.Pattern[str]) -> "FoundList":
        """Return the list with the addresses alone that match."""
        return replace(self, urls=tuple(url for url in self.urls if pattern.fullmatch(url)))


class ListSearch:
    """One search; what gives nothing is noted in `failed` with the reason."""

    def __init__(
        self,
        visit: Visit,
        home: HomePage,
        failed: list[tuple[str, str]],
        admit: Callable[[Iterable[str]], None],
    ) -> None:
        self._visit = visit
        self._home = home
        self._failed = failed
        self._admit = admit

    async def feeds(self) -> list[FoundList]:
        """Return the feeds that list articles: those that the home page names, else the first at a usual address."""
        words = probe_words()
        named = [url for url in self._home.feeds if not _has(url, words.no_article_feeds)]
        found = await self._feeds_at(named[:_MAX_NAMED_FEEDS], _MAX_FEEDS, is_guess=False)
        if found:
            return found
        usual = [url for url in self._usual(words.feed_paths) if url not in named]
        return await self._feeds_at(usual, 1, is_guess=True)

    async def _feeds_at(self, urls: Sequence[str], most: int, *, is_guess: bool) -> list[FoundList]:
        """Return up to so many feeds at these addresses, or named by the pages there; of those that agree, one."""
        waiting = list(urls)
        asked: set[str] = set()
        found: dict[tuple[str, ...], FoundList] = {}
        while waiting and len(asked) < _MAX_FEED_REQUESTS and len(found) < most:
            url = waiting.pop(0)
            answer = None if url in asked else await self._get(url, is_guess=is_guess)
            asked.add(url)
            if answer is None:
                continue
            feed = self._read("feed", answer)
            if feed is None:
                waiting = self._feeds_on_page(answer) + waiting
            elif feed.urls:
                found.setdefault(feed.urls, feed)
        return list(found.values())

    async def sitemaps(self, declared: Sequence[str]) -> list[FoundList]:
        """Return the sitemaps that list pages: news sitemaps where there are some, else the first of the others.

        `declared` are those that robots.txt names; usual addresses are tried where the site names none that is good.
        """
        words = probe_words()
        named = [url for url in (clean_url(url) for url in (*declared, *self._home.sitemaps)) if url]
        found: list[FoundList] = []
        budget = _MAX_SITEMAP_REQUESTS
        for url in dict.fromkeys([*articles_first(named), *self._usual(words.sitemap_paths)]):
            if budget <= 0 or (found and (found[-1].is_news or url not in named)):
                break
            budget -= 1
            answer = await self._get(url, is_guess=url not in named)
            listed = None if answer is None else self._read("sitemap", answer)
            if answer is not None and listed is not None and not listed.urls:
                budget -= 1
                child = await self._first_child(answer)
                listed = child if child is None or child.is_news else replace(listed, urls=child.urls)
            found += [listed] if listed is not None and listed.urls else []
        news = [sitemap for sitemap in found if sitemap.is_news]
        return news or found[:1]

    async def listings(self) -> list[FoundList]:
        """Return index pages that the home page links to or at usual addresses, and tag pages of the topic."""
        words = probe_words()
        own = [url for url in self._home.links if host_of(url) in self._visit.source.hosts]
        linked = [url for url in own if _last_segment(url) in words.listing_words and _depth(url) <= 2]
        usual = [url for url in self._usual(words.listing_paths) if url not in linked]
        pages = [*linked[:_MOST_LINKED], *(usual[:_MOST_UNLINKED] if linked else usual)][
            :_MAX_LISTING_REQUESTS
        ]
        found = [page for url in pages if (page := await self._listing(url, is_usual=url not in linked))]
        template = self._tag_template(own)
        for tag in words.tags[:_MAX_TAG_REQUESTS]:
            page = await self._listing(template.replace("{tag}", tag), is_usual=True)
            found += [replace(page, tag_template=_with_tag(page.url, tag))] if page else []
        return found

    def _tag_template(self, links: Iterable[str]) -> str:
        """Return the form of the site's own tag links, else the usual one."""
        words = probe_words()
        for link in links:
            segments = path_segments(urlsplit(link))
            if len(segments) > 1 and segments[-2].lower() in words.tag_words:
                before = link.rstrip("/").rsplit("/", 1)[0]
                slash = "/" if link.endswith("/") else ""
                return f"{before}/{{tag}}{slash}"
        return self._usual([words.tag_path])[0]

    async def _listing(self, url: str, *, is_usual: bool) -> FoundList | None:
        answer = await self._get(url, is_guess=is_usual)
        if answer is None:
            return None
        try:
            return read_listing_page(answer)
        except UnreadableListing as error:
            self._failed.append((url, str(error)))
            return None

    async def _first_child(self, answer: Answer) -> FoundList | None:
        """Return the likeliest sitemap of an index."""
        index = read_listing("sitemap", answer.body, answer.url)
        children = articles_first([entry.url for entry in index.sitemaps])
        child = await self._get(children[0]) if children else None
        return None if child is None else self._read("sitemap", child)

    def _read(self, kind: ListingKind, answer: Answer) -> FoundList | None:
        try:
            found: Found = read_listing(kind, answer.body, answer.url, answer.encoding)
            title = feed_title(answer.body) if kind == "feed" else None
        except UnreadableListing as error:
            self._failed.append((answer.asked, str(error)))
            return None
        urls = [url for url in (canonical_url(entry.url) for entry in found.entries) if url]
        self._admit(urls)
        own = tuple(dict.fromkeys(url for url in urls if host_of(url) in self._visit.source.hosts))
        if not own and not found.sitemaps:
            self._failed.append((answer.asked, "It lists no article of this site."))
        is_news = kind == "sitemap" and (b"sitemap-news/" in answer.body or _has(answer.url, ("news",)))
        times = entry_times(found.entries, datetime.now(UTC))
        return FoundList(
            answer.url, own, title, times.newest, times.offset, is_feed=kind == "feed", is_news=is_news
        )

    def _feeds_on_page(self, answer: Answer) -> list[str]:
        """Return the feeds that a page links to, as a page at `/rss` that lists them."""
        try:
            return list(read_home_page(answer.body, answer.url, answer.encoding).feeds[:1])
        except UnreadableListing:
            return []

    async def _get(self, url: str, *, is_guess: bool = False) -> Answer | None:
        """Return the answer, None where it gave nothing to read."""
        self._admit([url])
        answer = await self._visit.get(url)
        if answer.cause is None:
            return answer
        if not (is_guess and answer.cause.is_gone):
            self._failed.append((url, answer.cause.reason))
        return None

    def _usual(self, paths: Iterable[str]) -> list[str]:
        return [urljoin(self._visit.source.home_url, path) for path in paths]


def read_listing_page(answer: Answer) -> FoundList:
    """Return the links of an index page. Raises `UnreadableListing`."""
    page = read_index_page(answer.body, answer.url, answer.encoding)
    links = [link for link in (clean_url(entry.url) for entry in page.entries) if link]
    canonical = dict.fromkeys(link for link in map(canonical_url, links) if link)
    return FoundList(answer.url, tuple(canonical), next_page=_next_page(answer.url, links, page.next_url))


def _with_tag(url: str, tag: str) -> str:
    """Return the template of a tag page from its address, as the site writes it."""
    before, _, after = url.rpartition(tag)
    return f"{before}{{tag}}{after}"


def articles_first(urls: Iterable[str]) -> list[str]:
    """Return sitemaps with those of articles first; those of anything else are left out."""
    words = probe_words()
    kept = [url for url in urls if not _has(url, words.no_article_sitemaps) or _has(url, ("news",))]
    return sorted(kept, key=lambda url: (not _has(url, ("news",)), not _has(url, words.article_sitemaps)))


def _has(url: str, words: Iterable[str]) -> bool:
    """Tell whether one of the words stands in the path or query of an address."""
    tail = url.lower().split("//", 1)[-1].partition("/")[2]
    return any(word in tail for word in words)


def _last_segment(url: str) -> str:
    segments = path_segments(urlsplit(url))
    return segments[-1].lower() if segments else ""


def _depth(url: str) -> int:
    return len(path_segments(urlsplit(url)))


def _next_page(url: str, links: Sequence[str], next_url: str | None) -> str | None:
    """Return the template of the further pages, from a link to page 2."""
    for form in probe_words().paging_forms:
        template = url.split("?")[0].rstrip("/") + form
        if template.replace("{n}", "2") in links:
            return template.replace("{n}", "{page}")
    following = clean_url(next_url) if next_url else None
    if following is None or _NUMBER_TWO.search(url):
        return None
    path = following.split("//", 1)[-1].find("/") + following.find("//") + 2
    match = next((m for m in _NUMBER_TWO.finditer(following) if m.start() > path), None)
    return following[: match.start()] + "{page}" + following[match.end() :] if match else None
