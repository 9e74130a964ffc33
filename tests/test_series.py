"""Series: what may be added up is, cumulative bulletins never are, and each number says what it is made of."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from claims_harness import INCIDENT, NGO, OFFICIAL, YEAR_2023, ClaimDesk
from sqlalchemy import Engine
from tests_support import Pantau

from models.claims import LeftOut
from models.trends import Area, Basis, PeriodClaim, Step, TrendFlag, TrendRow
from models.vocabulary import FigureTopic, FigureUnit, PeriodKind, RegionKind
from pipelines.resolving_claims import resolve_claims
from pipelines.trends import countable_units, trends
from resolve.series import Asked, last_day, period_label, trend_rows
from storage.engine import open_engine, writing
from storage.series import SeriesFilters
from storage.tables import Region

JUNE_5 = date(2023, 6, 5)
SATGAS = [
    (date(2023, 6, 18), 494), (date(2023, 6, 22), 552), (date(2023, 6, 27), 649), (date(2023, 7, 4), 698),
    (date(2023, 7, 19), 829), (date(2023, 9, 10), 998),
]  # fmt: skip
"""Suspects of the police task force of 2023, cumulative from 5 June: the printed numbers."""


@pytest.fixture
def desk(engine: Engine) -> ClaimDesk:
    return ClaimDesk(engine)


def bulletin(end: date, value: float, start: date = JUNE_5, **fields: Any) -> PeriodClaim:
    """Suspects in the country from the start to the end."""
    values: dict[str, Any] = {
        "region_code": "ID", "region": "Indonesia", "unit": FigureUnit.TERSANGKA, "value_max": None,
        "is_approximate": False, "period_kind": PeriodKind.CUMULATIVE_SINCE, "left_out": None,
        "article_ids": frozenset({end.toordinal()}), "tellers": frozenset({1}),
    }  # fmt: skip
    return PeriodClaim(period_start=start, period_end=end, value=Decimal(str(value)), **(values | fields))


def rows(claims: list[PeriodClaim], step: Step = Step.MONTH, area: Area = Area.PROVINCE) -> list[TrendRow]:
    return trend_rows(claims, [], Asked(step, area, FigureTopic.TPPO, None, None), {})


def told(found: list[TrendRow]) -> list[tuple[str, int | None, str]]:
    """Period, value and flags of each row."""
    return [(r.period, None if r.value is None else int(r.value), " ".join(r.flags)) for r in found]


def test_bulletins_of_the_task_force_are_differences() -> None:
    satgas = [bulletin(end, value) for end, value in SATGAS]
    assert told(rows(satgas)) == [
        ("2023-06", 649, "incomplete"),
        ("2023-06/2023-07", 49, "spans"),
        ("2023-07", 131, "incomplete"),
        ("2023-07/2023-09", 169, "spans"),
    ]
    quarters = rows(satgas, Step.QUARTER)
    assert told(quarters) == [
        ("2023-Q2", 649, "incomplete"), ("2023-Q2/2023-Q3", 49, "spans"), ("2023-Q3", 300, "incomplete"),
    ]  # fmt: skip
    (year,) = rows(satgas, Step.YEAR)
    assert (year.value, year.first_on, year.last_on, year.counted_from) == (
        998,
        JUNE_5,
        date(2023, 9, 10),
        JUNE_5,
    )
    assert (year.claims, year.articles, year.stories, year.basis) == (6, 6, 1, Basis.CUMULATIVE)


def test_a_fall_is_a_reset_and_no_negative_count() -> None:
    ends = [date(2023, 6, 18), date(2023, 6, 22), date(2023, 6, 25), date(2023, 6, 30)]
    found = rows([bulletin(end, value) for end, value in zip(ends, (494, 552, 40, 100), strict=True)])
    assert told(found) == [("2023-06", 494 + 58 + 60, "reset incomplete")]
    assert "dimulai lagi" in (found[0].reason or "")
    assert told(rows([bulletin(JUNE_5, 9), bulletin(date(2023, 7, 5), 3)]))[1] == (
        "2023-06/2023-07",
        None,
        "reset spans",
    )


def test_bulletins_without_a_trusted_number_are_passed_over() -> None:
    open_one = [bulletin(date(2023, 6, 18), n, left_out=LeftOut.OPEN) for n in (457, 494)]
    vague = bulletin(date(2023, 6, 20), 500, is_approximate=True)
    impossible = bulletin(date(2023, 6, 21), 10**12, left_out=LeftOut.IMPLAUSIBLE)
    lost = bulletin(date(2023, 6, 30), 700, left_out=LeftOut.LOST)
    found = rows([*open_one, vague, impossible, lost, bulletin(date(2023, 6, 30), 650)])
    assert told(found) == [("2023-06", 650, "conflict decided incomplete left_out")]
    assert told(rows(open_one)) == [("2023-06", None, "conflict")]
    assert "belum diputuskan" in (rows(open_one)[0].reason or "")


def test_counts_from_different_days_and_kinds_are_never_one_number() -> None:
    new_year, end = date(2023, 1, 1), date(2023, 6, 30)
    to_date = {"start": new_year, "period_kind": PeriodKind.YEAR_TO_DATE}
    claims = [
        bulletin(end, 650), bulletin(date(2023, 3, 31), 10, **to_date), bulletin(end, 25, **to_date),
        bulletin(end, 40, period_kind=PeriodKind.RANGE),
        bulletin(date(2023, 12, 31), 1000, new_year, period_kind=PeriodKind.CALENDAR_YEAR),
        bulletin(date(2022, 12, 31), 300, date(2021, 1, 1), period_kind=PeriodKind.CALENDAR_YEAR),
    ]  # fmt: skip
    found = rows(claims, Step.YEAR)
    assert [(r.period, r.basis.value, r.counted_from, r.value) for r in found] == [
        ("2021/2022", "calendar_year", date(2021, 1, 1), 300), ("2023", "calendar_year", new_year, 1000),
        ("2023", "cumulative", new_year, 25), ("2023", "cumulative", JUNE_5, 650), ("2023", "range", JUNE_5, 40),
    ]  # fmt: skip
    assert [
        r.value
        for r in rows(claims, Step.QUARTER)
        if r.counted_from == new_year and r.basis is Basis.CUMULATIVE
    ] == [10, 15]
    (whole,) = [r for r in rows(claims) if r.value == 1000]
    assert (whole.period, whole.flags) == ("2023-01/2023-12", (TrendFlag.SPANS,))


def test_what_must_not_be_added_has_no_number_but_a_reason() -> None:
    regency = bulletin(date(2023, 6, 30), 5, region_code="53.08")
    (refused,) = rows([regency])
    assert (refused.region_code, refused.value, refused.flags) == ("53", None, (TrendFlag.REGENCIES_ONLY,))
    assert told(rows([regency], area=Area.REGENCY)) == [("2023-06", 5, "incomplete")]
    assert [r.value for r in rows([regency, bulletin(date(2023, 6, 30), 9, region_code="53")])] == [9]
    (percent,) = rows([bulletin(date(2023, 6, 30), 35, unit=FigureUnit.PERSEN)])
    assert (percent.value, percent.flags) == (None, (TrendFlag.NOT_SUMMABLE,))


def test_periods_have_names_and_last_days() -> None:
    day = date(2024, 2, 10)
    assert [period_label(day, step) for step in Step] == ["2024-02", "2024-Q1", "2024"]
    assert [last_day(day, step) for step in Step] == [
        date(2024, 2, 29),
        date(2024, 3, 31),
        date(2024, 12, 31),
    ]
    assert last_day(date(2023, 12, 5), Step.MONTH) == date(2023, 12, 31)


def fill(desk: ClaimDesk) -> None:
    """Incidents of two provinces, with copies, parts, a province's own number, and things that do not count."""
    ende, ngada = (
        {"value": 4, **INCIDENT},
        {"value": 2, "region_code": "53.09", "region": "Kabupaten Ngada", **INCIDENT},
    )
    desk.store(
        "ende",
        ende,
        {"value": 1, **INCIDENT},
        {"value": 3, **INCIDENT, "sex": "perempuan"},
        published=date(2024, 1, 5),
    )
    desk.store("salinan", ende, published=date(2024, 1, 6))
    desk.store("ngada", {**ngada, "credited_to": OFFICIAL}, published=date(2024, 2, 10))
    desk.store(
        "ntt",
        {"value": 9, **INCIDENT},
        {"value": 10, "region_code": "53", **INCIDENT},
        published=date(2024, 3, 3),
    )
    desk.store("mustahil", {"value": 10**12, **INCIDENT}, published=date(2024, 3, 9))
    desk.store("banten", {"value": 7, "region_code": "36", **INCIDENT}, published=date(2024, 5, 1))
    desk.store(
        "tahunan",
        {"value": 30, "region_code": "53", **YEAR_2023},
        {"value": 40, "unit": "korban", "credited_to": NGO},
    )
    desk.one_story("ende", "salinan")
    resolve_claims(desk.engine)


