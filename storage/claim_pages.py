"""Claims and conflicts page by page, in the order of their keys, which never changes."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models.conflicts import ConflictRow
from models.rows import ClaimRow
from storage.claims import claim_conditions, claim_rows
from storage.conflict_lists import conflict_rows
from storage.filters import Filters
from storage.tables import Claim, ConflictClaim, ConflictRecord


def claims_after(
    session: Session, filters: Filters, after: int, limit: int
) -> tuple[list[ClaimRow], int | None]:
    """Claims that match, with keys above `after`; and the key to go on from, null at the end."""
    query = select(Claim).where(Claim.id > after, *claim_conditions(filters)).order_by(Claim.id)
    claims = session.scalars(query.limit(limit + 1)).all()
    rows = list(claim_rows(session, claims[:limit])) if claims else []
    return rows, claims[limit - 1].id if len(claims) > limit else None


def conflicts_after(
    session: Session, filters: Filters, after: int, limit: int
) -> tuple[list[ConflictRow], int | None]:
    """Conflicts of claims that match, with keys above `after`; and the key to go on from, null at the end."""
    query = select(ConflictRecord).where(ConflictRecord.id > after)
    conditions = claim_conditions(filters)
    if conditions:
        of_conflict = select(ConflictClaim.claim_id).join(Claim, Claim.id == ConflictClaim.claim_id)
        of_conflict = of_conflict.where(ConflictClaim.conflict_id == ConflictRecord.id, *conditions)
        query = query.where(exists(of_conflict.correlate(ConflictRecord)))
    conflicts = session.scalars(query.order_by(ConflictRecord.id).limit(limit + 1)).all()
    rows = list(conflict_rows(session, conflicts[:limit]))
    return rows, conflicts[limit - 1].id if len(conflicts) > limit else None
