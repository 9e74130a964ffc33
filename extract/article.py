"""Pages or files -> one clean article: text of all pages, metadata, dateline, marks of paid and syndicated copy."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

from extract.cleaning.bylines import find_author, find_origin, is_paid_line
from extract.cleaning.charset import MAX_BYTES, refuse_binary, without_controls
from extract.cleaning.dateline import find_dateline
from extract.cleaning.furniture import clean_lines, looks_like_sentence
from extract.cleaning.headline import split_headline
from extract.cleaning.language import find_language, refuse_foreign
from extract.cleaning.lead import from_dateline
from extract.cleaning.lexicon import alternatives, furniture_words
from extract.cleaning.page_body import read_body
from extract.cleaning.page_furniture import squeeze
from extract.cleaning.page_html import blocks, parse_html
from extract.cleaning.page_join import is_same_article, join_pages
from extract.cleaning.page_metadata import PageMetadata, read_metadata
from extract.cleaning.timestamps import DEFAULT_ZONE, find_stamps, is_stamp_line
from models.article import Article
from models.errors import AccessWall, NoArticleText, NotAnArticle
from models.page import Page
from models.source import Source

_ODD_BLANKS = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e]")
_ERROR_REACH = 1500
_MIN_WORDS = 20
_FEW_SENTENCES = 2


@dataclass(frozen=True)
class _Content:
    """One page or file, read but not yet an article."""

    title: str | None
    author: str | None
    published_at: datetime | None
    published_on: date | None
    url: str | None
    site: str | None
    is_paid: bool
    origin: str | None
    lines: tuple[str, ...]
    body_mark: str | None = None


def clean_pages(pages: Sequence[Page], source: Source | None) -> Article:
    """The article of one or more fetched pages, in order.

    Raises NotAnArticle where they hold none: binary or huge bodies, error pages, consent walls, no text, another
    language.
    """
    if not pages:
        raise NotAnArticle("No page was given; there is no article to clean.")
    first = _read_fetched(pages[0], source)
    further = [(page, _read_further(page, source, first)) for page in pages[1:]]
    kept = [(page, content) for page, content in further if content is not None]
    return _article(
        [first, *(content for _, content in kept)],
        name=pages[0].url,
        source=source.slug if source else None,
        outlet=source.name if source else None,
        province=source.province if source else None,
        page_urls=(pages[0].url, *(page.url for page, _ in kept)),
    )


def clean_html(
    body: bytes,
    *,
    name: str = "HTML file",
    title: str | None = None,
    published: date | datetime | None = None,
    url: str | None = None,
    source: str | None = None,
    place: str | None = None,
) -> Article:
    """The article of one saved page; what is given overrides what the page says.

    Raises NotAnArticle as `clean_pages` does; `name` is how messages call the page.
    """
    content = _read_page(body, url, site_name=None, zone=None, not_after=None, name=name)
    article = _article([content], name=url or name, source=source, place=place)
    moment, day = _moment_and_day(published)
    given = {
        "title": title or article.title,
        "url": url or article.url,
        "published_at": moment if published else article.published_at,
        "published_on": day if published else article.published_on,
    }
    return article.model_copy(update=given)


def clean_text(
    text: str,
    *,
    title: str | None = None,
    published: date | datetime | None = None,
    url: str | None = None,
    source: str | None = None,
    place: str | None = None,
    name: str = "text",
) -> Article:
    """The article of a plain text; `name` is how messages call it.

    The headline above the text, if any, becomes the title. Raises NotAnArticle for empty, binary or huge text and for
    text that is clearly not Indonesian.
    """
    if not text.strip():
        raise NotAnArticle(f"{name}: is empty; there is nothing to read.")
    if len(text) > MAX_BYTES:
        raise NotAnArticle(
            f"{name}: {len(text) / 1e6:.0f} million characters are more than an article can have "
            f"(limit {MAX_BYTES // 10**6} million); give the article alone."
        )
    refuse_binary(text, name)
    plain = split_headline(_normal(text))
    all_lines = (*plain.dropped, *plain.lines)
    moment, day = _moment_and_day(published) if published else _printed_moment(all_lines)
    content = _Content(
        title=title or plain.title,
        author=find_author(all_lines),
        published_at=moment,
        published_on=day,
        url=url,
        site=None,
        is_paid=any(map(is_paid_line, all_lines)),
        origin=find_origin(all_lines),
        lines=plain.lines,
    )
    return _article([content], name=name, source=source, place=place)


def _read_fetched(page: Page, source: Source | None, first: _Content | None = None) -> _Content:
    return _read_page(
        page.body,
        page.url,
        site_name=source.name if source else None,
        zone=ZoneInfo(source.timezone) if source else None,
        not_after=page.fetched_at,
        first=first,
    )


def _read_further(page: Page, source: Source | None, first: _Content) -> _Content | None:
    """Page 2 or further; None where the site answers with an error, a consent wall or another article."""
    try:
        content = _read_fetched(page, source, first)
    except NotAnArticle:
        return None
    return content if is_same_article(first.title, content.title) else None


def _read_page(
    raw: bytes,
    url: str | None,
    *,
    site_name: str | None,
    zone: tzinfo | None,
    not_after: datetime | None,
    name: str | None = None,
    first: _Content | None = None,
) -> _Content:
    label = name or url or "page"
    tree = parse_html(raw, label)
    held = list(
        tree.iter()
    )  # lxml makes the object of an element anew at each visit, unless somebody holds it
    page_blocks = blocks(tree)
    meta = read_metadata(tree, page_blocks, url, site_name=site_name, zone=zone, not_after=not_after)
    texts = [_normal(block.text) for block in page_blocks]
    body = read_body(tree, url, first.body_mark if first else None)
    del held
    lines = [squeeze(_normal(line)) for line in body.lines]
    _refuse_no_article(lines, texts, meta, label, least=1 if first else _MIN_WORDS)
    return _Content(
        title=squeeze(_normal(meta.title)) if meta.title else None,
        author=meta.author,
        published_at=meta.published_at,
        published_on=meta.published_on,
        url=meta.canonical_url,
        site=meta.site,
        is_paid=meta.is_paid or any(map(is_paid_line, lines)),
        origin=find_origin(_near_article(texts, lines)),
        lines=tuple(lines),
        body_mark=body.mark,
    )


def _near_article(texts: Sequence[str], lines: Sequence[str]) -> list[str]:
    """The page's texts from the article's last paragraph on, some lines far: where a copy names its origin."""
    last = next((line for line in reversed(lines) if looks_like_sentence(line)), None)
    if last is None:
        return list(lines)
    wanted = _letters(last)
    reach = range(len(texts) - 1, -1, -1)
    at = next((i for i in reach if len(texts[i]) >= len(wanted) and _letters(texts[i]) == wanted), None)
    return [*lines[-3:], *([] if at is None else texts[at : at + 25])]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text[:80]))[:40]


def _refuse_no_article(
    lines: Sequence[str], texts: Sequence[str], meta: PageMetadata, name: str, *, least: int
) -> None:
    words = furniture_words()
    sentences = sum(map(looks_like_sentence, lines))
    shown = " ".join((meta.title or "", *texts))[:_ERROR_REACH]
    not_found = alternatives(words.not_found)
    # The title of an error page says so; its text may, where there is next to nothing else.
    headings = [meta.title or "", *texts[:3]]
    claims = [*headings, *lines[:2]] if sentences <= _FEW_SENTENCES else headings[:1]
    if sum(map(len, lines)) < _ERROR_REACH and any(map(not_found.search, claims)):
        raise NoArticleText(f"{name}: is an error page (article not found), not an article.")
    if sentences <= _FEW_SENTENCES and not meta.published_on and alternatives(words.consent).search(shown):
        raise AccessWall(f"{name}: shows a consent or robot check instead of an article.")
    if (not sentences and least > 1) or sum(len(line.split()) for line in lines) < least:
        raise NoArticleText(f"{name}: no article text was found on the page.")


def _article(
    contents: Sequence[_Content],
    *,
    name: str,
    source: str | None = None,
    outlet: str | None = None,
    province: str | None = None,
    place: str | None = None,
    page_urls: tuple[str, ...] = (),
) -> Article:
    first = contents[0]
    dated = next((c for c in contents if c.published_on), first)
    titles = {content.title.casefold() for content in contents if content.title}
    site = outlet or first.site
    joined = join_pages([content.lines for content in contents])
    lines = clean_lines([line for line in joined if line.casefold() not in titles])
    lines = from_dateline(lines, site)
    origin = next((c.origin for c in reversed(contents) if c.origin), None)
    text = "\n".join(lines)
    if not any(map(str.strip, lines)):
        raise NoArticleText(f"{name}: no article text was found in it.")
    language = find_language(text)
    refuse_foreign(text, language, name)
    return Article(
        url=first.url,
        source=source,
        outlet=site,
        title=first.title,
        author=next((c.author for c in contents if c.author), None),
        published_at=dated.published_at,
        published_on=dated.published_on,
        text=text,
        language=language,
        dateline=find_dateline(text, site),
        place_hint=place,
        province=province,
        is_paid=any(content.is_paid for content in contents),
        origin=origin if origin and origin.casefold() != (site or "").casefold() else None,
        page_urls=page_urls,
    )


def _normal(text: str) -> str:
    """One form of every character: composed, plain blanks, nothing invisible."""
    if text.isascii() and text.isprintable():  # most lines of most pages
        return text
    return _INVISIBLE.sub("", _ODD_BLANKS.sub(" ", unicodedata.normalize("NFC", without_controls(text))))


def _moment_and_day(published: date | datetime | None) -> tuple[datetime | None, date | None]:
    if isinstance(published, datetime):
        moment = published if published.tzinfo else published.replace(tzinfo=DEFAULT_ZONE)
        return moment, moment.date()
    return None, published


def _printed_moment(lines: Sequence[str]) -> tuple[datetime | None, date | None]:
    """The time in a byline of its own."""
    for line in lines:
        if is_stamp_line(line):
            stamp = find_stamps(line)[0]
            return stamp.moment(DEFAULT_ZONE), stamp.day
    return None, None
