"""Headline, time of publication, author, address and site of a page, from its markup and its byline."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from extract.bylines import find_author, is_paid_section, person_names
from extract.cleaning_words import byline_words
from extract.page_furniture import squeeze
from extract.page_html import Block
from extract.timestamps import DEFAULT_ZONE, Stamp, find_stamps, is_stamp_line, parse_machine_time

if TYPE_CHECKING:
    from lxml.html import HtmlElement
else:
    HtmlElement = Any

_ARTICLE_TYPES = frozenset(
    {"Article", "NewsArticle", "BlogPosting", "ReportageNewsArticle", "Report", "WebPage"}
)
_TIME_NAMES = (
    "article:published_time", "datepublished", "publishdate", "publish_date", "publisheddate", "published_date",
    "pubdate", "dtk:publishdate", "content_publisheddate", "content_publish_date", "cxenseparse:recs:publishtime", "sailthru.date",
    "parsely-pub-date", "og:published_time", "dc.date.issued", "dcterms.created", "dc.date", "article.published",
)  # fmt: skip
_AUTHOR_NAMES = (
    "author",
    "article:author",
    "dtk:author",
    "content_author",
    "content_reporter",
    "dc.creator",
    "parsely-author",
)
_TITLE_TAIL = re.compile(r"\s+(?:[-–—|•·:»]|::)\s+[^-–—|•·»]{2,60}$")
_PAGE_TAIL = re.compile(r"\s*[-–—|(]?\s*\b(?:halaman|hal|page)\s*(?:\d{1,3}|all|semua)\)?\s*$", re.IGNORECASE)
_ALIAS_HOST = re.compile(r"^(?:www\d?|m|mobile|amp|wap|beta|old)\.")
_NOISE_KEYS = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|igshid|page|halaman|hal|amp|ref|source|from|s|_ga)$", re.IGNORECASE
)
_WINDOW = 60
_LEAD_LENGTH = 120


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


@dataclass
class _Structured:
    """JSON-LD article node and meta elements of the page."""

    node: dict[str, Any]
    publisher: str | None
    metas: dict[str, str] = field(default_factory=dict)


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
    structured = _read_structured(tree)
    site = structured.metas.get("og:site_name") or structured.publisher
    names = tuple(name for name in (site_name, site, urlsplit(url or "").hostname) if name)
    title, headline = _title(tree, structured, names)
    at = _block_index(page_blocks, headline)
    moment, day = _published(tree, structured, page_blocks, at, zone, not_after)
    return PageMetadata(
        title=title,
        author=_author(tree, structured, page_blocks[at or 0 :], names),
        published_at=moment,
        published_on=day,
        canonical_url=_canonical(tree, structured, url),
        site=site,
        is_paid=_in_paid_section(tree, structured),
    )


def _read_structured(tree: HtmlElement) -> _Structured:
    metas: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        content = squeeze(element.get("content") or "")
        if name and content:
            metas.setdefault(name, content)
    nodes = [node for script in tree.iter("script") for node in _json_nodes(script)]
    articles = [node for node in nodes if _types(node) & _ARTICLE_TYPES]
    articles.sort(key=lambda node: ("WebPage" in _types(node), "datePublished" not in node))
    node = articles[0] if articles else {}
    publisher = node.get("publisher")
    name = publisher.get("name") if isinstance(publisher, dict) else None
    return _Structured(node, name if isinstance(name, str) else None, metas)


def _json_nodes(script: HtmlElement) -> Iterator[dict[str, Any]]:
    if "ld+json" not in (script.get("type") or "").lower():
        return
    raw = re.sub(r"^\s*(?:<!--|//<!\[CDATA\[)|(?:-->|//\]\]>)\s*$", "", script.text_content() or "")
    try:
        data = json.loads(raw, strict=False)
    except (json.JSONDecodeError, RecursionError):
        # A broken script (an unescaped quote in the headline) still tells the time.
        found = re.search(r'"datePublished"\s*:\s*"([^"]{8,40})"', raw)
        if found is not None:
            yield {"@type": "Article", "datePublished": found.group(1)}
        return
    yield from _flatten(data, 0)


def _flatten(data: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 6:
        return
    if isinstance(data, list):
        for item in data[:200]:
            yield from _flatten(item, depth + 1)
    elif isinstance(data, dict):
        yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _flatten(data.get(key), depth + 1)


def _types(node: dict[str, Any]) -> set[str]:
    kind = node.get("@type")
    return (
        {kind}
        if isinstance(kind, str)
        else {k for k in kind if isinstance(k, str)}
        if isinstance(kind, list)
        else set()
    )


def _key(text: str) -> str:
    return re.sub(r"\W+", " ", text).casefold().strip()


def _title(
    tree: HtmlElement, structured: _Structured, site_names: Sequence[str]
) -> tuple[str | None, HtmlElement | None]:
    """Headline without the site's name, and the element that prints it."""
    claims = [structured.metas.get("og:title"), structured.node.get("headline"), tree.findtext(".//title")]
    claimed = [squeeze(claim) for claim in claims if isinstance(claim, str) and squeeze(claim)]
    keys = [_key(claim) for claim in claimed]
    sites = {_key(name) for name in site_names}
    headings = [(squeeze(e.text_content()), e) for e in tree.iter("h1", "h2") if len(e.text_content()) < 400]
    for tag in ("h1", "h2"):
        matching = [
            (text, e)
            for text, e in headings
            if e.tag == tag
            and _key(text) not in sites
            and len(_key(text)) > 8
            and any(_key(text) in key for key in keys)
        ]
        if matching:
            return max(matching, key=lambda pair: len(pair[0]))
    if claimed:
        return _without_site(claimed[0], site_names), None
    first = next(
        ((text, e) for text, e in headings if e.tag == "h1" and text and _key(text) not in sites), None
    )
    return first if first is not None else (None, None)


