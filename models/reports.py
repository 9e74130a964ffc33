"""What runs brought from a source, run by run: what a report compares."""

from collections.abc import Mapping
from datetime import datetime

from models.base import Record
from models.stored import SourceCount
from models.vocabulary import ArticleField


class FieldCount(Record):
    """How often the articles of a source gave a field."""

    present: int
    """Articles that gave it."""
    total: int
    """Articles that could have."""


class SourceRun(Record):
    """One source in one run that crawled it."""

    run_id: int
    """Key of the run."""
    status: str
    """Status of the run; `interrupted` where a bound of the run cut this source short."""
    started_at: datetime
    """Begin of the run, UTC."""
    count: SourceCount
    """What the source gave."""
    fields: Mapping[ArticleField, FieldCount]
    """What its articles told about themselves; those read so far."""
