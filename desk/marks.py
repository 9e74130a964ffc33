"""The words of a search marked in the text that a page shows."""

from typing import NamedTuple

from desk.rendering import stored
from storage.listing import word_places
from storage.search.language import Field

_SHOWN = 320
_BEFORE = 60
_LOOKED_AT = 20_000
"""Characters of a text that are searched for the words: titles can be as long as somebody likes."""


class Piece(NamedTuple):
    """A stretch of text."""

    text: str
    is_found: bool


def marked_pieces(text: str | None, words: str | None, field: Field, most: int = _SHOWN) -> list[Piece]:
    """At most `most` characters of a text on one line, from shortly before the first word found, in pieces."""
    line = stored((text or "")[:_LOOKED_AT], _LOOKED_AT)
    spans = word_places(words, line, field)
    begin = 0 if len(line) <= most or not spans else max(0, spans[0][0] - _BEFORE)
    if begin:
        begin = line.find(" ", begin) + 1 or begin
    end = min(len(line), begin + most)
    pieces, place = [Piece("… ", False)] if begin else [], begin
    for first, last in spans:
        if first < begin or last > end:
            continue
        pieces += [Piece(line[place:first], False), Piece(line[first:last], True)]
        place = last
    pieces.append(Piece(line[place:end] + (" …" if end < len(line) else ""), False))
    return [piece for piece in pieces if piece.text]
