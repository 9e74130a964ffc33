"""Accounts: who may sign in. What takes rights away ends the sessions of that person in the same transaction."""

import unicodedata

from sqlalchemy import Engine, delete, exists, select
from sqlalchemy.orm import Session

from models.accounts import Role
from models.errors import PantauError
from models.users import Account, Credentials
from storage.engine import reading, writing
from storage.tables import SessionRecord, UserRecord
from storage.types import now

LONGEST_NAME = 60
"""Characters."""


def list_accounts(engine: Engine) -> list[Account]:
    """All accounts, by name."""
    with reading(engine) as session:
        return [_account(user) for user in session.scalars(select(UserRecord).order_by(UserRecord.name_key))]


def has_enabled_account(engine: Engine) -> bool:
    """Whether anybody may sign in."""
    with reading(engine) as session:
        return bool(session.scalar(select(exists().where(UserRecord.disabled_at.is_(None)))))


def add_account(engine: Engine, name: str, role: Role, password_hash: str) -> None:
    """Makes an account. Raises PantauError for a name that is taken or cannot be one."""
    shown = _checked(name)
    with writing(engine) as session:
        taken = session.scalar(select(UserRecord.name).where(UserRecord.name_key == name_key(shown)))
        if taken is not None:
            raise PantauError(
                f"There is an account {taken!r} already: choose another name, or change it with "
                f"`pantau user password`, `role`, `enable` or `disable`."
            )
        session.add(
            UserRecord(
                name=shown,
                name_key=name_key(shown),
                role=role,
                password_hash=password_hash,
                created_at=now(),
            )
        )


def set_password(engine: Engine, name: str, password_hash: str) -> None:
    """Gives an account another password and ends its sessions. Raises PantauError where there is no such account."""
    with writing(engine) as session:
        user = _found(session, name)
        user.password_hash = password_hash
        _end_sessions(session, user)


def set_role(engine: Engine, name: str, role: Role) -> None:
    """Gives an account another role and ends its sessions. Raises PantauError where there is no such account."""
    with writing(engine) as session:
        user = _found(session, name)
        user.role = role
        _end_sessions(session, user)


def disable_account(engine: Engine, name: str) -> None:
    """Lets somebody sign in no more and ends his sessions. Raises PantauError where there is no such account."""
    with writing(engine) as session:
        user = _found(session, name)
        user.disabled_at = user.disabled_at or now()
        _end_sessions(session, user)


def enable_account(engine: Engine, name: str) -> None:
    """Lets somebody sign in again. Raises PantauError where there is no such account."""
    with writing(engine) as session:
        _found(session, name).disabled_at = None


def credentials(engine: Engine, name: str) -> Credentials | None:
    """What the password of an enabled account is checked against; null for any other name."""
    if len(name) > LONGEST_NAME:
        return None
    query = select(UserRecord).where(UserRecord.name_key == name_key(name), UserRecord.disabled_at.is_(None))
    with reading(engine) as session:
        user = session.scalar(query)
        return None if user is None else Credentials(user_id=user.id, password_hash=user.password_hash)


def replace_hash(engine: Engine, known: Credentials, password_hash: str) -> None:
    """Stores another hash of the same password, unless the password was changed meanwhile."""
    with writing(engine) as session:
        user = session.get(UserRecord, known.user_id)
        if user is not None and user.password_hash == known.password_hash:
            user.password_hash = password_hash


def name_key(name: str) -> str:
    """A name in one spelling."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _checked(name: str) -> str:
    shown = " ".join(unicodedata.normalize("NFC", name).split())
    if not 0 < len(shown) <= LONGEST_NAME or not all(sign.isalnum() or sign in " ._-@'" for sign in shown):
        raise PantauError(
            f"{name[:LONGEST_NAME]!r} cannot be the name of an account: use letters, digits, spaces and . _ - @ ', "
            f"at most {LONGEST_NAME} in all."
        )
    return shown


def _found(session: Session, name: str) -> UserRecord:
    user = session.scalar(select(UserRecord).where(UserRecord.name_key == name_key(name)))
    if user is None:
        raise PantauError(
            f"There is no account {name[:LONGEST_NAME]!r}: `pantau user list` shows all, "
            f"`pantau user add` makes one."
        )
    return user


def _end_sessions(session: Session, user: UserRecord) -> None:
    session.execute(delete(SessionRecord).where(SessionRecord.user_id == user.id))


def _account(user: UserRecord) -> Account:
    return Account(
        name=user.name,
        role=user.role,
        is_enabled=user.disabled_at is None,
        created_at=user.created_at,
        signed_in_at=user.signed_in_at,
    )
