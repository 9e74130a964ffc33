"""The lexicon of agencies: which words begin the name of a body, and what may follow them."""

import re
from functools import cache
from typing import Literal

from extract.actors.words import Phrases, Word
from extract.lexicon import Lexicon, load_lexicon
from extract.patterns import any_of
from models.base import Record
from models.vocabulary import AgencyType

Tail = Literal["none", "region", "place", "topic", "open"]
_ABSTRACT = re.compile(r"(?:pe[mnrl]?|ke|per)\w{3,20}an|\w{3,20}(?:asi|aksi|usi|itas|ologi|isme)")
_ABSTRACT_LENGTH = 7
_NOT_LETTERS = re.compile(r"[\W_]+")


class Head(Record):
    """A row of the lexicon: how the name of a kind of body begins."""

    forms: tuple[str, ...]
    type: AgencyType
    tail: Tail
    bare: Literal["emit", "merge", "never"]
    long: str | None = None
    key: str | None = None
    by_topic: bool = False
    unit: bool = False
    keep: bool = False
    lower: bool = False
    private: bool = False
    numbered: bool = False
    venue: bool = False
    headed: bool = False


class TopicRule(Record):
    """Words in a name that decide the type of the body."""

    words: tuple[str, ...]
    type: AgencyType


class AgencyLexicon(Lexicon):
    """`lexicons/agencies.yml`, as it stands."""

    heads: tuple[Head, ...]
    topics: tuple[TopicRule, ...]
    women_child_acronym: str
    women_child_tail: str
    not_agencies: tuple[str, ...]
    weak_acronyms: tuple[str, ...]
    generic: tuple[str, ...]
    class_leads: tuple[str, ...]
    class_followers: tuple[str, ...]
    topic_words: tuple[str, ...]
    lower_tasks: tuple[str, ...]
    not_topics: tuple[str, ...]
    topic_joiners: tuple[str, ...]
    place_modifiers: tuple[str, ...]
    place_suffixes: tuple[str, ...]
    level_words: tuple[str, ...]
    foreign_places: tuple[str, ...]
    branch_levels: tuple[str, ...]
    nicknames: tuple[str, ...]
    organisation_words: tuple[str, ...]


class HeadForm(Record):
    """One way to write a head, with the key that all ways of writing the same body share."""

    form: str
    key: str
    head: Head


@cache
def agency_lexicon() -> AgencyLexicon:
    """The lexicon, read once."""
    return load_lexicon("agencies", AgencyLexicon)


@cache
def head_phrases() -> Phrases[HeadForm]:
    """All forms of all heads, first words first."""
    rows = agency_lexicon().heads
    return Phrases(
        (
            form,
            HeadForm(form=form, key=(head.key or (form if head.keep else head.forms[0])).lower(), head=head),
        )
        for head in rows
        for form in head.forms
    )


@cache
def _words_of(field: str) -> frozenset[str]:
    return frozenset(word.lower() for word in getattr(agency_lexicon(), field))


@cache
def _women_child() -> re.Pattern[str]:
    return re.compile(agency_lexicon().women_child_acronym)


@cache
def women_child_head() -> Head:
    """The head that an unknown acronym of a women-and-children office stands for."""
    kind = AgencyType.WOMEN_CHILD_PROTECTION
    return Head(forms=("Dinas P3A",), type=kind, tail="region", bare="emit", keep=True)


def is_women_child_acronym(word: str) -> bool:
    """DP3A, DPMPPA, DP2KBP3A, DPPKBPPPA ...: each kabupaten has its own."""
    if word[1:].islower():  # most words, and no acronym
        return False
    plain = _NOT_LETTERS.sub("", word)
    return _women_child().fullmatch(plain.upper()) is not None and any(map(str.isupper, plain[1:]))


@cache
def _women_child_tail() -> re.Pattern[str]:
    return re.compile(agency_lexicon().women_child_tail)


def is_women_child_tail(word: str) -> bool:
    """P3APPKB, PPPA: after Dinas."""
    return _women_child_tail().fullmatch(word) is not None


