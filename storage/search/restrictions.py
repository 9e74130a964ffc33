"""Filters as words of the index: what a row bears so that a filter is one more word to find.

Topics, units and regions are exact. A part of a name is not: the row bears the words of its names, and the part's own
words, or those that they are a piece of, must all be there. What is found so is looked at once more
(`storage.search.asking`), but what cannot match is never read. Which words a piece may belong to is asked of
`search_words`, the words of all names, of which there are few however many rows there are.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.vocabulary import FigureTopic, Topic
from storage.filters import Filters
from storage.search.patterns import region_tokens
from storage.search.stems import LONGEST_TOKEN, normalised
from storage.tables import SearchWord

Clause = tuple[str, ...]
"""Tokens of which at least one must be there."""

_TOPIC, _FIGURE_TOPIC, _UNIT, _NAME, _RELEVANT = "_a", "_f", "_u", "_n", "_v"
_NOTHING = (_NAME,)
"""No row has it, for names have letters."""
_MOST_WORDS = 200
"""A piece of more words restricts too little to be asked for."""
_PIECE = re.compile(r"[^\W_]+")


class Codes(NamedTuple):
    """What an article is filtered by, besides names."""

    is_relevant: bool
    topics: Collection[str]
    figure_topics: Collection[str]
    units: Collection[str]


def code_tokens(codes: Codes) -> list[str]:
    """Tokens of a row of the article."""
    return [
        *([_RELEVANT] if codes.is_relevant else []),
        *(_TOPIC + topic for topic in sorted(codes.topics)),
        *(_FIGURE_TOPIC + topic for topic in sorted(codes.figure_topics)),
        *(_UNIT + unit for unit in sorted(codes.units)),
    ]


def name_words(names: Iterable[str | None]) -> set[str]:
    """The words of names: runs of letters and digits, without case and accents, the first 64 of them."""
    return {word for name in names if name for word in _words_of(name)}


def name_tokens(words: Iterable[str]) -> list[str]:
    """The words of names as a row bears them."""
    return [_NAME + word for word in sorted(words)]


def clauses(session: Session, filters: Filters) -> list[Clause]:
    """What the rows must bear that the filters keep; days are none of it."""
    found: list[Clause] = []
    if filters.region:
        found.append((region_tokens(filters.region)[-1],))
    if filters.relevant_only or filters.topic == FigureTopic.TPPO:
        found.append((_RELEVANT,))
    if filters.topic in set(Topic):
        found.append((f"{_TOPIC}{filters.topic}",))
    elif filters.topic and filters.topic != FigureTopic.TPPO:
        found.append((f"{_FIGURE_TOPIC}{filters.topic}",))
    if filters.unit:
        found.append((f"{_UNIT}{filters.unit}",))
    for part in (filters.agency, filters.official):
        found.extend(_of_name(session, part or ""))
    return found


def names_somebody(session: Session, filters: Filters) -> bool:
    """True where a part of a name restricts rows enough to ask the index for it."""
    parts = (filters.agency, filters.official)
    return any(True for part in parts for _ in _of_name(session, part or ""))


def left_to_check(filters: Filters) -> Filters:
    """The filters that the clauses do not answer for good."""
    answered: dict[str, Any] = {"since": None, "until": None, "region": None, "topic": None, "unit": None}
    return replace(filters, **answered, relevant_only=False, limit=None)


def _of_name(session: Session, part: str) -> Iterator[Clause]:
    for word, is_begun_before, goes_on in _pieces(part):
        if len(word) == LONGEST_TOKEN:  # cut, so its end is not known
            continue
        if not (is_begun_before or goes_on):
            yield (_NAME + word,)
            continue
        fits = {
            (True, True): SearchWord.word.contains(word),
            (True, False): SearchWord.word.endswith(word),
            (False, True): SearchWord.word.startswith(word),
        }[is_begun_before, goes_on]
        known = session.scalars(select(SearchWord.word).where(fits).limit(_MOST_WORDS + 1)).all()
        if len(known) <= _MOST_WORDS:
            yield tuple(_NAME + each for each in sorted(known)) or _NOTHING


@lru_cache(2000)
def _words_of(name: str) -> frozenset[str]:
    return frozenset(word for word, *_ in _pieces(name))


def _pieces(text: str) -> Iterator[tuple[str, bool, bool]]:
    """Words, and for each whether the text may begin or end within it."""
    for found in _PIECE.finditer(text):
        word = normalised(found[0])
        if word:
            yield word, found.start() == 0, found.end() == len(text)