def _without_site(title: str, site_names: Sequence[str]) -> str:
    title = _PAGE_TAIL.sub("", title)
    sites = [_key(name) for name in site_names]
    for _ in range(3):
        tail = _TITLE_TAIL.search(title)
        if tail is None:
            break
        words = _key(tail.group())
        is_site = any(
            words in site or site in words or words.replace(" ", "") in site.replace(" ", "")
            for site in sites
        )
        if not is_site and "|" not in tail.group():
            break
        title = _PAGE_TAIL.sub("", title[: tail.start()])
    return title


def _block_index(page_blocks: Sequence[Block], headline: HtmlElement | None) -> int | None:
    if headline is None:
        return None
    inside = set(headline.iter())
    return next((i for i, block in enumerate(page_blocks) if block.element in inside), None)


def _published(
    tree: HtmlElement,
    structured: _Structured,
    page_blocks: Sequence[Block],
    headline_at: int | None,
    zone: tzinfo | None,
    not_after: datetime | None,
) -> tuple[datetime | None, date | None]:
    printed = _printed_stamp(page_blocks, headline_at, not_after)
    for value in _machine_times(tree, structured):
        moment, day = parse_machine_time(value)
        if day is None or (not_after and day > not_after.date() + timedelta(days=1)):
            continue
        return _reconciled(moment, day, printed, zone)
    if printed is None:
        return None, None
    moment = printed.moment(zone or DEFAULT_ZONE)
    return moment, printed.day


def _machine_times(tree: HtmlElement, structured: _Structured) -> Iterator[str]:
    node_time = structured.node.get("datePublished")
    if isinstance(node_time, str):
        yield node_time
    for name in _TIME_NAMES:
        if name in structured.metas:
            yield structured.metas[name]
    marked = tree.xpath(".//*[@itemprop='datePublished']") + [
        e for e in tree.iter("time") if _is_publication_time(e)
    ]
    for element in marked[:10]:
        value = element.get("datetime") or element.get("content")
        if value:
            yield value


def _is_publication_time(element: HtmlElement) -> bool:
    names = f"{element.get('class', '')} {element.get('itemprop', '')}".lower()
    # WordPress marks the time of publication "entry-date updated" where nothing was edited.
    if ("updated" in names.split() and "entry-date" not in names) or "modified" in names:
        return False
    return not any(ancestor.tag in {"aside", "nav", "footer"} for ancestor in element.iterancestors())


