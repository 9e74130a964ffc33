"""Names of persons made comparable: without degrees and honorifics, by sound, word against word."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from extract.actors.names import name_words
from resolve.person_data import name_data

MAX_WORDS, MAX_LETTERS = 12, 40
"""Of a name, so that its key fits an index; longer names are no names."""
_WORD = re.compile(r"[^\s,;/]+")
_BRACKET = re.compile(r"\([^()]*\)")
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])+\.?")
_DEGREE_SHAPE = re.compile(r"[^\W\d_]{1,6}(?:\.[^\W\d_]{1,7}){1,4}\.?")
_TYPO_LENGTH, _LONG = 5, 9
_SEXES = frozenset("aio")


@dataclass(frozen=True, slots=True)
class NameMatch:
    """How two names agree."""

    words: tuple[str, ...]
    """Words that both have, by sound; initials stand for the word they agree with."""
    initials: int
    """Of these words, agreed with by an initial only."""
    typos: int
    """Of these words, agreed with but for a letter or two."""
    is_full: bool
    """Nothing but light words is in one name only."""


@lru_cache(maxsize=200_000)
def name_key(name: str) -> str:
    """The words of a name by sound, joined by spaces: the same for all spellings, degrees and honorifics of it.

    A key is its own key. Without a letter in it, a name has the key "".
    """
    key = _once(name)
    while key != (again := _once(key)):  # what is left may read as an honorific now: QH A
        key = again
    return key


def _once(name: str) -> str:
    spoken = [word for word in map(_sound, _plain_words(name)) if word]
    return " ".join(word[:MAX_LETTERS] for word in spoken[:MAX_WORDS])


def _plain_words(name: str) -> list[str]:
    """Words in lower case without marks, honorifics, ranks, particles and degrees."""
    whole = unicodedata.normalize("NFKD", name.replace("\0", " ")[:2000]).casefold()
    whole = "".join(c for c in whole if not unicodedata.combining(c))
    raw = _WORD.findall(_BRACKET.sub(" ", whole))
    raw = raw[_after_honorifics(raw) :]
    raw = raw[: _before_degrees(raw)]
    words: list[str] = []
    for word in raw:
        if _letters(word) in name_data().other_names and words:
            break
        parts = _INITIALS.fullmatch(word) and word.split(".")
        words += [_letters(part) for part in parts or [word.replace(".", "")]]
    particles = name_data().particles
    return [word for index, word in enumerate(words) if word and not (index and word in particles)]


def _letters(word: str) -> str:
    return "".join(c for c in word if c.isalpha())


def _after_honorifics(words: Sequence[str]) -> int:
    at = 0
    while at + 1 < len(words) and (
        _letters(words[at]) in _leads() or all(_letters(p) in _leads() for p in words[at].split(".") if p)
    ):
        at += 1
    return at


def _before_degrees(words: Sequence[str]) -> int:
    end = len(words)
    while end > 1 and (_letters(words[end - 1]) in _degrees() or _is_degree_shape(words[end - 1])):
        end -= 1
    return end


def _is_degree_shape(word: str) -> bool:
    return _DEGREE_SHAPE.fullmatch(word) is not None and _INITIALS.fullmatch(word) is None


@cache
def _leads() -> frozenset[str]:
    """What stands before a name: honorifics, ranks and branches, by letters."""
    leads = name_words("honorifics") | name_words("branches")
    leads |= {word for rank in name_words("ranks") for word in rank.split()}
    return frozenset(map(_letters, leads)) - name_data().light


@cache
def _degrees() -> frozenset[str]:
    return frozenset(map(_letters, name_words("degrees"))) - name_words("given") - name_words("family")


@lru_cache(maxsize=100_000)
def _sound(word: str) -> str:
    """The word as it sounds, its variants as one."""
    word = _variants().get(word, word)
    if any(letters in word for letters in name_data().old_letters):
        word = re.sub(r"(?<![dtns])j", "y", word)
    before = None
    while word != before:
        before = word
        for letters, spoken in name_data().sounds:
            word = word.replace(letters, spoken)
        word = re.sub(r"(.)\1+", r"\1", word)
        if len(word) > 2 and word.endswith("y"):
            word = word[:-1] + "i"
        word = _variants().get(word, word)
    return word


@cache
def _variants() -> Mapping[str, str]:
    """Variants, also by sound -> sound of the form that stands for all."""
    table: dict[str, str] = {}
    for form, others in name_data().variants.items():
        spoken = re.sub(r"(.)\1+", r"\1", form)
        for letters, sound in name_data().sounds:
            spoken = spoken.replace(letters, sound)
        table |= dict.fromkeys((form, *others), spoken)
    return table


@cache
def light_words() -> frozenset[str]:
    """Words that tell little, by sound."""
    return frozenset(map(_sound, name_data().light))


@lru_cache(maxsize=500_000)
def compare_names(one: str, other: str) -> NameMatch | None:
    """How two keys agree; None where they are names of different people."""
    if one == other:
        words = tuple(one.split())
        full = sum(len(word) > 1 for word in words)
        return NameMatch(words, len(words) - full, 0, True) if full else None
    short, long = sorted((one.split(), other.split()), key=lambda words: (len(words), words))
    if not short:
        return None
    if len(short) != len(long) and "".join(short) == "".join(long):
        return NameMatch(tuple(long), 0, 1, True)  # Nurhayati and Nur Hayati
    pairs, left = _paired(short, long)
    taken = {b for _, b in pairs}
    rest = [word for index, word in enumerate(long) if index not in taken]
    if _heavy(left) or (left and _heavy(rest)):
        return None  # each has a word that the other lacks
    agreed = [(short[a], long[b]) for a, b in pairs]
    whole = [a for a, b in agreed if min(len(a), len(b)) > 1]
    if not whole and (rest or len(agreed) < 2):
        return None  # M. is nobody; M. J. may be Muhammad Jamal
    words = tuple(max(pair, key=len) for pair in agreed)
    typos = sum(a != b for a, b in agreed if min(len(a), len(b)) > 1)
    return NameMatch(words, len(agreed) - len(whole), typos, not _heavy(rest))


@lru_cache(maxsize=200_000)
def bridges(key: str, one: str, other: str) -> bool:
    """True for a name that two others are forms of, though they differ: Didik Setiawan for Didik S. and Setiawan."""
    if key in (one, other) or _fullness(key) < max(_fullness(one), _fullness(other)):
        return False
    return compare_names(key, one) is not None and compare_names(key, other) is not None


def _fullness(key: str) -> int:
    return sum(len(word) > 1 for word in key.split())


def _heavy(words: Iterable[str]) -> list[str]:
    return [word for word in words if word not in light_words()]


def _paired(short: Sequence[str], long: Sequence[str]) -> tuple[list[tuple[int, int]], list[str]]:
    """Indices of words that agree, the surest first, and what is left of the shorter name."""
    pairs: list[tuple[int, int]] = []
    for agrees in (str.__eq__, _is_typo, _is_initial):
        taken_short, taken_long = {a for a, _ in pairs}, {b for _, b in pairs}
        for a, word in enumerate(short):
            if a in taken_short:
                continue
            b = next((b for b, w in enumerate(long) if b not in taken_long and agrees(word, w)), None)
            if b is not None:
                pairs.append((a, b))
                taken_long.add(b)
    done = {a for a, _ in pairs}
    return sorted(pairs), [word for index, word in enumerate(short) if index not in done]


def _is_initial(one: str, other: str) -> bool:
    return (len(one) == 1) != (len(other) == 1) and one[0] == other[0]


@lru_cache(maxsize=500_000)
def _is_typo(one: str, other: str) -> bool:
    """One letter amiss, two in a long word; a last vowel is none, for it tells Yulianto from Yulianti."""
    from rapidfuzz.distance import OSA

    if max(len(one), len(other)) < _TYPO_LENGTH or abs(len(one) - len(other)) > 2:
        return False
    if len(one) == len(other) and one[:-1] == other[:-1] and {one[-1], other[-1]} <= _SEXES:
        return {one[-1], other[-1]} == {"a", "o"}
    allowed = 2 if min(len(one), len(other)) >= _LONG else 1
    return OSA.distance(one, other, score_cutoff=allowed) <= allowed


def rarity(word: str, levels: Mapping[str, int]) -> float:
    """How much a word tells, 0 to 1: `levels` say how many names of the register have it (see `count_level`)."""
    if word in light_words():
        return 0.15
    return 1 / (1 + 0.35 * levels.get(word, 0))


def count_level(count: int) -> int:
    """Level of a word that `count` different names have: 0 below 4, then one more each time it is four times that."""
    return max(0, (count.bit_length() - 1) // 2)


def word_counts(keys: Iterable[str]) -> dict[str, int]:
    """In how many of these keys a word is."""
    counts: dict[str, int] = {}
    for key in keys:
        for word in set(key.split()):
            counts[word] = counts.get(word, 0) + 1
    return counts
