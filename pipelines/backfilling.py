"""History from archives: WARC files here and those of Common Crawl, file by file, from where the last run stopped."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from models.errors import PantauError
from models.history import FileCounts, FileState
from models.source import Source
from pipelines.archive_reading import FileOutcome, FileTask, Plan, read_file
from pipelines.configuration import Settings
from pipelines.replaying import archived_name
from pipelines.workers import Done, crew_of, spread
from storage.history import adopt, enlist, fail_file, progress_of
from storage.problems import save_problem

SUFFIXES = (".warc", ".warc.gz")
_LOOK = 0.5
"""Seconds between two looks at how far the files are."""
_IN_THIS_PROCESS = 64 * 2**20
"""Bytes of files here that are read sooner than workers are started."""


@dataclass(frozen=True)
class BackfillProgress:
    """How far a backfill is."""

    files: int
    """Files that it reads."""
    ended: int
    """Those of them that are read to their end, or could not be."""
    offset: int
    """Bytes that are done with, as compressed; those of earlier runs on the same files too."""
    counts: FileCounts
    """What was found in these files."""


@dataclass
class BackfillCounts:
    """What a backfill from archives did."""

    files: int = 0
    """Files read to their end now."""
    passed_by: int = 0
    """Files that earlier runs had read to their end."""
    counts: FileCounts = field(default_factory=FileCounts)
    """What this run found."""
    refused: list[str] = field(default_factory=list)
    """One sentence for every file and list that could not be read (on); each is recorded as a problem, too."""
    strange: int = 0
    """Lines of lists that name no file; each list with some is recorded as a problem."""


def backfill_paths(
    engine: Engine,
    settings: Settings,
    files: Sequence[Path],
    sources: Sequence[Source],
    run_id: int,
    on_progress: Callable[[BackfillProgress], None] = lambda _: None,
) -> BackfillCounts:
    """Stores the articles about the topic that WARC files hold of the sources that are on.

    A bad file is refused with a sentence, a bad record is recorded; a file that was read to its end is passed by.
    """
    found = {archived_name(path, settings): path for path in files}
    counts = BackfillCounts()
    tasks = [FileTask(row.id, row.name, found[row.name], None) for row in enlist(engine, found, run_id)]
    is_little = sum(path.stat().st_size for path in found.values()) <= _IN_THIS_PROCESS
    plan = _plan(engine, settings, sources, run_id)
    _read_all(engine, settings, plan, tasks, counts, on_progress, is_little=is_little)
    return counts


def backfill_cc_news(
    engine: Engine,
    settings: Settings,
    months: Sequence[str],
    sources: Sequence[Source],
    run_id: int,
    on_progress: Callable[[BackfillProgress], None] = lambda _: None,
) -> BackfillCounts:
    """The same from Common Crawl's news archive, whose files are read as they come and kept nowhere.

    A list that is not there or cannot be read is refused with a sentence. Raises PantauError where the archive does not
    answer, or asks not to be asked for now: the same call goes on from there.
    """
    plan = _plan(engine, settings, sources, run_id)
    counts = BackfillCounts()
    paths = _listed(engine, plan, months, counts)
    rows = enlist(engine, paths, run_id)
    waiting = [row for row in rows if row.state is not FileState.DONE]
    counts.passed_by = len(rows) - len(waiting)
    tasks = [FileTask(row.id, row.name, None, paths[row.name]) for row in waiting]
    _read_all(engine, settings, plan, tasks, counts, on_progress, is_little=False)
    return counts


def _listed(engine: Engine, plan: Plan, months: Sequence[str], counts: BackfillCounts) -> dict[str, str]:
    """The files of the months: their paths by their addresses."""
    from crawler.archives.clients import client_for
    from crawler.archives.listing import month_list
    from crawler.archives.policy import common_crawl
    from crawler.archives.streams import ArchiveUnavailable

    client = client_for(plan.base, plan.user_agent, plan.timeout)
    paths: dict[str, str] = {}
    for month in months:
        try:
            listed = month_list(client, common_crawl(), month)
        except ArchiveUnavailable:
            raise
        except PantauError as error:
            counts.refused.append(str(error))
            save_problem(engine, subject=month, stage="archive", reason=str(error), run_id=plan.run_id)
            continue
        paths |= {client.address(path): path for path in listed.paths}
        if listed.strange:
            counts.strange += len(listed.strange)
            reason = f"{len(listed.strange)} lines name no file, as {listed.strange[0]!r}"
            save_problem(engine, subject=listed.address, stage="archive", reason=reason, run_id=plan.run_id)
    return paths


def warc_files(paths: Sequence[Path]) -> list[Path]:
    """The files named, and those in the folders named. Raises PantauError for a path that is no WARC file."""
    from pipelines.importing import find_files

    return list(find_files(paths, SUFFIXES))


def _plan(engine: Engine, settings: Settings, sources: Sequence[Source], run_id: int) -> Plan:
    from crawler.archives.policy import checked_base
    from crawler.run import user_agent

    return Plan(
        database=engine.url.render_as_string(hide_password=False),
        sources=tuple(source for source in sources if source.is_enabled),
        run_id=run_id,
        base=checked_base(settings.commoncrawl_url, settings.allow_loopback),
        user_agent=user_agent(settings.contact),
        timeout=settings.request_timeout,
    )


def _read_all(
    engine: Engine,
    settings: Settings,
    plan: Plan,
    tasks: Sequence[FileTask],
    counts: BackfillCounts,
    on_progress: Callable[[BackfillProgress], None],
    *,
    is_little: bool,
) -> None:
    """Reads the files, by workers or in this process, and counts what came of them."""
    adopt(engine, [task.file_id for task in tasks], plan.run_id)
    with _watched(engine, plan.run_id, len(tasks), on_progress):
        work = partial(read_file, plan)
        with nullcontext(None) if is_little or len(tasks) < 2 else crew_of(settings) as crew:
            if crew is None:
                for task in tasks:
                    _count(engine, plan, counts, Done(task, work(task)))
            else:
                for done in spread(crew, work, tasks, parts=lambda task: (task,)):
                    _count(engine, plan, counts, done)


def _count(engine: Engine, plan: Plan, counts: BackfillCounts, done: Done[FileTask, FileOutcome]) -> None:
    outcome = done.result
    if outcome is None:
        reason = (
            "A worker process ended while it read the file, as where memory is short; run the command again."
        )
        fail_file(engine, done.task.file_id, reason, plan.run_id)
        outcome = FileOutcome(done.task.name, refused=f"{done.task.name}: {reason}")
    counts.counts += outcome.counts
    counts.passed_by += outcome.was_done
    if outcome.refused is not None:
        counts.refused.append(outcome.refused)
    elif not outcome.was_done:
        counts.files += 1


@contextmanager
def _watched(
    engine: Engine, run_id: int, files: int, on_progress: Callable[[BackfillProgress], None]
) -> Iterator[None]:
    """Tells meanwhile how far the files are, by what the database says of them: who reads them may be anywhere."""
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(_LOOK):
            with suppress(PantauError):  # a database that is busy is asked again
                offset, found, read = progress_of(engine, run_id)
                on_progress(BackfillProgress(files, read, offset, found))

    watch = threading.Thread(target=look, daemon=True)
    watch.start()
    try:
        yield
    finally:
        ended.set()
        watch.join()
