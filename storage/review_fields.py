"""What may be corrected in a fact of each kind, and which values a field takes."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, NamedTuple, get_args

from pydantic import TypeAdapter, ValidationError

from models.base import Record
from models.errors import PantauError
from models.fact import Exposure
from models.rows import AgencyRow, DateRow, FigureRow, LawRow, OfficialRow, StatementRow
from models.vocabulary import FigureUnit, SubjectKind
from storage.fact_rows import LARGEST
from storage.tables import (
    AgencyRecord,
    DateRecord,
    ExposureRecord,
    FigureRecord,
    LawRecord,
    OfficialRecord,
    StatementRecord,
)
from storage.types import exact, storable

FactRecord = (
    AgencyRecord | DateRecord | ExposureRecord | FigureRecord | LawRecord | OfficialRecord | StatementRecord
)


class FactKind(NamedTuple):
    """How facts of a kind are reviewed."""

    table: type[Any]
    """A table of `FactRecord`."""
    model: type[Record]
    """Says what each field takes."""
    fields: tuple[str, ...]
    """What may be corrected."""
    together: tuple[tuple[str, ...], ...] = ()
    """Fields that make sense only together. Who corrects one of them vouches for the others as they stand, so that
    corrections may be taken back in any order, and a newer extraction may find anything, without a contradiction."""
    same: tuple[str, ...] = ()
    """Fields in which a fact that stands at an overlapping place is the same fact."""
    same_elsewhere: tuple[str, ...] = ()
    """Fields in which a fact with the same quote at another place is the same fact."""


_WHOLE = {
    FigureUnit.KASUS,
    FigureUnit.KORBAN,
    FigureUnit.TERSANGKA,
    FigureUnit.PELAKU,
    FigureUnit.LAPORAN,
    FigureUnit.ORANG,
    FigureUnit.RUPIAH,
}
_PERIOD = ("period_start", "period_end", "period_kind")
_COUNTED = ("value", "value_max", "is_approximate", "unit", "topic", "sex", "age")
_PLACE = ("region_code", "region")
FACT_KINDS: dict[SubjectKind, FactKind] = {
    SubjectKind.OFFICIAL: FactKind(
        OfficialRecord,
        OfficialRow,
        ("name", "title", "rank", "agency", "kind"),
        same=("name",),
        same_elsewhere=("name",),
    ),
    SubjectKind.AGENCY: FactKind(
        AgencyRecord, AgencyRow, ("name", "acronym", "type"), same=("name",), same_elsewhere=("name",)
    ),
    SubjectKind.DATE: FactKind(
        DateRecord,
        DateRow,
        ("first_on", "last_on", "kind"),
        together=(("first_on", "last_on"),),
        same=("first_on", "last_on"),
        same_elsewhere=("first_on", "last_on"),
    ),
    SubjectKind.FIGURE: FactKind(
        FigureRecord,
        FigureRow,
        (*_COUNTED, *_PLACE, *_PERIOD, "credited_to"),
        together=(("value", "value_max"), _PLACE, _PERIOD),
        same=("value", "unit"),
        same_elsewhere=("value", "value_max", "unit", "topic", "sex", "age", "region_code", *_PERIOD),
    ),
    SubjectKind.STATEMENT: FactKind(
        StatementRecord,
        StatementRow,
        ("speaker", "kind", "cue", "said_on"),
        same=("speaker",),  # elsewhere, the words themselves are the statement
    ),
    SubjectKind.LAW: FactKind(
        LawRecord,
        LawRow,
        ("type", "number", "year", "article", "is_inferred", "is_doubtful"),
        same=("type", "number", "year", "article"),
        same_elsewhere=("type", "number", "year", "article"),
    ),
    SubjectKind.EXPOSURE: FactKind(
        ExposureRecord, Exposure, ("kind",), same=("kind",), same_elsewhere=("kind",)
    ),
}


def choices(kind: SubjectKind, name: str) -> tuple[str, ...]:
    """The values that a field of codes takes, `true` and `false` for a field of that kind; none for free text."""
    annotation = FACT_KINDS[kind].model.model_fields[name].annotation
    takes = get_args(annotation) or (annotation,)
    nothing = ("",) if type(None) in takes else ()
    for taken in takes:
        if isinstance(taken, type) and issubclass(taken, Enum):
            return (*nothing, *(str(code.value) for code in taken))
        if taken is bool:
            return (*nothing, "true", "false")
    return ()


def plain(value: object) -> Any:
    """A field's value as JSON has it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def decoded(kind: SubjectKind, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values that `plain` made, as the columns take them."""
    return {name: _adapter(kind, name).validate_python(value) for name, value in values.items()}


