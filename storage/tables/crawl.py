"""Tables of what was asked for and what came: runs, frontier, listings, documents, pages, problems."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.stages import Stage
from models.vocabulary import ArticleField, Verdict
from storage.tables.base import Base, Digest


class Run(Base):
    """One run of a command that writes."""

    __tablename__ = "runs"
    __table_args__ = (
        CheckConstraint("status IN ('running', 'finished', 'failed', 'interrupted')", name="status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    status: Mapped[str]


class RunStage(Base):
    """How far a run came in one stage; one whose end was never noted was killed in it."""

    __tablename__ = "run_stages"
    __table_args__ = (CheckConstraint("status IN ('running', 'finished', 'failed')", name="status"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    stage: Mapped[Stage] = mapped_column(primary_key=True)
    status: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    seconds: Mapped[float | None]
    trouble: Mapped[str | None]


class RunSource(Base):
    """What one source gave in one run; `models.stored.SourceCount` says what each count means."""

    __tablename__ = "run_sources"
    __table_args__ = (Index(None, "source", "run_id"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    is_cut: Mapped[bool] = mapped_column(default=False)
    """True where a bound of the run ended before the source was done with: such a row says nothing of its volume."""
    listings_read: Mapped[int] = mapped_column(default=0)
    listings_unchanged: Mapped[int] = mapped_column(default=0)
    articles_found: Mapped[int] = mapped_column(default=0)
    articles_fetched: Mapped[int] = mapped_column(default=0)
    articles_rechecked: Mapped[int] = mapped_column(default=0)
    articles_unchanged: Mapped[int] = mapped_column(default=0)
    articles_removed: Mapped[int] = mapped_column(default=0)
    articles_refused: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    articles_asked: Mapped[int] = mapped_column(default=0)
    articles_due: Mapped[int] = mapped_column(default=0)
    articles_known: Mapped[int] = mapped_column(default=0)
    articles_gated: Mapped[int] = mapped_column(default=0)
    articles_sampled: Mapped[int] = mapped_column(default=0)
    articles_copied: Mapped[int] = mapped_column(default=0)
    articles_gone: Mapped[int] = mapped_column(default=0)
    articles_failed: Mapped[int] = mapped_column(default=0)
    articles_postponed: Mapped[int] = mapped_column(default=0)
    articles_new: Mapped[int] = mapped_column(default=0)
    articles_edited: Mapped[int] = mapped_column(default=0)
    articles_empty: Mapped[int] = mapped_column(default=0)
    articles_relevant: Mapped[int] = mapped_column(default=0)
    requests: Mapped[int] = mapped_column(default=0)
    bytes_received: Mapped[int] = mapped_column(BigInteger, default=0)
    milliseconds: Mapped[int] = mapped_column(BigInteger, default=0)


class RunField(Base):
    """How often the articles that one run fetched from a source gave a field."""

    __tablename__ = "run_fields"
    __table_args__ = (CheckConstraint("present BETWEEN 0 AND total", name="present"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    field: Mapped[ArticleField] = mapped_column(primary_key=True)
    present: Mapped[int]
    total: Mapped[int]


class FrontierEntry(Base):
    """An article address that was discovered, how far it came, and when it is looked at again."""

    __tablename__ = "frontier"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'fetched', 'failed', 'gone', 'refused')", name="state"),
        CheckConstraint("attempts >= 0", name="attempts"),
        Index(None, "source", "state"),
        Index(None, "source", "next_check_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(unique=True)
    source: Mapped[str]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    discovered_at: Mapped[datetime]
    discovery_run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id", ondelete="SET NULL"))
    failure_run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id", ondelete="SET NULL"))
    last_status_code: Mapped[int | None]
    last_error: Mapped[str | None]
    first_checked_at: Mapped[datetime | None]
    """When it was first fetched, or found to be refused; its next looks are counted from here."""
    next_check_at: Mapped[datetime | None]
    """When it is looked at again; null before the first look and after the last."""
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]


class ListingState(Base):
    """A feed, sitemap or index page with what its server needs to answer 304 Not Modified."""

    __tablename__ = "listings"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(unique=True)
    source: Mapped[str]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    checked_at: Mapped[datetime]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id", ondelete="SET NULL"))


class SourceState(Base):
    """How far the listings of a source are known."""

    __tablename__ = "source_states"

    source: Mapped[str] = mapped_column(primary_key=True)
    watermark: Mapped[datetime]
    """Begin of the last crawl that read all listings of the source."""
    updated_at: Mapped[datetime]


class GateDecision(Base):
    """An article that the topic gate was asked about."""

    __tablename__ = "gate_decisions"
    __table_args__ = (Index(None, "source", "verdict"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(unique=True)
    source: Mapped[str]
    verdict: Mapped[Verdict]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id", ondelete="SET NULL"), index=True)
    decided_at: Mapped[datetime]


class Document(Base):
    """One fetch of an article, or one imported file: the raw pages, what was told about them, how far processed.

    An article that changed on its site is a second document with the same address.
    """

    __tablename__ = "documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(Digest, unique=True)
    """Over the address and the page bodies of a fetch; over the body alone of an import."""
    url: Mapped[str | None] = mapped_column(index=True)
    source: Mapped[str | None]
    path: Mapped[str | None]
    """File that was imported; null for what the crawler fetched."""
    fetched_at: Mapped[datetime]
    """When it came; the latest document of an article leads."""
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id", ondelete="SET NULL"), index=True)
    published_at: Mapped[datetime | None]
    published_zone: Mapped[str | None]
    published_on: Mapped[date | None]
    place: Mapped[str | None]
    processed_by: Mapped[str | None]
    """Extractor version that last read it, whether it found an article or not."""
    processed_at: Mapped[datetime | None]
    article_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("article_versions.id", ondelete="SET NULL"), index=True
    )


class StoredPage(Base):
    """One page as it came, kept so that processing can run again without fetching."""

    __tablename__ = "pages"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        Index(None, "warc_file", "warc_offset"),  # the bodies between would have to be read otherwise
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    number: Mapped[int]
    url: Mapped[str]
    content_type: Mapped[str | None]
    robots: Mapped[str | None]
    """Directives of meta robots and X-Robots-Tag that applied to the crawler."""
    digest: Mapped[str] = mapped_column(Digest)
    fetched_at: Mapped[datetime]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id", ondelete="SET NULL"))
    body_zlib: Mapped[bytes]
    """Body, compressed with zlib; the digest is of the body itself."""
    warc_file: Mapped[str | None]
    """WARC file that holds the response as it came: its name in the archive's folder, a path elsewhere."""
    warc_offset: Mapped[int | None] = mapped_column(BigInteger)
    """Bytes before its record in that file."""
    warc_digest: Mapped[str | None]
    """Payload digest that the record names."""


class Problem(Base):
    """Something that was met in a run, recorded and skipped."""

    __tablename__ = "problems"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id", ondelete="SET NULL"), index=True)
    document_id: Mapped[int | None] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), index=True
    )
    source: Mapped[str | None]
    subject: Mapped[str]
    """Address or path."""
    stage: Mapped[str]
    reason: Mapped[str]
    noted_at: Mapped[datetime]
