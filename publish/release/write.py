"""Writes a release: one reading of the database into a SQLite file, and every other format from that file."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from models.errors import PantauError
from models.withdrawal import WithdrawalRow
from pipelines.quality import precisions
from publish.codebook import about, codebook_page, codebook_rows
from publish.folders import whole_folder
from publish.pages import LANGUAGES, page
from publish.public import public_rows as public_records
from publish.release.changes import HOW_IT_WAS_FOUND, TableChanges, compare, withdrawn_articles
from publish.release.csv_files import write_csv
from publish.release.datasette import (
    FILE,
    add_table,
    check_references,
    count_stored,
    largest,
    new_store,
    opened,
    stored_batches,
    write_metadata,
)
from publish.release.package import (
    PACKAGE,
    about_releases,
    version_of,
    write_checksums,
    write_citation,
    write_package,
)
from publish.release.parquet import write_parquet
from publish.release.quality import Precision, Statement, statement
from publish.release.stata import write_stata
from publish.release.xlsx import Page, Sheets, sheet_names, write_xlsx
from publish.tables import ALL_TABLES, CHANGES, TABLES, ReleasedTable, count_matching, public_rows
from storage.published import Scope, newest_change
from storage.withdrawn import list_withdrawals

WORKBOOK = "pantau-tppo.xlsx"


@dataclass(frozen=True, slots=True)
class Released:
    """What a release holds."""

    day: date
    """Its version: the last day of publication that was asked for, else the day of the database's last change."""
    rows: dict[str, int]
    """Rows of each table, the same in every format."""
    split: dict[str, list[str]]
    """Sheets of the tables that one sheet of the workbook does not take."""
    previous: str | None
    """Version of the release that it was compared with."""
    changes: list[TableChanges]


def write_release(
    session: Session,
    directory: Path,
    *,
    until: date | None = None,
    previous: Path | None = None,
) -> Released:
    """Writes a release into a new or empty folder; the folder appears whole or not at all.

    `until` is the last day of publication; what is known of these articles is what the database knows now. Compared
    with `previous`, else with the newest earlier release beside `directory`. The same database, day and
    previous release give the same bytes.
    Raises PantauError where the folder holds something, cannot be written, or the database was never resolved.
    """
    changed = newest_change(session) or datetime(1970, 1, 1, tzinfo=UTC)
    day = until or changed.date()
    previous = previous or newest_before(directory, day)
    version = version_of(previous) if previous else None
    with whole_folder(directory, "release") as folder:
        with new_store(folder / FILE) as store:
            for table in TABLES:
                _fill(session, store, table, Scope(until))
            check_references(store)
            add_table(store, CHANGES, ())
            changes = compare(store, previous) if previous else []
        with opened(folder / FILE) as store:
            rows = {table.name: count_stored(store, table) for table in ALL_TABLES}
            written = _write_formats(folder, store, day)
            for name, counts in written.items():
                if counts != rows:
                    raise PantauError(
                        f"{name} of the release holds other rows than were read: run the release again"
                    )
            told = _Told(day, until, changed.date(), version, changes, rows, _withdrawals(session))
            _write_words(folder, store, told, statement(store, _precision(session)))
        write_checksums(folder)
    sheets = {name: sheet_names(name, count) for name, count in rows.items()}
    return Released(
        day, rows, {name: names for name, names in sheets.items() if len(names) > 1}, version, changes
    )


def newest_before(directory: Path, day: date) -> Path | None:
    """The newest release beside a folder that is of an earlier day; null where there is none."""
    found = []
    for path in sorted(directory.parent.glob(f"*/{PACKAGE}")) if directory.parent.is_dir() else ():
        try:
            version = version_of(path.parent)
        except PantauError:
            continue  # somebody else's data package
        if path.parent.resolve() != directory.resolve() and version < day.isoformat():
            found.append((version, path.parent))
    return max(found)[1] if found else None


def _fill(session: Session, store: sqlite3.Connection, table: ReleasedTable, scope: Scope) -> None:
    matched = count_matching(session, table, scope)
    written = add_table(store, table, public_rows(session, table, scope))
    if matched is not None and written != matched:
        raise PantauError(f"the database changed while {table.name} was read: run the release again")
    if table.name == "regions" and not written:
        raise PantauError("the database knows no regions yet: run `pantau resolve`, then again")


