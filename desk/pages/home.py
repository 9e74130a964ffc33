"""The front page: what the database holds, how fresh it is, and where to begin."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from desk.database import Snapshot
from desk.rendering import render
from storage.runs import latest_report, totals

router = APIRouter()


@router.get("/")
def home(request: Request, session: Snapshot) -> HTMLResponse:
    """The front page."""
    return render(request, "home.html", totals=totals(session), run=latest_report(session))
