"""Folders and files for one user alone: what lies in them names victims before anything is masked."""

import os
import stat
from pathlib import Path

FOLDER, FILE = 0o700, 0o600
_OF_OTHERS = 0o077


def make_private_folder(path: Path) -> None:
    """Makes a folder, and those above it that are missing, with mode 0700; one that is there keeps its own.

    A umask takes bits away and never adds one, so none makes them wider. Raises OSError.
    """
    for folder in (*reversed(path.absolute().parents), path):
        if not folder.is_dir():
            folder.mkdir(mode=FOLDER, exist_ok=True)


def open_private_file(path: Path, flags: int = 0) -> int:
    """A file descriptor for reading and writing; a file that is made has mode 0600. Raises OSError."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | flags, FILE)


def mode_for_others(path: Path) -> int | None:
    """The mode of a file or folder that others may use in some way; None where they may not, and for nothing."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return None
    return mode if mode & _OF_OTHERS else None
