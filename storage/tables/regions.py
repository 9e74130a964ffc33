"""Tables of regions: their codes, their names, and what became of them."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.vocabulary import NameKind, RegionKind
from storage.tables.base import Base


class Region(Base):
    """The country, a province, kabupaten or kota, of now or of before."""

    __tablename__ = "regions"
    __table_args__ = (CheckConstraint("valid_until >= valid_from", name="validity"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    """Kemendagri code, as `53` and `53.08`; `ID` for the country."""
    name: Mapped[str]
    kind: Mapped[RegionKind]
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"), index=True)
    """Province of a kabupaten or kota, `ID` for a province."""
    population: Mapped[int | None]
    population_year: Mapped[int | None]
    valid_from: Mapped[date | None]
    """First day of the code; null where it is older than this table."""
    valid_until: Mapped[date | None]
    """Last day of the code; null while it is valid."""


class RegionName(Base):
    """A name that a region has or had."""

    __tablename__ = "region_names"
    __table_args__ = (
        Index("uq_region_names_region_code_name_kind", "region_code", "name", "kind", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    kind: Mapped[NameKind]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]


class RegionChange(Base):
    """A region that came out of another one: a split, or a new code."""

    __tablename__ = "region_changes"

    predecessor_code: Mapped[str] = mapped_column(
        ForeignKey("regions.code", ondelete="CASCADE"), primary_key=True
    )
    successor_code: Mapped[str] = mapped_column(
        ForeignKey("regions.code", ondelete="CASCADE"), primary_key=True, index=True
    )
    changed_on: Mapped[date]
    reference: Mapped[str]
    """The law that says so."""
