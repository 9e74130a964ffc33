"""What the markup of an article's page says to the crawler: further pages, copies, wishes, how much text."""

from collections.abc import Collection
from hashlib import sha256
from typing import Any, NamedTuple

from lxml import etree

from crawler.discovery.listings import leads_on
from crawler.discovery.markup_fields import markup_gaps
from crawler.discovery.page_tree import base_url, joined, parse_page
from crawler.discovery.xml import UnreadableListing
from crawler.paging import is_whole_view, numbered_page, page_number
from crawler.urls import canonical_url, clean_url, compiled, host_of
from models.source import Source

_MAX_LINKS = 500
_LONG_TEXTS = etree.XPath(
    "//text()[string-length(.) >= 60 and not(parent::script or parent::style)]"  # cheap, and leaves little
    "[string-length(normalize-space(.)) >= 60 and not(ancestor::script or ancestor::style or "
    "ancestor::noscript or ancestor::template or ancestor::nav or ancestor::footer or ancestor::form)]"
)
"""Texts long enough to be a sentence of an article and not a label."""


class ArticlePage(NamedTuple):
    """One page of an article, as far as its markup concerns the crawler."""

    metas: tuple[tuple[str, str], ...] = ()
    """`<meta>` elements as (name in lower case, content)."""
    further: dict[int, str] = {}  # noqa: RUF012 - never written to
    """Further pages that it links to, by number."""
    whole_url: str | None = None
    """Address that shows all pages at once, where it links to one."""
    copy_url: str | None = None
    """AMP or print copy that it names."""
    text_length: int = 0
    """Characters in texts as long as a sentence, furniture partly included: little where a script loads the article."""
    text_digest: str = ""
    """Over those texts, to know a page that repeats another."""
    gaps: tuple[str, ...] = ()
    """Fields that the markup lacks or garbles, as `published/missing`."""


def read_article_page(
    body: bytes, url: str, names: Collection[str], number: int, source: Source, encoding: str | None = None
) -> ArticlePage:
    """Return what a page of an article says. A body that is no HTML says nothing.

    `url` is the page's own address, `number` its number; `names` are the article's canonical addresses: page links
    of other articles do not count. Pages that a script loads, or that differ behind `#` only, have no address.
    """
    try:
        root = parse_page(body, encoding)
    except UnreadableListing:
        return ArticlePage()
    base = base_url(root, url)
    known = {name.rstrip("/") for name in names}
    links = _links(root, base, known)
    texts = [" ".join(text.split()) for text in _long_texts(root)]
    return ArticlePage(
        metas=tuple(
            ((meta.get("name") or "").strip().lower(), meta.get("content") or "")
            for meta in root.iter("meta")
        ),
        further=_further(links, known, number, source),
        whole_url=next(
            (link for link, _ in links if is_whole_view(link) and _canonical(link) in known), None
        ),
        copy_url=_copy(root, base, source),
        text_length=sum(map(len, texts)),
        text_digest=sha256("\n".join(texts).encode("utf-8", "surrogatepass")).hexdigest(),
        gaps=markup_gaps(root) if number == 1 else (),
    )


def _long_texts(root: etree._Element) -> list[str]:
    found: Any = _LONG_TEXTS(root)
    return [str(text) for text in found]


def _links(root: etree._Element, base: str, known: Collection[str]) -> list[tuple[str, bool]]:
    """Return the links that begin as the article's address does, each with whether it says that it leads on.

    In normal form, which costs much: the other links of the page are not brought into it.
    """
    stems = tuple(_stem(name) for name in known)
    tails = tuple(stem.rpartition("/")[2] for stem in stems)
    found: list[tuple[str, bool]] = []
    for element in root.iter("a", "link"):
        href = element.get("href")
        if not href or not (href.lstrip().startswith("?") or any(map(href.lower().__contains__, tails))):
            continue  # cheap, and most links of a page end here
        target = joined(base, href)
        if target is None or not _stem(target).startswith(stems) or len(found) >= _MAX_LINKS:
            continue
        link = clean_url(target)
        if link is not None:
            found.append((link, leads_on(element)))
    return found


def _stem(url: str) -> str:
    """The address without scheme and without the ending of a file."""
    return url.partition("://")[2].removesuffix(".html").removesuffix(".htm").lower()


def _further(
    links: list[tuple[str, bool]], known: Collection[str], number: int, source: Source
) -> dict[int, str]:
    pages: dict[int, str] = {}
    for link, is_next in links:
        page = _number(link, known, source)
        if page is not None:
            pages.setdefault(page, link)
        elif is_next and _continues(link, known):
            pages.setdefault(number + 1, link)
    return pages


def _number(link: str, known: Collection[str], source: Source) -> int | None:
    """Return the number of the article's page that a link leads to, None where it leads to none."""
    page = numbered_page(link)
    if page is not None and (page.article.rstrip("/") in known or _canonical(link) in known):
        return page.number
    if source.paging is None or not compiled(source.paging).fullmatch(link):
        return None
    is_of_article = _canonical(link) in known or link.startswith(tuple(f"{name}/" for name in known))
    return page_number(link) if is_of_article else None


def _continues(link: str, known: Collection[str]) -> bool:
    """Tell whether a "next" link stays in the article: its own path with another query, or a path below it.

    On many sites `rel=next` leads to the next article instead.
    """
    path, _, query = link.partition("?")
    if path.rstrip("/") in known:
        return bool(query) and not is_whole_view(link) and _canonical(link) not in known
    return path.startswith(tuple(f"{name}/" for name in known))


def _canonical(link: str) -> str:
    return (canonical_url(link) or "").rstrip("/")


def _copy(root: etree._Element, base: str, source: Source) -> str | None:
    for element in root.iter("link"):
        rel = (element.get("rel") or "").lower().split()
        is_print = "alternate" in rel and (element.get("media") or "").strip().lower() == "print"
        target = joined(base, element.get("href")) if "amphtml" in rel or is_print else None
        if target is not None and host_of(target) in source.hosts:
            return target
    return None
