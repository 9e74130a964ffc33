"""Lists that answer a question of the search page: statements, figures, articles, officials, agencies."""

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import create_model
from sqlalchemy.orm import Session

from desk.api.answers import (
    STREAMS,
    CountedPage,
    answer,
    bounded_columns,
    page_model,
    shown_fields,
    shown_model,
    streamed,
)
from desk.api.asking import Articles, Bodies, Counted, Figures, People, Statements, question
from desk.api.problems import documented
from desk.database import Snapshot, engine_of
from desk.reader import reader_of
from desk.shown import seen
from models.base import Record
from models.listing import Kind
from models.organization import OrganizationRow
from models.persons import PersonRow
from models.rows import FigureRow
from models.search import FoundArticle, FoundStatement
from publish.lists import Columns, whole_list
from storage.listing import count_rows_of, list_page

router = APIRouter()

_LISTS: tuple[tuple[Kind, type[Record], type[Record]], ...] = (
    (Kind.STATEMENTS, Statements, FoundStatement),
    (Kind.FIGURES, Figures, FigureRow),
    (Kind.ARTICLES, Articles, FoundArticle),
    (Kind.OFFICIALS, People, PersonRow),
    (Kind.AGENCIES, Bodies, OrganizationRow),
)


def add_list(kind: Kind, filters: type[Record], row: type[Record]) -> None:
    """Gives a list its three addresses."""
    paged = create_model(f"Paged{filters.__name__}", __base__=(Counted, filters))

    def page(
        request: Request, session: Snapshot, asked: Annotated[paged, Query()]
    ) -> Response:  # a model that was made above
        return _page(request, session, kind, asked)

    document_list(router, f"/{kind}", page, f"A page of {kind}", {"model": page_model(CountedPage, row)})
    for ending in STREAMS:
        document_list(
            router,
            f"/{kind}.{ending}",
            _whole(kind, filters, row, ending),
            f"All {kind} that match",
            stream_of(ending, row),
        )


def document_list(to: APIRouter, path: str, endpoint: Any, summary: str, found: dict[str, Any]) -> None:
    """Adds an address whose answers are made by hand, with what the document says of them."""
    to.add_api_route(
        path,
        endpoint,
        response_model=None,
        response_class=Response,
        summary=summary,
        operation_id=path.strip("/").replace("/", "_").replace(".", "_"),
        responses={200: {"description": summary, **found}, **documented(400, 503)},
    )


def stream_of(ending: str, row: type[Record]) -> dict[str, Any]:
    """What the document says of a whole list."""
    columns = ", ".join(shown_model(row).model_fields)
    return {
        "description": f"One line a row: {columns}.",
        "content": {STREAMS[ending][1].partition(";")[0]: {"schema": {"type": "string"}}},
    }


def _page(request: Request, session: Session, kind: Kind, asked: Any) -> Response:
    wanted = question(kind, asked, only_public=not reader_of(request).sees_private)
    found = list_page(session, wanted)
    page = {
        "rows": [shown_fields(row) for row in seen(request, session, found.rows)],
        "next": found.next,
        "previous": found.previous,
        "total": count_rows_of(session, wanted).model_dump() if asked.count else None,
    }
    return answer(page)


def _whole(kind: Kind, filters: type[Record], row: type[Record], ending: str) -> Any:
    columns = list(shown_model(row).model_fields)

    def whole(request: Request, asked: Annotated[filters, Query()]) -> Response:  # type: ignore[valid-type]  # a parameter
        is_private = reader_of(request).sees_private
        wanted = question(kind, asked, only_public=not is_private)

        def found(session: Session) -> Iterable[Columns]:
            return bounded_columns(whole_list(session, wanted, columns, is_private=is_private))

        return streamed(engine_of(request), columns, found, f"{kind}.{ending}")

    return whole


for _kind, _filters, _row in _LISTS:
    add_list(_kind, _filters, _row)
