"""What people decided about bodies: two are one, one is two. It goes before what the machine finds, until undone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from models.errors import PantauError
from models.organization import OrganizationEntry
from models.vocabulary import ReviewAction, SubjectKind
from storage.engine import writing
from storage.review_log import record_review
from storage.tables import (
    AgencyLink,
    AgencyRecord,
    ArticleVersion,
    Extraction,
    Organization,
    Review,
)

_BY_PERSON = "keputusan peninjau"


@dataclass
class Decisions:
    """Merges and splits that hold, in the order in which they were made."""

    merged: dict[str, str] = field(default_factory=dict)
    """Key of a body -> key of the one that it was merged into."""
    splits: dict[tuple[str, int], str] = field(default_factory=dict)
    """Key of a body and number of an article -> key of the body that its agencies there are."""
    targets: dict[str, OrganizationEntry] = field(default_factory=dict)
    """The bodies that decisions lead to, as they were."""

    def target(self, key: str, article_id: int) -> str:
        """Key of the body that agencies of an article are after all decisions."""
        seen: set[str] = set()
        key = self.root(key)
        while key not in seen:
            seen.add(key)
            key = self.root(self.splits.get((key, article_id), key))
        return key

    def replaces(self, key: str, article_id: int) -> bool:
        """True where people decided otherwise than the machine."""
        return self.target(key, article_id) != key

    def root(self, key: str) -> str:
        """Key of the body that one was merged into, over any number of steps."""
        while key in self.merged:
            key = self.merged[key]
        return key

    @property
    def keys(self) -> set[str]:
        """Bodies that a decision is about."""
        return {*self.merged, *self.targets, *(key for key, _ in self.splits)}


def decisions(session: Session) -> Decisions:
    """All merges and splits that were not undone. Merges in a circle make one body, never a loop."""
    found = Decisions()
    query = select(Review).where(
        Review.subject_kind == SubjectKind.ORGANIZATION,
        Review.action.in_((ReviewAction.MERGE, ReviewAction.SPLIT)),
        Review.undone_at.is_(None),
    )
    for review in session.scalars(query.order_by(Review.id)):
        values = review.values or {}
        entry = OrganizationEntry.model_validate(values["organization"])
        key = review.subject["key"]
        found.targets[entry.key] = entry
        if review.action is ReviewAction.SPLIT:
            found.splits |= {(found.root(key), article_id): entry.key for article_id in values["articles"]}
        elif found.root(key) != found.root(entry.key):
            found.merged[found.root(key)] = found.root(entry.key)
    return found


def merge_organizations(
    engine: Engine, key_a: str, key_b: str, *, reviewer: str, comment: str | None = None
) -> int:
    """Records that body `key_a` is body `key_b`, and gives it the links; the number of the review.

    It holds for ever, also after articles are extracted and resolved again, until it is undone. Raises PantauError
    for a key that no body has, and where the two are one already.
    """
    with writing(engine) as session:
        decided = decisions(session)
        body_a, body_b = (_body(session, decided.root(key), key) for key in (key_a, key_b))
        if body_a.id == body_b.id:
            raise PantauError(f"organizations {key_a!r} and {key_b!r} are one already: nothing to merge")
        review = _record(session, ReviewAction.MERGE, key_a, body_b, {}, reviewer, comment)
        links = update(AgencyLink).where(AgencyLink.organization_id == body_a.id)
        reason = f"{_BY_PERSON} (semula {body_a.key})"
        session.execute(links.values(organization_id=body_b.id, score=1.0, reason=reason))
        below = update(Organization).where(
            Organization.parent_id == body_a.id, Organization.id.not_in(_line(session, body_b))
        )
        session.execute(below.values(parent_id=body_b.id))
        return review


def split_organization(
    engine: Engine,
    key: str,
    *,
    article_ids: Sequence[int],
    name: str,
    reviewer: str,
    comment: str | None = None,
) -> int:
    """Records that agencies of these articles that were taken for body `key` are another one; number of the review.

    It holds for ever, as `merge_organizations`. Raises PantauError for a key that no body has, and where none of the
    articles names the body.
    """
    with writing(engine) as session:
        body = _body(session, decisions(session).root(key), key)
        links = select(AgencyLink.agency_id).where(
            AgencyLink.organization_id == body.id, AgencyLink.agency_id.in_(_agencies_of(article_ids))
        )
        moved = session.scalars(links).all()
        if not moved:
            listed = ", ".join(map(str, article_ids)) or "none"
            raise PantauError(
                f"organization {key!r} is named in none of the articles {listed}: nothing to split"
            )
        taken = select(func.count(Organization.id)).where(
            Organization.key.startswith(f"{key}/", autoescape=True)
        )
        fields = {"type": body.type, "region_code": body.region_code, "parent_id": body.parent_id}
        new = Organization(key=f"{key}/{(session.scalar(taken) or 0) + 2}", name=name, acronym=None, **fields)
        session.add(new)
        session.flush()
        values = {"articles": sorted(set(article_ids))}
        review = _record(session, ReviewAction.SPLIT, body.key, new, values, reviewer, comment)
        update_links = update(AgencyLink).where(AgencyLink.agency_id.in_(moved))
        reason = f"{_BY_PERSON} (semula {body.key})"
        session.execute(update_links.values(organization_id=new.id, score=1.0, reason=reason))
        return review


def forget_links_of_review(session: Session, review: Review) -> None:
    """Drops the links of the bodies that a review is about, so that they are made anew without it."""
    target = (review.values or {}).get("organization", {}).get("key")
    bodies = select(Organization.id).where(Organization.key.in_([review.subject["key"], target]))
    session.execute(delete(AgencyLink).where(AgencyLink.organization_id.in_(bodies)))


def _record(
    session: Session,
    action: ReviewAction,
    key: str,
    target: Organization,
    values: dict[str, Any],
    reviewer: str,
    comment: str | None,
) -> int:
    entry = OrganizationEntry(
        key=target.key, name=target.name, acronym=target.acronym, type=target.type,
        region_code=target.region_code,
    )  # fmt: skip
    review = record_review(
        session,
        SubjectKind.ORGANIZATION,
        action,
        subject={"key": key},
        values={"organization": entry.model_dump(mode="json", exclude={"parent", "names"}), **values},
        reviewer=reviewer,
        comment=comment,
    )
    return review.id


def _body(session: Session, key: str, given: str) -> Organization:
    body = session.scalar(select(Organization).where(Organization.key == key))
    if body is None:
        raise PantauError(
            f"no organization has the key {given!r}: `pantau agencies --search` with part of its name shows keys"
        )
    return body


def _line(session: Session, body: Organization) -> list[int]:
    """A body and those above it: none of them may become a part of it."""
    found: list[int] = []
    at: int | None = body.id
    while at is not None and at not in found:
        found.append(at)
        at = session.scalar(select(Organization.parent_id).where(Organization.id == at))
    return found


def _agencies_of(article_ids: Sequence[int]) -> Any:
    return (
        select(AgencyRecord.id)
        .join(Extraction, Extraction.id == AgencyRecord.extraction_id)
        .join(ArticleVersion, ArticleVersion.id == Extraction.article_version_id)
        .where(ArticleVersion.article_id.in_(article_ids))
    )
