"""Whether an article is about TPPO, by a score whose reasons are kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter

from extract.lexicon import Lexicon, load_lexicon
from extract.openings import WordScanner
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
    """Of a pattern that may begin with anything: letters of which some must stand in the text for it to match."""
    is_case_sensitive: bool = False

    @property
    def begins_word(self) -> bool:
        """True where the pattern spells out how the word begins that it begins with."""
        return not self.needs


class RelevanceLexicon(Lexicon):
    """`lexicons/relevance.yml`."""

    threshold: float
    min_strongest: float
    terms: dict[str, tuple[Term, ...]]
    """By group: TPPO by name, exploitation, illegal placement, smuggling, signs."""
    counter: tuple[Term, ...]
    silent_sentences: tuple[str, ...]


class _Terms:
    """A list of terms: those that begin at a word are looked for together, the few others one by one."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._terms = terms
        self._of_words = [index for index, term in enumerate(terms) if term.begins_word]
        self._scanner = WordScanner([terms[index].pattern for index in self._of_words])
        self._others = [
            (index, term, re.compile(term.pattern, re.MULTILINE))
            for index, term in enumerate(terms)
            if not term.begins_word
        ]

    def matches(self, text: str) -> list[tuple[Term, re.Match[str]]]:
        """Terms with where they stand, in the order of the list, then of the text."""
        found = [(self._of_words[number], match) for number, match in self._scanner.matches(text)]
        low = lowered(text)
        for index, term, pattern in self._others:
            if any(letters in low for letters in term.needs):
                found += [(index, m) for m in pattern.finditer(text if term.is_case_sensitive else low)]
        return [(self._terms[index], match) for index, match in sorted(found, key=itemgetter(0))]


@dataclass(frozen=True)
class _Rules:
    threshold: float
    min_strongest: float
    terms: _Terms
    counter: _Terms
    silent: re.Pattern[str]


@cache
def _rules() -> _Rules:
    lexicon = load_lexicon("relevance", RelevanceLexicon)
    terms = [term for group in lexicon.terms.values() for term in group]
    return _Rules(
        lexicon.threshold,
        lexicon.min_strongest,
        _Terms(terms),
        _Terms(lexicon.counter),
        re.compile("|".join(f"(?:{pattern})" for pattern in lexicon.silent_sentences)),
    )


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
    rules = _rules()
    blocked = SpanSet(match.span() for _, match in rules.counter.matches(text))
    return [
        TermHit(term=term.name, start=match.start() + offset, end=match.end() + offset, weight=term.weight)
        for term, match in rules.terms.matches(text)
        if not blocked.overlaps(match.start(), match.start() + 1)
    ]


def _without_stories(annotated: AnnotatedArticle, hits: list[TermHit]) -> list[TermHit]:
    """Leaves out what stands in a sentence about a film or about old times."""
    sentences = {annotated.sentence_index(hit.start) for hit in hits}
    silent = {
        index
        for index in sentences
        if _rules().silent.search(lowered(annotated.text[slice(*annotated.sentences[index])]))
    }
    return [hit for hit in hits if annotated.sentence_index(hit.start) not in silent]
