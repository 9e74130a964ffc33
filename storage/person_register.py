"""Officials of articles put under profiles, and taken from them again where they no longer stand."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, delete, exists, insert, select, update
from sqlalchemy.orm import Session

from models.persons import NewNaming, WaitingOfficial
from models.vocabulary import ReviewStatus, SubjectKind
from storage.chunks import chunks
from storage.persons import Anchors, anchors_in, mark_waiting
from storage.selects import is_valid, over_current
from storage.tables import (
    ArticleVersion,
    Extraction,
    OfficialRecord,
    PersonAnchor,
    PersonKey,
    PersonLink,
    PersonProfile,
    PersonRecord,
    Review,
    StoredArticle,
)

_AS_IS = {"synchronize_session": False}
_LINK: tuple[Any, ...] = (PersonLink.official_id, PersonLink.profile_id)


def waiting_officials(session: Session, after: int, limit: int) -> list[WaitingOfficial]:
    """Officials of current texts without a person, by id, those after one; not of articles that were taken down."""
    query = over_current(select(*_official_columns()).select_from(StoredArticle))
    query = query.join(OfficialRecord, OfficialRecord.extraction_id == Extraction.id)
    has_link = exists().where(PersonLink.official_id == OfficialRecord.id)
    stands = (is_valid(OfficialRecord), StoredArticle.removed_at.is_(None))
    query = query.where(OfficialRecord.id > after, *stands, ~has_link)
    return [WaitingOfficial(*row) for row in session.execute(query.order_by(OfficialRecord.id).limit(limit))]


def register(session: Session, namings: Sequence[NewNaming]) -> None:
    """Puts officials under their profiles, new ones made where nothing is printed like it.

    A new profile belongs to the person whom the article named so before, else to somebody new. All profiles touched
    wait for resolving, also those that the articles named before.
    """
    article_ids = {naming.official.article_id for naming in namings}
    _unlink_old_texts(session, article_ids)
    anchors = anchors_in(session, article_ids)
    mark_waiting(session, (profile_id for _, profile_id in anchors.values() if profile_id is not None))
    known = _profiles_by_digest(session, {naming.digest for naming in namings})
    new = {naming.digest: naming for naming in namings if naming.digest not in known}
    known |= _add_profiles(session, list(new.values()), anchors)
    mark_waiting(session, (profile.id for profile in known.values()))
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


class _Known(NamedTuple):
    """A profile that a new link leads to."""

    id: int
    person_id: int
    score: float
    reasons: list[str]


def _profiles_by_digest(session: Session, digests: Iterable[str]) -> dict[str, _Known]:
    columns = [getattr(PersonProfile, name) for name in _Known._fields]
    return {
        digest: _Known(*row)
        for some in chunks(sorted(digests))
        for digest, *row in session.execute(
            select(PersonProfile.digest, *columns).where(PersonProfile.digest.in_(some))
        )
    }


def _add_profiles(session: Session, namings: Sequence[NewNaming], anchors: Anchors) -> dict[str, _Known]:
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
    rows: list[dict[str, Any]] = [
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


def _anchor(
    session: Session, namings: Sequence[NewNaming], known: Mapping[str, _Known], anchors: Anchors
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


def add_returning(session: Session, table: Any, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Inserts rows and gives their keys, in order."""
    if not rows:
        return []
    added = insert(table).returning(table.id, sort_by_parameter_order=True)
    return list(session.scalars(added, list(rows)))


def unlink_removed(session: Session) -> None:
    """Takes the officials of articles that were taken down from their profiles; should one come back, so do they."""
    query = over_current(select(*_LINK).select_from(StoredArticle)).join(
        OfficialRecord, OfficialRecord.extraction_id == Extraction.id
    )
    query = query.join(PersonLink, PersonLink.official_id == OfficialRecord.id)
    unlink(session, _pairs(session, query.where(StoredArticle.removed_at.is_not(None))))


def reviewed_officials(session: Session) -> list[tuple[WaitingOfficial, str, bool, int]]:
    """Officials that a person looked at: as they are now, the digest of their profile, whether rejected, its id."""
    query = over_current(
        select(
            *_official_columns(), PersonProfile.digest, OfficialRecord.review_status, PersonProfile.id
        ).select_from(StoredArticle)
    ).join(OfficialRecord, OfficialRecord.extraction_id == Extraction.id)
    query = query.join(PersonLink, PersonLink.official_id == OfficialRecord.id)
    query = query.join(PersonProfile, PersonProfile.id == PersonLink.profile_id)
    about = select(Review.fact_id).where(Review.subject_kind == SubjectKind.OFFICIAL)
    rows = session.execute(query.where(OfficialRecord.id.in_(about)))
    return [
        (WaitingOfficial(*official), digest, status is ReviewStatus.REJECTED, profile_id)
        for *official, digest, status, profile_id in rows
    ]


def unlink(session: Session, links: Iterable[tuple[int, int]]) -> None:
    """Takes officials from their profiles: pairs of both ids."""
    links = list(links)
    mark_waiting(session, (profile_id for _, profile_id in links))
    for ids in chunks(official_id for official_id, _ in links):
        gone = delete(PersonLink).where(PersonLink.official_id.in_(ids))
        session.execute(gone, execution_options=_AS_IS)


def _unlink_old_texts(session: Session, article_ids: Iterable[int]) -> None:
    """What texts of these articles say that are no longer current."""
    for ids in chunks(sorted(set(article_ids))):
        query = select(*_LINK)
        query = query.join(OfficialRecord, OfficialRecord.id == PersonLink.official_id)
        query = query.join(Extraction, Extraction.id == OfficialRecord.extraction_id)
        query = query.join(ArticleVersion, ArticleVersion.id == Extraction.article_version_id)
        query = query.where(ArticleVersion.article_id.in_(ids), ~ArticleVersion.is_current)
        unlink(session, _pairs(session, query))


def _pairs(session: Session, query: Select[Any]) -> list[tuple[int, int]]:
    return [(official_id, profile_id) for official_id, profile_id in session.execute(query)]


def _official_columns() -> tuple[Any, ...]:
    """Fields of WaitingOfficial."""
    fields = ("name", "title", "rank", "agency", "kind")
    own = (getattr(OfficialRecord, name) for name in fields)
    return (OfficialRecord.id, StoredArticle.id, *own, StoredArticle.place_code)
