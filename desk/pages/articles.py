"""An article: its metadata and facts; its text only for those who review it."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from desk.database import Snapshot
from desk.rendering import render
from desk.shown import shown
from storage.details import article_detail
from storage.types import LARGEST_KEY

router = APIRouter()


@router.get("/articles/{article_id}")
def article(request: Request, session: Snapshot, article_id: int) -> HTMLResponse:
    """An article with what was read from it."""
    found = article_detail(session, article_id) if 0 < article_id <= LARGEST_KEY else None
    detail = shown(request, session, found)
    if detail is None:
        raise HTTPException(404)
    return render(request, "article.html", detail=detail)
