"""The words that report speech, and the closed word classes around them."""

from enum import StrEnum
from functools import cache
from typing import NamedTuple

from extract.lexicon import Lexicon, load_lexicon
from models.base import Record


class Form(StrEnum):
    """How a cue stands in its sentence."""

    ACTIVE = "active"
    """X mengatakan ..."""
    BARE = "bare"
    """..., kata X"""
    OWN = "own"
    """..., katanya"""
    PASSIVE = "passive"
    """Dikatakan (X), ..."""
    OWN_PASSIVE = "own_passive"
    """Dikatakannya, ..."""
    ACCORDING = "according"
    """Menurut X, ..."""
    OWN_ACCORDING = "own_according"
    """Menurutnya, ..."""


class Takes(StrEnum):
    """What an active verb needs after it to be a statement."""

    CLAUSE = "clause"
    DIRECTIVE = "directive"
    NOUN = "noun"


class Cue(NamedTuple):
    """One word form that reports speech."""

    form: Form
    takes: Takes


class SpeechVerb(Record):
    """A verb with its forms."""

    active: tuple[str, ...] = ()
    """Active forms: mengatakan, berkata."""
    bare: tuple[str, ...] = ()
    """Bare stems that stand in a tag: kata."""
    passive: tuple[str, ...] = ()
    """Passive forms: dikatakan."""
    takes: Takes
    """What the active forms need after them."""


class SpeechVerbs(Lexicon):
    """`lexicons/speech_verbs.yml`, as it stands."""

    verbs: tuple[SpeechVerb, ...]


class Grammar(Lexicon):
    """`lexicons/speech_grammar.yml`: word classes, lower case."""

    pronouns: frozenset[str]
    opening_pronouns: frozenset[str]
    according: frozenset[str]
    testimony: frozenset[str]
    interviewers: frozenset[str]
    source_leads: frozenset[str]
    wordings: frozenset[str]
    written: frozenset[str]
    answered: frozenset[str]
    contrasts: frozenset[str]
    topic_words: frozenset[str]
    qualities: frozenset[str]
    views: frozenset[str]
    view_leads: frozenset[str]
    own_views: frozenset[str]
    for_whom: frozenset[str]
    persons: tuple[str, ...]
    looks: tuple[str, ...]
    short_forms: dict[str, str]
    question_words: frozenset[str]
    conjunctions: frozenset[str]
    nickname_marks: frozenset[str]
    hidden_names: frozenset[str]
    told_about: frozenset[str]
    appositions: frozenset[str]
    years: frozenset[str]
    penalties: frozenset[str]
    interview_leads: frozenset[str]
    denials: frozenset[str]
    possibilities: frozenset[str]
    things: frozenset[str]
    comes: frozenset[str]
    spoken_to: frozenset[str]
    spoken_by: frozenset[str]
    epithets: tuple[str, ...]
    callings: tuple[str, ...]
    epithet_ends: tuple[str, ...]
    bystanders: frozenset[str]
    bodies: frozenset[str]
    prepositions: frozenset[str]
    through: frozenset[str]
    openers: frozenset[str]
    weekdays: frozenset[str]
    adverbs: frozenset[str]
    inside_titles: frozenset[str]
    coordinators: frozenset[str]
    light_coordinators: frozenset[str]
    joined_verbs: frozenset[str]
    blockers: frozenset[str]
    complementizers: frozenset[str]
    content_marks: frozenset[str]
    afterthoughts: frozenset[str]
    tail_openers: tuple[str, ...]
    tail_nouns: tuple[str, ...]
    tag_tails: frozenset[str]
    object_nouns: frozenset[str]
    courtesies: frozenset[str]
    predicates: frozenset[str]
    not_predicates: frozenset[str]
    subordinators: frozenset[str]
    passive_lead: frozenset[str]
    tag_lead: frozenset[str]
    interview_words: tuple[str, ...]
    sentence_adverbs: frozenset[str]
    title_words: frozenset[str]
    announcers: frozenset[str]
    likewise: frozenset[str]
    press: frozenset[str]
    suspects: frozenset[str]
    modifiers: frozenset[str]
    strong_predicates: frozenset[str]


@cache
def grammar() -> Grammar:
    """The word classes, read once."""
    return load_lexicon("speech_grammar", Grammar)


@cache
def cue_forms() -> dict[str, Cue]:
    """Lower-case word form -> cue. A form that is active of one verb and bare of another stays active."""
    forms: dict[str, Cue] = {}
    for verb in load_lexicon("speech_verbs", SpeechVerbs).verbs:
        for word in verb.active:
            forms[word] = Cue(Form.ACTIVE, verb.takes)
        for word in verb.bare:
            forms.setdefault(word, Cue(Form.BARE, verb.takes))
            forms.setdefault(word + "nya", Cue(Form.OWN, verb.takes))
        for word in verb.passive:
            forms.setdefault(word, Cue(Form.PASSIVE, verb.takes))
            forms.setdefault(word + "nya", Cue(Form.OWN_PASSIVE, verb.takes))
    for word in grammar().according:
        forms[word] = Cue(Form.ACCORDING, Takes.CLAUSE)
        forms[word + "nya"] = Cue(Form.OWN_ACCORDING, Takes.CLAUSE)
    return forms


_VOWELS = frozenset("aeiou")
_MIN_TYPO = 6
"""Letters of the shortest form in which a typing error is looked for: short ones would meet other words."""


def find_cue(lower: str) -> Cue | None:
    """The cue that a lower-case word is, also with one typing error."""
    return all_cues().get(lower)


@cache
def all_cues() -> dict[str, Cue]:
    """Lower-case word form -> cue, with the forms that hold a typing error."""
    return {**_mistyped(), **cue_forms()}


def _mistyped() -> dict[str, Cue]:
    """Forms with a vowel left out, a letter doubled or two letters swapped: none of these makes another word."""
    wrong: dict[str, Cue] = {}
    for form, cue in cue_forms().items():
        if len(form) < _MIN_TYPO or not form.isalpha():
            continue
        for k in range(1, len(form)):
            swapped = form[: k - 1] + form[k] + form[k - 1] + form[k + 1 :] if k > 1 else form
            doubled = form[:k] + form[k - 1] + form[k:]
            shortened = form[:k] + form[k + 1 :] if form[k] in _VOWELS and k + 1 < len(form) else form
            for word in (swapped, doubled, shortened):
                if word not in cue_forms():
                    wrong[word] = cue
    return wrong
