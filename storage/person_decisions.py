"""What people decided about persons, as reviews: read for resolving, written, taken back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.errors import PantauError
from models.vocabulary import ReviewAction, SubjectKind
from storage.chunks import chunks
from storage.person_groups import reopen_pairs
from storage.persons import anchored_persons, anchored_profiles, hold_persons, mark_waiting
from storage.review_log import record_review
from storage.tables import (
    ArticleVersion,
    Extraction,
    OfficialRecord,
    PersonAnchor,
    PersonLink,
    PersonRecord,
    Review,
)

Anchor = tuple[int, str]
_SIDES = ("these", "those", "out")
_A_PROFILE = 5
"""Anchors kept of each profile: enough to know it again when some of its articles are gone."""


def active_decisions(
    session: Session,
) -> list[tuple[int, ReviewAction, tuple[Anchor, ...], tuple[Anchor, ...], tuple[Anchor, ...]]]:
    """Merges and splits that nobody took back: id, action, one side, the other, who was taken out of a profile."""
    query = select(Review.id, Review.action, Review.subject).where(
        Review.subject_kind == SubjectKind.PERSON,
        Review.action.in_((ReviewAction.MERGE, ReviewAction.SPLIT)),
        Review.undone_at.is_(None),
    )
    return [
        (review_id, action, *(_anchors(subject.get(side)) for side in _SIDES))
        for review_id, action, subject in session.execute(query.order_by(Review.id))
    ]


def _anchors(told: Any) -> tuple[Anchor, ...]:
    return tuple((int(article_id), str(key)) for article_id, key in told or ())


def anchors_of(session: Session, person_id: int) -> dict[Anchor, int | None]:
    """Anchors of a person with their profiles. Raises PantauError where there is no such person."""
    if session.get(PersonRecord, person_id) is None:
        raise PantauError(f"There is no person {person_id}; `pantau officials` lists them.")
    query = select(PersonAnchor.article_id, PersonAnchor.name_key, PersonAnchor.profile_id)
    rows = session.execute(query.where(PersonAnchor.person_id == person_id))
    return {(article_id, key): profile_id for article_id, key, profile_id in rows}


def sample(anchors: dict[Anchor, int | None]) -> list[Anchor]:
    """Some anchors of each profile, those of the first articles."""
    kept: dict[int | None, list[Anchor]] = {}
    for anchor in sorted(anchors):
        of_profile = kept.setdefault(anchors[anchor], [])
        if len(of_profile) < _A_PROFILE:
            of_profile.append(anchor)
    return sorted(anchor for some in kept.values() for anchor in some)


def add_decision(
    session: Session,
    action: ReviewAction,
    these: Sequence[Anchor],
    those: Sequence[Anchor],
    out: Sequence[Anchor],
    reviewer: str,
    comment: str | None,
) -> int:
    """Stores a decision and gives its number."""
    subject = {"these": these, "those": those, "out": out}
    review = record_review(
        session, SubjectKind.PERSON, action, subject=subject, reviewer=reviewer, comment=comment
    )
    return review.id


def forget_links_of_decision(session: Session, review: Review) -> None:
    """Has the persons of a decision resolved anew, with it or without it."""
    hold_persons(session)
    anchors = [anchor for side in _SIDES for anchor in _anchors(review.subject.get(side))]
    reopen_pairs(session, anchored_persons(session, anchors))
    mark_waiting(session, anchored_profiles(session, anchors).values())
    unlink(session, anchors)


def unlink(session: Session, anchors: Sequence[Anchor]) -> None:
    """Has the officials of these anchors registered anew: their links are deleted."""
    keys = dict.fromkeys(anchors)
    for some in chunks(sorted({article_id for article_id, _ in anchors})):
        query = (
            select(PersonLink.official_id, ArticleVersion.article_id, PersonAnchor.name_key)
            .join(OfficialRecord, OfficialRecord.id == PersonLink.official_id)
            .join(Extraction, Extraction.id == OfficialRecord.extraction_id)
            .join(ArticleVersion, ArticleVersion.id == Extraction.article_version_id)
            .join(
                PersonAnchor,
                (PersonAnchor.article_id == ArticleVersion.article_id)
                & (PersonAnchor.profile_id == PersonLink.profile_id),
            )
            .where(ArticleVersion.article_id.in_(some))
        )
        ids = [official for official, article, key in session.execute(query) if (article, key) in keys]
        gone = delete(PersonLink).where(PersonLink.official_id.in_(ids))
        session.execute(gone, execution_options={"synchronize_session": False})
