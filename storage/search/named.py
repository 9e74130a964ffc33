"""Lists that names restrict, found by the words of the index instead of looking at one row after the other.

A part of a name is in no order that an index of the facts has. Of a region with thousands of articles that name
somebody three times, all would be read; the full-text index knows the three.
"""

from dataclasses import replace

from sqlalchemy.orm import Session

from storage.filters import Filters
from storage.search.asking import newest_positions
from storage.search.restrictions import names_somebody
from storage.search.rows import is_complete, position_day, row_id

_MOST = 5000
"""Rows that a list is narrowed to. Where one day, or those without a day, have more, the names restrict little."""


def newest_named(session: Session, kind: str, filters: Filters, most: int | None) -> list[int] | None:
    """Ids of the newest articles or statements that match: `most`, and all others of the last one's day.

    So they hold the first `most` rows of any order that goes by days first. Null where the index is of no help: names
    restrict nothing, all rows are asked for, or it is not complete. `kind` as in `storage.search.patterns.compiled`.
    """
    if most is None or not names_somebody(session, filters) or not is_complete(session):
        return None
    found = newest_positions(session, kind, None, filters, None, most)
    if len(found) == most:
        day = position_day(found[-1])
        since = replace(filters, since=day) if day else filters
        found = newest_positions(session, kind, None, since, None, _MOST + 1)
    return [row_id(position) for position in found] if len(found) <= _MOST else None
