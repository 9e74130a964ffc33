"""Decisions of people about facts: accepted, corrected, rejected, remarked on, taken back.

What the machine found stays; a decision is laid over it and wins wherever facts are asked for. Reviews are never
deleted, and follow their fact when its article is extracted again (`storage.review_matching`).
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.errors import PantauError
from models.vocabulary import ReviewAction, SubjectKind
from storage.derived import lay_over, renew_things
from storage.engine import writing
from storage.review_fields import FACT_KINDS, FactRecord, typed
from storage.review_log import record_review, reviewer_name
from storage.review_overlay import fits, machine_content
from storage.review_values import complete_values
from storage.samples import note_judgement
from storage.tables import ArticleVersion, Extraction, Review, StoredArticle
from storage.types import LARGEST_KEY, now

_NOTHING: Mapping[str, str] = {}


def accept(
    engine: Engine,
    kind: SubjectKind,
    fact_id: int,
    *,
    reviewer: str,
    comment: str | None = None,
    seen: int | None = None,
) -> int:
    """Takes the fact as it stands for right; returns the key of the review.

    `seen` is the revision of the fact that the reviewer decided on (`ReviewedFact.revision`): where it was decided on
    after that, nothing is written; without it, where anybody else decided on it. Raises PantauError for that, for an
    unknown fact, and for a reviewer without a name.
    """
    with writing(engine) as session:
        return _decide(session, ReviewAction.ACCEPT, kind, fact_id, None, reviewer, comment, seen)


def reject(
    engine: Engine,
    kind: SubjectKind,
    fact_id: int,
    *,
    reviewer: str,
    comment: str | None = None,
    seen: int | None = None,
) -> int:
    """Takes the fact for wrong as a whole: it counts nowhere from now on. Otherwise as `accept`."""
    with writing(engine) as session:
        return _decide(session, ReviewAction.REJECT, kind, fact_id, None, reviewer, comment, seen)


def correct(
    engine: Engine,
    kind: SubjectKind,
    fact_id: int,
    values: Mapping[str, object],
    *,
    reviewer: str,
    comment: str,
    seen: int | None = None,
    regions: Mapping[str, str] = _NOTHING,
) -> int:
    """Gives fields of the fact other values (as text or as JSON has them); otherwise as `accept`.

    `regions` tells the names of region codes that the table of regions does not have. Raises PantauError also for
    values that are not possible, change nothing or contradict each other, and without a reason in `comment`.
    """
    if not comment.strip():
        raise PantauError("a correction needs a reason: say why in its comment")
    given = typed(kind, values)
    if not given:
        raise PantauError("a correction needs a value: name a field and what it should be")
    with writing(engine) as session:
        row = _locked(session, kind, fact_id)
        complete = complete_values(session, kind, row, given, regions)
        return _decide(session, ReviewAction.CORRECT, kind, fact_id, complete, reviewer, comment, seen)


def comment(engine: Engine, kind: SubjectKind, fact_id: int, text: str, *, reviewer: str) -> int:
    """Keeps a remark on the fact, which changes nothing; returns the key of the review."""
    if not text.strip():
        raise PantauError("the comment is empty: write what you want to remark")
    with writing(engine) as session:
        return _decide(session, ReviewAction.COMMENT, kind, fact_id, None, reviewer, text, None)


def undo(engine: Engine, review_id: int, *, by: str) -> None:
    """Takes a review back; what the machine found and the reviews that still hold then count.

    A merge, a split and what was decided of a conflict are marked; the next `pantau resolve` undoes what they did.
    Raises PantauError for an unknown review, and for one that was taken back before.
    """
    who = reviewer_name(by)
    with writing(engine) as session:
        review = _locked_review(session, review_id)
        if review.undone_at is not None:
            raise PantauError(
                f"review {review_id} was undone by {review.undone_by} on {review.undone_at:%Y-%m-%d}: "
                f"`pantau review redo {review_id}` decides the same again"
            )
        review.undone_at, review.undone_by = now(), who
        _work_out(session, review)


def redo(engine: Engine, review_id: int, *, by: str) -> int:
    """Decides again what was taken back, as a new review after all others; returns its key.

    Raises PantauError for an unknown review, and for one that holds.
    """
    with writing(engine) as session:
        old = _locked_review(session, review_id)
        if old.undone_at is None:
            raise PantauError(f"review {review_id} holds: only what was undone can be decided again")
        again = record_review(
            session,
            old.subject_kind,
            old.action,
            subject=old.subject,
            values=old.values,
            reviewer=by,
            comment=old.comment,
            article_id=old.article_id,
            fact_id=old.fact_id,
        )
        _work_out(session, again)
        return again.id


def reviews_of(session: Session, kind: SubjectKind, fact_id: int, article_id: int) -> list[Review]:
    """All reviews of a fact, oldest first."""
    of_fact = (Review.subject_kind == kind, Review.fact_id == fact_id, Review.article_id == article_id)
    return list(session.scalars(select(Review).where(*of_fact).order_by(Review.id)))


def revision_of(reviews: list[Review]) -> int:
    """How often a fact was decided on or a decision taken back."""
    return len(_events(reviews))


def _decide(
    session: Session,
    action: ReviewAction,
    kind: SubjectKind,
    fact_id: int,
    values: dict[str, Any] | None,
    reviewer: str,
    comment: str | None,
    seen: int | None,
) -> int:
    who = reviewer_name(reviewer)
    row = _locked(session, kind, fact_id)
    article, version = _article_of(session, row)
    known = reviews_of(session, kind, fact_id, article.id)
    if action is not ReviewAction.COMMENT:
        _refuse_unseen(known, seen, who, f"{kind.value} {fact_id}")
    machine = machine_content(kind, row)
    review = record_review(
        session,
        kind,
        action,
        subject={
            "url": article.url,
            "title": article.title,
            "text": version.digest,
            "start": row.start,
            "end": row.end,
            "quote": row.quote,
            "content": machine,
        },
        values=values,
        reviewer=who,
        comment=comment,
        article_id=article.id,
        fact_id=fact_id,
    )
    thread = known[0].subject["thread"] if known else review.id
    review.subject = {**review.subject, "thread": thread}
    lay_over(session, kind, row, [*known, review], article.id)
    if action is not ReviewAction.COMMENT:
        note_judgement(session, kind, fact_id, article.id, review.id)
    return review.id


def _refuse_unseen(known: list[Review], seen: int | None, who: str, fact: str) -> None:
    """Raises PantauError where the fact is not as the reviewer saw it: nobody overwrites unknowingly."""
    names = [name for _, name, _ in _events(known)]
    later = [name for name in names if name != who] if seen is None else names[max(seen, 0) :]
    if later:
        raise PantauError(
            f"{fact} was decided on by {later[-1]} meanwhile, nothing was written: look at it again "
            f"(`pantau review history {fact}`) and decide on revision {revision_of(known)} (`--seen`)"
        )


def _events(reviews: list[Review]) -> list[tuple[Any, str, int]]:
    """When, by whom: decisions and what was taken back of them, in their order."""
    decisions = [review for review in reviews if review.action is not ReviewAction.COMMENT]
    made = [(review.created_at, review.reviewer, review.id) for review in decisions]
    undone = [
        (review.undone_at, review.undone_by or "", review.id) for review in decisions if review.undone_at
    ]
    return sorted([*made, *undone], key=lambda event: event[0])


def _locked(session: Session, kind: SubjectKind, fact_id: int) -> FactRecord:
    """The row of a fact that counts, which nobody else changes until the session ends.

    The article is locked first, as extraction does, so that neither waits for the other for ever.
    """
    if kind not in FACT_KINDS:
        raise PantauError(
            f"{kind.value} is no fact of an article: review one of {', '.join(FACT_KINDS)}; persons, organizations and "
            "stories are merged and split, conflicts overruled"
        )
    table = FACT_KINDS[kind].table
    gone = PantauError(
        f"there is no {kind.value} {fact_id}: its article was extracted again or removed, look it up anew"
    )
    if not 0 < fact_id <= LARGEST_KEY:
        raise gone
    found = session.execute(
        select(ArticleVersion.article_id, ArticleVersion.is_current)
        .join(Extraction, Extraction.article_version_id == ArticleVersion.id)
        .join(table, table.extraction_id == Extraction.id)
        .where(table.id == fact_id)
    ).first()
    if found is None:
        raise gone
    article_id, is_current = found
    if not is_current:
        raise PantauError(
            f"{kind.value} {fact_id} stands in an older text of article {article_id}: review what its text says now"
        )
    session.execute(select(StoredArticle.id).where(StoredArticle.id == article_id).with_for_update())
    row: FactRecord | None = session.get(table, fact_id, populate_existing=True)
    if row is None:
        raise gone
    return row


def _locked_review(session: Session, review_id: int) -> Review:
    """A review, its article locked before it."""
    unknown = PantauError(f"there is no review {review_id}: `pantau review list` shows their numbers")
    if not 0 < review_id <= LARGEST_KEY:
        raise unknown
    article_id = session.scalar(select(Review.article_id).where(Review.id == review_id))
    if article_id is not None:
        session.execute(select(StoredArticle.id).where(StoredArticle.id == article_id).with_for_update())
    review = session.get(Review, review_id, populate_existing=True, with_for_update=True)
    if review is None:
        raise unknown
    return review


def _work_out(session: Session, review: Review) -> None:
    """Brings the fact of a review, where it has one, in line with its reviews; things wait to be resolved anew."""
    session.flush()
    renew_things(session, review)
    if review.subject_kind not in FACT_KINDS or review.fact_id is None or review.article_id is None:
        return
    row = session.get(FACT_KINDS[review.subject_kind].table, review.fact_id)
    if row is None:
        return
    known = reviews_of(session, review.subject_kind, review.fact_id, review.article_id)
    if not fits(session, row, known):
        raise PantauError(
            f"review {review.id} names a speaker who is no official of the article any more: correct it anew"
        )
    lay_over(session, review.subject_kind, row, known, review.article_id)


def _article_of(session: Session, row: FactRecord) -> tuple[StoredArticle, ArticleVersion]:
    of_row = (
        select(StoredArticle, ArticleVersion)
        .join(ArticleVersion, ArticleVersion.article_id == StoredArticle.id)
        .join(Extraction, Extraction.article_version_id == ArticleVersion.id)
        .where(Extraction.id == row.extraction_id)
    )
    article, version = session.execute(of_row).one()
    return article, version
