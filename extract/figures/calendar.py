"""The stretches of time that an article names, as periods that numbers may count over."""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import NamedTuple

from extract.dates.find import find_all_dates
from extract.figures.lexicon import figure_lexicon, words_at_end
from extract.openings import AnchoredPattern
from extract.patterns import any_of
from extract.spans import SpanSet
from models.annotation import AnnotatedArticle
from models.fact import DateMention
from models.vocabulary import PeriodKind

_YEAR = AnchoredPattern(r"(?<![\w.,/-])(?:19[89]\d|20[0-4]\d)(?![\w/]|[.,]\d)")
_SAME = AnchoredPattern(
    r"(?<!\w)(?P<pre>(?:se)?tahun (?:lalu|sebelumnya|silam),? (?:pada|di|dalam|untuk) )?"
    r"(?P<what>periode|kurun(?: waktu)?|waktu|rentang(?: waktu)?|bulan|tahun|semester|triwulan|kuartal)(?: yang)? sama"
    r"(?:(?P<back>(?:,? (?:pada|di))?(?: tahun)? (?:lalu|sebelumnya|silam))"
    r"|(?:,? (?:pada|di))?(?: tahun)? \(?(?P<year>20[0-4]\d))?(?!\w)",
    re.IGNORECASE,
)
_TURN = AnchoredPattern(
    r"(?<!\w)(?:(?P<since>(?:sejak|dari|mulai) awal tahun)(?: ini)?(?! \d)"
    r"|(?:se)?tahun (?P<which>lalu|ini|sebelumnya|berikutnya|silam)|setahun (?P<later>kemudian))(?!\w)",
    re.IGNORECASE,
)


_DONE = r"(?:di|ber|ter)\w{3,12}"  # "sejak dibentuk pada Juni"


class DaySpan(NamedTuple):
    """A calendar expression at its place in the text, repeats included."""

    start: int
    end: int
    first: date
    last: date

    @property
    def is_day(self) -> bool:
        """One day, not a longer stretch."""
        return self.first == self.last

    @property
    def is_year(self) -> bool:
        """One whole year."""
        return self.is_years and self.first.year == self.last.year

    @property
    def is_years(self) -> bool:
        """Whole years."""
        return (self.first.month, self.first.day, self.last.month, self.last.day) == (1, 1, 12, 31)

    @property
    def is_month(self) -> bool:
        """One whole month."""
        same = (self.first.year, self.first.month) == (self.last.year, self.last.month)
        return (
            same and self.first.day == 1 and self.last.day == monthrange(self.last.year, self.last.month)[1]
        )


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
    year: int | None = None
    """The year that the months of the period before are counted in (`periode yang sama tahun 2022`)."""


def every_day_span(annotated: AnnotatedArticle, dates: Sequence[DateMention]) -> list[DaySpan]:
    """The article's dates with their repeats (`find_dates` gives each interval once), and bare years; in order."""
    spans = [DaySpan(d.start, d.end, d.first, d.last) for d in dates]
    taken = SpanSet((d.start, d.end) for d in spans)
    spans += [
        DaySpan(entry.start, entry.end, entry.days.first, entry.days.last)
        for entry in find_all_dates(annotated)
        if not taken.overlaps(entry.start, entry.end)
    ]
    taken = SpanSet((d.start, d.end) for d in spans)
    spans += [
        DaySpan(*match.span(), date(int(match.group()), 1, 1), date(int(match.group()), 12, 31))
        for match in _YEAR.finditer(annotated.text)
        if not taken.overlaps(*match.span())
        and not _law_lead().search(annotated.text, max(0, match.start() - 40), match.start())
        and not _counting_lead().search(annotated.text, max(0, match.start() - 14), match.start())
    ]
    return sorted(spans)


def find_periods(annotated: AnnotatedArticle, spans: Sequence[DaySpan]) -> list[Period]:
    """All periods named in the text, in order, not overlapping; single days without `hingga` or `per` are none."""
    text, published = annotated.text, annotated.published
    same = [_back_reference(text, match) for match in _SAME.finditer(text)]
    same_spans = SpanSet((p.start, p.end) for p in same)
    own = [
        d
        for d in spans
        if not same_spans.overlaps(d.start, d.end) and not _TURN.regex.fullmatch(text, d.start, d.end)
    ]
    taken = SpanSet([*((p.start, p.end) for p in same), *((d.start, d.end) for d in own)])
    free_turns = [match for match in _TURN.finditer(text) if not taken.overlaps(*match.span())]
    turns = [period for match in free_turns if (period := _turn(text, match, published)) is not None]
    periods = _from_spans(text, own, published) + same + turns
    return _in_order(period for period in periods if published is None or period.first <= published)


