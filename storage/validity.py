"""Which facts count."""

from sqlalchemy import ColumnElement

from models.vocabulary import ReviewStatus
from storage.tables.facts import Evident


def is_valid(table: type[Evident]) -> ColumnElement[bool]:
    """True for facts that no person rejected."""
    return table.review_status.is_distinct_from(ReviewStatus.REJECTED)


def names_of(table: type[Evident], *columns: str) -> list[ColumnElement[str]]:
    """The columns as they count, and what the machine found where a person corrected them: other facts of the article
    may name the fact by it."""
    found = [table.machine_values[name].as_string() for name in columns]
    return [*(getattr(table, name) for name in columns), *found]
