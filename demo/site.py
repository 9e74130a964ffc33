"""One outlet's web site: which address shows what, in a given week."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from demo import indonesian_dates
from demo.articles import Article, load_articles
from demo.outlets import ListingPaths, Outlet

TEMPLATES_DIR = Path(__file__).with_name("templates")
FEED_LENGTH = 15
WEEK_BEGINS = {1: datetime(2026, 3, 9, 6, 0, tzinfo=UTC), 2: datetime(2026, 3, 16, 6, 0, tzinfo=UTC)}
"""The day that the page headers call today, and when the listings changed last."""
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63d8b0610300030401e1b68ed6f50000000049454e44ae426082"
)


@dataclass(frozen=True)
class Page:
    """What one address shows, before it is rendered."""

    template: str
    context: dict[str, Any]
    modified: datetime
    version: str
    """Names the content apart from the furniture around it; its digest is the ETag."""
    content_type: str = "text/html; charset=UTF-8"
    encoding: str = "utf-8"
    status: int = 200

    @property
    def etag(self) -> str:
        """Weak ETag of the content."""
        return f'W/"{hashlib.sha256(self.version.encode()).hexdigest()[:20]}"'

    @property
    def last_modified(self) -> str:
        """The Last-Modified header."""
        return format_datetime(self.modified.astimezone(UTC), usegmt=True)


class Site:
    """The site of one outlet in one week; `base_url` is its own address without a final slash."""

    def __init__(
        self, outlet: Outlet, week: int, base_url: str, articles: Iterable[Article] | None = None
    ) -> None:
        """Without `articles` those of the demo network."""
        self.outlet = outlet
        self.week = week
        self.base_url = base_url
        self.begins = WEEK_BEGINS[1] + timedelta(weeks=week - 1)
        self.today = self.begins.astimezone(outlet.timezone)
        every = load_articles() if articles is None else articles
        own = [a for a in every if a.outlet == outlet.slug and a.first_week <= week]
        self.removed = frozenset(article.path for article in own if article.is_removed(week))
        shown = [article.in_week(week) for article in own if not article.is_removed(week)]
        self.articles = sorted(shown, key=lambda article: article.published, reverse=True)

    def find(self, target: str) -> Page:
        """Return the page at a path with query; status 404 where there is none, 410 where it was removed."""
        parts = urlsplit(target)
        page_number = parse_qs(parts.query).get("page", ["1"])[0]
        looping = self.outlet.looping
        if looping is not None and parts.path == looping.first and page_number.isdigit():
            return self._loop(looping.first, int(page_number))
        key = parts.path if page_number == "1" else f"{parts.path}?page={page_number}"
        if key in self.removed:
            return self._error(410)
        return self.pages.get(key) or self._error(404)

    def render(self, page: Page) -> bytes:
        """Return the bytes of a page."""
        text = self._environment.get_template(page.template).render(page.context)
        return text.encode(page.encoding)

    @cached_property
    def pages(self) -> dict[str, Page]:
        """Every address of the site that shows a page, apart from the looping listing."""
        pages = dict(self._listings())
        pages.update(self._article_pages())
        pages.update(self._machine_files())
        for path, title in self.outlet.static.items():
            pages[path] = self._page("static.html", "static", self.articles[-1:], title=title)
        pages[self.outlet.search_path] = self._page("static.html", "search", [], title="Hasil Pencarian")
        if "/" not in pages:
            pages["/"] = self._page("home.html", "home", self.articles[:10])
        return pages

    def tagged(self, tag: str) -> list[Article]:
        """Return the articles with a tag, by its key, newest first."""
        return [a for a in self.articles if tag in map(tag_key, a.tags)]

    def _article_pages(self) -> Iterator[tuple[str, Page]]:
        for article in self.articles:
            for number in range(1, len(article.pages) + 1):
                path = article.path if number == 1 else f"{article.path}?page={number}"
                context = {"article": article, "page_number": number, "others": self._others(article)}
                yield (
                    path,
                    Page(
                        template=f"{self.outlet.slug}/article.html",
                        context=context,
                        modified=article.modified,
                        version=f"{path} {article}",
                        encoding=article.encoding,
                    ),
                )

    def _others(self, article: Article) -> list[Article]:
        """Return a few other articles for the side bar: those that follow in the list, round the end."""
        place = self.articles.index(article)
        rotated = self.articles[place + 1 :] + self.articles[:place]
        return rotated[:5]

    def _listings(self) -> Iterator[tuple[str, Page]]:
        yield from self._paged(self.outlet.index, "", "Indeks Berita", self.articles)
        for tag in sorted({tag for article in self.articles for tag in article.tags}):
            key = tag_key(tag)
            yield from self._paged(self.outlet.tag, key, f"Berita {tag} Terkini", self.tagged(key))
        for section in sorted({article.section for article in self.articles}):
            items = [article for article in self.articles if article.section == section]
            yield from self._paged(self.outlet.section, tag_key(section), section, items)

    def _paged(
        self, paths: ListingPaths, key: str, title: str, items: list[Article]
    ) -> Iterator[tuple[str, Page]]:
        size = self.outlet.page_size
        last = max(1, -(-len(items) // size))
        for number in range(1, last + 1):
            part = items[(number - 1) * size : number * size]
            links = [(n, paths.path(n, key)) for n in range(1, last + 1)]
            path = paths.path(number, key)
            yield path, self._page("listing.html", path, part, title=title, page_number=number, links=links)

    def _loop(self, path: str, page_number: int) -> Page:
        """Return the broken listing: the same items under any page number, and always a next page."""
        looping = self.outlet.looping
        assert looping is not None
        links = [(n, looping.path(n)) for n in (1, 2, 3)]
        links.append((page_number % looping.circle + 1, looping.path(page_number % looping.circle + 1)))
        items = self.tagged(looping.tag)[: self.outlet.page_size]
        return self._page(
            "loop.html", path, items, title="Topik Perdagangan Orang", page_number=page_number, links=links
        )

    def _machine_files(self) -> Iterator[tuple[str, Page]]:
        latest = self.articles[:FEED_LENGTH]
        xml = "application/xml; charset=UTF-8"
        yield self.outlet.feed_path, self._page("shared/rss.xml", "feed", latest, "application/rss+xml")
        yield "/sitemap-news.xml", self._page("shared/sitemap.xml", "news", self.articles, xml)
        yield "/sitemap.xml", self._page("shared/sitemap_index.xml", "index", self.articles, xml)
        yield "/robots.txt", self._page("shared/robots.txt", "robots", [], "text/plain; charset=UTF-8")

    def _page(
        self,
        template: str,
        name: str,
        items: Iterable[Article],
        content_type: str = "text/html; charset=UTF-8",
        **context: Any,
    ) -> Page:
        items = list(items)
        newest = max([article.modified for article in items], default=WEEK_BEGINS[1])
        return Page(
            template=template if "/" in template else f"{self.outlet.slug}/{template}",
            context={"items": items, **context},
            modified=max(newest, self.begins),
            version=f"{name} {context} " + " ".join(f"{a.path} {a.headline} {a.modified}" for a in items),
            content_type=content_type,
        )

    def _error(self, status: int) -> Page:
        title = "Artikel Sudah Dihapus" if status == 410 else "Halaman Tidak Ditemukan"
        return Page(
            template=f"{self.outlet.slug}/static.html",
            context={"title": title, "items": []},
            modified=self.begins,
            version=str(status),
            status=status,
        )

    @cached_property
    def _environment(self) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(TEMPLATES_DIR),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters.update(
            long_date=indonesian_dates.long_date,
            weekday_date=indonesian_dates.weekday_date,
            clock=lambda moment: indonesian_dates.clock(moment, self.outlet.zone),
            rfc822=format_datetime,
            tag_path=lambda tag: self.outlet.tag.path(1, tag_key(tag)),
            section_path=lambda section: self.outlet.section.path(1, tag_key(section)),
            related_path=self._related_path,
        )
        environment.globals.update(
            outlet=self.outlet,
            base_url=self.base_url,
            today=self.today,
            latest=self.articles[:5],
            sections=sorted({article.section for article in self.articles}),
        )
        return environment

    def _related_path(self, title: str) -> str:
        """Return the address of the article with that headline; a title that is gone leads to the index."""
        paths = (article.path for article in self.articles if article.headline == title)
        return next(paths, self.outlet.index.first)


def tag_key(tag: str) -> str:
    """Return the form of a tag or section in an address: "Perdagangan Orang" -> "perdagangan-orang"."""
    return "-".join(tag.lower().replace("&", "dan").split())
