"""What leaves the database: tables of metadata and short redacted quotes, never texts, for anybody to read."""

import csv
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

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
from publish.cells import csv_rows, json_rows
from publish.columns import Column, columns_of
from publish.folders import digest_of, whole_folder
from publish.rows import Batch, add_topics, batches_of_query, rows_of
from storage.claims import claim_sources, public_claims
from storage.filters import Filters
from storage.public import is_known_credit, is_public_person
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
NOT_EXPORTED = frozenset({"removed_at", "removal_reason", "is_removed", "machine_values", *_PUBLIC.values()})
"""Fields that are the same in every row of an export, because what was taken down is left out; what a person found to
be wrong; and masked words, which stand in the place of the words."""


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
    with whole_folder(directory, "export") as folder:
        return _write_all(session, folder, replace(filters, limit=None))


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


def _batches(session: Session, table: _Table, columns: tuple[Column, ...]) -> Iterator[Batch]:
    for batch in batches_of_query(session, table.query):
        if table.row is ArticleRow:
            add_topics(session, batch, "id")
        if "is_known" in batch:
            credits = zip(batch["credited_to"], batch["is_known"], strict=True)
            batch["credited_to"] = [credit if is_known else None for credit, is_known in credits]
        for name, public in _PUBLIC.items():
            if public in batch:
                batch[name] = _masked(batch[name], batch.pop(public))
        yield rows_of(batch, columns)


def _masked(words: list[str | None], public: list[str | None]) -> list[str | None]:
    """The masked words; a mask alone where extraction has not made them yet."""
    pairs = zip(words, public, strict=True)
    return [shown if shown is not None or own is None else MASK for own, shown in pairs]


def _write(session: Session, directory: Path, table: _Table) -> ExportedTable:
    columns = columns_of(table.row, except_for=NOT_EXPORTED)
    names = [column.name for column in columns]
    paths = [directory / f"{table.name}.{ending}" for ending in ("csv", "jsonl")]
    matched, written = count_rows(session, table.query), 0
    with ExitStack() as files:
        csv_file, lines_file = (
            files.enter_context(path.open("w", encoding="utf-8", newline="")) for path in paths
        )
        rows = csv.writer(csv_file, lineterminator="\n")
        rows.writerow(names)
        for batch in _batches(session, table, columns):
            rows.writerows(csv_rows(columns, batch))
            for values in json_rows(columns, batch):
                lines_file.write(json.dumps(dict(zip(names, values, strict=True)), ensure_ascii=False) + "\n")
            written += len(batch[0])
    if written != matched:
        raise PantauError(f"the database changed during the export of {table.name}: run the export again")
    return ExportedTable(table=table.name, rows=written, files={path.name: digest_of(path) for path in paths})


def _plain(value: object) -> str | int | bool | None:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | bool) else None
