"""Work handed out to worker processes of this machine or to a Dask cluster, both behind `concurrent.futures`.

Nothing here schedules: an executor of the standard library or of Dask does. What is added is a bound on what is under
way, so that memory stays flat, and what becomes of work whose worker died: it is done again alone, then in its
smallest parts, and given back as lost where one of these still ends its worker.

A crew costs seconds to start: a few tasks are done sooner in this process.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Generic, Protocol, TypeVar

from models.errors import PantauError
from pipelines.configuration import Settings

Task = TypeVar("Task")
Result = TypeVar("Result")

_LOOK = 5.0
"""Seconds between two looks at workers whose tasks take long."""


@dataclass(frozen=True)
class Done(Generic[Task, Result]):
    """What came of a task."""

    task: Task
    result: Result | None = None
    """What the work returned; null for a task that is lost."""
    is_lost: bool = False
    """True where the worker died of the task each time."""


class Crew(Protocol):
    """Processes that do work."""

    @property
    def capacity(self) -> int:
        """Tasks that may be under way now, so that nobody waits; it follows the size of a cluster."""

    def submit(self, work: Callable[[Task], Result], task: Task) -> "Future[Result]":
        """Hands a task out."""

    def has_died(self, error: BaseException) -> bool:
        """True where a task failed because its worker died, or one whose fate it shared.

        Raises PantauError where no worker could do the work.
        """

    def check(self) -> None:
        """Raises PantauError where nobody is left to do the work."""


@contextmanager
def crew_of(settings: Settings) -> "Iterator[Crew | None]":
    """The workers that the configuration names, for as long as the block; None where this process works itself.

    Worker processes end with the block, and where this process is killed. Raises PantauError where a cluster does not
    answer, or cannot share the database.
    """
    if settings.uses_dask:
        from pipelines.dask_cluster import cluster

        with cluster(settings) as workers:
            yield workers
    elif settings.worker_number > 1:
        from pipelines.worker_pool import pool

        with pool(settings.worker_number) as workers:
            yield workers
    else:
        yield None


def spread(
    crew: Crew,
    work: Callable[[Task], Result],
    tasks: Iterable[Task],
    parts: Callable[[Task], Sequence[Task]],
    until: datetime | None = None,
) -> Iterator[Done[Task, Result]]:
    """Yields what came of the tasks, in no order.

    What was under way when a worker died is done again, one after the other; what ends its worker even alone is
    divided by `parts` into its smallest parts, of which one that does is lost. `work` is a function of a module, or a
    `functools.partial` of one, which may run twice on a task without harm; what it raises is raised here. After
    `until`, no task is begun.
    """
    rest = iter(tasks)
    flying: dict[Future[Result], Task] = {}
    while True:
        if not is_past(until):
            for task in islice(rest, max(0, crew.capacity - len(flying))):
                flying[crew.submit(work, task)] = task
        if not flying:
            return
        suspects: list[Task] = []
        while flying:
            for task, future in _finished(crew, flying):
                if _has_died(crew, future):
                    suspects.append(task)
                else:
                    yield Done(task, future.result())
            if not suspects:
                break
        for task in suspects:
            yield from _alone(crew, work, task, parts, until)


def is_past(until: datetime | None) -> bool:
    """True from that moment on; never without one."""
    return until is not None and datetime.now(UTC) >= until


def _alone(
    crew: Crew,
    work: Callable[[Task], Result],
    task: Task,
    parts: Callable[[Task], Sequence[Task]],
    until: datetime | None,
) -> Iterator[Done[Task, Result]]:
    """Does a task while nothing else is under way: a death then tells whose fault it was."""
    if is_past(until):
        return
    flying = {crew.submit(work, task): task}
    while not (finished := _finished(crew, flying)):
        pass
    ((_, future),) = finished
    if not _has_died(crew, future):
        yield Done(task, future.result())
        return
    _refuse_dead(crew)
    smaller = parts(task)
    if len(smaller) < 2:
        yield Done(task, is_lost=True)
        return
    for part in smaller:
        yield from _alone(crew, work, part, lambda _: (), until)


def _refuse_dead(crew: Crew) -> None:
    """Raises PantauError where workers die even of doing nothing: no task is to blame for that."""
    flying = {crew.submit(_do_nothing, 0): 0}
    while not (finished := _finished(crew, flying)):
        pass
    if _has_died(crew, finished[0][1]):
        raise PantauError(
            "Worker processes end before they do anything: see that there is memory for them and that the program is "
            "installed whole; with PANTAU_WORKERS=1 the work is done without them."
        )


def _do_nothing(task: int) -> int:
    return task


def _finished(crew: Crew, flying: "dict[Future[Result], Task]") -> "list[tuple[Task, Future[Result]]]":
    """Takes out what has come to an end; nothing where that takes long."""
    finished, _ = wait(flying, timeout=_LOOK, return_when=FIRST_COMPLETED)
    if not finished:
        crew.check()
    return [(flying.pop(future), future) for future in finished]


def _has_died(crew: Crew, future: "Future[Result]") -> bool:
    """Raises what the work raised."""
    try:
        error = future.exception()
    except CancelledError as cancelled:
        crew.check()
        raise PantauError(
            "The work was cancelled on the cluster; what is stored stays, run the command again."
        ) from cancelled
    if error is None or crew.has_died(error):
        return error is not None
    raise error
