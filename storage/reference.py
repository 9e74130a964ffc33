"""Regions and bodies of the country as the data files know them, brought into the tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from models.organization import OrganizationEntry
from models.region import RegionEntry, RegionSuccession
from storage.engine import writing
from storage.organizations import store_organizations
from storage.tables import Region, RegionChange, RegionName
from storage.upserts import insert_missing


@dataclass(frozen=True, slots=True)
class ReferenceCounts:
    """What a sync changed; all zero where the tables were as the data are."""

    regions: int
    """Regions inserted or changed."""
    names: int
    """Names of regions inserted, and those that the data no longer have removed."""
    changes: int
    """Splits inserted, and those that the data no longer have removed."""
    organizations: int
    """Bodies inserted or changed."""


def store_reference(
    engine: Engine,
    regions: Sequence[RegionEntry],
    successions: Sequence[RegionSuccession],
    organizations: Sequence[OrganizationEntry],
) -> ReferenceCounts:
    """Brings the tables to the data in one transaction; a second time changes nothing.

    No region and no body is ever removed, because figures and links may mean it. `regions` come with parents first.
    """
    with writing(engine) as session:
        return ReferenceCounts(
            regions=_store_regions(session, regions),
            names=_store_names(session, regions),
            changes=_store_changes(session, successions),
            organizations=store_organizations(session, organizations, is_reference=True).changed,
        )


def _store_regions(session: Session, regions: Sequence[RegionEntry]) -> int:
    fields = tuple(name for name in RegionEntry.model_fields if name != "names")
    known = {
        row.code: row._asdict() for row in session.execute(select(*(getattr(Region, f) for f in fields)))
    }
    wanted = [region.model_dump(include=set(fields)) for region in regions]
    new = [row for row in wanted if row["code"] not in known]
    changed = [row for row in wanted if row["code"] in known and row != known[row["code"]]]
    insert_missing(session, Region, new)
    for row in changed:
        session.execute(update(Region).where(Region.code == row["code"]).values(**row))
    return len(new) + len(changed)


def _store_names(session: Session, regions: Sequence[RegionEntry]) -> int:
    fields = ("region_code", "name", "kind", "valid_from", "valid_until")
    wanted = {
        (region.code, name.name, name.kind, name.valid_from, name.valid_until)
        for region in regions
        for name in region.names
    }
    return _store_exactly(session, RegionName, fields, wanted)


def _store_changes(session: Session, successions: Sequence[RegionSuccession]) -> int:
    fields = ("predecessor_code", "successor_code", "changed_on", "reference")
    wanted = {tuple(getattr(succession, field) for field in fields) for succession in successions}
    return _store_exactly(session, RegionChange, fields, wanted)


def _store_exactly(
    session: Session, table: type[RegionName] | type[RegionChange], fields: tuple[str, ...], wanted: set[Any]
) -> int:
    """Makes the rows of a table those that are wanted: nothing points to them."""
    columns = [getattr(table, field) for field in fields]
    known = {tuple(row) for row in session.execute(select(*columns))}
    for row in known - wanted:
        session.execute(
            delete(table).where(
                *(column.is_not_distinct_from(value) for column, value in zip(columns, row, strict=True))
            )
        )
    new = [dict(zip(fields, row, strict=True)) for row in sorted(wanted - known, key=lambda row: row[:2])]
    insert_missing(session, table, new)
    return len(new) + len(known - wanted)
