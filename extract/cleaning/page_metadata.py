"""Headline, time of publication, author, address and site of a page, from its markup and its byline."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from extract.cleaning.bylines import (
    find_author,
    find_credited_author,
    find_editors,
    find_labelled_author,
    is_paid_section,
    person_names,
)
from extract.cleaning.lexicon import byline_words
from extract.cleaning.page_furniture import squeeze
from extract.cleaning.page_html import Block
from extract.cleaning.page_structured import StructuredData, node_types, read_structured
from extract.cleaning.page_time import find_published
from extract.cleaning.page_title import find_title
from extract.cleaning.timestamps import find_stamps

if TYPE_CHECKING:
    from lxml.html import HtmlElement
else:
    HtmlElement = Any

_AUTHOR_CLASSES = ("author", "byline", "penulis", "reporter", "jurnalis")
_ALIAS_HOST = re.compile(r"^(?:www\d?|m|mobile|amp|wap|beta|old)\.")
# Parameters that say where the reader came from or which page or view of the article is shown.
_NOISE = re.compile(
    r"(?:utm_\w+|fbclid|gclid|igshid|ref|source|from|s|_ga|page|pages|halaman|hal|pgrelated|showpage|amp|outputtype)(?:=|$)"
    r"|(?:single|showall|m|view_all|viewall|print)=(?:1|0|true|all)?$|(?:start|limitstart)=\d*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class PageMetadata:
    """What a page says of itself."""

    title: str | None
    author: str | None
    published_at: datetime | None
    published_on: date | None
    canonical_url: str | None
    site: str | None
    is_paid: bool


def read_metadata(
    tree: HtmlElement,
    page_blocks: Sequence[Block],
    url: str | None,
    *,
    site_name: str | None,
    zone: tzinfo | None,
    not_after: datetime | None,
) -> PageMetadata:
    """Metadata of a page. Times without a zone get `zone`; times after `not_after` are not believed."""
    structured = read_structured(tree)
    site = structured.metas.get("og:site_name") or structured.publisher
    names = tuple(name for name in (site_name, site, urlsplit(url or "").hostname) if name)
    title, headline = find_title(tree, structured, page_blocks, names)
    at = _block_index(page_blocks, headline)
    moment, day = find_published(tree, structured, page_blocks, at, zone, not_after)
    return PageMetadata(
        title=title,
        author=_author(tree, structured, page_blocks[at or 0 :], names),
        published_at=moment,
        published_on=day,
        canonical_url=_canonical(tree, structured, url),
        site=site,
        is_paid=_in_paid_section(tree, structured),
    )


def _block_index(page_blocks: Sequence[Block], headline: HtmlElement | None) -> int | None:
    if headline is None:
        return None
    inside = set(headline.iter())
    return next((i for i, block in enumerate(page_blocks) if block.element in inside), None)


def _author(
    tree: HtmlElement, structured: StructuredData, page_blocks: Sequence[Block], site_names: Sequence[str]
) -> str | None:
    texts = [block.text for block in page_blocks]
    labelled = find_labelled_author(texts, site_names)
    if labelled is not None:
        return labelled
    claims = [value for value in _author_values(tree, structured) if not value.startswith("http")]
    names = [name for name in (person_names(claim, site_names) for claim in claims) if name is not None]
    # Some templates give the editor for the author, or beside him; the byline's other name is the one.
    editors = find_editors(texts)
    authors = [", ".join(one for one in name.split(", ") if one not in editors) for name in names]
    author = next(filter(None, authors), None)
    return author or find_credited_author(texts, site_names) or next(iter(names), None)


def _author_values(tree: HtmlElement, structured: StructuredData) -> Iterator[str]:
    authors = structured.node.get("author")
    people = [a for a in (authors if isinstance(authors, list) else [authors]) if a]
    names = [
        a if isinstance(a, str) else a.get("name")
        for a in people
        if isinstance(a, str) or node_types(a) != {"Organization"}
    ]
    yield ", ".join(name for name in names if isinstance(name, str))
    for name in byline_words().author_metas:
        if name in structured.metas:
            yield structured.metas[name]
    for element in islice(filter(_names_author, tree.iterdescendants()), 10):
        text = squeeze(element.text_content())
        if 3 <= len(text) <= 80:
            stamps = find_stamps(text)
            yield find_author([text]) or (text[: stamps[0].start].rstrip(" |·•,–-") if stamps else text)


def _names_author(element: HtmlElement) -> bool:
    name = element.get("class")
    if name is not None and any(word in name for word in _AUTHOR_CLASSES):
        return True
    return "author" in (element.get("rel"), element.get("itemprop"))


def _in_paid_section(tree: HtmlElement, structured: StructuredData) -> bool:
    sections = structured.node.get("articleSection")
    named = [s for s in (sections if isinstance(sections, list) else [sections]) if isinstance(s, str)]
    named += [squeeze(link.text_content()) for link in islice(_section_links(tree), 20)]
    return any(map(is_paid_section, [*named, structured.metas.get("article:section", "")]))


def _section_links(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Links of the breadcrumb and to categories, in order."""
    inside: set[HtmlElement] = set()
    for element in tree.iterdescendants():
        name = element.get("class", "")
        if "breadcrumb" in name or "cat-links" in name:
            inside.update(element.iterdescendants("a"))
        if element.tag == "a" and (element in inside or "category" in element.get("rel", "")):
            yield element


def _canonical(tree: HtmlElement, structured: StructuredData, url: str | None) -> str | None:
    """The address the page gives for itself if it lies on the same host, else the one it was fetched from."""
    claims = [e.get("href") for e in tree.iter("link") if "canonical" in (e.get("rel") or "").lower().split()]
    claims.append(structured.metas.get("og:url"))
    for claim in claims:
        address = _absolute(claim, url)
        if address is not None and (url is None or _same_page_host(address, url)):
            return _tidy(address)
    return None if url is None else _tidy(url)


def _absolute(claim: str | None, url: str | None) -> str | None:
    try:
        address = urljoin(url or "", (claim or "").strip())
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if claim and parts.scheme in {"http", "https"} and parts.netloc else None


def _same_page_host(address: str, url: str) -> bool:
    there, here = urlsplit(address), urlsplit(url)
    same = _ALIAS_HOST.sub("", there.netloc.lower()) == _ALIAS_HOST.sub("", here.netloc.lower())
    # A template that gives the home page as the address of every article is not believed.
    is_home = there.path.strip("/") == "" and not there.query and here.path.strip("/") != ""
    return same and not is_home


def _tidy(address: str) -> str:
    parts = urlsplit(address)
    kept = [pair for pair in parts.query.split("&") if pair and not _NOISE.match(pair)]
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", "&".join(kept), ""))