def _in_order(periods: Iterable[Period]) -> list[Period]:
    kept: list[Period] = []
    for period in sorted(periods, key=lambda p: (p.start, -p.end)):
        if not kept or period.start >= kept[-1].end:
            kept.append(period)
    return kept


def _from_spans(text: str, spans: Sequence[DaySpan], published: date | None) -> list[Period]:
    periods: list[Period] = []
    for span in spans:
        lead = text[max(0, span.start - 45) : span.start]
        until = _until().search(lead) is not None
        before = periods[-1] if periods else None
        if until and before and before.last and _join().fullmatch(text, before.end, span.start):
            is_since = before.kind is PeriodKind.CUMULATIVE_SINCE
            kind = PeriodKind.CUMULATIVE_SINCE if is_since else PeriodKind.RANGE
            periods[-1] = replace(before, end=span.end, last=span.last, kind=kind)
            continue
        since = _since().search(lead) or _to_this_day().match(text, span.end)
        period = _period(span, published, until=until, since=since is not None)
        if period is not None:
            periods.append(replace(period, is_comparison=_comparison().search(lead) is not None))
    return periods


def _period(span: DaySpan, published: date | None, *, until: bool, since: bool) -> Period | None:
    start, end, first, last = span
    if until and (span.is_day or span.is_month):
        return Period(start, end, date(last.year, 1, 1), last, PeriodKind.YEAR_TO_DATE)
    if since and (span.is_day or span.is_month or span.is_year):
        return Period(start, end, first, published, PeriodKind.CUMULATIVE_SINCE)
    if span.is_day:
        return None
    if published is not None and first <= published < last:
        return Period(start, end, first, published, PeriodKind.YEAR_TO_DATE)
    return Period(start, end, first, last, PeriodKind.CALENDAR_YEAR if span.is_years else PeriodKind.RANGE)


def _back_reference(text: str, match: re.Match[str]) -> Period:
    compared = _comparison().search(text[max(0, match.start() - 30) : match.start()]) is not None
    shift = -1 if match["back"] or match["pre"] else 0
    year = int(match["year"]) if match["year"] else None
    first, last = (date(year, 1, 1), date(year, 12, 31)) if year else (date.min, date.min)
    return Period(*match.span(), first, last, PeriodKind.RANGE, compared, shift, True, year)


def _turn(text: str, match: re.Match[str], published: date | None) -> Period | None:
    """`tahun lalu`, `tahun ini` count from publication, `tahun sebelumnya` from the period before."""
    which = "ini" if match["since"] else (match["which"] or "berikutnya").lower()
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


@cache
def _until() -> re.Pattern[str]:
    return words_at_end(figure_lexicon().period.until)


@cache
def _since() -> re.Pattern[str]:
    return words_at_end(
        figure_lexicon().period.since, rf"\s{{0,3}}(?:(?:{_DONE}\s{{1,3}})(?:pada\s{{1,3}})?)?"
    )


@cache
def _to_this_day() -> re.Pattern[str]:
    """`Dari 2021 sampai hari ini`."""
    until = any_of(figure_lexicon().period.until)
    return re.compile(
        rf"\s{{1,3}}{until}\s{{1,3}}(?:hari ini|kini|sekarang|saat ini|detik ini)(?!\w)", re.IGNORECASE
    )


@cache
def _comparison() -> re.Pattern[str]:
    return words_at_end(
        figure_lexicon().period.comparison,
        r"\s{1,3}(?:(?:dengan|pada|di|periode|tahun|sepanjang|selama|bulan|catatan|data|angka|jumlah|capaian|total)\s{1,3}){0,3}",
    )


@cache
def _law_lead() -> re.Pattern[str]:
    return words_at_end(
        figure_lexicon().period.law_leads, r"\.?\s{0,3}[\w./-]{0,16}\s{0,3}(?:tahun|thn|th)?\s{0,3}"
    )


@cache
def _counting_lead() -> re.Pattern[str]:
    """`sebanyak 2037 orang` is no year."""
    return words_at_end(figure_lexicon().strong_links)


@cache
def _join() -> re.Pattern[str]:
    until = any_of(figure_lexicon().period.until)
    return re.compile(rf"\s{{0,3}}{until}\s{{1,3}}(?:bulan\s{{1,3}}|tanggal\s{{1,3}})?", re.IGNORECASE)
