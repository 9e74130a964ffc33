"""The counting period of a figure: from the date beside it, else carried on from the figure before."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from extract.figure_counts import Count, text_between
from extract.figure_lexicon import figure_lexicon, word_pattern, words_at_end
from extract.patterns import any_of
from extract.spans import SpanSet
from models.annotation import AnnotatedArticle
from models.fact import DateMention
from models.vocabulary import FigureUnit, PeriodKind

_YEAR = re.compile(r"(?<![\w.,/-])(?:19[89]\d|20[0-4]\d)(?![\w/]|[.,]\d)")
_SAME = re.compile(
    r"(?<!\w)(?P<what>periode|kurun(?: waktu)?|waktu|rentang(?: waktu)?|bulan|tahun) yang sama"
    r"(?P<back>(?: pada| di)?(?: tahun)? (?:lalu|sebelumnya|silam))?(?!\w)",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"(?<!\w)(?:(?P<since>(?:sejak|dari|mulai) awal tahun)(?: ini)?(?! \d)"
    r"|tahun (?P<which>lalu|ini|sebelumnya|berikutnya|silam))(?!\w)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\d")
_AFTER_LIMIT, _BEFORE_LIMIT, _CARRY = 110, 500, 2
_NO_PERIOD = {FigureUnit.TAHUN_PENJARA, FigureUnit.RUPIAH}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time that numbers may count over; `start`, `end` are where the text names it."""

    start: int
    end: int
    first: date
    last: date | None
    kind: PeriodKind
    is_comparison: bool = False
    """`dibanding 2022`: holds for a number after it, never for one before."""
    shift: int = 0
    """Years to add to the period before (`periode yang sama tahun lalu`); first and last are not set yet."""
    refers_back: bool = False


class Periods:
    """The periods of an article and the one that the last figure had."""

    def __init__(self, annotated: AnnotatedArticle, dates: Sequence[DateMention]) -> None:
        self.annotated = annotated
        self.found = find_periods(annotated, dates)
        self.starts = [period.start for period in self.found]
        self.single_days = [d.start for d in dates if d.first == d.last]
        self.last: Period | None = None
        self.last_paragraph = -10

    def period_of(self, count: Count, later: Sequence[Count]) -> Period | None:
        """The period of the next figure in order; `later` are the few counts that follow it."""
        sentence = self.annotated.sentences[self.annotated.sentence_index(count.start)]
        found = self._after(count, later, sentence.end) or self._before(count, sentence.start)
        found = found or self._first_in_sentence(count, sentence.end)
        paragraph = self.annotated.paragraph_index(count.start)
        if found is not None:
            found = self._resolved(found)
            if found is not None and not found.is_comparison:
                self.last, self.last_paragraph = found, paragraph
            return found
        if count.total is not None or self._is_incident(sentence.start, sentence.end, count):
            return None  # a part takes its total's
        if self.last is None or paragraph - self.last_paragraph > _CARRY or count.unit in _NO_PERIOD:
            return None
        self.last_paragraph = paragraph
        return self.last

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
            if "," in self.annotated.text[position : other.start]:
                return None
            position = max(position, other.end)
        between = self.annotated.text[position : period.start]
        return None if _breaks().search(between) else period

    def _before(self, count: Count, sentence_start: int) -> Period | None:
        index = bisect_left(self.starts, count.number_start) - 1
        while index >= 0:
            period = self.found[index]
            if period.start < sentence_start or count.number_start - period.end > _BEFORE_LIMIT:
                return None
            if not (period.is_comparison and "," in self.annotated.text[period.end : count.number_start]):
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
            last=_shifted(last, period.shift) if last else None,
            is_comparison=period.is_comparison,
        )

    def _is_incident(self, sentence_start: int, sentence_end: int, count: Count) -> bool:
        index = bisect_left(self.single_days, sentence_start)
        has_day = index < len(self.single_days) and self.single_days[index] < sentence_end
        near = self.annotated.text[max(sentence_start, count.start - 160) : min(sentence_end, count.end + 80)]
        if _continues().search(self.annotated.text, max(sentence_start, count.start - 200), count.start):
            return False
        return has_day or _incident().search(near) is not None


def find_periods(annotated: AnnotatedArticle, dates: Sequence[DateMention]) -> list[Period]:
    """All periods named in the text, in order, not overlapping; single days without `hingga` or `per` are none."""
    text, published = annotated.text, annotated.published
    same = [_back_reference(text, match) for match in _SAME.finditer(text)]
    same_spans = SpanSet((p.start, p.end) for p in same)
    own = [d for d in dates if not same_spans.overlaps(d.start, d.end) and not _TURN.fullmatch(d.quote)]
    taken = SpanSet([*((p.start, p.end) for p in same), *((d.start, d.end) for d in own)])
    free_turns = [match for match in _TURN.finditer(text) if not taken.overlaps(*match.span())]
    turns = [period for match in free_turns if (period := _turn(text, match, published)) is not None]
    dated = [(d.start, d.end, d.first, d.last) for d in own]
    dated += [
        (m.start(), m.end(), date(int(m.group()), 1, 1), date(int(m.group()), 12, 31))
        for m in _YEAR.finditer(text)
        if not taken.overlaps(*m.span()) and not _law_lead().search(text[max(0, m.start() - 40) : m.start()])
    ]
    periods = _from_dates(text, sorted(dated), published) + same + turns
    return _in_order(period for period in periods if published is None or period.first <= published)


