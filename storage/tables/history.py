"""Tables of archives: which files were read and how far, and which records of them hold an article."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class ArchiveFile(Base):
    """A WARC file that `pantau backfill` reads; `models.history.FileCounts` says what each count means."""

    __tablename__ = "archive_files"
    __table_args__ = (CheckConstraint("state IN ('waiting', 'done', 'failed')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    size: Mapped[int | None] = mapped_column(BigInteger)
    etag: Mapped[str | None]
    state: Mapped[str]
    next_offset: Mapped[int] = mapped_column(BigInteger, default=0)
    """Where the record begins that comes next; what lies before is stored."""
    reason: Mapped[str | None]
    records: Mapped[int] = mapped_column(BigInteger, default=0)
    own: Mapped[int] = mapped_column(default=0)
    gated: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)
    new: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    damaged: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id", ondelete="SET NULL"), index=True)
    """Run that read it last."""


class ArchiveCapture(Base):
    """A record that holds an article, whether its page is stored or says what is stored already."""

    __tablename__ = "archive_captures"
    __table_args__ = (UniqueConstraint("file_id", "record_offset"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("archive_files.id", ondelete="CASCADE"))
    record_offset: Mapped[int] = mapped_column(BigInteger)
    """Bytes before the record."""
    record_digest: Mapped[str]
    """Payload digest that the record names, or its SHA-256."""
    url: Mapped[str] = mapped_column(index=True)
    """Canonical address of the article."""
    fetched_at: Mapped[datetime]
    """When the archive fetched it."""
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id", ondelete="SET NULL"), index=True)
