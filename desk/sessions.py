"""Who is signed in: the cookie of a request, and the reader that it stands for."""

import hashlib
import re
import secrets

import structlog
from fastapi import Request
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.reader import Reader
from models.errors import PantauError
from models.users import OpenSession
from storage.sessions import LONGEST, end_session, open_session, rotate_session, start_session

COOKIE, FORM_COOKIE = "session", "form"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_LOG = structlog.get_logger()


def new_token() -> str:
    """A random token of 256 bits."""
    return secrets.token_urlsafe(32)


class SignedInReader:
    """Puts reader and form key of a session into the request's state, and gives it a new token when that is due.

    A request without a cookie, or with one that cannot be a token, asks the database nothing.
    """

    def __init__(self, app: ASGIApp, engine: Engine) -> None:
        self.app = app
        self._engine = engine

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on with its reader."""
        if scope["type"] != "http" or scope["path"].startswith("/static/"):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        state = scope.setdefault("state", {})
        token = token_of(request)
        found, newer = (None, None) if token is None else await run_in_threadpool(self._look_up, token)
        state["form_key"] = found.form_key if found else _known(request.cookies.get(FORM_COOKIE))
        if found is None:
            await self.app(scope, receive, send)
            return
        state["reader"] = Reader(found.name, found.role)

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Cache-Control"] = "no-store"  # shown to nobody who uses the browser afterwards
                if newer is not None and not _sets_session(headers):
                    headers.append("Set-Cookie", _cookie(request, COOKIE, newer))
            await send(message)

        await self.app(scope, receive, with_cookie)

    def _look_up(self, token: str) -> tuple[OpenSession | None, str | None]:
        """The session of a token, and the token that replaces it where that is due."""
        try:
            found = open_session(self._engine, _digest(token))
            if found is None or not found.is_rotation_due:
                return found, None
            newer = new_token()
            return found, newer if rotate_session(self._engine, _digest(token), _digest(newer)) else None
        except PantauError as error:
            _LOG.warning("session not read", problem=str(error))
            return None, None


def token_of(request: Request) -> str | None:
    """The session token that a request brings; null where it brings nothing that could be one."""
    return _known(request.cookies.get(COOKIE))


def begin(engine: Engine, user_id: int) -> str | None:
    """The token of a new session; null where the account was disabled meanwhile."""
    token = new_token()
    return token if start_session(engine, user_id, _digest(token), new_token()) else None


def end(engine: Engine, token: str) -> None:
    """Ends the session of a token, wherever a copy of it may be."""
    end_session(engine, _digest(token))


def set_cookie(request: Request, response: Response, name: str, value: str) -> None:
    """Gives the browser a token that scripts cannot read and other sites cannot use."""
    response.headers.append("Set-Cookie", _cookie(request, name, value))


def _cookie(request: Request, name: str, value: str) -> str:
    age = 0 if not value else int(LONGEST.total_seconds())
    secure = "; Secure" if request.url.scheme == "https" else ""
    return f"{name}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}"


def _sets_session(headers: MutableHeaders) -> bool:
    return any(cookie.startswith(f"{COOKIE}=") for cookie in headers.getlist("Set-Cookie"))


def _known(token: str | None) -> str | None:
    return token if token is not None and _TOKEN.fullmatch(token) else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
