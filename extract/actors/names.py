"""Names of people: ranks, honorifics, name words, degrees."""

import re
from dataclasses import dataclass
from functools import cache

from extract.actors.agency_forms import is_topic_word
from extract.actors.words import Phrases, Reading, Word
from extract.lexicon import Lexicon, load_lexicon

_MAX_WORDS = 6
_INITIAL = re.compile(r"[A-Z](?:\.[A-Z]){0,2}")
_NAME = re.compile(r"[A-ZÀ-Þ][^\W\d_]*(?:['’`.-][^\W\d_]+){0,3}")
_ARTICLE = re.compile(r"(?:al|el|as|an|ad|ar|at|ash|asy)-[A-Z]\w{2,20}")
_BRANCH = re.compile(r"\((?:[A-Z]{1,3}|Purn\.?|TNI|Pol\.?)\)")
_DEGREE_SHAPE = re.compile(r"[A-Z][A-Za-z]{0,5}(?:\.[A-Za-z]{1,7}){1,4}")
_SHORTENED = frozenset(
    "moh muh mohd abd ign fr yoh bpk gst dw nym wyn md kt dg dt tb kgs mgs nys rd rr rm".split()  # noqa: SIM905
)
_ACRONYM_LENGTH = 4
_VOWELS = frozenset("aeiouyAEIOUY")


class NameLexicon(Lexicon):
    """`lexicons/names.yml`, as it stands."""

    ranks: tuple[str, ...]
    weak_ranks: tuple[str, ...]
    branches: tuple[str, ...]
    honorifics: tuple[str, ...]
    inner_honorifics: tuple[str, ...]
    degrees: tuple[str, ...]
    particles: tuple[str, ...]
    not_names: tuple[str, ...]
    countries: tuple[str, ...]
    also_names: tuple[str, ...]
    place_words: tuple[str, ...]
    not_officials: tuple[str, ...]
    speech_words: tuple[str, ...]
    telling_verbs: tuple[str, ...]
    openers: tuple[str, ...]
    nickname_leads: tuple[str, ...]
    given: tuple[str, ...]
    given_endings: tuple[str, ...]
    family: tuple[str, ...]
    family_endings: tuple[str, ...]


@dataclass(frozen=True)
class Person:
    """Words of a person: rank [first, name_first), name [name_first, name_end), degrees up to `after`."""

    first: int
    name_first: int
    name_end: int
    after: int
    rank: str | None


@cache
def nickname_phrases() -> Phrases[str]:
    """yang akrab disapa: between a name and what its bearer is called by."""
    return Phrases((phrase, phrase) for phrase in name_lexicon().nickname_leads)


@cache
def name_lexicon() -> NameLexicon:
    """The lexicon, read once."""
    return load_lexicon("names", NameLexicon)


@cache
def rank_phrases() -> Phrases[str]:
    """Police and military ranks."""
    return Phrases((rank, rank) for rank in name_lexicon().ranks)


@cache
def name_words(field: str) -> frozenset[str]:
    """A list of the lexicon as a set, lower case."""
    return frozenset(word.lower() for word in getattr(name_lexicon(), field))


def match_rank(reading: Reading, index: int) -> int | None:
    """Index after a rank (with its branch in brackets) that begins at the word."""
    words = reading.words
    found = rank_phrases().match(words, index) if words[index].is_capital else None
    if found is None:
        return None
    end, rank = found
    while end < len(words) and words[end].text in name_lexicon().branches and _goes_on(words[end]):
        end += 1
    if rank in name_lexicon().weak_ranks and not _name_follows(words, end):
        return None
    if end < len(words) and words[end].opens_bracket:
        branch = _BRANCH.match(reading.text, words[end].start - 1)
        if branch:
            end = _after_offset(reading, end, branch.end())
    return end


def _goes_on(word: Word) -> bool:
    """A space or an abbreviation's full stop before it: `Kombes Pol`, `Kombes. Pol.`"""
    return word.follows_plainly or word.follows_dot


def _name_follows(words: tuple[Word, ...], index: int) -> bool:
    return index < len(words) and words[index].is_capital and not words[index].follows_comma


def _after_offset(reading: Reading, index: int, offset: int) -> int:
    while index < len(reading.words) and reading.words[index].start < offset:
        index += 1
    return index


def is_honorific(word: Word) -> bool:
    """H, Hj, Drs, Pak: before a name."""
    return word.text in name_lexicon().honorifics


def is_name_word(word: Word, *, first: bool) -> bool:
    """A capitalised word that may stand in a name; the first word is judged more strictly."""
    if _NAME.fullmatch(word.text) is None or _is_abbreviation(word):
        return False
    if not first and word.lower in name_words("also_names"):
        return True
    if first and is_country(word):
        return False
    if word.lower in name_words("not_names"):
        return False
    return not is_topic_word(word) or word.lower in name_words("given")  # Hari Suprapto


def is_country(word: Word) -> bool:
    """Malaysia, Arab (Saudi): after a post, before the name."""
    return word.is_capital and word.lower in name_words("countries")


