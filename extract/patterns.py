"""Regular expressions made of word lists."""

import re
from collections.abc import Iterable

_BLANKS = r"[ \t\u00a0]{1,3}"
_LETTERS = re.compile(r"\s+|\S")


class _Tree(dict[str, "_Tree"]):
    """Branches by their next letter; `is_word` where a word ends."""

    is_word = False

    def pattern(self) -> str:
        branches = [letter + branch.pattern() for letter, branch in sorted(self.items())]
        if not branches:
            return ""
        joined = branches[0] if len(branches) == 1 and not self.is_word else f"(?:{'|'.join(branches)})"
        return joined + ("?" if self.is_word else "")


def any_of(words: Iterable[str]) -> str:
    """An alternation of literal words, the longest that fits first; a space matches any run of blanks.

    Built as a tree of letters behind a test of the first one: many times faster than a plain list of words.
    """
    tree, openings = _Tree(), set()
    for word in words:
        openings.add(re.escape(word[0]))
        branch = tree
        for letter in _LETTERS.findall(word):
            branch = branch.setdefault(_BLANKS if letter.isspace() else re.escape(letter), _Tree())
        branch.is_word = True
    return f"(?:(?=[{''.join(sorted(openings))}]){tree.pattern()})"
