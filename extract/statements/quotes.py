"""Quote marks paired: what stands between them, where a mark was lost, quotes over several paragraphs."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from models.annotation import Span

_DOUBLE = re.compile('(?<!\\S)""|["“”„‟«»]|\'\'|``|[‘’]{2}|(?<!\\S),,')
_SINGLE = re.compile(r"(?<![^\W_])[‘'](?=[^\W_])|(?<=[.,?!…])[’'](?![^\W_])|(?<=[^\W_])[’'](?=[\s,.;:!?]|$)")
_SIGN = re.compile("[\"“”„‟«»'`‘’]")
"""One of these stands in every paragraph with a mark, two commas apart."""
_OPENING = frozenset("“„«‘")
_CLOSING = frozenset("”»")
_BEFORE_OPENING = frozenset("([{—–-:/")
_AFTER_CLOSING = frozenset(",.;:!?)]}—–-/…")
_TERMINAL = frozenset(",.?!…")
_PADDING = " \t\n\u00a0\u200b"
_MAX_PARAGRAPHS = 6


class Lost(StrEnum):
    """Which mark of a pair is not there."""

    NONE = ""
    OPENING = "opening"
    CLOSING = "closing"


class Quote(NamedTuple):
    """One pair of quote marks: `outer` with the marks, `inner` without marks and spaces."""

    outer: Span
    inner: Span
    lost: Lost = Lost.NONE


class _Mark(NamedTuple):
    start: int
    end: int
    side: str
    """`open`, `close`, or empty where only the state decides."""


class _Pairing(NamedTuple):
    pairs: list[tuple[_Mark, _Mark]]
    unclosed: list[_Mark]
    unopened: list[_Mark]


def find_quotes(text: str, paragraphs: Sequence[Span]) -> tuple[Quote, ...]:
    """Outermost quotes in order, not overlapping; each mark is looked at a bounded number of times.

    A quote may run over several paragraphs, each of which may open it anew or have no mark at all. A closing mark
    without an opening one (after a comma or stop) gives a quote from the start of its paragraph, or from the quote
    before it; an opening one without a closing one runs to the next quote or to the end of its paragraph.
    """
    quotes: list[Quote] = []
    open_since: tuple[int, _Mark] | None = None
    for number, paragraph in enumerate(paragraphs):
        pairing = _pair(text, paragraph)
        if open_since is not None:
            first, opening = open_since
            reopened = _reopening(paragraph, pairing)
            if number - first < _MAX_PARAGRAPHS and (done := _closing(pairing, reopened)):
                quotes.append(_quote(text, opening.start, opening.end, done.start, done.end))
                pairing = _after(pairing, done.end)
                open_since = None
            elif number - first < _MAX_PARAGRAPHS and (reopened is not None or not any(pairing)):
                continue
            else:
                quotes.append(_unclosed(text, opening, paragraphs[first].end))
                open_since = None
        quotes.extend(_in_paragraph(text, paragraph, pairing, quotes[-1].outer.end if quotes else 0))
        last = pairing.unclosed[-1] if pairing.unclosed else None
        if last is not None and not any(opening.start > last.start for opening, _ in pairing.pairs):
            open_since = (number, last)
    if open_since is not None:
        quotes.append(_unclosed(text, open_since[1], paragraphs[open_since[0]].end))
    return _outermost(quotes)


def _pair(text: str, paragraph: Span) -> _Pairing:
    if _SIGN.search(text, *paragraph) is None and text.find(",,", *paragraph) < 0:
        return _Pairing([], [], [])
    marks = _marks(text, paragraph, _DOUBLE)
    if not marks:  # a single mark alone is an apostrophe: ‘Aisyiyah
        return _paired(_marks(text, paragraph, _SINGLE))._replace(unclosed=[], unopened=[])
    return _paired(marks)


def _paired(marks: Sequence[_Mark]) -> _Pairing:
    pairing = _Pairing([], [], [])
    for mark in marks:
        is_closing = mark.side == "close" or (not mark.side and bool(pairing.unclosed))
        if not is_closing:
            pairing.unclosed.append(mark)
        elif pairing.unclosed:
            pairing.pairs.append((pairing.unclosed.pop(), mark))
        else:
            pairing.unopened.append(mark)
    return pairing


def _marks(text: str, paragraph: Span, pattern: re.Pattern[str]) -> list[_Mark]:
    return [
        _Mark(match.start(), match.end(), _side(text, paragraph, match.start(), match.end()))
        for match in pattern.finditer(text, paragraph.start, paragraph.end)
    ]


def _side(text: str, paragraph: Span, start: int, end: int) -> str:
    before = text[start - 1] if start > paragraph.start else " "
    after = text[end] if end < paragraph.end else " "
    may_open = before.isspace() or before in _BEFORE_OPENING
    may_close = after.isspace() or after in _AFTER_CLOSING
    if start == paragraph.start:
        return "open"
    if may_open != may_close:
        return "open" if may_open else "close"
    if text[start] in _OPENING:
        return "open"
    return "close" if text[start] in _CLOSING else ""


def _in_paragraph(text: str, paragraph: Span, pairing: _Pairing, done: int) -> list[Quote]:
    quotes = [_quote(text, a.start, a.end, b.start, b.end) for a, b in pairing.pairs]
    last_open = pairing.unclosed[-1].start if pairing.unclosed else -1
    for mark in pairing.unopened:
        is_end = text[mark.start - 1] in _TERMINAL or text[mark.end : mark.end + 1] == ","
        if mark.start > paragraph.start and is_end:
            start = max([paragraph.start, done, *(b.end for _, b in pairing.pairs if b.end <= mark.start)])
            quotes.append(_quote(text, start, start, mark.start, mark.end, Lost.OPENING))
            break
    later = [a.start for a, _ in pairing.pairs if pairing.unclosed and a.start > pairing.unclosed[0].start]
    quotes.extend(
        _unclosed(text, mark, min(later, default=paragraph.end))
        for mark in pairing.unclosed[:1]
        if later or mark.start != last_open
    )
    return quotes


def _unclosed(text: str, mark: _Mark, end: int) -> Quote:
    return _quote(text, mark.start, mark.end, end, end, Lost.CLOSING)


def _reopening(paragraph: Span, pairing: _Pairing) -> _Mark | None:
    """The mark that opens the quote anew at the start of this paragraph."""
    opened = [*pairing.unclosed, *(a for a, _ in pairing.pairs)]
    return next((mark for mark in opened if mark.start == paragraph.start), None)


def _closing(pairing: _Pairing, reopened: _Mark | None) -> _Mark | None:
    if reopened is not None:
        return next((b for a, b in pairing.pairs if a is reopened), None)
    first = pairing.unopened[0] if pairing.unopened else None
    if first is not None and not any(a.start < first.start for a, _ in pairing.pairs):
        return first
    return None


def _after(pairing: _Pairing, end: int) -> _Pairing:
    return _Pairing(
        [pair for pair in pairing.pairs if pair[0].start >= end],
        [mark for mark in pairing.unclosed if mark.start >= end],
        [mark for mark in pairing.unopened if mark.start >= end],
    )


def _quote(
    text: str, start: int, inner_start: int, inner_end: int, end: int, lost: Lost = Lost.NONE
) -> Quote:
    while inner_start < inner_end and text[inner_start] in _PADDING:
        inner_start += 1
    while inner_end > inner_start and text[inner_end - 1] in _PADDING:
        inner_end -= 1
    if lost is Lost.OPENING:
        start = inner_start
    return Quote(Span(start, end), Span(inner_start, inner_end), lost)


def _outermost(quotes: list[Quote]) -> tuple[Quote, ...]:
    kept: list[Quote] = []
    for quote in sorted(quotes, key=lambda q: (q.outer.start, -q.outer.end)):
        if quote.inner.end > quote.inner.start and (not kept or quote.outer.start >= kept[-1].outer.end):
            kept.append(quote)
    return tuple(kept)
