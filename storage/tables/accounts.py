"""The tables of accounts: who may sign in, who is signed in, and who tried lately."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.accounts import Role
from storage.tables.base import Base, Digest


class UserRecord(Base):
    """A person who may sign in to the desk; one who is disabled stays, because reviews name him."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    """The name in one spelling: two people cannot differ in capital letters alone."""
    role: Mapped[Role]
    password_hash: Mapped[str]
    """Argon2id, with its parameters."""
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]
    """When he last signed in."""
    disabled_at: Mapped[datetime | None]


class SessionRecord(Base):
    """A browser in which somebody is signed in. It holds digests of tokens only: a copy of the table opens nothing."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_user_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(Digest, unique=True)
    previous_digest: Mapped[str | None] = mapped_column(Digest, unique=True)
    """Of the token before, which requests that were under way when it was replaced still carry."""
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    form_key: Mapped[str] = mapped_column(Digest)
    """What its forms are told from forged ones by; it outlives the tokens, or a form open in a tab would be refused."""
    started_at: Mapped[datetime]
    rotated_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """When it was last used, to some minutes."""


class SignInAttempt(Base):
    """An attempt to sign in that failed, or is being checked; kept as long as it counts."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (
        Index("ix_sign_in_attempts_name_digest_tried_at", "name_digest", "tried_at"),
        Index("ix_sign_in_attempts_network_tried_at", "network", "tried_at"),
        Index("ix_sign_in_attempts_tried_at", "tried_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name_digest: Mapped[str] = mapped_column(Digest)
    """SHA-256 of what was given as the name, which may be a password in the wrong field."""
    network: Mapped[str]
    """The address; of IPv6 its network of 64 bits, because a household has that many addresses."""
    tried_at: Mapped[datetime]
