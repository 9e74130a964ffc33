"""The columns of a record: what kind of value each holds, read from the record's types."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from annotated_types import Ge, Le
from pydantic.fields import FieldInfo

from models.base import Record


class Kind(Enum):
    """How the values of a column are written."""

    TEXT = "text"
    CODE = "code"
    CODES = "codes"
    """Codes with `;` between them."""
    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a record, as a column of a table."""

    name: str
    kind: Kind
    is_required: bool
    """True where no value is null."""
    text: str
    """What the docstring under the field says, on one line."""
    codes: type[StrEnum] | None
    """Vocabulary of a code."""
    unit: str | None
    """What a number counts; null where it counts nothing, as keys do."""
    minimum: float | None
    maximum: float | None


_KINDS: dict[Any, Kind] = {
    str: Kind.TEXT,
    bool: Kind.FLAG,
    int: Kind.INTEGER,
    float: Kind.NUMBER,
    Decimal: Kind.NUMBER,
    date: Kind.DAY,
    datetime: Kind.MOMENT,
}


def columns_of(record: type[Record], *, except_for: Collection[str] = ()) -> tuple[Column, ...]:
    """The columns of a record, in its order. Raises KeyError for a field whose type no table can hold."""
    fields = record.model_fields.items()
    return tuple(column_of(name, field) for name, field in fields if name not in except_for)


def column_of(name: str, field: FieldInfo) -> Column:
    """One field. Raises KeyError for a type that no table can hold."""
    found = _Type(field)
    return Column(
        name=name,
        kind=found.kind(),
        is_required=not found.is_optional,
        text=" ".join((field.description or "").split()),
        codes=found.codes(),
        unit=found.unit,
        minimum=found.minimum,
        maximum=found.maximum,
    )


def codes_of(field: FieldInfo) -> type[StrEnum] | None:
    """The vocabulary of a coded field; null for other fields, whatever they hold."""
    return _Type(field).codes()


def unit_of(field: FieldInfo) -> str | None:
    """What the numbers of a field count; null for other fields, whatever they hold."""
    return _Type(field).unit


class _Type:
    """What an annotation says, with `Annotated`, `| None` and `tuple[X, ...]` taken off."""

    def __init__(self, field: FieldInfo) -> None:
        self.type: Any = None
        self.is_optional = self.is_list = False
        self.unit: str | None = None
        self.minimum: float | None = None
        self.maximum: float | None = None
        self._read(field.annotation)
        self._constrain(field)

    def codes(self) -> type[StrEnum] | None:
        return self.type if isinstance(self.type, type) and issubclass(self.type, StrEnum) else None

    def kind(self) -> Kind:
        if self.codes():
            return Kind.CODES if self.is_list else Kind.CODE
        return _KINDS[self.type]

    def _read(self, annotation: Any) -> None:
        origin = get_origin(annotation)
        if origin is Annotated:
            inner, *constraints = get_args(annotation)
            for constraint in constraints:
                self._constrain(constraint)
            self._read(inner)
        elif origin in {Union, UnionType}:
            for argument in get_args(annotation):
                if argument is not type(None):
                    self._read(argument)
            self.is_optional = type(None) in get_args(annotation)
        elif origin is tuple:
            self.is_list = True
            self._read(get_args(annotation)[0])
        else:
            self.type = annotation

    def _constrain(self, constraint: Any) -> None:
        if isinstance(constraint, FieldInfo):
            if isinstance(constraint.json_schema_extra, dict):
                self.unit = str(constraint.json_schema_extra.get("unit", "")) or self.unit
            for one in constraint.metadata:
                self._constrain(one)
        elif isinstance(constraint, Ge):
            self.minimum = float(constraint.ge)  # type: ignore[arg-type]
        elif isinstance(constraint, Le):
            self.maximum = float(constraint.le)  # type: ignore[arg-type]
