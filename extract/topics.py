"""Topics of an article, by words weighed over its sentences and by its figures."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from extract.lexicon import Lexicon, load_lexicon
from extract.openings import WordScanner
from extract.spans import lowered
from models.annotation import AnnotatedArticle
from models.base import Record
from models.fact import Figure
from models.vocabulary import FigureTopic, FigureUnit, PeriodKind, Topic

_COUNTED = {FigureUnit.KASUS, FigureUnit.KORBAN, FigureUnit.TERSANGKA, FigureUnit.LAPORAN, FigureUnit.ORANG}
_STRONG, _WEAK = 1.0, 0.5


class TopicWords(Record):
    """How one topic is told."""

    min_score: float
    """Score from which the topic holds."""
    min_share: float
    """Least share of the strongest rival's score."""
    rivals: tuple[Topic, ...]
    """Topics beside which this one may be a mere mention."""
    strong: tuple[str, ...]
    """Patterns of words that tell the topic."""
    weak: tuple[str, ...]
    """Patterns of words that hint at it."""
    decisive: tuple[str, ...] = ()
    """Patterns of which one sentence is enough, whatever else the article tells."""


class TopicLexicon(Lexicon):
    """`lexicons/topics.yml`."""

    title: float
    lead: float
    topics: dict[Topic, TopicWords]
    period: str


@cache
def _lexicon() -> TopicLexicon:
    return load_lexicon("topics", TopicLexicon)


class _Words(NamedTuple):
    scanner: WordScanner
    kinds: tuple[tuple[Topic, float], ...]
    """Topic and weight of each of the scanner's patterns."""


@cache
def _words() -> _Words:
    kinds, patterns = [], []
    for topic, words in _lexicon().topics.items():
        for weight, listed in ((_WEAK, words.weak), (_STRONG, words.strong)):
            kinds.append((topic, weight))
            patterns.append("|".join(listed))
    return _Words(WordScanner(patterns), tuple(kinds))


@cache
def _period() -> re.Pattern[str]:
    return re.compile(_lexicon().period)


def find_topics(annotated: AnnotatedArticle, figures: Sequence[Figure]) -> tuple[Topic, ...]:
    """Topics in the vocabulary's order; at least one, the strongest, for an article with any topic word."""
    scores = topic_scores(annotated)
    found = {topic for topic in scores if _holds(topic, scores)} | _told_outright(annotated)
    if _has_statistics(annotated, figures):
        found.add(Topic.STATISTIK)
    strongest = max(scores, key=lambda topic: scores[topic])
    if not found and scores[strongest] > 0:
        found.add(strongest)
    return tuple(topic for topic in Topic if topic in found)


def _told_outright(annotated: AnnotatedArticle) -> set[Topic]:
    words = _decisive()
    return {words.kinds[number][0] for number, _ in words.scanner.matches(annotated.text)}


@cache
def _decisive() -> _Words:
    told = {topic: words.decisive for topic, words in _lexicon().topics.items() if words.decisive}
    scanner = WordScanner(["|".join(patterns) for patterns in told.values()])
    return _Words(scanner, tuple((topic, _STRONG) for topic in told))


def _holds(topic: Topic, scores: dict[Topic, float]) -> bool:
    words = _lexicon().topics[topic]
    rival = max((scores[other] for other in words.rivals), default=0.0)
    return scores[topic] >= max(words.min_score, words.min_share * rival)


def topic_scores(annotated: AnnotatedArticle) -> dict[Topic, float]:
    """Weight of each topic: of each sentence the strongest word, times the weight of where it stands."""
    lexicon = _lexicon()
    lead = annotated.paragraphs[0].end if annotated.paragraphs else 0
    scores = dict.fromkeys(lexicon.topics, 0.0)
    for (topic, sentence), weight in _strongest(annotated.text, annotated.sentence_index).items():
        scores[topic] += weight * (lexicon.lead if annotated.sentences[sentence].start < lead else 1.0)
    for (topic, _), weight in _strongest(annotated.title or "", lambda _: 0).items():
        scores[topic] += weight * lexicon.title
    return scores


def _strongest(text: str, part_of: Callable[[int], int]) -> dict[tuple[Topic, int], float]:
    """Of each topic the strongest word in each part of the text; `part_of` gives a character's part."""
    words = _words()
    best: dict[tuple[Topic, int], float] = {}
    for index, match in words.scanner.matches(text):
        topic, weight = words.kinds[index]
        key = topic, part_of(match.start())
        best[key] = max(weight, best.get(key, 0.0))
    return best


def _has_statistics(annotated: AnnotatedArticle, figures: Sequence[Figure]) -> bool:
    """True where counts over a period are told: by one sentence of its own, or by two figures that share a period."""
    tells_period = cache(lambda index: _tells_period(annotated, index))  # a sentence may hold many figures
    counted = {
        (figure.value, figure.unit): tells_period(annotated.sentence_index(figure.start))
        for figure in figures
        if figure.unit in _COUNTED
        and figure.topic is not FigureTopic.LAINNYA
        and figure.period_kind is not PeriodKind.INCIDENT
    }
    return sum(1.0 if is_own else 0.5 for is_own in counted.values()) >= 1


def _tells_period(annotated: AnnotatedArticle, sentence: int) -> bool:
    start, end = annotated.sentences[sentence]
    return _period().search(lowered(annotated.text[start:end])) is not None
