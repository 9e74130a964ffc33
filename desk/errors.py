"""What a reader sees when something is wrong: one clear sentence, and where to go."""

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from desk.language import language_of, translations
from desk.navigation import marked
from desk.rendering import render
from models.errors import BusyError, PantauError

RETRY_AFTER = "10"
"""Seconds, for who finds the database in use."""
_BUSY = marked("Terlalu banyak yang memakai basis data saat ini: coba lagi sebentar.")
_LOG = structlog.get_logger()


def add_error_pages(app: FastAPI) -> None:
    """Gives the application its pages for bad requests."""
    app.add_exception_handler(PantauError, _bad_request)
    app.add_exception_handler(BusyError, _busy)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(HTTPException, _refused)


def _bad_request(request: Request, error: Exception) -> HTMLResponse:
    return render(request, "error.html", 400, code=400, reason=str(error))


def _busy(request: Request, error: Exception) -> HTMLResponse:
    _LOG.warning("request not answered", path=request.url.path, problem=str(error))
    reason = translations(language_of(request)).gettext(_BUSY)
    page = render(request, "error.html", 503, code=503, reason=reason)
    page.headers["Retry-After"] = RETRY_AFTER
    return page


def _not_understood(request: Request, error: Exception) -> HTMLResponse:
    assert isinstance(error, RequestValidationError)
    wrong = "; ".join(f"{'.'.join(map(str, each['loc'][1:]))}: {each['msg']}" for each in error.errors())
    return render(request, "error.html", 400, code=400, reason=wrong[:500])


def _refused(request: Request, error: Exception) -> HTMLResponse:
    assert isinstance(error, HTTPException)
    if not hasattr(request.state, "language"):
        return HTMLResponse(status_code=error.status_code)
    if error.status_code == 303:
        return HTMLResponse(status_code=303, headers=error.headers)
    translated = translations(language_of(request)).gettext
    reason = None if error.status_code == 404 else translated(str(error.detail))
    page = render(request, "error.html", error.status_code, code=error.status_code, reason=reason)
    page.headers.update(error.headers or {})
    return page
