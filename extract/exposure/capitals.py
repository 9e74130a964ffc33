"""Capitalised words that nothing explains: whatever leaves the store goes without them, as any may be a person's name."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from extract.actors.names import name_lexicon
from extract.exposure.lexicon import Found, exposure_lexicon, is_title_case, one_of
from extract.exposure.ordinary import is_name, is_public, is_word, places, public_words
from extract.spans import SpanSet
from models.vocabulary import ExposureKind

_TOKEN = r"[A-ZÀ-Þ][\w'’`]*(?:-[\w'’`]+)*"
_RUN = re.compile(
    rf"(?<![\w@/.&-]){_TOKEN}(?:(?:(?<=\b[A-Z])\.|(?<=\b[A-Z][a-z])\.|(?<=\b[A-Z][a-z][a-z])\.)?[ \u00a0]?(?:(?:bin|binti|van|de|da|dos|el|al)\s)?(?<=[ .\u00a0])(?:{_TOKEN}))*"
)
_WORDS = re.compile(_TOKEN)
_OPENS = re.compile(r"(?:^|[.!?:;\n•|]|[-–—]\s|[.!?:,\n]\s?[\"“”'‘(]|[\"“‘(])\s{0,3}$")
_LONGEST_PLACE = 4
_ACRONYM = 5
_BEFORE = 40


class _Word(NamedTuple):
    start: int
    end: int
    text: str
    is_free: bool
    """Nothing explains it."""


def capitals(text: str, public: SpanSet) -> Iterator[Found]:
    """Runs of capitalised words with a word that is neither public nor, at the head of a sentence or in a headline, of
    the language. `public` holds the names of officials and bodies.
    """
    at = 0
    for line in text.split("\n"):
        is_headline = is_title_case(line) or line.isupper()
        for run in _RUN.finditer(text, at, at + len(line)):
            for start, end in _free(text, run, public, is_headline=is_headline):
                yield Found(start, end, ExposureKind.NAME, "capitals")
        at += len(line) + 1


def _free(
    text: str, run: re.Match[str], public: SpanSet, *, is_headline: bool
) -> Iterator[tuple[int, int]]:
    words = _read(text, run, public, is_headline=is_headline)
    index = 0
    while index < len(words):
        if not words[index].is_free:
            index += 1
            continue
        first = index
        while index < len(words) and (words[index].is_free or _goes_on(words, index, public)):
            index += 1
        head = text[max(0, words[first].start - _BEFORE) : words[first].start]
        if not _public_head().search(head) and not _is_titled(head):
            yield words[first].start, words[index - 1].end


def _goes_on(words: Sequence[_Word], index: int, public: SpanSet) -> bool:
    """A word that also is a name, behind one (Agung, Putra, a region)."""
    word = words[index]
    return not public.overlaps(word.start, word.end) and is_name(word.text.lower())


def _is_titled(head: str) -> bool:
    """Directly behind a rank: somebody in office, unless the words before accuse him."""
    return _rank().search(head) is not None and _accused().search(head) is None


def _read(text: str, run: re.Match[str], public: SpanSet, *, is_headline: bool) -> list[_Word]:
    found = list(_WORDS.finditer(text, *run.span()))
    lows = [match.group().lower().strip("'’`") for match in found]
    opens = is_headline or _OPENS.search(text, max(0, run.start() - 6), run.start()) is not None
    words: list[_Word] = []
    until = 0
    for index, match in enumerate(found):
        until = max(until, _past_place(lows, index))
        is_open = is_headline or (index == 0 and opens)
        free = (
            index >= until
            and not public.overlaps(*match.span())
            and (
                _is_free(match.group(), lows[index], is_open=is_open, is_headline=is_headline)
                or (_is_called(text, match) and not is_public(lows[index]))
            )
        )
        words.append(_Word(*match.span(), match.group(), free))
    return words


def _past_place(lows: Sequence[str], index: int) -> int:
    """Index after the place that begins here; `index` where none does."""
    for size in range(min(_LONGEST_PLACE, len(lows) - index), 0, -1):
        if " ".join(lows[index : index + size]) in places():
            return index + size
    return index


def _is_free(word: str, low: str, *, is_open: bool, is_headline: bool) -> bool:
    if len(word) == 1 or (word.isupper() and len(word) <= _ACRONYM and not (is_headline and is_name(low))):
        return False  # initials and acronyms have rules of their own
    if is_public(low) or any(letter.isdigit() for letter in word):
        return False
    if is_name(low):
        return True
    return not (is_open and is_word(low))


@cache
def _public_head() -> re.Pattern[str]:
    """A head, perhaps with a further public word behind it (PT Karya Bahari)."""
    heads = one_of(public_words().public_heads)
    return re.compile(rf"(?<!\w){heads}\s[\"“'‘]?(?:[A-Z][\w-]*\s){{0,2}}$")


@cache
def _rank() -> re.Pattern[str]:
    names = name_lexicon()
    ranks = [rank for rank in names.ranks if rank not in names.weak_ranks]
    spelled = one_of([*ranks, *(rank.upper() for rank in ranks)])
    return re.compile(rf"(?<!\w){spelled}(?:\s(?:Pol|Polisi|TNI)\.?)?\.?\s(?:(?:Drs|Dr|H|Hj|I)\.?\s){{0,2}}$")


@cache
def _accused() -> re.Pattern[str]:
    return re.compile(rf"\b(?i:oknum|{one_of(exposure_lexicon().accused)})\b")


def _is_called(text: str, word: re.Match[str]) -> bool:
    """Behind `Mami`, `alias`, `bernama`: a name, whatever the word."""
    return _calling().search(text, max(0, word.start() - _BEFORE), word.start()) is not None


@cache
def _calling() -> re.Pattern[str]:
    words = exposure_lexicon()
    called = one_of((*words.nicknames, *words.aliases, "bernama", "nama samaran", "dipanggil", "disapa"))
    return re.compile(rf"(?<!\w)(?i:{called})\s[\"“'‘]?$")
