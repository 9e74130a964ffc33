"""Units of speech: sentences in which a quote is one word, a named person is one word, and so is an epithet."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import NamedTuple, Protocol

from extract.openings import AnchoredPattern
from extract.statements.cues import Cue, all_cues, find_cue, grammar
from extract.statements.quotes import Quote
from models.annotation import AnnotatedArticle, Span
from models.fact import Mention

_TOKEN = re.compile(r"[^\W_]+(?:[-'’./][^\W_]+|(?<=\d),(?=\d)[^\W_]+)*|[^\w\s]")
_POINTER = re.compile(r" itu\b")
_EPITHET_REACH = 70
_MARK = 2
"""Characters a full stop and a blank take behind a quotation."""


class Kind(StrEnum):
    """What a word of a unit is."""

    WORD = "word"
    MARK = "mark"
    PERSON = "person"
    """A name or post of one of the speakers; `index` is the speaker's."""
    PRONOUN = "pronoun"
    """A pronoun or epithet: whoever spoke last."""
    QUOTE = "quote"
    """A whole quotation with its marks; `index` is the quote's."""


@dataclass(
    slots=True, eq=False
)  # not frozen: an article has thousands, and frozen ones take twice as long to build
class Word:
    """A word, mark, person or quotation with its characters."""

    start: int
    end: int
    text: str
    lower: str
    kind: Kind
    index: int = -1
    post: frozenset[str] = frozenset()
    """Lower-case words of a person's post."""
    cue: Cue | None = None
    """The speech verb that a plain word is a form of."""

    @property
    def is_capital(self) -> bool:
        """True for words that begin with a capital letter."""
        return self.text[:1].isupper()


