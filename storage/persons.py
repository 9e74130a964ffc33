"""Profiles of persons, stored: counted anew, and read with what stands near them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from models.persons import StoredProfile
from storage.chunks import chunks
from storage.selects import is_valid
from storage.tables import (
    AgencyLink,
    AgencyRecord,
    ArticleVersion,
    Extraction,
    NameLevel,
    OfficialRecord,
    PersonAnchor,
    PersonKey,
    PersonLink,
    PersonPair,
    PersonProfile,
    PersonRecord,
    Position,
    StoredArticle,
)

_AS_IS = {"synchronize_session": False}
_PERSONS_LOCK = 7_410_012
"""Advisory lock of PostgreSQL."""
_PROFILE_FIELDS = tuple(StoredProfile.__dataclass_fields__)


Anchors = dict[tuple[int, str], tuple[int, int | None]]
"""Person and profile of each anchor."""


def anchors_in(session: Session, article_ids: Iterable[int]) -> Anchors:
    """All anchors of these articles."""
    columns = (
        PersonAnchor.article_id,
        PersonAnchor.name_key,
        PersonAnchor.person_id,
        PersonAnchor.profile_id,
    )
    found: Anchors = {}
    for ids in chunks(sorted(article_ids)):
        for article_id, key, person_id, profile_id in session.execute(
            select(*columns).where(PersonAnchor.article_id.in_(ids))
        ):
            found[article_id, key] = (person_id, profile_id)
    return found


def mark_waiting(session: Session, profile_ids: Iterable[int]) -> None:
    """Has profiles looked at again by the next resolving."""
    for ids in chunks(sorted(set(profile_ids))):
        waits = update(PersonProfile).where(PersonProfile.id.in_(ids), ~PersonProfile.is_waiting)
        session.execute(waits.values(is_waiting=True), execution_options=_AS_IS)


def hold_persons(session: Session) -> None:
    """Until the transaction ends, nobody else resolves persons; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_PERSONS_LOCK)))


def refresh_profiles(session: Session, after: int, limit: int) -> int | None:
    """Counts anew the articles of the next waiting profiles after one; gives the last of them, null for none left.

    A profile that no article prints any more is deleted, and the others of its person wait.
    """
    query = select(PersonProfile.id).where(PersonProfile.is_waiting, PersonProfile.id > after)
    ids = list(session.scalars(query.order_by(PersonProfile.id).limit(limit)))
    if not ids:
        return None
    told, titles, bodies = _spans(session, ids), _titles(session, ids), _bodies(session, ids)
    rows = [
        {"id": profile_id, **told[profile_id], "common_title": titles.get(profile_id),
         "organization_id": bodies.get(profile_id)}
        for profile_id in ids
        if profile_id in told
    ]  # fmt: skip
    if rows:
        session.execute(update(PersonProfile), rows)
    drop_profiles(session, [profile_id for profile_id in ids if profile_id not in told])
    return ids[-1]


