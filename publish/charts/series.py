"""Series as they are drawn: which rows go where, and which of them may be joined by a line."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.trends import Basis, TrendFlag, TrendRow
from publish.charts.asked import ChartAsked
from publish.language import Language, Speech
from publish.words import BASES, FLAGS, LETTERS, UNITS

PANELS = 8
"""Regions in one chart; more cannot be read. The table has all."""
_LABELLED = 14
"""Numbers of a region that are written out; more would lie upon one another."""
_DAY = timedelta(days=1)
_APART = {TrendFlag.RESET, TrendFlag.SPANS, TrendFlag.INCOMPLETE}


@dataclass(frozen=True, slots=True)
class Point:
    """A number, or the place where there is none that can be trusted."""

    first_on: date
    last_on: date
    value: float | None
    basis: Basis
    line: int
    """Points of one line are whole periods that follow upon one another and are made of the same."""
    letters: str
    """What must be known, in letters that the key explains."""
    label: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The numbers of one region."""

    code: str | None
    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class SeriesDrawing:
    """Everything that a series chart shows, in words and numbers; equal drawings are equal pictures."""

    language: Language
    heading: str
    key: tuple[str, ...]
    """What letters and marks mean, in lines."""
    axis: str
    bases: tuple[Basis, ...]
    first_on: date
    last_on: date
    panels: tuple[Panel, ...]
    attention_title: str
    attention: tuple[tuple[date, date, int], ...]
    """First and last day of a period, and the relevant articles published then."""


def series_drawing(
    asked: ChartAsked,
    rows: Sequence[TrendRow],
    attention: Sequence[tuple[date, date, int]],
    language: Language,
) -> SeriesDrawing | None:
    """What is drawn of a series; null where it has no rows."""
    if not rows:
        return None
    say = Speech(language)
    shown = drawn_regions(rows)
    told: dict[str | None, list[TrendRow]] = defaultdict(list)
    for row in rows:
        told[row.region_code].append(row)
    panels = tuple(
        Panel(
            code,
            told[code][0].region or code or say.said("wilayah tidak jelas"),
            _points(told[code], asked, say),
        )
        for code in shown
    )
    of_panels = [row for code in shown for row in told[code]]
    return SeriesDrawing(
        language=language,
        heading=asked.heading(say),
        key=_key(of_panels, say),
        axis=_axis(asked, of_panels, say),
        bases=tuple(basis for basis in Basis if any(row.basis is basis for row in of_panels)),
        first_on=min(row.first_on for row in of_panels),
        last_on=max(row.last_on for row in of_panels),
        panels=panels,
        attention_title=say.said(
            "Berita tentang TPPO menurut tanggal terbit: perhatian media, bukan jumlah kejadian"
        ),
        attention=tuple(attention),
    )


def drawn_regions(rows: Iterable[TrendRow]) -> list[str | None]:
    """Codes of the regions that are drawn: the country, then those with most numbers.

    Regions without a number that can be used stand in the table alone, unless none has one.
    """
    numbers: Counter[str | None] = Counter()
    for row in rows:
        numbers[row.region_code] += row.value is not None
    told = [code for code in numbers if numbers[code]] or list(numbers)
    order = sorted(told, key=lambda code: (code != "ID", -numbers[code], code is None, code or ""))
    return order[:PANELS]


def value_of(row: TrendRow, asked: ChartAsked) -> float | None:
    """The number that is drawn: the count, or the rate."""
    if asked.is_rate:
        return row.per_100000
    return None if row.value is None else float(row.value)


def _points(rows: Sequence[TrendRow], asked: ChartAsked, say: Speech) -> tuple[Point, ...]:
    ordered = sorted(
        rows, key=lambda row: (row.basis, row.counted_from or date.min, row.first_on, row.last_on)
    )
    is_labelled = len(ordered) <= _LABELLED
    points: list[Point] = []
    line, before = 0, None
    for row in ordered:
        if before is None or not _follows(before, row):
            line += 1
        before = row
        value = value_of(row, asked)
        letters = "".join(LETTERS[flag] for flag in row.flags)
        number = "×" if value is None else say.number(round(value, 2)) if is_labelled else ""
        label = " ".join(filter(None, (number, letters)))
        points.append(Point(row.first_on, row.last_on, value, row.basis, line, letters, label))
    return tuple(points)


def _follows(before: TrendRow, row: TrendRow) -> bool:
    """Numbers of whole periods side by side, that are made of the same and count from the same day.

    A line over a gap would tell what nobody told, and one between numbers over more and fewer days a rise or fall that
    there is not.
    """
    same = (before.basis, before.counted_from) == (row.basis, row.counted_from)
    is_whole = all(each.value is not None and not _APART & set(each.flags) for each in (before, row))
    return same and is_whole and row.first_on - before.last_on == _DAY


def _key(rows: Sequence[TrendRow], say: Speech) -> tuple[str, ...]:
    used = [flag for flag in TrendFlag if any(flag in row.flags for row in rows)]
    words = [f"{LETTERS[flag]} = {say.said(FLAGS[flag])}" for flag in used]
    if any(row.value is None for row in rows):
        words.insert(0, "× = " + say.said("tidak ada angka yang dapat dipakai"))
    first = say.said("Garis mendatar menunjukkan hari-hari yang dicakup sebuah angka.")
    if len({row.region_code for row in rows}) > 1:
        first = " ".join([first, say.said("Skala tiap wilayah berbeda.")])
    return (first, *(" · ".join(words[start : start + 4]) for start in range(0, len(words), 4)))


def _axis(asked: ChartAsked, rows: Sequence[TrendRow], say: Speech) -> str:
    if not asked.is_rate:
        return say.said(UNITS[asked.unit])
    return say.said("per 100.000 penduduk {year}", year=population_years(rows))


def population_years(rows: Iterable[TrendRow]) -> str:
    """Years of the counts of inhabitants that rates are made with."""
    years = sorted(
        {row.population_year for row in rows if row.per_100000 is not None and row.population_year}
    )
    return ", ".join(map(str, years))


def basis_names(bases: Iterable[Basis], say: Speech) -> dict[Basis, str]:
    """What numbers of a basis are called in a legend."""
    return {basis: say.said(BASES[basis]) for basis in bases}
