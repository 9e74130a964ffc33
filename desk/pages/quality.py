"""The quality page: how often the machine is right, by people's judgement of a random sample."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from desk.database import Snapshot
from desk.rendering import render
from pipelines.quality import precisions

router = APIRouter()


@router.get("/quality")
def quality(request: Request, session: Snapshot) -> HTMLResponse:
    """The running estimate of precision, with its interval."""
    return render(request, "quality.html", precisions=precisions(session))
