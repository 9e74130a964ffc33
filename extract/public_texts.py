"""Headlines and quotes as anybody may read them.

The whole text is searched for exposures once and the quotes are cut out of it by position: a quote may hold initials
and leave out the age that makes them those of a child.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from extract.exposure.find import exposed_spans
from extract.exposure.lexicon import exposure_lexicon, is_place
from models.fact import Exposure, Facts, Official, Shown
from models.public import LONGEST_QUOTE, MASK
from models.vocabulary import ExposureKind

Span = tuple[int, int]

_QUOTED = ("officials", "agencies", "dates", "figures", "statements", "laws")
_OF_NAMES = {ExposureKind.NAME, ExposureKind.ALIAS, ExposureKind.RELATIVE}
_SHORTEST_NAME = 4
_WORD = re.compile(r"[^\W\d_]{2,}(?:['’][^\W\d_]+)?")


def with_public_texts(text: str, title: str | None, facts: Facts) -> Facts:
    """The facts of a text with the public form of their quotes and of the headline."""
    hidden = joined((exposure.start, exposure.end) for exposure in facts.exposures)
    ends = [end for _start, end in hidden]
    update: dict[str, object] = {"public_title": public_title(title, facts.exposures, facts.officials)}
    for field in _QUOTED:
        items: tuple[Shown, ...] = getattr(facts, field)
        quotes = (_cut(text, item.start, item.end, hidden, ends) for item in items)
        update[field] = tuple(
            item.model_copy(update={"public_quote": quote}) for item, quote in zip(items, quotes, strict=True)
        )
    return facts.model_copy(update=update)


def public_title(
    title: str | None, exposures: Iterable[Exposure] = (), officials: Iterable[Official] = ()
) -> str | None:
    """The headline with everything masked that its own words expose, and the names that the text below exposes.

    A headline has no room to say who somebody is, so the text has to.
    """
    if title is None:
        return None
    names = _private_words(exposures, officials)
    known = [word.span() for word in _WORD.finditer(title) if word.group().lower() in names]
    hidden = joined([*exposed_spans(title), *_bridged(title, known)])
    return masked(title, 0, len(title), hidden)


def public_quote(text: str, start: int, end: int, hidden: Sequence[Span]) -> str:
    """Characters [start, end) of a text without what is hidden, at most 200 of them; no mark of a mask is halved.

    `hidden` are spans of the text, in order and apart (see `joined`).
    """
    return _cut(text, start, end, hidden, [last for _first, last in hidden])


def joined(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that overlap or touch as one, empty ones left out."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif start < end:
            found.append((start, end))
    return found


def masked(text: str, start: int, end: int, hidden: Iterable[Span], most: int | None = None) -> str:
    """Characters [start, end) with a mark for every hidden span that reaches into them, at most so many."""
    pieces: list[str] = []
    room = most if most is not None else (end - start) * (len(MASK) + 1)
    done = start
    for first, last in hidden:
        if last <= start or first >= end:
            continue
        plain = text[done : max(first, done)]
        pieces.append(plain[:room])
        room -= len(plain)
        if room < len(MASK):
            return "".join(pieces)
        pieces.append(MASK)
        room -= len(MASK)
        done = last
    pieces.append(text[done:end][:room] if done < end else "")
    return "".join(pieces)


def _cut(text: str, start: int, end: int, hidden: Sequence[Span], ends: Sequence[int]) -> str:
    first = bisect_right(ends, start)
    if first == len(hidden) or hidden[first][0] >= end:  # nothing is hidden in most quotes
        return text[start : min(end, start + LONGEST_QUOTE)]
    return masked(text, start, end, hidden[first:], LONGEST_QUOTE)


def _private_words(exposures: Iterable[Exposure], officials: Iterable[Official]) -> set[str]:
    """Words of private names, in lower case, that a headline may call the person by; none of an official's name."""
    lexicon = exposure_lexicon()
    quotes = {exposure.quote for exposure in exposures if exposure.kind in _OF_NAMES}
    if not quotes:
        return set()
    public = {word.lower() for official in officials for word in _WORD.findall(official.name)}
    words = {
        word
        for quote in quotes
        for word in _WORD.findall(quote)
        if len(word) >= _SHORTEST_NAME and word[0].isupper()
    }
    private = {word.lower() for word in words if not is_place(word)} - public
    return private - lexicon.not_names - set(lexicon.roles)


def _bridged(title: str, words: Sequence[Span]) -> list[Span]:
    """Words with only a space between them as one, so that a name is one mark."""
    found: list[Span] = []
    for start, end in words:
        if found and title[found[-1][1] : start].isspace():
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found
