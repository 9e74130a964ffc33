"""Which digests were made and mailed: `digests/journal.json` in the data folder.

In the data folder and not in the database, for it tells what left this machine: a database that is restored from a
backup must not forget what was sent. The journal is replaced whole, so that a digest is made or is not made:

1. the files of a digest are written under names that nobody reads;
2. the journal that has it takes the place of the old one. From here on its texts count as told;
3. the files get their names, the feed is written, the mail is sent, the journal notes that.

Whoever is killed before 2 leaves nothing: the next digest tells the same. Whoever is killed after it is made up for by
the next: names, feed and mail follow. Only a mail whose acceptance was not noted any more goes out twice, then with the
same Message-ID: twice is better than never.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from models.base import Record
from models.errors import PantauError
from models.private import make_private_folder, open_private_file
from publish.digest.messages import Message
from publish.language import Language
from storage.news import Mark

FOLDER = "digests"
FORMS = ("html", "txt")
_JOURNAL, _LOCK = "journal.json", ".lock"


class Entry(Record):
    """A digest that was made."""

    name: str = Field(pattern=r"^\d{4}-\d\d-\d\d-run-\d+(-\d+)?$")
    """Name of its files, without extension."""
    run_id: int
    run_started_at: datetime
    """By which the database is known again."""
    made_at: datetime
    language: Language
    texts_after: Mark
    texts_until: Mark
    """Its texts came between these two."""
    numbers_after: Mark
    numbers_until: Mark
    """Its numbers came with texts between these two: numbers that were not brought together wait."""
    subject: str
    messages: tuple[Message, ...]
    """What it said besides; kept, for it holds of that moment."""
    mail: Literal["none", "waiting", "sent"]
    """`none` where no mail was configured when it was made."""


class Journal(Record):
    """All digests, the oldest first."""

    entries: tuple[Entry, ...] = ()


@contextmanager
def digests_locked(data_dir: Path) -> Iterator[Path]:
    """The folder of the digests, made where it is missing, while nobody else writes in it.

    Raises PantauError where another process does, and where the folder or a file in it cannot be written.
    """
    folder = data_dir / FOLDER
    try:
        make_private_folder(folder)
        handle = os.fdopen(open_private_file(folder / _LOCK), "r+b")
    except OSError as error:
        raise PantauError(
            f"folder {folder} cannot be used ({error.strerror}): make it writable for this user"
        ) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PantauError(
                f"another process writes digests in {folder}: wait until it has ended"
            ) from error
        try:
            yield folder
        except OSError as error:
            raise PantauError(
                f"digests could not be written in {folder} ({error.strerror or error}): free space or mend it; the "
                "next run makes up for it"
            ) from error


def read_journal(data_dir: Path) -> Journal:
    """The digests that were made; none where there is no journal yet.

    Raises PantauError for a journal that somebody has damaged.
    """
    path = data_dir / FOLDER / _JOURNAL
    try:
        return Journal.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Journal()
    except OSError as error:
        raise PantauError(
            f"{path} cannot be read ({error.strerror}): make it readable for this user"
        ) from error
    except (ValidationError, json.JSONDecodeError) as error:
        raise PantauError(
            f"{path} is damaged: put it back from a backup, or delete it (the next digest then tells everything again)"
        ) from error


def write_journal(folder: Path, journal: Journal) -> None:
    """Puts a journal in the place of the old one, on the disk when this returns."""
    replace_file(folder / _JOURNAL, journal.model_dump_json(indent=1).encode())


def replace_file(path: Path, content: bytes) -> None:
    """Puts a file in the place of another, whole or not at all, readable for its owner only."""
    write_part(path, content).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_part(path: Path, content: bytes) -> Path:
    """Writes a file under the name that it has until it counts, and returns that name."""
    part = part_of(path)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(handle)
    return part


def part_of(path: Path) -> Path:
    """The name that a file has until it counts."""
    return path.with_name(f".{path.name}.part")
