"""AnnotatedArticle -> names of people, organisations and places."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from extract.entities.network import LONGEST, Labelled, Network
from extract.entities.weights import load_weights
from models.annotation import AnnotatedArticle, Entity, Span, Token

_BREAKS = frozenset({",", ";", ":", ".", "!", "?", "”", '"', ")"})
_BATCH = 256
"""Sentences taken from a text at a time: memory stays flat over the longest article."""


def find_entities(article: AnnotatedArticle) -> tuple[Entity, ...]:
    """Names in order, not overlapping, none across two sentences.

    Linear in the length of the text. A sentence of more than 120 words is read in parts.
    """
    return tuple(entity for tokens, labels in _label(article) for entity in _entities(tokens, labels.names))


def with_entities(article: AnnotatedArticle) -> AnnotatedArticle:
    """The article with its names, and with a part of speech (UPOS) on each token, of the same run."""
    entities, tagged = list[Entity](), list[Token]()
    for tokens, labels in _label(article):
        entities += _entities(tokens, labels.names)
        tagged += [token._replace(pos=tag) for token, tag in zip(tokens, labels.tags, strict=True)]
    return replace(article, entities=tuple(entities), tokens=tuple(tagged))


def label_sentences(sentences: Sequence[Sequence[str]]) -> list[Labelled]:
    """IOB2 labels and UPOS tags for sentences of words; longer ones than the model takes are cut at a mark."""
    parts = [list(cut(words)) for words in sentences]
    labelled = iter(_network().label([words for found in parts for words in found]))
    answers = []
    for found in parts:
        joined = Labelled([], [])
        for _ in found:
            part = next(labelled)
            joined.names.extend(part.names)
            joined.tags.extend(part.tags)
        answers.append(joined)
    return answers


@cache
def _network() -> Network:
    return Network(load_weights())


def _label(article: AnnotatedArticle) -> Iterator[tuple[tuple[Token, ...], Labelled]]:
    """Each sentence's tokens with their labels; every token stands in one sentence."""
    sentences = list(_sentences(article.tokens, article.sentences))
    for first in range(0, len(sentences), _BATCH):
        group = sentences[first : first + _BATCH]
        yield from zip(group, label_sentences([[t.text for t in tokens] for tokens in group]), strict=True)


def _sentences(tokens: Sequence[Token], spans: Sequence[Span]) -> Iterator[tuple[Token, ...]]:
    start, starts = 0, [token.start for token in tokens]
    for span in spans[1:]:
        end = bisect_right(starts, span.start - 1)
        if end > start:
            yield tuple(tokens[start:end])
        start = max(start, end)
    if start < len(tokens):
        yield tuple(tokens[start:])


def cut(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """The words in parts of at most 120, cut behind the last mark in the second half of a part, if any."""
    start = 0
    while len(words) - start > LONGEST:
        end = start + LONGEST
        marks = (at + 1 for at in range(end - 1, start + LONGEST // 2, -1) if words[at] in _BREAKS)
        end = next(marks, end)
        yield words[start:end]
        start = end
    if start < len(words):
        yield words[start:]


def _entities(tokens: Sequence[Token], labels: Sequence[str]) -> Iterator[Entity]:
    for start, end, kind in name_spans(labels):
        yield Entity(tokens[start].start, tokens[end - 1].end, kind)


def name_spans(labels: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Words [start, end) and kind of each name in a sentence's IOB2 labels."""
    start, kind = 0, ""
    for at, label in enumerate((*labels, "O")):
        if kind and label != f"I-{kind}":
            yield start, at, kind
            kind = ""
        if label.startswith("B-"):
            start, kind = at, label[2:]
