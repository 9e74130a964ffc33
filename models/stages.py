"""The stages of the weekly job."""

from enum import StrEnum


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
