"""How reading stored pages scales over worker processes and over Dask, and what 200 million articles would take.

usage: scale.py --work FOLDER [--articles N] [--rounds N] [REPORT]

Generated articles (story_corpus.py) are stored in a PostgreSQL server of its own. One worker, two workers and two
workers of Dask read them in turn, each in a fresh copy of the database, as `pantau process` does. Start-up is told
apart. On a machine with other work, what counts is the time without that in which a process was ready and others had
the processor: Linux counts it for each thread. REPORT (docs/scale.md) is written anew.
"""

import argparse
import html
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "bench")]

import psycopg  # noqa: E402
from postgres_server import PostgresServer, own_server  # noqa: E402
from scale_report import Findings, Pass, report  # noqa: E402
from scale_work import Sample, measured, scheduled  # noqa: E402
from sqlalchemy import Engine  # noqa: E402
from story_corpus import Corpus, Generated  # noqa: E402

from extract.annotate import SPACY  # noqa: E402
from extract.pipeline import extractor_version  # noqa: E402
from models.page import Page  # noqa: E402
from pipelines.batches import Batch, batches_side_by_side  # noqa: E402
from pipelines.configuration import Settings  # noqa: E402
from pipelines.processing import Job  # noqa: E402
from pipelines.resolving import resolve_all  # noqa: E402
from pipelines.workers import Crew, crew_of, spread  # noqa: E402
from storage.counting import count_in_run  # noqa: E402
from storage.documents import add_document, fetch_digest  # noqa: E402
from storage.engine import open_engine, writing  # noqa: E402
from storage.runs import start_run  # noqa: E402
from storage.tables import Document  # noqa: E402

_SOURCES = 40
_MENU = "".join(f'<li><a href="/kanal/{number}">Kanal {number}</a></li>' for number in range(120))
"""What stands around an article on a portal's page."""


