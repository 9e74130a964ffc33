"""Whether an article is about TPPO, by a score whose reasons are kept."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from extract.lexicon import Lexicon, load_lexicon
from extract.spans import SpanSet, lowered
from models.annotation import AnnotatedArticle
from models.base import Record
from models.fact import Relevance, TermHit

RULE = "relevance.terms@3"


class Term(Record):
    """A term of the lexicon."""

    name: str
    pattern: str
    weight: float = 0.0
    needs: tuple[str, ...] = ()
    """Letters of which some must stand in the text for the pattern to match: a cheap question before a dear one."""
    is_case_sensitive: bool = False


class RelevanceLexicon(Lexicon):
    """`lexicons/relevance.yml`."""

    threshold: float
    min_strongest: float
    terms: dict[str, tuple[Term, ...]]
    """By group: TPPO by name, exploitation, illegal placement, smuggling, signs."""
    counter: tuple[Term, ...]
    silent_sentences: tuple[str, ...]


@dataclass(frozen=True)
class _Rules:
    threshold: float
    min_strongest: float
    terms: tuple[tuple[Term, re.Pattern[str]], ...]
    counter: tuple[tuple[Term, re.Pattern[str]], ...]
    silent: re.Pattern[str]


@cache
def _rules() -> _Rules:
    lexicon = load_lexicon("relevance", RelevanceLexicon)
    terms = [term for group in lexicon.terms.values() for term in group]
    return _Rules(
        lexicon.threshold,
        lexicon.min_strongest,
        _compiled(terms),
        _compiled(lexicon.counter),
        re.compile("|".join(f"(?:{pattern})" for pattern in lexicon.silent_sentences)),
    )


def _compiled(terms: Iterable[Term]) -> tuple[tuple[Term, re.Pattern[str]], ...]:
    return tuple((term, re.compile(term.pattern, re.MULTILINE)) for term in terms)


def judge_relevance(annotated: AnnotatedArticle) -> Relevance:
    """Relevance with the terms that decided; hits in the title have negative offsets, from its end."""
    hits = _without_stories(annotated, _hits(annotated.text, 0))
    if annotated.title:
        hits += _hits(annotated.title, -len(annotated.title))
    weights = {hit.term: hit.weight for hit in hits}
    score = round(sum(weights.values()), 3)
    is_relevant = score >= _rules().threshold and max(weights.values()) >= _rules().min_strongest
    return Relevance(is_relevant=is_relevant, score=score, hits=tuple(hits), rule=RULE)


def _hits(text: str, offset: int) -> list[TermHit]:
    rules, low = _rules(), lowered(text)
    blocked = SpanSet(match.span() for _, match in _matches(rules.counter, text, low))
    return [
        TermHit(term=term.name, start=match.start() + offset, end=match.end() + offset, weight=term.weight)
        for term, match in _matches(rules.terms, text, low)
        if not blocked.overlaps(match.start(), match.start() + 1)
    ]


def _matches(
    terms: Iterable[tuple[Term, re.Pattern[str]]], text: str, low: str
) -> Iterator[tuple[Term, re.Match[str]]]:
    for term, pattern in terms:
        if _may_stand(term.needs, low):
            for match in pattern.finditer(text if term.is_case_sensitive else low):
                yield term, match


def _may_stand(needs: tuple[str, ...], low: str) -> bool:
    for letters in needs:  # a loop costs half of `any` here
        if letters in low:
            return True
    return not needs


def _without_stories(annotated: AnnotatedArticle, hits: list[TermHit]) -> list[TermHit]:
    """Leaves out what stands in a sentence about a film or about old times."""
    sentences = {annotated.sentence_index(hit.start) for hit in hits}
    silent = {
        index
        for index in sentences
        if _rules().silent.search(lowered(annotated.text[slice(*annotated.sentences[index])]))
    }
    return [hit for hit in hits if annotated.sentence_index(hit.start) not in silent]
