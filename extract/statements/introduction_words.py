"""The words by which people are introduced, and brackets among them."""

from functools import cache

from extract.actors.scene import Scene
from extract.actors.words import Phrases
from extract.lexicon import Lexicon, load_lexicon

_BRACKET_REACH = 90


class IntroductionLexicon(Lexicon):
    """`lexicons/introductions.yml`, as it stands."""

    callings: tuple[tuple[str, ...], ...]
    leads: tuple[str, ...]
    joiners: frozenset[str]
    foreign_joiners: frozenset[str]
    role_ends: frozenset[str]
    stops: frozenset[str]
    bodies: frozenset[str]
    units: frozenset[str]
    open_bodies: frozenset[str]
    of_persons: tuple[str, ...]
    not_bodies: dict[str, frozenset[str]]
    role_words: frozenset[str]
    prefixes: frozenset[str]
    after_i: frozenset[str]
    places: frozenset[str]


@cache
def lexicon() -> IntroductionLexicon:
    """The lexicon, read once."""
    return load_lexicon("introductions", IntroductionLexicon)


@cache
def callings() -> Phrases[str]:
    """Heads of roles that are no posts."""
    return Phrases((form, form) for row in lexicon().callings for form in row)


@cache
def calling_words() -> frozenset[str]:
    """Heads of one word."""
    return frozenset(form for row in lexicon().callings for form in row if " " not in form)


@cache
def leads() -> Phrases[str]:
    """Plt, mantan: before a head."""
    return Phrases((form, form) for form in lexicon().leads)


def after_bracket(scene: Scene, index: int) -> int | None:
    """Index after `(KPU)`; None for an age and for brackets that do not close soon."""
    word = scene.words[index]
    close = scene.reading.text.find(")", word.end, word.start + _BRACKET_REACH)
    if close < 0 or word.text.isdigit():
        return None
    after = index
    while after < len(scene.words) and scene.words[after].start < close:
        after += 1
    return after
