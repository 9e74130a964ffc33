"""Workers read what waits as one process would: in a pool and on Dask, when they die, when they join late."""

import json
import os
import select as polling
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing import forkserver
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from forked import Program
from sqlalchemy import Engine, func, select
from tests_support import Pantau
from worker_support import (
    HOME,
    ONCE,
    POISON,
    SOURCE,
    WAIT,
    Deadly,
    Renamed,
    content,
    difference,
    fill,
    html,
    store,
    story,
)

from extract.annotate import SPACY
from models.errors import PantauError
from pipelines import batches, processing
from pipelines.batches import Batch, batches_in_order
from pipelines.configuration import Settings
from pipelines.processing import Job, ProcessCounts, process_batch, process_waiting
from pipelines.worker_pool import pool
from storage.engine import open_engine, reading
from storage.tables import Document, Problem

if TYPE_CHECKING:
    from distributed import LocalCluster

SOURCES = {"uji": SOURCE}
MORE = ((f"/berita/{POISON.lower()}", story(60, POISON)), (f"/berita/{ONCE.lower()}", story(61, ONCE)))
TWO = Settings(workers=2)


@pytest.fixture(scope="module", autouse=True)
def one_server() -> None:
    """One server forks the workers of all tests here, Dask's too: it loads the lexicons once."""
    forkserver.set_forkserver_preload(["pipelines.preloaded", "distributed"])
    forkserver.ensure_running()


@pytest.fixture(autouse=True)
def many_small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processing, "FEW", 0)
    monkeypatch.setattr(batches, "_DOCUMENTS", 4)


