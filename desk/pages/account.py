"""Signing in and out."""

import re
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from desk import passwords, sessions
from desk.database import engine_of
from desk.forms import SentForm, field
from desk.reader import reader_of
from desk.rendering import render
from models.users import Credentials
from storage.accounts import credentials, has_enabled_account, replace_hash
from storage.sign_ins import WINDOW, begin_attempt, settle_attempts

router = APIRouter()

_LONGEST = 2000
_LOCAL = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f]*")


@router.get("/login")
def login(request: Request, next: Annotated[str, Query(max_length=_LONGEST)] = "/") -> HTMLResponse:
    """The form to sign in with."""
    return _form(request, next)


@router.post("/login")
def sign_in(request: Request, form: SentForm) -> Response:
    """Signs in, or says that name and password do not fit; which of them, it does not say."""
    name, password = field(form, "name", _LONGEST), field(form, "password", _LONGEST)
    onward = field(form, "next", _LONGEST)
    engine, network = engine_of(request), network_of(request)
    if not begin_attempt(engine, name, network):
        return _form(request, onward, name, 429)
    known = credentials(engine, name)
    fits = passwords.is_password(password, known.password_hash if known else None)
    token = sessions.begin(engine, known.user_id) if known and fits else None
    if known is None or token is None:
        return _form(request, onward, name, 403)
    settle_attempts(engine, name, network)
    _renew(request, known, password)
    _end_session(request)
    answer = RedirectResponse(_local(onward), 303)
    sessions.set_cookie(request, answer, sessions.COOKIE, token)
    return answer


@router.post("/logout")
def sign_out(request: Request, form: SentForm) -> Response:
    """Ends the session here, so that no copy of its cookie opens anything."""
    _end_session(request)
    answer = RedirectResponse("/", 303)
    sessions.set_cookie(request, answer, sessions.COOKIE, "")
    return answer


def _form(request: Request, onward: str, name: str = "", status: int = 200) -> HTMLResponse:
    new_key = None
    if getattr(request.state, "form_key", None) is None:
        request.state.form_key = new_key = sessions.new_token()
    page = render(
        request,
        "login.html",
        status,
        next=_local(onward),
        name=name,
        wrong=status == 403,
        too_many=status == 429,
        minutes=int(WINDOW.total_seconds() // 60),
        has_accounts=has_enabled_account(engine_of(request)),
        signed_in=reader_of(request).name,
    )
    page.headers["Cache-Control"] = "no-store"
    if new_key is not None:
        sessions.set_cookie(request, page, sessions.FORM_COOKIE, new_key)
    return page


def _end_session(request: Request) -> None:
    token = sessions.token_of(request)
    if token is not None:
        sessions.end(engine_of(request), token)


def _renew(request: Request, known: Credentials, password: str) -> None:
    newer = passwords.renewed_hash(password, known.password_hash)
    if newer is not None:
        replace_hash(engine_of(request), known, newer)


def _local(address: str) -> str:
    """An address of this desk; the front page instead of any other, so that nobody is sent elsewhere."""
    return address if _LOCAL.fullmatch(address) else "/"


def network_of(request: Request) -> str:
    """What counts as one address."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host[:100]
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((int(address), 64), strict=False))
