"""Headlines and quotes as anybody may read them.

The whole text is searched for exposures once and the quotes are cut out of it by position: a quote may hold initials
and leave out the age that makes them those of a child.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from extract.exposure.lexicon import Found
from extract.redaction import redact_article
from models.fact import Facts, Shown
from models.public import LONGEST_QUOTE, MASK

Span = tuple[int, int]

_QUOTED = ("officials", "agencies", "dates", "figures", "statements", "laws")


def with_public_texts(
    text: str, title: str | None, facts: Facts, private: Sequence[Found] | None = None
) -> Facts:
    """The facts of a text with the public form of their quotes and of the headline.

    What was stored as an exposure goes too where redaction alone would leave it: a person may have added it.
    `private` as in `redact_article`.
    """
    shown = redact_article(text, facts.officials, facts.agencies, title, private)
    exposed = ((exposure.start, exposure.end) for exposure in facts.exposures)
    hidden = joined([*exposed, *((span.start, span.end) for span in shown.spans)])
    ends = [end for _start, end in hidden]
    update: dict[str, object] = {"public_title": shown.title}
    for field in _QUOTED:
        items: tuple[Shown, ...] = getattr(facts, field)
        quotes = (_cut(text, item.start, item.end, hidden, ends) for item in items)
        update[field] = tuple(
            item.replaced(public_quote=quote) for item, quote in zip(items, quotes, strict=True)
        )
    return facts.model_copy(update=update)


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
