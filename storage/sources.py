"""The catalogue's sources, brought into their table."""

from collections.abc import Iterable

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from models.rows import SourceRow
from models.source import Source
from storage.engine import writing
from storage.tables import SourceRecord
from storage.upserts import insert_missing

_FIELDS = (
    "slug", "name", "kind", "province", "network", "home_url", "timezone", "terms", "expected_weekly",
)  # fmt: skip


def store_sources(engine: Engine, sources: Iterable[Source]) -> int:
    """Makes the table what the catalogue says; returns how many rows changed.

    No row is removed, because articles name it: one that is gone from the catalogue is marked.
    """
    wanted = {source.slug: {name: getattr(source, name) for name in _FIELDS} for source in sources}
    with writing(engine) as session:
        columns = [getattr(SourceRecord, name) for name in (*_FIELDS, "is_listed")]
        known = {row.slug: row._asdict() for row in session.execute(select(*columns))}
        insert_missing(
            session,
            SourceRecord,
            [row | {"is_listed": True} for slug, row in wanted.items() if slug not in known],
        )
        changed = 0
        for slug, row in known.items():
            now = wanted.get(slug, row) | {"is_listed": slug in wanted}
            if now != row:
                session.execute(update(SourceRecord).where(SourceRecord.slug == slug).values(**now))
                changed += 1
        return changed + len(wanted.keys() - known.keys())


def list_sources(session: Session) -> list[SourceRow]:
    """The sources that articles may come from, national ones first, then by province and name."""
    columns = [getattr(SourceRecord, name) for name in SourceRow.model_fields]
    order = (SourceRecord.province.is_not(None), SourceRecord.province, SourceRecord.name, SourceRecord.slug)
    query = select(*columns).where(SourceRecord.is_listed.is_(True)).order_by(*order)
    return [SourceRow(**row) for row in session.execute(query).mappings()]
