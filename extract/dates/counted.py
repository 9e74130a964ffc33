"""Counted units of time: durations (`dua tahun`), distances (`dua tahun lalu`) and sets (`setiap dua tahun`)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from extract.dates.distances import shifted
from extract.dates.expressions import BLANK, GAP
from extract.dates.lexicon import Unit
from extract.dates.relative import trailing_days
from extract.dates.timex import AGE, Anchors, TimeExpression
from extract.dates.timex_lexicon import time_lexicon
from extract.dates.values import period_value
from extract.numbers.find import NumberMention, find_numbers
from extract.numbers.words import number_lexicon
from extract.patterns import any_of

_REACH = 40
_SPANS: dict[str, Unit] = {"D": "day", "W": "week", "M": "month", "Y": "year"}
_ORDER = ("TS", "TM", "TH", "D", "W", "M", "Y")


@dataclass(frozen=True, slots=True)
class _Count:
    """A number of units; no number where the writer left it open."""

    start: int
    end: int
    number: float | None
    code: str
    value: str


def counted_times(text: str, anchors: Anchors, published: date | None) -> Iterator[TimeExpression]:
    """All of them, in order of their numbers."""
    for count in _joined(text, _counts(text)):
        if _is_age(text, count):
            yield TimeExpression(count.start, count.end, "duration", AGE)
        else:
            yield _expression(text, count, anchors, published)


def _counts(text: str) -> list[_Count]:
    lexicon = time_lexicon()
    counts: list[_Count] = []
    for mention in find_numbers(text):
        if not (mention.is_ordinal or mention.is_collective or mention.text.lower() in _ones()):
            counts += _of_mention(text, mention)
    for match in _uncounted().finditer(text):
        if match["vague"]:
            code, number = lexicon.units[match["unit"].lower()], None
        elif match["one"]:
            code = lexicon.one_units[match["one"].lower()]
            number = 1.5 if match["half"] else 1.0
        elif match["half_unit"]:
            code, number = lexicon.units[match["half_unit"].lower()], 0.5
        else:
            code, number = lexicon.many_units[match["many"].lower()], None
        counts.append(_Count(*match.span(), number, code, period_value(number, code)))
    return sorted(counts, key=lambda count: (count.start, -count.end))


def _of_mention(text: str, mention: NumberMention) -> Iterator[_Count]:
    """`3 tahun hingga 15 tahun` holds two."""
    if mention.value_max is not None and not mention.is_vague:
        inner = _unit().search(text, mention.start, mention.end)
        if inner:
            code = time_lexicon().units[inner["unit"].lower()]
            yield _Count(mention.start, inner.end(), mention.value, code, period_value(mention.value, code))
            high = _after_link().search(text, inner.end(), mention.end)
            if high and (unit := _unit_after().match(text, mention.end)):
                value = period_value(mention.value_max, code)
                yield _Count(high.start("high"), unit.end(), mention.value_max, code, value)
            return
    unit = _unit_after().match(text, mention.end)
    if unit is None or (unit["unit"] == "Minggu" and mention.value > 1 and not text.isupper()):
        return
    number = None if mention.is_vague else mention.value
    code = time_lexicon().units[unit["unit"].lower()]
    yield _Count(mention.start, unit.end(), number, code, period_value(number, code))


def _joined(text: str, counts: list[_Count]) -> list[_Count]:
    """`3 tahun 6 bulan` and `dua jam dan 15 menit` are one."""
    joined: list[_Count] = []
    for count in counts:
        last = joined[-1] if joined else None
        if last is not None and count.start < last.end:
            continue
        if last is not None and _is_rest(text, last, count):
            rest = count.value.removeprefix("P")
            if "T" in last.value:
                rest = rest.removeprefix("T")
            joined[-1] = _Count(last.start, count.end, None, count.code, last.value + rest)
        else:
            joined.append(count)
    return joined


def _is_rest(text: str, last: _Count, count: _Count) -> bool:
    if last.code not in _ORDER or count.code not in _ORDER or count.number is None:
        return False
    is_smaller = _ORDER.index(count.code) < _ORDER.index(last.code)
    return is_smaller and _and().fullmatch(text, last.end, count.start) is not None


def _is_age(text: str, count: _Count) -> bool:
    if count.code not in {"Y", "M", "W", "D"}:
        return False
    if _age_before().search(text, max(0, count.start - _REACH), count.start):
        return True
    is_bracket = text[count.start - 1 : count.start] == "(" and text[count.end : count.end + 1] == ")"
    if count.code != "Y":
        return False
    is_apposed = text[count.end : count.end + 1] in {",", ")"} and _name_before().search(
        text, max(0, count.start - _REACH), count.start
    )
    return is_bracket or bool(is_apposed)


def _expression(text: str, count: _Count, anchors: Anchors, published: date | None) -> TimeExpression:
    start = count.start
    if every := _every_before().search(text, max(0, start - _REACH), start):
        return TimeExpression(every.start(), _with_nya(text, count.end), "set", count.value)
    if again := _recurs_after().match(text, count.end):
        value = count.value
        if again["one"]:
            value = period_value(1.0, time_lexicon().one_units[again["one"].lower()])
        return TimeExpression(start, again.end(), "set", value)
    if lead := _approximation().search(text, max(0, start - _REACH), start):
        start = lead.start()
    tail = _tail().match(text, count.end)
    if tail is None:
        end = more.end() if (more := _more().match(text, count.end)) else count.end
        return TimeExpression(start, end, "duration", count.value)
    return _with_tail(start, count, tail, anchors, published)


def _with_tail(
    start: int, count: _Count, tail: re.Match[str], anchors: Anchors, published: date | None
) -> TimeExpression:
    number = count.number
    if tail["trailing"] or tail["coming"] or tail["opening"]:
        days = None
        if tail["trailing"] and published and number and number == int(number) and count.code in _SPANS:
            days = trailing_days(published, _SPANS[count.code], int(number))
        return TimeExpression(start, tail.end(), "duration", count.value, *(days or (None, None)))
    sign = -1 if tail["ago"] or tail["earlier"] else 1
    if number is None and count.value.endswith(("X" + count.code[-1], "XCE", "XDE")):
        return TimeExpression(start, tail.end(), "date", "PAST_REF" if sign < 0 else "FUTURE_REF")
    if tail["ago"] or tail["ahead"]:
        anchor = published
    elif count.code in {"D", "W"} or count.code.startswith("T"):
        anchor = anchors.day_before(start)
    else:
        before = anchors.before(start)
        anchor = before.first if before else None
    return _at_distance(start, tail.end(), count, sign, anchor)


def _at_distance(start: int, end: int, count: _Count, sign: int, anchor: date | None) -> TimeExpression:
    code, number = count.code, count.number
    if code.startswith("T"):
        return TimeExpression(start, end, "time", f"{anchor or 'XXXX-XX-XX'}TXX:XX", anchor, anchor)
    opened = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "M": "XXXX-XX"}.get(code, "XXXX")
    if anchor is None or number is None:
        return TimeExpression(start, end, "date", opened)
    try:
        value, days = shifted(anchor, code, sign * number)
    except (ValueError, OverflowError):  # beyond the calendar
        return TimeExpression(start, end, "date", opened)
    return TimeExpression(start, end, "date", value, *(days or (None, None)))


def _with_nya(text: str, end: int) -> int:
    return end + 3 if text.startswith("nya", end) else end


def _units() -> str:
    lexicon = time_lexicon()
    return rf"(?!{any_of(lexicon.compounds)}(?!\w))(?P<unit>{any_of(lexicon.units)})(?:nya)?(?!\w)"


@cache
def _ones() -> frozenset[str]:
    """`sebuah`, `setahun`: no numbers before a unit."""
    return frozenset(number_lexicon().counted_one)


@cache
def _unit() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_units()}", re.IGNORECASE)


@cache
def _unit_after() -> re.Pattern[str]:
    return re.compile(rf"(?:{BLANK}|-){_units()}(?!-)", re.IGNORECASE)


@cache
def _after_link() -> re.Pattern[str]:
    """The upper bound of a range."""
    return re.compile(rf"(?:dan|sampai|hingga|s/d|s\.d\.|[-–—]){GAP}(?P<high>\w)", re.IGNORECASE)


@cache
def _uncounted() -> re.Pattern[str]:
    lexicon = time_lexicon()
    unit, half_unit = any_of(lexicon.units), any_of(lexicon.units)
    return re.compile(
        rf"(?<![\w-])(?:(?P<vague>{any_of(lexicon.vague_counts)}){BLANK}(?P<unit>{unit})"
        rf"|(?P<one>{any_of(lexicon.one_units)})(?P<half>{BLANK}setengah)?"
        rf"|setengah{BLANK}(?P<half_unit>{half_unit})|(?P<many>{any_of(lexicon.many_units)}))(?:nya)?(?![\w-])",
        re.IGNORECASE,
    )


@cache
def _and() -> re.Pattern[str]:
    return re.compile(rf"{GAP}(?:(?:dan|lebih){BLANK})?", re.IGNORECASE)


@cache
def _age_before() -> re.Pattern[str]:
    lexicon = time_lexicon()
    leads, nearly = any_of(lexicon.age_leads), any_of(lexicon.approximations)
    return re.compile(
        rf"(?<!\w){leads}{BLANK}(?:{nearly}{BLANK})?(?:(?:antara|di{BLANK}(?:bawah|atas)|baru|sudah){BLANK})?$",
        re.IGNORECASE,
    )


@cache
def _name_before() -> re.Pattern[str]:
    return re.compile(r"(?:[A-Z][\w.'’]{0,30}|\w{2,20}nya)(?:,|[ ]?\()[ ]?$")


@cache
def _every_before() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){any_of(time_lexicon().every)}{BLANK}$", re.IGNORECASE)


@cache
def _recurs_after() -> re.Pattern[str]:
    lexicon = time_lexicon()
    return re.compile(
        rf"{BLANK}(?:{any_of(lexicon.once)}|(?:dalam{BLANK})?(?P<one>{any_of(lexicon.one_units)}))(?![\w-])"
        rf"(?!{BLANK}(?:lalu|kemudian|terakhir|sebelumnya))",
        re.IGNORECASE,
    )


@cache
def _approximation() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(time_lexicon().approximations)}{BLANK}$", re.IGNORECASE)


@cache
def _tail() -> re.Pattern[str]:
    lexicon = time_lexicon()
    names = ("ago", "ahead", "trailing", "coming", "later", "earlier", "opening")
    groups = "|".join(f"(?P<{name}>{any_of(getattr(lexicon, name))})" for name in names)
    return re.compile(rf"(?:{BLANK}lebih)?{BLANK}(?:{groups})(?![\w-])(?!{BLANK}lintas)", re.IGNORECASE)


@cache
def _more() -> re.Pattern[str]:
    return re.compile(
        rf"{BLANK}lebih(?!\w)(?!{BLANK}(?:dari|awal|cepat|lambat|lama|besar|tinggi|rendah|baik|banyak))",
        re.IGNORECASE,
    )
