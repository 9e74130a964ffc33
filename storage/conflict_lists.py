"""Conflicts and flags, with everything that a person needs to judge them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Label, Select, select
from sqlalchemy.orm import Session

from models.conflicts import ConflictNumber, ConflictRow, ConflictSource, FlagRow
from storage.chunks import chunks
from storage.claims import claim_conditions
from storage.filters import Filters
from storage.tables import (
    Base,
    Claim,
    ClaimFigure,
    ConflictClaim,
    ConflictRecord,
    FigureFlag,
    FigureRecord,
    Review,
    StoredArticle,
)

_BATCH = 200


def list_conflicts(
    session: Session,
    filters: Filters,
    conflict_id: int | None = None,
    *,
    is_open: bool | None = None,
    before: int | None = None,
) -> list[ConflictRow]:
    """Conflicts of claims that match, the open ones first, then the latest.

    `is_open` asks for the undecided or the decided ones only, `before` for those with a smaller key.
    """
    query, conditions = select(ConflictRecord), claim_conditions(filters)
    if conditions:
        matching = select(ConflictClaim.conflict_id).join(Claim, Claim.id == ConflictClaim.claim_id)
        query = query.where(ConflictRecord.id.in_(matching.where(*conditions)))
    if conflict_id is not None:
        query = query.where(ConflictRecord.id == conflict_id)
    if is_open is not None:
        chosen = ConflictRecord.chosen_claim_id
        query = query.where(chosen.is_(None) if is_open else chosen.is_not(None))
    if before is not None:
        query = query.where(ConflictRecord.id < before)
    query = query.order_by(ConflictRecord.chosen_claim_id.is_not(None), ConflictRecord.id.desc())
    conflicts = session.scalars(query.limit(filters.limit)).all()
    return [
        row
        for start in range(0, len(conflicts), _BATCH)
        for row in conflict_rows(session, conflicts[start : start + _BATCH])
    ]


def conflicts_by_id(session: Session, conflict_ids: Iterable[int], limit: int | None) -> list[ConflictRow]:
    """Those of the conflicts that claims still stand in, the open ones first, then the latest; at most so many."""
    open_first = (ConflictRecord.chosen_claim_id.is_not(None), ConflictRecord.id.desc())
    found: list[ConflictRecord] = []
    for ids in chunks(conflict_ids):
        query = select(ConflictRecord).where(ConflictRecord.id.in_(ids)).order_by(*open_first)
        found += session.scalars(query.limit(limit))
    found.sort(key=lambda conflict: (conflict.chosen_claim_id is not None, -conflict.id))
    return [row for some in chunks(found[:limit], _BATCH) for row in conflict_rows(session, some)]


def list_flags(session: Session, filters: Filters, before: int | None = None) -> list[FlagRow]:
    """Figures that look wrong, the latest first; only the limit of the filters counts. `before`: with a smaller key."""
    query = select(FigureFlag).order_by(FigureFlag.id.desc()).limit(filters.limit)
    if before is not None:
        query = query.where(FigureFlag.id < before)
    return [
        FlagRow(
            id=flag.id,
            kind=flag.kind,
            sentence=flag.sentence,
            article_id=flag.article_id,
            figure_ids=tuple(flag.figure_ids),
        )
        for flag in session.scalars(query)
    ]


def conflict_rows(session: Session, conflicts: Sequence[ConflictRecord]) -> Iterator[ConflictRow]:
    """Conflicts as they are shown, those that claims still stand in."""
    members: dict[int, list[Claim]] = defaultdict(list)
    ids = [conflict.id for conflict in conflicts]
    claims = select(ConflictClaim.conflict_id, Claim).join(Claim, Claim.id == ConflictClaim.claim_id)
    for conflict_id, claim in session.execute(claims.where(ConflictClaim.conflict_id.in_(ids))):
        members[conflict_id].append(claim)
    sources = _sources(session, [claim.id for told in members.values() for claim in told])
    review_ids = [conflict.review_id for conflict in conflicts if conflict.review_id is not None]
    reviews = {row.id: row for row in session.scalars(select(Review).where(Review.id.in_(review_ids)))}
    for conflict in conflicts:
        told = sorted(members[conflict.id], key=lambda claim: _place(claim, conflict))
        if not told:
            continue
        winner = next((claim for claim in told if claim.id == conflict.chosen_claim_id), None)
        review = reviews.get(conflict.review_id or 0)
        shared = ("topic", "unit", "region_code", "region", "sex", "age", "period_start", "period_end")
        yield ConflictRow(
            id=conflict.id,
            is_open=winner is None,
            rule=conflict.rule if winner else None,
            reviewer=review.reviewer if review else None,
            comment=review.comment if review else None,
            **{name: getattr(told[0], name) for name in (*shared, "period_kind")},
            numbers=tuple(_number(claim, winner, sources[claim.id]) for claim in told),
        )


def _number(claim: Claim, winner: Claim | None, sources: Sequence[ConflictSource]) -> ConflictNumber:
    names = (
        "value",
        "value_max",
        "is_approximate",
        "source_kind",
        "first_on",
        "story_count",
        "article_count",
    )
    is_chosen = winner is not None and (claim.value, claim.value_max) == (winner.value, winner.value_max)
    values = {name: getattr(claim, name) for name in names}
    return ConflictNumber(claim_id=claim.id, **values, is_chosen=is_chosen, sources=tuple(sources))


def _place(claim: Claim, conflict: ConflictRecord) -> tuple[bool, str, int]:
    return (claim.id != conflict.chosen_claim_id, str(claim.first_on or "9999"), claim.id)


def _sources(session: Session, claim_ids: Sequence[int]) -> dict[int, list[ConflictSource]]:
    sources: dict[int, list[ConflictSource]] = defaultdict(list)
    for row in session.execute(_source_query(claim_ids)).mappings():
        values = dict(row)
        sources[values.pop("claim_id")].append(ConflictSource(**values))
    return sources


def _source_query(claim_ids: Sequence[int]) -> Select[Any]:
    columns: list[Label[Any]] = [
        *(_labelled(ClaimFigure, name) for name in ("claim_id", "figure_id", "article_id")),
        StoredArticle.title.label("article_title"),
        StoredArticle.public_title.label("article_public_title"),
        StoredArticle.removed_at.is_not(None).label("is_removed"),
        *(_labelled(StoredArticle, name) for name in ("outlet", "url", "published_on")),
        *(_labelled(ClaimFigure, name) for name in ("source_kind", "is_headline")),
        *(_labelled(FigureRecord, name) for name in ("credited_to", "quote", "public_quote")),
    ]
    return (
        select(*columns)
        .join(FigureRecord, FigureRecord.id == ClaimFigure.figure_id)
        .join(StoredArticle, StoredArticle.id == ClaimFigure.article_id)
        .where(ClaimFigure.claim_id.in_(claim_ids))
        .order_by(StoredArticle.published_on.asc().nulls_last(), ClaimFigure.article_id, FigureRecord.start)
    )


def _labelled(table: type[Base], name: str) -> Label[Any]:
    column: Label[Any] = getattr(table, name).label(name)
    return column
