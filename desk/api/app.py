"""The API as an application of its own under `/api/v1`: its own document, its own errors."""

from functools import cache, partial
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from desk.api import lists, numbers, reading, records
from desk.api.examples import add_examples
from desk.api.problems import PREFIX, Problem, add_problems

_DESCRIPTION = """Official statements and case figures about TPPO (human trafficking) in Indonesian regional news.

Callers who are not signed in get what a release may show: quotes of at most 200 characters in which victims,
suspects and children are masked, and no article that its publisher took down.

Lists come in pages without a ceiling: ask again with `after` set to `next` until that is null, all else unchanged.
The same address with `.csv` or `.jsonl` sends the whole list. Headlines are cut at 1,000 characters.
Errors are problem documents (RFC 9457).
Days are those of the source's zone, times UTC, numbers exact to four decimal places. Numbers of different units and
of different bases are never added; `claims` are the numbers to count with, because copies count once in them."""


def create_api(desk: FastAPI) -> FastAPI:
    """The API over the database of the desk."""
    api = FastAPI(title="Pantau TPPO", version="1", description=_DESCRIPTION, docs_url=None, redoc_url=None)
    api.state.engine, api.state.renderer = desk.state.engine, desk.state.renderer
    add_problems(api)
    for part in (lists, numbers, records):
        api.include_router(part.router)
    api.include_router(reading.router, include_in_schema=False)
    api.openapi = cache(partial(_document, api))  # type: ignore[method-assign]  # as FastAPI says to do
    return api


def _document(api: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=api.title,
        version=api.version,
        description=api.description,
        routes=api.routes,
        servers=[{"url": PREFIX}],
    )
    document["components"]["schemas"]["Problem"] = Problem.model_json_schema(mode="serialization")
    add_examples(document)
    return document
