"""Where a request stands in reading a listing or an article; travels with it as `cb_kwargs`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from crawler.discovery.reading import ListingKind
from models.page import FetchedArticle, Page
from models.source import Source


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
    number: int = 1
    """Page of an index, or depth below a sitemap index, counted from 1."""
    seen: set[str] = field(default_factory=set)
    """Article addresses on the index's pages before; one set for the whole index."""

    def following(self, found_url: str | None) -> "ListingStep | None":
        """Return the step to the next page: by the template, else by the link found; None after the last."""
        url = self.next_page.replace("{page}", str(self.number + 1)) if self.next_page else found_url
        if self.kind != "index" or url is None or self.number >= self.max_pages:
            return None
        return replace(self, url=url, number=self.number + 1)


@dataclass(frozen=True)
class ArticleStep:
    """An article that is being fetched, page by page."""

    source: Source
    url: str
    """Canonical address of the article."""
    asked: str
    """Address asked for now: the article's, or that of a further page."""
    number: int = 1
    """Number of the page asked for, as the site counts."""
    pages: tuple[Page, ...] = ()
    """Pages fetched so far."""
    ahead: Mapping[int, str] = field(default_factory=dict)
    """Further pages that the pages so far link to, by number."""

    def with_page(self, page: Page, links: Mapping[int, str]) -> "ArticleStep":
        """Return the step after a page that links to the given pages."""
        ahead = {number: url for number, url in {**self.ahead, **links}.items() if number > self.number}
        return replace(self, pages=(*self.pages, page), ahead=ahead)

    def next_page(self) -> "ArticleStep | None":
        """Return the step to the next page in order of numbers, or None after the last."""
        number = min(self.ahead, default=None)
        return None if number is None else replace(self, number=number, asked=self.ahead[number])

    @property
    def article(self) -> FetchedArticle:
        """The article with the pages fetched so far."""
        return FetchedArticle(source=self.source.slug, url=self.url, pages=self.pages)


def first_steps(source: Source) -> Iterator[ListingStep]:
    """Return the first step of each listing of the source."""
    for url in source.feeds:
        yield ListingStep(source, "feed", url)
    for url in source.sitemaps:
        yield ListingStep(source, "sitemap", url)
    for entry in source.listings:
        yield ListingStep(source, "index", entry.url, next_page=entry.next_page, max_pages=entry.max_pages)
