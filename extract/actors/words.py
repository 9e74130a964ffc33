"""Words of an article for extractors of names: what stands where, and what each line is."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, KeysView, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Generic, Literal, NamedTuple, TypeVar

from extract.regions.gazetteer import gazetteer
from models.annotation import AnnotatedArticle, RegionMention

LineKind = Literal["body", "headline", "capitals", "credits"]
Value = TypeVar("Value")

_WORD = re.compile(r"\w+(?:[-'’./&]\w+){0,8}")
_CREDITS = re.compile(
    r"\W{0,3}(?:editor|reporter|penulis|pewarta|laporan|kontributor|foto|fotografer|sumber|baca juga"
    r"|lihat juga|simak juga|tags?|topik|copyright)\s{0,3}:",
    re.IGNORECASE,
)
_SENTENCE_MARK = re.compile(r"[.!?”\"…)][\"”’')]{0,2}$")
_HEADLINE_SHARE = 0.7
_HEADLINE_WORDS = range(4, 25)
_CAPITALS_SHARE = 0.8
_AYN = re.compile(r"['‘’ʻ`](?=Aisyi?yah)")
"""Written before a name that begins with the letter ayn: no opening quotation mark."""
_LEVELS = {"kota", "kabupaten", "kab", "provinsi", "prov", "propinsi"}
_PLAIN_GAP = re.compile(r"\)?[ \t\u00a0]{1,3}(?:&[ \t\u00a0]{1,3})?$")
_DOT_GAP = re.compile(r"\.[ \t\u00a0]{0,3}$")
_COMMA_GAP = re.compile(r"\)?[.\"”]?[ \t\u00a0]{0,2},[ \t\u00a0]{0,2}$")


class Word(NamedTuple):
    """Characters [start, end) of the text; `gap` is what stands between the word before and this one."""

    text: str
    lower: str
    start: int
    end: int
    gap: str
    line: LineKind
    is_capital: bool
    """The word begins with a capital letter."""

    @property
    def is_acronym(self) -> bool:
        """Only capitals and digits, at least two capitals, as in DP3A or GT-TPPO."""
        return self.text.upper() == self.text and sum(map(str.isupper, self.text)) > 1

    @property
    def follows_plainly(self) -> bool:
        """Nothing but a space before it."""
        return self.gap == " " or _PLAIN_GAP.match(self.gap) is not None

    @property
    def follows_dot(self) -> bool:
        """A full stop before it."""
        return self.gap.startswith(".") and _DOT_GAP.match(self.gap) is not None

    @property
    def follows_comma(self) -> bool:
        """A comma before it, perhaps after an abbreviation's full stop."""
        return "," in self.gap and _COMMA_GAP.match(self.gap) is not None

    @property
    def opens_bracket(self) -> bool:
        """An opening bracket directly before it."""
        return self.gap.endswith("(")


class Phrases(Generic[Value]):
    """Phrases of words (lower case) with a value each; finds the longest that begins at a word."""

    def __init__(self, entries: Iterable[tuple[str, Value]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Value]]] = {}
        for phrase, value in entries:
            self.add(phrase, value)

    def add(self, phrase: str, value: Value) -> None:
        """Adds a phrase; one that is there already keeps its value."""
        words = tuple(word.lower() for word in _WORD.findall(phrase))
        known = self._by_first.setdefault(words[0], [])
        if all(other != words for other, _ in known):
            known.append((words, value))
            known.sort(key=lambda entry: -len(entry[0]))

    @property
    def first_words(self) -> KeysView[str]:
        """The words, in lower case, that begin a phrase: cheap to ask before a match."""
        return self._by_first.keys()

    def match(self, words: Sequence[Word], index: int) -> tuple[int, Value] | None:
        """Index after the longest phrase that begins at the word, with its value."""
        if index >= len(words):
            return None
        for phrase, value in self._by_first.get(words[index].lower, ()):
            end = _phrase_end(words, index, phrase)
            if end is not None:
                return end, value
        return None


def _phrase_end(words: Sequence[Word], index: int, phrase: tuple[str, ...]) -> int | None:
    """Index after the phrase; an acronym in brackets may stand inside it (`Unit Pelaksana Teknis (UPT) PPA`)."""
    at = index + 1
    for wanted in phrase[1:]:
        if at + 1 < len(words) and words[at].opens_bracket and words[at + 1].gap.startswith(")"):
            at += 1
        if at >= len(words) or words[at].lower != wanted:
            return None
        if not (words[at].follows_plainly or words[at].follows_dot):
            return None
        at += 1
    return at


