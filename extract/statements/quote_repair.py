"""Quotes that lost a mark: where they really begin or end."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from extract.statements.cues import Form, find_cue
from extract.statements.quotes import Lost, Quote
from models.annotation import Span

_WORD = re.compile(r"[^\W\d_]+")
_NEXT_WORD = re.compile(r"[\s,.]*([^\W\d_]+)")
_COMMA_WORD = re.compile(r",\s*([^\W\d_]+)(?:\s+([^\W\d_]+))?")
_OPENS_SENTENCE = re.compile(r"[.!?…] \w{1,20}$")
"""`... . Namun, kata X, ...` narrates: its tag stands inside another sentence."""
_PRONOUNS = frozenset({"dia", "ia", "beliau"})
_NARRATES = frozenset({Form.ACTIVE, Form.ACCORDING, Form.OWN_ACCORDING})
_TAGS = frozenset({Form.BARE, Form.OWN, Form.PASSIVE, Form.OWN_PASSIVE})


def repair_quotes(text: str, sentences: Sequence[Span], quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """Quotes with lost marks cut to what was said; dropped where nothing shows that anybody speaks."""
    starts = [sentence.start for sentence in sentences]
    repaired = []
    for whole in quotes:
        quote = whole
        if quote.lost is Lost.NONE and (parts := _parted(text, quote)) is not None:
            repaired.append(parts[0])
            quote = parts[1]
        settled: Quote | None = quote
        if quote.lost is Lost.OPENING:
            settled = _from_first_spoken_sentence(text, sentences, starts, quote)
        elif quote.lost is Lost.CLOSING:
            settled = _up_to_tag(text, quote)
        if settled is not None and settled.inner.end > settled.inner.start:
            repaired.append(settled)
    return tuple(repaired)


def _parted(text: str, quote: Quote) -> tuple[Quote, Quote] | None:
    """A quote over several paragraphs with a tag at the end of one: two quotes, of which each lost a mark."""
    last = text.rfind("\n", quote.inner.start, quote.inner.end)
    if last < 0:
        return None
    cut = _up_to_tag(text, quote._replace(inner=Span(quote.inner.start, last)))
    if cut is None or cut.inner.end == last:
        return None
    start = last + 1
    rest = Quote(Span(start, quote.outer.end), Span(start, quote.inner.end), Lost.OPENING)
    return cut._replace(lost=Lost.CLOSING), rest


def _from_first_spoken_sentence(
    text: str, sentences: Sequence[Span], starts: Sequence[int], quote: Quote
) -> Quote | None:
    """A closing mark alone counts only before a tag; the quote begins after the last sentence that narrates."""
    following = _NEXT_WORD.match(text, quote.outer.end)
    if following is None or not _is_tag(following.group(1)):
        return None
    last = bisect_right(starts, quote.inner.end - 1) - 1
    start = quote.inner.start
    for number in range(last - 1, -1, -1):
        sentence = sentences[number]
        if sentence.end <= quote.inner.start:
            break
        if _narrates(text, sentence):
            start = sentences[number + 1].start
            break
    return quote._replace(outer=Span(start, quote.outer.end), inner=Span(start, quote.inner.end))


def _narrates(text: str, sentence: Span) -> bool:
    for match in _WORD.finditer(text, sentence.start, sentence.end):
        cue = find_cue(match.group().lower())
        if cue is not None and cue.form in _NARRATES:
            return True
    return False


def _is_tag(word: str) -> bool:
    cue = find_cue(word.lower())
    return word[0].islower() and ((cue is not None and cue.form in _TAGS) or word.endswith("nya"))


def _up_to_tag(text: str, quote: Quote) -> Quote | None:
    """An opening mark alone reaches to the first `, kata X` or `, ujarnya`, else to the end of its paragraph."""
    for match in _COMMA_WORD.finditer(text, quote.inner.start, quote.inner.end):
        cue = find_cue(match.group(1).lower())
        follower = match.group(2) or ""
        is_named = follower[:1].isupper() or follower.lower() in _PRONOUNS
        is_tag = cue is not None and (cue.form is Form.OWN or (cue.form is Form.BARE and is_named))
        if is_tag and not _OPENS_SENTENCE.search(
            text, max(quote.inner.start, match.start() - 25), match.start()
        ):
            end = match.start() + 1
            return quote._replace(outer=Span(quote.outer.start, end), inner=Span(quote.inner.start, end))
    is_cut = quote.outer.end < len(text) and text[quote.outer.end] != "\n"  # by the next quotation
    return None if is_cut else quote
