"""Topics of an article, by words counted over its paragraphs and by its figures."""

import re
from collections.abc import Sequence
from functools import cache

from extract.lexicon import Lexicon, load_lexicon
from models.annotation import AnnotatedArticle
from models.base import Record
from models.fact import Figure
from models.vocabulary import FigureUnit, PeriodKind, Topic

_COUNTED = {FigureUnit.KASUS, FigureUnit.KORBAN, FigureUnit.TERSANGKA, FigureUnit.LAPORAN, FigureUnit.ORANG}
_TITLE_COUNTS = 2
_STRONG, _WEAK = 1.0, 0.5


class TopicWords(Record):
    """How one topic is told."""

    strong: tuple[str, ...]
    """Patterns of words that tell the topic alone."""
    weak: tuple[str, ...]
    """Patterns of words that tell it in two paragraphs."""


class TopicLexicon(Lexicon):
    """`lexicons/topics.yml`."""

    topics: dict[Topic, TopicWords]
    min_period_figures: int


@cache
def _lexicon() -> TopicLexicon:
    return load_lexicon("topics", TopicLexicon)


@cache
def _patterns() -> dict[Topic, tuple[tuple[float, re.Pattern[str]], ...]]:
    """Weight and pattern of each topic's words, the strong ones first."""
    return {
        topic: tuple(
            (weight, re.compile("|".join(patterns), re.IGNORECASE))
            for weight, patterns in ((_STRONG, words.strong), (_WEAK, words.weak))
            if patterns
        )
        for topic, words in _lexicon().topics.items()
    }


def find_topics(annotated: AnnotatedArticle, figures: Sequence[Figure]) -> tuple[Topic, ...]:
    """Topics in the vocabulary's order; at least one, the strongest, for an article with any topic word."""
    weights = {topic: _weight(annotated, topic) for topic in _lexicon().topics}
    found = {topic for topic, weight in weights.items() if weight >= 1}
    if _has_statistics(figures):
        found.add(Topic.STATISTIK)
    if not found and max(weights.values(), default=0) > 0:
        found = {max(weights, key=lambda topic: weights[topic])}
    return tuple(topic for topic in Topic if topic in found)


def _weight(annotated: AnnotatedArticle, topic: Topic) -> float:
    """Weights of the strongest word of each paragraph, summed; the title counts twice."""
    title = annotated.title or ""
    body = sum(_strongest(topic, annotated.text, span.start, span.end) for span in annotated.paragraphs)
    return _TITLE_COUNTS * _strongest(topic, title, 0, len(title)) + body


def _strongest(topic: Topic, text: str, start: int, end: int) -> float:
    matching = (weight for weight, pattern in _patterns()[topic] if pattern.search(text, start, end))
    return next(matching, 0.0)


def _has_statistics(figures: Sequence[Figure]) -> bool:
    counted = [f for f in figures if f.unit in _COUNTED and f.period_kind is not PeriodKind.INCIDENT]
    return len({(f.value, f.unit) for f in counted}) >= _lexicon().min_period_figures
