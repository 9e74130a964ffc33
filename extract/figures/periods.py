"""The counting period of a figure: from the date beside it, else carried on from the figure before."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from extract.figures.calendar import DaySpan, Period, find_periods
from extract.figures.counts import Count, text_between
from extract.figures.passages import Passage, opens_passage
from extract.figures.period_words import (
    breaks,
    continues,
    incident,
    incident_verb,
    joined_names,
    now,
    of_all,
    speech,
    speech_next,
    strong_breaks,
    trend,
    verdict,
)
from models.annotation import AnnotatedArticle, Span
from models.vocabulary import FigureUnit, PeriodKind

_LIST_BREAK = re.compile(r"[,;]")
_SUBORDINATE = re.compile(r"(?<!\w)(?:yang|karena|setelah|sebelum|termasuk|ketika|saat)(?!\w)", re.IGNORECASE)
_NUMBERED = re.compile(r"\d")
_AFTER_LIMIT, _BEFORE_LIMIT = 110, 500
_FROM = re.compile(r"(?<!\w)dari(?!\w)", re.IGNORECASE)
_SPEECH_REACH = 200
_EVENT_REACH = 500
"""Characters before a count, within its sentence, that tell of an event; sentences of news are shorter."""
_TOLD = re.compile(r"(?<!\w)\d|[.!?]\s|(?<!\w)(?:pada|bahwa|sejak)(?!\w)")
_NAMED_NEXT = re.compile(r",\s{1,3}(?:yakni|yaitu|yang|sebanyak|sejumlah)(?!\w)", re.IGNORECASE)
_MASS = 100
"""So many people are not caught or freed in one event, but over a period."""
_YEARLY = {PeriodKind.CALENDAR_YEAR, PeriodKind.YEAR_TO_DATE}
_NO_PERIOD = {FigureUnit.TAHUN_PENJARA, FigureUnit.RUPIAH}


class Periods:
    """The periods of an article, given to its figures in order."""

    def __init__(self, annotated: AnnotatedArticle, spans: Sequence[DaySpan]) -> None:
        self.annotated = annotated
        self.found = find_periods(annotated, spans)
        self.starts = [period.start for period in self.found]
        self.single_days = [s.start for s in spans if s.is_day and not _is_speech_day(annotated.text, s)]
        self.passage = Passage(annotated)
        self.shifted: dict[int, Period | None] = {}
        """Where a period that counts from another begins -> that period with its days."""
        self.before: Period | None = None
        """The passage's period before the last figure."""
        self.position = 0
        """Where the last figure ended."""

    def period_of(self, count: Count, later: Sequence[Count], of_total: Period | None) -> Period | None:
        """The period of the next figure in order; `later` are the few counts that follow it."""
        sentence = self.annotated.sentences[self.annotated.sentence_index(count.start)]
        paragraph = self.annotated.paragraph_index(count.start)
        found = self._after(count, later, sentence.end) or self._before(count, sentence.start)
        found = found or self._first_in_sentence(count, later, sentence.end)
        if (
            found is not None
            and self.passage.main
            and now().search(self.annotated.text, found.end, count.start)
        ):
            found = self.passage.main  # "Jika pada 2022 ada 9 korban, kini 27"
        opened = None if found else self._opened(sentence.start, paragraph)
        self.position, self.before = count.end, self.passage.main
        if found is None and self._is_compared(count, sentence.start):
            return _year_before(self.passage.main)
        if found is not None and self._was_before(found, count, later, sentence.start):
            found = _year_before(self._resolved(found)) or found
        if found is not None:
            found = self._resolved(found)
            if found is not None and not self._is_compared(count, sentence.start):
                self.passage.take(found, sentence.start)
            return found
        if count.total is not None:
            if of_total is not None and of_total is self.passage.main:
                self.passage.touch(paragraph)
            return of_total
        if count.rule == "one_person" or self._is_incident(sentence, count, is_told=opened is not None):
            return None  # what befell one person is an event
        if opened is not None:
            self.passage.take(opened, sentence.start)
        if not self.passage.reaches(paragraph) or count.unit in _NO_PERIOD:
            return None
        self.passage.touch(paragraph)
        return self.passage.period_at(paragraph)

    def _opened(self, sentence_start: int, paragraph: int) -> Period | None:
        """`Sepanjang 2023 dinas gencar turun ke desa. Total ada 25 kasus`: said in the paragraph, before any figure."""
        index = bisect_left(self.starts, sentence_start) - 1
        low = max(self.position, self.annotated.paragraphs[max(0, paragraph - 1)].start)
        while index >= 0 and self.found[index].start >= low:
            period = self.found[index]
            if not (period.is_comparison or period.refers_back):
                is_near = self.annotated.paragraph_index(period.start) == paragraph
                return period if opens_passage(self.annotated, period, is_near=is_near) else None
            index -= 1
        return None

    def _was_before(self, period: Period, count: Count, later: Sequence[Count], sentence_start: int) -> bool:
        """`Pada 2023 jumlahnya turun dari 31 menjadi 19 orang`: the first number is of the year before."""
        if period.start > count.start or period.is_comparison or not self._is_compared(count, sentence_start):
            return False
        return bool(later) and "menjadi" in text_between(
            self.annotated.text, count.end, later[0].number_start, 30
        )

    def _is_compared(self, count: Count, sentence_start: int) -> bool:
        """`naik tajam dari 512 orang pada 2022`: what the passage is compared with."""
        lead = self.annotated.text[max(sentence_start, count.start - 100) : count.start]
        return trend().search(lead) is not None

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
        if count.unit is FigureUnit.PERSEN and _FROM.search(self.annotated.text, count.end, period.start):
            return None  # "turun 40 persen dari 15 perkara pada 2023"
        between = joined_names().sub(" x ", self.annotated.text[position : period.start])
        return None if breaks().search(between) else period

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

    def _first_in_sentence(self, count: Count, later: Sequence[Count], sentence_end: int) -> Period | None:
        """`tujuh kasus, 12 tersangka, dan 38 korban sepanjang 2023`: said once for all."""
        if count.unit in _NO_PERIOD:
            return None
        index = bisect_left(self.starts, count.end)
        if index >= len(self.found):
            return None
        period = self.found[index]
        if period.start >= sentence_end or period.start - count.end > 2 * _AFTER_LIMIT:
            return None
        between = text_between(self.annotated.text, count.end, period.start)
        clean = not period.is_comparison and not strong_breaks().search(between)
        inner = [c for c in later if c.number_start < period.start]
        if any(trend().search(self.annotated.text, count.end, c.start) for c in inner):
            return None  # "sembilan orang, bertambah dari lima orang pada 2024"
        is_list = _NUMBERED.search(between) or (inner and not _SUBORDINATE.search(between))
        return period if clean and is_list else None

    def _resolved(self, period: Period) -> Period | None:
        """The days of a period that counts from the one before; the same for all figures that it is told of."""
        if not period.refers_back:
            return period
        if period.start not in self.shifted:
            self.shifted[period.start] = self._shift(period)
        return self.shifted[period.start]

    def _shift(self, period: Period) -> Period | None:
        base = self.passage.main
        if base is None:
            return period if period.year else None
        shift = period.year - base.first.year if period.year else period.shift
        return replace(
            base,
            start=period.start,
            end=period.end,
            first=_shifted(base.first, shift),
            last=_shifted(base.last, shift) if base.last else None,
            refers_back=True,
            shift=shift,
            year=period.year,
            is_comparison=period.is_comparison,
        )

    def _is_incident(self, sentence: Span, count: Count, *, is_told: bool) -> bool:
        """True for what happened once; with `is_told` the words before name a period."""
        text, low = self.annotated.text, max(sentence.start, count.start - 200)
        if continues().search(text, low, count.number_start) or of_all().search(
            text, count.end, min(sentence.end, count.end + 80)
        ):
            return False
        opening = self.annotated.paragraphs[self.annotated.paragraph_index(count.start)].start
        before = self.annotated.sentences[max(0, self.annotated.sentence_index(count.start) - 1)]
        lead = max(sentence.start, count.start - _EVENT_REACH)
        is_event = incident_verb().search(text, lead, count.start) is not None
        index = bisect_left(self.single_days, max(opening, before.start) if is_event else sentence.start)
        has_day = index < len(self.single_days) and self.single_days[index] < sentence.end
        near = text[max(sentence.start, count.start - 160) : min(sentence.end, count.end + 80)]
        is_verdict = count.unit is not FigureUnit.KASUS and verdict().search(near) is not None
        if has_day or is_verdict or incident().search(near):
            return True
        is_new = not is_told and self.annotated.paragraph_index(count.start) != self.passage.paragraph
        is_new = is_new and count.rule != "head_of_people"  # "Tersangka yang diamankan 12 orang" sums up
        return is_new and count.value < _MASS and incident_verb().search(near) is not None


def _year_before(period: Period | None) -> Period | None:
    """`naik dari 7 kasus menjadi 12 kasus`, told of a year."""
    if period is None or period.last is None or period.kind not in _YEARLY:
        return None
    first, last = _shifted(period.first, -1), _shifted(period.last, -1)
    return replace(period, first=first, last=last, is_comparison=True, refers_back=False)


def _is_speech_day(text: str, span: DaySpan) -> bool:
    """`kata Rusdi di kantornya, Rabu (17/12)`, `Rusdi di Jambi, Rabu, mengatakan`: the day of the words."""
    if speech_next().match(text, span.end):
        return True
    start = span.start
    lead = text[max(0, start - _SPEECH_REACH) : start]
    spoken = max((match.end() for match in speech().finditer(lead)), default=None)
    if spoken is None:
        return False
    between = lead[spoken:]
    return not (_TOLD.search(between) or incident().search(between) or incident_verb().search(between))


def _shifted(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
