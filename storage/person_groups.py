"""Who is who, written: persons with their profiles, offices and doubtful pairs."""

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from models.persons import NewDoubt, NewPerson, StoredProfile
from models.vocabulary import PairStatus
from storage.chunks import chunks
from storage.person_register import add_returning
from storage.tables import (
    PersonAnchor,
    PersonLink,
    PersonPair,
    PersonProfile,
    PersonRecord,
    Position,
)

_AS_IS = {"synchronize_session": False}


def save_persons(
    session: Session,
    persons: Sequence[NewPerson],
    doubts: Sequence[NewDoubt],
    before: Sequence[StoredProfile],
) -> None:
    """Writes persons with all their profiles, which no longer wait; `before` is how these profiles are stored.

    Offices and open pairs of the persons are written anew. Pairs that somebody decided stay.
    """
    person_ids = _person_ids(session, persons)
    _tie(session, persons, person_ids, {profile.id: profile for profile in before})
    touched = {*person_ids, *(profile.person_id for profile in before)}
    _write_positions(session, persons, person_ids, touched)
    _write_pairs(session, doubts, person_ids, touched)


def _person_ids(session: Session, persons: Sequence[NewPerson]) -> list[int]:
    new = [{"name": p.name, "kind": p.kind} for p in persons if p.person_id is None]
    known = [{"id": p.person_id, "name": p.name, "kind": p.kind} for p in persons if p.person_id is not None]
    if known:
        session.execute(update(PersonRecord), known)
    new_ids = iter(add_returning(session, PersonRecord, new))
    return [next(new_ids) if p.person_id is None else p.person_id for p in persons]


def _tie(
    session: Session,
    persons: Sequence[NewPerson],
    person_ids: Sequence[int],
    before: dict[int, StoredProfile],
) -> None:
    """Profiles, and with them links and anchors; what is stored alike is not written again."""
    told, moved, rows = [], [], []
    for person, person_id in zip(persons, person_ids, strict=True):
        for tie in person.ties:
            stored, reasons = before[tie.profile_id], list(tie.reasons)
            rows.append(
                {"id": tie.profile_id, "person_id": person_id, "score": tie.score, "reasons": reasons}
                | {"is_waiting": False}
            )
            new = {"profile": tie.profile_id, "person": person_id}
            if stored.person_id != person_id:
                moved.append(new)
            if (stored.person_id, stored.score, stored.reasons) != (person_id, tie.score, reasons):
                told.append(new | {"new_score": tie.score, "new_reasons": reasons})
    connection = session.connection()
    if told:
        connection.execute(_LINKS, told)
    if moved:
        connection.execute(_ANCHORS, moved)
    if rows:
        session.execute(update(PersonProfile), rows)


_LINKS = (
    update(PersonLink.__table__)  # type: ignore[arg-type]  # typed as any FromClause, is a Table
    .where(PersonLink.profile_id == bindparam("profile"))
    .values(person_id=bindparam("person"), score=bindparam("new_score"), reasons=bindparam("new_reasons"))
)
_ANCHORS = (
    update(PersonAnchor.__table__)  # type: ignore[arg-type]  # typed as any FromClause, is a Table
    .where(PersonAnchor.profile_id == bindparam("profile"))
    .values(person_id=bindparam("person"))
)


def _write_positions(
    session: Session, persons: Sequence[NewPerson], person_ids: Sequence[int], touched: Iterable[int]
) -> None:
    for ids in chunks(sorted(touched)):
        session.execute(delete(Position).where(Position.person_id.in_(ids)), execution_options=_AS_IS)
    rows = [
        {"person_id": person_id, **vars(position)}
        for person, person_id in zip(persons, person_ids, strict=True)
        for position in person.positions
    ]
    if rows:
        session.execute(insert(Position), rows)


def _write_pairs(
    session: Session, doubts: Sequence[NewDoubt], person_ids: Sequence[int], touched: Iterable[int]
) -> None:
    is_open = PersonPair.status == PairStatus.OPEN
    for ids in chunks(sorted(touched)):
        for column in (PersonPair.person_id, PersonPair.other_id):
            session.execute(delete(PersonPair).where(column.in_(ids), is_open), execution_options=_AS_IS)
    pairs = {}
    for doubt in doubts:
        pair = tuple(sorted((person_ids[doubt.one], person_ids[doubt.other])))
        pairs[pair] = {
            "person_id": pair[0], "other_id": pair[1], "score": doubt.score, "reasons": list(doubt.reasons),
            "status": PairStatus.OPEN,
        }  # fmt: skip
    for some in chunks(sorted(pairs)):
        known = select(PersonPair.person_id, PersonPair.other_id).where(
            PersonPair.person_id.in_([one for one, _ in some])
        )
        for one, other in session.execute(known):
            pairs.pop((one, other), None)
    if pairs:
        session.execute(insert(PersonPair), list(pairs.values()))


def set_pair(session: Session, one: int, other: int, status: PairStatus) -> None:
    """Where a pair stands; nothing where there is no such pair."""
    first, second = sorted((one, other))
    pair = (PersonPair.person_id == first) & (PersonPair.other_id == second)
    session.execute(update(PersonPair).where(pair).values(status=status), execution_options=_AS_IS)


def reopen_pairs(session: Session, person_ids: Iterable[int]) -> None:
    """Forgets what was decided on pairs of these persons."""
    among = sorted(set(person_ids))
    for ids in chunks(among):
        decided = PersonPair.status == PairStatus.DECIDED
        for column in (PersonPair.person_id, PersonPair.other_id):
            session.execute(delete(PersonPair).where(column.in_(ids), decided), execution_options=_AS_IS)
