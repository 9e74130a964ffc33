"""One record by its number."""

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from desk.api.answers import answer, shown_fields, shown_model
from desk.api.problems import documented
from desk.database import Snapshot
from desk.shown import shown
from models.base import Record
from models.conflicts import ConflictRow
from models.detail import ArticleDetail
from models.organization import OrganizationDetail
from models.persons import PersonDetail
from models.region import RegionRow
from models.rows import ClaimRow, FigureRow, StatementRow
from storage.conflict_lists import list_conflicts
from storage.details import article_detail
from storage.evidence import find_claim, find_figure, find_statement
from storage.filters import Filters
from storage.person_lists import person_detail
from storage.registers import list_regions, organization_detail
from storage.types import LARGEST_KEY

router = APIRouter()
Key = Annotated[int, Path(ge=1, le=LARGEST_KEY)]
Code = Annotated[str, Path(max_length=5)]


def _answers(record: type[Record]) -> dict[int | str, dict[str, Any]]:
    return {200: {"model": shown_model(record)}, **documented(400, 404)}


def _one(request: Request, session: Session, record: Record | None) -> Response:
    found = shown(request, session, record)
    if found is None:
        raise HTTPException(404, "There is no such record, or it may not be shown.")
    return answer(shown_fields(found))


@router.get("/statements/{id}", responses=_answers(StatementRow), response_class=Response)
def statement(request: Request, session: Snapshot, id: Key) -> Response:
    """A statement."""
    return _one(request, session, find_statement(session, id))


@router.get("/figures/{id}", responses=_answers(FigureRow), response_class=Response)
def figure(request: Request, session: Snapshot, id: Key) -> Response:
    """A figure."""
    return _one(request, session, find_figure(session, id))


@router.get("/claims/{id}", responses=_answers(ClaimRow), response_class=Response)
def claim(request: Request, session: Snapshot, id: Key) -> Response:
    """A claim."""
    return _one(request, session, find_claim(session, id))


@router.get("/articles/{id}", responses=_answers(ArticleDetail), response_class=Response)
def article(request: Request, session: Snapshot, id: Key) -> Response:
    """An article with its facts."""
    return _one(request, session, article_detail(session, id))


@router.get("/officials/{id}", responses=_answers(PersonDetail), response_class=Response)
def official(request: Request, session: Snapshot, id: Key) -> Response:
    """A person with offices and namings."""
    return _one(request, session, person_detail(session, id))


@router.get("/agencies/{id}", responses=_answers(OrganizationDetail), response_class=Response)
def agency(request: Request, session: Snapshot, id: Key) -> Response:
    """A body of the register with its officials."""
    return _one(request, session, organization_detail(session, id))


@router.get("/conflicts/{id}", responses=_answers(ConflictRow), response_class=Response)
def conflict(request: Request, session: Snapshot, id: Key) -> Response:
    """Numbers that contradict one another."""
    return _one(request, session, next(iter(list_conflicts(session, Filters(), id)), None))


@router.get("/regions/{code}", responses=_answers(RegionRow), response_class=Response)
def region(request: Request, session: Snapshot, code: Code) -> Response:
    """A region by its Kemendagri code."""
    return _one(request, session, next(iter(list_regions(session, codes=[code])), None))
