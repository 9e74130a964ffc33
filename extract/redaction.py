"""Masks what could identify victims, suspects, children and residents in anything that leaves the store.

What is masked is what `extract.exposure` finds: initials, names of private people, ages of minors, aliases, addresses
below kabupaten/kota, schools, families, plates, report, phone and identity numbers, accounts. Officials in office stay.
A masked text may still identify somebody by what happened; it lowers the risk, it is no proof of anonymity.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from extract.exposure.find import exposed_spans
from extract.exposure.lexicon import MASK
from models.fact import Official

__all__ = ["MASK", "RedactedArticle", "Redaction", "cut", "redact", "redact_article", "redacted_spans"]


class Redaction(NamedTuple):
    """A stretch of a text and what stands in its place."""

    start: int
    """First character that goes."""
    end: int
    """Character after the last that goes."""
    replacement: str
    """What stands there instead; seldom as long as what goes."""


class RedactedArticle(NamedTuple):
    """An article as it may be shown: who is exposed in the text is masked in the title too, and the other way round."""

    title: str | None
    """The masked title."""
    spans: tuple[Redaction, ...]
    """What goes from the text, in order, not overlapping."""


def redact(text: str) -> str:
    """A title, a quote or another fragment with every identifying stretch replaced by `[disamarkan]`."""
    return cut(text, redacted_spans(text))


def redacted_spans(text: str, officials: Iterable[Official] = ()) -> tuple[Redaction, ...]:
    """What goes from a text, in order, not overlapping. `officials` are those found in this very text: they stay."""
    joined: list[tuple[int, int]] = []
    for start, end in exposed_spans(text, officials):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(Redaction(start, end, MASK) for start, end in joined)


def redact_article(text: str, officials: Iterable[Official] = (), title: str | None = None) -> RedactedArticle:
    """A whole article, masked as one: a name that is exposed once goes everywhere in it."""
    return RedactedArticle(
        title=redact(title) if title is not None else None, spans=redacted_spans(text, officials)
    )


def cut(text: str, spans: Sequence[Redaction], start: int = 0, end: int | None = None) -> str:
    """`text[start:end]` with the spans' replacements; a span that crosses an edge is replaced as a whole."""
    end = len(text) if end is None else end
    pieces: list[str] = []
    done = start
    for span in spans:
        if span.end <= start or span.start >= end:
            continue
        pieces += [text[done : span.start], span.replacement]
        done = span.end
    return "".join((*pieces, text[done:end]))
