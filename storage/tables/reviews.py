"""The table of reviews: what people decided, and what they took back."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.vocabulary import ReviewAction, SubjectKind
from storage.tables.base import Base


class Review(Base):
    """One decision of a person. Rows are never deleted or overwritten; what is taken back is marked as undone."""

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone"),
        Index(None, "subject_kind", "fact_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[SubjectKind]
    action: Mapped[ReviewAction]
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id", ondelete="SET NULL"), index=True)
    """Article of the fact; null for things that are no fact of one article."""
    fact_id: Mapped[int | None]
    """Row of the fact in its table now; null for other subjects, and where no fact matches any more (orphaned)."""
    subject: Mapped[dict[str, Any]]
    """What the subject is known by after rows were made anew: place and content of a fact, anchors of a thing."""
    values: Mapped[dict[str, Any] | None]
    """What the person set."""
    comment: Mapped[str | None]
    """Why."""
    reviewer: Mapped[str]
    created_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]
