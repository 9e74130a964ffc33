"""Files in which secrets stand: passwords, addresses that carry one, settings of the weekly job."""

import os
import shlex
import stat
from pathlib import Path

from models.errors import PantauError

_OF_OTHERS = 0o077
_OF_OTHERS_BESIDE_ONE_GROUP = 0o037


def read_secret_file(path: Path) -> str:
    """The text of a file that only its owner may read, without the line breaks at its end.

    Raises PantauError where it cannot be read, is not UTF-8, or may be read by others; the sentence names the
    `chmod` that mends it. A pipe (`<(pass show pantau)`) is nobody else's and has no mode to check.
    """
    try:
        with path.open("rb") as file:
            _refuse_wide(
                path, os.fstat(file.fileno())
            )  # of what is read, not of what the name leads to by then
            return file.read().decode("utf-8").rstrip("\r\n")
    except OSError as error:
        raise PantauError(f"{path} cannot be read ({error.strerror}): name a text file of yours.") from error
    except UnicodeDecodeError as error:
        raise PantauError(f"{path} is not text in UTF-8: write the secret into it as text.") from error


def check_secret_file(path: Path) -> None:
    """Raises PantauError, as `read_secret_file` does, for a file that others may read; fine where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return
    except OSError as error:
        raise PantauError(
            f"{path} cannot be looked at ({error.strerror}): mend its folder's mode."
        ) from error
    _refuse_wide(path, found)


def _refuse_wide(path: Path, found: os.stat_result) -> None:
    """As PostgreSQL judges keys: 0600 or less, or 0640 where root owns the file and a service's group reads it."""
    others = _OF_OTHERS_BESIDE_ONE_GROUP if found.st_uid == 0 else _OF_OTHERS
    mode = stat.S_IMODE(found.st_mode)
    if stat.S_ISREG(found.st_mode) and mode & others:
        raise PantauError(
            f"{path} holds a secret and is open to others (mode {mode:04o}): "
            f"run `chmod 600 {shlex.quote(str(path))}`, and change the secret if others may have read it."
        )
