"""What people decided about two articles: that they tell one story, or that they do not."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.vocabulary import ReviewAction, SubjectKind
from storage.review_log import record_review
from storage.tables import Review, StoredArticle


@dataclass(frozen=True)
class StoryReview:
    """A decision about two articles, in force or taken back."""

    article_ids: tuple[int, int]
    are_one: bool
    is_undone: bool


def story_reviews(session: Session) -> list[StoryReview]:
    """All decisions about stories, oldest first. Their articles may have been deleted since."""
    query = (
        select(Review.subject, Review.action, Review.undone_at)
        .where(Review.subject_kind == SubjectKind.STORY)
        .where(Review.action.in_((ReviewAction.MERGE, ReviewAction.SPLIT)))
        .order_by(Review.id)
    )
    return [
        StoryReview((first, second), action is ReviewAction.MERGE, undone_at is not None)
        for subject, action, undone_at in session.execute(query)
        for first, second in [subject["article_ids"]]
    ]


def add_story_review(
    session: Session, article_ids: tuple[int, int], *, are_one: bool, reviewer: str, comment: str | None
) -> int:
    """Writes a decision; returns its key. Raises LookupError, with its key, for an article that tells no story."""
    for article_id in article_ids:
        article = session.get(StoredArticle, article_id)
        if article is None or not article.is_relevant:
            raise LookupError(article_id)
    review = record_review(
        session,
        SubjectKind.STORY,
        ReviewAction.MERGE if are_one else ReviewAction.SPLIT,
        subject={"article_ids": sorted(article_ids)},
        reviewer=reviewer,
        comment=comment,
    )
    return review.id
