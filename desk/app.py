"""The web application: what it is made of, in the order in which a request meets it."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine

from desk.errors import add_error_pages
from desk.headers import SafeHeaders
from desk.language import ChosenLanguage
from desk.pages import articles, conflicts, evidence, home, profiles, sources, trends
from desk.rendering import Renderer

STATIC = Path(__file__).parent / "static"


def create_app(engine: Engine) -> FastAPI:
    """The desk over a database that is open; it never writes unless a signed-in person does."""
    app = FastAPI(title="Pantau TPPO", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.engine = engine
    app.state.renderer = Renderer(STATIC)
    app.add_middleware(ChosenLanguage)
    app.add_middleware(SafeHeaders)
    add_error_pages(app)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for part in (home, evidence, articles, profiles, sources, trends, conflicts):
        app.include_router(part.router)
    return app