@pytest.fixture(scope="module")
def in_one_process(tmp_path_factory: pytest.TempPathFactory) -> tuple[Counter[str], ProcessCounts]:
    """What one process makes of the pages, the deadly ones left out."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('one')}/pantau.db")
    fill(engine)
    counts = process_waiting(engine, SOURCES, 1, configuration=Settings(workers=1))
    return content(engine), counts


def problems(engine: Engine) -> list[tuple[str, str, str]]:
    with reading(engine) as session:
        columns = (Problem.subject, Problem.stage, Problem.reason)
        return [tuple(row) for row in session.execute(select(*columns).order_by(Problem.id))]


def waiting(engine: Engine) -> int:
    with reading(engine) as session:
        query = select(func.count()).select_from(Document).where(Document.processed_by.is_(None))
        return session.scalar(query) or 0


def test_the_pages_touch_each_other_as_they_should(
    in_one_process: tuple[Counter[str], ProcessCounts],
) -> None:
    _, counts = in_one_process
    assert (counts.unchanged, counts.removed, counts.skipped) == (1, 1, 2)
    assert counts.new + counts.changed + counts.unchanged + counts.skipped <= counts.read


def test_two_workers_make_of_the_pages_what_one_process_does(
    engine: Engine, in_one_process: tuple[Counter[str], ProcessCounts]
) -> None:
    fill(engine)
    told: list[str] = []
    counts = process_waiting(
        engine, SOURCES, 1, lambda document: told.append(document.subject), configuration=TWO
    )
    alone, as_one = in_one_process
    found = content(engine)
    assert difference(found, alone) == ([], [])
    assert counts == as_one
    assert len(told) == counts.read
    again = process_waiting(engine, SOURCES, 1, annotator=Renamed("lain"), configuration=TWO)
    assert (again.new, again.skipped) == (0, 2)
    version = {line.replace("+lain", "") for line in content(engine) if line.startswith("article_versions")}
    assert version == {line for line in found if line.startswith("article_versions")}


def test_what_ends_its_worker_is_set_aside_and_all_else_is_read(
    engine: Engine, tmp_path: Path, in_one_process: tuple[Counter[str], ProcessCounts]
) -> None:
    fill(engine, MORE)
    counts = process_waiting(engine, SOURCES, 1, annotator=Deadly(tmp_path), configuration=TWO)
    check_survival(engine, counts, in_one_process[0])


def check_survival(engine: Engine, counts: ProcessCounts, alone: Counter[str]) -> None:
    """One process is alone with a poisoned article, which is recorded; a worker that was killed once costs nothing."""
    assert waiting(engine) == 0
    dead = [(subject, reason) for subject, stage, reason in problems(engine) if stage == "process"]
    assert [subject for subject, reason in dead if "dies each time" in reason] == [f"{HOME}{MORE[0][0]}"]
    found = content(engine)
    texts = [line for line in found - alone if line.startswith("article_versions")]
    assert len(texts) == 1 and ONCE in texts[0]
    missing = {line.split(" ")[0] for line in alone - found}
    assert missing <= {"run_sources", "run_fields"}  # which count two pages more
    assert max(found[line] for line in found if line.startswith("articles ")) == 1


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_workers_end_with_their_program_and_lose_nothing(
    tmp_path: Path, number: signal.Signals, in_one_process: tuple[Counter[str], ProcessCounts]
) -> None:
    url = f"sqlite:///{tmp_path}/pantau.db"
    engine = open_engine(url)
    fill(engine)
    job = Path(__file__).parent / "worker_job.py"
    program = Program(str(job), url, str(tmp_path))
    begun = [program.stdout.readline() for _ in range(2)]
    assert begun == ["read\n"] * 2, program.communicate()
    pids = Deadly(tmp_path).pids
    handles = [os.pidfd_open(pid) for pid in pids]
    program.send_signal(number)
    assert program.wait(30) == (-number if number == signal.SIGKILL else 128 + number)
    for handle in handles:
        assert polling.select([handle], [], [], 30)[0], "a worker lives on"
        os.close(handle)
    assert program.pid not in pids
    assert waiting(engine) > 0
    process_waiting(engine, SOURCES, 1, configuration=Settings(workers=1))
    assert difference(content(engine), in_one_process[0]) == ([], [])


def test_a_pass_ends_in_time_and_the_next_goes_on(
    engine: Engine, in_one_process: tuple[Counter[str], ProcessCounts]
) -> None:
    fill(engine)
    past = datetime.now(UTC) - timedelta(seconds=1)
    for configuration in (TWO, Settings(workers=1)):
        counts = process_waiting(engine, SOURCES, 1, until=past, configuration=configuration)
        assert (counts.read, counts.is_cut_short) == (0, True)
    late = datetime.now(UTC) + timedelta(hours=1)
    counts = process_waiting(engine, SOURCES, 1, until=late, configuration=Settings(workers=1))
    assert (counts == in_one_process[1], counts.is_cut_short) == (True, False)


def test_a_large_article_sits_in_a_batch_of_its_own(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_BYTES", 5_000)
    large = html("Besar", story(1)) + os.urandom(20_000).hex().encode()
    run_id = fill(engine, plain=6)
    store(engine, run_id, f"{HOME}/berita/besar", large, 1)
    made = [batch.document_ids for batch in batches_in_order(engine, "rules", SOURCES)]
    with reading(engine) as session:
        (large_id,) = session.scalars(select(Document.id).where(Document.url.endswith("besar")))
    assert (large_id,) in made
    assert sorted(key for batch in made for key in batch) == [key for batch in made for key in batch]
    assert max(map(len, made)) == 4


@contextmanager
def dask(**options: Any) -> Iterator["LocalCluster"]:
    """A scheduler and its workers on this machine, over TCP."""
    import dask.config
    from distributed import LocalCluster

    own = {
        "distributed.worker.multiprocessing-method": "forkserver",
        "distributed.scheduler.allowed-failures": 0,
    }
    with (
        dask.config.set(own),
        LocalCluster(
            **options, host="127.0.0.1", protocol="tcp", processes=True, threads_per_worker=1,
            dashboard_address=None, worker_dashboard_address=None,
        ) as cluster,
    ):  # fmt: skip
        yield cluster


def test_workers_of_dask_survive_as_those_of_a_pool_do(
    postgres_url: str, tmp_path: Path, in_one_process: tuple[Counter[str], ProcessCounts]
) -> None:
    engine = open_engine(postgres_url)
    fill(engine, MORE)
    with dask(n_workers=2) as cluster:
        settings = Settings(dask=cluster.scheduler_address, database_url=postgres_url)
        counts = process_waiting(engine, SOURCES, 1, annotator=Deadly(tmp_path), configuration=settings)
    check_survival(engine, counts, in_one_process[0])


def test_a_worker_that_joins_late_gets_work(
    postgres_url: str, tmp_path: Path, in_one_process: tuple[Counter[str], ProcessCounts]
) -> None:
    engine, annotator = open_engine(postgres_url), Deadly(tmp_path)
    fill(engine, first=((f"/berita/{WAIT.lower()}", story(62, WAIT)),))
    with dask(n_workers=1) as cluster, ThreadPoolExecutor(1) as thread:
        file = tmp_path / "scheduler.json"
        file.write_text(json.dumps({"address": cluster.scheduler_address}))
        joined = thread.submit(join_late, cluster, annotator)
        settings = Settings(dask_scheduler_file=file, database_url=postgres_url)
        process_waiting(engine, SOURCES, 1, annotator=annotator, configuration=settings)
        joined.result()
    assert len(annotator.pids - {os.getpid()}) == 2
    too_much, missing = difference(content(engine), in_one_process[0])
    assert [line for line in too_much if line.startswith("article_versions") and WAIT not in line] == []
    assert {line.split(" ")[0] for line in missing} <= {"run_sources", "run_fields"}


def join_late(cluster: "LocalCluster", annotator: Deadly) -> None:
    """Lets a second worker join when the first one has begun; it waits in an article until somebody else reads."""
    while not annotator.pids:
        threading.Event().wait(0.02)
    cluster.scale(2)


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"PANTAU_DASK": "tcp://127.0.0.1:9"}, "A Dask cluster cannot share a SQLite file"),
        (
            {"PANTAU_DASK": "tcp://127.0.0.1:9", "POSTGRESQL": "1"},
            "No Dask scheduler answers at 'tcp://127.0.0.1:9'",
        ),
        ({"PANTAU_DASK": "kluster", "POSTGRESQL": "1"}, "No Dask scheduler answers at 'kluster'"),
        (
            {"PANTAU_DASK_SCHEDULER_FILE": "tiada.json", "POSTGRESQL": "1"},
            "tiada.json names no Dask scheduler",
        ),
        ({"PANTAU_WORKERS": "0"}, "PANTAU_WORKERS is set to '0'"),
    ],
)
def test_where_there_is_no_crew_it_is_said_in_one_sentence(
    pantau: Pantau, environment: dict[str, str], words: str, request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("pipelines.dask_cluster._ANSWER", 1)
    if environment.pop("POSTGRESQL", None):
        environment["PANTAU_DATABASE_URL"] = request.getfixturevalue("postgres_url")
        fill(open_engine(environment["PANTAU_DATABASE_URL"]), plain=2)
    elif "PANTAU_DASK" in environment:
        fill(open_engine(f"sqlite:///{pantau.database}"), plain=2)
    pantau.configure(**environment)
    done = pantau("process")
    assert done.code == 2
    (sentence,) = [line for line in done.err.splitlines() if line.startswith("pantau: ")]
    assert words in sentence


def test_a_worker_of_another_version_refuses(engine: Engine) -> None:
    job = Job(engine.url.render_as_string(hide_password=False), None, "rules-0", SPACY)
    with pytest.raises(PantauError, match=r"A worker has the extractor rules-.* this program has rules-0"):
        process_batch(job, Batch((1,), {}))


def test_a_worker_has_one_thread_for_matrices() -> None:
    with pool(1) as workers:
        assert workers.submit(os.getenv, "OMP_NUM_THREADS").result() == "1"


def test_few_pages_are_read_by_the_program_itself(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processing, "FEW", 100)
    fill(engine, plain=2)
    annotator = Deadly(tmp_path)
    process_waiting(engine, SOURCES, 1, annotator=annotator, configuration=TWO)
    assert annotator.pids == {os.getpid()}
