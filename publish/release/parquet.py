"""Parquet: days and moments as such, codes as dictionaries, the meaning of each field beside it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publish.columns import Column, Kind

if TYPE_CHECKING:
    import pyarrow

_GROUP = 10_000
"""Rows that are written together."""


def write_parquet(path: Path, columns: Sequence[Column], batches: Iterable[Sequence[tuple[Any, ...]]]) -> int:
    """Writes batches of rows of plain values; returns how many rows. Memory holds ten thousand."""
    from pyarrow import parquet

    schema, written = _schema(columns), 0
    coded = [column.name for column in columns if column.kind is Kind.CODE]
    with parquet.ParquetWriter(path, schema, compression="zstd", use_dictionary=coded) as writer:
        for rows in _groups(batches):
            writer.write_table(_table(schema, columns, rows))
            written += len(rows)
    return written


def _schema(columns: Sequence[Column]) -> "pyarrow.Schema":
    import pyarrow

    types = {
        Kind.INTEGER: pyarrow.int64(),
        Kind.NUMBER: pyarrow.float64(),
        Kind.FLAG: pyarrow.bool_(),
        Kind.DAY: pyarrow.date32(),
        Kind.MOMENT: pyarrow.timestamp("ms", tz="UTC"),
    }
    return pyarrow.schema(
        pyarrow.field(
            column.name,
            types.get(column.kind, pyarrow.string()),
            nullable=not column.is_required,
            metadata={"description": column.text} | ({"unit": column.unit} if column.unit else {}),
        )
        for column in columns
    )


def _table(
    schema: "pyarrow.Schema", columns: Sequence[Column], rows: Sequence[tuple[Any, ...]]
) -> "pyarrow.Table":
    import pyarrow

    arrays = []
    for column, field, values in zip(columns, schema, zip(*rows, strict=True), strict=True):
        array = pyarrow.array([_value(column.kind, value) for value in values], type=field.type)
        arrays.append(array)
    return pyarrow.Table.from_arrays(arrays, schema=schema)


def _value(kind: Kind, value: Any) -> Any:
    if value is None:
        return None
    match kind:
        case Kind.FLAG:
            return bool(value)
        case Kind.NUMBER:
            return float(value)
        case Kind.DAY:
            return date.fromisoformat(value)
        case Kind.MOMENT:
            return datetime.fromisoformat(value)
    return value


def _groups(batches: Iterable[Sequence[tuple[Any, ...]]]) -> Iterable[list[tuple[Any, ...]]]:
    group: list[tuple[Any, ...]] = []
    for rows in batches:
        group += rows
        if len(group) >= _GROUP:
            yield group
            group = []
    if group:
        yield group
