"""Searches that people named, each person his own."""

from datetime import datetime

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from models.base import Record
from models.errors import PantauError
from storage.engine import writing
from storage.tables import SavedSearch
from storage.types import now

MOST_OF_ONE = 500
LONGEST_NAME = 100
LONGEST_ADDRESS = 4000


class SavedRow(Record):
    """A saved search."""

    id: int
    """Key of the search."""
    name: str
    """What its owner calls it."""
    address: str
    """What stands behind the ? of the address."""
    created_at: datetime
    """When it was saved, UTC."""


def saved_searches(session: Session, owner: str) -> list[SavedRow]:
    """Those of a person, by name."""
    query = select(SavedSearch).where(SavedSearch.owner == owner).order_by(SavedSearch.name)
    return [
        SavedRow(id=row.id, name=row.name, address=row.address, created_at=row.created_at)
        for row in session.scalars(query)
    ]


def save_search(engine: Engine, owner: str, name: str, address: str) -> None:
    """Saves a search under a name, in the place of the one that had it.

    Raises PantauError for no name, one that is too long, and where the person has too many.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise PantauError(f"the name of a search has 1 to {LONGEST_NAME} characters: give it another")
    if len(address) > LONGEST_ADDRESS:
        raise PantauError(
            f"a search of more than {LONGEST_ADDRESS} characters cannot be saved: make it shorter"
        )
    with writing(engine) as session:
        known = session.scalar(
            select(SavedSearch).where(SavedSearch.owner == owner, SavedSearch.name == name)
        )
        if known is not None:
            known.address = address
            return
        count = session.scalar(select(func.count()).where(SavedSearch.owner == owner)) or 0
        if count >= MOST_OF_ONE:
            raise PantauError(f"{MOST_OF_ONE} searches are saved already: delete one first")
        session.add(SavedSearch(owner=owner, name=name, address=address, created_at=now()))


def delete_search(engine: Engine, owner: str, search_id: int) -> bool:
    """Deletes a search of a person; False where he has none of that number."""
    with writing(engine) as session:
        gone = session.execute(
            delete(SavedSearch)
            .where(SavedSearch.id == search_id, SavedSearch.owner == owner)
            .returning(SavedSearch.id)
        )
        return gone.first() is not None
