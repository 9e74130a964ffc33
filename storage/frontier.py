"""Addresses that are to be fetched, or are stored without a crawl having asked for them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from storage.chunks import chunks
from storage.engine import writing
from storage.schedule import next_look
from storage.tables import FrontierEntry
from storage.types import now
from storage.upserts import insert_missing
from storage.withdrawn import without_withdrawn


def enqueue(engine: Engine, source: str, urls: Sequence[str], run_id: int | None = None) -> int:
    """Leaves the addresses for the next crawl, in their order; returns how many were new.

    An address that is known in any state stays as it is: fetched, gone or given up. Withdrawn ones are left out.
    """
    with writing(engine) as session:
        return discover(session, source, without_withdrawn(session, urls), run_id)


def discover(session: Session, source: str, urls: Iterable[str], run_id: int | None) -> int:
    """Adds the addresses that are new, to be fetched in their order; returns how many were."""
    found = 0
    for some in chunks(dict.fromkeys(urls)):
        known = set(session.scalars(select(FrontierEntry.url).where(FrontierEntry.url.in_(some))))
        rows = [_pending(url, source, run_id) for url in some if url not in known]
        insert_missing(session, FrontierEntry, rows)
        found += len(rows)
    return found


def settle(session: Session, url: str, source: str | None, run_id: int | None, fetched_at: datetime) -> None:
    """Notes that the article is stored, so that no crawl asks for it as new; one that is gone stays gone.

    Its next look is the one that a crawl at `fetched_at` would have set.
    """
    entry = session.scalar(select(FrontierEntry).where(FrontierEntry.url == url))
    if entry is None and source is not None:
        entry = FrontierEntry(**_pending(url, source, run_id))
        session.add(entry)
    if entry is not None and entry.state in {"pending", "failed"}:
        entry.state, entry.last_error = "fetched", None
        entry.first_checked_at = fetched_at
        entry.next_check_at = next_look(fetched_at, now())


def _pending(url: str, source: str, run_id: int | None) -> dict[str, object]:
    return {
        "url": url,
        "source": source,
        "state": "pending",
        "attempts": 0,
        "discovered_at": now(),
        "discovery_run_id": run_id,
    }
