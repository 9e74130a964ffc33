"""Rows for every table, made from the tables themselves: a new table is filled without anybody thinking of it."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    func,
    select,
)

from storage.types import ExactNumber, UtcDateTime

ROWS = 3
_QUOTE = "12 kasus"
_FIXED: dict[str, Any] = {
    "start_char": 0,
    "end_char": len(_QUOTE),
    "quote": _QUOTE,
    "text": f"{_QUOTE} di Ende",
    "import_digest": None,  # one_key: the address is set
    "status": "finished",
    "person_pairs.status": "open",
    "state": "fetched",
    "archive_files.state": "done",
    "present": 1,
    "total": 2,
    "articles.is_current": True,
    "is_lead": True,
    "story_pairs.other_id": None,  # order: it comes after the article
    "warc_file": None,
}
"""Values that a constraint demands, by column or by table and column; add one here where a new constraint does."""


def fill_every_table(connection: Connection, tables: Iterable[Table]) -> None:
    """Puts three rows into each of the tables that has none; the tables in the order of their references."""
    for table in tables:
        if connection.scalar(select(func.count()).select_from(table)):
            continue
        for number in range(1, ROWS + 1):
            connection.execute(table.insert().values(_row(table, number)))


def reflected(connection: Connection) -> list[Table]:
    """The tables as the database has them, but not those that SQLite keeps for a full-text index."""
    metadata = MetaData()
    names = None
    if connection.dialect.name == "sqlite":
        listed = connection.exec_driver_sql("SELECT name FROM pragma_table_list WHERE type = 'table'")
        names = [name for (name,) in listed if not name.startswith("sqlite_")]
    metadata.reflect(connection, only=names)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def _row(table: Table, number: int) -> dict[str, Any]:
    return {
        column.name: _value(column, number)
        for column in table.columns
        if column.computed is None and column.identity is None
    }


def _value(column: Column[Any], number: int) -> Any:
    fixed = _FIXED.get(f"{column.table.name}.{column.name}", _FIXED.get(column.name, ...))
    if fixed is not ...:
        return fixed
    if column.foreign_keys:
        (key,) = column.foreign_keys
        if key.column.table is column.table:
            return None if number == 1 else _value(key.column, 1)
        return _value(key.column, number)
    for kind, make in _BY_TYPE:
        if isinstance(column.type, kind):
            return make(column.type, number)
    return f"{column.name} {number} é"[:40]


_MOMENT = datetime(2024, 1, 1, 1, 2, 3, 456_000)
_BY_TYPE: tuple[tuple[Any, Callable[[Any, int], Any]], ...] = (
    (UtcDateTime, lambda _kind, _number: _MOMENT.replace(tzinfo=UTC)),
    (ExactNumber, lambda _kind, number: Decimal("26.4") * number),
    (Enum, lambda kind, _number: kind.enum_class(kind.enums[0]) if kind.enum_class else kind.enums[0]),
    (Boolean, lambda _kind, number: number == 1),
    (DateTime, lambda kind, _number: _MOMENT.replace(tzinfo=UTC if kind.timezone else None)),
    (Date, lambda _kind, _number: date(2024, 1, 2)),
    (Float, lambda _kind, number: 0.1 * number),
    (Numeric, lambda _kind, number: Decimal(number)),
    (Integer, lambda _kind, number: number),
    (LargeBinary, lambda _kind, number: bytes([0, 255, number])),
    (JSON, lambda _kind, number: {"b": number, "a": ["é", None, 1.5]}),
)
"""How a value of each type is made; the first that fits."""
