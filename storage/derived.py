"""What was made from facts, after a person changed them."""

from collections.abc import Iterable

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models.vocabulary import SubjectKind
from storage.claim_links import IN_CLAIMS, unlink_articles
from storage.organization_reviews import forget_links_of_review
from storage.person_decisions import forget_links_of_decision
from storage.review_fields import FactRecord
from storage.review_overlay import effect_of, overlay
from storage.search.rows import index_articles
from storage.tables import AgencyLink, Review


def lay_over(
    session: Session, kind: SubjectKind, row: FactRecord, reviews: Iterable[Review], article_id: int
) -> None:
    """Works a fact out anew; what was made from it is made again only where it counts otherwise now."""
    before = effect_of(kind, row)
    overlay(kind, row, reviews)
    if effect_of(kind, row) != before:
        _renew_derived(session, kind, row.id, article_id)


def renew_things(session: Session, review: Review) -> None:
    """Persons and bodies of a merge or split that was taken back, or decided again, wait for the next `pantau resolve`.

    Stories and conflicts look for that themselves.
    """
    if review.subject_kind is SubjectKind.ORGANIZATION:
        forget_links_of_review(session, review)
    elif review.subject_kind is SubjectKind.PERSON:
        forget_links_of_decision(session, review)


def _renew_derived(session: Session, kind: SubjectKind, fact_id: int, article_id: int) -> None:
    """Search knows the change at once; bodies are left for the next `pantau resolve`, claims for `renew_claims` too.

    Persons look for reviewed officials themselves.
    """
    session.flush()
    index_articles(session, [article_id])
    if kind in IN_CLAIMS:
        unlink_articles(session, [article_id])
    if kind is SubjectKind.AGENCY:
        session.execute(delete(AgencyLink).where(AgencyLink.agency_id == fact_id))