def _reconciled(
    moment: datetime | None, day: date, printed: Stamp | None, zone: tzinfo | None
) -> tuple[datetime | None, date]:
    """One time out of the machine's and the printed one.

    Templates write local time as UTC or the wrong zone: where both tell the same clock, or lie apart by the whole
    seven, eight or nine hours between Indonesia and UTC, the printed one is right.
    """
    home = zone or DEFAULT_ZONE
    read = printed.moment(home) if printed is not None else None
    if moment is None or (
        moment.time() == time(0) and read is not None and printed is not None and printed.day == day
    ):
        same_day = read is not None and printed is not None and printed.day == day
        return (read, day) if same_day else (None, day)
    if moment.tzinfo is None:
        named = read.tzinfo if read is not None and printed is not None and printed.zone else None
        moment = moment.replace(tzinfo=named or home)
    if read is not None and printed is not None:
        hours, rest = divmod(abs((moment - read).total_seconds()), 3600)
        same_clock = moment.replace(tzinfo=None, second=0) == read.replace(tzinfo=None, second=0)
        if (same_clock and (printed.zone or moment.utcoffset() == timedelta(0))) or (
            hours in {7, 8, 9} and rest < 60
        ):
            return read, printed.day
    offset = moment.utcoffset()
    is_indonesian = offset is not None and offset in {timedelta(hours=h) for h in (7, 8, 9)}
    local = moment if is_indonesian and zone is None else moment.astimezone(home)
    return local, local.date()


def _printed_stamp(
    page_blocks: Sequence[Block], headline_at: int | None, not_after: datetime | None
) -> Stamp | None:
    """The byline's stamp: after the headline, before the text; above the headline only in its own line."""
    last = not_after.date() + timedelta(days=1) if not_after else date.max
    start = 0 if headline_at is None else headline_at + 1
    after = _before_lead([block.text for block in page_blocks[start : start + _WINDOW]])
    stamps = [s for text in after for s in _publication_stamps(text) if s.day <= last]
    with_clock = [s for s in stamps if s.clock is not None]
    if with_clock or (stamps and headline_at is not None):
        return (with_clock or stamps)[0]
    later = [block.text for block in page_blocks[start : start + _WINDOW] if is_stamp_line(block.text)]
    above = (
        [] if headline_at is None else [b.text for b in page_blocks[max(0, headline_at - 4) : headline_at]]
    )
    for text in (*later, *reversed(above)):
        found = [s for s in _publication_stamps(text) if s.clock is not None and s.day <= last]
        if found:
            return found[0]
    return None


def _before_lead(texts: Sequence[str]) -> list[str]:
    found: list[str] = []
    for text in texts:
        if len(text) > _LEAD_LENGTH:
            break
        found.append(text)
    return found


def _publication_stamps(text: str) -> list[Stamp]:
    if len(text) > 300:
        return []
    words = byline_words().not_publication
    return [
        s
        for s in find_stamps(text)
        if not any(word in text[max(0, s.start - 25) : s.start].lower() for word in words)
    ]


def _author(
    tree: HtmlElement, structured: _Structured, page_blocks: Sequence[Block], site_names: Sequence[str]
) -> str | None:
    labelled = find_author([block.text for block in page_blocks], site_names)
    if labelled is not None:
        return labelled
    for value in _author_values(tree, structured):
        name = None if value.startswith("http") else person_names(value, site_names)
        if name is not None:
            return name
    return None


def _author_values(tree: HtmlElement, structured: _Structured) -> Iterator[str]:
    authors = structured.node.get("author")
    people = [a for a in (authors if isinstance(authors, list) else [authors]) if a]
    names = [
        a if isinstance(a, str) else a.get("name")
        for a in people
        if isinstance(a, str) or _types(a) != {"Organization"}
    ]
    yield ", ".join(name for name in names if isinstance(name, str))
    for name in _AUTHOR_NAMES:
        if name in structured.metas:
            yield structured.metas[name]
    marked = tree.xpath(
        ".//*[@rel='author' or @itemprop='author' or contains(@class,'author') or contains(@class,'byline')"
        " or contains(@class,'penulis') or contains(@class,'reporter') or contains(@class,'jurnalis')]"
    )
    for element in marked[:10]:
        text = squeeze(element.text_content())
        if 3 <= len(text) <= 80:
            yield find_author([text]) or text


def _in_paid_section(tree: HtmlElement, structured: _Structured) -> bool:
    sections = structured.node.get("articleSection")
    named = [s for s in (sections if isinstance(sections, list) else [sections]) if isinstance(s, str)]
    links = tree.xpath(
        ".//a[contains(@rel,'category') or ancestor::*[contains(@class,'breadcrumb') or contains(@class,'cat-links')]]"
    )
    named += [squeeze(link.text_content()) for link in links[:20]]
    return any(map(is_paid_section, [*named, structured.metas.get("article:section", "")]))


def _canonical(tree: HtmlElement, structured: _Structured, url: str | None) -> str | None:
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
    kept = [pair for pair in parts.query.split("&") if pair and not _NOISE_KEYS.match(pair.split("=", 1)[0])]
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", "&".join(kept), ""))
