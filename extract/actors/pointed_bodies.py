"""Bodies that a title points back to: `Koordinator lembaga tersebut, N N`."""

from collections.abc import Sequence

from extract.actors.posts import post_lexicon
from extract.actors.words import Word
from models.fact import Agency
from models.vocabulary import AgencyType

_POINTERS = frozenset({"itu", "tersebut", "ini"})
_KINDS = frozenset({AgencyType.NGO, AgencyType.OTHER})


def is_pointed_body(words: Sequence[Word], index: int) -> bool:
    """True for either word of `lembaga tersebut`."""
    first = index - (words[index].lower in _POINTERS)
    if first < 0 or first + 1 >= len(words) or not words[first + 1].follows_plainly:
        return False
    return words[first].lower in post_lexicon().pointed_bodies and words[first + 1].lower in _POINTERS


def pointed_body(words: Sequence[Word], last: int, before: Sequence[tuple[int, int, Agency]]) -> str | None:
    """The organisation meant by a title whose last word is at `last`: the one named last `before` it.

    None for a title that points at no body.
    """
    if not is_pointed_body(words, last):
        return None
    return next((agency.name for _, _, agency in reversed(before) if agency.type in _KINDS), None)
