"""Tables of stories: which articles tell the same, and which of them leads."""

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class Story(Base):
    """One story, told by one article or by many: copies, edited copies, the same news agency's text."""

    __tablename__ = "stories"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_count: Mapped[int]
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
