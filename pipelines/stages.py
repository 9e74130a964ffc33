"""Runs the stages of the weekly job: each is timed and told; one that fails does not keep the others from working."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

import structlog

from models.errors import PantauError
from models.stages import Stage
from storage.stages import begin_stage, end_stage

if TYPE_CHECKING:
    from sqlalchemy import Engine

log = structlog.get_logger(__name__)

Made = TypeVar("Made")


@dataclass(frozen=True)
class StageFailure:
    """A stage that came to no end."""

    stage: Stage
    """Which."""
    sentence: str
    """What is wrong and what to do, in English, as errors are."""


class Stages:
    """Runs the stages of one run, one after the other, and keeps what failed.

    At each boundary one line goes to the log, event `stage`, with `name`, and `state` as `begin` or `end`.
    """

    def __init__(self, engine: "Engine", run_id: int) -> None:
        self._engine = engine
        self._run_id = run_id
        self.failures: list[StageFailure] = []

    def run(self, stage: Stage, work: Callable[[], Made]) -> Made | None:
        """What `work` returns, null where it failed. A signal ends it as it ends everything."""
        log.info("stage", name=stage.value, state="begin", run=self._run_id)
        began, made = monotonic(), None
        trouble = self._stored(lambda: begin_stage(self._engine, self._run_id, stage))
        try:
            made = work()
        except PantauError as error:
            trouble = str(error)
        except MemoryError:
            trouble = (
                f"stage {stage.value} needs more memory than it gets: end other programs, or raise the limit; "
                "the next run goes on from there"
            )
        except Exception as error:  # a mistake of ours must not cost the stages after it
            log.error("stage failed", name=stage.value, exc_info=error)
            trouble = _our_mistake(stage, error)
        seconds = monotonic() - began
        untold = self._stored(lambda: end_stage(self._engine, self._run_id, stage, seconds, trouble))
        trouble = trouble or untold
        if trouble is not None:
            self.failures.append(StageFailure(stage, trouble))
        is_done = trouble is None
        log.info(
            "stage",
            name=stage.value,
            state="end",
            run=self._run_id,
            is_done=is_done,
            seconds=round(seconds, 3),
        )
        return made

    def _stored(self, store: Callable[[], None]) -> str | None:
        """Why the boundary could not be stored; a stage is tried all the same."""
        try:
            store()
        except PantauError as error:
            return str(error)
        return None


def _our_mistake(stage: Stage, error: Exception) -> str:
    told = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return f"stage {stage.value} stumbled over a mistake of this program ({told}): report it with the log of the run"
