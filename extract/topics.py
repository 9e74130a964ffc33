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


class TopicWords(Record):
    """How one topic is told."""

    enough: int
    """Paragraphs with a word of the topic that make it a topic of the article."""
    patterns: tuple[str, ...]


class TopicLexicon(Lexicon):
    """`lexicons/topics.yml`."""

    topics: dict[Topic, TopicWords]
    min_period_figures: int


@cache
def _lexicon() -> TopicLexicon:
    return load_lexicon("topics", TopicLexicon)


@cache
def _patterns() -> dict[Topic, re.Pattern[str]]:
    return {
        topic: re.compile("|".join(words.patterns), re.IGNORECASE)
        for topic, words in _lexicon().topics.items()
    }


def find_topics(annotated: AnnotatedArticle, figures: Sequence[Figure]) -> tuple[Topic, ...]:
    """Topics in the vocabulary's order; at least one, the strongest, for an article with any topic word."""
    shares = {topic: _count(annotated, topic) / words.enough for topic, words in _lexicon().topics.items()}
    found = {topic for topic, share in shares.items() if share >= 1}
    if _has_statistics(figures):
        found.add(Topic.STATISTIK)
    if not found and max(shares.values(), default=0) > 0:
        found = {max(shares, key=lambda topic: shares[topic])}
    return tuple(topic for topic in Topic if topic in found)


def _count(annotated: AnnotatedArticle, topic: Topic) -> int:
    pattern = _patterns()[topic]
    title = _TITLE_COUNTS if annotated.title and pattern.search(annotated.title) else 0
    return title + sum(
        1 for span in annotated.paragraphs if pattern.search(annotated.text, span.start, span.end)
    )


def _has_statistics(figures: Sequence[Figure]) -> bool:
    counted = [f for f in figures if f.unit in _COUNTED and f.period_kind is not PeriodKind.INCIDENT]
    return len({(f.value, f.unit) for f in counted}) >= _lexicon().min_period_figures
