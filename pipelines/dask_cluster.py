"""The workers of a Dask cluster, however it was made: by hand, by dask-jobqueue, by dask-kubernetes.

Dask does a task again on another worker where one dies, and gives up a task that several workers died of.
"""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import make_url

from models.errors import PantauError
from pipelines.configuration import Settings

Task = TypeVar("Task")
Result = TypeVar("Result")

_EACH = 2
"""Tasks under way for each worker: one that it does, one that waits for it."""
_LOOK = 2.0
"""Seconds between two looks at the size of the cluster."""
_PATIENCE = 600.0
"""Seconds that it may be without workers: those of a batch system wait for their turn."""
_ANSWER = 20
"""Seconds in which a scheduler must answer."""


class Cluster:
    """A crew of Dask workers, one task a worker at a time."""

    def __init__(self, client: Any, address: str) -> None:
        """`client` is a `distributed.Client`, which has no types."""
        from distributed import KilledWorker

        self._client, self._address = client, address
        self._executor = client.get_executor(pure=False)  # the same task again is to be done again
        self._given_up = KilledWorker
        self._workers = 0
        self._looked_at = float("-inf")
        self._seen_at = monotonic()

    @property
    def capacity(self) -> int:
        if monotonic() - self._looked_at >= _LOOK:
            self._look()
        return _EACH * max(1, self._workers)

    def submit(self, work: Callable[[Task], Result], task: Task) -> "Future[Result]":
        submitted: Future[Result] = self._executor.submit(work, task)
        return submitted

    def has_died(self, error: BaseException) -> bool:
        if isinstance(error, ImportError):
            raise PantauError(
                f"A Dask worker cannot load the program ({error}); install pantau-tppo on every worker as it is here."
            ) from error
        return isinstance(error, self._given_up)

    def check(self) -> None:
        self._look()
        if monotonic() - self._seen_at > _PATIENCE:
            raise PantauError(
                f"The Dask cluster {self._address} has had no worker for {_PATIENCE / 60:.0f} "
                "minutes; start some with `dask worker`, then run the command again."
            )

    def _look(self) -> None:
        if self._client.status != "running":
            raise PantauError(
                "The Dask scheduler does not answer any more; what is stored stays: start it and run the command again."
            )
        self._workers, self._looked_at = len(self._client.nthreads()), monotonic()
        if self._workers:
            self._seen_at = self._looked_at


@contextmanager
def cluster(settings: Settings) -> Iterator[Cluster]:
    """The cluster that the configuration names, for as long as the block; it goes on without us.

    Raises PantauError where it does not answer, and for a SQLite database.
    """
    if make_url(settings.database).get_backend_name() == "sqlite":
        raise PantauError(
            "A Dask cluster cannot share a SQLite file: set PANTAU_DATABASE_URL to a PostgreSQL database, or unset "
            "PANTAU_DASK."
        )
    address = _address(settings)
    client = _client(address)
    try:
        yield Cluster(client, address)
    finally:
        client.close()  # the scheduler forgets what nobody waits for


def _address(settings: Settings) -> str:
    if settings.dask is not None:
        return settings.dask
    file = settings.dask_scheduler_file
    try:
        return str(json.loads(file.read_bytes())["address"]) if file is not None else ""
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise PantauError(
            f"PANTAU_DASK_SCHEDULER_FILE {file} names no Dask scheduler ({type(error).__name__}); name the file that "
            "`dask scheduler --scheduler-file` wrote."
        ) from error


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise PantauError(
            f"PANTAU_DASK needs the package {error.name}: install pantau-tppo with its `dask` extra, or unset it."
        ) from error
    make: Any = Client
    try:
        return make(address, timeout=_ANSWER, set_as_default=False, name="pantau")
    except (OSError, ValueError) as error:
        raise PantauError(
            f"No Dask scheduler answers at {address!r}; start one with `dask scheduler` and give its address as "
            "tcp://host:8786, or unset PANTAU_DASK."
        ) from error
