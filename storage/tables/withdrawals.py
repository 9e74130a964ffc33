"""Tables of withdrawals: tombstones, and digests by which what was withdrawn is known again; no words of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.withdrawal import WithdrawalKind, WithdrawnKeyKind
from storage.tables.base import Base, Digest


class Withdrawal(Base):
    """A tombstone."""

    __tablename__ = "withdrawals"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[WithdrawalKind]
    subject_id: Mapped[int | None]
    """Key that the article or person had, of a span that of its article; null for an address that was never stored."""
    start: Mapped[int | None] = mapped_column("start_char")
    end: Mapped[int | None] = mapped_column("end_char")
    reason: Mapped[str]
    withdrawn_by: Mapped[str]
    withdrawn_at: Mapped[datetime]


class WithdrawnKey(Base):
    """A digest by which something withdrawn is known again."""

    __tablename__ = "withdrawn_keys"
    __table_args__ = (Index(None, "digest", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    withdrawal_id: Mapped[int] = mapped_column(ForeignKey("withdrawals.id", ondelete="CASCADE"), index=True)
    kind: Mapped[WithdrawnKeyKind]
    digest: Mapped[str] = mapped_column(Digest)
    words: Mapped[int | None]
    """How many words were digested; null for addresses and files."""
