"""Officials to persons, stored: registering officials under profiles, reading what stands near, writing who is who."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import delete, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from models.persons import NewNaming, StoredProfile, WaitingOfficial
from storage.chunks import chunks
from storage.selects import is_valid, over_current
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
    PersonProfile,
    PersonRecord,
    StoredArticle,
)

_PROFILE_FIELDS = tuple(StoredProfile.__dataclass_fields__)


def waiting_officials(session: Session, after: int, limit: int) -> list[WaitingOfficial]:
    """Officials of current texts without a person, by id, those after one."""
    query = over_current(
        select(
            OfficialRecord.id, StoredArticle.id, OfficialRecord.name, OfficialRecord.title, OfficialRecord.rank,
            OfficialRecord.agency, OfficialRecord.kind, StoredArticle.place_code,
        ).select_from(StoredArticle)
    ).join(OfficialRecord, OfficialRecord.extraction_id == Extraction.id)  # fmt: skip
    has_link = exists().where(PersonLink.official_id == OfficialRecord.id)
    query = query.where(OfficialRecord.id > after, is_valid(OfficialRecord), ~has_link)
    return [WaitingOfficial(*row) for row in session.execute(query.order_by(OfficialRecord.id).limit(limit))]


def register(session: Session, namings: Sequence[NewNaming]) -> None:
    """Puts officials under their profiles, new ones made where nothing is printed like it.

    A new profile belongs to the person whom the article named so before, else to somebody new. All profiles touched
    wait for resolving, also those that the articles named before.
    """
    anchors = _anchors(session, {naming.official.article_id for naming in namings})
    _mark(session, (profile_id for _, profile_id in anchors.values() if profile_id is not None))
    known = _profiles_by_digest(session, {naming.digest for naming in namings})
    new = {naming.digest: naming for naming in namings if naming.digest not in known}
    known |= _add_profiles(session, list(new.values()), anchors)
    _mark(session, (profile.id for profile in known.values()))
    session.execute(
        insert(PersonLink),
        [
            {
                "official_id": naming.official.official_id,
                "profile_id": known[naming.digest].id,
                "person_id": known[naming.digest].person_id,
                "score": known[naming.digest].score,
                "reasons": known[naming.digest].reasons,
            }
            for naming in namings
        ],
    )
    _anchor(session, namings, known, anchors)


_Anchors = dict[tuple[int, str], tuple[int, int | None]]
"""Person and profile of each anchor."""


class _Known(NamedTuple):
    """A profile that a new link leads to."""

    id: int
    person_id: int
    score: float
    reasons: list[str]


def _anchors(session: Session, article_ids: Iterable[int]) -> _Anchors:
    columns = (PersonAnchor.article_id, PersonAnchor.name_key, PersonAnchor.person_id, PersonAnchor.profile_id)
    found: _Anchors = {}
    for ids in chunks(sorted(article_ids)):
        for article_id, key, person_id, profile_id in session.execute(
            select(*columns).where(PersonAnchor.article_id.in_(ids))
        ):
            found[article_id, key] = (person_id, profile_id)
    return found


def _profiles_by_digest(session: Session, digests: Iterable[str]) -> dict[str, _Known]:
    columns = [getattr(PersonProfile, name) for name in _Known._fields]
    return {
        digest: _Known(*row)
        for some in chunks(sorted(digests))
        for digest, *row in session.execute(
            select(PersonProfile.digest, *columns).where(PersonProfile.digest.in_(some))
        )
    }


def _add_profiles(
    session: Session, namings: Sequence[NewNaming], anchors: _Anchors
) -> dict[str, _Known]:
    if not namings:
        return {}
    person_ids = [anchors.get((n.official.article_id, n.name_key), (None, None))[0] for n in namings]
    unknown = [
        {"name": naming.official.name, "kind": naming.official.kind}
        for naming, person_id in zip(namings, person_ids, strict=True)
        if person_id is None
    ]
    new_ids = iter(add_returning(session, PersonRecord, unknown))
    person_ids = [next(new_ids) if person_id is None else person_id for person_id in person_ids]
    rows = [
        {
            "digest": naming.digest, "person_id": person_id, "name_key": naming.name_key,
            "name": naming.official.name, "title": naming.official.title, "rank": naming.official.rank,
            "agency": naming.official.agency, "kind": naming.official.kind,
            "place_code": naming.official.place_code, "article_count": 0, "score": 1.0, "reasons": [],
            "is_waiting": True,
        }
        for naming, person_id in zip(namings, person_ids, strict=True)
    ]  # fmt: skip
    ids = add_returning(session, PersonProfile, rows)
    keys = [
        {"key": key, "profile_id": profile_id}
        for naming, profile_id in zip(namings, ids, strict=True)
        for key in sorted(naming.keys)
    ]
    if keys:
        session.execute(insert(PersonKey), keys)
    return {
        naming.digest: _Known(profile_id, row["person_id"], 1.0, [])
        for naming, profile_id, row in zip(namings, ids, rows, strict=True)
    }


def add_returning(session: Session, table: Any, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Inserts rows and gives their keys, in order."""
    if not rows:
        return []
    added = insert(table).returning(table.id, sort_by_parameter_order=True)
    return list(session.scalars(added, list(rows)))


