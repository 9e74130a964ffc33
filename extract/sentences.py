"""Paragraphs and sentences of Indonesian news: a component that survives ranks, degrees, numbers, quotes."""

import re
import sys
from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from extract.lexicon import Lexicon, load_lexicon
from extract.tokenizer import text_of
from models.annotation import Span

if TYPE_CHECKING:
    from thinc.types import Ints2d

_LINE = re.compile(r"[^\n]+")
_BREAK = re.compile(r"[.!?…]{1,3}[\"”’')\]]{0,2}\s+(?=[\"“‘'(\[]{0,2}[A-Z0-9À-Þ])")
_LAST_WORD = re.compile(r"[^\s\"“”‘’'(\[]+$")
_INITIALS = re.compile(r"(?:[A-Z][a-z]{0,3}\.){1,4}")
_WINDOW = 40


class Abbreviations(Lexicon):
    """`lexicons/abbreviations.yml`."""

    abbreviations: tuple[str, ...]


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(w.lower() for w in load_lexicon("abbreviations", Abbreviations).abbreviations)


@lru_cache(maxsize=2)  # the sentences of a text ask, then its annotation
def find_paragraphs(text: str) -> tuple[Span, ...]:
    """Lines with text, trimmed."""
    return tuple(
        span for match in _LINE.finditer(text) if (span := _trimmed(text, match.start(), match.end()))
    )


def find_sentences(text: str) -> tuple[Span, ...]:
    """Sentences in order; none crosses a line break, none ends at an abbreviation."""
    sentences = []
    for paragraph in find_paragraphs(text):
        start = paragraph.start
        for match in _BREAK.finditer(text, paragraph.start, paragraph.end):
            if _ends_sentence(text, start, match.start(), text[match.start()]):
                sentences.append(_trimmed(text, start, match.end()))
                start = match.end()
        sentences.append(_trimmed(text, start, paragraph.end))
    return tuple(span for span in sentences if span)


def _ends_sentence(text: str, sentence_start: int, mark: int, sign: str) -> bool:
    if sign != ".":
        return True
    window = text[max(sentence_start, mark - _WINDOW) : mark]
    word = _LAST_WORD.search(window)
    if word is None:
        return True
    last = word.group()
    if last.lower() in _abbreviations():
        return False
    is_initial = len(last) == 1 and last.isupper()
    is_degree = "." in last and _INITIALS.fullmatch(last + ".") is not None
    return not (is_initial or is_degree)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    return Span(start + left, start + right) if right > left else None


@Language.component("pantau_sentences")
def mark_sentences(doc: Doc) -> Doc:
    """Sets `is_sent_start` so that spaCy's sentences are ours."""
    if not len(doc):
        return doc
    starts = np.array([*(span.start for span in find_sentences(text_of(doc))), sys.maxsize])
    first, length = doc.to_array(["IDX", "LENGTH"]).astype("int64").T
    following = starts[np.searchsorted(starts, first)]
    marks = np.where(following < first + np.maximum(1, length), 1, -1)
    marks[0] = 1
    # one write for all tokens: setting them one by one makes spaCy scan the text each time
    return doc.from_array(["SENT_START"], cast("Ints2d", marks.astype("uint64").reshape(-1, 1)))
