"""Passwords: how they are stored and checked."""

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from models.errors import PantauError

SHORTEST, LONGEST = 12, 256
"""Characters of a password; the length of a sentence is welcome."""

_HASHER = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)
"""Argon2id with the first of the parameters that OWASP names (Password Storage Cheat Sheet): 46 MiB, one pass."""
_AT_ONCE = BoundedSemaphore(2)
"""Hashes at the same time: whoever knocks often takes no more memory than that."""


def new_hash(password: str) -> str:
    """The hash of a password that somebody chose. Raises PantauError for one that is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise PantauError(
            f"A password has {SHORTEST} to {LONGEST} characters, this one {len(password)}: choose another, "
            "several words are easy to keep in mind."
        )
    return _hashed(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """Whether the hash is of this password. Without a hash it takes as long, and is false."""
    usable = password if len(password) <= LONGEST else ""
    try:
        with _AT_ONCE:
            fits = _HASHER.verify(password_hash or _hash_of_nobody(), _bytes(usable))
    except (VerificationError, InvalidHashError):
        return False
    return fits and password_hash is not None and usable == password


def renewed_hash(password: str, password_hash: str) -> str | None:
    """A hash with the parameters of today for a password that was found right; null where the old one has them."""
    return _hashed(password) if _HASHER.check_needs_rehash(password_hash) else None


def prepare() -> None:
    """Makes what checking needs, so that the first check takes no longer than the others."""
    _hash_of_nobody()


@cache
def _hash_of_nobody() -> str:
    return _HASHER.hash(b"nobody has this password")


def _hashed(password: str) -> str:
    with _AT_ONCE:
        return _HASHER.hash(_bytes(password))


def _bytes(password: str) -> bytes:
    return password.encode(errors="surrogatepass")