def asked(desk: ClaimDesk, step: Step, area: Area, **filters: Any) -> list[TrendRow]:
    units = filters.pop("units", countable_units())
    return trends(desk.engine, SeriesFilters(units=units, **filters), step, area)


def test_incidents_are_added_up_by_place_and_time(desk: ClaimDesk) -> None:
    fill(desk)
    quarters = [r for r in asked(desk, Step.QUARTER, Area.PROVINCE) if r.basis is Basis.INCIDENT]
    assert [(r.period, r.region_code, r.value, r.claims, r.stories, r.articles) for r in quarters] == [
        ("2024-Q1", "53", 16, 3, 3, 4),
        ("2024-Q2", "36", 7, 1, 1, 1),
    ]
    assert quarters[0].flags == (TrendFlag.LEFT_OUT,) and quarters[0].region == "Nusa Tenggara Timur"
    regencies = asked(desk, Step.MONTH, Area.REGENCY, since=date(2024, 1, 1))
    assert [(r.period, r.region_code, r.value) for r in regencies] == [
        ("2024-01", "53.08", 4), ("2024-02", "53.09", 2), ("2024-03", "53.08", 9),
    ]  # fmt: skip
    women = asked(desk, Step.YEAR, Area.PROVINCE, sex="perempuan")
    assert [(r.value, r.sex) for r in women] == [(3, "perempuan")]
    assert [r.value for r in asked(desk, Step.YEAR, Area.PROVINCE, agency="Dinas Sosial")] == [2]
    assert [r.value for r in asked(desk, Step.YEAR, Area.PROVINCE, region="36", until=date(2024, 4, 1))] == []


