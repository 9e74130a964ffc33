"""Tables of facts. Each row belongs to an extraction and says where in the version's text it stands."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship
from sqlalchemy.schema import SchemaItem

from models.vocabulary import (
    Age,
    AgencyType,
    DateKind,
    ExposureKind,
    FigureTopic,
    FigureUnit,
    OfficialKind,
    PeriodKind,
    ReviewStatus,
    Sex,
    StatementKind,
)
from storage.tables.base import Base


def _span_checks() -> tuple[SchemaItem, ...]:
    return (
        CheckConstraint("start_char >= 0 AND end_char > start_char", name="span"),
        CheckConstraint("length(quote) = end_char - start_char", name="quote"),
    )


def _review_queue() -> Index:
    """Finds the doubtful facts that nobody looked at, the most doubtful first."""
    return Index(None, "review_status", "confidence", "id")


class Located:
    """Characters [start, end) of the text and the characters themselves. `end` is a word of SQL, hence the names."""

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-2)
    start: Mapped[int] = mapped_column("start_char", sort_order=1)
    end: Mapped[int] = mapped_column("end_char", sort_order=1)
    quote: Mapped[str] = mapped_column(sort_order=1)


class Evident(Located):
    """What every fact has."""

    rule: Mapped[str] = mapped_column(sort_order=2)
    confidence: Mapped[float | None] = mapped_column(sort_order=2)
    review_status: Mapped[ReviewStatus | None] = mapped_column(sort_order=3)
    """What a person decided; null where nobody looked."""
    machine_values: Mapped[dict[str, Any] | None] = mapped_column(sort_order=3)
    """What the machine found in the columns that a person corrected; null where none is."""

    @declared_attr
    @classmethod
    def extraction_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("extractions.id", ondelete="CASCADE"), index=True, sort_order=-1)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[SchemaItem, ...]:
        return (*_span_checks(), _review_queue())


class Shown(Evident):
    """What every fact has that readers see."""

    public_quote: Mapped[str | None] = mapped_column(sort_order=3)
    """The quote as anybody may read it; null until a version of extraction that makes it has read the article."""


class OfficialRecord(Shown, Base):
    """A named person who holds an office or speaks for an organisation."""

    __tablename__ = "officials"

    name: Mapped[str]
    title: Mapped[str | None]
    rank: Mapped[str | None]
    agency: Mapped[str | None]
    kind: Mapped[OfficialKind]
    mentions: Mapped[list["OfficialMention"]] = relationship(
        passive_deletes=True, order_by="OfficialMention.id"
    )


class OfficialMention(Located, Base):
    """A place where an official is named, or meant by post alone."""

    __tablename__ = "official_mentions"
    __table_args__ = _span_checks()

    official_id: Mapped[int] = mapped_column(ForeignKey("officials.id", ondelete="CASCADE"), index=True)
    is_reference: Mapped[bool]
    """True where the person is meant by post or epithet only."""


class AgencyRecord(Shown, Base):
    """An organisation named in the text."""

    __tablename__ = "agencies"

    name: Mapped[str]
    acronym: Mapped[str | None]
    type: Mapped[AgencyType]
    mentions: Mapped[list["AgencyMention"]] = relationship(passive_deletes=True, order_by="AgencyMention.id")


class AgencyMention(Located, Base):
    """A place where an agency is named."""

    __tablename__ = "agency_mentions"
    __table_args__ = _span_checks()

    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id", ondelete="CASCADE"), index=True)


class DateRecord(Shown, Base):
    """A calendar expression resolved to days."""

    __tablename__ = "dates"

    first_on: Mapped[date]
    last_on: Mapped[date]
    kind: Mapped[DateKind]
    is_relative: Mapped[bool]
    is_contradicted: Mapped[bool]

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[SchemaItem, ...]:
        return (*_span_checks(), _review_queue(), CheckConstraint("last_on >= first_on", name="order"))


class FigureRecord(Shown, Base):
    """A count, share or amount."""

    __tablename__ = "figures"

    value: Mapped[Decimal]
    value_max: Mapped[Decimal | None]
    is_approximate: Mapped[bool]
    unit: Mapped[FigureUnit]
    topic: Mapped[FigureTopic]
    sex: Mapped[Sex | None]
    age: Mapped[Age | None]
    region_code: Mapped[str | None]
    region: Mapped[str | None]
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]
    period_kind: Mapped[PeriodKind]
    credited_to: Mapped[str | None]
    published_on: Mapped[date | None]
    """Day of its article, a copy: so that lists come from an index, newest first."""

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[SchemaItem, ...]:
        return (
            *_span_checks(),
            _review_queue(),
            CheckConstraint("value >= 0", name="value"),
            CheckConstraint("value_max >= value", name="value_max"),
            CheckConstraint("period_end >= period_start", name="period"),
            Index("ix_figures_published_on_id", "published_on", "id"),
            Index("ix_figures_published_on_unit", "published_on", "unit"),
            Index(
                "ix_figures_value_unit_id", "value", "unit", "id"
            ),  # by unit first, it would be taken for all lists
            Index("ix_figures_region_code_published_on_unit", "region_code", "published_on", "unit"),
            Index(
                "ix_figures_province_published_on_unit",
                text("substr(region_code, 1, 2)"),
                "published_on",
                "unit",
            ),
        )


class StatementRecord(Shown, Base):
    """What an official said; the quote is the words."""

    __tablename__ = "statements"

    official_id: Mapped[int] = mapped_column(ForeignKey("officials.id", ondelete="CASCADE"), index=True)
    kind: Mapped[StatementKind]
    cue: Mapped[str]
    said_on: Mapped[date | None]
    speaker: Mapped[OfficialRecord] = relationship()


class LawRecord(Shown, Base):
    """A rule that the article cites."""

    __tablename__ = "laws"

    type: Mapped[str]
    number: Mapped[str | None]
    year: Mapped[int | None]
    article: Mapped[str | None]
    is_inferred: Mapped[bool]
    is_doubtful: Mapped[bool]


class ExposureRecord(Evident, Base):
    """Words that could identify a private person; they never leave the store."""

    __tablename__ = "exposures"

    kind: Mapped[ExposureKind]


class RelevanceHit(Base):
    """A term that counted for or against relevance; hits in the title have negative places."""

    __tablename__ = "relevance_hits"
    __table_args__ = (CheckConstraint("end_char > start_char", name="span"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    extraction_id: Mapped[int] = mapped_column(ForeignKey("extractions.id", ondelete="CASCADE"), index=True)
    term: Mapped[str]
    start: Mapped[int] = mapped_column("start_char")
    end: Mapped[int] = mapped_column("end_char")
    weight: Mapped[float]
