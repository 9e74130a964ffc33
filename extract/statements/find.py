"""Statements: what the officials of an article said, in direct and in reported speech."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date

from extract.statements.speech import find_speech
from models.annotation import AnnotatedArticle
from models.fact import DateMention, Official, Statement
from models.vocabulary import DateKind

_VERSION = 1


def find_statements(
    annotated: AnnotatedArticle, officials: Sequence[Official], dates: Sequence[DateMention]
) -> tuple[Statement, ...]:
    """Statements of the article's officials, in the order of the text, never overlapping.

    Words of people who are no officials are left out.
    """
    calendar = _SpeechDays(dates)
    found = []
    for speech in find_speech(annotated, officials):
        if speech.who is None:
            continue
        words = annotated.text[slice(*speech.said)]
        found.append(
            Statement(
                start=speech.said.start,
                end=speech.said.end,
                quote=words,
                rule=f"statements.{speech.rule}@{_VERSION}",
                speaker=officials[speech.who].name,
                kind=speech.kind,
                text=words,
                cue=annotated.text[slice(*speech.cue)] if speech.cue else "",
                said_on=calendar.day(speech.who, *speech.unit),
            )
        )
    return tuple(found)


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
