"""Tables of articles: what they are, their versions, what extraction ran over them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.vocabulary import Topic
from storage.tables.base import Base, Digest


class StoredArticle(Base):
    """An article, described by its current version."""

    __tablename__ = "articles"
    __table_args__ = (
        CheckConstraint("(url IS NULL) <> (import_digest IS NULL)", name="one_key"),
        Index(None, "is_relevant", "published_on"),
        Index("ix_articles_published_on_id", "published_on", "id"),
        Index("ix_articles_source_published_on_id", "source", "published_on", "id"),
        Index("ix_articles_place_code_published_on_id", "place_code", "published_on", "id"),
        Index("ix_articles_province_published_on_id", text("substr(place_code, 1, 2)"), "published_on", "id"),
        Index("ix_articles_attention", "is_relevant", "removed_at", "published_on"),
        Index(
            "ix_articles_province_attention",
            text("substr(place_code, 1, 2)"),
            "is_relevant",
            "removed_at",
            "published_on",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str | None] = mapped_column(unique=True)
    import_digest: Mapped[str | None] = mapped_column(Digest, unique=True)
    """Digest of the first text of an import without an address."""
    source: Mapped[str | None]
    outlet: Mapped[str | None]
    title: Mapped[str | None]
    public_title: Mapped[str | None]
    """Headline as anybody may read it; null too until a version of extraction that makes it has read the article."""
    author: Mapped[str | None]
    published_at: Mapped[datetime | None]
    published_zone: Mapped[str | None]
    """Zone that the source gave the time in, as `Asia/Makassar` or `+08:00`."""
    published_on: Mapped[date | None]
    language_code: Mapped[str | None]
    is_paid: Mapped[bool]
    origin: Mapped[str | None]
    is_relevant: Mapped[bool]
    relevance_score: Mapped[float]
    place_code: Mapped[str]
    place_name: Mapped[str]
    province: Mapped[str | None]
    removed_at: Mapped[datetime | None]
    """When its publisher was found to have taken it down; null while it is up."""
    removal_reason: Mapped[str | None]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id", ondelete="SET NULL"), index=True)
    """Run that stored it first."""
    topics: Mapped[list["ArticleTopic"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="ArticleTopic.topic"
    )


class ArticleTopic(Base):
    """A topic of an article."""

    __tablename__ = "article_topics"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    topic: Mapped[Topic] = mapped_column(primary_key=True, index=True)


class ArticleVersion(Base):
    """A text that an article had; one of them is current."""

    __tablename__ = "article_versions"
    __table_args__ = (
        UniqueConstraint("article_id", "number"),
        UniqueConstraint("article_id", "digest"),
        Index(
            "uq_article_versions_current",
            "article_id",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    number: Mapped[int]
    text: Mapped[str]
    digest: Mapped[str] = mapped_column(Digest)
    is_current: Mapped[bool]
    first_seen_at: Mapped[datetime]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id", ondelete="SET NULL"), index=True)


class Extraction(Base):
    """The extraction whose facts a version holds; a newer extractor replaces it whole."""

    __tablename__ = "extractions"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_version_id: Mapped[int] = mapped_column(
        ForeignKey("article_versions.id", ondelete="CASCADE"), unique=True
    )
    extractor: Mapped[str]
    relevance_rule: Mapped[str]
    facts_digest: Mapped[str] = mapped_column(Digest)
    """Over all facts, so that finding the same again changes nothing."""
    extracted_at: Mapped[datetime]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id", ondelete="SET NULL"), index=True)
