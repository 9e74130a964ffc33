"""Exposures: stretches of a text that could identify a victim, a child, a suspect or another private person.

Rules: UU 11/2012 art. 19, PPRA Dewan Pers 1/2019, UU 27/2022. Recall goes before precision: a stretch marked in vain
costs a word, one that is missed may cost somebody's safety. Officials in office are never exposures.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from extract.exposure.addresses import addresses, homes_again, office_addresses, schools
from extract.exposure.ages import ages, ages_of
from extract.exposure.capitals import Explained, acronyms_in, capitals
from extract.exposure.initials import initials
from extract.exposure.lexicon import Found, headlines
from extract.exposure.names import again, names, parts
from extract.exposure.namesakes import is_accused, public_mentions
from extract.exposure.numbers import handles, numbers
from extract.exposure.ordinary import is_word
from extract.spans import SpanSet
from models.fact import Agency, Exposure, Official
from models.vocabulary import ExposureKind

_VERSION = 2
_WORD = re.compile(r"\S+")
_OF_PEOPLE = {ExposureKind.NAME, ExposureKind.RELATIVE, ExposureKind.ALIAS, ExposureKind.INITIALS}


class Exposed(NamedTuple):
    """What of a text must not be shown."""

    spans: list[tuple[int, int]]
    """Characters, in order; spans may overlap."""
    names: frozenset[str]
    """Words of the private names in it, which must not be shown in its title either."""


def find_private(text: str, officials: Iterable[Official] = ()) -> tuple[Found, ...]:
    """What the rules find, without names that stand where an official is mentioned: the work of those below."""
    return tuple(_private(text, tuple(officials)))


def find_exposures(
    text: str, officials: Iterable[Official] = (), private: Sequence[Found] | None = None
) -> tuple[Exposure, ...]:
    """Exposures in order, not overlapping; names that stand where an official is mentioned are left out.

    `private` is what `find_private` found in the very text, where it has been asked already.
    """
    return tuple(
        Exposure(
            start=found.start,
            end=found.end,
            quote=text[found.start : found.end],
            rule=f"exposure.{found.rule}@{_VERSION}",
            kind=found.kind,
        )
        for found in _apart(find_private(text, officials) if private is None else private)
    )


def exposed_spans(
    text: str,
    officials: Iterable[Official] = (),
    agencies: Iterable[Agency] = (),
    known: Iterable[str] = (),
    private: Sequence[Found] | None = None,
) -> Exposed:
    """Where anything is exposed, and every capitalised word that nothing explains: what may be shown goes without both.

    Officials and agencies are those found in this very text; `known` are words of private names met elsewhere;
    `private` as in `find_exposures`.
    """
    officials, agencies = tuple(officials), tuple(agencies)
    private = _private(text, officials, known) if private is None else list(private)
    mentions = tuple(public_mentions(text, officials, private))
    bodies = ((mention.start, mention.end) for agency in agencies for mention in agency.mentions)
    public = SpanSet(chain(mentions, office_addresses(text), bodies))
    called = {word.lower() for start, end in mentions for word in text[start:end].split()}
    accused = {
        word.lower() for official in officials if is_accused(text, official) for word in official.name.split()
    }
    unexplained = list(capitals(text, Explained(public, acronyms_in(text), accused, called)))
    more = {word for item in unexplained for word in parts(text[item.start : item.end])}
    private += unexplained
    private += _not_public(again(text, more), public)
    private += ages_of(text, unexplained)
    return Exposed(
        sorted((found.start, found.end) for found in private), frozenset(more | _names_in(text, private))
    )


def _private(text: str, officials: Sequence[Official], known: Iterable[str] = ()) -> list[Found]:
    """What the rules find, without names that stand where an official is mentioned."""
    found = _found(text)
    public = SpanSet(public_mentions(text, officials, found))
    private = list(_not_public(found, public))
    private += _not_public(again(text, _names_in(text, private) | set(known)), public)
    private += ages_of(text, [item for item in private if item.kind in _OF_PEOPLE])
    private += homes_again(text, private)
    return private


def _names_in(text: str, found: Iterable[Found]) -> set[str]:
    return {word for item in found if item.kind in _OF_PEOPLE for word in parts(text[item.start : item.end])}


def _not_public(found: Iterable[Found], public: SpanSet) -> Iterator[Found]:
    return (
        item for item in found if item.kind not in _OF_PEOPLE or not public.overlaps(item.start, item.end)
    )


@lru_cache(maxsize=4)  # exposures are stored and the text redacted one after the other
def _found(text: str) -> tuple[Found, ...]:
    rules = (numbers, handles, addresses, schools, ages, names, initials)
    found = chain.from_iterable(rule(text) for rule in rules)
    lines = headlines(text)
    if not lines.starts:
        return tuple(found)
    return tuple(
        kept
        for item in found
        if (kept := _in_headline(text, item) if lines.overlaps(item.start, item.end) else item) is not None
    )


def _in_headline(text: str, item: Found) -> Found | None:
    """Where every word has a capital, names are left to `capitals`; an address ends before a word of the language."""
    if item.rule in {"pupil", "work"} or item.kind in {ExposureKind.NAME, ExposureKind.RELATIVE}:
        return None
    if item.rule == "school" and not any(map(str.isdigit, text[item.start : item.end])):
        return None
    if item.kind is not ExposureKind.ADDRESS:
        return item
    words = list(_WORD.finditer(text, item.start, item.end))
    ends = (k for k, word in enumerate(words) if k > 1 and is_word(word.group().lower()))
    return item._replace(end=words[next(ends, len(words)) - 1].end())


def _apart(found: Sequence[Found]) -> list[Found]:
    """Of overlapping ones the longest of those that begin first."""
    kept: list[Found] = []
    for item in sorted(found, key=lambda item: (item.start, -item.end)):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept
