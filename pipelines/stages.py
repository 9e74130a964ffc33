"""The stages of the weekly job: each is tried, timed and told; one that fails does not keep the others from working."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic
from typing import TypeVar

import structlog

from models.errors import PantauError

log = structlog.get_logger(__name__)

Made = TypeVar("Made")


class Stage(StrEnum):
    """What the weekly job does, in this order."""

    COLLECT = "collect"
    """Asks the sources; stores what is new."""
    PROCESS = "process"
    """Cleans and extracts what waits."""
    RESOLVE = "resolve"
    """Brings together what belongs to one story, person, body or number."""
    CHECK = "check"
    """Looks for damage."""
    BACKUP = "backup"
    """Keeps a copy of the database."""
    REPORT = "report"
    """Tells what the run did."""


WORK = (Stage.COLLECT, Stage.PROCESS, Stage.RESOLVE)
"""Stages without which the run has not done what it is for."""


@dataclass(frozen=True)
class StageFailure:
    """A stage that came to no end."""

    stage: Stage
    """Which."""
    sentence: str
    """What is wrong and what to do, in English, as errors are."""


@dataclass(frozen=True)
class StageTime:
    """A stage that was tried."""

    stage: Stage
    """Which."""
    seconds: float
    """How long it took."""
    is_done: bool
    """False where it failed."""


class Stages:
    """Runs stages one after the other and keeps what came of them.

    At each boundary one line goes to the log: event `stage`, with `name` and with `state` as `begin` or `end`.
    """

    def __init__(self) -> None:
        self.failures: list[StageFailure] = []
        self.times: list[StageTime] = []

    def run(self, stage: Stage, work: Callable[[], Made]) -> Made | None:
        """What `work` returns, null where it failed. A signal ends it as it ends everything."""
        log.info("stage", name=stage.value, state="begin")
        began, made, before = monotonic(), None, len(self.failures)
        try:
            made = work()
        except PantauError as error:
            self.failures.append(StageFailure(stage, str(error)))
        except Exception as error:  # a mistake of ours must not cost the stages after it
            log.error("stage failed", name=stage.value, exc_info=error)
            self.failures.append(StageFailure(stage, _our_mistake(stage, error)))
        seconds, is_done = monotonic() - began, len(self.failures) == before
        self.times.append(StageTime(stage, seconds, is_done))
        log.info("stage", name=stage.value, state="end", is_done=is_done, seconds=round(seconds, 3))
        return made


def _our_mistake(stage: Stage, error: Exception) -> str:
    told = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return f"stage {stage.value} stumbled over a mistake of this program ({told}): report it with the log of the run"
