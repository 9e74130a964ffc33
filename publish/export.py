"""What leaves the database: tables of metadata and short redacted quotes, never texts, for anybody to read."""

import csv
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models.base import Record
from models.errors import PantauError
from models.export import ClaimSource, ExportedTable, Manifest, PublicClaim
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
from publish.rows import LONGEST_QUOTE, Batch, Redact, add_topics, batches_of_query, masked, rows_of
from storage.claims import claim_sources, public_claims
from storage.filters import Filters
from storage.published import credits_somebody_named
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

NOT_EXPORTED = frozenset({"removed_at", "removal_reason", "is_removed", "machine_values"})
"""Fields that are the same in every row of an export, because what was taken down is left out; and what a person found
to be wrong."""


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    row: type[Record]
    query: Query
    redacted: tuple[str, ...]
    """Fields whose words may name people who hold no office."""


def export(session: Session, directory: Path, filters: Filters, redact: Redact) -> Manifest:
    """Writes each table as CSV and as JSON Lines, and `manifest.json`, into a new or empty folder.

    `redact` is given titles and quotes and returns them without the names and traits of private people. Figures
    and claims follow their own region, the other tables that of the article; a limit is ignored. Claims are as the
    last `pantau resolve` left them. What stands in articles that
    their publishers took down is left out, and counted in the manifest. The same database gives the same bytes. The
    folder appears whole or not at all. Raises PantauError where it holds something already, cannot be written, or
    the database changes meanwhile (it does not in a `reading` session).
    """
    with whole_folder(directory, "export") as folder:
        return _write_all(session, folder, replace(filters, limit=None), redact)


def _write_all(session: Session, directory: Path, filters: Filters, redact: Redact) -> Manifest:
    matching = article_query(filters)
    manifest = Manifest(
        revision=newest_revision(),
        last_processed_at=session.scalar(select(func.max(Document.processed_at))),
        filters={name: _plain(value) for name, value in asdict(filters).items() if value},
        removed_articles=count_rows(session, matching) - count_rows(session, still_published(matching)),
        tables=tuple(_write(session, directory, table, redact) for table in _tables(filters)),
    )
    text = json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=2)
    (directory / "manifest.json").write_text(text + "\n", encoding="utf-8")
    return manifest


def _tables(filters: Filters) -> tuple[_Table, ...]:
    in_article, quoted = ("article_title",), ("article_title", "quote")
    tables: tuple[tuple[str, type[Record], Query, tuple[str, ...]], ...] = (
        ("articles", ArticleRow, article_query(filters), ("title",)),
        ("officials", OfficialRow, fact_query(OfficialRow, filters), in_article),
        ("agencies", AgencyRow, fact_query(AgencyRow, filters), in_article),
        ("statements", StatementRow, statement_query(filters), quoted),
        ("figures", FigureRow, _with_known_credit(figure_query(filters)), quoted),
        ("laws", LawRow, fact_query(LawRow, filters), quoted),
    )
    found = [_Table(name, row, still_published(query), masked) for name, row, query, masked in tables]
    return (
        *found,
        _Table("claims", PublicClaim, public_claims(filters), ()),
        _Table("claim_sources", ClaimSource, claim_sources(filters), ()),
    )


def _with_known_credit(figures: Query) -> Query:
    """Adds `is_known`: whether the figure is credited to an official or agency of its article, not to somebody."""
    return figures.add_columns(or_(*credits_somebody_named()).label("is_known"))


def _batches(session: Session, table: _Table, columns: tuple[Column, ...], redact: Redact) -> Iterator[Batch]:
    for batch in batches_of_query(session, table.query):
        if table.row is ArticleRow:
            add_topics(session, batch, "id")
        if "is_known" in batch:
            credits = zip(batch["credited_to"], batch["is_known"], strict=True)
            batch["credited_to"] = [credit if is_known else None for credit, is_known in credits]
        for name in table.redacted:
            batch[name] = masked(batch[name], redact, LONGEST_QUOTE if name == "quote" else None)
        yield rows_of(batch, columns)


def _write(session: Session, directory: Path, table: _Table, redact: Redact) -> ExportedTable:
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
        for batch in _batches(session, table, columns, redact):
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
