"""The table of the random sample from which precision is estimated."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.vocabulary import SubjectKind
from storage.tables.base import Base


class SampledFact(Base):
    """A fact that chance chose to be judged. It stays with its judgement when its article is extracted again."""

    __tablename__ = "sampled_facts"
    __table_args__ = (Index(None, "subject_kind", "fact_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[SubjectKind]
    fact_id: Mapped[int]
    """Its row when it was drawn."""
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    extractor: Mapped[str]
    """Version of the extraction that found it."""
    drawn_at: Mapped[datetime]
    review_id: Mapped[int | None] = mapped_column(ForeignKey("reviews.id", ondelete="SET NULL"), index=True)
    """The last decision about it; null while nobody judged."""
