"""The element that holds an article's text, and its lines."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
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
_MIN_BRIEF = 60
_MOST_BODIES = 40
_NEARLY = 0.95
_FEW_TEASERS = 4
_TWIN_LEVELS = 3
_HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PARAGRAPH_TAGS = _HEADING_TAGS | {"p", "li", "blockquote", "dd"}
_LINK_SHARE = 0.8
_LABEL = re.compile(r"\W{0,3}\w[\w ]{2,25}:\s")
_OPEN_END = re.compile(r".{60}[a-z,]$")


@dataclass(frozen=True)
class Body:
    """An article's text as one page holds it."""

    lines: list[str]
    """Its lines, furniture that markup gives away gone."""
    mark: str | None
    """Tag and names of the element around it: on further pages of the article the same."""


def read_body(tree: HtmlElement, url: str | None, mark: str | None = None) -> Body:
    """The article's text, in the element with `mark` where the page has one. Takes the tree apart."""
    container = _marked_body(tree, mark)
    if container is None:
        container = _named_body(tree)
    drop_furniture(tree if container is None else container)
    is_list = False
    if container is None:
        container, is_list = _densest(tree)
        container = _named_body(tree, _MIN_BRIEF) if container is None else container
    if container is None:
        return Body([] if is_list else _by_trafilatura(tree, url), None)
    return Body(_lines(container), _mark(container))


def _mark(element: HtmlElement) -> str | None:
    names = " ".join(class_names(element))
    return f"{element.tag} {names}" if names else None


def _marked_body(tree: HtmlElement, mark: str | None) -> HtmlElement | None:
    if mark is None:
        return None
    same = [e for e in tree.iter(mark.split(" ", 1)[0]) if _mark(e) == mark][:_MOST_BODIES]
    return max(same, key=lambda e: sum(paragraph_lengths(e)), default=None)


def _named_body(tree: HtmlElement, least: int = _MIN_BODY) -> HtmlElement | None:
    """The element that its class, id or itemprop names as the article's text, as close around the text as can be."""
    candidates = [e for e in tree.iter("div", "section", "article", "main", "td") if _is_named_body(e)][
        :_MOST_BODIES
    ]
    sizes = [(sum(paragraph_lengths(element)), element) for element in candidates]
    best = max((size for size, _ in sizes), default=0)
    if best < least:
        return None
    # Pages that scroll on hold several articles: the first large one is meant.
    large = [element for size, element in sizes if size >= 0.9 * best]
    return [e for e in large if e is large[0] or large[0] in e.iterancestors()][-1]


def _is_named_body(element: HtmlElement) -> bool:
    wanted = furniture_words().page.body_names
    if element.get("itemprop", "").lower() == "articlebody":
        return True
    return any(name.lower() in wanted for name in class_names(element))


def _densest(tree: HtmlElement) -> tuple[HtmlElement | None, bool]:
    """The element around most paragraphs, if there is one, and whether the page lists teasers of articles.

    Each paragraph counts for its parent, and by half for the one above. A heading with one paragraph is a teaser of
    another article: where several stand, they count for nothing.
    """
    paragraphs, headed = _holders(tree)
    teasers = {holder for holder, lengths in paragraphs.items() if len(lengths) == 1 and holder in headed}
    is_list = len(teasers) >= _FEW_TEASERS
    scores: dict[HtmlElement, float] = defaultdict(float)
    for holder, lengths in paragraphs.items():
        if is_list and holder in teasers:
            continue
        above = None if holder in teasers else holder.getparent()
        for element, weight in ((holder, 1.0), (above, 0.5)):
            if element is not None and element.tag != "html":
                scores[element] += weight * sum(lengths)
    best = max(scores.values(), default=0)
    near = [element for element, score in scores.items() if score >= _NEARLY * best][:_MOST_BODIES]
    if not near:
        return None, is_list
    chosen = next((e for e in near if any(e in other.iterancestors() for other in near)), near[0])
    chosen = _with_twins(chosen, paragraphs, teasers)
    inside = (lengths for e, lengths in paragraphs.items() if e is chosen or chosen in e.iterancestors())
    return (chosen if sum(map(sum, inside)) >= _MIN_BODY else None), is_list


def _with_twins(
    element: HtmlElement, paragraphs: dict[HtmlElement, list[int]], teasers: set[HtmlElement]
) -> HtmlElement:
    """The parent, where the text goes on in siblings of the same make: behind an advertisement, or box by box."""
    carriers = Counter(
        above
        for holder in paragraphs.keys() - teasers
        for above in (holder, *islice(holder.iterancestors(), _TWIN_LEVELS))
    )
    inner = element
    for _ in range(_TWIN_LEVELS):
        parent = inner.getparent()
        # Cells, and boxes around boxes without a name, are columns of a layout.
        if parent is None or inner.tag in {"body", "td"} or (inner is not element and not inner.get("class")):
            break
        twins = [e for e in parent if e.tag == inner.tag and e.get("class") == inner.get("class")]
        # A sibling with a main headline is another article of a page that scrolls on.
        if any(e is not inner and e in carriers and e.find(".//h1") is None for e in twins):
            return parent
        if carriers[parent] > carriers[inner]:
            break
        inner = parent
    return element


def _holders(tree: HtmlElement) -> tuple[dict[HtmlElement, list[int]], set[HtmlElement]]:
    """Lengths of paragraphs by the element that holds them; the elements that begin with a heading or a link."""
    blocks = furniture_words().page.block_tags
    paragraphs: dict[HtmlElement, list[int]] = defaultdict(list)
    headed: set[HtmlElement] = set()
    for text, linked, owner in _blocks(tree):
        holder = owner.getparent() if owner.tag in _PARAGRAPH_TAGS else owner
        while holder is not None and holder.tag not in blocks:
            holder = holder.getparent()
        if holder is None or holder.tag == "html":
            continue
        if owner.tag in _HEADING_TAGS or linked > 0.5 * len(text):
            headed.update(() if holder in paragraphs else (holder,))
        elif looks_like_sentence(text):
            paragraphs[holder].append(len(text))
    return paragraphs, headed


def _lines(container: HtmlElement) -> list[str]:
    """The container's lines; lists of links, which point elsewhere, and tables are left out."""
    for table in [e for e in container.iter("table") if e is not container]:
        if max(paragraph_lengths(table), default=0) < _MIN_BODY:
            table.drop_tree()
    lines: list[str] = []
    last_owner = None
    for text, linked, owner in _blocks(container):
        most = 0.5 if _LABEL.match(text) else _LINK_SHARE
        if linked >= most * len(text) and not looks_like_sentence(text):
            continue
        # A line break inside a sentence: it goes on in lower case.
        if owner is last_owner and text[0].islower() and _OPEN_END.search(lines[-1]):
            lines[-1] = f"{lines[-1]} {text}"
        else:
            lines.append(text)
        last_owner = owner
    return lines


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
    """What a general extractor finds on a page with little text; nothing where it is headlines for the most part."""
    import trafilatura

    found = trafilatura.bare_extraction(tree, url=url, include_comments=False, include_tables=False)
    if found is None or isinstance(found, dict) or not found.text:
        return []
    lines = [line.removeprefix("- ") for line in map(squeeze, found.text.splitlines()) if line]
    prose = sum(len(line) for line in lines if looks_like_sentence(line))
    return lines if prose >= sum(map(len, lines)) / 2 else []
