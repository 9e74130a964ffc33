"""The database at ten thousand, a hundred thousand and a million articles: ingest, latency, sizes, memory.

usage: record.py --work FOLDER [--articles N ...] [--backend sqlite|postgresql] [--ingest N] [--lists]
                 [--filled N=URL ...] [--processor]

All speeds are ratios measured side by side: ingest to the same rows through SQLAlchemy Core's `insert` alone,
questions to the bare SQL that they run, and each question to itself at the smallest size, by turns. FOLDER takes the
databases (about 12 kB an article); PostgreSQL is started there as a server of our own. `--lists` leaves out search,
claims and series, which take longer to make than the articles to load. `--filled` names a database that holds N
generated articles already, with search, claims and series; it is only asked. `--processor` takes the questions' time
from this process's use of the processor, for a machine that does other work; what a PostgreSQL server uses is not in
it, so it is for SQLite alone.
"""

import argparse
import random
import statistics as numbers
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Select, event, func, insert, select, text
from sqlalchemy.orm import Session

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "bench")]

from generated_articles import SEED, Made, Rows, facts_of, load, rows_of  # noqa: E402
from main_questions import QUESTIONS, RESOLVED, Ask  # noqa: E402
from memory import _resident as resident  # noqa: E402
from postgres_server import own_server  # noqa: E402

from models.stored import ImportedFile  # noqa: E402
from pipelines.resolving_claims import resolve_claims  # noqa: E402
from storage.articles import save_extraction  # noqa: E402
from storage.documents import import_document  # noqa: E402
from storage.engine import open_engine, reading, writing  # noqa: E402
from storage.maintenance.copying import copy_database  # noqa: E402
from storage.maintenance.statistics import statistics  # noqa: E402
from storage.search.rows import reindex, row_position  # noqa: E402
from storage.tables import Base, Document, SearchWord  # noqa: E402

ROUNDS = 60
"""Times that a question is asked, each time about something else."""
FSYNC = "-c fsync=off -c full_page_writes=off -c shared_buffers=512MB -c max_wal_size=8GB -c autovacuum=off"


