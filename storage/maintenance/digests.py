"""What a table holds, as one digest that is the same on both back ends."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Table

from storage.maintenance.bulk import Row, rows_by_key


@dataclass(frozen=True, slots=True)
class TableDigest:
    """Rows of a table, and SHA-256 in hex over their values in the order of the primary key."""

    table: str
    rows: int
    digest: str


class Digester:
    """Takes the rows of one table, batch by batch."""

    def __init__(self, table: Table) -> None:
        self._name = table.name
        self._rows = 0
        self._digest = hashlib.sha256()

    def add(self, rows: Iterable[Row]) -> None:
        """Counts rows in; each is one line of canonical JSON."""
        for row in rows:
            line = json.dumps(
                tuple(row), default=plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")
            )
            self._digest.update(line.encode())
            self._digest.update(b"\n")
            self._rows += 1

    def result(self) -> TableDigest:
        """The digest of the rows so far."""
        return TableDigest(self._name, self._rows, self._digest.hexdigest())


def table_digest(connection: Connection, table: Table) -> TableDigest:
    """Digest of a table as the connection sees it; a batch of rows in memory."""
    digester = Digester(table)
    for rows in rows_by_key(connection, table):
        digester.add(rows)
    return digester.result()


def plain(value: Any) -> str:
    """What JSON does not have: days and times in ISO 8601, exact numbers in digits, bytes as their own digest."""
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case bytes():
            return hashlib.sha256(value).hexdigest()
    raise TypeError(f"{type(value).__name__} has no canonical form yet")
