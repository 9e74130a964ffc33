"""Workers read what waits as one process would: in a pool and on Dask, when they die, when they join late."""

import os
import select as polling
import signal
from collections import Counter
from datetime import UTC, datetime, timedelta
from multiprocessing import forkserver
from pathlib import Path

import pytest
from forked import Program
from sqlalchemy import Engine, func, select
from worker_support import (
    HOME,
    ONCE,
    POISON,
    SOURCE,
    Deadly,
    Renamed,
    content,
    difference,
    fill,
    html,
    store,
    story,
)

from pipelines import batches, processing
from pipelines.batches import batches_in_order
from pipelines.configuration import Settings
from pipelines.processing import ProcessCounts, process_waiting
from storage.engine import open_engine, reading
from storage.tables import Document, Problem

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
