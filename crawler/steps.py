"""Where a request stands in reading a listing or an article; travels with it as `cb_kwargs`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from urllib.parse import quote, quote_plus, urlsplit
from zoneinfo import ZoneInfo

from crawler.discovery.article_pages import ArticlePage
from crawler.discovery.reading import ListingKind
from crawler.topics import topics
from crawler.urls import without_session
from models.page import FetchedArticle, Page, Validators
from models.source import Listing, Source

_NOTHING_AHEAD: Mapping[int, str] = MappingProxyType({})
_NO_VALIDATORS = Validators()

MAX_DAYS = 366
"""Days that a listing of days is read back at most, however long ago the last crawl was."""
TOPIC_PAGES = 5
"""Pages read at most of one tag or search."""


@dataclass(frozen=True)
class ListingStep:
    """A feed, a sitemap or one page of an index that is being read."""

    source: Source
    kind: ListingKind
    url: str
    """Address asked for."""
    next_page: str | None = None
    """Template of an index's further pages."""
    max_pages: int = 1
    """Pages of an index read at most."""
    is_topical: bool = False
    """Whether it is a tag or search page of the topic: its articles need no gate, and it may be missing."""
    since: datetime | None = None
    """What was published before is known from earlier crawls; null for a listing that is read for the first time."""
    number: int = 1
    """Page of an index, or depth below a sitemap index, counted from 1."""
    seen: set[str] = field(default_factory=set)
    """Article addresses on the index's pages before; one set for the whole index."""

    def following(self, found_url: str | None) -> "ListingStep | None":
        """Return the step to the next page: by the template, else by the link found; None after the last."""
        url = self.next_page.replace("{page}", str(self.number + 1)) if self.next_page else found_url
        if self.kind != "index" or url is None or self.number >= self.max_pages:
            return None
        return replace(self, url=without_session(url), number=self.number + 1)


@dataclass(frozen=True, slots=True)
class ArticleStep:
    """An article that is being fetched, page by page. Many wait at a time, so each is small."""

    source: Source
    url: str
    """Canonical address of the article."""
    asked: str
    """Address asked for now: the article's, or that of a further page."""
    is_second_look: bool = False
    """Whether the article is stored already."""
    number: int = 1
    """Number of the page asked for, as the site counts."""
    pages: tuple[Page, ...] = ()
    """Pages fetched so far."""
    ahead: Mapping[int, str] = field(default_factory=lambda: _NOTHING_AHEAD)
    """Further pages that the pages so far link to, by number."""
    text_digests: frozenset[str] = frozenset()
    """Of the pages so far."""
    text_length: int = 0
    """Characters of text on the first page."""
    gaps: tuple[str, ...] = ()
    """Fields that the markup of the first page lacks or garbles."""
    validators: Validators = _NO_VALIDATORS
    """For the next conditional request of the article."""

    def with_first_page(self, page: Page, said: ArticlePage, validators: Validators) -> "ArticleStep":
        """Return the step after the article's own address was read."""
        return replace(
            self.with_page(page, said), text_length=said.text_length, gaps=said.gaps, validators=validators
        )

    def with_page(self, page: Page, said: ArticlePage) -> "ArticleStep":
        """Return the step after one more page."""
        ahead = {
            number: url for number, url in {**self.ahead, **said.further}.items() if number > self.number
        }
        digests = self.text_digests | {said.text_digest}
        return replace(self, pages=(*self.pages, page), ahead=ahead, text_digests=digests)

    def with_only_page(self, page: Page) -> "ArticleStep":
        """Return the step after a page that shows the whole article, in the place of all others."""
        return replace(self, pages=(page,), ahead={})

    def to(self, url: str) -> "ArticleStep":
        """Return the step to another view of the article."""
        return replace(self, asked=url)

    def next_page(self) -> "ArticleStep | None":
        """Return the step to the next page in order of numbers, or None after the last."""
        number = min(self.ahead, default=None)
        return None if number is None else replace(self, number=number, asked=self.ahead[number])

    @property
    def copy_url(self) -> str | None:
        """Address of the article's AMP or print copy by the template of the source, None where it has none."""
        if self.source.amp_url is None:
            return None
        path = urlsplit(self.url).path
        return self.source.amp_url.replace("{url}", self.url).replace("{path}", path)

    @property
    def article(self) -> FetchedArticle:
        """The article with the pages fetched so far."""
        return FetchedArticle(
            source=self.source.slug,
            url=self.url,
            pages=self.pages,
            validators=self.validators,
            gaps=self.gaps,
        )


def first_steps(source: Source, since: datetime | None, now: datetime) -> Iterator[ListingStep]:
    """Return the first step of each listing of the source, those of the topic before those of everything.

    `since` bounds how far back listings of days go; without it, their `max_pages` does.
    """
    yield from _topic_steps(source, since)
    for url in source.feeds:
        yield ListingStep(source, "feed", url, since=since)
    for url in source.sitemaps:
        yield ListingStep(source, "sitemap", url, since=since)
    for entry in source.listings:
        yield from _index_steps(source, entry, since, now)


def _topic_steps(source: Source, since: datetime | None) -> Iterator[ListingStep]:
    urls = [template.replace("{tag}", quote(tag)) for template in source.tags for tag in topics().tags]
    if source.search is not None:
        urls += [source.search.replace("{query}", quote_plus(query)) for query in topics().queries]
    for url in urls:
        yield ListingStep(source, "index", url, max_pages=TOPIC_PAGES, is_topical=True, since=since)


def _index_steps(
    source: Source, entry: Listing, since: datetime | None, now: datetime
) -> Iterator[ListingStep]:
    """Return one step, or one a day, newest first, where the address holds a day."""
    today = now.astimezone(ZoneInfo(source.timezone)).date()
    has_days = "{dd}" in entry.url
    days = (today - since.date()).days + 1 if since is not None else entry.max_pages
    for back in range(max(1, min(days, MAX_DAYS)) if has_days else 1):
        day = today - timedelta(days=back)
        next_page = None if entry.next_page is None else _with_day(entry.next_page, day)
        url = _with_day(entry.url, day)
        yield ListingStep(source, "index", url, next_page, entry.max_pages, since=since)


def _with_day(template: str, day: date) -> str:
    parts = {"{yyyy}": f"{day.year:04d}", "{mm}": f"{day.month:02d}", "{dd}": f"{day.day:02d}"}
    for name, value in parts.items():
        template = template.replace(name, value)
    return template
