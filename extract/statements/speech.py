"""Speech of an article: every quotation and report, with its reporting word and the one who speaks."""

from collections.abc import Sequence
from typing import NamedTuple

from extract.statements.clauses import Reported
from extract.statements.cues import Form, grammar
from extract.statements.direct import Claim, find_claims
from extract.statements.indirect import find_reported, report_span
from extract.statements.interviews import Answer, find_answers
from extract.statements.quote_repair import repair_quotes
from extract.statements.quotes import find_quotes
from extract.statements.short_names import mark_short_names, short_forms
from extract.statements.speakers import (
    LAST,
    NOBODY,
    STRANGER,
    Floor,
    is_aside,
    opening_person,
    passive_agent,
    voice_after,
    voice_before,
)
from extract.statements.strangers import opens_with_stranger
from extract.statements.units import Kind, Speaker, Unit, Word, split_units
from models.annotation import AnnotatedArticle, Span
from models.vocabulary import StatementKind

_MIN_HEADING_SHARE = 0.6
_MAX_HEADING = 25
_STOPS = frozenset(".!?,:)…")
_REACH = 60
_TAG = 12
_AHEAD = 5
"""Units looked at for the speaker of quotations that stand before his name."""
_BEGINNINGS = frozenset({"begitu", "begitulah", "demikian", "demikianlah"})
_POINTERS = frozenset({"itulah", "demikianlah", "begitulah", "demikian"})


class Speech(NamedTuple):
    """What somebody said."""

    said: Span
    """The words, without the outer quote marks."""
    outer: Span
    """The words with their quote marks."""
    kind: StatementKind
    who: int | None
    """Index of the speaker; None for somebody who is none of the speakers asked for."""
    cue: Span | None
    """The reporting word."""
    named: Span | None
    """Name, post or pronoun beside the reporting word; None for `-nya` and for quotations without a tag."""
    rule: str
    unit: Span
    """The sentence; a quotation of several sentences is in one."""


def find_speech(annotated: AnnotatedArticle, speakers: Sequence[Speaker]) -> tuple[Speech, ...]:
    """Quotations and reports in the order of the text, never overlapping.

    A quotation is one pair of quote marks; a report is the clause after its verb, or the whole sentence where the
    tag stands inside it. Reports of other people than `speakers` are left out; their quotations have no `who`.
    """
    return _Listener(annotated, speakers).listen()


class _Listener:
    """Walks through the units of one article and remembers who has the floor."""

    def __init__(self, annotated: AnnotatedArticle, speakers: Sequence[Speaker]) -> None:
        self.text = annotated.text
        found = find_quotes(annotated.text, annotated.paragraphs)
        self.quotes = repair_quotes(annotated.text, annotated.sentences, found)
        units = split_units(annotated, self.quotes, speakers)
        forms = short_forms(speakers)
        for unit in units:
            mark_short_names(unit.words, forms)
        self.answers, self.units = find_answers(annotated, units, speakers)
        self.floor = Floor()
        self.found: list[Speech] = []
        self.last_quoted = -1
        """Paragraph of the last quotation."""

    def listen(self) -> tuple[Speech, ...]:
        for number, unit in enumerate(self.units):
            if not is_heading(self.text, unit):
                self._hear(unit, self.units[number + 1 : number + 1 + _AHEAD])
        answers = [_answered(answer) for answer in self.answers]
        return tuple(sorted([*self.found, *answers], key=lambda speech: speech.said))

    def _hear(self, unit: Unit, following: Sequence[Unit]) -> None:
        claims = find_claims(self.text, unit, self.quotes)
        first_quote = claims[0].word if claims else len(unit.words)
        self._hear_reports(unit, 0, first_quote, NOBODY)
        for claim in claims:
            self._hear_quote(unit, claim, following)
        if claims:
            last = claims[-1]
            who = self.floor.holder if self.floor.holder is not None else NOBODY
            self._hear_reports(unit, last.end, len(unit.words), who)

    def _hear_reports(self, unit: Unit, begin: int, end: int, default: int) -> None:
        reports = find_reported(unit.words, begin, end, default) if end > begin else []
        for report in reports:
            self._hear_report(unit, report)
        if not reports and begin == 0 and end == len(unit.words):
            self.floor.give(_in_focus(unit))

    def _hear_report(self, unit: Unit, report: Reported) -> None:
        self.floor.give(report.who)
        who = self.floor.resolve(report.who)
        said = Span(*report_span(self.text, unit.words, report))
        if who is not None and said.end > said.start:
            self._add(unit, StatementKind.INDIRECT, said, said, who, report)

    def _hear_quote(self, unit: Unit, claim: Claim, following: Sequence[Unit]) -> None:
        who = claim.who
        goes_on = unit.paragraph == self.last_quoted
        if claim.rule == "quote_untagged" and not goes_on:
            who = self._announced_after(following, who)
        self.last_quoted = unit.paragraph
        self.floor.give(who)
        quote = self.quotes[claim.quote]
        self._add(unit, StatementKind.DIRECT, quote.inner, quote.outer, self.floor.resolve(who), claim)

    def _announced_after(self, following: Sequence[Unit], who: int) -> int:
        """Speaker of an untagged quote from the next sentence: `Hal itu disampaikan X`, `Itulah pesan X`.

        Where nobody has the floor, from the tag of the quotations that follow.
        """
        if not following:
            return who
        if following[0].words[0].kind is Kind.QUOTE:
            return self._first_tag(following) if self.floor.holder is None else who
        words = following[0].words
        if (speaker := _cut_off_tag(words)) != NOBODY:
            return speaker
        if len(words) > 2 and words[0].lower in _BEGINNINGS and words[1].kind is Kind.PERSON:
            return who if any(word.text == "," for word in words) else words[1].index
        if len(words) > 2 and words[0].lower in _POINTERS and words[1].cue is not None:
            voice = voice_after(words, 2)
            return voice.who if voice.who >= 0 else who
        if (speaker := _subject_alone(words)) != NOBODY:
            return speaker
        reports = find_reported(words, 0, min(len(words), _REACH))
        is_another = any(word.lower in grammar().likewise for word in words[:4])
        is_announcement = len(reports) == 1 and reports[0].rule == "agent" and not is_another
        return reports[0].who if is_announcement and reports[0].who >= 0 else who

    def _first_tag(self, following: Sequence[Unit]) -> int:
        for unit in following:
            claims = find_claims(self.text, unit, self.quotes)
            if not claims or unit.words[0].kind is not Kind.QUOTE:
                break
            if claims[0].who != LAST:
                return claims[0].who
        return LAST

    def _add(
        self,
        unit: Unit,
        kind: StatementKind,
        said: Span,
        outer: Span,
        who: int | None,
        source: Claim | Reported,
    ) -> None:
        cue, named = _cue_span(unit, source.cue), _span(unit, source.at)
        self.found.append(Speech(said, outer, kind, who, cue, named, source.rule, Span(unit.start, unit.end)))


