"""Masks what could identify victims, suspects, children and residents in anything that leaves the store.

What is masked is what `extract.exposure` finds: initials, names of private people, ages of minors, aliases, addresses
below kabupaten/kota, schools, families, plates, report, phone and identity numbers, accounts. Officials in office stay.
A masked text may still identify somebody by what happened; it lowers the risk, it is no proof of anonymity.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from extract.actors.agencies import find_agencies
from extract.actors.officials import find_officials
from extract.annotate import annotate_text
from extract.exposure.find import exposed_spans
from extract.exposure.lexicon import MASK, Found
from extract.regions.places import find_place
from models.fact import Agency, Mention, Official

__all__ = ["MASK", "RedactedArticle", "Redaction", "cut", "redact", "redact_article", "redacted_spans"]


_HALVES = re.compile("[\ud800-\udfff]")
"""Halves of characters, which no tokenizer takes."""


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
    """A title, a quote or another fragment with every identifying stretch replaced by `[disamarkan]`.

    Reads the officials and bodies in the fragment itself (about 2 ms a sentence): where the article is at hand,
    `redact_article` knows more of them and costs less.
    """
    text = _HALVES.sub("\ufffd", text)
    if _shows_nobody(text):
        return text
    annotated = annotate_text(text)
    place = find_place(annotated)
    agencies = find_agencies(annotated, place)
    return cut(text, redacted_spans(text, find_officials(annotated, agencies, place), agencies))


def redacted_spans(
    text: str, officials: Iterable[Official] = (), agencies: Iterable[Agency] = ()
) -> tuple[Redaction, ...]:
    """What goes from a text, in order, not overlapping. The officials and agencies found in this very text stay."""
    return _joined(exposed_spans(text, officials, agencies).spans)


def redact_article(
    text: str,
    officials: Iterable[Official] = (),
    agencies: Iterable[Agency] = (),
    title: str | None = None,
    private: Sequence[Found] | None = None,
) -> RedactedArticle:
    """A whole article, masked as one: a name that is exposed once goes everywhere in it, in the title too.

    `officials` and `agencies` are those found in the text; `private` is what `find_private` found in it with these
    officials, where it has been asked already.
    """
    officials = tuple(officials)
    exposed = exposed_spans(text, officials, agencies, private=private)
    return RedactedArticle(title=_title(title, officials, exposed.names), spans=_joined(exposed.spans))


def _title(title: str | None, officials: tuple[Official, ...], names: frozenset[str]) -> str | None:
    """The title: officials of the text and its own stay, private names of the text and its own go."""
    if title is None:
        return None
    title = _HALVES.sub("\ufffd", title)
    if _shows_nobody(title, names):
        return title
    annotated = annotate_text(title)
    place = find_place(annotated)
    agencies = find_agencies(annotated, place)
    own = find_officials(annotated, agencies, place)
    known = tuple(
        official.model_copy(update={"mentions": _in_title(official, title)}) for official in officials
    )
    return cut(title, _joined(exposed_spans(title, (*own, *known), agencies, names).spans))


def _shows_nobody(text: str, names: frozenset[str] = frozenset()) -> bool:
    """True where nothing would go even if no official and no body were known in the text.

    They only ever explain what else would go, and to find them costs ten times as much as to ask this: most headlines
    need no more.
    """
    return not exposed_spans(text, known=names).spans


def _in_title(official: Official, title: str) -> tuple[Mention, ...]:
    forms = sorted({official.name, *(mention.quote for mention in official.mentions)}, key=len, reverse=True)
    form = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)", re.IGNORECASE)
    return tuple(
        Mention(start=match.start(), end=match.end(), quote=match.group()) for match in form.finditer(title)
    )


def _joined(spans: Iterable[tuple[int, int]]) -> tuple[Redaction, ...]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(Redaction(start, end, MASK) for start, end in joined)


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
