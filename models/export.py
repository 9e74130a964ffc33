"""What an export says about itself."""

from datetime import datetime

from models.base import Record


class ExportedTable(Record):
    """One table of an export."""

    table: str
    """Name of the table, also of its files."""
    rows: int
    """Rows in each of its files: all that match."""
    files: dict[str, str]
    """SHA-256 in hex of each file, by file name."""


class Manifest(Record):
    """What an export holds."""

    revision: str
    """Revision of the database's tables."""
    last_processed_at: datetime | None
    """When the database last took in an extraction, UTC."""
    filters: dict[str, str | int | bool | None]
    """The filters that were set."""
    removed_articles: int
    """Articles that match and are left out, with all that they say, because their publishers took them down."""
    tables: tuple[ExportedTable, ...]
    """The tables."""
