"""Addresses that come from a person's list or from an archive instead of a listing."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from storage.engine import writing
from storage.schedule import next_look
from storage.tables import FrontierEntry
from storage.types import now
from storage.withdrawn import without_withdrawn

_CHUNK = 500


def enqueue(engine: Engine, source: str, urls: Sequence[str], run_id: int | None = None) -> int:
    """Leaves the addresses for the next crawl, in their order; returns how many were new.

    An address that is known in any state stays as it is: fetched, gone or given up. Withdrawn ones are left out.
    """
    new = 0
    with writing(engine) as session:
        urls = without_withdrawn(session, urls)
        for first in range(0, len(urls), _CHUNK):
            chunk = list(dict.fromkeys(urls[first : first + _CHUNK]))
            known = set(session.scalars(select(FrontierEntry.url).where(FrontierEntry.url.in_(chunk))))
            fresh = [url for url in chunk if url not in known]
            session.add_all(_entry(url, source, "pending", run_id) for url in fresh)
            session.flush()
            new += len(fresh)
    return new


def settle(session: Session, url: str, source: str | None, run_id: int | None, fetched_at: datetime) -> None:
    """Notes that the article is stored, so that no crawl asks for it as new; one that is gone stays gone.

    Its next look is the one that a crawl at `fetched_at` would have set.
    """
    entry = session.scalar(select(FrontierEntry).where(FrontierEntry.url == url))
    if entry is None and source is not None:
        entry = _entry(url, source, "pending", run_id)
        session.add(entry)
    if entry is not None and entry.state in {"pending", "failed"}:
        entry.state, entry.last_error = "fetched", None
        entry.first_checked_at = fetched_at
        entry.next_check_at = next_look(fetched_at, now())


def _entry(url: str, source: str, state: str, run_id: int | None) -> FrontierEntry:
    return FrontierEntry(
        url=url, source=source, state=state, attempts=0, discovered_at=now(), discovery_run_id=run_id
    )
