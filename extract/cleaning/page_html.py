"""HTML -> element tree and blocks of text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extract.cleaning.charset import decode, without_controls
from extract.cleaning.lexicon import furniture_words
from extract.cleaning.page_furniture import squeeze
from models.errors import NotAnArticle

if TYPE_CHECKING:
    from lxml.html import HtmlElement
else:
    HtmlElement = Any


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
    for text, element, starts_block, _ in text_pieces(tree):
        if starts_block:
            _close(found, pieces, owner)
            owner = element
        pieces.append(text)
    _close(found, pieces, owner)
    return found


def text_pieces(root: HtmlElement) -> Iterator[tuple[str, HtmlElement, bool, bool]]:
    """Pieces of text in order: piece, its block element, whether a new block begins with it, whether it is a link."""
    from lxml.etree import iterwalk

    words = furniture_words().page
    owners = [root]
    skipped = links = 0
    for event, element in iterwalk(root, events=("start", "end")):
        tag = element.tag
        is_block = tag in words.block_tags
        step = 1 if event == "start" else -1
        skipped += step if tag in words.skipped_tags else 0
        links += step if tag == "a" else 0
        if event == "start":
            if is_block and tag != "br":
                owners.append(element)
            if not skipped and (is_block or element.text):
                yield element.text or "", owners[-1], is_block, links > 0
            continue
        ends_block = is_block and tag != "br"
        if ends_block:
            owners.pop()
        tail = "" if element is root else element.tail
        if not skipped and (ends_block or tail):
            yield tail or "", owners[-1], ends_block, links > 0


def _close(found: list[Block], pieces: list[str], owner: HtmlElement) -> None:
    text = squeeze(" ".join(pieces))
    if text:
        found.append(Block(text, owner))
    pieces.clear()
