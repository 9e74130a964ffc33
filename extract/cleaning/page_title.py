"""Headline of a page, without the site's name, and the element that prints it."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from extract.cleaning.furniture import looks_like_headline, looks_like_sentence
from extract.cleaning.page_furniture import squeeze
from extract.cleaning.page_html import Block
from extract.cleaning.page_structured import StructuredData

if TYPE_CHECKING:
    from lxml.html import HtmlElement
else:
    HtmlElement = Any

_TITLE_TAIL = re.compile(r"\s+(?:[-–—|•·:»]|::)\s+[^-–—|•·»]{2,60}$")
_TITLE_HEAD = re.compile(r"[^-–—|•·»]{2,60}?\s*(?:[-–—|•·»]|::|:)\s+")
_PAGE_TAIL = re.compile(r"\s*[-–—|(]?\s*\b(?:halaman|hal|page)\s*(?:\d{1,3}|all|semua)\)?\s*$", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
_LONGEST = 400
_FEWEST_WORDS = 4
_REACH = 12
_WINDOW = 60
_PARAGRAPHS = 4


def find_title(
    tree: HtmlElement, structured: StructuredData, page_blocks: Sequence[Block], site_names: Sequence[str]
) -> tuple[str | None, HtmlElement | None]:
    """Headline without the site's name, and the element that prints it."""
    claims = [structured.metas.get("og:title"), structured.node.get("headline"), tree.findtext(".//title")]
    claimed = [squeeze(claim) for claim in claims if isinstance(claim, str) and squeeze(claim)]
    sites = {_key(name) for name in site_names}
    headings = [(squeeze(e.text_content()), e) for e in tree.iter(*_HEADINGS)]
    headings = [(text, e) for text, e in headings if 0 < len(text) < _LONGEST and _key(text) not in sites]
    matching = _printed_claim(headings, [_key(claim) for claim in claimed])
    if matching is not None:
        return matching
    above = _heading_above_text(page_blocks, sites)
    title = next((t for t in (_without_site(c, site_names) for c in claimed) if _key(t) not in sites), None)
    if above is not None and (title is None or _is_strange(title, above[2])):
        return above[:2]
    if title is not None:
        return title, None
    return next((pair for pair in headings if pair[1].tag == "h1"), (None, None))


def _printed_claim(
    headings: Sequence[tuple[str, HtmlElement]], keys: Sequence[str]
) -> tuple[str, HtmlElement] | None:
    """The heading that prints what the page claims as its title; a lower one only where it prints most of it."""
    shortest = min(map(len, keys), default=0)
    for tag in _HEADINGS:
        least = 9 if tag in {"h1", "h2"} else max(9, shortest // 2)
        matching = [
            (text, e)
            for text, e in headings
            if e.tag == tag and len(_key(text)) >= least and any(_key(text) in key for key in keys)
        ]
        if matching:
            return max(matching, key=lambda pair: len(pair[0]))
    return None


def _without_site(title: str, site_names: Sequence[str]) -> str:
    title = _PAGE_TAIL.sub("", title)
    sites = [_key(name) for name in site_names]
    head = _TITLE_HEAD.match(title)
    if head is not None and _key(head.group()) in sites:
        title = title[head.end() :]
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


def _heading_above_text(
    page_blocks: Sequence[Block], sites: set[str]
) -> tuple[str, HtmlElement, set[str]] | None:
    """The first heading whose words return in the paragraphs below it, with the words of these paragraphs.

    For portals that write their own name into the title of every page. Where none is marked up as a heading, the first
    line that reads as one.
    """
    own = [index for index, block in enumerate(page_blocks) if _key(block.text) not in sites]
    marked = [index for index in own if page_blocks[index].element.tag in _HEADINGS]
    others = [index for index in own[:_WINDOW] if looks_like_headline(page_blocks[index].text)]
    for index in (*marked, *others):
        words = _words(page_blocks[index].text)
        if len(words) < _FEWEST_WORDS:
            continue
        below = [b.text for b in page_blocks[index + 1 : index + _REACH] if looks_like_sentence(b.text)]
        text = _words(" ".join(below[:_PARAGRAPHS]))
        if len(words & text) >= len(words) / 2:
            return page_blocks[index].text, page_blocks[index].element, text
    return None


def _is_strange(title: str, text: set[str]) -> bool:
    words = _words(title)
    return len(words & text) < len(words) / 3


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{4,}", text.casefold()))


def _key(text: str) -> str:
    return re.sub(r"\W+", " ", text).casefold().strip()
