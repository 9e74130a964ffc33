"""What about a fact speaks for doubt: one code a sign, described in `lexicons/rules.yml`."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from models.annotation import AnnotatedArticle, Span
from models.fact import Agency, DateMention, Evidence, Facts, Figure, Law, Official, Statement
from models.vocabulary import AgencyType, FigureTopic, FigureUnit, OfficialKind, StatementKind

_CROWDED = 4
"""Numbers in a sentence from which on a figure's neighbours are easily mixed up."""
_SHORT = 4
"""Words below which a statement is often a fragment."""
_COVERS_NOBODY = {FigureUnit.RUPIAH, FigureUnit.TAHUN_PENJARA}
_NUMBER = re.compile(r"\d[\d.,]*")


class SignReader:
    """Finds the signs of the facts of one article."""

    def __init__(self, annotated: AnnotatedArticle, facts: Facts) -> None:
        self._article = annotated
        self._regions_at = [mention.start for mention in annotated.regions]
        self._dates = facts.dates
        self._dates_at = [mention.start for mention in facts.dates]
        self._numbers_at = [match.start() for match in _NUMBER.finditer(annotated.text)]
        self._places_of = {
            official.name: sorted(m.start for m in (*official.mentions, *official.references))
            for official in facts.officials
        }

    def signs(self, fact: Evidence) -> tuple[str, ...]:
        """Codes of the signs, in a fixed order."""
        match fact:
            case Figure():
                return tuple(self._of_figure(fact))
            case Statement():
                return tuple(self._of_statement(fact))
            case Official():
                return tuple(_of_official(fact))
            case Agency():
                return tuple(_of_agency(fact))
            case DateMention():
                return tuple(_of_date(fact))
            case Law():
                return tuple(_of_law(fact))
        return ()

    def _of_figure(self, figure: Figure) -> Iterator[str]:
        sentence = self._sentence(figure)
        if figure.is_approximate:
            yield "approximate"
        if figure.region_code is None and figure.unit not in _COVERS_NOBODY:
            yield "no_region"
        elif figure.region_code is not None and figure.region_code not in self._codes_in(sentence):
            yield "region_from_elsewhere"
        if figure.period_end is not None and not self._is_dated_in(sentence, figure):
            yield "period_from_elsewhere"
        if _count_in(self._numbers_at, sentence) >= _CROWDED:
            yield "crowded_sentence"
        if figure.unit is FigureUnit.LAINNYA:
            yield "other_unit"
        if figure.topic is FigureTopic.LAINNYA:
            yield "other_topic"

    def _of_statement(self, statement: Statement) -> Iterator[str]:
        if statement.kind is StatementKind.INDIRECT:
            yield "indirect"
        if not statement.cue:
            yield "no_cue"
        paragraph = self._article.paragraphs[self._article.paragraph_index(statement.start)]
        if not _count_in(self._places_of.get(statement.speaker, []), paragraph):
            yield "speaker_from_elsewhere"
        if len(statement.text.split()) < _SHORT:
            yield "short"

    def _sentence(self, fact: Evidence) -> Span:
        return self._article.sentences[self._article.sentence_index(fact.start)]

    def _codes_in(self, sentence: Span) -> set[str]:
        first = bisect_left(self._regions_at, sentence.start)
        last = bisect_right(self._regions_at, sentence.end)
        return {mention.code for mention in self._article.regions[first:last]}

    def _is_dated_in(self, sentence: Span, figure: Figure) -> bool:
        first = bisect_left(self._dates_at, sentence.start)
        last = bisect_right(self._dates_at, sentence.end)
        return any(mention.last == figure.period_end for mention in self._dates[first:last])


def _count_in(starts: list[int], span: Span) -> int:
    return bisect_left(starts, span.end) - bisect_left(starts, span.start)


def _of_official(official: Official) -> Iterator[str]:
    if official.title is None:
        yield "no_title"
    if official.agency is None:
        yield "no_agency"
    if " " not in official.name:
        yield "one_word_name"
    if official.kind is OfficialKind.OTHER:
        yield "not_of_the_state"


def _of_agency(agency: Agency) -> Iterator[str]:
    if agency.type is AgencyType.OTHER:
        yield "other_type"
    if " " not in agency.name:
        yield "one_word_name"


def _of_date(mention: DateMention) -> Iterator[str]:
    if mention.is_relative:
        yield "relative"
    if mention.is_contradicted:
        yield "contradicted"


def _of_law(law: Law) -> Iterator[str]:
    if law.is_inferred:
        yield "inferred"
    if law.number is None:
        yield "no_number"
