"""Lists of the desk and the API: what is listed, in which order, and what is known of the whole list."""

from enum import StrEnum
from typing import Generic, TypeVar

from models.base import Record


class Kind(StrEnum):
    """What a list is of."""

    STATEMENTS = "statements"
    FIGURES = "figures"
    OFFICIALS = "officials"
    """Persons."""
    AGENCIES = "agencies"
    """Bodies of the register."""
    ARTICLES = "articles"


class Sort(StrEnum):
    """The order of a list."""

    RELEVANCE = "relevance"
    """The words side by side as asked before the others, both newest first."""
    NEWEST = "newest"
    """Newest published first, the undated last."""
    OLDEST = "oldest"
    """Oldest published first, the undated last."""
    VALUE = "value"
    """Largest number first."""
    NAME = "name"
    """By name."""


class Total(Record):
    """How many rows a question has."""

    count: int
    """Rows, as far as they were counted."""
    is_exact: bool
    """False where there are, or may be, more than `count`."""


class FacetCount(Record):
    """Rows that have a value."""

    value: str
    """The value, as the filter of that name takes it."""
    label: str | None
    """What to call it; null where the value is a code of a vocabulary."""
    count: int
    """Rows with it among those that were counted."""


class Facet(Record):
    """The values of a field among the first rows of a list."""

    name: str
    """Field of `Filters` that these are values of."""
    counts: tuple[FacetCount, ...]
    """The commonest first."""


class Facets(Record):
    """What the rows of a list have."""

    facets: tuple[Facet, ...]
    """Field by field; those without values are left out."""
    counted: int
    """Rows that were counted: the first of the list."""
    is_exact: bool
    """True where these are all."""


Row = TypeVar("Row")


class Listing(Record, Generic[Row]):
    """A page of a list."""

    rows: tuple[Row, ...]
    """In their order."""
    next: str | None
    """What to ask the next page with (`after`); null on the last."""
    previous: str | None
    """What to ask the page before with (`before`); null on the first."""
