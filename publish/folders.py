"""Folders that appear whole or not at all."""

import hashlib
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.errors import PantauError


@contextmanager
def whole_folder(directory: Path, what: str) -> Iterator[Path]:
    """A folder to write into, which becomes `directory` when the block ends well, and is gone otherwise.

    `what` names the undertaking, as `release`. Raises PantauError where the folder holds something already or cannot be
    written, as on a full disk.
    """
    try:
        if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
            raise PantauError(f"{what} folder {directory} is not empty: name a new one")
        directory.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=directory.parent, prefix=f".{directory.name}-") as scratch:
            whole = Path(scratch) / "whole"
            whole.mkdir()
            yield whole
            whole.rename(directory)  # takes the place of an empty folder
    except OSError as error:
        raise PantauError(_failed(what, directory, error.strerror or str(error))) from error
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in {
            sqlite3.SQLITE_FULL,
            sqlite3.SQLITE_IOERR,
            sqlite3.SQLITE_CANTOPEN,
        }:
            raise
        raise PantauError(_failed(what, directory, str(error))) from error


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _failed(what: str, directory: Path, reason: str) -> str:
    return f"{what} to {directory} failed ({reason}), nothing was written: use another folder"
