"""The register of bodies: what is stored of them, and which agency of an article is which."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, and_, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from models.organization import (
    AgencyMatch,
    ArticleAgency,
    OrganizationEntry,
    UnresolvedAgency,
    UnresolvedArticle,
)
from models.vocabulary import NameKind
from storage.chunks import chunks
from storage.engine import writing
from storage.organization_reviews import Decisions, decisions
from storage.selects import is_valid, over_current
from storage.tables import (
    AgencyLink,
    AgencyRecord,
    Extraction,
    OfficialRecord,
    Organization,
    OrganizationName,
    StoredArticle,
)
from storage.upserts import insert_missing


@dataclass(frozen=True, slots=True)
class StoredOrganizations:
    """What became of entries in the store."""

    ids: dict[str, int]
    """Number of each body by its key."""
    changed: int
    """Bodies inserted or changed."""


def unresolved_articles(
    session: Session, after: int, limit: int
) -> tuple[list[UnresolvedArticle], int | None]:
    """Relevant articles of the next `limit` agencies without a body, and the agency to go on after; None at the end.

    Agencies are walked through by their numbers, which is one pass over their primary key, however many there are.
    """
    linked = exists().where(AgencyLink.agency_id == AgencyRecord.id).correlate(AgencyRecord)
    waiting = session.execute(
        select(AgencyRecord.id, AgencyRecord.extraction_id)
        .where(AgencyRecord.id > after, ~linked, is_valid(AgencyRecord))
        .order_by(AgencyRecord.id)
        .limit(limit)
    ).all()
    if not waiting:
        return [], None
    columns: tuple[Any, ...] = (
        StoredArticle.id,
        StoredArticle.place_code,
        Extraction.id.label("extraction_id"),
    )
    found = session.execute(
        over_current(select(*columns).select_from(StoredArticle))
        .where(Extraction.id.in_({row.extraction_id for row in waiting}), StoredArticle.is_relevant)
        .order_by(StoredArticle.id)
    ).all()
    agencies = _agencies(session, [row.extraction_id for row in found])
    articles = [
        UnresolvedArticle(
            article_id=row.id,
            place_code=row.place_code,
            agencies=tuple(agencies.get(row.extraction_id, ())),
        )
        for row in found
    ]
    seen = (item.agency_id for items in agencies.values() for item in items)
    return articles, max([waiting[-1].id, *seen])


def save_matches(engine: Engine, matches: Sequence[AgencyMatch]) -> int:
    """Stores bodies and links of a batch in one transaction; what people merged or split goes before. Links stored."""
    with writing(engine) as session:
        decided = decisions(session)
        entries = [
            match.resolved.organization
            for match in matches
            if not decided.replaces(match.resolved.organization.key, match.article_id)
        ]
        ids = dict(store_organizations(session, entries).ids)
        ids |= _decided_ids(session, decided)
        rows = [_link(match, decided, ids) for match in matches]
        insert_missing(session, AgencyLink, sorted(rows, key=lambda row: row["agency_id"]))
    return len(rows)


def store_organizations(
    session: Session, entries: Iterable[OrganizationEntry], *, is_reference: bool = False
) -> StoredOrganizations:
    """Inserts bodies that are new, parents first, and names that are new; tells their numbers.

    `is_reference` brings known bodies to what the entries say; otherwise they only get what they lack: a parent, a
    longer name where articles name them.
    """
    levels = _by_depth(entries)
    ids: dict[str, int] = {}
    changed = 0
    for depth in sorted(levels):
        level = levels[depth]
        known = _known(session, list(level))
        new = [_row(entry, ids) for key, entry in sorted(level.items()) if key not in known]
        insert_missing(session, Organization, new)
        for key, row in known.items():
            changed += _bring_up_to_date(session, row, level[key], ids, is_reference=is_reference)
        changed += len(new)
        made = _known(session, [key for key in level if key not in known])
        ids |= {key: row.id for key, row in (known | made).items()}
    _store_names(session, [entry for level in levels.values() for entry in level.values()], ids)
    return StoredOrganizations(ids, changed)


def join_acronyms(engine: Engine) -> int:
    """Gives links of bodies that are known by an acronym alone to the one body of the province that bears it.

    An article that writes `JPPF` and one that writes `Jaringan Peduli Perantau Flobamora (JPPF)` are then of one body,
    whichever was read first. Where two bodies of the province bear the acronym, nothing is moved. Links moved.
    """
    alone, named = aliased(Organization), aliased(Organization)
    own_key = func.lower(alone.name) + ":"
    same_place = func.substr(alone.region_code, 1, 2) == func.substr(named.region_code, 1, 2)
    query = (
        select(alone.id, func.min(named.id).label("target"))
        .join(
            OrganizationName,
            and_(OrganizationName.name == alone.name, OrganizationName.kind == NameKind.ACRONYM),
        )
        .join(named, and_(named.id == OrganizationName.organization_id, named.id != alone.id, same_place))
        .where(
            func.substr(alone.key, 1, func.length(own_key)) == own_key,
            exists().where(AgencyLink.organization_id == alone.id).correlate(alone),
        )
        .group_by(alone.id)
        .having(func.count(named.id.distinct()) == 1)
    )
    moved = 0
    with writing(engine) as session:
        decided = decisions(session)
        for row in session.execute(query).all():
            key = session.scalar(select(Organization.key).where(Organization.id == row.id))
            if key in decided.keys:
                continue
            links = update(AgencyLink).where(AgencyLink.organization_id == row.id)
            reason = "akronim yang di provinsi itu hanya dimiliki satu lembaga"
            done = session.execute(links.values(organization_id=row.target, score=0.65, reason=reason))
            moved += done.rowcount  # type: ignore[attr-defined]  # SQLAlchemy types the result of an UPDATE as any
    return moved


def _agencies(session: Session, extraction_ids: Sequence[int]) -> dict[int, list[UnresolvedAgency]]:
    posts: dict[tuple[int, str], list[str]] = {}
    columns: tuple[Any, ...] = (OfficialRecord.extraction_id, OfficialRecord.agency, OfficialRecord.title)
    official = select(*columns).where(
        OfficialRecord.extraction_id.in_(extraction_ids),
        OfficialRecord.agency.is_not(None),
        OfficialRecord.title.is_not(None),
        is_valid(OfficialRecord),
    )
    for extraction_id, agency, title in session.execute(official.order_by(OfficialRecord.id)):
        posts.setdefault((extraction_id, agency), []).append(title)
    found: dict[int, list[UnresolvedAgency]] = {}
    query = (
        select(AgencyRecord, AgencyLink.agency_id)
        .outerjoin(AgencyLink, AgencyLink.agency_id == AgencyRecord.id)
        .where(AgencyRecord.extraction_id.in_(extraction_ids), is_valid(AgencyRecord))
    )
    for row, linked in session.execute(query.order_by(AgencyRecord.id)):
        named = ArticleAgency(
            name=row.name, acronym=row.acronym, type=row.type,
            posts=tuple(posts.get((row.extraction_id, row.name), ())),
        )  # fmt: skip
        found.setdefault(row.extraction_id, []).append(
            UnresolvedAgency(agency_id=row.id, agency=named, is_linked=linked is not None)
        )
    return found


def _by_depth(entries: Iterable[OrganizationEntry]) -> dict[int, dict[str, OrganizationEntry]]:
    """Entries and the bodies above them, by how many of these there are; of one key the longest name is kept."""
    found: dict[str, OrganizationEntry] = {}
    for entry in entries:
        one: OrganizationEntry | None = entry
        while one is not None:
            found[one.key] = _joined(found.get(one.key, one), one)
            one = one.parent
    levels: dict[int, dict[str, OrganizationEntry]] = {}
    for key, entry in found.items():
        depth, parent = 0, entry.parent
        while parent is not None:
            depth, parent = depth + 1, found[parent.key].parent
        levels.setdefault(depth, {})[key] = entry
    return levels


def _joined(first: OrganizationEntry, second: OrganizationEntry) -> OrganizationEntry:
    if first is second:
        return first
    longer, other = (second, first) if _is_better(second, first.name) else (first, second)
    names = tuple(dict.fromkeys((*longer.names, *other.names)))
    acronym, parent = longer.acronym or other.acronym, longer.parent or other.parent
    return longer.model_copy(update={"names": names, "acronym": acronym, "parent": parent})


def _is_better(entry: OrganizationEntry, name: str) -> bool:
    """Longer, and among names of one length the first by alphabet: the order of the articles does not matter."""
    return entry.is_named_by_articles and (len(entry.name), name) > (len(name), entry.name)


def _known(session: Session, keys: Sequence[str]) -> dict[str, Organization]:
    found: dict[str, Organization] = {}
    for chunk in chunks(keys):
        rows = session.scalars(select(Organization).where(Organization.key.in_(chunk)))
        found |= {row.key: row for row in rows}
    return found


def _row(entry: OrganizationEntry, ids: dict[str, int]) -> dict[str, object]:
    fields = entry.model_dump(include={"key", "name", "acronym", "type", "region_code"})
    return fields | {"parent_id": ids[entry.parent.key] if entry.parent else None}


def _bring_up_to_date(
    session: Session, row: Organization, entry: OrganizationEntry, ids: dict[str, int], *, is_reference: bool
) -> bool:
    wanted = _row(entry, ids)
    if not is_reference:
        wanted = {
            "name": entry.name if _is_better(entry, row.name) else row.name,
            "acronym": row.acronym or entry.acronym,
            "parent_id": row.parent_id or wanted["parent_id"],
        }
    changes = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    if changes:
        session.execute(update(Organization).where(Organization.id == row.id).values(**changes))
    return bool(changes)


def _store_names(session: Session, entries: Sequence[OrganizationEntry], ids: dict[str, int]) -> None:
    wanted = {
        (ids[entry.key], name.name, name.kind): {"organization_id": ids[entry.key], **name.model_dump()}
        for entry in entries
        for name in entry.names
    }
    known: set[tuple[int, str, NameKind]] = set()
    columns = (OrganizationName.organization_id, OrganizationName.name, OrganizationName.kind)
    for chunk in chunks(sorted({key[0] for key in wanted})):
        rows = session.execute(select(*columns).where(OrganizationName.organization_id.in_(chunk)))
        known |= {(row.organization_id, row.name, row.kind) for row in rows}
    insert_missing(session, OrganizationName, [wanted[key] for key in sorted(wanted.keys() - known)])


def _decided_ids(session: Session, decided: Decisions) -> dict[str, int]:
    """Numbers of the bodies that people's decisions name; those that this database lacks are made."""
    store_organizations(session, list(decided.targets.values()))
    return {key: row.id for key, row in _known(session, list(decided.targets)).items()}


def _link(match: AgencyMatch, decided: Decisions, ids: dict[str, int]) -> dict[str, object]:
    key = match.resolved.organization.key
    target = decided.target(key, match.article_id)
    if target == key:
        score, reason = match.resolved.score, match.resolved.reason
    else:
        score, reason = 1.0, f"keputusan peninjau (semula {key})"
    return {"agency_id": match.agency_id, "organization_id": ids[target], "score": score, "reason": reason}
