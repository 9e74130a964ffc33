"""What a release holds, table by table: the one place that says which rows and which words leave the private store.

Words that were read from articles are the masked ones that extraction stored. Who may be named is decided in
`storage.published`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from hashlib import blake2b
from typing import Any

from sqlalchemy.orm import Session

from models.base import Record
from models.release import (
    ReleasedAgency,
    ReleasedAgencyName,
    ReleasedArticle,
    ReleasedChange,
    ReleasedClaim,
    ReleasedCoverage,
    ReleasedFigure,
    ReleasedOfficial,
    ReleasedPosition,
    ReleasedRegion,
    ReleasedRegionChange,
    ReleasedReviews,
    ReleasedRun,
    ReleasedRunSource,
    ReleasedStatement,
)
from publish.columns import Column, columns_of
from publish.rows import Batch, add_topics, batches_of, batches_of_query, plain_of
from storage import published
from storage import published_things as things
from storage.published import Scope
from storage.selects import Query, count_rows


@dataclass(frozen=True, slots=True)
class ReleasedTable:
    """A table of a release."""

    name: str
    record: type[Record]
    key: tuple[str, ...]
    """Fields that tell rows apart; the same in every release of a database."""
    references: dict[str, tuple[str, str]]
    """Field -> table and field that it points to."""
    question: Callable[[Scope], Query] | None = None
    """Null for tables that are counted, not read."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in order."""
        return _columns(self.record)


@lru_cache(maxsize=64)
def _columns(record: type[Record]) -> tuple[Column, ...]:
    return columns_of(record)


_REGION, _ARTICLE = ("regions", "region_code"), ("articles", "article_id")
_OFFICIAL, _AGENCY = ("officials", "official_id"), ("agencies", "agency_id")

TABLES: tuple[ReleasedTable, ...] = (
    ReleasedTable("claims", ReleasedClaim, ("claim_id",), {"region_code": _REGION}, published.claims),
    ReleasedTable(
        "figures",
        ReleasedFigure,
        ("figure_id",),
        {"claim_id": ("claims", "claim_id"), "article_id": _ARTICLE, "region_code": _REGION},
        published.figures,
    ),
    ReleasedTable(
        "statements",
        ReleasedStatement,
        ("statement_id",),
        {"article_id": _ARTICLE, "official_id": _OFFICIAL, "agency_id": _AGENCY, "place_code": _REGION},
        published.statements,
    ),
    ReleasedTable("officials", ReleasedOfficial, ("official_id",), {}, things.officials),
    ReleasedTable(
        "positions",
        ReleasedPosition,
        ("position_id",),
        {"official_id": _OFFICIAL, "agency_id": _AGENCY, "region_code": _REGION},
        things.positions,
    ),
    ReleasedTable(
        "agencies",
        ReleasedAgency,
        ("agency_id",),
        {"region_code": _REGION, "parent_id": _AGENCY},
        things.agencies,
    ),
    ReleasedTable(
        "agency_names",
        ReleasedAgencyName,
        ("agency_id", "name", "kind"),
        {"agency_id": _AGENCY},
        things.agency_names,
    ),
    ReleasedTable("articles", ReleasedArticle, ("article_id",), {"place_code": _REGION}, published.articles),
    ReleasedTable("regions", ReleasedRegion, ("region_code",), {"parent_code": _REGION}, things.regions),
    ReleasedTable(
        "region_changes",
        ReleasedRegionChange,
        ("predecessor_code", "successor_code"),
        {"predecessor_code": _REGION, "successor_code": _REGION},
        things.region_changes,
    ),
    ReleasedTable("coverage", ReleasedCoverage, ("province_code", "month"), {"province_code": _REGION}),
    ReleasedTable("reviews", ReleasedReviews, ("kind",), {}),
    ReleasedTable("runs", ReleasedRun, ("run_id",), {}, things.runs),
    ReleasedTable(
        "run_sources",
        ReleasedRunSource,
        ("run_id", "source"),
        {"run_id": ("runs", "run_id")},
        things.run_sources,
    ),
)
"""What most people look for comes first."""

CHANGES = ReleasedTable("changes", ReleasedChange, ("in_table", "row_key"), {})
"""What is compared with the release before, not read from the database."""

ALL_TABLES = (*TABLES, CHANGES)


def count_matching(session: Session, table: ReleasedTable, scope: Scope) -> int | None:
    """Rows that match, counted by the database; null for a table that is made of counts itself."""
    return count_rows(session, table.question(scope)) if table.question else None


def public_rows(session: Session, table: ReleasedTable, scope: Scope) -> Iterator[Batch]:
    """All rows of a table as may be published, in batches of columns; memory holds one of them."""
    if table.question is None:
        count = things.reviews if table.record is ReleasedReviews else things.coverage
        yield from batches_of(
            (tuple(row.model_dump().values()) for row in count(session, scope)), table.columns
        )
        return
    finish = _FINISH[table.record]() if table.record in _FINISH else None
    for batch in batches_of_query(session, table.question(scope)):
        plain = plain_of(batch, table.columns)
        if finish is not None:
            finish(session, plain)
        yield [plain[column.name] for column in table.columns]


class _Keys:
    """Gives facts a key of their owner's key and their words; the same words again get a key of their own."""

    def __init__(self, name: str, owner: str, words: tuple[str, ...]) -> None:
        self._name, self._owner, self._words = name, owner, words
        self._of: object = None
        self._seen: dict[object, int] = {}

    def __call__(self, _session: Session, batch: dict[str, list[Any]]) -> None:
        owners = batch[self._owner]
        said = map(str, zip(*(batch[name] for name in self._words), strict=True))
        batch[self._name] = [self._key(owner, words) for owner, words in zip(owners, said, strict=True)]

    def _key(self, owner: object, words: str) -> str:
        if owner != self._of:  # rows come owner by owner
            self._of, self._seen = owner, {}
        count = self._seen[words] = self._seen.get(words, 0) + 1
        digest = blake2b(f"{count} {words}".encode(errors="replace"), digest_size=6)
        return f"{owner}-{digest.hexdigest()}"


_FINISH: dict[type[Record], Callable[[], Callable[[Session, dict[str, list[Any]]], None]]] = {
    ReleasedArticle: lambda: partial(add_topics, key="article_id"),
    ReleasedStatement: lambda: _Keys("statement_id", "article_id", ("quote",)),
    ReleasedFigure: lambda: _Keys("figure_id", "article_id", ("quote",)),
    ReleasedPosition: lambda: _Keys(
        "position_id", "official_id", ("title", "post_key", "agency", "region_code", "is_acting")
    ),
}
"""What is added to rows that the database does not hold."""
