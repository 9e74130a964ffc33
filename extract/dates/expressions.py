"""Calendar expressions as printed: what each says and what it leaves open (its year, most often)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from extract.dates.lexicon import date_lexicon
from extract.numbers.words import to_words
from extract.openings import AnchoredPattern
from extract.patterns import any_of

GAP = r"[ \t\u00a0]{0,3}"
BLANK = r"[ \t\u00a0]{1,3}"
_YEAR = r"(?:1[89]|20)\d\d(?!\d)"
_DASH = r"(?:-|–|—|s/d|s\.d\.?|sampai dengan|sampai|hingga)"
_AND = r"(?:dan|serta|&)"
_DAYS = tuple((to_words(day), day) for day in range(1, 32))


@dataclass(frozen=True, slots=True)
class Expression:
    """A printed date or period. `_last` fields close a period that one expression names (`5-14 Juni`)."""

    start: int
    end: int
    rule: str
    year: int | None = None
    year_last: int | None = None
    month: int | None = None
    month_last: int | None = None
    day: int | None = None
    day_last: int | None = None
    weekday: int | None = None
    weekday_last: int | None = None
    shift: int = 0
    """-1 for `lalu`, 1 for `mendatang`."""
    year_offset: int | None = None
    """-1 for `Oktober tahun lalu`."""
    week_offset: int | None = None
    """-1 for `Senin pekan lalu`."""
    split: tuple[int, int] | None = None
    """Where the first day or year of a printed range ends and the last begins (`5-14 Juni`)."""

    @property
    def is_weekday_only(self) -> bool:
        """True for `Rabu` with nothing else."""
        return self.weekday is not None and self.day is None and self.month is None


def scan(text: str) -> Iterator[tuple[Expression, re.Match[str]]]:
    """All matches of all shapes, overlapping ones too; the caller chooses."""
    lowered = text.lower()
    for shape in _shapes():
        if shape.words and not any(word in lowered for word in shape.words):
            continue
        lines = _lines_with(text, _anchors()[shape.anchor]) if shape.anchor else [(0, len(text))]
        for start, end in lines:
            for match in shape.pattern.finditer(text, start, end):
                yield from ((expression, match) for expression in _read(shape.rule, match))


def _lines_with(text: str, anchor: re.Pattern[str] | AnchoredPattern) -> list[tuple[int, int]]:
    """Lines that hold what no date of the kind can do without: the costly patterns look nowhere else."""
    lines: list[tuple[int, int]] = []
    position = 0
    for match in anchor.finditer(text):
        if match.start() < position:
            continue
        end = text.find("\n", match.end())
        end = len(text) if end < 0 else end
        lines.append((max(text.rfind("\n", position, match.start()) + 1, position), end))
        position = end
    return lines


def without_overlaps(expressions: Iterable[Expression]) -> list[Expression]:
    """Leftmost, then longest."""
    kept: list[Expression] = []
    for expression in sorted(expressions, key=lambda e: (e.start, -e.end)):
        if not kept or expression.start >= kept[-1].end:
            kept.append(expression)
    return kept


def _read(rule: str, match: re.Match[str]) -> list[Expression]:
    lexicon = date_lexicon()
    parts = {name: value.lower() for name, value in match.groupdict().items() if value}
    expression = Expression(
        *match.span(),
        rule,
        year=_year(parts.get("year")),
        year_last=_year(parts.get("year_last")),
        month=_month(parts.get("month")),
        day=_day(parts.get("day")),
        day_last=_day(parts.get("day_last")),
        weekday=_weekday(parts.get("weekday")),
        weekday_last=_weekday(parts.get("weekday_last")),
        shift=_shift(parts.get("shift")),
        year_offset=_offset(parts.get("year_word")),
        week_offset=_offset(parts.get("week")),
        split=_split(match),
    )
    if rule == "quarter":
        length = lexicon.quarters[parts["unit"]]
        number = lexicon.ordinals[parts["number"]]
        return [replace(expression, month=(number - 1) * length + 1, month_last=number * length)]
    if rule == "first_months":
        return [replace(expression, month=1, month_last=_count(parts["number"]))]
    if "decade" in parts and expression.year is not None:
        first = expression.year - expression.year % 10
        return [replace(expression, rule="decade", year=first, year_last=first + 9)]
    days = list(_listed_days(match, expression))
    return [*days, replace(expression, start=match.start("day"))] if days else [expression]


def _split(match: re.Match[str]) -> tuple[int, int] | None:
    for first, last in (("day", "day_last"), ("year", "year_last")):
        if last in match.re.groupindex and match[last]:
            return match.end(first), match.start(last)
    return None


def _listed_days(match: re.Match[str], last: Expression) -> Iterator[Expression]:
    """`5, 6 dan 7 Juni`: the days before the last."""
    if "listed" in match.re.groupindex and match["listed"]:
        for day in re.finditer(r"\d+", match["listed"]):
            at = match.start("listed") + day.start()
            yield replace(last, start=at, end=at + len(day.group()), day=int(day.group()), weekday=None)


def _year(printed: str | None) -> int | None:
    if printed is None:
        return None
    return int(printed) if len(printed) == 4 else 2000 + int(printed)


def _month(printed: str | None) -> int | None:
    if printed is None:
        return None
    return int(printed) if printed.isdigit() else date_lexicon().month_numbers[printed]


def _day(printed: str | None) -> int | None:
    if printed is None:
        return None
    return int(printed) if printed.isdigit() else dict(_DAYS)[" ".join(printed.split())]


def _weekday(printed: str | None) -> int | None:
    return None if printed is None else date_lexicon().weekday_numbers[printed]


def _count(printed: str) -> int:
    return int(printed) if printed.isdigit() else dict(_DAYS)[" ".join(printed.split())]


def _shift(printed: str | None) -> int:
    if printed is None:
        return 0
    return 1 if " ".join(printed.split()) in date_lexicon().future_words else -1


def _offset(printed: str | None) -> int | None:
    if printed is None:
        return None
    word = printed.split()[-1]
    return {"ini": 0, "berjalan": 0, "depan": 1, "mendatang": 1}.get(word, -1)


@dataclass(frozen=True)
class _Pieces:
    """Alternations that the patterns are made of."""

    prefix: str
    suffix: str
    month: str
    full_month: str
    weekday: str
    hedge: str
    day: str


@cache
def _pieces() -> _Pieces:
    lexicon = date_lexicon()
    weekday = any_of(
        lexicon.weekday_numbers.keys() - {w for ws in lexicon.short_weekdays.values() for w in ws}
    )
    short = any_of(name for names in lexicon.short_weekdays.values() for name in names)
    part = any_of(lexicon.day_parts)
    shift = any_of([*lexicon.past_words, *lexicon.future_words])
    prefix = (
        rf"(?:(?:hari{BLANK})?(?P<weekday>{weekday}|{short}(?=\.?,?{BLANK}\d))(?!\w)\.?"
        rf"(?:{GAP}(?:{_DASH}|{_AND}){GAP}(?P<weekday_last>{weekday})(?!\w))?(?:{BLANK}{part})?(?:{BLANK}(?:kemarin|lalu|tadi|ini|mendatang|depan|nanti|besok))?"
        rf"{GAP},?{GAP}(?:(?:hari{BLANK}ini|kemarin){GAP})?(?P<open>\({GAP})?(?:(?:pada{BLANK})?(?:tanggal|tgl)\.?{BLANK})?)?"
    )
    suffix = rf"(?(open)(?:{GAP}\))?|)(?:{BLANK}{part})?(?:{BLANK}(?P<shift>{shift})(?!{BLANK}lintas))?(?!\w)"
    full = [name for names in lexicon.months.values() for name in names]
    words = any_of(word for word, _ in _DAYS)
    return _Pieces(
        prefix=prefix,
        suffix=suffix,
        month=any_of(lexicon.month_numbers),
        full_month=any_of(full),
        weekday=weekday,
        hedge=rf"(?:{any_of(lexicon.hedges)}{BLANK})?",
        day=rf"(?:(?:[12]\d|3[01]|0?[1-9])(?!\d)|{words}(?!\w))",
    )


class _Shape(NamedTuple):
    """A pattern, the anchor that a line must hold for it, if any, and words of which the text must hold one."""

    rule: str
    pattern: re.Pattern[str] | AnchoredPattern
    anchor: str | None
    words: tuple[str, ...]


@cache
def _anchors() -> dict[str, re.Pattern[str] | AnchoredPattern]:
    lexicon = date_lexicon()
    return {
        "month": AnchoredPattern(rf"(?<![^\W\d]){any_of(lexicon.month_numbers)}(?!\w)", re.IGNORECASE),
        "slash": re.compile(r"\d[ ]?/"),
        "year": re.compile(_YEAR),
    }


@cache
def _shapes() -> tuple[_Shape, ...]:
    quarters = tuple(date_lexicon().quarters)
    anchors = {"day_month": "month", "numeric": "slash", "numeric_marks": "year"}
    needs = {
        "numeric_marks": ("-0", "-1", "-2", ".0", ".1", ".2"),
        "iso": ("-0", "-1"),
        "quarter": quarters,
        "first_months": ("pertama",),
    }
    return tuple(
        _Shape(
            rule,
            (re.compile if rule in anchors else AnchoredPattern)(shape, re.IGNORECASE),
            anchors.get(rule),
            needs.get(rule, ()),
        )
        for rule, shape in {**_day_shapes(), **_period_shapes()}.items()
    )


def _day_shapes() -> dict[str, str]:
    p = _pieces()
    plain_suffix = p.suffix.replace(rf"(?(open)(?:{GAP}\))?|)", "")
    left = r"(?<![\w/.:])(?<!\d,)"
    listed = rf"(?P<listed>(?:[0-3]?\d{GAP},{GAP}){{0,8}}[0-3]?\d{GAP},?{GAP}{_AND}{GAP})?"
    last_day = rf"(?:{GAP}{_DASH}{GAP}(?:tanggal{BLANK})?(?P<day_last>{p.day}))?"
    year_word = rf"(?:{BLANK}(?P<year_word>tahun{BLANK}(?:lalu|ini|depan|kemarin|silam|mendatang)))?"
    week = rf"(?:{BLANK}(?P<week>(?:pekan|minggu){BLANK}(?:lalu|ini|depan|kemarin|mendatang)))?"
    return {
        "day_month": rf"{left}{p.prefix}{listed}(?P<day>{p.day}){last_day}{GAP}[-/]?{GAP}(?:bulan{BLANK})?"
        rf"(?P<month>{p.month})(?!\w)(?:\.(?={GAP}\d))?(?:{GAP}[,/-]?{GAP}(?:tahun{BLANK})?(?P<year>{_YEAR}))?{year_word}{p.suffix}",
        "numeric": rf"{left}{p.prefix}(?P<day>[0-3]?\d)(?!\d)(?:{GAP}{_DASH}{GAP}(?P<day_last>[0-3]?\d)(?!\d))?"
        rf"[ ]?/[ ]?(?P<month>1[0-2]|0?[1-9])(?!\d)(?:[ ]?/[ ]?(?P<year>{_YEAR}|\d\d(?!\d)))?(?!/){p.suffix}",
        "numeric_marks": rf"{left}{p.prefix}(?P<day>[0-3]?\d)(?P<mark>[.-])(?P<month>1[0-2]|0?[1-9])(?P=mark)"
        rf"(?P<year>{_YEAR}){p.suffix}",
        "iso": rf"{left}(?P<year>{_YEAR})-(?P<month>1[0-2]|0[1-9])-(?P<day>[0-3]\d)(?![\w-])",
        "weekday": rf"(?<!\w)(?:hari{BLANK})?(?P<weekday>{p.weekday})(?!\w)"
        rf"{week}{plain_suffix}",
    }


def _period_shapes() -> dict[str, str]:
    p, lexicon = _pieces(), date_lexicon()
    shift = rf"(?:{BLANK}(?P<shift>{any_of([*lexicon.past_words, *lexicon.future_words])})(?!{BLANK}lintas))?(?!\w)"
    year_word = rf"(?:{BLANK}(?P<year_word>tahun{BLANK}(?:lalu|ini|depan|kemarin|silam|mendatang)))?"
    number = rf"(?P<number>{any_of(lexicon.ordinals)})(?!\w)"
    count = rf"(?P<number>[1-9]|1[01]|{any_of(word for word, value in _DAYS if value < 12)})"
    left = r"(?<!\w)"
    return {
        "month_year": rf"{left}{p.hedge}(?:bulan{BLANK})?(?P<month>{p.month})(?!\w)(?:\.(?={GAP}\d))?{GAP}[,/]?{GAP}"
        rf"(?:(?:di|pada){BLANK})?(?:tahun{BLANK})?(?P<year>{_YEAR})(?!\.\d){shift}",
        "month": rf"{left}{p.hedge}(?P<bulan>bulan{BLANK})?(?P<month>{p.full_month})(?!\w)(?!['’]){year_word}{shift}",
        "quarter": rf"{left}(?P<unit>{any_of(lexicon.quarters)}){BLANK}(?:ke{GAP}-?{GAP})?{number}"
        rf"(?:{GAP}[,/-]?{GAP}(?:(?:di|pada){BLANK})?(?:tahun{BLANK})?(?P<year>{_YEAR}))?{year_word}",
        "first_months": rf"{left}{count}{BLANK}bulan{BLANK}pertama{BLANK}(?:(?:di|pada){BLANK})?"
        rf"(?:(?:tahun{BLANK})?(?P<year>{_YEAR})|(?P<year_word>tahun{BLANK}(?:lalu|ini|kemarin)))",
        "year_range": rf"(?<![\w/.,-])(?:tahun{BLANK})?(?P<year>{_YEAR}){GAP}[-–—/]{GAP}(?P<year_last>{_YEAR})"
        r"(?![\w/]|-\d|[.,]\d)",
        "year": rf"(?<![\w/.,:#+]){p.hedge}(?:(?P<lead>tahun|thn|th)\.?{GAP})?(?P<year>{_YEAR})"
        rf"(?P<decade>{GAP}-?an(?!\w))?(?![\w/]|-\d|[.,:]\d){shift}",
        "year_edge": rf"{left}(?P<edge>awal|akhir){BLANK}tahun(?!\w)"
        rf"(?!{BLANK}(?:\d|ini|lalu|depan|kemarin|silam|mendatang|anggaran|ajaran))",
    }
