"""HTML -> blocks and body lines: parsing, and finding the element with the article's text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extract.cleaning.charset import decode, without_controls
from extract.cleaning.lexicon import furniture_words
from extract.cleaning.page_furniture import class_names, drop_furniture, paragraph_lengths, squeeze
from models.errors import NotAnArticle

if TYPE_CHECKING:
    from lxml.html import HtmlElement
else:
    HtmlElement = Any

_MIN_BODY = 200
_MOST_BODIES = 40


@dataclass(frozen=True)
class Block:
    """A stretch of text between two block elements."""

    text: str
    element: HtmlElement
    """The block element that it stands in."""


def parse_html(body: bytes, name: str) -> HtmlElement:
    """The element tree of a page. Raises NotAnArticle for a body that is empty, huge, binary or no HTML."""
    import lxml.html
    from lxml.etree import ParserError

    text = without_controls(decode(body, name))
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except ParserError as error:
        raise NotAnArticle(f"{name}: holds no readable HTML; there is no article in it.") from error
    if tree.find(".//body") is None:
        raise NotAnArticle(f"{name}: holds no readable HTML; there is no article in it.")
    return tree


def blocks(tree: HtmlElement) -> list[Block]:
    """All text of the page in the order of the markup, split at block elements and line breaks."""
    found: list[Block] = []
    pieces: list[str] = []
    owner = tree
    for text, element, starts_block in _pieces(tree):
        if starts_block:
            _close(found, pieces, owner)
            owner = element
        pieces.append(text)
    _close(found, pieces, owner)
    return found


def body_lines(tree: HtmlElement, url: str | None) -> list[str]:
    """The lines of the article's text, furniture that markup gives away gone. Takes the tree apart."""
    import trafilatura

    container = _body_element(tree)
    drop_furniture(tree if container is None else container)
    whole = tree if container is None else _page_of(container)
    found = trafilatura.bare_extraction(
        whole, url=url, fast=container is not None, include_comments=False, include_tables=False
    )
    if found is None or isinstance(found, dict) or not found.text:
        return []
    return [line.removeprefix("- ") for line in map(squeeze, found.text.splitlines()) if line]


def _pieces(tree: HtmlElement) -> Iterator[tuple[str, HtmlElement, bool]]:
    """Text pieces with the block element they stand in, and whether a new block begins with them."""
    from lxml.etree import iterwalk

    words = furniture_words().page
    owners = [tree]
    skipped = 0
    for event, element in iterwalk(tree, events=("start", "end")):
        tag = element.tag
        if tag in words.skipped_tags:
            skipped += 1 if event == "start" else -1
        if event == "start":
            is_block = tag in words.block_tags
            if is_block and tag != "br":
                owners.append(element)
            if not skipped and (is_block or element.text):
                yield element.text or "", owners[-1], is_block
        else:
            is_block = tag in words.block_tags and tag != "br"
            if is_block:
                owners.pop()
            if not skipped and (is_block or element.tail):
                yield element.tail or "", owners[-1], is_block


def _close(found: list[Block], pieces: list[str], owner: HtmlElement) -> None:
    text = squeeze(" ".join(pieces))
    if text:
        found.append(Block(text, owner))
    pieces.clear()


def _body_element(tree: HtmlElement) -> HtmlElement | None:
    """The element that its class, id or itemprop names as the article's text, as close around the text as can be."""
    candidates = [e for e in tree.iter("div", "section", "article", "main", "td") if _is_named_body(e)][
        :_MOST_BODIES
    ]
    sizes = [(sum(paragraph_lengths(element)), element) for element in candidates]
    best = max((size for size, _ in sizes), default=0)
    if best < _MIN_BODY:
        return None
    # Pages that scroll on hold several articles: the first large one is meant.
    large = [element for size, element in sizes if size >= 0.9 * best]
    return [e for e in large if e is large[0] or large[0] in e.iterancestors()][-1]


def _is_named_body(element: HtmlElement) -> bool:
    wanted = furniture_words().page.body_names
    if element.get("itemprop", "").lower() == "articlebody":
        return True
    return any(name.lower() in wanted for name in class_names(element))


def _page_of(container: HtmlElement) -> HtmlElement:
    """A page that holds nothing but the container, so that no name of a class misleads the extraction."""
    import lxml.html

    page = lxml.html.Element("html")
    article = lxml.html.Element("article")
    body = lxml.html.Element("body")
    page.append(body)
    body.append(article)
    for element in container.iter():
        for name in ("class", "id", "style", "role", "hidden", "aria-hidden"):
            element.attrib.pop(name, None)
    container.tail = None
    article.append(container)
    return page