def _is_abbreviation(word: Word) -> bool:
    """TPPO, BNN, SIK: capitals without a vowel or too short to be a name in capitals."""
    text = word.text
    if len(text) == 1 or not text.isupper():
        return False
    return len(text) < _ACRONYM_LENGTH or not _VOWELS & set(text[1:]) or is_degree(word)


def is_degree(word: Word) -> bool:
    """S.H, SIK, M.Si: after a name."""
    plain = word.lower.replace(".", "")
    if word.is_capital and plain in name_words("degrees"):
        return "." in word.text or word.text.isupper() or len(plain) > 2
    return _DEGREE_SHAPE.fullmatch(word.text) is not None


def is_given(word: Word) -> bool:
    """A common given or family name, by the list or by its ending (-wati, -anto, -uddin)."""
    if not word.is_capital or (word.text.isupper() and len(word.text) < _ACRONYM_LENGTH):
        return False
    if word.lower in name_words("given") or word.lower in name_words("family"):
        return True
    lexicon = name_lexicon()
    return word.lower.endswith(lexicon.given_endings + lexicon.family_endings)


def is_family(word: Word) -> bool:
    """A name that stands last: Lubis, Setiawan."""
    return word.lower in name_words("family") or word.lower.endswith(name_lexicon().family_endings)


def parse_person(reading: Reading, index: int, stops: frozenset[int]) -> Person | None:
    """Rank, honorifics, name and degrees that begin at the word.

    `stops` are words that begin a post, a body or a rank: no name goes over them.
    """
    words = reading.words
    if index >= len(words):
        return None
    rank_end = match_rank(reading, index)
    at = rank_end if rank_end is not None else index
    if rank_end is not None and at < len(words) and words[at].follows_comma:
        return None
    at = _after_honorifics(words, at)
    end = _name_end(words, at, stops)
    if end is None:
        return None
    rank = reading.slice(index, rank_end) if rank_end is not None else None
    if rank and reading.text[words[rank_end or at].start - 2 : words[rank_end or at].start] == ") ":
        rank = reading.text[words[index].start : words[rank_end or at].start].rstrip()
    return Person(index, at, end, _after_degrees(words, end), rank)


def _after_honorifics(words: tuple[Word, ...], at: int) -> int:
    while (
        at + 1 < len(words)
        and is_honorific(words[at])
        and words[at + 1].is_capital
        and (words[at + 1].follows_plainly or words[at + 1].follows_dot)
    ):
        at += 1
    return at


def _name_end(words: tuple[Word, ...], at: int, stops: frozenset[int]) -> int | None:
    if at >= len(words) or at in stops or not is_name_word(words[at], first=True):
        return None
    end = at + 1
    while end < len(words) and end - at < _MAX_WORDS:
        word = words[end]
        if not _continues(words[end - 1], word):
            break
        if _is_particle(words, end):
            end += 1
        elif (
            (end in stops and word.lower not in name_words("also_names"))
            or is_honorific(word)
            or is_degree(word)
        ):
            may_stay = _INITIAL.fullmatch(word.text) or _is_last(words, end) or _is_inner(words, end)
            if not (is_honorific(word) and may_stay):
                break
            end += 1
        elif is_name_word(word, first=False):
            end += 1
        else:
            break
    return _before_acronym(words, at, end)


def _is_last(words: tuple[Word, ...], index: int) -> bool:
    """Haji as the last word of a name, not before the next one."""
    after = index + 1
    return len(words[index].text) > 2 and not (
        after < len(words) and words[after].is_capital and not words[after].follows_comma
    )


def _is_inner(words: tuple[Word, ...], index: int) -> bool:
    """Faisal Tgk Ubit, Rotua Tuan Gultom: an honorific of the forefather between two words of the name."""
    after = index + 1
    if words[index].text not in name_lexicon().inner_honorifics or after >= len(words):
        return False
    return words[after].follows_plainly and is_name_word(words[after], first=True)


def _before_acronym(words: tuple[Word, ...], at: int, end: int) -> int | None:
    """A name is printed in capitals as a whole or not at all; a lone word in capitals is an acronym."""
    long = [k for k in range(at, end) if len(words[k].text) > 1]
    if all(words[k].text.isupper() for k in long):
        return end if len(long) > 1 else None
    return (
        next((k for k in long if words[k].text.isupper()), end) if not words[long[0]].text.isupper() else None
    )


def _continues(before: Word, word: Word) -> bool:
    if word.follows_plainly and "&" not in word.gap and ")" not in word.gap:
        return True
    is_short = _INITIAL.fullmatch(before.text) is not None or before.lower in _SHORTENED
    return word.follows_dot and is_short and before.line == word.line and "\n" not in word.gap


def _is_particle(words: tuple[Word, ...], index: int) -> bool:
    if _ARTICLE.fullmatch(words[index].text):
        return True
    return (
        words[index].text in name_lexicon().particles
        and index + 1 < len(words)
        and words[index + 1].is_capital
        and words[index + 1].follows_plainly
    )


def _after_degrees(words: tuple[Word, ...], end: int) -> int:
    while end < len(words) and is_degree(words[end]):
        word = words[end]
        if not (
            word.follows_plainly or word.follows_comma or (word.follows_dot and is_degree(words[end - 1]))
        ):
            break
        end += 1
    return end
