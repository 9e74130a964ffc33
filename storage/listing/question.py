"""What somebody asks a list for."""

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from models.errors import PantauError
from models.listing import Kind, Sort
from storage.filters import Filters

LARGEST_PAGE = 1000
_DIGITS = 12

SORTS = {
    Kind.STATEMENTS: (Sort.RELEVANCE, Sort.NEWEST, Sort.OLDEST),
    Kind.FIGURES: (Sort.NEWEST, Sort.OLDEST, Sort.VALUE),
    Kind.OFFICIALS: (Sort.NAME,),
    Kind.AGENCIES: (Sort.NAME,),
    Kind.ARTICLES: (Sort.RELEVANCE, Sort.NEWEST, Sort.OLDEST),
}
"""Orders of each kind of list. Relevance needs words; without them it is newest first."""

_OF_FACTS = {
    *("since", "until", "region", "agency", "agency_id", "agency_type", "official", "person_id"),
    *("topic", "unit", "speech", "is_reviewed", "source", "relevant_only", "only_public"),
}
APPLIES = {
    Kind.STATEMENTS: frozenset(_OF_FACTS),
    Kind.FIGURES: frozenset(_OF_FACTS),
    Kind.ARTICLES: frozenset(_OF_FACTS),
    Kind.OFFICIALS: frozenset(
        {
            "since",
            "until",
            "region",
            "agency",
            "agency_id",
            "agency_type",
            "official",
            "person_id",
            "only_public",
        }
    ),
    Kind.AGENCIES: frozenset({"region", "agency", "agency_id", "agency_type"}),
}
"""Filters that restrict each kind; the others say nothing about it and are not looked at."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question to one list. Raises PantauError where its parts do not fit together."""

    kind: Kind
    words: str | None = None
    """A query as `storage.search.language` reads it. Figures are found by the headline of their article, officials by
    their names and offices, agencies by all their names, both by the begins of words."""
    filters: Filters = field(default_factory=Filters)
    """Restrictions; its `limit` is not looked at."""
    sort: Sort | None = None
    """Null: by relevance where there are words and the kind has it, else the first of its `SORTS` that remains."""
    limit: int = 20
    """Rows of a page."""
    after: str | None = None
    """`next` of the page before."""
    before: str | None = None
    """`previous` of the page after."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", (self.words or "").strip() or None)
        if not 1 <= self.limit <= LARGEST_PAGE:
            raise PantauError(f"a page of {self.limit} rows cannot be listed: use 1 to {LARGEST_PAGE}")
        if self.after is not None and self.before is not None:
            raise PantauError("a page lies after one mark or before one, not both: give one of them")
        if self.sort is not None and self.sort not in SORTS[self.kind]:
            choices = ", ".join(SORTS[self.kind])
            raise PantauError(f"{self.kind} cannot be sorted by {self.sort}: use one of {choices}")
        if self.sort is Sort.VALUE and self.filters.unit is None:
            raise PantauError(
                "numbers of different units have no common order: choose a unit to sort by value"
            )

    @property
    def order(self) -> Sort:
        """The order that is meant."""
        choices = [sort for sort in SORTS[self.kind] if self.words or sort is not Sort.RELEVANCE]
        return self.sort if self.sort in choices else choices[0]

    @property
    def applied(self) -> Filters:
        """The filters without those that say nothing about the kind."""
        others = {name: getattr(_NOTHING, name) for name in _OF_FACTS - APPLIES[self.kind]}
        return replace(self.filters, limit=None, **others)

    @property
    def digest(self) -> str:
        """The same for all pages of one search, another for every other search."""
        asked: dict[str, Any] = {"kind": self.kind, "words": self.words, "order": self.order}
        text = json.dumps(asked | asdict(self.applied), default=str, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


_NOTHING = Filters()
