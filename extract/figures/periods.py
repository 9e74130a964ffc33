"""The counting period of a figure: from the date beside it, else carried on from the figure before."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from extract.dates.lexicon import date_lexicon
from extract.figures.calendar import DaySpan, Period, find_periods
from extract.figures.counts import Count, text_between
from extract.figures.lexicon import figure_lexicon, word_pattern
from extract.patterns import any_of
from models.annotation import AnnotatedArticle
from models.vocabulary import FigureUnit

_LIST_BREAK = re.compile(r"[,;]")
_NUMBERED = re.compile(r"\d")
_AFTER_LIMIT, _BEFORE_LIMIT, _CARRY = 110, 500, 2
_SPEECH_REACH = 120
_TOLD = re.compile(r"\d|[.!?]\s|(?<!\w)(?:pada|bahwa|sejak)(?!\w)")
_NAMED_NEXT = re.compile(r",\s{1,3}(?:yakni|yaitu|yang|sebanyak|sejumlah)(?!\w)", re.IGNORECASE)
_MASS = 100
"""So many people are not caught or freed in one event, but over a period."""
_NO_PERIOD = {FigureUnit.TAHUN_PENJARA, FigureUnit.RUPIAH}


class Periods:
    """The periods of an article and the one that the last figure had."""

    def __init__(self, annotated: AnnotatedArticle, spans: Sequence[DaySpan]) -> None:
        self.annotated = annotated
        self.found = find_periods(annotated, spans)
        self.starts = [period.start for period in self.found]
        self.single_days = [
            s.start for s in spans if s.is_day and not _is_speech_day(annotated.text, s.start)
        ]
        self.last: Period | None = None
        self.last_paragraph = -10
        self.last_sentence = -1

    def period_of(self, count: Count, later: Sequence[Count]) -> Period | None:
        """The period of the next figure in order; `later` are the few counts that follow it."""
        sentence = self.annotated.sentences[self.annotated.sentence_index(count.start)]
        found = self._after(count, later, sentence.end) or self._before(count, sentence.start)
        found = found or self._first_in_sentence(count, sentence.end)
        paragraph = self.annotated.paragraph_index(count.start)
        if found is not None:
            found = self._resolved(found)
            if found is not None and self._sets_passage(found, sentence.start):
                self.last, self.last_paragraph = found, paragraph
                self.last_sentence = sentence.start
            return found
        if count.total is not None or count.rule == "one_person":
            return None  # a part takes its total's; what befell one person is an event
        if self._is_incident(sentence.start, sentence.end, count, paragraph):
            return None
        if self.last is None or paragraph - self.last_paragraph > _CARRY or count.unit in _NO_PERIOD:
            return None
        self.last_paragraph = paragraph
        return self.last

    def _sets_passage(self, found: Period, sentence_start: int) -> bool:
        """False for a time named to compare with: `dibanding 2022`, `tahun sebelumnya`, an earlier year in passing."""
        if found.is_comparison or (found.refers_back and found.shift < 0):
            return False
        is_turn = self.annotated.text[found.start].isalpha()  # "tahun lalu" beside an earlier "2024"
        at = self.annotated.paragraph_index
        is_beside = (
            at(self.last_sentence) == at(sentence_start) if is_turn else self.last_sentence == sentence_start
        )
        if not is_beside or self.last is None or self.last.last is None or found.last is None:
            return True
        return found.last >= self.last.last

    def _after(self, count: Count, later: Sequence[Count], sentence_end: int) -> Period | None:
        """`dua kasus pada 2021`, `520 kasus dengan 571 korban pada 2021`."""
        index = bisect_left(self.starts, count.end)
        if index >= len(self.found):
            return None
        period = self.found[index]
        if period.is_comparison or period.start >= sentence_end or period.start - count.end > _AFTER_LIMIT:
            return None
        position = count.end
        for other in later:
            if other.number_start >= period.start:
                break
            if _LIST_BREAK.search(self.annotated.text, position, other.start):
                return None
            position = max(position, other.end)
        between = _joined_names().sub(" ", self.annotated.text[position : period.start])
        return None if _breaks().search(between) else period

    def _before(self, count: Count, sentence_start: int) -> Period | None:
        index = bisect_left(self.starts, count.number_start) - 1
        while index >= 0:
            period = self.found[index]
            if period.start < sentence_start or count.number_start - period.end > _BEFORE_LIMIT:
                return None
            between = self.annotated.text[period.end : count.number_start]
            if not period.is_comparison or "," not in between or _NAMED_NEXT.match(between):
                return period
            index -= 1
        return None

    def _first_in_sentence(self, count: Count, sentence_end: int) -> Period | None:
        """`tujuh kasus, 12 tersangka, dan 38 korban sepanjang 2023`: said once for all."""
        if count.unit in _NO_PERIOD:
            return None
        index = bisect_left(self.starts, count.end)
        if index >= len(self.found):
            return None
        period = self.found[index]
        near = period.start < sentence_end and period.start - count.end <= 2 * _AFTER_LIMIT
        between = text_between(self.annotated.text, count.end, period.start)
        clean = not period.is_comparison and not _strong_breaks().search(between)
        return period if near and clean and _NUMBERED.search(between) else None

    def _resolved(self, period: Period) -> Period | None:
        if not period.refers_back:
            return period
        if self.last is None:
            return None
        last = self.last.last
        return replace(
            self.last,
            start=period.start,
            end=period.end,
            first=_shifted(self.last.first, period.shift),
            refers_back=True,
            shift=period.shift,
            last=_shifted(last, period.shift) if last else None,
            is_comparison=period.is_comparison,
        )

    def _is_incident(self, sentence_start: int, sentence_end: int, count: Count, paragraph: int) -> bool:
        index = bisect_left(self.single_days, sentence_start)
        has_day = index < len(self.single_days) and self.single_days[index] < sentence_end
        near = self.annotated.text[max(sentence_start, count.start - 160) : min(sentence_end, count.end + 80)]
        if _continues().search(
            self.annotated.text, max(sentence_start, count.start - 200), count.number_start
        ):
            return False
        if has_day or _incident().search(near):
            return True
        is_new_passage = paragraph != self.last_paragraph and count.value < _MASS
        return is_new_passage and _incident_verb().search(near) is not None


def _is_speech_day(text: str, start: int) -> bool:
    """`kata Rusdi di kantornya, Rabu (17/12)`: the day of the words, not of what they tell."""
    lead = text[max(0, start - _SPEECH_REACH) : start]
    spoken = max((match.end() for match in _speech().finditer(lead)), default=None)
    if spoken is None:
        return False
    between = lead[spoken:]
    return not (_TOLD.search(between) or _incident().search(between) or _incident_verb().search(between))


def _shifted(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


@cache
def _speech() -> re.Pattern[str]:
    return word_pattern(date_lexicon().speech_words)


@cache
def _joined_names() -> re.Pattern[str]:
    """`perempuan dan anak`: an "dan" that joins no clauses."""
    lexicon = figure_lexicon()
    return word_pattern([*lexicon.mixed_groups, *(w for words in lexicon.topics.values() for w in words)])


@cache
def _breaks() -> re.Pattern[str]:
    words = any_of(figure_lexicon().period.breaks)
    joins = (
        r"(?:dan|serta)(?=(?:\s{1,3}[\w-]{1,20}){0,2}\s{0,3}$)"  # "... dan pada 2022": another clause begins
    )
    return re.compile(rf"[,;:\"”]|(?<!\w)(?:{joins}|{words}(?!\w))", re.IGNORECASE)


@cache
def _strong_breaks() -> re.Pattern[str]:
    words = any_of(figure_lexicon().period.breaks)
    return re.compile(rf"[;:\"”]|(?<!\w){words}(?!\w)", re.IGNORECASE)


@cache
def _continues() -> re.Pattern[str]:
    return word_pattern(figure_lexicon().continuations)


@cache
def _incident() -> re.Pattern[str]:
    return word_pattern(figure_lexicon().incident_words)


@cache
def _incident_verb() -> re.Pattern[str]:
    return word_pattern(figure_lexicon().incident_verbs)
