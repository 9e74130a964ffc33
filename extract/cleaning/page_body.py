"""The element that holds an article's text, and its lines."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from extract.cleaning.furniture import looks_like_sentence
from extract.cleaning.lexicon import furniture_words
from extract.cleaning.page_furniture import class_names, drop_furniture, paragraph_lengths, squeeze
from extract.cleaning.page_html import text_pieces

if TYPE_CHECKING:
    from lxml.html import HtmlElement
else:
    HtmlElement = Any

_MIN_BODY = 200
_MOST_BODIES = 40
_NEARLY = 0.95
_PARAGRAPH_TAGS = frozenset({"p", "li", "blockquote", "dd", "h2", "h3", "h4", "h5", "h6"})
_LINK_SHARE = 0.8


def body_lines(tree: HtmlElement, url: str | None) -> list[str]:
    """The lines of the article's text, furniture that markup gives away gone. Takes the tree apart."""
    container = _named_body(tree)
    drop_furniture(tree if container is None else container)
    if container is None:
        container = _densest(tree)
    return _by_trafilatura(tree, url) if container is None else _lines(container)


def _named_body(tree: HtmlElement) -> HtmlElement | None:
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


def _densest(tree: HtmlElement) -> HtmlElement | None:
    """The element around most paragraphs: each counts for its parent, and by half for the one above.

    Boxes of other articles hold one or two paragraphs each, and so does each of their parents.
    """
    scores: dict[HtmlElement, float] = defaultdict(float)
    for text, linked, owner in _blocks(tree):
        if linked > 0.5 * len(text) or not looks_like_sentence(text):
            continue
        holder = owner.getparent() if owner.tag in _PARAGRAPH_TAGS else owner
        if holder is not None and holder.tag != "html":
            scores[holder] += len(text)
            if holder.getparent() is not None and holder.tag != "body":
                scores[holder.getparent()] += len(text) / 2
    best = max(scores.values(), default=0)
    if best < _MIN_BODY:
        return None
    near = [element for element, score in scores.items() if score >= _NEARLY * best]
    return next((e for e in near if any(e in other.iterancestors() for other in near)), near[0])


def _lines(container: HtmlElement) -> list[str]:
    """The container's lines; lists of links, which point elsewhere, and tables are left out."""
    for table in [e for e in container.iter("table") if e is not container]:
        if max(paragraph_lengths(table), default=0) < _MIN_BODY:
            table.drop_tree()
    return [
        text
        for text, linked, _ in _blocks(container)
        if linked < _LINK_SHARE * len(text) or looks_like_sentence(text)
    ]


def _blocks(root: HtmlElement) -> Iterator[tuple[str, int, HtmlElement]]:
    """Text, how many of its characters are links, and block element of each line."""
    pieces: list[str] = []
    linked, owner = 0, root
    for text, element, starts_block, in_link in text_pieces(root):
        if starts_block:
            line = squeeze("".join(pieces))
            if line:
                yield line, linked, owner
            pieces.clear()
            linked, owner = 0, element
        linked += len(text.strip()) if in_link else 0
        pieces.append(text)
    line = squeeze("".join(pieces))
    if line:
        yield line, linked, owner


def _by_trafilatura(tree: HtmlElement, url: str | None) -> list[str]:
    import trafilatura

    found = trafilatura.bare_extraction(tree, url=url, include_comments=False, include_tables=False)
    if found is None or isinstance(found, dict) or not found.text:
        return []
    return [line.removeprefix("- ") for line in map(squeeze, found.text.splitlines()) if line]
