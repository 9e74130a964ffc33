"""The front page: what is new, what the database holds, how fresh it is, and where to begin."""

from time import monotonic
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from desk.database import Snapshot
from desk.reader import reader_of
from desk.rendering import render
from desk.shown import seen
from models.listing import Kind, Sort
from models.stored import Totals
from storage.filters import Filters
from storage.listing import Question, list_page
from storage.runs import counted_totals, latest_report, totals

router = APIRouter()

_SHOWN = 4
_LOOKED_AT = 40
"""Rows among which those of different articles are looked for: one article may have many."""
_KEPT = 300.0
"""Seconds for which sums are kept that no run has counted: in a large database counting takes seconds."""


@router.get("/")
def home(request: Request, session: Snapshot) -> HTMLResponse:
    """The front page."""
    counted = counted_totals(session)
    return render(
        request,
        "home.html",
        statements=_newest(request, session, Kind.STATEMENTS),
        figures=_newest(request, session, Kind.FIGURES),
        totals=counted[0] if counted else _totals(request, session),
        counted_at=counted[1] if counted else None,
        run=latest_report(session),
    )


def _totals(request: Request, session: Session) -> Totals:
    """What a database holds that no run has come to its end in, counted a short while ago."""
    state, now = request.app.state, monotonic()
    counted: tuple[float, Totals] | None = getattr(state, "totals", None)
    if counted is None or now - counted[0] > _KEPT:
        state.totals = counted = (now, totals(session))
    return counted[1]


def _newest(request: Request, session: Session, kind: Kind) -> list[Any]:
    """The newest facts, one of each article."""
    filters = Filters(relevant_only=True, only_public=not reader_of(request).sees_private)
    found = list_page(session, Question(kind, filters=filters, sort=Sort.NEWEST, limit=_LOOKED_AT))
    first: dict[int, Any] = {}
    for fact in seen(request, session, found.rows):
        first.setdefault(fact.article_id, fact)
    return list(first.values())[:_SHOWN]
