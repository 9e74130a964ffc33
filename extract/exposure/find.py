"""Exposures: stretches of a text that could identify a victim, a child, a suspect or another private person.

Rules: UU 11/2012 art. 19, PPRA Dewan Pers 1/2019, UU 27/2022. Recall goes before precision: a stretch marked in vain
costs a word, one that is missed may cost somebody's safety. Officials in office are never exposures.
"""

from collections.abc import Iterable, Iterator, Sequence

from extract.exposure.addresses import addresses, schools
from extract.exposure.ages import ages
from extract.exposure.initials import initials
from extract.exposure.lexicon import Found
from extract.exposure.names import names
from extract.exposure.numbers import handles, numbers
from extract.spans import SpanSet
from models.fact import Exposure, Official
from models.vocabulary import ExposureKind

_VERSION = 1
_OF_PEOPLE = {ExposureKind.NAME, ExposureKind.RELATIVE, ExposureKind.ALIAS}


def find_exposures(text: str, officials: Iterable[Official] = ()) -> tuple[Exposure, ...]:
    """Exposures in order, not overlapping; names that stand where an official is mentioned are left out."""
    return tuple(
        Exposure(
            start=found.start,
            end=found.end,
            quote=text[found.start : found.end],
            rule=f"exposure.{found.rule}@{_VERSION}",
            kind=found.kind,
        )
        for found in _apart(_private(text, officials))
    )


def exposed_spans(text: str, officials: Iterable[Official] = ()) -> list[tuple[int, int]]:
    """Where anything is exposed, in order; spans may overlap. Officials are those found in this very text."""
    return sorted((found.start, found.end) for found in _private(text, officials))


def _private(text: str, officials: Iterable[Official]) -> list[Found]:
    """What is found, without names that stand where an official is mentioned."""
    public = SpanSet((mention.start, mention.end) for official in officials for mention in official.mentions)
    return [
        found
        for found in _found(text)
        if found.kind not in _OF_PEOPLE or not public.overlaps(found.start, found.end)
    ]


def _found(text: str) -> Iterator[Found]:
    for rule in (numbers, handles, addresses, schools, ages, names, initials):
        yield from rule(text)


def _apart(found: Sequence[Found]) -> list[Found]:
    """Of overlapping ones the longest of those that begin first."""
    kept: list[Found] = []
    for item in sorted(found, key=lambda item: (item.start, -item.end)):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept
