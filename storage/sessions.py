"""Sessions of the desk, known by digests of their tokens."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, and_, delete, or_, select, update

from models.users import OpenSession
from storage.engine import reading, writing
from storage.tables import SessionRecord, UserRecord
from storage.types import now

IDLE = timedelta(hours=2)
"""A session that nobody used for so long has ended."""
LONGEST = timedelta(hours=12)
"""A session ends after so long, used or not: a day's work."""
ROTATION = timedelta(minutes=30)
"""A token is replaced when it is that old."""
_GRACE = timedelta(minutes=1)
_SEEN_TO = timedelta(minutes=5)


def start_session(engine: Engine, user_id: int, digest: str, form_key: str) -> bool:
    """Begins a session, and forgets those that have ended. False where the account was disabled meanwhile."""
    at = now()
    with writing(engine) as session:
        session.execute(delete(SessionRecord).where(~_is_alive(at)))
        user = session.get(UserRecord, user_id)
        if user is None or user.disabled_at is not None:
            return False
        user.signed_in_at = at
        session.add(
            SessionRecord(
                digest=digest, user_id=user_id, form_key=form_key, started_at=at, rotated_at=at, seen_at=at
            )
        )
        return True


def open_session(engine: Engine, digest: str) -> OpenSession | None:
    """The session of a token; null where it has ended, its person is disabled, or there never was one."""
    at = now()
    query = (
        select(SessionRecord, UserRecord)
        .join(UserRecord, UserRecord.id == SessionRecord.user_id)
        .where(_has_token(digest, at), _is_alive(at), UserRecord.disabled_at.is_(None))
    )
    with reading(engine) as session:
        found = session.execute(query).one_or_none()
    if found is None:
        return None
    row, user = found
    is_newest = row.digest == digest
    if is_newest and at - row.seen_at > _SEEN_TO:
        with writing(engine) as session:
            session.execute(update(SessionRecord).where(SessionRecord.id == row.id).values(seen_at=at))
    return OpenSession(
        name=user.name,
        role=user.role,
        form_key=row.form_key,
        is_rotation_due=is_newest and at - row.rotated_at > ROTATION,
    )


def rotate_session(engine: Engine, digest: str, new_digest: str) -> bool:
    """Replaces a token. False where another request replaced it first: its answer brings the new one."""
    of_token = update(SessionRecord).where(SessionRecord.digest == digest)
    changed = {"digest": new_digest, "previous_digest": digest, "rotated_at": now()}
    with writing(engine) as session:
        return session.execute(of_token.values(changed).returning(SessionRecord.id)).first() is not None


def end_session(engine: Engine, digest: str) -> None:
    """Ends the session of a token; nothing where there is none."""
    with writing(engine) as session:
        session.execute(delete(SessionRecord).where(_has_token(digest, now())))


def _has_token(digest: str, at: datetime) -> ColumnElement[bool]:
    is_previous = and_(SessionRecord.previous_digest == digest, SessionRecord.rotated_at > at - _GRACE)
    return or_(SessionRecord.digest == digest, is_previous)


def _is_alive(at: datetime) -> ColumnElement[bool]:
    return and_(SessionRecord.seen_at > at - IDLE, SessionRecord.started_at > at - LONGEST)
