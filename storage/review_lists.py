"""What people decided: of a fact or thing, of an article, of all."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from models.errors import PantauError
from models.review import ReviewRow
from models.vocabulary import SubjectKind
from storage.review_fields import FACT_KINDS
from storage.tables import ConflictRecord, Organization, PersonAnchor, Review, StoryArticle

_CHUNK = 500


def history(session: Session, kind: SubjectKind, subject_id: int) -> list[ReviewRow]:
    """All reviews of a fact, or of a thing such as a person, oldest first, with what was taken back.

    A thing's are those that name what the thing is known by: an organization's or a conflict's key, a story's
    articles, a person's namings.
    """
    of_kind = select(Review).where(Review.subject_kind == kind).order_by(Review.id)
    if kind in FACT_KINDS:
        reviews: Iterable[Review] = session.scalars(
            of_kind.where(Review.fact_id == subject_id, Review.article_id.is_not(None))
        )
    else:
        every = session.scalars(of_kind.execution_options(yield_per=_CHUNK))
        wanted = _known_by(session, kind, subject_id)
        reviews = (review for review in every if _names([review.subject, review.values], wanted))
    return [_row(review) for review in reviews]


def reviews_of_article(session: Session, article_id: int) -> list[ReviewRow]:
    """All reviews of the facts of an article, oldest first."""
    of_article = select(Review).where(Review.article_id == article_id)
    return [_row(review) for review in session.scalars(of_article.order_by(Review.id))]


def list_reviews(
    session: Session,
    *,
    kind: SubjectKind | None = None,
    orphaned: bool = False,
    limit: int | None = None,
) -> list[ReviewRow]:
    """Reviews, newest first; only those without a fact where `orphaned`."""
    query = select(Review).order_by(Review.id.desc()).limit(limit)
    if kind is not None:
        query = query.where(Review.subject_kind == kind)
    if orphaned:
        query = query.where(_is_orphaned())
    return [_row(review) for review in session.scalars(query)]


def get_review(session: Session, review_id: int) -> ReviewRow:
    """One review. Raises PantauError for an unknown one."""
    review = session.get(Review, review_id)
    if review is None:
        raise PantauError(f"there is no review {review_id}: `pantau review list` shows their numbers")
    return _row(review)


def _is_orphaned() -> ColumnElement[bool]:
    without_row = or_(Review.fact_id.is_(None), Review.article_id.is_(None))
    return and_(Review.subject_kind.in_(FACT_KINDS), without_row)


def _known_by(session: Session, kind: SubjectKind, subject_id: int) -> set[object]:
    """What reviews know a person, organization, story or conflict by."""
    match kind:
        case SubjectKind.ORGANIZATION:
            return set(session.scalars(select(Organization.key).where(Organization.id == subject_id)))
        case SubjectKind.STORY:
            of_story = select(StoryArticle.article_id).where(StoryArticle.story_id == subject_id)
            return set(session.scalars(of_story))
        case SubjectKind.PERSON:
            of_person = select(PersonAnchor.article_id, PersonAnchor.name_key)
            return {
                tuple(row) for row in session.execute(of_person.where(PersonAnchor.person_id == subject_id))
            }
    return set(session.scalars(select(ConflictRecord.key).where(ConflictRecord.id == subject_id)))


def _names(subject: object, wanted: set[object]) -> bool:
    """Whether a subject has one of the values, however deep; pairs are values too."""
    if isinstance(subject, dict):
        return any(_names(value, wanted) for value in subject.values())
    if isinstance(subject, list):
        is_pair = all(isinstance(value, str | int) for value in subject) and tuple(subject) in wanted
        return is_pair or any(_names(value, wanted) for value in subject)
    return not isinstance(subject, bool) and subject in wanted


def _row(review: Review) -> ReviewRow:
    of_fact = review.subject_kind in FACT_KINDS
    has_row = review.fact_id is not None and review.article_id is not None
    stored = {
        name: getattr(review, name) for name in ReviewRow.model_fields if name not in {"kind", "is_orphaned"}
    }
    stored["fact_id"] = review.fact_id if has_row or not of_fact else None
    return ReviewRow(kind=review.subject_kind, is_orphaned=of_fact and not has_row, **stored)
