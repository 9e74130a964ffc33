"""One row for each decision of a person, whatever it is about. Reviews are never deleted."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from models.errors import PantauError
from models.vocabulary import ReviewAction, SubjectKind
from storage.tables import Review
from storage.types import now, storable


def record_review(
    session: Session,
    kind: SubjectKind,
    action: ReviewAction,
    *,
    subject: Mapping[str, Any],
    reviewer: str,
    comment: str | None,
    values: dict[str, Any] | None = None,
    article_id: int | None = None,
    fact_id: int | None = None,
) -> Review:
    """Writes a decision and gives its row, which has its key. Raises PantauError for a reviewer without a name."""
    review = Review(
        subject_kind=kind,
        action=action,
        article_id=article_id,
        fact_id=fact_id,
        subject=dict(subject),
        values=values,
        comment=(comment or "").strip() or None,
        reviewer=reviewer_name(reviewer),
        created_at=now(),
    )
    session.add(review)
    session.flush()
    return review


def reviewer_name(given: str) -> str:
    """A reviewer's name as it is stored. Raises PantauError for an empty one."""
    name = storable(given).strip()
    if not name:
        raise PantauError("a review needs the name of its reviewer: give one")
    return name
