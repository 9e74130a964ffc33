"""Lists that are walked by a number: claims, conflicts, regions, series."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import create_model
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from desk.api.answers import (
    STREAMS,
    Page,
    answer,
    page_model,
    shown_columns,
    shown_fields,
    shown_model,
    streamed,
)
from desk.api.asking import Claims, Paging, Regions, Trends, filters_of, series_filters
from desk.api.cursors import cursor, key_of, question_digest
from desk.api.lists import document_list, stream_of
from desk.database import Snapshot, engine_of
from desk.reader import reader_of
from desk.shown import seen
from models.base import Record
from models.conflicts import ConflictRow
from models.region import RegionRow
from models.rows import ClaimRow
from models.trends import TrendRow
from pipelines.trends import countable_units, trends
from publish.lists import Columns
from publish.public import public_rows
from publish.small_cells import public_trends
from storage.claim_pages import claims_after, conflicts_after
from storage.filters import Filters
from storage.registers import list_regions

router = APIRouter()
_AT_A_TIME = 500
Found = tuple[Sequence[Record], int | None]
"""Rows of a page, and the key to go on from; null at the end."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and who asks it."""

    filters: Any
    engine: Engine
    is_private: bool


@dataclass(frozen=True, slots=True)
class Walked:
    """A list."""

    name: str
    filters: type[Record]
    row: type[Record]
    after: Callable[[Session, Asked, int, int], Found]
    """Rows beyond a key, so many at most."""


def _claims(session: Session, asked: Asked, after: int, limit: int) -> Found:
    return claims_after(session, _filters(asked), after, limit)


def _conflicts(session: Session, asked: Asked, after: int, limit: int) -> Found:
    return conflicts_after(session, _filters(asked), after, limit)


def _filters(asked: Asked) -> Filters:
    """Only by name could private people be found; articles that were taken down are left out of claims anyhow."""
    by_name = asked.filters.agency is not None or asked.filters.official is not None
    return filters_of(asked.filters, only_public=by_name and not asked.is_private)


def _regions(session: Session, asked: Asked, after: int, limit: int) -> Found:
    wanted: Regions = asked.filters
    part = (wanted.q or "").casefold()
    rows = [
        row
        for row in list_regions(session)
        if wanted.region in {None, row.code, row.province_code}
        and wanted.kind in {None, row.kind}
        and any(part in name.name.casefold() for name in row.names)
    ]
    return _slice(rows, after, limit)


def _trends(_session: Session, asked: Asked, after: int, limit: int) -> Found:
    wanted: Trends = asked.filters
    filters = series_filters(wanted, countable_units())
    series = trends if asked.is_private else public_trends
    return _slice(series(asked.engine, filters, wanted.step, wanted.area), after, limit)


def _slice(rows: Sequence[Record], after: int, limit: int) -> Found:
    end = after + limit
    return rows[after:end], end if len(rows) > end else None


_LISTS = (
    Walked("claims", Claims, ClaimRow, _claims),
    Walked("conflicts", Claims, ConflictRow, _conflicts),
    Walked("regions", Regions, RegionRow, _regions),
    Walked("trends", Trends, TrendRow, _trends),
)


def add_list(walked: Walked) -> None:
    """Gives a list its three addresses."""
    paged = create_model(f"Paged{walked.filters.__name__}", __base__=(Paging, walked.filters))

    def page(
        request: Request, session: Snapshot, asked: Annotated[paged, Query()]
    ) -> Response:  # a model that was made above
        return _page(request, session, walked, asked)

    document_list(
        router, f"/{walked.name}", page, f"A page of {walked.name}", {"model": page_model(Page, walked.row)}
    )
    for ending in STREAMS:
        summary, found = f"All {walked.name} that match", stream_of(ending, walked.row)
        document_list(router, f"/{walked.name}.{ending}", _whole(walked, ending), summary, found)


def _page(request: Request, session: Session, walked: Walked, paged: Any) -> Response:
    digest = question_digest(walked.name, paged)
    asked = Asked(paged, engine_of(request), reader_of(request).sees_private)
    rows, key = walked.after(session, asked, key_of(paged.after, digest) or 0, paged.limit)
    shown = [shown_fields(row) for row in seen(request, session, rows)]
    return answer({"rows": shown, "next": None if key is None else cursor(digest, key)})


def _whole(walked: Walked, ending: str) -> Any:
    filters, columns = walked.filters, list(shown_model(walked.row).model_fields)

    def whole(request: Request, wanted: Annotated[filters, Query()]) -> Response:  # type: ignore[valid-type]  # a field
        asked = Asked(wanted, engine_of(request), reader_of(request).sees_private)

        def found(session: Session) -> Iterable[Columns]:
            rows: Iterable[Record] = _all(session, walked, asked)
            return shown_columns(rows if asked.is_private else public_rows(session, rows), columns)

        return streamed(asked.engine, columns, found, f"{walked.name}.{ending}")

    return whole


def _all(session: Session, walked: Walked, asked: Asked) -> Iterator[Record]:
    """All rows; those that are made anew for every page (regions, series) in one."""
    at_a_time = _AT_A_TIME if walked.filters is Claims else 2**31
    after: int | None = 0
    while after is not None:
        rows, after = walked.after(session, asked, after, at_a_time)
        yield from rows
        session.expunge_all()


for _list in _LISTS:
    add_list(_list)
