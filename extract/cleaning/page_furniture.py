"""Page furniture that the markup gives away: by tag, by class, by its link, by its picture."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from extract.cleaning.lexicon import furniture_words

if TYPE_CHECKING:
    from lxml.html import HtmlElement
else:
    HtmlElement = Any

_NAME_PARTS = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+")
_LABEL = re.compile(
    r"\W{0,4}\bba[cx]a\s{0,2}(?:juga\s{0,2}[:;]?|selengkapnya\s{0,2}[:;]?|[:;])\W{0,4}", re.IGNORECASE
)
_LABEL_AT_END = re.compile(r"[\s(\[]{0,3}\bba[cx]a\s{0,2}juga\s{0,2}[:;]?\s{0,3}$", re.IGNORECASE)
_CREDIT = re.compile(r"(?:foto|dok|ist|istimewa|antara|ilustrasi|humas)\b", re.IGNORECASE)
_TEXT_TAGS = (
    "p",
    "div",
    "span",
    "li",
    "br",
    "blockquote",
    "b",
    "strong",
    "i",
    "em",
    "article",
    "section",
    "a",
)
_MARKED_TAGS = (*_TEXT_TAGS, "ul", "ol", "table", "h2", "h3", "h4", "h5", "small")
_INLINE_TAGS = frozenset({"a", "b", "em", "i", "picture", "span", "strong", "u"})
_WRAPPERS = _INLINE_TAGS | {"p", "div", "blockquote", "h3", "h4"}
_PICTURE_TAGS = frozenset({"div", "figure"})
_SHORT = 300
_CAPTION = 200
_LONG = 80
_MOST_LINKS = 6


def squeeze(text: str) -> str:
    """The text with every run of white space as one blank."""
    return " ".join(text.split())


def class_names(element: HtmlElement) -> list[str]:
    """Classes and id of an element."""
    return f"{element.get('class', '')} {element.get('id', '')}".split()


def paragraph_lengths(element: HtmlElement) -> Iterator[int]:
    """Lengths of the runs of text that are not links."""
    for part in element.iter(*_TEXT_TAGS):
        if part.tag != "a" and part.text and len(part.text) > 40:
            yield len(part.text)
        if part.tail and part is not element and len(part.tail) > 40:
            yield len(part.tail)


def drop_furniture(tree: HtmlElement) -> None:
    """Takes out of a tree what holds no text of the article."""
    _drop_captions(tree)
    _drop_marked(tree)
    _drop_read_also(tree)


def _drop(element: HtmlElement) -> None:
    """Removes an element, not the text behind it."""
    if element.getparent() is not None:
        element.drop_tree()


def _short_text(element: HtmlElement) -> str | None:
    """The text of an element; None where it is long. Reads no further than needed."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece.strip())
        if length > _SHORT:
            return None
    return squeeze(" ".join(pieces))


def _drop_marked(tree: HtmlElement) -> None:
    words = furniture_words().page
    for element in [e for e in tree.iter(*words.drop_tags) if e is not tree]:
        # Portals of server forms put the whole page into one.
        if element.tag != "form" or not _holds_article(element):
            _drop(element)
    for element in [e for e in tree.iter(*_MARKED_TAGS) if e is not tree and _is_hidden(e)]:
        _drop(element)
    marked = [e for e in tree.iter(*_MARKED_TAGS) if e is not tree and _is_marked(e, words.drop_names)]
    for element in marked:
        if not _holds_article(element):
            _drop(element)


def _is_hidden(element: HtmlElement) -> bool:
    return "hidden" in element.attrib or "display:none" in element.get("style", "").replace(" ", "")


def _is_marked(element: HtmlElement, drop_names: frozenset[str]) -> bool:
    for name in class_names(element):
        lowered = name.lower()
        if lowered in drop_names or not drop_names.isdisjoint(p.lower() for p in _NAME_PARTS.findall(name)):
            return True
    return False


def _holds_article(element: HtmlElement) -> bool:
    """True where more than one long paragraph without links stands inside: no furniture, whatever its name."""
    return sum(1 for length in paragraph_lengths(element) if length > _LONG) > 1


