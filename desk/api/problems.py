"""Errors as programs read them: problem documents (RFC 9457), never pages."""

from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import Scope

from desk.errors import RETRY_AFTER
from models.base import Record
from models.errors import BusyError, PantauError

PREFIX = "/api/v1"
"""Where the API lies."""
PROBLEM_TYPE = "application/problem+json"
_LOG = structlog.get_logger()
_LONGEST = 1000


class Problem(Record):
    """What is wrong with a request (RFC 9457)."""

    title: str
    """The status in words."""
    status: int
    """The status code of the answer."""
    detail: str
    """What is wrong, and what to do."""


def problem(status: int, detail: str) -> Response:
    """The answer to a request that cannot be answered."""
    document = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail[:_LONGEST])
    return Response(document.model_dump_json(), status, media_type=PROBLEM_TYPE)


def refused(scope: Scope, status: int, sentence: str) -> Response:
    """The answer of what stands before desk and API: to each in its form."""
    if scope["path"].startswith(f"{PREFIX}/"):
        return problem(status, sentence)
    return PlainTextResponse(f"{sentence}\n", status)


def add_problems(api: FastAPI) -> None:
    """Gives the API its answers to bad requests."""
    api.add_exception_handler(PantauError, lambda _request, error: problem(400, str(error)))
    api.add_exception_handler(BusyError, _busy)
    api.add_exception_handler(RequestValidationError, _not_understood)
    api.add_exception_handler(HTTPException, _refused)
    api.add_exception_handler(Exception, _failed)


def _busy(request: Request, error: Exception) -> Response:
    _LOG.warning("request not answered", path=request.url.path, problem=str(error))
    answer = problem(503, "Too many use the database at this moment; ask again soon.")
    answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Answers with a problem document, for the description of the API."""
    schema = {"$ref": "#/components/schemas/Problem"}
    said = {"content": {PROBLEM_TYPE: {"schema": schema}}}
    found: dict[int | str, dict[str, Any]] = {
        status: {"description": HTTPStatus(status).phrase, **said} for status in statuses
    }
    # FastAPI documents an answer 422 of its own where this is missing; ours are 400
    return found | {"4XX": {"description": "The request cannot be answered", **said}}


def _not_understood(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    wrong = (f"{'.'.join(map(str, each['loc'][1:]))}: {each['msg']}" for each in error.errors())
    return problem(400, "; ".join(wrong))


def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    answer = problem(error.status_code, str(error.detail))
    answer.headers.update(error.headers or {})
    return answer


def _failed(request: Request, error: Exception) -> Response:
    _LOG.error("request failed", path=request.url.path, error=repr(error))
    return problem(500, "This is a fault of the program; its log says more.")
