"""What leaves the database: tables of metadata and short redacted quotes, never texts, for anybody to read."""

import csv
import hashlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.base import Record
from models.errors import PantauError
from models.export import ClaimSource, ExportedTable, Manifest, PublicClaim
from models.public import MASK
from models.rows import (
    AgencyRow,
    ArticleRow,
    FigureRow,
    LawRow,
    OfficialRow,
    StatementRow,
)
from storage.claims import claim_sources, public_claims
from storage.filters import Filters
from storage.public import is_known_credit, is_public_person
from storage.queries import stream_articles
from storage.schema import newest_revision
from storage.selects import (
    Query,
    article_query,
    count_rows,
    fact_query,
    figure_query,
    statement_query,
    still_published,
)
from storage.tables import Document

_PUBLIC = {"title": "public_title", "article_title": "article_public_title", "quote": "public_quote"}
"""Fields whose words may name people who hold no office, and the masked form that leaves in their place."""
_NOT_EXPORTED = {"removed_at", "removal_reason", "is_removed", "machine_values"}
"""Fields that are the same in every row of an export, because what was taken down is left out; and what a person found
to be wrong."""
_CHUNK = 500
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    row: type[Record]
    query: Query


def export(session: Session, directory: Path, filters: Filters) -> Manifest:
    """Writes each table as CSV and as JSON Lines, and `manifest.json`, into a new or empty folder.

    Titles and quotes are the public ones that extraction made; a mask stands where it has not made them yet. Figures
    and claims follow their own region, the other tables that of the article; a limit is ignored. Claims are as the
    last `pantau resolve` left them. What stands in articles that their publishers took down is left out, and counted in
    the manifest; people who hold no office and speak for nobody are left out. The same database gives the same bytes.
    The folder appears whole or not at all. Raises PantauError where it holds something already, cannot be written, or
    the database changes meanwhile (it does not in a `reading` session).
    """
    try:
        if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
            raise PantauError(f"export folder {directory} is not empty: name a new one")
        directory.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=directory.parent, prefix=f".{directory.name}-") as scratch:
            whole = Path(scratch) / "whole"
            whole.mkdir()
            manifest = _write_all(session, whole, replace(filters, limit=None))
            whole.rename(directory)  # takes the place of an empty folder
    except OSError as error:
        raise PantauError(
            f"export to {directory} failed ({error.strerror}), nothing was written: use another folder"
        ) from error
    return manifest


def _write_all(session: Session, directory: Path, filters: Filters) -> Manifest:
    matching = article_query(filters)
    manifest = Manifest(
        revision=newest_revision(),
        last_processed_at=session.scalar(select(func.max(Document.processed_at))),
        filters={name: _plain(value) for name, value in asdict(filters).items() if value},
        removed_articles=count_rows(session, matching) - count_rows(session, still_published(matching)),
        tables=tuple(_write(session, directory, table) for table in _tables(filters)),
    )
    text = json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=2)
    (directory / "manifest.json").write_text(text + "\n", encoding="utf-8")
    return manifest


def _tables(filters: Filters) -> tuple[_Table, ...]:
    tables: tuple[tuple[str, type[Record], Query], ...] = (
        ("articles", ArticleRow, article_query(filters)),
        ("officials", OfficialRow, fact_query(OfficialRow, filters).where(is_public_person())),
        ("agencies", AgencyRow, fact_query(AgencyRow, filters)),
        ("statements", StatementRow, statement_query(filters).where(is_public_person())),
        ("figures", FigureRow, figure_query(filters).add_columns(is_known_credit().label("is_known"))),
        ("laws", LawRow, fact_query(LawRow, filters)),
    )
    found = [_Table(name, row, still_published(query)) for name, row, query in tables]
    return (
        *found,
        _Table("claims", PublicClaim, public_claims(filters)),
        _Table("claim_sources", ClaimSource, claim_sources(filters)),
    )


def _records(session: Session, table: _Table) -> Iterator[Record]:
    if table.row is ArticleRow:
        yield from stream_articles(session, table.query)
        return
    for found in session.execute(table.query.execution_options(yield_per=_CHUNK)).mappings():
        fields = dict(found)
        if not fields.pop("is_known", True):
            fields["credited_to"] = None
        yield table.row(**fields)


def _write(session: Session, directory: Path, table: _Table) -> ExportedTable:
    csv_path, lines_path = directory / f"{table.name}.csv", directory / f"{table.name}.jsonl"
    matched, written = count_rows(session, table.query), 0
    with (
        csv_path.open("w", encoding="utf-8", newline="") as csv_file,
        lines_path.open("w", encoding="utf-8", newline="\n") as lines_file,
    ):
        hidden = _NOT_EXPORTED.union(_PUBLIC.values())
        names = [name for name in table.row.model_fields if name not in hidden]
        rows = csv.DictWriter(csv_file, names, lineterminator="\n")
        rows.writeheader()
        for record in _records(session, table):
            fields = _with_public_words(record.model_dump(mode="json", exclude=_NOT_EXPORTED))
            rows.writerow({name: _cell(value) for name, value in fields.items()})
            lines_file.write(json.dumps(fields, ensure_ascii=False) + "\n")
            written += 1
    if written != matched:
        raise PantauError(f"the database changed during the export of {table.name}: run the export again")
    return ExportedTable(
        table=table.name,
        rows=written,
        files={path.name: _file_digest(path) for path in (csv_path, lines_path)},
    )


def _with_public_words(fields: dict[str, Any]) -> dict[str, Any]:
    for name, public in _PUBLIC.items():
        if public in fields:
            words = fields.pop(public)
            fields[name] = MASK if words is None and fields[name] is not None else words
    return fields


def _cell(value: Any) -> Any:
    """A value as a cell that takes one line and that no spreadsheet runs as a formula."""
    if isinstance(value, list):
        value = ";".join(value)
    if not isinstance(value, str):
        return str(value).lower() if isinstance(value, bool) else value
    if value.startswith(_STARTS_A_FORMULA):
        value = f"'{value}"
    return " ".join(value.split()) if "\n" in value or "\r" in value else value


def _plain(value: object) -> str | int | bool | None:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | bool) else None


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
