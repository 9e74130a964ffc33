"""Small numbers of people in derived tables are left out, and nothing that is shown gives them away."""

from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from claims_harness import ClaimDesk
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from models.errors import PantauError
from models.trends import Area, Basis, Step, TrendFlag, TrendRow
from models.vocabulary import Age, FigureTopic, FigureUnit, Sex
from pipelines.trends import trends
from publish.small_cells import Cell, K, hidden_cells, public_trends, suppress
from storage.series import SeriesFilters

SEXES, AGES = (None, *Sex), (None, *Age)
REGIONS = ("ID", "53", "53.08", "53.09", "53.10", "64", "64.72")
PERIODS = ("2023", "2023-Q1", "2023-01", "2023-02", "2023-03")


def cell(
    value: int | None, region: str = "53.08", sex: Sex | None = None, age: Age | None = None, **other: Any
) -> Cell:
    told = {"table": "korban", "period": "2023", "is_people": True} | other
    return Cell(region=region, sex=sex, age=age, value=None if value is None else Decimal(value), **told)


WOMEN, MEN = Sex.PEREMPUAN, Sex.LAKI_LAKI


@pytest.mark.parametrize(
    ("cells", "hidden"),
    [
        ([cell(4, "53"), cell(3, "ID")], set()),  # a province for everybody
        ([cell(4), cell(5), cell(0)], {0}),
        ([cell(4, is_people=False)], set()),
        ([cell(4, "53", WOMEN)], {0}),
        ([cell(20, "53"), cell(17, "53", WOMEN), cell(3, "53", MEN)], {1, 2}),
        ([cell(20, "53"), cell(3, "53", MEN)], {1}),  # nobody knows what the rest is
        ([cell(20, "53"), cell(None, "53", WOMEN), cell(3, "53", MEN)], {2}),
        ([cell(30, "53"), cell(9, "53.08"), cell(19, "53.09"), cell(2, "53.10")], {1, 3}),
        (
            [cell(11, "53"), cell(9, "53.08"), cell(1, "53.09"), cell(1, "53.10")],
            {1, 2, 3},
        ),  # 1 and 1, or nothing
        ([cell(12, "53"), cell(9, "53.08"), cell(1, "53.09"), cell(2, "53.10")], {2, 3}),
        ([cell(20), cell(18, period="2023-Q1"), cell(2, period="2023-Q2")], {1, 2}),
        ([cell(3), cell(3, sex=WOMEN), cell(0, sex=MEN)], {0, 1}),
        ([cell(20, "53"), cell(17, "53", WOMEN), cell(3, "53", MEN, table="tersangka")], {2}),
    ],
)
def test_small_numbers_and_what_gives_them_away(cells: list[Cell], hidden: set[int]) -> None:
    assert hidden_cells(cells) == hidden


@st.composite
def tables(draw: st.DrawFn) -> list[Cell]:
    """Numbers that add up along every dimension: regions of a country, sexes, ages, months; some cells are not told."""
    finest = {
        key: draw(st.integers(0, 7))
        for key in product(
            ("53.08", "53.09", "53.10", "64.72"), tuple(Sex), tuple(Age), ("2023-01", "2023-03")
        )
    }
    cells = []
    for region, sex, age, period in product(REGIONS, SEXES, AGES, PERIODS):
        if draw(st.integers(0, 9)) == 0:
            continue
        value = sum(
            number
            for (place, own_sex, own_age, month), number in finest.items()
            if (region == "ID" or place == region or place.startswith(f"{region}."))
            and sex in {None, own_sex}
            and age in {None, own_age}
            and (len(period) != 7 or "Q" in period or month == period)
        )
        cells.append(cell(value, region, sex, age, period=period))
    return cells


