"""The list of withdrawals beside WARC files, which still hold the pages: who rebuilds from them reads it first."""

from pathlib import Path

from sqlalchemy import Engine

from models.errors import PantauError
from models.withdrawal import Tombstone
from pipelines.extracting import write_text
from storage.engine import reading
from storage.withdrawn import add_tombstones, tombstones

_MARKER = "withdrawn.jsonl"


def mark_archive(engine: Engine, archive: Path) -> None:
    """Writes all tombstones beside the WARC files. Raises PantauError where the folder cannot be written."""
    with reading(engine) as session:
        lines = [tombstone.model_dump_json() for tombstone in tombstones(session)]
    if lines:
        write_text(archive / _MARKER, "".join(f"{line}\n" for line in lines))


def read_marker(engine: Engine, archive: Path) -> int:
    """Stores the tombstones that lie beside WARC files and that the database does not have; returns how many.

    Raises PantauError for a file that cannot be read.
    """
    path = archive / _MARKER
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        found = [Tombstone.model_validate_json(line) for line in lines]
    except FileNotFoundError:
        return 0
    except (OSError, ValueError) as error:
        raise PantauError(
            f"{path} lists what was withdrawn and cannot be read: restore it from a backup"
        ) from error
    return add_tombstones(engine, found)