def _in_order(periods: Iterable[Period]) -> list[Period]:
    kept: list[Period] = []
    for period in sorted(periods, key=lambda p: (p.start, -p.end)):
        if not kept or period.start >= kept[-1].end:
            kept.append(period)
    return kept


def _from_dates(text: str, dated: list[tuple[int, int, date, date]], published: date | None) -> list[Period]:
    periods: list[Period] = []
    for start, end, first, last in dated:
        lead = text[max(0, start - 30) : start]
        until, since = _until().search(lead), _since().search(lead)
        before = periods[-1] if periods else None
        if until and before and before.last and _joins(text[before.end : start]):
            kind = (
                PeriodKind.CUMULATIVE_SINCE
                if before.kind is PeriodKind.CUMULATIVE_SINCE
                else PeriodKind.RANGE
            )
            periods[-1] = replace(before, end=end, last=last, kind=kind)
            continue
        period = _period(start, end, first, last, bool(until), bool(since), published)
        if period is not None:
            compared = _comparison().search(lead) is not None
            periods.append(replace(period, is_comparison=compared))
    return periods


def _period(
    start: int, end: int, first: date, last: date, until: bool, since: bool, published: date | None
) -> Period | None:
    whole_years = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    is_month = (
        first.day == 1
        and (last + timedelta(days=1)).day == 1
        and (first.year, first.month) == (last.year, last.month)
    )
    if until and (first == last or is_month):
        return Period(start, end, date(last.year, 1, 1), last, PeriodKind.YEAR_TO_DATE)
    if since and (first == last or is_month or (whole_years and first.year == last.year)):
        return Period(start, end, first, published, PeriodKind.CUMULATIVE_SINCE)
    if first == last:
        return None
    if published is not None and first <= published < last:
        last = published
        return Period(start, end, first, last, PeriodKind.YEAR_TO_DATE)
    return Period(start, end, first, last, PeriodKind.CALENDAR_YEAR if whole_years else PeriodKind.RANGE)


def _joins(between: str) -> bool:
    return (
        re.fullmatch(
            rf"\s{{0,3}}{any_of(figure_lexicon().period.until)}\s{{1,3}}(?:bulan\s{{1,3}}|tanggal\s{{1,3}})?",
            between,
            re.IGNORECASE,
        )
        is not None
    )


def _back_reference(text: str, match: re.Match[str]) -> Period:
    compared = _comparison().search(text[max(0, match.start() - 30) : match.start()]) is not None
    shift = -1 if match["back"] else 0
    day = date.min
    return Period(*match.span(), day, day, PeriodKind.RANGE, compared, shift, True)


def _turn(text: str, match: re.Match[str], published: date | None) -> Period | None:
    """`tahun lalu`, `tahun ini` count from publication, `tahun sebelumnya` from the period before."""
    which = "ini" if match["since"] else match["which"].lower()
    compared = _comparison().search(text[max(0, match.start() - 30) : match.start()]) is not None
    if which in {"sebelumnya", "berikutnya"}:
        shift = -1 if which == "sebelumnya" else 1
        compared = compared or text[max(0, match.start() - 6) : match.start()].lower().endswith("dari ")
        return Period(*match.span(), date.min, date.min, PeriodKind.CALENDAR_YEAR, compared, shift, True)
    if published is None:
        return None
    if which == "ini":
        return Period(*match.span(), date(published.year, 1, 1), published, PeriodKind.YEAR_TO_DATE, compared)
    year = published.year - 1
    return Period(*match.span(), date(year, 1, 1), date(year, 12, 31), PeriodKind.CALENDAR_YEAR, compared)


def _shifted(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


@cache
def _until() -> re.Pattern[str]:
    return words_at_end(figure_lexicon().period.until)


@cache
def _since() -> re.Pattern[str]:
    return words_at_end(figure_lexicon().period.since)


@cache
def _comparison() -> re.Pattern[str]:
    return words_at_end(
        figure_lexicon().period.comparison,
        r"\s{1,3}(?:(?:dengan|pada|di|periode|tahun|sepanjang|bulan)\s{1,3}){0,3}",
    )


@cache
def _law_lead() -> re.Pattern[str]:
    return words_at_end(
        figure_lexicon().period.law_leads, r"\.?\s{0,3}[\w./-]{0,16}\s{0,3}(?:tahun|thn|th)?\s{0,3}"
    )


@cache
def _breaks() -> re.Pattern[str]:
    words = any_of(figure_lexicon().period.breaks)
    return re.compile(rf"[,;:\"”]|(?<!\w)(?:dan|serta|{words})(?!\w)", re.IGNORECASE)


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