def _anchor(
    session: Session, namings: Sequence[NewNaming], known: Mapping[str, _Known], anchors: _Anchors
) -> None:
    """An article that prints one name in two ways anchors the first."""
    fresh: dict[tuple[int, str], _Known] = {}
    for naming in namings:
        fresh.setdefault((naming.official.article_id, naming.name_key), known[naming.digest])
    rows = [
        {"article_id": article_id, "name_key": key, "person_id": profile.person_id, "profile_id": profile.id}
        for (article_id, key), profile in fresh.items()
    ]
    new = [row for row in rows if (row["article_id"], row["name_key"]) not in anchors]
    old = [row for row in rows if (row["article_id"], row["name_key"]) in anchors]
    if new:
        session.execute(insert(PersonAnchor), new)
    if old:
        session.execute(update(PersonAnchor), old)


def _mark(session: Session, profile_ids: Iterable[int]) -> None:
    for ids in chunks(sorted(set(profile_ids))):
        waits = update(PersonProfile).where(PersonProfile.id.in_(ids), ~PersonProfile.is_waiting)
        session.execute(waits.values(is_waiting=True), execution_options={"synchronize_session": False})


def mark_waiting(session: Session, profile_ids: Iterable[int]) -> None:
    """Has profiles looked at again by the next resolving."""
    _mark(session, profile_ids)


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
    _drop(session, [profile_id for profile_id in ids if profile_id not in told])
    return ids[-1]


def _spans(session: Session, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Of each profile, first and last day of publication and number of articles; articles taken down do not count."""
    day, stands = StoredArticle.published_on, StoredArticle.removed_at.is_(None)
    query = _of_profiles(
        ids,
        func.min(day).filter(stands),
        func.max(day).filter(stands),
        func.count(StoredArticle.id.distinct()).filter(stands),
    ).group_by(PersonLink.profile_id)
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
    """Valid namings of current texts, by profile."""
    query = select(PersonLink.profile_id, *columns).select_from(PersonLink)
    query = query.join(OfficialRecord, OfficialRecord.id == PersonLink.official_id)
    query = query.join(Extraction, Extraction.id == OfficialRecord.extraction_id)
    query = query.join(ArticleVersion, ArticleVersion.id == Extraction.article_version_id)
    query = query.join(StoredArticle, StoredArticle.id == ArticleVersion.article_id)
    return query.where(
        PersonLink.profile_id.in_(ids), ArticleVersion.is_current, is_valid(OfficialRecord)
    )


def _drop(session: Session, ids: Sequence[int]) -> None:
    if not ids:
        return
    left = select(PersonProfile.person_id).where(PersonProfile.id.in_(ids))
    others = list(session.scalars(select(PersonProfile.id).where(PersonProfile.person_id.in_(left))))
    _mark(session, set(others) - set(ids))
    is_old = PersonLink.profile_id.in_(ids)  # of texts that are not current, and of rejected facts
    session.execute(delete(PersonLink).where(is_old), execution_options={"synchronize_session": False})
    gone = delete(PersonProfile).where(PersonProfile.id.in_(ids))
    session.execute(gone, execution_options={"synchronize_session": False})


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
    return {word: level for word, level in session.execute(select(NameLevel.word, NameLevel.level))}


def replace_levels(session: Session, levels: Mapping[str, int], changed: frozenset[str]) -> None:
    """Stores levels; profiles whose name has a word of `changed` wait."""
    session.execute(delete(NameLevel))
    if levels:
        session.execute(insert(NameLevel), [{"word": w, "level": n} for w, n in sorted(levels.items())])
    query = select(PersonProfile.id, PersonProfile.name_key).execution_options(yield_per=5000)
    _mark(session, [i for i, key in session.execute(query) if not changed.isdisjoint(key.split())])


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
    found = _anchors(session, {article_id for article_id, _ in wanted})
    return {anchor: p for anchor, (_, p) in found.items() if anchor in wanted and p is not None}


def forget_empty_persons(session: Session) -> None:
    """Deletes persons whom nothing names and nothing is known again by."""
    has_profile = exists().where(PersonProfile.person_id == PersonRecord.id)
    has_anchor = exists().where(PersonAnchor.person_id == PersonRecord.id)
    has_link = exists().where(PersonLink.person_id == PersonRecord.id)
    empty = delete(PersonRecord).where(~or_(has_profile, has_anchor, has_link))
    session.execute(empty, execution_options={"synchronize_session": False})
