"""What the form of the trends asks for, read from an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from extract.regions.asked import region_code
from extract.regions.gazetteer import gazetteer
from models.errors import PantauError
from models.trends import Area, Basis, Step, TrendRow
from models.vocabulary import Age, FigureTopic, FigureUnit, Sex
from publish.charts.asked import ChartAsked
from storage.series_details import NumberAsked

_Code = TypeVar("_Code", bound=StrEnum)
_LONGEST = 100
FIELDS = ("unit", "topic", "step", "area", "region", "sex", "age", "agency", "rates", "since", "until")


@dataclass(frozen=True, slots=True)
class MapAsked:
    """Year and kind of number of the map; null is the one that most provinces have."""

    year: int | None
    basis: Basis | None


def chart_asked(query: Mapping[str, str]) -> ChartAsked:
    """The series that an address asks for; without anything, victims of TPPO by year. Raises PantauError."""
    since, until = _day(query, "since"), _day(query, "until")
    if since and until and since > until:
        raise PantauError(f"since {since} lies after until {until}: swap them.")
    name = text_of(query, "region")
    code = region_code(name, "region") if name else None
    return ChartAsked(
        unit=code_of(query, "unit", FigureUnit) or FigureUnit.KORBAN,
        topic=code_of(query, "topic", FigureTopic) or FigureTopic.TPPO,
        step=code_of(query, "step", Step) or Step.YEAR,
        area=code_of(query, "area", Area) or Area.PROVINCE,
        region=code,
        region_name=gazetteer().by_code(code).name if code else None,
        sex=code_of(query, "sex", Sex),
        age=code_of(query, "age", Age),
        agency=text_of(query, "agency"),
        since=since,
        until=until,
        is_rate=text_of(query, "rates") is not None,
    )


def map_asked(query: Mapping[str, str]) -> MapAsked:
    """The map that an address asks for. Raises PantauError."""
    year = text_of(query, "year")
    if year is not None and not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise PantauError(f"year {year!r} is no year: write it as 2024.")
    return MapAsked(int(year) if year else None, code_of(query, "basis", Basis))


def number_asked(query: Mapping[str, str]) -> NumberAsked:
    """The number of a series that an address asks for. Raises PantauError."""
    basis, first, last = code_of(query, "basis", Basis), _day(query, "first"), _day(query, "last")
    if basis is None or first is None or last is None:
        raise PantauError(
            "The address names no number: it needs basis, first and last; follow a link of the table."
        )
    return NumberAsked(basis, text_of(query, "code"), first, last, _day(query, "from"))


def query_of(asked: ChartAsked, **more: object) -> str:
    """The part of an address that asks for this series, and for what else is given."""
    values: dict[str, object] = {
        "unit": asked.unit,
        "topic": asked.topic,
        "step": asked.step,
        "area": asked.area,
        "region": asked.region,
        "sex": asked.sex,
        "age": asked.age,
        "agency": asked.agency,
        "rates": "1" if asked.is_rate else None,
        "since": asked.since,
        "until": asked.until,
    }
    return urlencode({name: str(value) for name, value in (values | more).items() if value is not None})


def number_query(asked: ChartAsked, row: TrendRow) -> str:
    """The part of an address that asks for the claims behind a number."""
    return query_of(
        asked, basis=row.basis, code=row.region_code, first=row.first_on, last=row.last_on,
        **{"from": row.counted_from},
    )  # fmt: skip


def number_of(query: Mapping[str, str], name: str) -> int | None:
    """A key of a row; null where the address has none. Raises PantauError."""
    text = text_of(query, name)
    if text is not None and not (text.isascii() and text.isdecimal() and 0 < int(text) < 2**31):
        raise PantauError(f"{name} {text!r} is no number of a row; follow a link of the page.")
    return int(text) if text else None


def text_of(query: Mapping[str, str], name: str) -> str | None:
    """A field of the address; null where it is missing or empty. Raises PantauError for one that is too long."""
    text = query.get(name, "").replace("\x00", "").strip()
    if len(text) > _LONGEST:
        raise PantauError(f"{name} is longer than {_LONGEST} characters; shorten it.")
    return text or None


def _day(query: Mapping[str, str], name: str) -> date | None:
    text = text_of(query, name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise PantauError(f"{name} {text!r} is not a day; write it as 2024-01-31.") from error


def code_of(query: Mapping[str, str], name: str, codes: type[_Code]) -> _Code | None:
    """A code of the address; null where it is missing or empty. Raises PantauError for an unknown one."""
    text = text_of(query, name)
    if text is None:
        return None
    if text not in set(codes):
        raise PantauError(f"{name} {text!r} is no code; choose one of {', '.join(codes)}.")
    return codes(text)
