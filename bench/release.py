"""Speed and memory of exports and releases, as ratios measured side by side.

usage: release.py --work FOLDER [--articles N ...]

A bare cursor runs the same SQL and gives its rows to Python's CSV writer; ours makes them safe and plain beside that.
Both write the same number of rows, by turns. The words are taken as they are stored, without what masks them. FOLDER
takes the database and the files (about 15 kB an article).
"""

import argparse
import csv
import shutil
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "bench")]

from generated_articles import load  # noqa: E402
from memory import _resident as resident  # noqa: E402

from desk.exporting import addressed, column_names, counted, csv_lines, json_lines, read_columns  # noqa: E402
from models.listing import Kind  # noqa: E402
from pipelines.resolving_claims import resolve_claims  # noqa: E402
from pipelines.resolving_organizations import resolve_organizations  # noqa: E402
from publish.cells import csv_rows  # noqa: E402
from publish.export import export  # noqa: E402
from publish.lists import whole_list  # noqa: E402
from publish.release.csv_files import write_csv  # noqa: E402
from publish.release.datasette import FILE, count_stored, largest, opened, stored_batches  # noqa: E402
from publish.release.parquet import write_parquet  # noqa: E402
from publish.release.stata import write_stata  # noqa: E402
from publish.release.write import write_release  # noqa: E402
from publish.release.xlsx import Page, Sheets, write_xlsx  # noqa: E402
from publish.tables import TABLES, ReleasedTable, public_rows  # noqa: E402
from storage.engine import open_engine, reading  # noqa: E402
from storage.filters import Filters  # noqa: E402
from storage.listing import Question, listed_ids  # noqa: E402
from storage.published import Scope, newest_change  # noqa: E402
from storage.search.rows import reindex  # noqa: E402
from storage.selects import article_query, figure_query, statement_query  # noqa: E402

ROUNDS = 5
MEASURED = [table for table in TABLES if table.name in {"articles", "statements", "figures", "claims"}]


