"""The tile-grid map: one tile for each province, one kind of number for one year."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from models.base import Record
from models.trends import Basis, TrendFlag, TrendRow
from publish.charts.asked import ChartAsked
from publish.charts.series import population_years, value_of
from publish.language import Language, Speech
from publish.words import BASES, FLAGS, LETTERS

_LAYOUT = Path(__file__).parent.parent / "data" / "tile_map.yml"
_CLASSES = 5


class Tile(Record):
    """Where a province stands."""

    column: int
    row: int
    short: str
    """Name that fits the tile."""


@dataclass(frozen=True, slots=True)
class MapTile:
    """A province with its number, or with the sign of why there is none."""

    code: str
    name: str
    value: float | None
    sign: str
    """What stands on the tile: the number with its letters, or `!`, `k`, `*`, `–` where there is none."""
    place: int | None
    """Class of the number, 0 the lowest; null without a number."""


@dataclass(frozen=True, slots=True)
class MapDrawing:
    """Everything that a map shows; equal drawings are equal pictures."""

    language: Language
    heading: str
    key: tuple[str, ...]
    year: int
    basis: Basis
    tiles: tuple[MapTile, ...]
    classes: tuple[str, ...]
    """What the classes hold, as `1–4`, from low to high."""


@cache
def tile_layout() -> dict[str, Tile]:
    """Tiles by Kemendagri code."""
    content = yaml.safe_load(_LAYOUT.read_text(encoding="utf-8"))
    return {code: Tile.model_validate(tile) for code, tile in content["tiles"].items()}


def map_choices(rows: Sequence[TrendRow]) -> list[tuple[int, Basis]]:
    """Years and bases that provinces have numbers of, the ones of most provinces first, then the latest."""
    told: Counter[tuple[int, Basis]] = Counter()
    for row in rows:
        if row.region_code in tile_layout() and row.value is not None and row.period.isdecimal():
            told[int(row.period), row.basis] += 1
    return sorted(told, key=lambda choice: (-told[choice], -choice[0], choice[1]))


def map_rows(rows: Sequence[TrendRow], year: int, basis: Basis) -> dict[str, TrendRow]:
    """The number of each province for a year: of several that count from different days, the one over most days."""
    found: dict[str, TrendRow] = {}
    for row in rows:
        code = row.region_code or ""
        if code in tile_layout() and row.basis is basis and row.period == str(year):
            known = found.get(code)
            if known is None or _weight(row) > _weight(known):
                found[code] = row
    return found


def map_drawing(
    asked: ChartAsked, rows: Sequence[TrendRow], year: int, basis: Basis, language: Language
) -> MapDrawing:
    """The map of a year. `rows` are those of a series by year and province, of all provinces."""
    say = Speech(language)
    numbers = map_rows(rows, year, basis)
    signs = _signs_without_number(rows, year)
    values = {code: value for code, row in numbers.items() if (value := value_of(row, asked)) is not None}
    bounds = _bounds(list(values.values()))
    tiles = []
    for code, tile in tile_layout().items():
        row, value = numbers.get(code), values.get(code)
        place = None if value is None else sum(value > bound for bound in bounds[:-1])
        sign = signs.get(code, "–")
        if value is not None and row is not None:
            letters = "".join(LETTERS[flag] for flag in row.flags)
            sign = " ".join(filter(None, (say.number(round(value, 2)), letters)))
        name = row.region if row and row.region else tile.short
        tiles.append(MapTile(code, name, value, sign, place))
    heading = say.said("{subject} menurut provinsi, {year}", subject=asked.subject(say), year=year)
    unit = say.said("jumlah")
    if asked.is_rate:
        unit = say.said("per 100.000 penduduk {year}", year=population_years(numbers.values()))
    return MapDrawing(
        language=language,
        heading=heading[:1].upper() + heading[1:],
        key=(f"{say.said(BASES[basis])}; {unit}", *_key(numbers, tiles, say)),
        year=year,
        basis=basis,
        tiles=tuple(tiles),
        classes=_class_names(list(values.values()), bounds, say),
    )


def _weight(row: TrendRow) -> tuple[bool, int]:
    return (row.value is not None, (row.last_on - row.first_on).days)


def _signs_without_number(rows: Sequence[TrendRow], year: int) -> dict[str, str]:
    """Why a province has no such number: `s` too few people, `!` undecided, `k` its regencies only, `*` other."""
    of_year: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.region_code and row.first_on.year <= year <= row.last_on.year:
            if TrendFlag.SUPPRESSED in row.flags:
                of_year[row.region_code].add("s")
            elif TrendFlag.CONFLICT in row.flags and row.value is None:
                of_year[row.region_code].add("!")
            elif TrendFlag.REGENCIES_ONLY in row.flags:
                of_year[row.region_code].add("k")
            else:
                of_year[row.region_code].add("*")
    return {code: next(sign for sign in "s!*k" if sign in signs) for code, signs in of_year.items()}


def _bounds(values: list[float]) -> list[float]:
    """Highest number of each class: of the different numbers, about as many in each."""
    different = sorted(set(values))
    number = min(_CLASSES, len(different))
    return [different[(place + 1) * len(different) // number - 1] for place in range(number)]


def _class_names(values: list[float], bounds: list[float], say: Speech) -> tuple[str, ...]:
    names: list[str] = []
    for place, bound in enumerate(bounds):
        low = min(value for value in values if place == 0 or value > bounds[place - 1])
        ends = [say.number(round(end, 2)) for end in (low, bound)]
        names.append(ends[0] if ends[0] == ends[1] else "–".join(ends))
    return tuple(names)


def _key(numbers: dict[str, TrendRow], tiles: Sequence[MapTile], say: Speech) -> tuple[str, ...]:
    signs = {tile.sign for tile in tiles if tile.value is None}
    words = [
        f"{LETTERS[flag]} = {say.said(FLAGS[flag])}"
        for flag in TrendFlag
        if any(flag in row.flags for row in numbers.values())
        and flag not in {TrendFlag.CONFLICT, TrendFlag.REGENCIES_ONLY, TrendFlag.SUPPRESSED}
    ]
    reasons = (
        ("s", say.said(FLAGS[TrendFlag.SUPPRESSED])),
        ("!", say.said("ada angka bertentangan")),
        ("*", say.said("ada angka jenis lain atau periode lain")),
        ("k", say.said("hanya kabupaten/kota")),
        ("–", say.said("tidak ada data")),
    )
    words += [f"{sign} = {reason}" for sign, reason in reasons if sign in signs]
    return tuple(" · ".join(words[start : start + 3]) for start in range(0, len(words), 3))
