"""The lexicon of posts: which words name an office, and what is known of the body it belongs to."""

import re
from functools import cache
from typing import Literal

from extract.actors.words import Phrases
from extract.lexicon import Lexicon, load_lexicon
from extract.openings import AnchoredPattern
from models.base import Record
from models.vocabulary import AgencyType, OfficialKind


class Post(Record):
    """A row of the lexicon: posts that are read alike."""

    forms: tuple[str, ...]
    kind: OfficialKind
    body: str | None = None
    level: str | None = None
    near: tuple[AgencyType, ...] = ()
    refs: tuple[str, ...] = ()
    by_agency: bool = False
    kind_alone: OfficialKind | None = None
    needs_tail: bool = False
    needs_capital_or_tail: bool = False
    bodyless_region: bool = False
    village: bool = False
    section: bool = False
    weak: bool = False
    plural: bool = False
    title: str | None = None
    capital: bool = False
    lower_tail: bool = False
    serves: bool = False
    branch: bool = False


class Epithet(Record):
    """A phrase that means the official named last, if he has what it needs."""

    pattern: str
    needs: Literal["any", "rank", "legislature"]


class PostLexicon(Lexicon):
    """`lexicons/posts.yml`, as it stands."""

    posts: tuple[Post, ...]
    acting: tuple[str, ...]
    links: tuple[str, ...]
    chaired: tuple[str, ...]
    lower_title: tuple[str, ...]
    title_words: tuple[str, ...]
    pointed_bodies: tuple[str, ...]
    epithets: tuple[Epithet, ...]


@cache
def post_lexicon() -> PostLexicon:
    """The lexicon, read once."""
    return load_lexicon("posts", PostLexicon)


@cache
def epithet_patterns() -> tuple[tuple[str, AnchoredPattern], ...]:
    """What an epithet needs of its bearer, and how it is written."""
    return tuple((e.needs, AnchoredPattern(e.pattern, re.IGNORECASE)) for e in post_lexicon().epithets)


@cache
def post_phrases() -> Phrases[Post]:
    """All forms of all posts."""
    return Phrases((form, post) for post in post_lexicon().posts for form in post.forms)


@cache
def acting_phrases() -> Phrases[str]:
    """Plt, Pj, mantan: before a post."""
    return Phrases((form, form) for form in post_lexicon().acting)


@cache
def link_phrases() -> Phrases[str]:
    """selaku, yang juga: between a name and a post, or between two posts."""
    return Phrases((form, form) for form in post_lexicon().links)


@cache
def chaired_phrases() -> Phrases[str]:
    """yang diketuai, dipimpin: between a bench and its presiding judge."""
    return Phrases((form, form) for form in post_lexicon().chaired)


@cache
def presiding_judge() -> Post:
    """The post of the judge whom `majelis hakim yang diketuai X` names."""
    return next(post for post in post_lexicon().posts if post.title is not None)


@cache
def lower_title_words() -> frozenset[str]:
    """Lower-case words that may stand inside a title."""
    return frozenset(post_lexicon().lower_title)


@cache
def title_words() -> frozenset[str]:
    """Capitalised words of titles that are no tasks, in lower case."""
    return frozenset(word.lower() for word in post_lexicon().title_words)
