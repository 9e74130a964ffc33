"""Tables of organizations: bodies by all their names, and the agencies of articles that mean them."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.vocabulary import AgencyType, NameKind
from storage.tables.base import Base


class Organization(Base):
    """A body that articles name."""

    __tablename__ = "organizations"
    __table_args__ = (Index("ix_organizations_name_id", text("substr(name, 1, 200)"), "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """What makes it that body, in normalised words; the same body gets the same key in every database."""
    name: Mapped[str]
    acronym: Mapped[str | None]
    type: Mapped[AgencyType]
    region_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"), index=True)


class OrganizationName(Base):
    """A name that an organization has or had."""

    __tablename__ = "organization_names"
    __table_args__ = (
        CheckConstraint("valid_until >= valid_from", name="validity"),
        Index(
            "uq_organization_names_organization_id_name_kind", "organization_id", "name", "kind", unique=True
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(index=True)
    kind: Mapped[NameKind]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]


class AgencyLink(Base):
    """The organization that an agency of an article is."""

    __tablename__ = "agency_links"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id", ondelete="CASCADE"), primary_key=True)
    organization_id: Mapped[int] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), index=True
    )
    score: Mapped[float]
    """How sure that is, 0 to 1."""
    reason: Mapped[str]
