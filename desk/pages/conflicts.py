"""Conflicts: different numbers for the same thing, what decided, and figures that look wrong: read only."""

from functools import partial
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from desk.database import Snapshot
from desk.language import language_of
from desk.pages.trend_form import code_of, number_of, text_of
from desk.rendering import render
from desk.shown import seen, shown
from extract.regions.asked import region_code
from extract.regions.gazetteer import gazetteer
from models.errors import PantauError
from models.vocabulary import FigureTopic, FigureUnit
from publish import words
from publish.language import Speech, marked
from storage.conflict_lists import list_conflicts, list_flags
from storage.filters import Filters

router = APIRouter()
_PAGE = 30
_LARGEST = 2**31 - 1
_STATES = {
    "open": marked("Belum diputuskan"),
    "decided": marked("Sudah diputuskan"),
    "flags": marked("Angka yang janggal"),
}


@router.get("/conflicts")
def conflicts_page(request: Request, session: Snapshot) -> HTMLResponse:
    """The undecided conflicts, the decided ones, or figures that look wrong: a page of them."""
    query = request.query_params
    state = text_of(query, "state") or "open"
    if state not in _STATES:
        raise PantauError(f"state {state!r} is no list; choose one of {', '.join(_STATES)}.")
    before = number_of(query, "before")
    name, unit = text_of(query, "region"), code_of(query, "unit", FigureUnit)
    topic = code_of(query, "topic", FigureTopic)
    code = region_code(name, "region") if name else None
    filters = Filters(region=code, unit=unit, topic=topic, limit=_PAGE + 1)
    found: list[Any]
    if state == "flags":
        found = list(list_flags(session, Filters(limit=_PAGE + 1), before))
    else:
        found = list(list_conflicts(session, filters, is_open=state == "open", before=before))
    asked = {"state": state, "region": code, "unit": unit, "topic": topic}
    return render(
        request,
        "conflicts.html",
        state=state,
        states=_STATES,
        found=seen(request, session, found[:_PAGE]),
        next_id=found[_PAGE - 1].id if len(found) > _PAGE else None,
        asked=asked,
        region_name=gazetteer().by_code(code).name if code else "",
        units=list(FigureUnit),
        topics=list(FigureTopic),
        words=words,
        subject=partial(words.subject, Speech(language_of(request))),
    )


@router.get("/conflicts/{conflict_id}")
def conflict_page(request: Request, session: Snapshot, conflict_id: int) -> HTMLResponse:
    """One conflict with every source of each number, and what decided."""
    rows = list_conflicts(session, Filters(), conflict_id) if 0 < conflict_id <= _LARGEST else []
    conflict = shown(request, session, rows[0]) if rows else None
    if conflict is None:
        raise HTTPException(404)
    return render(
        request,
        "conflict.html",
        conflict=conflict,
        words=words,
        subject=partial(words.subject, Speech(language_of(request))),
    )