@dataclass(frozen=True)
class Reading:
    """The words of an article with the regions that begin at them."""

    text: str
    words: tuple[Word, ...]
    region_at: dict[int, tuple[int, RegionMention]]
    """Word index -> (index after the region's last word, mention)."""

    def word_at(self, offset: int) -> int:
        """Index of the first word that begins at or after the character."""
        return bisect_left(self.words, offset, key=lambda word: word.start)

    def slice(self, first: int, end: int) -> str:
        """Text of the words [first, end)."""
        return self.text[self.words[first].start : self.words[end - 1].end]


def read(annotated: AnnotatedArticle, openers: frozenset[str] = frozenset()) -> Reading:
    """Words and regions of an article; linear in its length.

    `openers` are ranks and honorifics in lower case: they are words of their own also where a space was lost
    (`AKBP.Darius`, `Drs.H.Sulaiman`).
    """
    words: list[Word] = []
    text = annotated.text
    for paragraph in annotated.paragraphs:
        piece = text[paragraph.start : paragraph.end]
        kind = _line_kind(piece)
        last = paragraph.start
        pieces = _pieces(text, paragraph.start, paragraph.end, openers)
        for number, (start, end) in enumerate(pieces):
            gap = text[last:start] if number else "\n" + text[last:start]
            word = text[start:end]
            if word.startswith("Ais") and _AYN.match(text, start - 1):
                gap = gap[:-1]
            words.append(Word(word, word.lower(), start, end, gap, kind, word[0].isupper()))
            last = end
    starts = {word.start: index for index, word in enumerate(words)}
    ends = {word.end: index + 1 for index, word in enumerate(words)}
    region_at = {
        starts[m.start]: (ends[m.end], m) for m in annotated.regions if m.start in starts and m.end in ends
    }
    _add_missed_regions(words, region_at)
    for first, (end, mention) in list(
        region_at.items()
    ):  # Pemerintah Kota | Jambi: the head takes the level word
        if words[first].lower in _LEVELS and end - first > 1:
            region_at[first + 1] = (end, mention)
    return Reading(text, tuple(words), region_at)


def _pieces(text: str, first: int, last: int, openers: frozenset[str]) -> Iterator[tuple[int, int]]:
    for match in _WORD.finditer(text, first, last):
        start, end = match.span()
        while (dot := text.find(".", start, end)) > 0 and text[start:dot].lower() in openers:
            is_name = text[dot + 1].isupper() and text[dot + 2 : end].isalpha()
            if not is_name and text.find(".", dot + 1, end) < 0:
                break
            yield start, dot
            start = dot + 1
        yield start, end


def _add_missed_regions(words: list[Word], region_at: dict[int, tuple[int, RegionMention]]) -> None:
    """Names glued to a mark (`Sumut.(Red`) are no tokens of their own in every tokenizer."""
    covered = {k for first, (end, _) in region_at.items() for k in range(first, end)}
    names, guarded = gazetteer().names, _guarded_names()
    for index, word in enumerate(words):
        if not word.is_capital or index in covered:
            continue
        codes = names.get(word.lower, ())
        if len(codes) == 1 and word.lower not in guarded:
            region_at[index] = (index + 1, RegionMention(word.start, word.end, codes[0]))


@cache
def _guarded_names() -> frozenset[str]:
    return frozenset(name.lower() for name in gazetteer().lexicon.needs_prefix)


def _line_kind(line: str) -> LineKind:
    if _CREDITS.match(line):
        return "credits"
    words = _WORD.findall(line)
    letters = [word for word in words if word[0].isalpha()]
    if not letters:
        return "body"
    if len(letters) > 2 and sum(map(str.isupper, letters)) >= _CAPITALS_SHARE * len(letters):
        return "capitals"
    if len(words) not in _HEADLINE_WORDS or _SENTENCE_MARK.search(line.rstrip()):
        return "body"
    capitals = sum(word[0].isupper() for word in letters)
    return "headline" if capitals >= _HEADLINE_SHARE * len(letters) else "body"