def test_the_command_shows_a_series_with_rates(pantau: Pantau) -> None:
    desk = ClaimDesk(open_engine(f"sqlite:///{pantau.database}"))
    fill(desk)
    assert {row["per_100000"] for row in pantau.json("trends")} == {None}
    with writing(desk.engine) as session:
        session.add(
            Region(code="53", name="Nusa Tenggara Timur", kind=RegionKind.PROVINCE, parent_code=None,
                   population=5_700_000, population_year=2024, valid_from=None, valid_until=None)
        )  # fmt: skip
    yearly = {
        (row["period"], row["basis"], row["unit"]): row for row in pantau.json("trends", "--region", "53")
    }
    assert yearly["2024", "incident", "kasus"]["per_100000"] == round(16 / 57, 4)
    assert yearly["2023", "calendar_year", "kasus"]["value"] == 30
    refused = yearly["2023", "calendar_year", "korban"]
    assert (refused["value"], refused["flags"]) == (None, ["regencies_only"])
    table = pantau("trends", "--unit", "kasus", "--by", "month", "--per-100000", "--region", "53").out
    assert "5.700.000 (2024)" in table and "beberapa periode" in table
    assert pantau("trends", "--csv").out.startswith("period,first_on,last_on,region_code")
    for arguments, part in (
        (("--unit", "ekor"), "is no code of figures"),
        (("--topic", "penindakan"), "--topic"),
    ):
        wrong = pantau("trends", *arguments)
        assert wrong.code == 2 and part in wrong.err
