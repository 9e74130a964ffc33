"""Small numbers of people in derived tables are not published; what an official says is quoted as it is.

A number from 1 to 4 of people that a table breaks down by sex, by age or below the province is left out (k = 5; CTDC
uses 11 for records of victims, these are aggregates that somebody published). Where it could be computed from a total
of the same table, a second number goes with it. Totals of a province or the country for everybody are always shown.

Readers see `public_trends`, never `pipelines.trends.trends` itself: one series alone does not tell which numbers the
other series, by sex, age, region, month and year, give away.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from sqlalchemy import Engine

from models.errors import PantauError
from models.trends import Area, Step, TrendFlag, TrendRow
from models.vocabulary import Age, FigureUnit, Sex
from pipelines.trends import trend_tables, trends
from storage.engine import reading
from storage.series import SeriesFilters
from storage.series_details import people_told

K = 5
"""Numbers of people below it are left out."""
PEOPLE = frozenset({FigureUnit.KORBAN, FigureUnit.TERSANGKA, FigureUnit.PELAKU, FigureUnit.ORANG})
"""Units that count people."""
_COUNTRY = "ID"
_REASON = (
    f"Angka di bawah {K} orang menurut jenis kelamin, usia atau kabupaten/kota, dan angka yang membukanya, tidak "
    "ditampilkan."
)
_Place = tuple[str, str | None, Sex | None, Age | None]
"""Period, region, sex and age of a cell."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of a table."""

    table: Hashable
    """What numbers have in common that may be added up: topic, unit, basis."""
    period: str
    """Month, quarter or year as `2023-06`, `2023-Q2`, `2023`; others stand for themselves."""
    region: str | None
    sex: Sex | None
    age: Age | None
    value: Decimal | None
    """Null where there is none: nobody knows it."""
    is_people: bool

    @property
    def is_broken_down(self) -> bool:
        """True by sex, by age, or below the province."""
        return self.is_people and (self.sex is not None or self.age is not None or "." in (self.region or ""))


def public_trends(engine: Engine, filters: SeriesFilters, step: Step, area: Area) -> list[TrendRow]:
    """A series as anybody may see it; what is suppressed has no number and says why.

    Everything that its numbers could be computed from is looked at, whatever the filters leave of it, so that no two
    questions together give away what each leaves out. Raises PantauError for a series that is broken down and asks for
    one agency: the rest of the numbers would be its difference to the whole.
    """
    if filters.sex is None and filters.age is None and area is Area.PROVINCE:
        return trends(engine, filters, step, area)
    if filters.agency:
        raise PantauError(
            "numbers by sex, age or kabupaten are not shown for one agency: leave the agency out"
        )
    province = filters.region.partition(".")[0] if filters.region else None
    whole = replace(filters, region=province, since=None, until=None)
    wanted = {
        _key(row) for row in trends(engine, replace(whole, sex=filters.sex, age=filters.age), step, area)
    }
    if not wanted:
        return []
    rows: list[TrendRow] = []
    with reading(engine) as session:
        told = people_told(session, whole)  # most series tell of few kinds of people
    for sex, age in told:
        for table in trend_tables(engine, replace(whole, sex=sex, age=age), list(product(Step, Area))):
            rows += table
    seen = {_key(row): row for row in rows}
    return [row for row in suppress(list(seen.values())) if _key(row) in wanted and _is_within(row, filters)]


def suppress(rows: Sequence[TrendRow]) -> list[TrendRow]:
    """The rows of a table with small numbers of people, and those that give them away, left out.

    The table has to hold all series that are published together.
    """
    hidden = hidden_cells([_cell(row) for row in rows])
    return [_without_number(row) if place in hidden else row for place, row in enumerate(rows)]