def main() -> None:
    """Prints one part of the report after the other, as Markdown."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--work", type=Path, required=True)
    arguments.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000])
    arguments.add_argument("--backend", choices=("sqlite", "postgresql"), action="append")
    arguments.add_argument("--ingest", type=int, default=1_000)
    arguments.add_argument("--lists", action="store_true")
    arguments.add_argument("--filled", nargs="+", default=[], metavar="N=URL")
    arguments.add_argument("--processor", action="store_true")
    given = arguments.parse_args()
    clock = time.process_time if given.processor else time.perf_counter
    asked = {name: ask for name, ask in QUESTIONS.items() if not (given.lists and name.startswith(RESOLVED))}
    filled = [(int(count), url) for count, _, url in (each.partition("=") for each in given.filled)]
    given.work.mkdir(parents=True, exist_ok=True)
    for backend in given.backend or ("sqlite", "postgresql"):
        with databases(backend, given.work) as new:
            print(f"\n## {backend}\n")
            measure_ingest(new("ours"), new("core"), given.ingest)
            asked_of: dict[int, Engine] = {}
            for count in given.articles:
                engine = asked_of[count] = new(f"articles_{count}")
                measure_loading(engine, count)
                if not given.lists:
                    measure_resolving(engine, count)
                analyse(engine)
                print_sizes(engine)
                if count == given.articles[0]:
                    measure_copying(engine, new("copy"))
            asked_of |= {count: open_engine(url) for count, url in filled if url.startswith(backend)}
            measure_questions(asked_of, asked, clock)


@contextmanager
def databases(backend: str, work: Path) -> Iterator[Callable[[str], Engine]]:
    """Makes new databases by name; they are gone afterwards."""
    if backend == "postgresql":
        with own_server(within=work, options=FSYNC) as server:

            def on_server(name: str) -> Engine:
                with server.administrator() as connection:
                    connection.execute(f'CREATE DATABASE "{name}"')
                return open_engine(server.url(name))

            yield on_server
        return
    made: list[Path] = []

    def in_file(name: str) -> Engine:
        made.append(work / f"{name}.db")
        return open_engine(f"sqlite:///{made[-1]}")

    try:
        yield in_file
    finally:
        for path in (left for file in made for left in file.parent.glob(f"{file.name}*")):
            path.unlink()


def measure_ingest(ours: Engine, core: Engine, count: int) -> None:
    """Articles one by one, each in its transaction, by `save_extraction` and by `insert` alone, by turns.

    Both write the same rows of the same tables, those of search with their stems too, and keep the same indexes; what
    `insert` alone writes was worked out before the clock runs.
    """
    print(
        "| articles | rows an article | ours, rows/s | Core, rows/s | ratio | resident |\n|---|---|---|---|---|---|"
    )
    rounds = 10
    size, times = count // rounds, {"ours": list[float](), "core": list[float]()}
    rows, known = 0, set[str]()
    for number in range(rounds):
        made = [Made(1 + number * size + place) for place in range(size)]
        documents = [_import(ours, each) for each in made]
        facts = [facts_of(each) for each in made]
        plain = [rows_of(each, with_document=False) for each in made]
        times["ours"].append(_timed(lambda: _save(ours, documents, facts)))  # noqa: B023 - run at once
        add_searched(ours, made, plain, known)
        rows += sum(len(each) for article in plain for each in article.values())
        times["core"].append(_timed(lambda: _insert(core, plain)))  # noqa: B023
        if number in {0, rounds - 1}:
            own, bare = (sum(times[name]) for name in ("ours", "core"))
            ratio = numbers.median(b / o for o, b in zip(times["ours"], times["core"], strict=True))
            print(
                f"| {(number + 1) * size} | {rows / (number + 1) / size:.0f} | {rows / own:.0f} | {rows / bare:.0f} "
                f"| {ratio:.2f} | {resident():.0f} MB |"
            )
    names = {*plain[0], "search_words"}
    counted = [{name: _count(engine, name) for name in names} for engine in (ours, core)]
    if counted[0] != counted[1]:
        raise SystemExit(f"not the same rows: {counted}")


def _import(engine: Engine, made: Made) -> int:
    import_document(
        engine, ImportedFile(path=made.url, body=made.url.encode(), content_type="text/html", url=made.url)
    )
    with reading(engine) as session:
        return session.scalars(select(func.max(Document.id))).one()


def _save(engine: Engine, documents: list[int], found: list[Any]) -> None:
    for document, (article, facts) in zip(documents, found, strict=True):
        save_extraction(engine, document, article, facts)


def add_searched(ours: Engine, made: Sequence[Made], plain: Sequence[Rows], known: set[str]) -> None:
    """Gives the plain rows those of search, read from ours; statements have other keys there, in the same order."""
    keys = [each.number for each in made]
    with reading(ours) as session:
        articles = {
            row["article_id"]: dict(row)
            for row in session.execute(_searched("searched_articles", keys)).mappings()
        }
        statements = defaultdict[int, list[dict[str, Any]]](list)
        for row in session.execute(_searched("searched_statements", keys)).mappings():
            statements[row["article_id"]].append(dict(row))
        new = sorted(set(session.scalars(select(SearchWord.word))) - known)
    known.update(new)
    for article, rows in zip(made, plain, strict=True):
        rows["searched_articles"] = [articles[article.number]]
        rows["searched_statements"] = [
            row | {"statement_id": own["id"], "position": row_position(article.published_on, own["id"])}
            for row, own in zip(statements[article.number], rows["statements"], strict=True)
        ]
    if new:
        plain[0]["search_words"] = [{"word": word} for word in new]


def _searched(name: str, keys: Sequence[int]) -> Select[Any]:
    table = Base.metadata.tables[name]
    return select(table).where(table.c.article_id.in_(keys)).order_by(table.c[1])


def _insert(engine: Engine, articles: list[Any]) -> None:
    for rows in articles:
        with writing(engine) as session:
            connection = session.connection()
            for name, values in rows.items():
                connection.execute(insert(Base.metadata.tables[name]), values)


def measure_loading(engine: Engine, count: int) -> None:
    """Bulk loading."""
    before = resident()

    def fill() -> None:
        with engine.begin() as connection:
            load(connection, count)

    seconds = _timed(fill)
    print(f"\n{count} articles loaded in {seconds:.0f} s, {resident() - before:+.0f} MB\n", flush=True)


def measure_resolving(engine: Engine, count: int) -> None:
    """Indexing for search, and claims, both for all articles at once."""
    for name, work in (("indexed for search", reindex), ("put to claims", resolve_claims)):
        before = resident()
        seconds = _timed(lambda: work(engine))  # noqa: B023 - run at once
        print(f"{count} articles {name} in {seconds:.0f} s, {resident() - before:+.0f} MB\n", flush=True)


def analyse(engine: Engine) -> None:
    """What keeps planner and indexes in order; a PostgreSQL server does so by itself, SQLite needs nothing."""
    if engine.dialect.name == "postgresql":
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("VACUUM ANALYZE"))


def measure_questions(
    engines: Mapping[int, Engine],
    questions: Mapping[str, Ask],
    clock: Callable[[], float] = time.perf_counter,
) -> None:
    """95th percentile of each question in databases of some sizes, by turns, beside the SQL that it runs."""
    sizes = "".join(f" {count:,}: p95 ms | its SQL | ratio |" for count in engines)
    print(f"| question |{sizes} growth |\n|---|{'--:|' * (3 * len(engines) + 1)}")
    for name, ask in questions.items():
        own, bare = ({count: list[float]() for count in engines} for _ in range(2))
        chances = {count: random.Random(SEED) for count in engines}
        for _ in range(ROUNDS):
            for count, engine in engines.items():
                took = _asked(engine, ask, chances[count], clock)
                own[count].append(took[0])
                bare[count].append(took[1])
        ours, sql = ({count: _p95(times) for count, times in each.items()} for each in (own, bare))
        cells = "".join(
            f" {ours[count] * 1000:.1f} | {sql[count] * 1000:.1f} | {ours[count] / sql[count]:.1f} |"
            for count in engines
        )
        smallest, largest = min(engines), max(engines)
        print(f"| {name} |{cells} {ours[largest] / ours[smallest]:.1f} |", flush=True)
    print(f"\n{resident():.0f} MB resident\n")


def _asked(
    engine: Engine, ask: Ask, chance: random.Random, clock: Callable[[], float]
) -> tuple[float, float]:
    """Seconds of a question, and of the SQL that it ran."""
    with reading(engine) as session, _recorded(engine) as statements:
        session.connection()  # a snapshot has begun
        statements.clear()
        own = _timed(lambda: ask(session, chance), clock)
        asked = list(statements)
        return own, _timed(lambda: _run_bare(session, asked), clock)


@contextmanager
def _recorded(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """The statements that reach the driver."""
    found: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        if statement != "BEGIN":  # SQLite begins by a statement that reaches the driver too
            found.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def _run_bare(session: Session, statements: list[tuple[str, Any]]) -> None:
    driver: Any = session.connection().connection.driver_connection
    for statement, values in statements:
        cursor = driver.cursor()
        cursor.execute(statement, values)
        cursor.fetchall()
        cursor.close()


def measure_copying(source: Engine, target: Engine) -> None:
    """`pantau db copy` within one back end."""
    before, rows = resident(), 0

    def copy() -> None:
        nonlocal rows
        rows = sum(table.rows for table in copy_database(source, target, lambda *_: None))

    seconds = _timed(copy)
    print(f"copied and compared: {rows / seconds:.0f} rows/s, {resident() - before:+.0f} MB\n")


def print_sizes(engine: Engine) -> None:
    """The largest tables."""
    found = statistics(engine, lambda *_: None)
    largest = sorted(found.tables, key=lambda table: -(table.bytes or 0))[:8]
    sizes = ", ".join(f"{table.table} {(table.bytes or 0) / 1e6:.0f}" for table in largest)
    indexes = sum(index.bytes or 0 for index in found.indexes) / 1e6
    print(f"{found.bytes / 1e6:.0f} MB in all, indexes {indexes:.0f} MB; MB of tables: {sizes}\n")


def _count(engine: Engine, table: str) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(Base.metadata.tables[table])) or 0


def _timed(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    start = clock()
    work()
    return clock() - start


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


if __name__ == "__main__":
    main()
