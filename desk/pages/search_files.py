"""A search as a feed, and as a whole: CSV and JSON Lines of every row."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy.orm import Session

from desk.database import Snapshot
from desk.exporting import (
    addressed,
    column_names,
    counted,
    csv_lines,
    json_lines,
    permalinks,
    read_columns,
)
from desk.feeds import Entry, Feed, atom
from desk.language import language_of, translations
from desk.navigation import marked
from desk.pages.search import FOLLOWED, KINDS
from desk.reader import reader_of
from desk.refusals import Refusal
from desk.rendering import stored
from desk.searching import Search, read_search
from desk.words import Translate, word
from models.errors import BusyError
from models.listing import Kind, Sort
from publish.atom import MEDIA_TYPE
from publish.lists import whole_list
from publish.public import public_rows
from storage.listing import list_page, listed_ids
from storage.listing.places import current_texts

router = APIRouter()

_ENTRIES = 50
_AT_ONCE = 4
"""Exports that run at a time: each holds a connection as long as somebody downloads."""
_running = threading.BoundedSemaphore(_AT_ONCE)


@router.get("/search.atom")
def feed(request: Request, session: Snapshot) -> Response:
    """The newest rows of a search as anybody may see them, whoever asks: feed readers do not sign in."""
    asked = read_search(request.query_params, only_public=True)
    if asked.question.kind not in FOLLOWED:
        raise Refusal(marked("Pejabat dan lembaga tidak dapat diikuti: ikuti pernyataan atau angkanya."))
    question = replace(asked.question, sort=Sort.NEWEST, limit=_ENTRIES)
    page = list_page(session, question)
    rows = list(public_rows(session, page.rows))
    base, translate = str(request.base_url), translations(language_of(request)).gettext
    whole = Feed(
        id=f"{base}search.atom?{asked.address(after=asked.given.get('after'))}",
        title=_title(asked, translate),
        page=f"{base}search?{asked.address()}",
        language=language_of(request).value,
        next=f"{base}search.atom?{asked.address(after=page.next, sort='newest')}" if page.next else None,
    )
    body = atom(whole, _entries(session, question.kind, rows, base, translate))
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "max-age=300"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=MEDIA_TYPE, headers=headers)


@router.get("/search.csv")
def csv_file(request: Request, session: Snapshot) -> StreamingResponse:
    """Every row of a search as CSV."""
    return _whole(request, session, "csv")


@router.get("/search.jsonl")
def jsonl_file(request: Request, session: Snapshot) -> StreamingResponse:
    """Every row of a search as JSON Lines."""
    return _whole(request, session, "jsonl")


def _whole(request: Request, session: Session, form: str) -> StreamingResponse:
    """Lists the rows and writes them in the same snapshot; where not all are written, the answer breaks off."""
    is_private = reader_of(request).sees_private
    asked = read_search(request.query_params, only_public=not is_private)
    question = replace(asked.question, after=None, before=None)
    listed = listed_ids(session, question)
    total = sum(len(ids) for _is_near, ids in listed)
    found = whole_list(session, question, read_columns(question.kind), is_private=is_private, listed=listed)
    columns = counted(addressed(question.kind, found, str(request.base_url)), total)
    names = column_names(question.kind)
    lines = csv_lines(names, columns) if form == "csv" else json_lines(names, columns)
    name = f"pantau-{question.kind.value}-{date.today().isoformat()}.{form}"
    return StreamingResponse(
        _one_of_few(lines),
        media_type="text/csv; charset=utf-8" if form == "csv" else "application/jsonl; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Total-Count": str(total),
            "Cache-Control": "no-store",
        },
    )


def _one_of_few(lines: Iterator[str]) -> Iterator[str]:
    """The lines, while they are one of few exports. Raises BusyError: who waited here would keep others waiting."""
    if not _running.acquire(blocking=False):
        raise BusyError(f"{_AT_ONCE} lists are being sent whole: try again in a moment")

    def content() -> Iterator[str]:
        try:
            yield from lines
        finally:
            _running.release()

    sent = content()
    return chain([next(sent, "")], sent)  # begun, so that it ends in any case


def _title(asked: Search, translate: Translate) -> str:
    parts = [translate(KINDS[asked.question.kind]), *(asked.given.get(name, "") for name in ("q", "region"))]
    return "Pantau TPPO: " + ", ".join(stored(part, 100) for part in parts if part)


def _entries(
    session: Session, kind: Kind, rows: list[Any], base: str, translate: Translate
) -> Iterator[Entry]:
    articles = [row.id if kind is Kind.ARTICLES else row.article_id for row in rows]
    texts = current_texts(session, articles)
    for row, article_id, address in zip(rows, articles, permalinks(session, kind, rows, base), strict=True):
        title, summary = _words(kind, row, translate)
        yield Entry(
            id=address,
            title=stored(title, 200) or "–",
            summary=stored(summary, 600),
            updated=texts[article_id].first_seen_at,
            published_on=row.published_on,
            page=f"{base}{kind.value}/{row.id}",
            original=row.url,
            author=stored(row.outlet, 100) or "–",
        )


def _words(kind: Kind, row: Any, translate: Translate) -> tuple[str, str]:
    """Title and summary of an entry."""
    if kind is Kind.ARTICLES:
        topics = ", ".join(word(translate, topic) for topic in row.topics)
        return row.title or "", ", ".join(part for part in (row.place_name, topics) if part)
    where = ", ".join(part for part in (row.outlet, row.article_title) if part)
    if kind is Kind.STATEMENTS:
        said = f"{row.speaker}, {row.title}" if row.title else row.speaker
        return said, f"“{row.quote}” ({where})"
    number = f"{row.value}–{row.value_max}" if row.value_max is not None else str(row.value)
    return f"{number} {word(translate, row.unit)}, {row.region or '?'}", f"“{row.quote}” ({where})"