def is_part(part: Cell, total: Cell) -> str | None:
    """The one dimension along which a cell is a part of another; null where it is none."""
    longer = {"2023-01": {"2023-Q1", "2023"}, "2023-02": {"2023-Q1", "2023"}, "2023-03": {"2023-Q1", "2023"}}
    longer["2023-Q1"] = {"2023"}
    above = "ID" if "." not in (part.region or "") else (part.region or "")[:2]
    steps = {
        "period": part.period != total.period and total.period in longer.get(part.period, set()),
        "region": part.region != "ID" and total.region == above,
        "sex": part.sex is not None and total.sex is None,
        "age": part.age is not None and total.age is None,
    }
    same = {name: getattr(part, name) == getattr(total, name) for name in steps}
    (*differing,) = (name for name in steps if not same[name])
    if len(differing) != 1 or not steps[differing[0]]:
        return None
    return f"{differing[0]} {'Q' in part.period}" if differing[0] == "period" else differing[0]


GRID = [cell(0, *key[:3], period=key[3]) for key in product(REGIONS, SEXES, AGES, PERIODS)]
SUMS: dict[tuple[int, str], list[int]] = {}
for (above, total), (below, part) in product(enumerate(GRID), enumerate(GRID)):
    if along := is_part(part, total):
        SUMS.setdefault((above, along), []).append(below)


@settings(max_examples=40)
@given(tables())
def test_nothing_that_is_hidden_can_be_computed(cells: list[Cell]) -> None:
    hidden = hidden_cells(cells)
    for place, one in enumerate(cells):
        is_small = one.is_broken_down and one.value is not None and 0 < one.value < K
        assert not is_small or place in hidden
        assert one.is_broken_down or place not in hidden
    places = {(one.region, one.sex, one.age, one.period): place for place, one in enumerate(cells)}
    at = [places.get((one.region, one.sex, one.age, one.period)) for one in GRID]
    for (above, _along), below in SUMS.items():
        total, parts = at[above], [at[place] for place in below if at[place] is not None]
        unknown = [place for place in (total, *parts) if place in hidden]
        assert total is None or len(parts) < 2 or len(unknown) != 1


def row(value: int | None, region: str, sex: Sex | None = None) -> TrendRow:
    return TrendRow(
        period="2023", first_on=date(2023, 1, 1), last_on=date(2023, 12, 31), region_code=region, region=region,
        topic=FigureTopic.TPPO, unit=FigureUnit.KORBAN, sex=sex, age=None, basis=Basis.INCIDENT, counted_from=None,
        value=None if value is None else Decimal(value), claims=1, stories=1, articles=1, flags=(), reason=None,
        population=100_000, population_year=2023, per_100000=1.0,
    )  # fmt: skip


def test_a_suppressed_row_has_no_number_no_rate_and_says_why() -> None:
    total, women, men = suppress([row(20, "53"), row(17, "53", WOMEN), row(3, "53", MEN)])
    assert (total.value, total.flags) == (20, ())
    for one in (women, men):
        assert (one.value, one.per_100000, one.flags) == (None, None, (TrendFlag.SUPPRESSED,))
        assert one.reason is not None and one.reason.startswith("Angka di bawah 5 orang")


def test_public_trends_hide_what_any_other_question_would_give_away(engine: Engine) -> None:
    desk = ClaimDesk(engine)
    told = {"unit": "korban", "region_code": "53", "region": "Nusa Tenggara Timur"}
    numbers = ({"value": 20}, {"value": 17, "sex": "perempuan"}, {"value": 3, "sex": "laki-laki"})
    desk.store("rilis", *(told | number for number in numbers))
    desk.claims()
    filters = SeriesFilters(units=(FigureUnit.KORBAN,), region="53")

    def asked(**more: Any) -> list[Decimal | None]:
        one = SeriesFilters(units=filters.units, region=filters.region, **more)
        return [told.value for told in public_trends(engine, one, Step.YEAR, Area.PROVINCE)]

    assert [told.value for told in trends(engine, filters, Step.YEAR, Area.PROVINCE)] == [20]
    assert (asked(), asked(sex=WOMEN), asked(sex=MEN)) == ([20], [None], [None])
    assert asked(sex=MEN, since=date(2024, 1, 1)) == []
    with pytest.raises(PantauError, match="not shown for one agency"):
        asked(sex=MEN, agency="Polda")
