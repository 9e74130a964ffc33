"""What people decide about persons: two are one, or one is two. It lasts until it is taken back."""

from collections.abc import Iterable

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.errors import PantauError
from models.vocabulary import PairStatus, ReviewAction
from pipelines.resolving_persons import resolve_persons
from resolve.person_profiles import Anchor
from storage.engine import writing
from storage.person_decisions import add_decision, anchors_of, sample, unlink
from storage.person_groups import set_pair
from storage.persons import anchored_profiles, hold_persons, mark_waiting


def merge_persons(engine: Engine, a: int, b: int, *, reviewer: str, comment: str | None = None) -> int:
    """Makes two persons one and gives the number of the review.

    Merging what is one already, also in a circle, changes nothing but is recorded. Raises PantauError for an unknown
    person, and for a person and himself.
    """
    if a == b:
        raise PantauError(f"Person {a} cannot be merged with himself; give two persons.")
    with writing(engine) as session:
        review_id = _decide_pair(session, ReviewAction.MERGE, a, b, reviewer, comment)
    resolve_persons(engine)
    return review_id


def split_person(
    engine: Engine,
    person_id: int,
    anchors: Iterable[Anchor],
    *,
    reviewer: str,
    comment: str | None = None,
) -> int:
    """Takes namings out of a person: they are somebody else, together. Gives the number of the review.

    An anchor is the number of an article and the name in it, spelled in any way. Raises PantauError for an unknown
    person, for an anchor that is not his, and where nobody would be left.
    """
    with writing(engine) as session:
        hold_persons(session)
        known = anchors_of(session, person_id)
        these = {anchor: known[anchor] for anchor in _own(person_id, anchors, known)}
        those = {anchor: profile for anchor, profile in known.items() if anchor not in these}
        if not these or not those:
            raise PantauError(
                f"Person {person_id} has {len(known)} namings and {len(these)} are named; name some, not all."
            )
        shared = set(these.values()) & set(those.values())
        out = sorted(anchor for anchor, profile in these.items() if profile in shared)
        one = sorted({*sample(these), *out})
        review_id = add_decision(session, ReviewAction.SPLIT, one, sample(those), out, reviewer, comment)
        _touch(session, known)
        unlink(session, out)
    resolve_persons(engine)
    return review_id


def keep_apart(engine: Engine, a: int, b: int, *, reviewer: str, comment: str | None = None) -> int:
    """Decides a doubtful pair: they are two. Gives the number of the review. Raises PantauError as a merge does."""
    if a == b:
        raise PantauError(f"Person {a} cannot be kept apart from himself; give two persons.")
    with writing(engine) as session:
        review_id = _decide_pair(session, ReviewAction.SPLIT, a, b, reviewer, comment)
        set_pair(session, a, b, PairStatus.DECIDED)
    resolve_persons(engine)
    return review_id


def _decide_pair(
    session: Session, action: ReviewAction, a: int, b: int, reviewer: str, comment: str | None
) -> int:
    hold_persons(session)
    one, other = anchors_of(session, a), anchors_of(session, b)
    _refuse_nobody(a, one)
    _refuse_nobody(b, other)
    review_id = add_decision(session, action, sample(one), sample(other), [], reviewer, comment)
    _touch(session, [*one, *other])
    return review_id


def _own(person_id: int, anchors: Iterable[Anchor], known: Iterable[Anchor]) -> list[Anchor]:
    from resolve.person_names import name_key

    wanted = [(article_id, name_key(name)) for article_id, name in anchors]
    strange = sorted(set(wanted) - set(known))
    if strange:
        article_id, key = strange[0]
        raise PantauError(
            f"Article {article_id} does not name person {person_id} as {key!r}; `pantau officials {person_id}` lists "
            "the articles."
        )
    return wanted


def _refuse_nobody(person_id: int, anchors: Iterable[Anchor]) -> None:
    if not list(anchors):
        raise PantauError(f"No article names person {person_id} any more; give another one.")


def _touch(session: Session, anchors: Iterable[Anchor]) -> None:
    mark_waiting(session, anchored_profiles(session, anchors).values())