def _answered(answer: Answer) -> Speech:
    said = Span(answer.start, answer.end)
    return Speech(said, said, StatementKind.DIRECT, answer.who, None, None, "interview", said)


def _cue_span(unit: Unit, index: int) -> Span | None:
    """The reporting word; with its negation where that turns it round: `tidak membantah`."""
    span = _span(unit, index)
    before = unit.words[index - 1] if index > 0 else None
    is_denied = before is not None and before.lower in {"tidak", "tak"}
    if span is None or before is None or not is_denied or unit.words[index].lower not in grammar().denials:
        return span
    return Span(before.start, span.end)


def _span(unit: Unit, index: int) -> Span | None:
    return Span(unit.words[index].start, unit.words[index].end) if index >= 0 else None


def _cut_off_tag(words: Sequence[Word]) -> int:
    """Speaker of the sentence `Kata X saat dihubungi.` behind a quotation that ends in a stop."""
    cue = words[0].cue
    if cue is None or cue.form not in (Form.BARE, Form.PASSIVE):
        return NOBODY
    voice = voice_after(words, 1)
    return voice.who if voice.who >= 0 and is_aside(words[voice.next :]) else NOBODY


def _subject_alone(words: Sequence[Word]) -> int:
    """Speaker of the sentence `X berseru.`, `X mengatakan itu di depan hakim.` behind a quotation."""
    verbs = (
        k for k, word in enumerate(words[:_TAG]) if word.cue is not None and word.cue.form is Form.ACTIVE
    )
    verb = next(verbs, None)
    if verb is None or len(words) > _REACH or not is_aside(words[verb + 1 :]):
        return NOBODY
    return voice_before(words, verb).who


def _in_focus(unit: Unit) -> int:
    """Whom a sentence without speech is about."""
    if opens_with_stranger(unit.words):
        return STRANGER
    if (source := _comes_from(unit.words)) != NOBODY:
        return source
    who = opening_person(unit.words).who
    return passive_agent(unit.words).who if who == NOBODY else who


def _comes_from(words: Sequence[Word]) -> int:
    """`Permintaan serupa datang dari X`."""
    for before, word, after in zip(words, words[1:], range(2, len(words)), strict=False):
        if word.lower == "dari" and before.lower in grammar().comes:
            who = voice_after(words, after).who
            return who if who >= 0 else NOBODY
    return NOBODY


def is_heading(text: str, unit: Unit) -> bool:
    """True for headlines and cross-heads: one short line, no final stop, most long words capitalised."""
    words = unit.words
    if len(words) > _MAX_HEADING or text[unit.end - 2 : unit.end].strip('”’"')[-1:] in _STOPS:
        return False
    line = text[unit.start : unit.end]
    long_words = [word for word in line.split() if len(word) > 3 and word.strip("”“’‘\"'():,")[:1].isalpha()]
    capitals = sum(word.lstrip("“”‘'\"(")[:1].isupper() for word in long_words)
    return bool(long_words) and capitals >= _MIN_HEADING_SHARE * len(long_words)
