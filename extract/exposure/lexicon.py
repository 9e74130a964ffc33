"""`lexicons/redaction.yml`: words around the identities of private people."""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from extract.lexicon import Lexicon, load_lexicon
from extract.regions.gazetteer import gazetteer
from extract.spans import SpanSet
from models.vocabulary import ExposureKind

MASK = "[disamarkan]"
AGE = r"\d{1,2}(?:\s?(?:tahun|thn|th)\b\.?)?"
SEXED = rf"(?:(?:L|P|laki-laki|perempuan)\s?[,/]\s?)?(?:usia\s|umur\s|berusia\s|berumur\s)?{AGE}"
"""What stands in brackets behind a name or initials: an age, perhaps behind the sex."""
INITIALS = r"(?:(?:[A-Z]\.){2,3}[A-Z]?|(?:[A-Z]\.\s?){1,3}[A-Z](?!\w)|[A-Z]{1,4})"
WORD = r"[A-Z][a-z'’]{1,20}"
NAME = rf"{WORD}(?:\s(?:{WORD}|[A-Z]\.?|bin(?:ti)?)){{0,3}}"
_TITLE_CASE_SHARE = 0.7
_LEAST_WORDS = 4


class ExposureLexicon(Lexicon):
    """The file, as it stands."""

    acronyms: frozenset[str]
    roles: tuple[str, ...]
    behind_roles: frozenset[str]
    with_stops: frozenset[str]
    private_roles: tuple[str, ...]
    accused: tuple[str, ...]
    charges: tuple[str, ...]
    penal_verbs: tuple[str, ...]
    private_titles: tuple[str, ...]
    half_offices: frozenset[str]
    relatives: tuple[str, ...]
    kin: tuple[str, ...]
    helpers: tuple[str, ...]
    speech: tuple[str, ...]
    minors: tuple[str, ...]
    small_numbers: tuple[str, ...]
    not_names: frozenset[str]
    residence: tuple[str, ...]
    prepositions: tuple[str, ...]
    address_units: tuple[str, ...]
    wide_units: frozenset[str]
    offices: tuple[str, ...]
    schools: tuple[str, ...]
    pupils: tuple[str, ...]
    works: tuple[str, ...]
    nicknames: tuple[str, ...]
    aliases: tuple[str, ...]
    callings: tuple[str, ...]
    accounts: tuple[str, ...]
    hotlines: frozenset[str]


class Found(NamedTuple):
    """A stretch of text that exposes somebody."""

    start: int
    end: int
    kind: ExposureKind
    rule: str


@cache
def exposure_lexicon() -> ExposureLexicon:
    """The words, read once."""
    return load_lexicon("redaction", ExposureLexicon)


def one_of(words: Iterable[str]) -> str:
    """An alternation of literal words, the longest first; a space matches any white space."""
    listed = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s") for word in listed) + ")"


def is_place(name: str) -> bool:
    """True where the words end in the name of a region."""
    known = gazetteer().names
    words = name.lower().split()
    return any(" ".join(words[i:]) in known for i in range(len(words)))


def is_in_capitals(text: str) -> bool:
    """True for a headline all in capitals."""
    plain = text.replace(MASK, "")
    return plain.isupper() and len(re.findall(r"[^\W\d_]{4,}", plain[:400])) >= _LEAST_WORDS


def headlines(text: str) -> SpanSet:
    """Lines in which nearly every word has a capital."""
    spans, at = [], 0
    for line in text.split("\n"):
        if is_title_case(line) or is_in_capitals(line):
            spans.append((at, at + len(line)))
        at += len(line) + 1
    return SpanSet(spans)


def is_title_case(text: str) -> bool:
    """True for a headline: nearly every word has a capital, and it does not end as a sentence."""
    if text.rstrip("\"”' ").endswith("."):
        return False
    words = re.findall(r"[^\W\d_]{4,}", text[:400].replace(MASK, ""))
    return len(words) >= _LEAST_WORDS and sum(word[0].isupper() for word in words) >= _TITLE_CASE_SHARE * len(
        words
    )
