"""Pages of officials, agencies and regions: what they say, what they count, who else speaks there."""

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from desk.database import Snapshot
from desk.rendering import render
from desk.shown import seen, shown
from models.vocabulary import RegionKind
from storage.person_lists import person_detail
from storage.profiles import (
    claims_in_region,
    claims_of_organization,
    claims_of_person,
    statements_in_region,
    statements_of_organization,
    statements_of_person,
    voices_beside,
    voices_in_region,
)
from storage.registers import list_regions, organization_detail
from storage.types import LARGEST_KEY

router = APIRouter()

_MOST = 20
"""Rows of each kind; the search has the others."""


@router.get("/officials")
def officials() -> RedirectResponse:
    """All officials."""
    return RedirectResponse("/search?kind=officials", 302)


@router.get("/officials/{person_id}")
def official(request: Request, session: Snapshot, person_id: int) -> HTMLResponse:
    """An official: offices held, statements, numbers, who else speaks there."""
    found = person_detail(session, person_id) if 0 < person_id <= LARGEST_KEY else None
    detail = shown(request, session, found)
    if detail is None:
        raise HTTPException(404)
    return render(
        request,
        "official.html",
        person=detail.person,
        namings=detail.namings[:_MOST],
        doubtful_with=detail.doubtful_with,
        statements=seen(request, session, statements_of_person(session, person_id, _MOST)),
        claims=seen(request, session, claims_of_person(session, person_id, _MOST)),
        others=voices_beside(session, person_id, _MOST),
    )


@router.get("/agencies")
def agencies() -> RedirectResponse:
    """All agencies."""
    return RedirectResponse("/search?kind=agencies", 302)


@router.get("/agencies/{number}")
def agency(request: Request, session: Snapshot, number: int) -> HTMLResponse:
    """An agency: its names over time, its people, what they said and counted."""
    detail = organization_detail(session, number) if 0 < number <= LARGEST_KEY else None
    if detail is None:
        raise HTTPException(404)
    return render(
        request,
        "agency.html",
        agency=detail,
        statements=seen(request, session, statements_of_organization(session, number, _MOST)),
        claims=seen(request, session, claims_of_organization(session, number, _MOST)),
    )


@router.get("/regions")
def regions(request: Request, session: Snapshot) -> HTMLResponse:
    """The provinces with their kabupaten and kota."""
    known = [region for region in list_regions(session) if region.valid_until is None]
    parts: dict[str | None, list[Any]] = {}
    for region in known:
        parts.setdefault(region.province_code, []).append(region)
    provinces = [region for region in known if region.kind is RegionKind.PROVINCE]
    return render(request, "regions.html", provinces=provinces, parts=parts)


@router.get("/regions/{code}")
def region(request: Request, session: Snapshot, code: str) -> HTMLResponse:
    """A region: its history, who speaks there, what was said and counted."""
    found = list_regions(session, codes=[code]) if len(code) <= 8 else []
    if not found:
        raise HTTPException(404)
    return render(
        request,
        "region.html",
        region=found[0],
        statements=seen(request, session, statements_in_region(session, code, _MOST)),
        claims=seen(request, session, claims_in_region(session, code, _MOST)),
        voices=voices_in_region(session, code, _MOST),
    )