def is_topic_word(word: Word) -> bool:
    """A capitalised word of tasks, as in the name of a dinas: never part of a person's name."""
    return word.is_capital and is_topic(word.lower)


def is_topic(lower: str) -> bool:
    """A word of tasks (`perlindungan`, `sosial`), lower case."""
    if lower in _words_of("topic_words"):
        return True
    if lower in _words_of("not_topics"):
        return False
    return len(lower) >= _ABSTRACT_LENGTH and _ABSTRACT.fullmatch(lower) is not None


def is_lower_task(lower: str) -> bool:
    """Words of a task force's tasks, which are also printed in lower case."""
    return lower in _words_of("lower_tasks")


def is_joiner(word: Word) -> bool:
    """dan, serta, untuk: between words of tasks."""
    return word.lower in _words_of("topic_joiners")


def is_place_modifier(word: Word) -> bool:
    """Kelas, TPI, Kawasan: between a head and its place."""
    return word.is_capital and word.lower in _words_of("place_modifiers")


def is_place_suffix(word: Word) -> bool:
    """Utara, Baru, Hilir: after the name of a place."""
    return word.is_capital and word.lower in _words_of("place_suffixes")


def is_level(word: Word) -> bool:
    """Kota, Kabupaten, Provinsi, Daerah: before a region, in any case."""
    return word.lower in _words_of("level_words")


def is_no_agency(acronym: str) -> bool:
    """TPPO, PMI, ABK: acronyms that name no body."""
    return _squeezed(acronym) in _traps()


@cache
def _traps() -> frozenset[str]:
    return frozenset(map(_squeezed, agency_lexicon().not_agencies))


def _squeezed(acronym: str) -> str:
    return _NOT_LETTERS.sub("", acronym).lower()


def is_generic(name: str) -> bool:
    """A class of bodies (Lembaga Swadaya Masyarakat), not a body."""
    return name.lower() in _words_of("generic")


@cache
def class_lead() -> re.Pattern[str]:
    """What makes a bare name that of a kind of body, before it: `membentuk`."""
    return re.compile(rf"(?<!\w){any_of(agency_lexicon().class_leads)}\s{{1,3}}$", re.IGNORECASE)


@cache
def class_follower() -> re.Pattern[str]:
    """The same, behind it: `baru terbentuk di 10 dari 14 kabupaten`."""
    said = any_of(agency_lexicon().class_followers)
    return re.compile(rf"(?:\s{{1,3}}[a-z]{{1,12}}){{0,3}}\s{{1,3}}{said}\s{{1,3}}(?:di|pada)(?!\w)")


@cache
def foreign_places() -> Phrases[str]:
    """Cities abroad where missions sit."""
    return Phrases((place, place) for place in agency_lexicon().foreign_places)


@cache
def branch_levels() -> Phrases[str]:
    """DPC, Pimpinan Wilayah: before the name of an association or party."""
    return Phrases((level, level) for level in agency_lexicon().branch_levels)


@cache
def nickname_phrases() -> Phrases[str]:
    """atau, yang disingkat: between a long form and its acronym."""
    return Phrases((phrase, phrase) for phrase in agency_lexicon().nicknames)


def is_organisation_word(word: Word) -> bool:
    """Group, Watch, Network: in the English name of an organisation."""
    return word.is_capital and word.lower in _words_of("organisation_words")


def topic_type(name: str) -> AgencyType | None:
    """Type of body that the words of a name or title speak of."""
    words = frozenset(re.findall(r"\w+", name.lower()))
    for rule in agency_lexicon().topics:
        if all(word in words for word in rule.words):
            return rule.type
    return None


def type_by_topic(head: Head, name: str) -> AgencyType:
    """Type of a body by the words of its name, else its head's."""
    if not head.by_topic:
        return head.type
    if any(is_women_child_acronym(word) or is_women_child_tail(word) for word in re.findall(r"\w+", name)):
        return AgencyType.WOMEN_CHILD_PROTECTION
    return topic_type(name) or head.type
