"""Statements: who said what, in direct and in reported speech."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date

from extract.statements.cues import grammar
from extract.statements.direct import Claim, find_claims
from extract.statements.indirect import Reported, find_reported, report_span
from extract.statements.interviews import find_answers
from extract.statements.quote_repair import repair_quotes
from extract.statements.quotes import find_quotes
from extract.statements.speakers import (
    NOBODY,
    STRANGER,
    Floor,
    opening_person,
    opens_with_stranger,
    passive_agent,
    voice_after,
)
from extract.statements.units import Kind, Unit, split_units
from models.annotation import AnnotatedArticle
from models.fact import DateMention, Official, Statement
from models.vocabulary import DateKind, StatementKind

_VERSION = 1
_MIN_HEADING_SHARE = 0.6
_MAX_HEADING = 25
_STOPS = frozenset(".!?,:)…")
_REACH = 60
_POINTERS = frozenset({"itulah", "demikianlah", "begitulah", "demikian"})


def find_statements(
    annotated: AnnotatedArticle, officials: Sequence[Official], dates: Sequence[DateMention]
) -> tuple[Statement, ...]:
    """Statements of the article's officials, in the order of the text, never overlapping.

    A quotation is one pair of quote marks; a report is the clause after its verb, or the whole sentence where the
    tag stands inside it. Words of people who are no officials are left out.
    """
    return _Listener(annotated, officials, dates).listen()


class _Listener:
    """Walks through the units of one article and remembers who has the floor."""

    def __init__(
        self, annotated: AnnotatedArticle, officials: Sequence[Official], dates: Sequence[DateMention]
    ) -> None:
        self.text = annotated.text
        found = find_quotes(annotated.text, annotated.paragraphs)
        self.quotes = repair_quotes(annotated.text, annotated.sentences, found)
        self.officials = officials
        units = split_units(annotated, self.quotes, officials)
        self.answers, self.units = find_answers(annotated, units, officials)
        self.calendar = _SpeechDays(dates)
        self.floor = Floor()
        self.found: list[Statement] = []
        self.last_quoted = -1
        """Paragraph of the last quotation."""

    def listen(self) -> tuple[Statement, ...]:
        for number, unit in enumerate(self.units):
            if not is_heading(self.text, unit):
                following = self.units[number + 1] if number + 1 < len(self.units) else None
                self._hear(unit, following)
        for start, end, who in self.answers:
            self._add(start, end, who, StatementKind.DIRECT, "", "interview", None)
        return tuple(sorted(self.found, key=lambda statement: (statement.start, statement.end)))

    def _hear(self, unit: Unit, following: Unit | None) -> None:
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
        start, end = report_span(self.text, unit.words, report)
        if who is not None and end > start:
            self._add(start, end, who, StatementKind.INDIRECT, report.cue, report.rule, unit)

    def _hear_quote(self, unit: Unit, claim: Claim, following: Unit | None) -> None:
        who = claim.who
        goes_on = unit.paragraph == self.last_quoted
        if claim.rule == "quote_untagged" and not goes_on:
            who = self._announced_after(following, who)
        self.last_quoted = unit.paragraph
        self.floor.give(who)
        speaker = self.floor.resolve(who)
        if speaker is not None:
            start, end = self.quotes[claim.quote].inner
            self._add(start, end, speaker, StatementKind.DIRECT, claim.cue, claim.rule, unit)

    def _announced_after(self, following: Unit | None, who: int) -> int:
        """Speaker of an untagged quote from the next sentence: `Hal itu disampaikan X`, `Itulah pesan X`."""
        if following is None:
            return who
        if following.words[0].kind is Kind.QUOTE:
            claims = find_claims(self.text, following, self.quotes) if self.floor.holder is None else []
            return claims[0].who if claims else who
        words = following.words
        if len(words) > 2 and words[0].lower in _POINTERS and words[1].cue is not None:
            voice = voice_after(words, 2)
            return voice.who if voice.who >= 0 else who
        reports = find_reported(words, 0, min(len(words), _REACH))
        is_another = any(word.lower in grammar().likewise for word in words[:4])
        is_announcement = len(reports) == 1 and reports[0].rule == "agent" and not is_another
        return reports[0].who if is_announcement and reports[0].who >= 0 else who

    def _add(
        self, start: int, end: int, who: int, kind: StatementKind, cue: str, rule: str, unit: Unit | None
    ) -> None:
        words = self.text[start:end]
        self.found.append(
            Statement(
                start=start,
                end=end,
                quote=words,
                rule=f"statements.{rule}@{_VERSION}",
                speaker=self.officials[who].name,
                kind=kind,
                text=words,
                cue=cue,
                said_on=self.calendar.day(who, unit.start if unit else start, unit.end if unit else end),
            )
        )


class _SpeechDays:
    """Days on which the article says that people spoke."""

    def __init__(self, dates: Sequence[DateMention]) -> None:
        said = sorted((d.start, d.first) for d in dates if d.kind is DateKind.STATEMENT and d.first == d.last)
        self._starts = [start for start, _ in said]
        self._days = [day for _, day in said]
        self._last: dict[int, date] = {}

    def day(self, who: int, start: int, end: int) -> date | None:
        """Day given in the characters [start, end), else the last one given for this speaker."""
        position = bisect_left(self._starts, start)
        if position < len(self._starts) and self._starts[position] < end:
            self._last[who] = self._days[position]
        return self._last.get(who)


def _in_focus(unit: Unit) -> int:
    """Whom a sentence without speech is about."""
    if opens_with_stranger(unit.words):
        return STRANGER
    who = opening_person(unit.words).who
    return passive_agent(unit.words).who if who == NOBODY else who


def is_heading(text: str, unit: Unit) -> bool:
    """True for headlines and cross-heads: one short line, no final stop, most long words capitalised."""
    words = unit.words
    if len(words) > _MAX_HEADING or text[unit.end - 2 : unit.end].strip('”’"')[-1:] in _STOPS:
        return False
    line = text[unit.start : unit.end]
    long_words = [word for word in line.split() if len(word) > 3 and word.strip("”“’‘\"'():,")[:1].isalpha()]
    capitals = sum(word.lstrip("“”‘'\"(")[:1].isupper() for word in long_words)
    return bool(long_words) and capitals >= _MIN_HEADING_SHARE * len(long_words)
