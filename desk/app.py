"""The web application: what it is made of, in the order in which a request meets it."""

from collections.abc import Sequence
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine

from desk import passwords
from desk.api.app import create_api
from desk.api.problems import PREFIX
from desk.errors import add_error_pages
from desk.headers import SafeHeaders
from desk.hosts import KnownHosts
from desk.language import ChosenLanguage
from desk.limits import LimitedBody
from desk.pages import (
    account,
    articles,
    conflicts,
    evidence,
    help,
    home,
    password,
    profiles,
    quality,
    review,
    saved,
    search,
    search_files,
    sources,
    trends,
)
from desk.rendering import Renderer
from desk.sessions import SignedInReader

STATIC = Path(__file__).parent / "static"
PARTS = (
    home,
    search,
    search_files,
    saved,
    evidence,
    articles,
    profiles,
    trends,
    conflicts,
    sources,
    review,
    quality,
    help,
    account,
    password,
)


def create_app(engine: Engine, hosts: Sequence[str] = ()) -> FastAPI:
    """The desk over a database that is open; it writes nothing but what a signed-in person decides, and sessions.

    It answers to any IP address and `localhost`; `hosts` are the other names that it has.
    """
    app = FastAPI(title="Pantau TPPO", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.engine = engine
    app.state.renderer = Renderer(STATIC)
    passwords.prepare()
    app.add_middleware(LimitedBody)
    app.add_middleware(SignedInReader, engine=engine)
    app.add_middleware(ChosenLanguage)
    app.add_middleware(KnownHosts, names=hosts)
    app.add_middleware(SafeHeaders)
    add_error_pages(app)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for part in PARTS:
        app.include_router(part.router)
    app.mount(PREFIX, create_api(app), name="api")
    return app
