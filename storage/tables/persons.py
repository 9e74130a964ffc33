"""Tables of persons: whom officials of articles are, and what is known of them over all articles."""

from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.vocabulary import OfficialKind, PairStatus
from storage.tables.base import Base, Digest


class PersonRecord(Base):
    """One person, named by one article or many."""

    __tablename__ = "persons"
    __table_args__ = (Index("ix_persons_name_id", text("substr(name, 1, 200)"), "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    """The fullest name that articles print."""
    kind: Mapped[OfficialKind]


class PersonProfile(Base):
    """What articles print alike of a person: name, office, height of rank. Persons are groups of profiles."""

    __tablename__ = "person_profiles"
    __table_args__ = (
        Index(
            "ix_person_profiles_waiting",
            "name_key",
            sqlite_where=text("is_waiting"),
            postgresql_where=text("is_waiting"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(Digest, unique=True)
    """Over what makes the profile; the same print gets the same profile."""
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    name_key: Mapped[str]
    """Words of the name by sound."""
    name: Mapped[str]
    """As one of the articles prints it; the same holds for title, rank and agency."""
    title: Mapped[str | None]
    rank: Mapped[str | None]
    agency: Mapped[str | None]
    kind: Mapped[OfficialKind]
    place_code: Mapped[str]
    """Where the story of one of the articles is."""
    common_title: Mapped[str | None]
    """Title that is printed most."""
    organization_id: Mapped[int | None] = mapped_column(
        ForeignKey("organizations.id", ondelete="SET NULL"), index=True
    )
    """Organization that the agency is."""
    first_seen_on: Mapped[date | None]
    """First day of publication; null where no article has one."""
    last_seen_on: Mapped[date | None]
    article_count: Mapped[int]
    """Articles that stand and print it."""
    score: Mapped[float]
    """How sure it is that the profile belongs to the person, 0 to 1."""
    reasons: Mapped[list[str]] = mapped_column(JSON)
    is_waiting: Mapped[bool]
    """True until the next resolving has looked at it."""


class PersonKey(Base):
    """A block that a profile stands in: profiles without a common block are never compared."""

    __tablename__ = "person_keys"

    key: Mapped[str] = mapped_column(primary_key=True)
    profile_id: Mapped[int] = mapped_column(
        ForeignKey("person_profiles.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class NameLevel(Base):
    """A word that many names of the register have; rarer ones have no row."""

    __tablename__ = "name_levels"

    word: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[int]
    """Grows by one each time four times as many names have the word."""


class PersonLink(Base):
    """The person whom an official of an article is."""

    __tablename__ = "person_links"

    official_id: Mapped[int] = mapped_column(ForeignKey("officials.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("person_profiles.id"), index=True)
    score: Mapped[float]
    """How sure that is, 0 to 1."""
    reasons: Mapped[list[str]] = mapped_column(JSON)
    """What speaks for and against it, each with its weight."""


class PersonAnchor(Base):
    """By what a person is known again after an article was extracted anew."""

    __tablename__ = "person_anchors"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    name_key: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    profile_id: Mapped[int | None] = mapped_column(
        ForeignKey("person_profiles.id", ondelete="SET NULL"), index=True
    )
    """Null once nothing prints the name any more."""


class Position(Base):
    """An office that a person was seen in. The days are of publication: offices begin earlier and may end later."""

    __tablename__ = "positions"
    __table_args__ = (CheckConstraint("last_seen_on >= first_seen_on", name="order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"), index=True)
    title: Mapped[str | None]
    """As it is printed most."""
    post_key: Mapped[str | None]
    """The post under one key, whatever it is called in print: `kapolres`, `kepala_dp3a`."""
    organization_id: Mapped[int | None] = mapped_column(
        ForeignKey("organizations.id", ondelete="SET NULL"), index=True
    )
    agency: Mapped[str | None]
    """As it is printed."""
    region_code: Mapped[str] = mapped_column(index=True)
    """Region that the office answers for; where none is told, where the articles' stories are."""
    is_acting: Mapped[bool]
    first_seen_on: Mapped[date | None]
    last_seen_on: Mapped[date | None]
    article_count: Mapped[int]


class PersonPair(Base):
    """Two persons who may be one."""

    __tablename__ = "person_pairs"
    __table_args__ = (UniqueConstraint("person_id", "other_id"), Index(None, "status", "score"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"))
    other_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"), index=True)
    score: Mapped[float]
    reasons: Mapped[list[str]] = mapped_column(JSON)
    status: Mapped[PairStatus]
