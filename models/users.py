"""Accounts and sessions of the desk, as the store gives them."""

from datetime import datetime

from models.accounts import Role
from models.base import Record


class Account(Record):
    """A person who may sign in to the desk, as a list shows him."""

    name: str
    """Name that he signs in with, and that stands under his decisions."""
    role: Role
    """What he may do."""
    is_enabled: bool
    """False where he may not sign in."""
    created_at: datetime
    """When the account was made, UTC."""
    signed_in_at: datetime | None
    """When he last signed in, UTC."""


class Credentials(Record):
    """What a sign-in is checked against."""

    user_id: int
    """Key of the account."""
    password_hash: str
    """Argon2id, with its parameters."""


class OpenSession(Record):
    """A session that is valid now."""

    name: str
    """Name of the person."""
    role: Role
    """His role now."""
    form_key: str
    """What its forms are told from forged ones by."""
    is_rotation_due: bool
    """True where its token is old, and this request brought the newest."""
