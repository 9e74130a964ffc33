"""Archives that history is read from: how far each of their files is read, and what was found in it."""

from datetime import datetime
from enum import StrEnum

from models.base import Record


class FileState(StrEnum):
    """How far a file is."""

    WAITING = "waiting"
    """Not read to its end yet."""
    DONE = "done"
    """Read to its end; it is not read again."""
    FAILED = "failed"
    """It could not be read; the next backfill tries again, from where it stopped."""


class FileCounts(Record):
    """What was found in a file, or in all files of a run."""

    records: int = 0
    """Records read, of every kind."""
    own: int = 0
    """Responses of the hosts of sources that are on."""
    gated: int = 0
    """Articles among them without a word of the topic."""
    refused: int = 0
    """Articles among them whose page asks robots not to keep it."""
    kept: int = 0
    """Articles among them that passed."""
    new: int = 0
    """Those of them that were stored."""
    known: int = 0
    """Those of them that were stored already: by a crawl, by another archive, or in another form."""
    damaged: int = 0
    """Records and pages that could not be read; each is recorded as a problem."""

    def __add__(self, other: "FileCounts") -> "FileCounts":
        return FileCounts(
            **{name: getattr(self, name) + getattr(other, name) for name in FileCounts.model_fields}
        )


class ArchiveFileRow(Record):
    """A file of an archive, as the database knows it."""

    id: int
    """Key of the file."""
    name: str
    """Address or path; pages name it so."""
    size: int | None
    """Bytes; null where nobody knows yet."""
    etag: str | None
    """What its server calls this state of it; of a file here, the time of its last change."""
    state: FileState
    """How far it is."""
    offset: int
    """Bytes that are done with."""
    reason: str | None
    """Why it could not be read; null where it could."""
    counts: FileCounts
    """What was found so far."""
    finished_at: datetime | None
    """When its end was reached, UTC."""
