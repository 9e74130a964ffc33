"""The table of saved searches."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class SavedSearch(Base):
    """A search that somebody named: its address, which is the whole search."""

    __tablename__ = "saved_searches"
    __table_args__ = (UniqueConstraint("owner", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str]
    """Name of the account."""
    name: Mapped[str]
    """What the owner calls it."""
    address: Mapped[str]
    """What stands behind the ? of the address, in one order of its parts."""
    created_at: Mapped[datetime]
