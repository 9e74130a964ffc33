"""What hangs on a withdrawn article or person and is not deleted with it by a foreign key."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Select, delete, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from models.vocabulary import SubjectKind
from storage.persons import drop_profiles, forget_empty_persons, mark_waiting
from storage.tables import (
    AgencyLink,
    AgencyRecord,
    ArticleVersion,
    Claim,
    ClaimFigure,
    ConflictClaim,
    ConflictRecord,
    Extraction,
    OfficialRecord,
    Organization,
    PersonAnchor,
    PersonLink,
    PersonProfile,
    PersonRecord,
    Position,
    Review,
    Story,
    StoryArticle,
)

_AS_IS = {"synchronize_session": False}


@contextmanager
def left_without(session: Session, article_id: int) -> Iterator[None]:
    """Around the deletion of an article: deletes persons, bodies, claims and stories that nothing else tells; the
    others are left for the next resolve."""
    profiles = _ids(
        session, _linked(PersonLink.profile_id, PersonLink.official_id, OfficialRecord, article_id)
    )
    bodies = _ids(
        session, _linked(AgencyLink.organization_id, AgencyLink.agency_id, AgencyRecord, article_id)
    )
    claims = _ids(session, select(ClaimFigure.claim_id).where(ClaimFigure.article_id == article_id))
    stories = _ids(session, select(StoryArticle.story_id).where(StoryArticle.article_id == article_id))
    anchors = session.execute(
        select(PersonAnchor.article_id, PersonAnchor.name_key).where(PersonAnchor.article_id == article_id)
    )
    _forget_decisions(session, {(one, key) for one, key in anchors})
    yield
    _leave_persons(session, profiles)
    _leave_bodies(session, bodies)
    _leave_claims(session, claims)
    counted = select(func.count()).where(StoryArticle.story_id == Story.id).scalar_subquery()
    session.execute(
        update(Story).where(Story.id.in_(stories)).values(article_count=counted), execution_options=_AS_IS
    )
    session.execute(
        delete(Story).where(Story.id.in_(stories), Story.article_count == 0), execution_options=_AS_IS
    )


def forget_person(session: Session, person_id: int) -> set[int]:
    """Deletes a person with what articles say of him; returns these articles."""
    officials = _ids(session, select(PersonLink.official_id).where(PersonLink.person_id == person_id))
    of_articles = (
        select(ArticleVersion.article_id)
        .join(Extraction, Extraction.article_version_id == ArticleVersion.id)
        .join(OfficialRecord, OfficialRecord.extraction_id == Extraction.id)
    )
    articles = _ids(session, of_articles.where(OfficialRecord.id.in_(officials)))
    known_by = select(PersonAnchor.article_id, PersonAnchor.name_key).where(
        PersonAnchor.person_id == person_id
    )
    _forget_decisions(session, {(one, key) for one, key in session.execute(known_by)})
    about = (Review.subject_kind == SubjectKind.OFFICIAL, Review.fact_id.in_(officials))
    for query in (
        delete(Review).where(*about),
        delete(PersonLink).where(PersonLink.person_id == person_id),
        delete(OfficialRecord).where(OfficialRecord.id.in_(officials)),
        delete(PersonAnchor).where(PersonAnchor.person_id == person_id),
        delete(PersonProfile).where(PersonProfile.person_id == person_id),
        delete(PersonRecord).where(PersonRecord.id == person_id),
    ):
        session.execute(query, execution_options=_AS_IS)
    return articles


def _linked(thing: Any, fact: Any, table: Any, article_id: int) -> Select[Any]:
    """Things that the facts of all texts of an article are linked with."""
    query = select(thing).join(table, table.id == fact).join(Extraction, Extraction.id == table.extraction_id)
    query = query.join(ArticleVersion, ArticleVersion.id == Extraction.article_version_id)
    return query.where(ArticleVersion.article_id == article_id)


def _ids(session: Session, query: Select[Any]) -> set[int]:
    return {one for one in session.scalars(query) if one is not None}


def _forget_decisions(session: Session, anchors: set[tuple[int, str]]) -> None:
    """Deletes merges and splits of persons that name one of the anchors."""
    if not anchors:
        return
    decisions = select(Review.id, Review.subject).where(Review.subject_kind == SubjectKind.PERSON)
    named = [
        review_id
        for review_id, subject in session.execute(decisions)
        if anchors & {(int(one), str(key)) for side in subject.values() for one, key in side or ()}
    ]
    session.execute(delete(Review).where(Review.id.in_(named)), execution_options=_AS_IS)


def _leave_persons(session: Session, profiles: set[int]) -> None:
    used = _ids(session, select(PersonLink.profile_id).where(PersonLink.profile_id.in_(profiles)))
    persons = _ids(session, select(PersonProfile.person_id).where(PersonProfile.id.in_(profiles)))
    mark_waiting(session, used)
    drop_profiles(session, sorted(profiles - used))
    forget_empty_persons(session)
    session.execute(delete(Position).where(Position.person_id.in_(persons)), execution_options=_AS_IS)
    names: dict[int, str] = {}
    for person_id, name in session.execute(
        select(PersonProfile.person_id, PersonProfile.name).where(PersonProfile.person_id.in_(persons))
    ):
        names[person_id] = max(names.get(person_id, ""), name, key=lambda one: (len(one), one))
    for person_id, name in names.items():
        own = update(PersonRecord).where(PersonRecord.id == person_id)
        session.execute(own.values(name=name), execution_options=_AS_IS)


def _leave_bodies(session: Session, bodies: set[int]) -> None:
    unit = aliased(Organization)
    is_named = exists().where(AgencyLink.organization_id == Organization.id)
    has_units = exists().where(unit.parent_id == Organization.id)
    gone = delete(Organization).where(Organization.id.in_(bodies), ~is_named, ~has_units)
    session.execute(gone, execution_options=_AS_IS)


def _leave_claims(session: Session, claims: set[int]) -> None:
    if not claims:
        return
    subjects = list(session.scalars(select(Claim.subject_key).where(Claim.id.in_(claims))))
    is_told = exists().where(ClaimFigure.claim_id == Claim.id)
    has_claims = exists().where(ConflictClaim.conflict_id == ConflictRecord.id)
    rivals = update(Claim).where(Claim.subject_key.in_(subjects))
    for query in (
        delete(Claim).where(Claim.id.in_(claims), ~is_told),
        update(Claim).where(Claim.id.in_(claims)).values(is_stale=True),
        rivals.values(is_settled=False),
        delete(ConflictRecord).where(ConflictRecord.subject_key.in_(subjects), ~has_claims),
    ):
        session.execute(query, execution_options=_AS_IS)
