"""Tables of stories: which articles tell the same, and which of them leads."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class Story(Base):
    """One story, told by one article or by many: copies, edited copies, the same news agency's text."""

    __tablename__ = "stories"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_count: Mapped[int] = mapped_column(index=True)
    """Articles that tell it."""


class StoryArticle(Base):
    """An article of a story. Every relevant article belongs to one; one without copies is a story of its own."""

    __tablename__ = "story_articles"
    __table_args__ = (
        Index(
            "uq_story_articles_lead",
            "story_id",
            unique=True,
            sqlite_where=text("is_lead"),
            postgresql_where=text("is_lead"),
        ),
    )

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"), index=True)
    is_lead: Mapped[bool]
    """True for the one that counts: the declared origin, else the earliest."""
    similarity: Mapped[float | None]
    """Share of the text that it has in common with the article of the story most like it, 0 to 1; null alone."""
    reason: Mapped[str | None]
    """Why it belongs to the story; null alone."""


class StorySignature(Base):
    """What the current text of a relevant article is compared by, and what the choice of its story's lead read."""

    __tablename__ = "story_signatures"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    article_version_id: Mapped[int] = mapped_column(
        ForeignKey("article_versions.id", ondelete="CASCADE"), unique=True
    )
    recipe: Mapped[str]
    """Version of the rules that made it."""
    shingles: Mapped[bytes]
    """Hashes of the text's shingles: 32-bit little-endian numbers, ascending."""
    numbers: Mapped[bytes]
    """Hashes of the numbers that it tells, in the same form."""
    address: Mapped[str]
    """Address of the article; its digest where it has none."""
    source: Mapped[str | None]
    outlet: Mapped[str | None]
    origin: Mapped[str | None]
    published_at: Mapped[datetime | None]
    published_on: Mapped[date | None]


class StoryBand(Base):
    """A band of an article's MinHash signature: articles with the same key may be alike."""

    __tablename__ = "story_bands"
    __table_args__ = ({"sqlite_with_rowid": False},)

    band_key: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    article_id: Mapped[int] = mapped_column(
        ForeignKey("story_signatures.article_id", ondelete="CASCADE"), primary_key=True, index=True
    )


class StoryPair(Base):
    """Two articles whose texts make them one story, the lower key first.

    An article that is deleted leaves a null: the story of the other one has to be formed anew.
    """

    __tablename__ = "story_pairs"
    __table_args__ = (
        UniqueConstraint("article_id", "other_id"),
        CheckConstraint("article_id < other_id", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int | None] = mapped_column(
        ForeignKey("story_signatures.article_id", ondelete="SET NULL")
    )
    other_id: Mapped[int | None] = mapped_column(
        ForeignKey("story_signatures.article_id", ondelete="SET NULL"), index=True
    )
    share: Mapped[float]
    """Share of the article's text that the other has, 0 to 1."""
    other_share: Mapped[float]
    """Share of the other's text that the article has, 0 to 1."""
