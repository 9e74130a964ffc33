"""The articles of the demo network: one YAML file each, checked as it is read."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from demo.outlets import Outlet, outlets

ARTICLES_DIR = Path(__file__).with_name("articles")
KINDS = frozenset(
    {
        "police_expose",
        "coordination",
        "interdiction",
        "verdict",
        "statistics",
        "ngo_criticism",
        "brief",
        "adv",
        "ministry_release",
        "interview",
        "repatriation",
        "policy",
        "irrelevant",
    }
)

Pages = tuple[tuple[str, ...], ...]


class BrokenArticleError(ValueError):
    """An article file that cannot be used; the message names the file and what is wrong."""


@dataclass(frozen=True)
class Edit:
    """The text of an article from a later week on."""

    week: int
    at: datetime
    headline: str
    pages: Pages


@dataclass(frozen=True)
class Article:
    """One article as one outlet prints it."""

    outlet: str
    id: int
    slug: str
    headline: str
    published: datetime
    modified: datetime
    section: str
    tags: tuple[str, ...]
    kind: str
    is_relevant: bool
    pages: Pages
    """Paragraphs of page 1, 2, ..."""
    province: str | None = None
    """Province that the story is about, by its official name; null for national stories."""
    dateline: str | None = None
    """Place of the dateline, null where the article has none."""
    author: str | None = None
    editor: str | None = None
    initials: str | None = None
    caption: str | None = None
    related: tuple[str, ...] = ()
    """Titles of the "Baca juga" lines."""
    copy_of: str | None = None
    """`outlet/id` of the article that this one repeats."""
    source_note: str | None = None
    """Syndication marker as printed under the article."""
    encoding: str = "utf-8"
    """Encoding of the bytes sent; the headers always declare UTF-8."""
    first_week: int = 1
    removed_in_week: int | None = None
    edited: Edit | None = None

    @property
    def path(self) -> str:
        """Address of the article on its outlet's site."""
        template = outlets()[self.outlet].article_path
        return template.format(id=self.id, slug=self.slug, published=self.published)

    @property
    def printed_dateline(self) -> str:
        """The dateline as printed before the first paragraph, with its dash; empty where there is none."""
        if self.dateline is None:
            return ""
        return outlets()[self.outlet].dateline.format(place=self.dateline, place_upper=self.dateline.upper())

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """All paragraphs of all pages, the dateline at the start of the first."""
        first, *others = (paragraph for page in self.pages for paragraph in page)
        return (self.printed_dateline + first, *others)

    def is_removed(self, week: int) -> bool:
        """Tell whether the outlet has taken the article down by that week."""
        return self.removed_in_week is not None and week >= self.removed_in_week

    def in_week(self, week: int) -> "Article":
        """Return the article as it stands in that week."""
        if self.edited is None or week < self.edited.week:
            return self
        edit = self.edited
        return replace(self, headline=edit.headline, pages=edit.pages, modified=edit.at)


@cache
def load_articles() -> tuple[Article, ...]:
    """Return all articles, by outlet and id. Raises `BrokenArticleError` for the first broken file."""
    found: list[Article] = []
    for outlet in outlets().values():
        found += load_folder(ARTICLES_DIR / outlet.slug, outlet)
    known = {f"{article.outlet}/{article.id}" for article in found}
    for article in found:
        if article.copy_of is not None and article.copy_of not in known:
            raise BrokenArticleError(
                f"{article.outlet}/{article.id}: copy_of names {article.copy_of!r}, which is no article"
            )
    return tuple(found)


def load_folder(folder: Path, outlet: Outlet) -> list[Article]:
    """Return the articles of one folder, by id; two files with one id or one address are an error."""
    found: dict[str, Article] = {}
    for path in sorted(folder.glob("*.yml")):
        article = load_article(path, outlet)
        for name in (str(article.id), article.path):
            if name in found:
                raise BrokenArticleError(f"{path.name}: {name} is already taken by {found[name].slug}")
            found[name] = article
    return sorted(set(found.values()), key=lambda article: article.id)