def _write_formats(folder: Path, store: sqlite3.Connection, day: date) -> dict[str, dict[str, int]]:
    """Rows of each table, format by format."""
    title = about_releases().title["en"]
    writers: dict[str, Callable[[Path, ReleasedTable], int]] = {
        "csv": lambda path, table: write_csv(path, table.columns, stored_batches(store, table)),
        "parquet": lambda path, table: write_parquet(path, table.columns, stored_batches(store, table)),
        "stata": lambda path, table: write_stata(
            path, table.columns, stored_batches(store, table),
            longest=largest(store, table), label=f"{table.name}, Pantau TPPO {day}",
        ),
    }  # fmt: skip
    endings = {"stata": "dta"}
    written: dict[str, dict[str, int]] = {}
    for name, write in writers.items():
        (folder / name).mkdir()
        written[name] = {
            table.name: write(folder / name / f"{table.name}.{endings.get(name, name)}", table)
            for table in ALL_TABLES
        }
    sheets = [
        Sheets(table.name, table.columns, count_stored(store, table), stored_batches(store, table))
        for table in ALL_TABLES
    ]
    header = ("tabel / table", "kolom / field", "nilai / value", "arti", "meaning")
    written["xlsx"] = write_xlsx(folder / WORKBOOK, title, day, sheets, Page(header, list(codebook_rows())))
    return written


def _precision(session: Session) -> list[Precision]:
    """What people said of a random sample, where they judged some of it."""
    return [
        Precision(each.count.kind.value, each.count.judged, each.count.right, each.lowest, each.highest)
        for each in precisions(session)
        if each.lowest is not None and each.highest is not None
    ]


def _withdrawals(session: Session) -> list[WithdrawalRow]:
    """What was taken out for good, as anybody may know it, oldest first."""
    return list(public_records(session, list_withdrawals(session)))


@dataclass(frozen=True, slots=True)
class _Told:
    """What the pages of a release tell beside its tables."""

    day: date
    until: date | None
    known: date
    previous: str | None
    changes: Sequence[TableChanges]
    rows: dict[str, int]
    withdrawals: Sequence[WithdrawalRow]


def _write_words(folder: Path, store: sqlite3.Connection, told: _Told, found: Statement) -> None:
    ours, day = about_releases(), told.day
    write_metadata(folder / "metadata.json", ALL_TABLES, ours.title["en"], {"license": ours.licence})
    write_package(folder, day, ALL_TABLES)
    write_citation(folder, day)
    fields = [name for name in found.scores["sets"][0]["fields"] if name != "topics"]
    whole: dict[str, list[str]] = {"CHANGES.md": [], "README.md": []}
    for language in LANGUAGES:
        title = ours.title[language]
        shared = {"title": title, "version": day.isoformat()}
        for template in ("codebook.md", "codebook.html"):
            name, ending = template.split(".")
            text = codebook_page(f"{template}.j2", language, title)
            (folder / f"{name}.{language}.{ending}").write_text(text, encoding="utf-8")
        text = page("quality.md.j2", language, found=found, fields=fields, **shared)
        (folder / f"quality.{language}.md").write_text(text, encoding="utf-8")
        tables = [(table.name, told.rows[table.name], about(table.record, language)) for table in ALL_TABLES]
        whole["CHANGES.md"].append(
            page(
                "changes.md.j2", language, previous=told.previous, changes=told.changes,
                not_compared=sorted(HOW_IT_WAS_FOUND), withdrawn=withdrawn_articles(store),
                withdrawals=told.withdrawals, **shared,
            )
        )  # fmt: skip
        whole["README.md"].append(
            page(
                "readme.md.j2", language, abstract=ours.abstract[language], tables=tables, licence=ours.licence,
                until=told.until, known=told.known, **shared,
            )
        )  # fmt: skip
    for name, parts in whole.items():
        (folder / name).write_text("\n---\n\n".join(parts), encoding="utf-8")