def hidden_cells(cells: Sequence[Cell]) -> set[int]:
    """Places of the cells to leave out: the small ones, and as many others as keep them from being computed.

    A number could be computed where a total and all other parts of it are shown, and where what is left for several
    small ones leaves them one value only. A total over one known part says nothing: there may be others.
    """
    small = {
        place
        for place, cell in enumerate(cells)
        if cell.is_broken_down and cell.value is not None and 0 < cell.value < K
    }
    hidden = set(small)
    sums = list(_sums(cells))
    of_cell: dict[int, list[int]] = defaultdict(list)
    for number, (total, parts) in enumerate(sums):
        for place in (total, *parts):
            of_cell[place].append(number)
    waiting = list(range(len(sums)))
    while waiting:
        also = _also_hidden(*sums[waiting.pop()], cells, hidden, small)
        if also is not None:
            hidden.add(also)
            waiting += of_cell[also]
    return hidden


def _also_hidden(
    total: int, parts: Sequence[int], cells: Sequence[Cell], hidden: set[int], small: set[int]
) -> int | None:
    """One more part to hide where the hidden ones of a sum could be computed; null where they could not."""
    unknown = [place for place in (total, *parts) if place in hidden or cells[place].value is None]
    ours = [place for place in unknown if place in hidden]
    if not ours or not (len(unknown) == 1 or _is_fixed(total, unknown, cells, small)):
        return None
    shown = [place for place in parts if place not in hidden and cells[place].value is not None]
    return min(
        shown, key=lambda place: (not cells[place].value, cells[place].value or 0, place), default=None
    )


def _is_fixed(total: int, unknown: Sequence[int], cells: Sequence[Cell], small: set[int]) -> bool:
    """True where small parts add up to the least or to the most that they can."""
    if total in unknown or not small.issuperset(unknown):
        return False
    left = sum(cells[place].value or 0 for place in unknown)
    return left in {len(unknown), len(unknown) * (K - 1)}


def _sums(cells: Sequence[Cell]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Every total of the table with two or more of its parts, along one dimension."""
    places: dict[tuple[Hashable, _Place], int] = {}
    for place, cell in enumerate(cells):
        places.setdefault((cell.table, (cell.period, cell.region, cell.sex, cell.age)), place)
    parts: dict[tuple[int, str], list[int]] = defaultdict(list)
    for (table, own), place in places.items():
        for dimension, above in _totals(own):
            total = places.get((table, above))
            if total is not None:
                parts[total, dimension].append(place)
    for (total, _dimension), found in parts.items():
        if len(found) > 1:
            yield total, tuple(found)


def _totals(own: _Place) -> Iterator[tuple[str, _Place]]:
    """The cells that a cell is a part of, and along what."""
    period, region, sex, age = own
    if sex is not None:
        yield "sex", (period, region, None, age)
    if age is not None:
        yield "age", (period, region, sex, None)
    if region is not None and region != _COUNTRY:
        above = region.rpartition(".")[0] or _COUNTRY
        yield "region", (period, above, sex, age)
    for name, longer in _longer(period):
        yield name, (longer, region, sex, age)


def _longer(period: str) -> Iterator[tuple[str, str]]:
    """The quarter and the year of a month, the year of a quarter."""
    year, _, part = period.partition("-")
    if not part or "/" in period:
        return
    if part.isdigit():
        yield "month of quarter", f"{year}-Q{(int(part) + 2) // 3}"
        yield "month of year", year
    else:
        yield "quarter of year", year


def _cell(row: TrendRow) -> Cell:
    return Cell(
        table=(row.topic, row.unit, row.basis, row.counted_from),
        period=row.period,
        region=row.region_code,
        sex=row.sex,
        age=row.age,
        value=row.value,
        is_people=row.unit in PEOPLE,
    )


def _key(row: TrendRow) -> tuple[Hashable, ...]:
    own = (row.period, row.first_on, row.last_on, row.region_code, row.sex, row.age)
    return (*own, row.topic, row.unit, row.basis, row.counted_from)


def _is_within(row: TrendRow, filters: SeriesFilters) -> bool:
    if filters.region and "." in filters.region and row.region_code != filters.region:
        return False
    return (filters.since is None or row.last_on >= filters.since) and (
        filters.until is None or row.last_on <= filters.until
    )


def _without_number(row: TrendRow) -> TrendRow:
    changes: Mapping[str, object] = {
        "value": None,
        "per_100000": None,
        "flags": (*row.flags, TrendFlag.SUPPRESSED),
        "reason": _REASON,
    }
    return row.model_copy(update=changes)
