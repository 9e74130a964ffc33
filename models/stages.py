"""The stages of the weekly job, and how far each run came in them."""

from datetime import datetime
from enum import StrEnum

from models.base import Record


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
"""Stages without which a run has not done what it is for."""


class StageRun(Record):
    """One stage of one run."""

    stage: Stage
    """Which."""
    status: str
    """`running`, `finished` or `failed`; in a run that was killed, `running` for the stage that it was killed in."""
    started_at: datetime
    """Begin, UTC."""
    finished_at: datetime | None
    """End, UTC; null where none was noted."""
    seconds: float | None
    """Duration by a clock that nobody sets; null where no end was noted."""
    trouble: str | None
    """Why it failed, in one sentence; null where it did not."""
