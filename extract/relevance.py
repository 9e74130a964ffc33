"""Whether an article is about TPPO, by a score whose reasons are kept."""

import re
from dataclasses import dataclass
from functools import cache

from extract.lexicon import Lexicon, load_lexicon
from models.annotation import AnnotatedArticle
from models.base import Record
from models.fact import Relevance, TermHit

RULE = "relevance.terms@2"


class Term(Record):
    """A term of the lexicon."""

    name: str
    pattern: str
    weight: float = 0.0
    is_case_sensitive: bool = False


class RelevanceLexicon(Lexicon):
    """`lexicons/relevance.yml`."""

    threshold: float
    terms: tuple[Term, ...]
    counter: tuple[Term, ...]


@dataclass(frozen=True)
class _Rules:
    threshold: float
    terms: tuple[tuple[Term, re.Pattern[str]], ...]
    counter: tuple[re.Pattern[str], ...]


@cache
def _rules() -> _Rules:
    lexicon = load_lexicon("relevance", RelevanceLexicon)
    return _Rules(
        lexicon.threshold,
        tuple((term, _compiled(term)) for term in lexicon.terms),
        tuple(_compiled(term) for term in lexicon.counter),
    )


def _compiled(term: Term) -> re.Pattern[str]:
    return re.compile(term.pattern, 0 if term.is_case_sensitive else re.IGNORECASE)


def judge_relevance(annotated: AnnotatedArticle) -> Relevance:
    """Relevance with the terms that decided; hits in the title have negative offsets, from its end."""
    hits = list(_hits(annotated.text, 0))
    if annotated.title:
        hits += _hits(annotated.title, -len(annotated.title))
    score = round(sum({hit.term: hit.weight for hit in hits}.values()), 3)
    return Relevance(is_relevant=score >= _rules().threshold, score=score, hits=tuple(hits), rule=RULE)


def _hits(text: str, offset: int) -> list[TermHit]:
    rules = _rules()
    blocked = {
        position
        for pattern in rules.counter
        for match in pattern.finditer(text)
        for position in range(*match.span())
    }
    return [
        TermHit(term=term.name, start=match.start() + offset, end=match.end() + offset, weight=term.weight)
        for term, pattern in rules.terms
        for match in pattern.finditer(text)
        if match.start() not in blocked
    ]
