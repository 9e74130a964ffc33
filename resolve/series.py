"""Claims to series. Cumulative bulletins are never added up: their differences are, and a fall begins anew."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from models.claims import LeftOut
from models.trends import Area, Basis, IncidentCell, PeriodClaim, Population, Step, TrendFlag, TrendRow
from models.vocabulary import Age, FigureTopic, FigureUnit, PeriodKind, Sex
from resolve.claim_rules import claim_rules

_BASIS = {
    PeriodKind.CUMULATIVE_SINCE: Basis.CUMULATIVE,
    PeriodKind.YEAR_TO_DATE: Basis.CUMULATIVE,
    PeriodKind.RANGE: Basis.RANGE,
    PeriodKind.CALENDAR_YEAR: Basis.CALENDAR_YEAR,
}
_DAY = timedelta(days=1)
_REASONS = {
    TrendFlag.RESET: "hitungan kumulatif turun, jadi dimulai lagi; selisih itu tidak dihitung",
    TrendFlag.CONFLICT: "ada angka berbeda yang belum diputuskan (pantau conflicts)",
    TrendFlag.SPANS: "satu angka untuk beberapa periode, tidak dapat dibagi",
    TrendFlag.REGENCIES_ONLY: "hanya angka kabupaten/kota; jumlahnya bukan angka provinsi (--area regency)",
    TrendFlag.NOT_SUMMABLE: "satuan ini tidak boleh dijumlahkan atau dikurangi",
    TrendFlag.LEFT_OUT: "kisaran, angka perkiraan atau angka mustahil tidak dihitung",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What all rows of one answer share."""

    step: Step
    area: Area
    topic: FigureTopic
    sex: Sex | None
    age: Age | None


@dataclass
class _Cell:
    """One number in the making."""

    first_on: date
    last_on: date
    value: Decimal | None = None
    claims: list[PeriodClaim] = field(default_factory=list)
    flags: set[TrendFlag] = field(default_factory=set)


_Family = tuple[str | None, FigureUnit, Basis, date]
"""Region, unit, basis, and the day that the numbers count from."""


def trend_rows(
    claims: Iterable[PeriodClaim],
    incidents: Iterable[IncidentCell],
    asked: Asked,
    populations: Mapping[str, Population],
) -> list[TrendRow]:
    """The rows of a series, by period, region, unit, basis and first day of counting.

    Numbers of kabupaten and kota are not added up to their province unless they count single events: nobody knows
    which of them told nothing.
    """
    families: dict[_Family, list[PeriodClaim]] = defaultdict(list)
    for claim in claims:
        basis = _BASIS[claim.period_kind]
        families[claim.region_code, claim.unit, basis, claim.period_start].append(claim)
    rows: list[TrendRow] = []
    for family, told in families.items():
        if asked.area is Area.PROVINCE and family[0] and "." in family[0]:
            continue
        for cell in _cells(family, told, asked.step):
            rows.append(_row(family, cell, asked, populations))
    if asked.area is Area.PROVINCE:
        rows.extend(_refused_regencies(families, rows, asked, populations))
    rows.extend(_incident_row(cell, asked, populations) for cell in incidents)
    return sorted(rows, key=_place_of)


def period_label(day: date, step: Step) -> str:
    """`2023-06`, `2023-Q2` or `2023`."""
    if step is Step.MONTH:
        return f"{day.year}-{day.month:02}"
    return f"{day.year}-Q{(day.month + 2) // 3}" if step is Step.QUARTER else str(day.year)


