"""Patterns that are tried only where a word of the text begins as they do: one index of the words serves them all."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from extract.spans import lowered

_LENGTH = 6  # letters of an opening: words with `memper` and the like are many
_LENGTHS = (_LENGTH, 3, 1)
"""Lengths of openings that the index knows, the longest first; others are cut."""
_WORD = re.compile(r"\d+|[^\W\d]+")
_LOOK = re.compile(r"\(\?<?[=!]")
_GROUP = re.compile(r"\((?:\?(?:[a-z-]*:|P<\w+>))?(?!\?)")
_CLASS = re.compile(r"\[([A-Za-z0-9]-[A-Za-z0-9]|-?[A-Za-z0-9 ./]{1,8}-?)\]")
_QUANTIFIER = re.compile(r"(?:[?*+]|\{\d*,?\d*\})\??")
_ODD_LETTERS = {"İ": "i", "ı": "i", "ſ": "s"}
"""What `re.IGNORECASE` takes for plain letters and `lower` does not."""


class _WordIndex:
    """Where words and numbers of a text begin, by their first letters in lower case."""

    def __init__(self, text: str) -> None:
        self.lowered = lowered(text)
        folded = _folded(self.lowered)
        starts: defaultdict[str, list[int]] = defaultdict(list)
        for start in map(re.Match.start, _WORD.finditer(folded)):
            starts[folded[start : start + _LENGTHS[0]]].append(start)
        self.by_length: dict[int, dict[str, list[int]]] = {_LENGTHS[0]: starts}
        """Places by the first so many letters, those of a word and what follows it; of each of `_LENGTHS`."""
        for longer, length in pairwise(_LENGTHS):
            shorter: defaultdict[str, list[int]] = defaultdict(list)
            for letters, places in self.by_length[longer].items():
                shorter[letters[:length]] += places
            self.by_length[length] = shorter
        self._patterns = 0
        """Patterns that have been looked up."""
        self._places_of: dict[AnchoredPattern, list[int]] = {}

    def places_of(self, pattern: "AnchoredPattern") -> list[int]:
        """Where a pattern may begin, in order. The first time it is asked, all patterns are looked up."""
        if self._patterns < len(_REGISTER.patterns):
            self._look_up()
        return self._places_of.get(pattern, [])

    def _look_up(self) -> None:
        self._patterns = len(_REGISTER.patterns)
        found: defaultdict[AnchoredPattern, list[int]] = defaultdict(list)
        for length, registered in _REGISTER.by_length.items():
            begun = self.by_length[length]
            for opening in begun.keys() & registered.keys():
                for pattern in registered[opening]:
                    found[pattern] += begun[opening]
        for places in found.values():
            places.sort()
        self._places_of = found


class _Register:
    """All patterns by their openings: an index of a text asks once for all of them."""

    def __init__(self) -> None:
        self.patterns: list[AnchoredPattern] = []
        self.by_length: dict[int, dict[str, list[AnchoredPattern]]] = {length: {} for length in _LENGTHS}

    def add(self, pattern: "AnchoredPattern", openings_by_length: Mapping[int, Iterable[str]]) -> None:
        """Takes in a new pattern."""
        for length, begun in openings_by_length.items():
            for opening in begun:
                self.by_length[length].setdefault(opening, []).append(pattern)
        self.patterns.append(pattern)


_REGISTER = _Register()


@lru_cache(maxsize=4)  # many patterns ask in turn for an article's text, then its title
def _index_of(text: str) -> _WordIndex:
    return _WordIndex(text)


def _folded(text: str) -> str:
    if text.isascii():
        return text
    for odd, plain in _ODD_LETTERS.items():
        text = text.replace(odd, plain)
    return text


class AnchoredPattern:
    """A pattern that begins at a word boundary with letters that it spells out (`\\b(?:rapat|sidang)\\b`).

    Finds what `re` finds, many times faster: the text's words are looked up, not read again. Raises ValueError for a
    pattern that may begin with anything else.
    """

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.regex = re.compile(pattern, flags)
        by_length: defaultdict[int, set[str]] = defaultdict(set)
        for opening in _indexed(openings(pattern)):
            by_length[len(opening)].add(opening)
        _REGISTER.add(self, by_length)

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Matches within [start, end) in order, not overlapping."""
        return self._matches(text, _index_of(text), start, len(text) if end is None else end)

    def finditer_lowered(self, text: str) -> Iterator[re.Match[str]]:
        """Matches in the text in lower case, where they stand in the text."""
        index = _index_of(text)
        return self._matches(index.lowered, index, 0, len(text))

    def _matches(self, text: str, index: _WordIndex, start: int, end: int) -> Iterator[re.Match[str]]:
        match = self.regex.match
        places = index.places_of(self)
        for at in range(bisect_left(places, start), len(places)):
            place = places[at]
            if place >= end:
                return
            if place >= start and (found := match(text, place, end)):
                yield found
                start = found.end()

    def search(self, text: str) -> re.Match[str] | None:
        """The first match."""
        return next(self.finditer(text), None)


class WordScanner:
    """Many such patterns in one pass, tried on the text in lower case. Raises ValueError as `AnchoredPattern` does."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = [re.compile(pattern) for pattern in patterns]
        self._by_length: defaultdict[int, defaultdict[str, list[int]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for number, pattern in enumerate(patterns):
            for opening in _indexed(openings(pattern)):
                self._by_length[len(opening)][opening].append(number)

    def matches(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """Number of the pattern and match, in the order of the text; a pattern's own matches do not overlap."""
        index = _index_of(text)
        tries: list[tuple[int, int]] = []
        for length, begun in self._by_length.items():
            places = index.by_length[length]
            for opening in places.keys() & begun.keys():
                tries += [(place, number) for place in places[opening] for number in begun[opening]]
        ends = [0] * len(self._patterns)
        for place, number in sorted(tries):
            if place >= ends[number] and (match := self._patterns[number].match(index.lowered, place)):
                ends[number] = match.end()
                yield number, match


def _indexed(found: Iterable[str]) -> frozenset[str]:
    """Openings as the index has them: in lower case, of its lengths."""
    folded = (_folded(lowered(opening)) for opening in found)
    return _uncovered(one[: next(n for n in _LENGTHS if n <= len(one))] for one in folded)


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
    return _uncovered(letters)


def _uncovered(letters: Iterable[str]) -> frozenset[str]:
    """Without the longer ones that a shorter one covers: they would be tried twice."""
    all_letters = frozenset(letters)
    return frozenset(
        one for one in all_letters if not any(one[:n] in all_letters for n in range(1, len(one)))
    )


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
            if quantifier.group()[0] != "?":
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
    if group := _GROUP.match(pattern, at):
        return _alternatives(pattern, group.end())
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
