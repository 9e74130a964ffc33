"""Regular expressions made of word lists."""

import re
from collections.abc import Iterable


def any_of(words: Iterable[str]) -> str:
    """An alternation of literal words, longest first; a space matches any run of blanks."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(r"[ \t\u00a0]{1,3}".join(map(re.escape, word.split())) for word in ordered) + ")"
