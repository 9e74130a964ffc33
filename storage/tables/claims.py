"""Tables of claims: numbers, each once, whoever tells them; where they contradict one another; what looks wrong."""

from datetime import date
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.claims import ConflictRule, CreditKind, FlagKind, LeftOut
from models.vocabulary import Age, FigureTopic, FigureUnit, PeriodKind, Sex
from storage.tables.base import Base, Digest


class Claim(Base):
    """One number told by one article or many. Counts leave out articles that were taken down and rejected figures."""

    __tablename__ = "claims"
    __table_args__ = (
        CheckConstraint("value >= 0", name="value"),
        CheckConstraint("value_max >= value", name="value_max"),
        CheckConstraint("period_end >= period_start", name="period"),
        # all that a series asks of claims that it does not count
        Index(
            "ix_claims_series",
            *("topic", "unit", "province_code", "left_out", "region_code"),
            *("period_kind", "period_start", "period_end", "sex", "age"),
        ),
        Index(None, "topic", "unit", "province_code", "article_count"),
        Index(None, "region_code", "topic", "unit", "article_count"),
        Index(None, "article_count"),
        Index("ix_claims_stale", "id", sqlite_where=text("is_stale = 1"), postgresql_where=text("is_stale")),
        Index(
            "ix_claims_unsettled",
            "subject_key",
            sqlite_where=text("is_settled = 0"),
            postgresql_where=text("NOT is_settled"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Digest, unique=True)
    """What it is known by after its figures were extracted anew."""
    group_key: Mapped[str] = mapped_column(Digest, index=True)
    """Digest of what its figures share; incidents of the same number share it too."""
    subject_key: Mapped[str] = mapped_column(Digest, index=True)
    """Digest of what it shares with rival numbers: topic, people, region and period, or the event."""
    anchor_article_id: Mapped[int | None]
    """Article that an incident is known by; null for claims of a period."""
    topic: Mapped[FigureTopic]
    unit: Mapped[FigureUnit]
    value: Mapped[Decimal]
    value_max: Mapped[Decimal | None]
    is_approximate: Mapped[bool]
    """True where no article gives the number as exact."""
    sex: Mapped[Sex | None]
    age: Mapped[Age | None]
    region_code: Mapped[str | None]
    """Code that is valid, where an abolished one has one successor."""
    region: Mapped[str | None]
    province_code: Mapped[str | None]
    """Province of the region, `ID` for the country."""
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]
    period_kind: Mapped[PeriodKind]
    source_kind: Mapped[CreditKind]
    """The best source that any article names for it."""
    first_on: Mapped[date | None]
    """Day of the first report; null where none is known."""
    last_on: Mapped[date | None]
    article_count: Mapped[int]
    story_count: Mapped[int]
    figure_count: Mapped[int]
    """Figures when it was counted; fewer now means that some were deleted since."""
    left_out: Mapped[LeftOut | None]
    """Why it is added up nowhere; null where it is."""
    is_within_province: Mapped[bool]
    """True where the number of its province tells the same event."""
    is_stale: Mapped[bool]
    """True until its figures are counted again."""
    is_settled: Mapped[bool]
    """False until it was compared with its rivals."""


class ClaimFigure(Base):
    """A figure of a claim, as it was when it was read: what differs by now is read again."""

    __tablename__ = "claim_figures"
    __table_args__ = (
        Index(
            "ix_claim_figures_waiting",
            "group_key",
            sqlite_where=text("claim_id IS NULL"),
            postgresql_where=text("claim_id IS NULL"),
        ),
    )

    figure_id: Mapped[int] = mapped_column(ForeignKey("figures.id", ondelete="CASCADE"), primary_key=True)
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claims.id", ondelete="SET NULL"), index=True)
    """Null until it is put to one."""
    group_key: Mapped[str] = mapped_column(Digest, index=True)
    article_id: Mapped[int] = mapped_column(index=True)
    story_id: Mapped[int | None]
    source_kind: Mapped[CreditKind]
    is_headline: Mapped[bool]
    is_corrected: Mapped[bool]
    """True where a reviewer's values were read."""


class ConflictRecord(Base):
    """Different numbers for the same thing."""

    __tablename__ = "conflicts"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Digest, unique=True)
    """What it, and a reviewer's word on it, is known by after extraction ran anew."""
    subject_key: Mapped[str] = mapped_column(Digest, index=True)
    chosen_claim_id: Mapped[int | None] = mapped_column(
        ForeignKey("claims.id", ondelete="SET NULL"), index=True
    )
    """Null while it is open."""
    rule: Mapped[ConflictRule | None]
    review_id: Mapped[int | None] = mapped_column(ForeignKey("reviews.id", ondelete="SET NULL"))
    """The review that decided; null where a rule did."""


class ConflictClaim(Base):
    """A claim of a conflict."""

    __tablename__ = "conflict_claims"

    conflict_id: Mapped[int] = mapped_column(ForeignKey("conflicts.id", ondelete="CASCADE"), primary_key=True)
    claim_id: Mapped[int] = mapped_column(
        ForeignKey("claims.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class FigureFlag(Base):
    """Figures that look wrong, in words. They are kept as they are."""

    __tablename__ = "figure_flags"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[FlagKind] = mapped_column(index=True)
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    """The article whose figures do not fit together; null for flags across articles."""
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claims.id", ondelete="CASCADE"), index=True)
    """A claim of those that do not fit together; null for flags within an article."""
    sentence: Mapped[str]
    """What does not fit, in Indonesian."""
    figure_ids: Mapped[list[int]] = mapped_column(JSON)
