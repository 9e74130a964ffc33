"""Saved searches: each person's own, by name. Who is not signed in keeps the address, which is the whole search."""

from urllib.parse import parse_qsl

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from desk.database import Snapshot, engine_of
from desk.forms import SentForm, field
from desk.navigation import marked
from desk.pages.search import FOLLOWED
from desk.reader import reader_of
from desk.rendering import render
from desk.searching import read_search
from models.listing import Kind
from storage.saved_searches import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    delete_search,
    save_search,
    saved_searches,
)
from storage.search.language import parse_query
from storage.types import LARGEST_KEY

router = APIRouter()


@router.get("/searches")
def searches(request: Request, session: Snapshot) -> HTMLResponse:
    """The saved searches of the reader."""
    name = reader_of(request).name
    rows = saved_searches(session, name) if name else []
    return render(
        request, "searches.html", rows=rows, followed={row.id for row in rows if _is_followed(row.address)}
    )


@router.post("/searches")
def save(request: Request, form: SentForm) -> RedirectResponse:
    """Saves a search under a name. What cannot be searched cannot be saved."""
    asked = read_search(dict(parse_qsl(field(form, "address", LONGEST_ADDRESS))), only_public=True)
    if asked.question.words:
        parse_query(asked.question.words)
    save_search(engine_of(request), _owner(request), field(form, "name", LONGEST_NAME), asked.address())
    return RedirectResponse("/searches", 303)


@router.post("/searches/{search_id}/delete")
def delete(request: Request, form: SentForm, search_id: int) -> RedirectResponse:
    """Deletes a search of the reader's own."""
    owner = _owner(request)
    if not 0 < search_id <= LARGEST_KEY or not delete_search(engine_of(request), owner, search_id):
        raise HTTPException(404)
    return RedirectResponse("/searches", 303)


def _owner(request: Request) -> str:
    name = reader_of(request).name
    if name is None:
        raise HTTPException(403, marked("Masuk dulu: pencarian disimpan untuk akun Anda."))
    return name


def _is_followed(address: str) -> bool:
    kind = dict(parse_qsl(address)).get("kind", Kind.STATEMENTS.value)
    return kind in FOLLOWED