def last_day(day: date, step: Step) -> date:
    """Last day of the period that a day lies in."""
    month = {Step.MONTH: day.month, Step.QUARTER: (day.month + 2) // 3 * 3, Step.YEAR: 12}[step]
    return date(day.year + month // 12, month % 12 + 1, 1) - _DAY if day.year < 9999 else date.max


def _cells(family: _Family, told: Sequence[PeriodClaim], step: Step) -> Iterator[_Cell]:
    _, unit, basis, _ = family
    if basis is Basis.CALENDAR_YEAR:
        yield from _as_told(told)
    elif unit not in claim_rules().summable:
        for cell in _as_told(told):
            cell.flags.add(TrendFlag.NOT_SUMMABLE)
            cell.value = None
            yield cell
    else:
        yield from _differences(told, step)


def _as_told(told: Iterable[PeriodClaim]) -> Iterator[_Cell]:
    """One cell for each period: the number that counts, or none where several contradict one another."""
    for end, same in _by_end(told):
        cell = _Cell(same[0].period_start, end)
        counted = [claim for claim in same if claim.left_out is None]
        _note(cell, same)
        exact = [claim for claim in counted if claim.value_max is None]
        if exact:
            cell.value, cell.claims = exact[0].value, exact
            cell.flags |= {TrendFlag.APPROXIMATE} if exact[0].is_approximate else set()
        elif counted:
            cell.flags.add(TrendFlag.LEFT_OUT)
        if cell.value is not None or cell.flags:
            yield cell


def _differences(told: Iterable[PeriodClaim], step: Step) -> Iterator[_Cell]:
    """What consecutive bulletins add, in the period that they lie in, or for the periods that they span.

    The first counts from the first day of counting. Bulletins without an exact, undecided number are passed over: the
    next difference is over more days.
    """
    cells: dict[str, _Cell] = {}
    level, since = Decimal(0), None
    for end, same in _by_end(told):
        since = since or same[0].period_start
        exact = [claim for claim in same if _is_exact(claim)]
        first, last = (since, end) if exact else (end, end)
        cell = cells.setdefault(_span_label(first, last, step), _Cell(first, last))
        _note(cell, same)
        if not exact:
            cell.flags |= {TrendFlag.LEFT_OUT} if any(claim.left_out is None for claim in same) else set()
            continue
        cell.first_on, cell.last_on = min(cell.first_on, first), max(cell.last_on, last)
        cell.claims.extend(exact)
        if exact[0].value < level:
            cell.flags.add(TrendFlag.RESET)
        else:
            cell.value = (cell.value or Decimal(0)) + exact[0].value - level
        level, since = exact[0].value, end + _DAY
    for cell in cells.values():
        if cell.claims or cell.flags:
            yield cell


def _is_exact(claim: PeriodClaim) -> bool:
    return claim.left_out is None and claim.value_max is None and not claim.is_approximate


def _note(cell: _Cell, same: Iterable[PeriodClaim]) -> None:
    """Flags a cell for the claims that it does not count."""
    why = {claim.left_out for claim in same}
    cell.flags |= {TrendFlag.CONFLICT} if LeftOut.OPEN in why else set()
    cell.flags |= {TrendFlag.DECIDED} if LeftOut.LOST in why else set()
    cell.flags |= {TrendFlag.LEFT_OUT} if LeftOut.IMPLAUSIBLE in why else set()


def _by_end(told: Iterable[PeriodClaim]) -> list[tuple[date, list[PeriodClaim]]]:
    ends: dict[date, list[PeriodClaim]] = defaultdict(list)
    for claim in told:
        ends[claim.period_end].append(claim)
    return sorted(ends.items())


def _row(family: _Family, cell: _Cell, asked: Asked, populations: Mapping[str, Population]) -> TrendRow:
    code, unit, basis, start = family
    period = _span_label(cell.first_on, cell.last_on, asked.step)
    if "/" in period:
        cell.flags.add(TrendFlag.SPANS)
    elif cell.value is not None and basis is not Basis.CALENDAR_YEAR:
        begins = (
            period_label(cell.first_on - _DAY, asked.step) != period if cell.first_on > date.min else True
        )
        if not begins or cell.last_on < last_day(cell.last_on, asked.step):
            cell.flags.add(TrendFlag.INCOMPLETE)
    articles = frozenset[int]().union(*(claim.article_ids for claim in cell.claims))
    tellers = frozenset[int]().union(*(claim.tellers for claim in cell.claims))
    return _made(
        asked, populations, code, cell.flags, cell.value,
        period=period, first_on=cell.first_on, last_on=cell.last_on, unit=unit, basis=basis, counted_from=start,
        claims=len(cell.claims), stories=len(tellers), articles=len(articles),
    )  # fmt: skip


def _incident_row(cell: IncidentCell, asked: Asked, populations: Mapping[str, Population]) -> TrendRow:
    flags = {
        flag
        for flag, is_set in (
            (TrendFlag.APPROXIMATE, cell.approximate),
            (TrendFlag.CONFLICT, cell.undecided),
            (TrendFlag.DECIDED, cell.decided),
            (TrendFlag.LEFT_OUT, cell.left_out),
            (TrendFlag.NOT_SUMMABLE, cell.unit not in claim_rules().summable),
        )
        if is_set
    }
    value = cell.value if cell.claims and TrendFlag.NOT_SUMMABLE not in flags else None
    return _made(
        asked, populations, cell.region_code, flags, value,
        period=period_label(cell.first_on, asked.step), first_on=cell.first_on,
        last_on=last_day(cell.first_on, asked.step), unit=cell.unit, basis=Basis.INCIDENT, counted_from=None,
        claims=cell.claims, stories=cell.stories, articles=cell.articles,
    )  # fmt: skip


def _refused_regencies(
    families: Mapping[_Family, Sequence[PeriodClaim]],
    rows: Iterable[TrendRow],
    asked: Asked,
    populations: Mapping[str, Population],
) -> Iterator[TrendRow]:
    """A row without a number for each period and province of which only kabupaten and kota tell numbers."""
    told = {(row.region_code, row.unit, row.basis, row.last_on.year) for row in rows}
    refused: dict[tuple[str, FigureUnit, Basis, str], list[PeriodClaim]] = defaultdict(list)
    for (code, unit, basis, _), claims in families.items():
        province = code.partition(".")[0] if code and "." in code else None
        for claim in claims if province else []:
            if claim.left_out is None and (province, unit, basis, claim.period_end.year) not in told:
                refused[province or "", unit, basis, period_label(claim.period_end, asked.step)].append(claim)
    for (province_code, unit, basis, period), claims in refused.items():
        yield _made(
            asked, populations, province_code, {TrendFlag.REGENCIES_ONLY}, None,
            period=period, first_on=min(claim.period_start for claim in claims),
            last_on=max(claim.period_end for claim in claims), unit=unit, basis=basis, counted_from=None,
            claims=len(claims), stories=len(frozenset[int]().union(*(claim.tellers for claim in claims))),
            articles=len(frozenset[int]().union(*(claim.article_ids for claim in claims))),
        )  # fmt: skip


def _made(
    asked: Asked,
    populations: Mapping[str, Population],
    code: str | None,
    flags: Iterable[TrendFlag],
    value: Decimal | None,
    **fields: object,
) -> TrendRow:
    ordered = tuple(flag for flag in TrendFlag if flag in set(flags))
    reasons = [_REASONS[flag] for flag in ordered if flag in _REASONS]
    people = populations.get(code or "")
    inhabitants = people.inhabitants if people else None
    rate = None if value is None or not inhabitants else round(float(value) / inhabitants * 100_000, 4)
    return TrendRow.model_validate(
        {
            **fields,
            "region_code": code,
            "region": people.name if people else None,
            "topic": asked.topic,
            "sex": asked.sex,
            "age": asked.age,
            "value": value,
            "flags": ordered,
            "reason": "; ".join(reasons) or None,
            "population": inhabitants,
            "population_year": people.year if people and inhabitants else None,
            "per_100000": rate,
        }
    )


def _span_label(first: date, last: date, step: Step) -> str:
    one, other = period_label(first, step), period_label(last, step)
    return one if one == other else f"{one}/{other}"


def _place_of(row: TrendRow) -> tuple[object, ...]:
    return (
        row.period,
        row.first_on,
        row.region_code or "~",
        row.unit,
        row.basis,
        row.counted_from or date.min,
    )
