"""One's own password: asked for again, changed, and every other session of the account ended."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from desk import passwords, sessions
from desk.database import engine_of
from desk.forms import SentForm, field
from desk.navigation import marked
from desk.pages.account import network_of
from desk.reader import reader_of
from desk.rendering import render
from storage.accounts import credentials, set_password
from storage.sign_ins import WINDOW, begin_attempt, settle_attempts

router = APIRouter()

_LONGEST = 2000
_SIGN_IN = marked("Masuk dulu untuk mengubah kata sandi Anda.")


@router.get("/account")
def account(request: Request) -> HTMLResponse:
    """The form, for who is signed in."""
    return _form(request, _name(request))


@router.post("/account")
def change(request: Request, form: SentForm) -> Response:
    """Stores the new password where the old one fits; all sessions end, and a new one begins here."""
    name, engine, network = _name(request), engine_of(request), network_of(request)
    old, new, again = (field(form, each, _LONGEST) for each in ("old", "new", "again"))
    if new != again:
        return _form(request, name, 400, wrong="again")
    if not passwords.SHORTEST <= len(new) <= passwords.LONGEST:
        return _form(request, name, 400, wrong="length")
    if not begin_attempt(engine, name, network):
        return _form(request, name, 429, wrong="often")
    known = credentials(engine, name)
    if known is None or not passwords.is_password(old, known.password_hash):
        return _form(request, name, 403, wrong="old")
    settle_attempts(engine, name, network)
    set_password(engine, name, passwords.new_hash(new))
    token = sessions.begin(engine, known.user_id)
    answer = RedirectResponse("/account?done=1", 303)
    sessions.set_cookie(request, answer, sessions.COOKIE, token or "")
    return answer


def _name(request: Request) -> str:
    name = reader_of(request).name
    if name is None:
        raise HTTPException(403, _SIGN_IN)
    return name


def _form(request: Request, name: str, status: int = 200, wrong: str | None = None) -> HTMLResponse:
    page = render(
        request,
        "password.html",
        status,
        name=name,
        wrong=wrong,
        is_done=wrong is None and request.query_params.get("done") == "1",
        shortest=passwords.SHORTEST,
        longest=passwords.LONGEST,
        minutes=int(WINDOW.total_seconds() // 60),
    )
    page.headers["Cache-Control"] = "no-store"
    return page