class Speaker(Protocol):
    """Somebody who may speak: an official of the article, or anybody else whom it names."""

    @property
    def name(self) -> str:
        """Fullest form of the name."""

    @property
    def title(self) -> str | None:
        """Office or calling as printed."""

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Every place where a form of the name stands."""

    @property
    def references(self) -> tuple[Mention, ...]:
        """Places where the post alone means the person."""


class Unit(NamedTuple):
    """A sentence, with the quotations in it kept whole."""

    start: int
    end: int
    words: tuple[Word, ...]
    paragraph: int
    """Index of the paragraph it begins in."""


@dataclass(frozen=True, slots=True)
class _Special:
    start: int
    end: int
    kind: Kind
    index: int
    post: frozenset[str] = frozenset()


def split_units(
    annotated: AnnotatedArticle, quotes: Sequence[Quote], speakers: Sequence[Speaker]
) -> tuple[Unit, ...]:
    """Units in order: sentences, joined where a boundary lies inside a quote; the dateline is left out."""
    text = annotated.text
    specials = _specials(text, quotes, speakers)
    starts = [special.start for special in specials]
    units = []
    for start, end in _joined_sentences(text, annotated.sentences, quotes):
        dateline = annotated.dateline
        if dateline is not None and start <= dateline.start < end:
            start = min(end, dateline.end)
        inside = specials[bisect_left(starts, start) : bisect_left(starts, end)]
        words = tuple(_words(text, start, end, inside))
        if words:
            units.append(Unit(words[0].start, words[-1].end, words, annotated.paragraph_index(start)))
    return tuple(units)


def _joined_sentences(text: str, sentences: Sequence[Span], quotes: Sequence[Quote]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    number = 0
    for sentence in sentences:
        while number < len(quotes) and quotes[number].outer.end <= sentence.start:
            number += 1
        is_inside = joined and number < len(quotes) and quotes[number].outer.start < joined[-1][1]
        if is_inside or (joined and number and _is_lost_tag(text, joined[-1], sentence, quotes[number - 1])):
            joined[-1] = (joined[-1][0], sentence.end)
        else:
            joined.append((sentence.start, sentence.end))
    return joined


def _is_lost_tag(text: str, before: tuple[int, int], sentence: Span, quote: Quote) -> bool:
    """A tag in a line of its own below its quotation: `"...,"` and then `ujar X.`"""
    if not text[sentence.start].islower() or quote.outer.end < before[1] - _MARK:
        return False
    first = _TOKEN.match(text, sentence.start, sentence.end)
    return first is not None and find_cue(first.group()) is not None


def _specials(text: str, quotes: Sequence[Quote], speakers: Sequence[Speaker]) -> list[_Special]:
    people = [
        _Special(mention.start, mention.end, Kind.PERSON, index, _post(speaker))
        for index, speaker in enumerate(speakers)
        for mention in (*speaker.mentions, *speaker.references)
    ]
    epithets = [_Special(m.start(), m.end(), Kind.PRONOUN, -1) for m in _epithet_pattern().finditer(text)]
    epithets += _callings(text)
    spoken = [_Special(*quote.outer, Kind.QUOTE, index) for index, quote in enumerate(quotes)]
    kept: list[_Special] = []
    for special in _longest_first([*spoken, *people, *epithets]):
        if not kept or special.start >= kept[-1].end:
            kept.append(special)
    return kept


def _post(speaker: Speaker) -> frozenset[str]:
    return frozenset((speaker.title or "").lower().split())


def _longest_first(specials: list[_Special]) -> list[_Special]:
    """By place; at one place quotes before people before epithets, long before short."""
    rank = {Kind.QUOTE: 0, Kind.PERSON: 1, Kind.PRONOUN: 2}
    return sorted(specials, key=lambda s: (s.start, rank[s.kind], -s.end))


@cache
def _epithet_pattern() -> AnchoredPattern:
    heads = "|".join(re.escape(head) for head in grammar().epithets)
    ends = "|".join(grammar().epithet_ends)
    return AnchoredPattern(
        rf"\b(?:{heads})\b[^,.;:\n\"“”]{{0,{_EPITHET_REACH}}}?\b(?:{ends})\b", re.IGNORECASE
    )


def _callings(text: str) -> list[_Special]:
    """`biarawati itu`, `dosen Universitas Flores itu`, `perempuan 52 tahun itu`: looked for before each `itu`."""
    found = []
    for pointer in _POINTER.finditer(text):
        begin = max(0, pointer.start() - _EPITHET_REACH)
        calling = _calling_pattern().search(text, begin, pointer.end())
        if calling is not None:
            found.append(_Special(calling.start(), calling.end(), Kind.PRONOUN, -1))
    return found


@cache
def _calling_pattern() -> re.Pattern[str]:
    callings = "|".join(re.escape(calling) for calling in grammar().callings)
    persons, looks = "|".join(grammar().persons), "|".join(grammar().looks)
    place = r"(?: asal)?(?: [\w-]{1,30}|(?-i:(?: [A-Z][\w-]{0,30}){1,5}))?"
    seen = rf"(?:{persons}) (?:{looks}|\d\d tahun)[^,.;:\n\"“”]{{0,{_EPITHET_REACH}}}"
    return re.compile(rf"\b(?:(?:{callings}){place}|{seen}) itu\Z", re.IGNORECASE)


def _words(text: str, start: int, end: int, specials: Sequence[_Special]) -> list[Word]:
    words: list[Word] = []
    position = start
    for special in specials:
        words.extend(_plain_words(text, position, special.start))
        piece = text[special.start : special.end]
        shown = piece if special.kind is not Kind.QUOTE else ""
        words.append(
            Word(special.start, special.end, shown, shown.lower(), special.kind, special.index, special.post)
        )
        position = special.end
    words.extend(_plain_words(text, position, end))
    return words


def _plain_words(text: str, start: int, end: int) -> list[Word]:
    words: list[Word] = []
    classes, cues = grammar(), all_cues()
    short_forms, pronouns, opening_pronouns = classes.short_forms, classes.pronouns, classes.opening_pronouns
    for match in _TOKEN.finditer(text, start, end):
        piece = match.group()
        lower = short_forms.get(piece) or piece.lower()
        if lower == "nya" and words and (joined := _with_pronoun(text, words[-1], match.end())):
            words[-1] = joined
            continue
        kind = Kind.WORD
        if not piece[0].isalnum():
            kind = Kind.MARK
        elif lower in pronouns or (lower in opening_pronouns and _opens(words)):
            kind = Kind.PRONOUN
        word = Word(match.start(), match.end(), piece, lower, kind)
        if kind is Kind.WORD:
            word.cue = cues.get(lower)
        words.append(word)
    return words


def _opens(words: Sequence[Word]) -> bool:
    return not words or words[-1].kind is Kind.MARK


def _with_pronoun(text: str, stem: Word, end: int) -> Word | None:
    """`kata nya`: a pronoun that lost its word."""
    lower = stem.lower + "nya"
    cue = find_cue(lower) if stem.kind is Kind.WORD and stem.end + 4 == end else None
    return Word(stem.start, end, text[stem.start : end], lower, Kind.WORD, cue=cue) if cue else None
