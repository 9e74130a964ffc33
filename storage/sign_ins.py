"""Attempts to sign in, counted by name and by address, so that nobody can try passwords in numbers."""

import hashlib
from datetime import timedelta

from sqlalchemy import Engine, delete, func, select

from storage.accounts import name_key
from storage.engine import reading, writing
from storage.tables import SignInAttempt
from storage.types import now

WINDOW = timedelta(minutes=15)
"""How long a failed attempt counts."""
MOST_PER_NAME = 10
"""Failed attempts in that time for one name, whoever makes them."""
MOST_PER_NETWORK = 40
"""Failed attempts in that time from one address, for whatever names; an office may share one."""


def begin_attempt(engine: Engine, name: str, network: str) -> bool:
    """Counts a new attempt, to be settled when it succeeds; false where it may not be made now.

    It is stored before it is counted: of attempts at the same moment, too many may be refused but never too few.
    """
    at = now()
    digest = _digest(name)
    with writing(engine) as session:
        session.execute(delete(SignInAttempt).where(SignInAttempt.tried_at < at - WINDOW))
        attempt = SignInAttempt(name_digest=digest, network=network, tried_at=at)
        session.add(attempt)
        session.flush()
        key = attempt.id
    with reading(engine) as session:
        count = select(func.count()).select_from(SignInAttempt).where(SignInAttempt.tried_at >= at - WINDOW)
        of_name = session.scalar(count.where(SignInAttempt.name_digest == digest)) or 0
        of_network = session.scalar(count.where(SignInAttempt.network == network)) or 0
    if of_name <= MOST_PER_NAME and of_network <= MOST_PER_NETWORK:
        return True
    with writing(engine) as session:  # what is refused does not count, or knocking would keep the door shut
        session.execute(delete(SignInAttempt).where(SignInAttempt.id == key))
    return False


def settle_attempts(engine: Engine, name: str, network: str) -> None:
    """Forgets the failed attempts of somebody who has signed in, from where he did."""
    with writing(engine) as session:
        session.execute(
            delete(SignInAttempt).where(
                SignInAttempt.name_digest == _digest(name), SignInAttempt.network == network
            )
        )


def _digest(name: str) -> str:
    return hashlib.sha256(name_key(name).encode(errors="replace")).hexdigest()
