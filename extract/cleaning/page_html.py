"""HTML -> element tree and blocks of text."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extract.cleaning.charset import decode, without_controls
from extract.cleaning.lexicon import PageWords, furniture_words
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
    from lxml.etree import ElementDefaultClassLookup, HTMLParser, ParserError

    text = without_controls(decode(body, name))
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    # lxml's own choice of a class by the tag is a call of Python for each element
    parser.set_element_class_lookup(ElementDefaultClassLookup(element=lxml.html.HtmlElement))
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
            if pieces and (line := squeeze(" ".join(pieces))):
                found.append(Block(line, owner))
            pieces.clear()
            owner = element
        if text and not text.isspace():
            pieces.append(text)
    if line := squeeze(" ".join(pieces)):
        found.append(Block(line, owner))
    return found


def text_pieces(root: HtmlElement) -> list[tuple[str, HtmlElement, bool, bool]]:
    """Pieces of text in order: piece, its block element, whether a new block begins with it, whether it is a link."""
    found: list[tuple[str, HtmlElement, bool, bool]] = []
    _add_pieces(found, root, root, False, furniture_words().page)
    return found


def _add_pieces(
    found: list[tuple[str, HtmlElement, bool, bool]],
    element: HtmlElement,
    around: HtmlElement,
    in_link: bool,
    words: PageWords,
) -> None:
    """Adds the pieces inside an element that stands in the block element `around`; the parser bounds the depth."""
    tag, text = element.tag, element.text
    is_block = tag in words.block_tags
    is_linked = in_link or tag == "a"
    owner = element if is_block and tag != "br" else around
    if is_block or text:
        found.append((text or "", owner, is_block, is_linked))
    for child in element:
        tag, tail = child.tag, child.tail
        if tag not in words.skipped_tags:
            _add_pieces(found, child, owner, is_linked, words)
        ends_block = tag in words.block_tags and tag != "br"
        if ends_block or tail:
            found.append((tail or "", owner, ends_block, is_linked))