def _spans(session: Session, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Of each profile, first and last day of publication and number of articles."""
    day = StoredArticle.published_on
    told = (func.min(day), func.max(day), func.count(StoredArticle.id.distinct()))
    query = _of_profiles(ids, *told).group_by(PersonLink.profile_id)
    return {
        profile_id: {"first_seen_on": first, "last_seen_on": last, "article_count": count}
        for profile_id, first, last, count in session.execute(query)
    }


def _titles(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """The title that is printed most, the first by alphabet of those printed alike often."""
    count = func.count()
    query = _of_profiles(ids, OfficialRecord.title, count).where(OfficialRecord.title.is_not(None))
    query = query.group_by(PersonLink.profile_id, OfficialRecord.title)
    rows = sorted(session.execute(query), key=lambda row: (row[2], [-ord(c) for c in row[1]]))
    return {profile_id: title for profile_id, title, _ in rows}


def _bodies(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """The organization that the agency of most articles is."""
    same = (AgencyRecord.extraction_id == OfficialRecord.extraction_id) & (
        AgencyRecord.name == OfficialRecord.agency
    )
    query = _of_profiles(ids, AgencyLink.organization_id, func.count())
    query = query.join(AgencyRecord, same).join(AgencyLink, AgencyLink.agency_id == AgencyRecord.id)
    query = query.group_by(PersonLink.profile_id, AgencyLink.organization_id)
    rows = sorted(session.execute(query), key=lambda row: (row[2], -row[1]))
    return {profile_id: organization_id for profile_id, organization_id, _ in rows}


def _of_profiles(ids: Sequence[int], *columns: Any) -> Any:
    """Valid namings of current texts of articles that stand, by profile."""
    query = select(PersonLink.profile_id, *columns).select_from(PersonLink)
    query = query.join(OfficialRecord, OfficialRecord.id == PersonLink.official_id)
    query = query.join(Extraction, Extraction.id == OfficialRecord.extraction_id)
    query = query.join(ArticleVersion, ArticleVersion.id == Extraction.article_version_id)
    query = query.join(StoredArticle, StoredArticle.id == ArticleVersion.article_id)
    stands = (ArticleVersion.is_current, is_valid(OfficialRecord), StoredArticle.removed_at.is_(None))
    return query.where(PersonLink.profile_id.in_(ids), *stands)


def drop_profiles(session: Session, ids: Sequence[int]) -> None:
    """Deletes profiles; persons of other profiles wait for resolving, the others lose their offices and pairs."""
    if not ids:
        return
    left = set(session.scalars(select(PersonProfile.person_id).where(PersonProfile.id.in_(ids))))
    others = session.execute(
        select(PersonProfile.id, PersonProfile.person_id).where(
            PersonProfile.person_id.in_(left), PersonProfile.id.not_in(ids)
        )
    ).all()
    mark_waiting(session, (profile_id for profile_id, _ in others))
    unnamed = left - {person_id for _, person_id in others}
    for table in (Position.person_id, PersonPair.person_id, PersonPair.other_id):
        session.execute(delete(table.class_).where(table.in_(unnamed)), execution_options=_AS_IS)
    is_old = PersonLink.profile_id.in_(ids)  # of texts that are not current, and of rejected facts
    session.execute(delete(PersonLink).where(is_old), execution_options=_AS_IS)
    gone = delete(PersonProfile).where(PersonProfile.id.in_(ids))
    session.execute(gone, execution_options=_AS_IS)


def unused_profiles(session: Session) -> list[int]:
    """Profiles that no official of any article is under any more."""
    is_used = exists().where(PersonLink.profile_id == PersonProfile.id)
    return list(session.scalars(select(PersonProfile.id).where(~is_used, ~PersonProfile.is_waiting)))


def name_keys(session: Session) -> Iterator[str]:
    """Every name of the register once."""
    query = select(PersonProfile.name_key).distinct().execution_options(yield_per=5000)
    yield from session.scalars(query)


def name_levels(session: Session) -> dict[str, int]:
    """Words that many names have, with their level."""
    return {row.word: row.level for row in session.scalars(select(NameLevel))}


def replace_levels(session: Session, levels: Mapping[str, int], changed: frozenset[str]) -> None:
    """Stores levels; profiles whose name has a word of `changed` wait."""
    session.execute(delete(NameLevel))
    if levels:
        session.execute(insert(NameLevel), [{"word": w, "level": n} for w, n in sorted(levels.items())])
    query = select(PersonProfile.id, PersonProfile.name_key).execution_options(yield_per=5000)
    mark_waiting(session, [i for i, key in session.execute(query) if not changed.isdisjoint(key.split())])


def waiting_profiles(session: Session, limit: int) -> list[StoredProfile]:
    """Profiles to look at, those of one name together."""
    order = (PersonProfile.name_key, PersonProfile.id)
    return list(_profiles(session, PersonProfile.is_waiting, order=order, limit=limit))


def profiles(session: Session, ids: Iterable[int]) -> list[StoredProfile]:
    """Profiles of these ids."""
    return [p for some in chunks(sorted(ids)) for p in _profiles(session, PersonProfile.id.in_(some))]


def profiles_of(session: Session, person_ids: Iterable[int]) -> list[StoredProfile]:
    """All profiles of these persons."""
    return [
        profile
        for some in chunks(sorted(person_ids))
        for profile in _profiles(session, PersonProfile.person_id.in_(some))
    ]


def profiles_near(session: Session, keys: Iterable[str]) -> set[int]:
    """Ids of profiles that stand in one of these blocks."""
    return {
        profile_id
        for some in chunks(sorted(keys))
        for profile_id in session.scalars(select(PersonKey.profile_id).where(PersonKey.key.in_(some)))
    }


def _profiles(
    session: Session, condition: Any, order: Sequence[Any] = (), limit: int | None = None
) -> Iterator[StoredProfile]:
    columns = [getattr(PersonProfile, name) for name in _PROFILE_FIELDS]
    for row in session.execute(select(*columns).where(condition).order_by(*order).limit(limit)):
        yield StoredProfile(*row)


def anchored_profiles(session: Session, anchors: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """Profiles of anchors; those that nothing prints any more are left out."""
    wanted = set(anchors)
    found = anchors_in(session, {article_id for article_id, _ in wanted})
    return {anchor: p for anchor, (_, p) in found.items() if anchor in wanted and p is not None}


def anchored_persons(session: Session, anchors: Iterable[tuple[int, str]]) -> set[int]:
    """Persons of anchors."""
    wanted = set(anchors)
    found = anchors_in(session, {article_id for article_id, _ in wanted})
    return {person_id for anchor, (person_id, _) in found.items() if anchor in wanted}


def forget_empty_persons(session: Session) -> None:
    """Deletes persons whom nothing names and nothing is known again by."""
    has_profile = exists().where(PersonProfile.person_id == PersonRecord.id)
    has_anchor = exists().where(PersonAnchor.person_id == PersonRecord.id)
    has_link = exists().where(PersonLink.person_id == PersonRecord.id)
    empty = delete(PersonRecord).where(~or_(has_profile, has_anchor, has_link))
    session.execute(empty, execution_options=_AS_IS)
