"""The table of sources: what the catalogue said of each when it was last read."""

from sqlalchemy.orm import Mapped, mapped_column

from models.vocabulary import Terms
from storage.tables.base import Base


class SourceRecord(Base):
    """A site that articles come from. The entry in the catalogue is what counts; this is its copy for questions in SQL.

    `articles.source` names it without a foreign key: an import may name no source, and an entry may be gone.
    """

    __tablename__ = "sources"

    slug: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    province: Mapped[str | None]
    """Name of its province; null for the country."""
    network: Mapped[str | None]
    home_url: Mapped[str]
    timezone: Mapped[str]
    terms: Mapped[Terms]
    expected_weekly: Mapped[int]
    is_listed: Mapped[bool]
    """False where the catalogue has it no more."""