@cache
def _adapter(kind: SubjectKind, name: str) -> TypeAdapter[Any]:
    annotation: Any = FACT_KINDS[kind].model.model_fields[name].annotation
    return TypeAdapter(annotation)


def typed(kind: SubjectKind, values: Mapping[str, object]) -> dict[str, Any]:
    """The values as the columns take them, from text or JSON; null, or blank text, for no value.

    Raises PantauError for a field that the kind does not have, or that takes no such value.
    """
    found = {name: _typed_field(kind, name, value) for name, value in values.items()}
    for name in ("value", "value_max"):
        if found.get(name) is not None:
            found[name] = _number(name, found[name])
    if not 0 <= (found.get("year") or 0) <= 9999:
        raise PantauError(f"year {found['year']} is no year: give one as 2007")
    return found


def check_together(values: Mapping[str, Any], unit: FigureUnit | None) -> None:
    """Raises PantauError where values contradict each other; `unit` is that of a figure."""
    for name in ("value", "value_max"):
        value = values.get(name)
        if value is not None and unit in _WHOLE and value != int(value):
            raise PantauError(f"{name} {value} is no whole number of {unit}: write thousands without a point")
    for first, last in (("period_start", "period_end"), ("first_on", "last_on")):
        start, end = values.get(first), values.get(last)
        if start is not None and end is not None and end < start:
            raise PantauError(f"{last} {end} lies before {first} {start}: correct both together")
    lower, upper = values.get("value"), values.get("value_max")
    if lower is not None and upper is not None and upper < lower:
        raise PantauError(f"value_max {upper} is below value {lower}: correct both together")


def _typed_field(kind: SubjectKind, name: str, value: object) -> Any:
    spec = FACT_KINDS[kind]
    if name not in spec.fields:
        raise PantauError(
            f"{kind.value} has no field {name!r} that can be corrected: use {', '.join(spec.fields)}"
        )
    annotation = spec.model.model_fields[name].annotation
    takes = get_args(annotation) or (annotation,)
    if isinstance(value, str):
        value = storable(value).strip()
        if not value and type(None) in takes:
            return None
        if not value and str in takes and name != "cue":
            raise PantauError(f"{name} of {kind.value} cannot be empty: give it a value")
    try:
        if date in takes and value is not None:
            return value if type(value) is date else date.fromisoformat(str(value))
        return _adapter(kind, name).validate_python(value)
    except (ValueError, ValidationError) as error:
        reason = _reason(error) if isinstance(error, ValidationError) else "write the day as 2024-01-31"
        raise PantauError(f"{name} {_shown(value)} is not possible: {reason}") from error


def _reason(error: ValidationError) -> str:
    return error.errors()[0]["msg"].replace("Input should be", "it should be")


def _shown(value: object) -> str:
    return repr(value if not isinstance(value, str) or len(value) <= 60 else f"{value[:60]}...")


def _number(name: str, value: Decimal) -> Decimal:
    if value < 0:
        raise PantauError(f"{name} {value} is below 0: figures count from 0 up")
    if value >= LARGEST:
        raise PantauError(f"{name} {value} is beyond any number that can be told: use less than 10^15")
    if exact(value) != value:
        raise PantauError(f"{name} {value} has more than four decimal places: round it")
    return exact(value)