def main() -> None:
    """Prints what each pass took, then the report."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--work", type=Path, required=True)
    arguments.add_argument("--articles", type=int, default=4_000)
    arguments.add_argument("--rounds", type=int, default=2)
    arguments.add_argument("report", type=Path, nargs="?")
    given = arguments.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    given.work.chmod(0o755)  # the server runs as another user
    with own_server(given.work) as server:
        found = measure(server, given.articles, given.rounds)
    text = report(found)
    print(text)
    if given.report is not None:
        given.report.write_text(text, encoding="utf-8")


def measure(server: PostgresServer, articles: int, rounds: int) -> Findings:
    """All passes, in turn."""
    with server.administrator() as connection:
        connection.execute("CREATE DATABASE filled")
    engine = open_engine(server.url("filled"))
    empty = _size(engine)
    _fill(engine, articles)
    engine.dispose()
    passes: dict[str, list[Pass]] = defaultdict(list)
    after = (0.0, 0.0, 0.0)
    for number in range(rounds):
        for name in ("one worker", "two workers", "two of Dask"):
            with _copy(server, f"pass_{number}_{name.replace(' ', '_')}") as url:
                with _crew(name, url) as crew:
                    passes[name].append(_pass(crew, url, 1 if name == "one worker" else 2, server))
                print(name, passes[name][-1], flush=True)
                if name == "two workers" and number == rounds - 1:
                    after = _after(url, empty, articles, server)
    return Findings(articles, passes, *after, commit=_commit(server))


@contextmanager
def _crew(name: str, url: str) -> Iterator[Crew]:
    """The workers that are measured; a pool of one worker too, which the program would not start."""
    if name == "one worker":
        from pipelines.worker_pool import pool

        with pool(1) as workers:
            yield workers
        return
    if name == "two workers":
        with crew_of(Settings(workers=2)) as workers:
            assert workers is not None
            yield workers
        return
    from distributed import LocalCluster

    options: dict[str, Any] = {"dashboard_address": None, "worker_dashboard_address": None}
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", protocol="tcp", **options
        ) as cluster,
        crew_of(Settings(dask=cluster.scheduler_address, database_url=url)) as workers,
    ):
        assert workers is not None
        yield workers


def _pass(crew: Crew, url: str, workers: int, server: PostgresServer) -> Pass:
    """Reads all that waits, once every worker has started."""
    began = time.monotonic()
    version = extractor_version()
    work = partial(measured, Job(url, None, version, SPACY))
    pids: set[int] = set()
    while len(pids) < workers:
        idle = [Batch((), {})] * workers
        pids |= {done.result.pid for done in spread(crew, work, idle, Batch.parts) if done.result is not None}
    start = time.monotonic() - began
    engine = open_engine(url, migrate=False)
    own, theirs = time.process_time(), _clocks(server)
    samples: list[Sample] = []
    for done in spread(crew, work, batches_side_by_side(engine, version, {}), Batch.parts):
        assert done.result is not None
        samples.append(done.result)
    ours = time.process_time() - own
    server_cpu, server_queued = _since(theirs, server)
    engine.dispose()
    by_worker: dict[int, list[Sample]] = defaultdict(list)
    for sample in samples:
        by_worker[sample.pid].append(sample)
    busy = [sum(one.ended - one.began - one.queued for one in each) for each in by_worker.values()]
    worker_cpu = sum(sample.cpu for sample in samples)
    # a server's process may be ready while its worker goes on: never less than what both used of a processor
    free = max(statistics.mean(busy) - server_queued / workers, (worker_cpu + server_cpu) / workers)
    return Pass(
        workers=workers,
        read=sum(sample.read for sample in samples),
        start=start,
        wall=max(sample.ended for sample in samples) - min(sample.began for sample in samples),
        idle=_idle(by_worker.values()),
        free=free,
        worker_cpu=worker_cpu,
        server_cpu=server_cpu,
        program_cpu=ours,
        first=max(each[0].resident for each in by_worker.values()),
        last=max(each[-1].resident for each in by_worker.values()),
        shared=max(each[-1].pss for each in by_worker.values()),
    )


def _idle(workers: Iterable[list[Sample]]) -> float:
    """Share of the time between its first and its last batch in which a worker had none, by the clock."""
    spans = [(each[-1].ended - each[0].began, sum(one.ended - one.began for one in each)) for each in workers]
    return 1 - sum(busy for _, busy in spans) / sum(span for span, _ in spans)


def _after(url: str, empty: int, articles: int, server: PostgresServer) -> tuple[float, float, float]:
    """Of a database that was read: bytes an article of it, and processor seconds an article of `resolve`."""
    engine = open_engine(url, migrate=False)
    size = _size(engine) - empty
    with engine.connect() as connection:
        (pages,) = connection.exec_driver_sql("SELECT pg_total_relation_size('pages')").one()
    own, theirs = time.process_time(), _clocks(server)
    resolve_all(engine)
    took = time.process_time() - own + _since(theirs, server)[0]
    engine.dispose()
    return size / articles, pages / articles, took / articles


def _size(engine: Engine) -> int:
    with engine.connect() as connection:
        (size,) = connection.exec_driver_sql("SELECT pg_database_size(current_database())").one()
        return int(size)


def _commit(server: PostgresServer) -> float:
    """Seconds of a transaction that changes one row, alone: mostly the disk's."""
    with psycopg.connect(server.url("filled").replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE tried (number int)")
        connection.commit()
        took = []
        for number in range(200):
            began = time.monotonic()
            connection.execute("INSERT INTO tried VALUES (%s)", [number])
            connection.commit()
            took.append(time.monotonic() - began)
    return statistics.median(took)


Clocks = dict[str, tuple[float, float]]
"""By process of the server: seconds on a processor, and ready for one."""


def _clocks(server: PostgresServer) -> Clocks:
    """Of those that live."""
    postmaster = (server.folder / "data" / "postmaster.pid").read_text().splitlines()[0]
    found: Clocks = {}
    for child in Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split():
        with suppress(OSError):  # it has just ended
            if b"tester" in Path(f"/proc/{child}/cmdline").read_bytes():  # those that serve somebody
                found[child] = scheduled(f"/proc/{child}/schedstat")
    return found


def _since(before: Clocks, server: PostgresServer) -> tuple[float, float]:
    after = _clocks(server)
    none = (0.0, 0.0)
    cpu = sum(now[0] - before.get(child, none)[0] for child, now in after.items())
    return cpu, sum(now[1] - before.get(child, none)[1] for child, now in after.items())


@contextmanager
def _copy(server: PostgresServer, name: str) -> Iterator[str]:
    with server.administrator() as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE filled')
    yield server.url(name)
    with server.administrator() as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _fill(engine: Engine, count: int) -> None:
    """As a crawl leaves them."""
    run_id = start_run(engine, "crawl")
    with writing(engine) as session:
        for number, article in enumerate(Corpus(count).articles):
            source = f"uji-{number % _SOURCES}"
            moment = datetime.now(UTC)
            kind = "text/html; charset=utf-8"
            page = Page(url=article.url, body=_html(article, number), content_type=kind, fetched_at=moment)
            document = Document(
                digest=fetch_digest(article.url, [page]), url=article.url, source=source, fetched_at=moment,
                run_id=run_id,
            )  # fmt: skip
            add_document(session, document, [page])
            count_in_run(session, run_id, source, articles_fetched=1)


def _html(article: Generated, number: int) -> bytes:
    title = html.escape(article.paragraphs[0][:70])
    text = "".join(f"<p>{html.escape(line)}</p>" for line in article.text.split("\n"))
    others = "".join(f'<a href="/berita/{(number * 37 + n) % 9999}">Berita {n}</a>' for n in range(60))
    stamp = f'<meta property="article:published_time" content="{article.published_on}T10:00:00+07:00">'
    shown = f"<nav><ul>{_MENU}</ul></nav><article><h1>{title}</h1>{text}</article><aside>{others}</aside>"
    return f"<html lang='id'><head><title>{title}</title>{stamp}</head><body>{shown}</body></html>".encode()


if __name__ == "__main__":
    main()
