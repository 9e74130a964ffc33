"""An annotated article: text with tokens, sentences, paragraphs and places. Every extractor reads this."""

import sys
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Span(NamedTuple):
    """Characters [start, end) of the article's text."""

    start: int
    end: int


class Token(NamedTuple):
    """A word or mark. What an annotator does not find out is None."""

    start: int
    end: int
    text: str
    lemma: str | None = None
    pos: str | None = None
    """Universal part of speech (UPOS)."""
    head: int | None = None
    """Index, in the article's tokens, of the word that this one depends on; a root names itself."""
    relation: str | None = None
    """Universal Dependencies relation to the head."""


class Entity(NamedTuple):
    """A name that the shipped model found."""

    start: int
    end: int
    label: str
    """PER, ORG or LOC."""


class RegionMention(NamedTuple):
    """A province, kabupaten or kota named in the text."""

    start: int
    end: int
    code: str
    """Kemendagri code: 11 (province) or 11.01 (kabupaten/kota); ID for the country."""


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """Text with its structure. Offsets are characters of `text`."""

    text: str
    title: str | None
    published: date | None
    """Day that year-less and relative dates are resolved from."""
    tokens: tuple[Token, ...]
    sentences: tuple[Span, ...]
    """Sentences in order; none crosses a paragraph; a quote of several sentences is several sentences."""
    paragraphs: tuple[Span, ...]
    """Lines with text, in order."""
    regions: tuple[RegionMention, ...]
    """Longest matches, in order, not overlapping. Ambiguous names carry the code that the context favours."""
    entities: tuple[Entity, ...] = ()
    """Names of people, organisations and places, in order, not overlapping; empty without a model."""
    dateline: Span | None = None
    """The opening words that name place and outlet; the place there is the desk, not always the event."""
    dateline_place: str | None = None
    """Place printed in the dateline."""
    place_hint: str | None = None
    """Place given by the person who imported the text."""
    province_hint: str | None = None
    """Province name of the source entry."""

    def sentence_index(self, offset: int) -> int:
        """Index of the sentence that holds (or last began before) the character."""
        return max(0, bisect_right(self.sentences, (offset, sys.maxsize)) - 1)

    def paragraph_index(self, offset: int) -> int:
        """Index of the paragraph that holds (or last began before) the character."""
        return max(0, bisect_right(self.paragraphs, (offset, sys.maxsize)) - 1)