def _drop_read_also(tree: HtmlElement) -> None:
    """Drops "Baca juga: ..." where the markup shows how far it goes: by its element or by its link."""
    for element in [e for e in tree.iter() if isinstance(e.tag, str)]:
        is_inside = element is not tree and element.getparent() is not None
        if is_inside and element.text and _LABEL.match(element.text.lstrip()[:60]):
            _drop_labelled(element)
        elif is_inside and element.text and _LABEL_AT_END.search(element.text[-60:]):
            _cut_text_before_link(element)
        if element.getparent() is not None and element is not tree and element.tail:
            _cut_tail_before_link(element)


def _drop_labelled(element: HtmlElement) -> None:
    """`<p>Baca juga: <a>headline</a></p>`, `<b>Baca juga:</b> <a>headline</a>`, a label with a list of links."""
    whole = element
    text = _short_text(whole)
    while text is not None and whole.getparent() is not None and whole.getparent().tag in _WRAPPERS:
        if _short_text(whole.getparent()) != text:
            break
        whole = whole.getparent()
    if text is None or not (_LABEL.fullmatch(text) or _is_mostly_link(whole, text)):
        _cut_text_before_link(element)
        return
    if _LABEL.fullmatch(text) and not squeeze(whole.tail or ""):
        _drop_links_after(whole)
    _drop(whole)


def _drop_links_after(label: HtmlElement) -> None:
    follower = label.getnext()
    for _ in range(_MOST_LINKS):
        text = None if follower is None else _short_text(follower)
        if text is None or not (follower.tag == "br" or _is_mostly_link(follower, text)):
            return
        has_tail = bool(squeeze(follower.tail or ""))
        follower, gone = follower.getnext(), follower
        _drop(gone)
        if has_tail:
            return


def _is_mostly_link(element: HtmlElement, text: str) -> bool:
    """True where next to nothing but a label and links stands inside."""
    rest = text if (label := _LABEL.match(text)) is None else text[label.end() :]
    linked = sum(len(squeeze(link.text_content())) for link in element.iter("a"))
    return bool(text) and linked >= 0.8 * len(rest)


def _cut_text_before_link(element: HtmlElement) -> None:
    """`<p>... Baca juga: <a>headline</a> ...</p>`: the label and the link go, the rest stays."""
    text = element.text or ""
    label = _LABEL_AT_END.search(text)
    link = element[0] if len(element) else None
    if label is not None and link is not None and _is_link(link):
        element.text = text[: label.start()] + " "
        _drop_link(link)


def _cut_tail_before_link(element: HtmlElement) -> None:
    text = element.tail or ""
    label = _LABEL_AT_END.search(text[-60:])
    link = element.getnext()
    if label is not None and link is not None and _is_link(link):
        element.tail = text[: len(text) - len(text[-60:]) + label.start()] + " "
        _drop_link(link)


def _drop_link(link: HtmlElement) -> None:
    link.tail = re.sub(r"^\s?[)\]]", "", link.tail or "")  # the bracket around "(Baca juga: ...)"
    _drop(link)


def _is_link(element: HtmlElement) -> bool:
    return element.tag == "a" or (element.tag in _INLINE_TAGS and element.find(".//a") is not None)


def _drop_captions(tree: HtmlElement) -> None:
    """Drops small print beside a picture: a short block with an image whose text is set apart or credits a photo."""
    for image in list(tree.iter("img")):
        block = image.getparent()
        while block is not None and block is not tree and block.tag in _INLINE_TAGS:
            block = block.getparent()
        if block is None or block is tree:
            continue
        text = _short_text(block)
        if text == "":
            _drop_wrapper(block, tree)
        if not text or block.find(".//p") is not None:
            continue
        small_print = sum(len(squeeze(e.text_content())) for e in block.iter("em", "i", "small", "sub"))
        if small_print >= 0.8 * len(text) or _CREDIT.search(text):
            _drop(block)


def _drop_wrapper(picture: HtmlElement, tree: HtmlElement) -> None:
    """Drops what holds a picture's block and one short text besides."""
    wrapper = picture.getparent()
    if (
        wrapper is None
        or wrapper is tree
        or picture.tag not in _PICTURE_TAGS
        or wrapper.tag not in _PICTURE_TAGS
    ):
        return
    text = _short_text(wrapper)
    if text and len(text) <= _CAPTION and wrapper.find(".//p") is None and wrapper.find(".//br") is None:
        _drop(wrapper)
