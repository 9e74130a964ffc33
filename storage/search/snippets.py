"""Where in the original text the words of a query stand, and a part of the text about them."""

from collections.abc import Iterable, Sequence

from storage.search.language import Field, Node
from storage.search.patterns import Pattern, asked_for, patterns
from storage.search.stems import words

Span = tuple[int, int]

OPENING, CLOSING = "«", "»"
_WIDTH = 220
_BEFORE = 60
"""Characters shown before the first word found."""


def highlights(text: str, field: Field, node: Node, defaults: Sequence[Field]) -> tuple[Span, ...]:
    """Characters [start, end) of `text`, a field's, that the words of the query stand at; none overlap.

    Words to leave out have no place; `defaults` are the fields of words that name none.
    """
    sought = [
        pattern
        for term in asked_for(node)
        if term.field is field or (term.field is None and field in defaults)
        for pattern in patterns(term, field)
    ]
    stems, written = list[tuple[str, Span]](), list[tuple[str, Span]]()
    for word in words(text):
        place = (word.start, word.end)
        stems.extend((stem, place) for stem in word.stems)
        written.extend((plain, place) for plain in word.plain)
    found = [
        place
        for pattern in set(sought)
        for place in _places(pattern, written if pattern.is_as_written else stems)
    ]
    return _joined(found)


def snippet(text: str, spans: Sequence[Span]) -> str:
    """About 220 characters of the text on one line, from shortly before the first span, the spans between « and »."""
    begin = 0 if len(text) <= _WIDTH else _word_before(text, max(0, (spans[0][0] if spans else 0) - _BEFORE))
    end = len(text) if len(text) - begin <= _WIDTH else _word_end(text, begin + _WIDTH)
    pieces, place = ["… " if begin else ""], begin
    for first, last in spans:
        if first < begin or last > end:
            continue
        pieces += [text[place:first], OPENING, text[first:last], CLOSING]
        place = last
    pieces += [text[place:end], " …" if end < len(text) else ""]
    return " ".join("".join(pieces).split())


def _places(pattern: Pattern, tokens: Sequence[tuple[str, Span]]) -> Iterable[Span]:
    size = len(pattern.tokens)
    for start in range(len(tokens) - size + 1):
        if _stands(pattern, [token for token, _place in tokens[start : start + size]]):
            yield tokens[start][1][0], tokens[start + size - 1][1][1]


def _stands(pattern: Pattern, tokens: list[str]) -> bool:
    *before, last = pattern.tokens
    if tokens[:-1] != before:
        return False
    return tokens[-1].startswith(last) if pattern.is_prefix else tokens[-1] == last


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _word_before(text: str, place: int) -> int:
    """The begin of the word at a place; the place itself where no space is near."""
    space = max(text.rfind(" ", max(0, place - 40), place), text.rfind("\n", max(0, place - 40), place))
    return space + 1 if space >= 0 else place


def _word_end(text: str, place: int) -> int:
    space = text.rfind(" ", place - 40, place)
    return space if space >= 0 else place