def main() -> None:
    """Prints one part of the report after the other, as Markdown."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--work", type=Path, required=True)
    arguments.add_argument("--articles", type=int, nargs="+", default=[2_000, 20_000])
    given = arguments.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    for count in given.articles:
        with filled(given.work / "release.db", count) as engine:
            print(f"\n## {count} articles\n")
            measure_csv(engine, given.work)
            measure_lists(engine, given.work)
            measure_all(engine, given.work)


@contextmanager
def filled(path: Path, count: int) -> Iterator[Engine]:
    """A database of so many generated articles; it is gone afterwards."""
    engine = open_engine(f"sqlite:///{path}")
    try:
        with engine.begin() as connection:
            load(connection, count)
        reindex(engine)
        resolve_organizations(engine)
        resolve_claims(engine)
        yield engine
    finally:
        engine.dispose()
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink()


def measure_csv(engine: Engine, work: Path) -> None:
    """Each table to CSV, ours beside a bare cursor."""
    print("| table | rows | ours, rows/s | bare cursor, rows/s | ratio |\n|---|---|---|---|---|")
    for table in MEASURED:
        with _recorded(engine) as statements:
            rows = _to_csv(engine, table, work / "ours.csv")
        statement, values = statements[0]
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(ROUNDS):
            times[0].append(_timed(lambda: _to_csv(engine, table, work / "ours.csv")))  # noqa: B023 - run at once
            times[1].append(_timed(lambda: _bare(engine, statement, values, work / "bare.csv")))  # noqa: B023
        ours, bare = (statistics.median(one) for one in times)
        print(
            f"| {table.name} | {rows} | {rows / ours:.0f} | {rows / bare:.0f} | {bare / ours:.2f} |",
            flush=True,
        )


def measure_lists(engine: Engine, work: Path) -> None:
    """Whole lists of the desk, listed first and in their order, beside a bare cursor of the same rows to CSV."""
    print("\n| list | form | rows | ours, rows/s | bare cursor, rows/s | ratio |\n|---|---|---|---|---|---|")
    lists = {
        Kind.STATEMENTS: statement_query(Filters(only_public=True, relevant_only=True)),
        Kind.FIGURES: figure_query(Filters(only_public=True, relevant_only=True)),
        Kind.ARTICLES: article_query(Filters(only_public=True, relevant_only=True)),
    }
    for kind, query in lists.items():
        with _recorded(engine) as statements, reading(engine) as session:
            session.execute(query.limit(1)).all()
        statement, values = statements[0]
        values = (*values[:-2], -1, 0)  # without the limit
        for form in (csv_lines, json_lines):
            times: tuple[list[float], list[float]] = ([], [])
            for _ in range(ROUNDS):
                times[0].append(_timed(lambda: _to_file(engine, kind, form, work / "ours.csv")))  # noqa: B023
                times[1].append(_timed(lambda: _bare(engine, statement, values, work / "bare.csv")))  # noqa: B023
            rows = _to_file(engine, kind, form, work / "ours.csv")
            ours, bare = (statistics.median(one) for one in times)
            print(
                f"| {kind} | {form.__name__} | {rows} | {rows / ours:.0f} | {rows / bare:.0f} | {bare / ours:.2f} |",
                flush=True,
            )


def _to_file(engine: Engine, kind: Kind, form: Callable[..., Iterator[str]], path: Path) -> int:
    question = Question(kind, filters=Filters(only_public=True, relevant_only=True))
    with reading(engine) as session, path.open("w", encoding="utf-8", newline="") as file:
        listed = listed_ids(session, question)
        total = sum(len(ids) for _is_near, ids in listed)
        found = whole_list(session, question, read_columns(kind), is_private=False, listed=listed)
        columns = counted(addressed(kind, found, "http://127.0.0.1:8000/"), total)
        file.writelines(form(column_names(kind), columns))
    return total


def measure_all(engine: Engine, work: Path) -> None:
    """An export and a release whole, then each format alone, from the SQLite file of the release."""
    before = resident()
    for name in ("export", "release"):
        shutil.rmtree(work / name, ignore_errors=True)
    with reading(engine) as session:
        rows = 0

        def write_export() -> None:
            nonlocal rows
            rows = sum(table.rows for table in export(session, work / "export", Filters()).tables)

        seconds = _timed(write_export)
        print(
            f"\npantau export: {rows / seconds:.0f} rows/s as CSV and JSONL; {resident() - before:+.0f} MB\n"
        )
        seconds = _timed(lambda: write_release(session, work / "release"))
        changed = newest_change(session)
    assert changed is not None
    print(f"pantau release: {seconds:.1f} s; {resident() - before:+.0f} MB\n", flush=True)
    print("| format | rows/s | resident |\n|---|---|---|")
    with opened(work / "release" / FILE) as store:
        formats: dict[str, Callable[[ReleasedTable], int]] = {
            "csv": lambda t: write_csv(work / "t.csv", t.columns, stored_batches(store, t)),
            "parquet": lambda t: write_parquet(work / "t.parquet", t.columns, stored_batches(store, t)),
            "stata": lambda t: write_stata(
                work / "t.dta", t.columns, stored_batches(store, t), longest=largest(store, t), label="t"
            ),
            "xlsx": lambda t: sum(
                write_xlsx(
                    work / "t.xlsx",
                    "t",
                    changed.date(),
                    [Sheets(t.name, t.columns, count_stored(store, t), stored_batches(store, t))],
                    Page((), ()),
                ).values()
            ),
        }
        for name, write in formats.items():
            rows = sum(count_stored(store, table) for table in MEASURED)
            seconds = _timed(lambda: [write(table) for table in MEASURED])  # noqa: B023
            print(f"| {name} | {rows / seconds:.0f} | {resident() - before:+.0f} MB |", flush=True)


def _to_csv(engine: Engine, table: ReleasedTable, path: Path) -> int:
    written = 0
    with reading(engine) as session, path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for batch in public_rows(session, table, Scope()):
            writer.writerows(csv_rows(table.columns, batch))
            written += len(batch[0])
    return written


def _bare(engine: Engine, statement: str, values: Any, path: Path) -> None:
    with closing(sqlite3.connect(str(engine.url.database))) as store, path.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(store.execute(statement, values))


@contextmanager
def _recorded(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """The statements that reach the driver."""
    found: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            found.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def _timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main()
