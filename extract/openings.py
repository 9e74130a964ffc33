"""Many patterns over one text in one pass: each is tried only where a word begins as the pattern does."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

_LENGTH = 6  # letters of an opening: words with `memper` and the like are many
_REMEMBERED = 20_000  # beginnings of words
_WORD = re.compile(r"\w+")
_LOOK = re.compile(r"\(\?<?[=!]")
_CLASS = re.compile(r"\[([a-z0-9 -]{1,8})\]")
_QUANTIFIER = re.compile(r"[?*+]|\{\d*,?\d*\}")


class WordScanner:
    """Patterns that begin at a word boundary, with letters that they spell out (`\\b(?:rapat|sidang)\\b`).

    Raises ValueError for a pattern that may begin with anything else.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = [re.compile(pattern) for pattern in patterns]
        self._by_opening: defaultdict[str, list[int]] = defaultdict(list)
        for index, pattern in enumerate(patterns):
            for opening in openings(pattern):
                self._by_opening[opening].append(index)
        self._begun_by = lru_cache(_REMEMBERED)(self._patterns_that_begin)

    def matches(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """Index of the pattern and match, in the order of the text; a pattern's own matches do not overlap."""
        ends = [0] * len(self._patterns)
        for word in _WORD.finditer(text):
            start = word.start()
            for index in self._begun_by(text[start : start + _LENGTH]):
                match = self._patterns[index].match(text, start) if start >= ends[index] else None
                if match is not None:
                    ends[index] = match.end()
                    yield index, match

    def _patterns_that_begin(self, letters: str) -> tuple[int, ...]:
        """Indices of the patterns of which an opening begins the letters."""
        lengths = range(1, len(letters) + 1)
        return tuple(sorted({index for n in lengths for index in self._by_opening.get(letters[:n], ())}))


class _Opening(NamedTuple):
    letters: str
    is_whole: bool
    """True where what comes behind is unknown or not needed."""


def openings(pattern: str) -> frozenset[str]:
    """The first letters, at most six, of everything that a pattern matches.

    Raises ValueError where they are not spelt out at the beginning of a word.
    """
    found, _ = _alternatives(pattern, 0)
    letters = frozenset(opening.letters for opening in found)
    if not all(opening[:1].isalnum() for opening in letters):
        raise ValueError(
            f"the pattern {pattern[:60]!r} may begin with any letter: spell its first letters out"
        )
    # A longer opening that another one covers would be tried twice.
    return frozenset(one for one in letters if not any(one[:n] in letters for n in range(1, len(one))))


def _alternatives(pattern: str, at: int) -> tuple[set[_Opening], int]:
    """Openings of `a|b|c` from `at` on, and where it ends: behind its bracket or the pattern's end."""
    found: set[_Opening] = set()
    sequence = {_Opening("", False)}
    while at < len(pattern) and pattern[at] != ")":
        if pattern[at] == "|":
            found |= sequence
            sequence = {_Opening("", False)}
            at += 1
            continue
        atom, at = _atom(pattern, at)
        quantifier = _QUANTIFIER.match(pattern, at)
        if quantifier is not None:
            at = quantifier.end()
            is_optional = quantifier.group()[0] in "?*" or quantifier.group().startswith("{0")
            if quantifier.group() != "?":
                atom = {_Opening(opening.letters, True) for opening in atom}
            if is_optional:
                atom |= {_Opening("", False)}
        sequence = {_joined(left, right) for left in sequence for right in atom}
    return found | sequence, at + 1


def _joined(left: _Opening, right: _Opening) -> _Opening:
    if left.is_whole:
        return left
    letters = (left.letters + right.letters)[:_LENGTH]
    return _Opening(letters, right.is_whole or len(letters) == _LENGTH)


def _atom(pattern: str, at: int) -> tuple[set[_Opening], int]:
    """Openings of one letter, class or bracket, and where it ends; what is not spelt out stops every opening."""
    if look := _LOOK.match(pattern, at):
        _, end = _alternatives(pattern, look.end())
        return {_Opening("", False)}, end
    if pattern.startswith("(?:", at):
        return _alternatives(pattern, at + 3)
    if pattern.startswith("\\b", at):
        return {_Opening("", False)}, at + 2
    if spelt := _CLASS.match(pattern, at):
        return {_Opening(letter, False) for letter in _members(spelt[1])}, spelt.end()
    if pattern[at] == "[":
        return {_Opening("", True)}, pattern.index("]", at + 2) + 1
    if pattern[at] == "\\":
        is_letter = not pattern[at + 1].isalnum()
        return {_Opening(pattern[at + 1] if is_letter else "", not is_letter)}, at + 2
    return {_Opening(pattern[at], False) if pattern[at] not in ".^$(" else _Opening("", True)}, at + 1


def _members(inside: str) -> Iterator[str]:
    """The letters of a class such as `0-9` or ` -`."""
    if len(inside) == 3 and inside[1] == "-":
        yield from map(chr, range(ord(inside[0]), ord(inside[2]) + 1))
    else:
        yield from inside
