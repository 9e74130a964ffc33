"""Expressions that hang on the day of publication or on a date named before: `tahun lalu`, `tiga bulan terakhir`."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import islice, takewhile

from extract.dates.calendar import Interval, same_day_in, shifted_month, whole_year
from extract.dates.expressions import BLANK
from extract.dates.lexicon import Unit, date_lexicon
from extract.dates.resolve import Resolved
from extract.numbers.words import to_words
from extract.openings import AnchoredPattern
from extract.patterns import any_of

_BEHIND = 250
_LEAD = 30
_MONTH = timedelta(days=31)
_WORDS = {to_words(number): number for number in range(1, 100)}


def find_relative(text: str, published: date | None, absolute: Sequence[Resolved]) -> list[Resolved]:
    """Relative expressions; none that hang on an unknown day of publication."""
    found = [*_after_named(text, absolute)]
    if published is not None:
        found += [*_by_table(text, published), *_counted(text, published, absolute)]
    return found


def find_table(text: str, published: date | None) -> Iterator[tuple[int, int, Unit, Interval | None]]:
    """Start, end, unit and days of the words that the lexicon tables; no days where publication is unknown."""
    offsets = _offsets()
    for match in _table().finditer(text):
        unit, offset = offsets[" ".join(match["words"].lower().split())]
        if match["words"].startswith("Minggu") and text[max(0, match.start() - 2) : match.start()].strip(
            ' "“'
        ) not in {"", "."}:
            continue  # a capital inside a sentence: the day, not the week
        if unit != "day" and _number_before().search(text, max(0, match.start() - _LEAD), match.start()):
            continue  # "pemuda 26 tahun ini"
        yield (
            match.start("words"),
            match.end(),
            unit,
            _shifted(published, unit, offset) if published else None,
        )


def _by_table(text: str, published: date) -> Iterator[Resolved]:
    for start, end, unit, days in find_table(text, published):
        is_until_now = unit == "day" and _until_now().search(text, max(0, start - _LEAD), start)
        if days is not None and not is_until_now:  # "hingga hari ini": until now
            yield Resolved(start, end, f"relative_{unit}", days, is_relative=True)


def _counted(text: str, published: date, absolute: Sequence[Resolved]) -> list[Resolved]:
    """`dua bulan lalu` is that month; `tiga tahun terakhir` ends at publication, or holds the years it names."""
    lexicon = date_lexicon()
    found: list[Resolved] = []
    if _unit_and_tail().search(text) is None:
        return found
    for match in _count().finditer(text):
        number = _number(match["number"]) if match["number"] else 1
        unit = (
            lexicon.counted_units[match["unit"].lower()]
            if match["unit"]
            else lexicon.one_units[match["one"].lower()]
        )
        if number == 0 or number > 100:
            continue
        if match["tail"].lower().split()[0] in {"terakhir", "belakangan"}:
            days = _named_years(match, number, absolute) if unit == "year" else None
            rule, days = "trailing", days or trailing_days(published, unit, number)
        else:
            rule, days = "ago", _shifted(published, unit, -number)
        found.append(Resolved(*match.span(), rule, days, is_relative=True))
    return found


def _named_years(match: re.Match[str], number: int, absolute: Sequence[Resolved]) -> Interval | None:
    """The whole years that stand just behind: `tiga tahun terakhir, yakni 2020, 2021 dan 2022`."""
    position = bisect_left(absolute, match.end(), key=_start)
    behind = takewhile(lambda entry: entry.start - match.end() <= _BEHIND, islice(absolute, position, None))
    years = {entry.days.first.year for entry in behind if entry.days == whole_year(entry.days.first.year)}
    if len(years) == number and max(years) - min(years) == number - 1:
        return whole_year(min(years), max(years))
    return None


def _after_named(text: str, absolute: Sequence[Resolved]) -> list[Resolved]:
    """`tahun sebelumnya`, `periode yang sama tahun 2023`: from the last year or period named before."""
    found: list[Resolved] = []
    if not absolute:
        return found
    for match in _after().finditer(text):
        position = bisect_left(absolute, match.start(), key=_start)
        recent = [_counted_over(text, entry) for entry in absolute[max(0, position - 4) : position]]
        periods = [days for days in recent if days.first != days.last]
        if not periods:
            continue
        anchor = periods[-1]
        if match["same"]:
            offset = int(match["year"]) - anchor.last.year if match["year"] else -1
            days = Interval(*(same_day_in(day, day.year + offset) for day in anchor))
            if match["same"].lower().startswith("bulan") and anchor.last - anchor.first > _MONTH:
                continue
        else:
            days = whole_year(anchor.last.year + (1 if match["after"] else -1))
        found.append(Resolved(*match.span(), "after_named", days, is_relative=match["year"] is None))
    return found


def _counted_over(text: str, entry: Resolved) -> Interval:
    """The period that a date closes: `hingga Oktober 2024` counts from January."""
    is_edge = entry.days.first.year == entry.days.last.year and _until().search(
        text, max(0, entry.start - _LEAD), entry.start
    )
    return Interval(date(entry.days.last.year, 1, 1), entry.days.last) if is_edge else entry.days


def _start(entry: Resolved) -> int:
    return entry.start


def _shifted(day: date, unit: Unit, offset: int) -> Interval:
    if unit == "day":
        return Interval(day + timedelta(days=offset), day + timedelta(days=offset))
    if unit == "month":
        return shifted_month(day, offset)
    if unit == "year":
        return whole_year(day.year + offset)
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=offset)
    return Interval(monday + timedelta(days=5 * (unit == "weekend")), monday + timedelta(days=6))


def trailing_days(day: date, unit: Unit, number: int) -> Interval:
    """So many days, weeks, months or years that end with the day."""
    if unit == "year":
        return Interval(same_day_in(day, day.year - number) + timedelta(days=1), day)
    if unit == "month":
        month = shifted_month(day, -number)
        return Interval(min(month.first.replace(day=1) + timedelta(days=day.day), month.last), day)
    days = number * (7 if unit == "week" else 1)
    return Interval(day - timedelta(days=days - 1), day)


def _number(printed: str) -> int:
    return int(printed) if printed.isdigit() else _WORDS[" ".join(printed.lower().split())]


@cache
def _offsets() -> dict[str, tuple[Unit, int]]:
    return {words: (entry.unit, entry.offset) for entry in date_lexicon().relative for words in entry.words}


@cache
def _table() -> AnchoredPattern:
    return AnchoredPattern(
        rf"(?<![\w-])(?P<words>{any_of(_offsets())})(?![\w-])(?!{BLANK}lintas)", re.IGNORECASE
    )


@cache
def _number_before() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:\d{{1,4}}|{any_of(_WORDS)}){BLANK}$", re.IGNORECASE)


@cache
def _until_now() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){any_of(date_lexicon().until_now_leads)}{BLANK}$", re.IGNORECASE)


@cache
def _unit_and_tail() -> AnchoredPattern:
    """What every such count ends with."""
    lexicon = date_lexicon()
    units = any_of([*lexicon.counted_units, *lexicon.one_units])
    tail = any_of([*lexicon.trailing, *lexicon.trailing_ago])
    return AnchoredPattern(rf"(?<!\w){units}{BLANK}{tail}(?!\w)", re.IGNORECASE)


@cache
def _count() -> re.Pattern[str]:
    lexicon = date_lexicon()
    number = rf"(?P<number>\d{{1,2}}|{any_of(_WORDS)}){BLANK}(?P<unit>{any_of(lexicon.counted_units)})"
    tail = any_of([*lexicon.trailing, *lexicon.trailing_ago])
    one = rf"(?P<one>{any_of(lexicon.one_units)})"
    return re.compile(
        rf"(?<![\w-])(?:{number}|{one}){BLANK}(?P<tail>{tail})(?!\w)(?!{BLANK}lintas)", re.IGNORECASE
    )


@cache
def _until() -> re.Pattern[str]:
    until = any_of([*date_lexicon().until_now_leads, "per"])
    filler = rf"(?:(?:akhir|awal|dengan|bulan|tanggal|pertengahan){BLANK}){{0,2}}"
    return re.compile(rf"(?<!\w){until}{BLANK}{filler}$", re.IGNORECASE)


@cache
def _after() -> AnchoredPattern:
    lexicon = date_lexicon()
    same = (
        rf"(?:periode|kurun|rentang|bulan){BLANK}(?:waktu{BLANK})?(?:yang{BLANK})?sama{BLANK}"
        rf"(?:(?:pada|di|untuk){BLANK})?(?:tahun{BLANK}(?:lalu|sebelumnya|kemarin|silam)"
        rf"|(?:tahun{BLANK})?(?P<year>(?:19|20)\d\d)(?!\d))"
    )
    before, after = any_of(lexicon.year_before), any_of(lexicon.year_after)
    return AnchoredPattern(
        rf"(?<!\w)(?:(?P<same>{same})|(?P<before>{before})|(?P<after>{after}))(?!\w)", re.IGNORECASE
    )
