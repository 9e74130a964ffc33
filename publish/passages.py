"""A quote inside its sentences: as the article prints it, and as anybody may see it."""

import re
from collections.abc import Sequence
from typing import TypeVar

from extract.public_texts import joined, masked
from extract.redaction import redacted_spans
from models.base import Record
from models.detail import ArticleDetail, NamedMentions
from models.fact import Agency, Official
from models.public import LONGEST_QUOTE

F = TypeVar("F", Official, Agency)

_CONTEXT = 600
_SENTENCE_END = re.compile(r"[.!?][”\"')]*\s|\n")


class Passage(Record):
    """Part of an article with the quote in it."""

    before: str
    """What stands before the quote."""
    quote: str
    """The quote."""
    after: str
    """What stands behind it."""
    is_cut: bool
    """True where the quote goes on."""


def hidden_in(detail: ArticleDetail) -> list[tuple[int, int]]:
    """What must not be shown of an article's text: what redaction masks, and what stands as an exposure."""
    officials = [
        _as_found(Official, *pair) for pair in zip(detail.officials, detail.official_mentions, strict=True)
    ]
    agencies = [
        _as_found(Agency, *pair) for pair in zip(detail.agencies, detail.agency_mentions, strict=True)
    ]
    spans = [(span.start, span.end) for span in redacted_spans(detail.text, officials, agencies)]
    return [*spans, *((exposure.start, exposure.end) for exposure in detail.exposures)]


def _as_found(kind: type[F], row: Record, named: NamedMentions) -> F:
    """A stored row as extraction found it."""
    fields = {name: getattr(row, name) for name in kind.model_fields if hasattr(row, name)}
    return kind(**fields | {"mentions": named.mentions})


def passage(text: str, start: int, end: int) -> Passage:
    """The quote [start, end) with the sentence before it and the one behind, as the article prints them."""
    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    begins = [0, 0, *(match.end() for match in _SENTENCE_END.finditer(before))]
    stops = [match.end() for match in _SENTENCE_END.finditer(after)]
    return Passage(
        before=before[begins[-2] :],
        quote=text[start:end],
        after=after[: stops[1] if len(stops) > 1 else None].rstrip(),
        is_cut=False,
    )


def public_passage(text: str, start: int, end: int, masked_spans: Sequence[tuple[int, int]]) -> Passage:
    """The quote with as much around it as may be shown, every span of `masked_spans` (in `text`) replaced.

    A quote that alone is longer than what may be shown is cut at a word.
    """
    whole, hidden = passage(text, start, end), joined(masked_spans)
    quote = masked(text, start, end, hidden)
    if len(quote) > LONGEST_QUOTE:
        return Passage(before="", quote=_cut(quote, LONGEST_QUOTE), after="", is_cut=True)
    room = LONGEST_QUOTE - len(quote)
    after = _cut(masked(text, end, end + len(whole.after), hidden), room // 2)
    before = masked(text, start - len(whole.before), start, hidden)
    kept = _cut(before[::-1], room - len(after))[::-1]  # a mark has no blank, so none is halved
    return Passage(before=kept, quote=quote, after=after, is_cut=False)


def _cut(text: str, most: int) -> str:
    """At most so many characters, no word halved."""
    if len(text) <= most:
        return text
    if most <= 0:
        return ""
    return text[:most].rpartition(" ")[0]