def load_article(path: Path, outlet: Outlet) -> Article:
    """Read one article file. Raises `BrokenArticleError` naming the file and the first thing wrong in it."""
    try:
        entry = yaml.safe_load(path.read_text(encoding="utf-8"))
        return _Reader(entry).article(outlet)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise BrokenArticleError(f"{path.name}: is not a YAML text: {reason}") from error
    except BrokenArticleError as error:
        raise BrokenArticleError(f"{path.name}: {error}") from error


class _Reader:
    """Takes the keys out of one entry one by one; what is left over at the end is unknown."""

    def __init__(self, entry: object) -> None:
        if not isinstance(entry, dict):
            raise BrokenArticleError("holds no mapping of keys to values")
        self.left: dict[str, Any] = dict(entry)

    def article(self, outlet: Outlet) -> Article:
        headline = self.take("headline", str)
        published = self.moment("published", outlet)
        edited = self.take("edited", dict, optional=True)
        article = Article(
            outlet=outlet.slug,
            id=self.take("id", int),
            slug=self.matching("slug", r"[a-z0-9]+(-[a-z0-9]+)*"),
            headline=headline,
            published=published,
            modified=published,
            section=self.take("section", str),
            tags=self.strings("tags"),
            kind=self.one_of("kind", KINDS),
            is_relevant=self.take("is_relevant", bool),
            pages=self.pages(),
            province=self.take("province", str, optional=True),
            dateline=self.take("dateline", str, optional=True),
            author=self.take("author", str, optional=True),
            editor=self.take("editor", str, optional=True),
            initials=self.take("initials", str, optional=True),
            caption=self.take("caption", str, optional=True),
            related=self.strings("related", optional=True),
            copy_of=self.take("copy_of", str, optional=True),
            source_note=self.take("source_note", str, optional=True),
            encoding=self.take("encoding", str, optional=True) or "utf-8",
            first_week=self.take("first_week", int, optional=True) or 1,
            removed_in_week=self.take("removed_in_week", int, optional=True),
            edited=_Reader(edited).edit(headline, outlet) if edited else None,
        )
        self.end()
        return article

    def edit(self, headline: str, outlet: Outlet) -> Edit:
        edit = Edit(
            week=self.take("week", int),
            at=self.moment("at", outlet),
            headline=self.take("headline", str, optional=True) or headline,
            pages=self.pages(),
        )
        self.end()
        return edit

    def take(self, key: str, kind: type, optional: bool = False) -> Any:
        value = self.left.pop(key, None)
        if value is None and not optional:
            raise BrokenArticleError(f"{key} is missing")
        if value is not None and type(value) is not kind:
            raise BrokenArticleError(f"{key} must be of type {kind.__name__}, not {type(value).__name__}")
        return value

    def matching(self, key: str, pattern: str) -> str:
        value: str = self.take(key, str)
        if not re.fullmatch(pattern, value):
            raise BrokenArticleError(f"{key} {value!r} is not of the form {pattern}")
        return value

    def one_of(self, key: str, allowed: frozenset[str]) -> str:
        value: str = self.take(key, str)
        if value not in allowed:
            raise BrokenArticleError(f"{key} {value!r} is not one of: {', '.join(sorted(allowed))}")
        return value

    def moment(self, key: str, outlet: Outlet) -> datetime:
        value: datetime = self.take(key, datetime)
        if value.tzinfo is None:
            raise BrokenArticleError(f"{key} has no time zone")
        return value.astimezone(outlet.timezone)

    def strings(self, key: str, optional: bool = False) -> tuple[str, ...]:
        values = self.take(key, list, optional=optional) or []
        return _texts(key, values)

    def pages(self) -> Pages:
        body = self.take("body", list, optional=True)
        pages = self.take("pages", list, optional=True)
        if (body is None) == (pages is None):
            raise BrokenArticleError("needs either body or pages")
        found = tuple(_texts("body", page) for page in ([body] if pages is None else pages))
        if not all(found):
            raise BrokenArticleError("has a page without paragraphs")
        return found

    def end(self) -> None:
        if self.left:
            raise BrokenArticleError(f"unknown key {sorted(self.left)[0]!r}")


def _texts(key: str, values: object) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
        raise BrokenArticleError(f"{key} must be a list of texts")
    return tuple(" ".join(value.split()) for value in values)
