"""Accounts: who may sign in, how long that lasts, and what nobody can force."""

import io
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher
from desk_support import HASH, PASSWORD, csrf, desk, sign_in, signed_in
from sqlalchemy import Engine, create_engine, func, select, update
from sqlalchemy.exc import TimeoutError as AllTaken
from starlette.requests import Request
from starlette.routing import Route
from starlette.testclient import TestClient
from tests_support import Pantau

from desk import passwords
from desk.app import create_app
from desk.rendering import TEMPLATES
from models.accounts import Role
from models.errors import PantauError
from storage.accounts import (
    add_account,
    credentials,
    disable_account,
    enable_account,
    list_accounts,
    set_password,
    set_role,
)
from storage.engine import reading, writing
from storage.sessions import IDLE, LONGEST, ROTATION
from storage.sign_ins import MOST_PER_NAME, MOST_PER_NETWORK, WINDOW
from storage.tables import SessionRecord, SignInAttempt, UserRecord
from storage.types import now


def is_signed_in(browser: TestClient) -> bool:
    return 'action="/logout"' in browser.get("/").text


def copy_of(browser: TestClient, engine: Engine) -> TestClient:
    """Another browser with the same cookie: a thief's."""
    thief = desk(engine)
    thief.cookies.set("session", browser.cookies["session"])
    return thief


def age(engine: Engine, **ages: timedelta) -> None:
    with writing(engine) as session:
        session.execute(update(SessionRecord).values({name: now() - old for name, old in ages.items()}))


def test_signing_in_and_out(engine: Engine) -> None:
    add_account(engine, "Rina Wati", Role.REVIEWER, HASH)
    browser = desk(engine)
    assert not is_signed_in(browser)
    answer = sign_in(browser, "  rina WATI ", onward="/search?q=tppo")
    assert answer.status_code == 303 and answer.headers["location"] == "/search?q=tppo"
    (cookie,) = answer.headers.get_list("set-cookie")
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Secure" not in cookie
    page = browser.get("/")
    assert "Rina Wati" in page.text and page.headers["cache-control"] == "no-store"
    thief = copy_of(browser, engine)
    assert is_signed_in(thief)
    assert browser.post("/logout", data={"csrf": csrf(browser)}).status_code == 200
    assert not is_signed_in(browser)
    assert not is_signed_in(thief)
    (account,) = list_accounts(engine)
    assert account.signed_in_at is not None


def test_cookie_is_for_https_only_where_the_desk_is(engine: Engine) -> None:
    add_account(engine, "Rina", Role.VIEWER, HASH)
    browser = TestClient(create_app(engine, ["desk.example"]), base_url="https://desk.example")
    assert "; Secure" in sign_in(browser, "Rina").headers["set-cookie"]


def test_the_database_holds_neither_passwords_nor_tokens(engine: Engine) -> None:
    browser = signed_in(engine)
    with reading(engine) as session:
        user, held = session.scalars(select(UserRecord)).one(), session.scalars(select(SessionRecord)).one()
    assert user.password_hash.startswith("$argon2id$") and PASSWORD not in user.password_hash
    assert browser.cookies["session"] not in {held.digest, held.previous_digest, held.form_key}


ENDS: dict[str, Callable[[Engine], None]] = {
    "disabled": lambda engine: disable_account(engine, "rina"),
    "other role": lambda engine: set_role(engine, "rina", Role.VIEWER),
    "other password": lambda engine: set_password(engine, "rina", HASH),
    "idle": lambda engine: age(engine, seen_at=IDLE),
    "old": lambda engine: age(engine, started_at=LONGEST),
}


def test_what_ends_a_session_at_once(engine: Engine) -> None:
    browser = signed_in(engine)
    for why, change in ENDS.items():
        change(engine)
        assert not is_signed_in(browser), why
        enable_account(engine, "Rina")
        browser.cookies.clear()
        assert sign_in(browser, "Rina").status_code == 303


def test_a_disabled_account_cannot_sign_in_and_an_enabled_one_can(engine: Engine) -> None:
    add_account(engine, "Rina", Role.VIEWER, HASH)
    disable_account(engine, "Rina")
    browser = desk(engine)
    assert sign_in(browser, "Rina").status_code == 403
    enable_account(engine, "Rina")
    assert sign_in(browser, "Rina").status_code == 303


def test_tokens_are_replaced_and_the_old_one_ends(engine: Engine) -> None:
    browser = signed_in(engine)
    old, form = copy_of(browser, engine), csrf(browser)
    age(engine, rotated_at=ROTATION * 1.1)
    first = browser.cookies["session"]
    assert is_signed_in(browser)
    assert browser.cookies["session"] != first
    assert is_signed_in(old), "a request that was under way carries the token before"
    age(engine, rotated_at=timedelta(minutes=2))
    assert not is_signed_in(old)
    assert is_signed_in(browser)
    assert csrf(browser) == form, "a form that was open meanwhile can still be sent"


def test_signing_in_gives_a_new_token_whatever_the_browser_brought(engine: Engine) -> None:
    add_account(engine, "Rina", Role.VIEWER, HASH)
    browser = desk(engine)
    planted = "x" * 43
    browser.cookies.set("session", planted)
    sign_in(browser, "Rina")
    tokens = {cookie.value for cookie in browser.cookies.jar if cookie.name == "session"} - {planted}
    (first,) = tokens
    before = desk(engine)
    before.cookies.set("session", first)
    assert is_signed_in(before)
    browser.cookies.clear()
    browser.cookies.set("session", first)
    sign_in(browser, "Rina")
    assert not is_signed_in(before), "the session before ends"


def test_wrong_name_and_wrong_password_cannot_be_told_apart(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_account(engine, "Rina", Role.VIEWER, HASH)
    add_account(engine, "Budi", Role.VIEWER, HASH)
    disable_account(engine, "Budi")
    hashes: list[str] = []
    verify = PasswordHasher.verify
    monkeypatch.setattr(
        PasswordHasher,
        "verify",
        lambda self, known, given: hashes.append(known) or verify(self, known, given),
    )
    browser = desk(engine)
    pages = []
    for name in ("Rina", "Tono", "Budi"):
        answer = sign_in(browser, name, "kata sandi yang salah" if name == "Rina" else PASSWORD)
        assert answer.status_code == 403
        pages.append(answer.text.replace(f'value="{name}"', ""))
    assert len(set(pages)) == 1
    assert len({known.split("$")[3] for known in hashes}) == 1 and len(hashes) == 3, "the same work for each"


def test_guessing_is_stopped_by_name_and_by_address(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        passwords, "is_password", lambda given, known: known is not None and given == PASSWORD
    )
    add_account(engine, "Rina", Role.VIEWER, HASH)
    add_account(engine, "Budi", Role.VIEWER, HASH)
    app = create_app(engine)
    others = [TestClient(app, base_url="http://127.0.0.1", client=(f"10.0.0.{n}", 1)) for n in range(3)]
    codes = [sign_in(others[n % 2], "Rina", "salah").status_code for n in range(MOST_PER_NAME + 1)]
    assert codes == [403] * MOST_PER_NAME + [429]
    assert sign_in(others[2], "RINA").status_code == 429, "the right password too, from anywhere"
    assert sign_in(others[2], "Budi").status_code == 303
    flood = TestClient(app, base_url="http://127.0.0.1", client=("2001:db8::1", 1))
    token = csrf(flood, "/login")
    for number in range(MOST_PER_NETWORK):
        fields = {"name": f"orang {number}", "password": "salah", "csrf": token}
        assert flood.post("/login", data=fields).status_code == 403
    neighbour = TestClient(app, base_url="http://127.0.0.1", client=("2001:db8::2:1", 1))
    assert sign_in(neighbour, "Budi").status_code == 429
    with writing(engine) as session:
        session.execute(update(SignInAttempt).values(tried_at=now() - WINDOW * 1.1))
    assert sign_in(neighbour, "Rina").status_code == 303
    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 0, (
            "nothing is kept for ever"
        )


def test_a_hash_with_older_parameters_is_renewed_at_sign_in(engine: Engine) -> None:
    add_account(engine, "Rina", Role.VIEWER, PasswordHasher(1, 8 * 1024, 1).hash(PASSWORD))
    assert sign_in(desk(engine), "Rina", "kata sandi yang salah").status_code == 403
    before = credentials(engine, "Rina")
    assert sign_in(desk(engine), "Rina").status_code == 303
    after = credentials(engine, "Rina")
    assert before and after and "m=8192" in before.password_hash and "m=47104" in after.password_hash
    assert sign_in(desk(engine), "Rina").status_code == 303


@pytest.mark.parametrize(
    "onward",
    ["https://jahat.example/", "//jahat.example", "/\\jahat.example", "javascript:alert(1)", "/a\r\nb"],
)
def test_signing_in_leads_nowhere_else(engine: Engine, onward: str) -> None:
    add_account(engine, "Rina", Role.VIEWER, HASH)
    browser = desk(engine)
    assert 'name="next" value="/"' in browser.get("/login", params={"next": onward}).text
    assert sign_in(browser, "Rina", onward=onward).headers["location"] == "/"


def post_paths() -> list[str]:
    """Every address that changes something, with 1 for what it names."""
    app = create_app(create_engine("sqlite://"))
    sources = "".join(path.read_text(encoding="utf-8") for path in (TEMPLATES.parent / "pages").rglob("*.py"))
    assert "include_in_schema" not in sources, (
        "the document lists all addresses, or this test would miss some"
    )
    found = {
        path: set(methods) & {"post", "put", "patch", "delete"}
        for path, methods in app.openapi()["paths"].items()
    }
    assert set().union(*found.values()) == {"post"}
    return [re.sub(r"\{[^}]*\}", "1", path) for path, methods in found.items() if methods]


def test_every_form_is_refused_to_other_sites(engine: Engine) -> None:
    browser, other = signed_in(engine), signed_in(engine, name="Orang lain")
    token, token_of_other = csrf(browser), csrf(other)
    assert {"/login", "/logout"} <= set(post_paths())
    for path in post_paths():
        assert browser.post(path, data={"name": "a"}).status_code == 403, path
        assert browser.post(path, data={"csrf": token_of_other}).status_code == 403, path
        assert browser.post(path, json={"csrf": token}).status_code == 403, path
        for origin in ("https://jahat.example", "null"):
            assert browser.post(path, data={"csrf": token}, headers={"Origin": origin}).status_code == 403, (
                path
            )
    assert is_signed_in(browser)


def test_every_form_of_a_template_has_its_field() -> None:
    for path in sorted(TEMPLATES.rglob("*.html")):
        forms = re.findall(r'(?is)<form[^>]*method="?post.*?</form>', path.read_text(encoding="utf-8"))
        assert all("csrf_field()" in form for form in forms), path.name


HOSTILE_BODIES = {
    "nul": ("application/x-www-form-urlencoded", b"name=a%00b&password=%00&csrf={csrf}"),
    "not utf-8": ("application/x-www-form-urlencoded", b"name=%ff%fe&password=%ed%a0%80&csrf={csrf}"),
    "long": ("application/x-www-form-urlencoded", b"name=" + b"a" * 70_000 + b"&csrf={csrf}"),
    "huge": ("application/x-www-form-urlencoded", b"name=" + b"a" * 2_000_000),
    "many": ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 5000) + b"&csrf={csrf}"),
    "half": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{csrf}',
    ),
    "file": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="csrf"; filename="a"\r\n\r\n{csrf}\r\n--x--\r\n',
    ),
    "no boundary": ("multipart/form-data", b"name=a"),
    "json": ("application/json", b'{"name": "a"'),
    "nothing": ("application/octet-stream", b""),
}


def test_a_hostile_body_is_refused_with_a_page(engine: Engine) -> None:
    browser = desk(engine)
    token = csrf(browser, "/login").encode()
    for kind, (content_type, body) in HOSTILE_BODIES.items():
        content = body.replace(b"{csrf}", token)
        answer = browser.post("/login", content=content, headers={"Content-Type": content_type})
        assert answer.status_code in {400, 403, 413}, kind
        assert len(answer.text) < 20_000, kind


def test_a_cookie_that_is_no_token_asks_nothing(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.sessions.open_session", lambda *_: pytest.fail("asked"))
    for value in ("", "a", "a" * 44, "%00", "'; DROP TABLE users"):
        assert desk(engine).get("/", headers={"Cookie": f"session={value}"}).status_code == 200
    assert desk(engine).get("/").status_code == 200


def test_another_name_in_the_address_is_refused(engine: Engine) -> None:
    browser = TestClient(create_app(engine, ["Desk.Example"]))
    for host, code in {
        "127.0.0.1:8000": 200, "[::1]:8000": 200, "localhost": 200, "desk.example:80": 200, "192.168.1.5": 200,
        "jahat.example": 421, "127.0.0.1.jahat.example": 421, "": 421, "[": 421, "desk.example@jahat.example": 421,
    }.items():  # fmt: skip
        assert browser.get("/", headers={"Host": host}).status_code == code, host


def test_the_api_is_refused_in_its_own_form(engine: Engine) -> None:
    browser = TestClient(create_app(engine), base_url="http://127.0.0.1:8000")
    other = browser.get("/api/v1/statements", headers={"Host": "jahat.example"})
    large = browser.request("GET", "/api/v1/statements", content=b"a" * 300_000)
    for answer, status in ((other, 421), (large, 413)):
        assert answer.status_code == answer.json()["status"] == status
        assert answer.headers["content-type"] == "application/problem+json"
    assert (
        browser.get("/", headers={"Host": "jahat.example"}).headers["content-type"].startswith("text/plain")
    )


def test_who_finds_the_database_in_use_is_told_to_come_again(engine: Engine) -> None:
    """Whatever it is that is taken: connections, the file, or what a new connection begins with."""
    for error in (AllTaken(), sqlite3.OperationalError("database is locked")):
        if engine.dialect.name != "sqlite" and not isinstance(error, AllTaken):
            continue
        app = create_app(engine)

        def busy(request: Request, error: Exception = error) -> None:
            with reading(engine):
                raise error

        app.router.routes.insert(0, Route("/", busy))
        answer = TestClient(app, base_url="http://127.0.0.1:8000").get("/")
        assert answer.status_code == 503 and int(answer.headers["retry-after"]) > 0
        assert "coba lagi sebentar" in answer.text


def test_somebody_changes_the_own_password(engine: Engine) -> None:
    assert desk(engine).get("/account").status_code == 403
    browser = signed_in(engine)
    elsewhere = copy_of(browser, engine)
    new = "lima kata yang lebih panjang"

    def send(**changes: str) -> int:
        fields = {"old": PASSWORD, "new": new, "again": new, "csrf": csrf(browser, "/account")} | changes
        return browser.post("/account", data=fields, follow_redirects=False).status_code

    assert send(csrf="0" * 64) == 403
    assert send(old="bukan yang ini") == 403
    assert send(again="lain") == 400
    assert send(new="pendek", again="pendek") == 400
    assert sign_in(desk(engine), "Rina").status_code == 303, "nothing has changed"
    assert send() == 303
    assert is_signed_in(browser) and not is_signed_in(elsewhere)
    assert sign_in(desk(engine), "Rina").status_code == 403
    assert sign_in(desk(engine), "Rina", new).status_code == 303


def test_names_and_passwords_that_cannot_be(engine: Engine) -> None:
    for name in ("", "  ", "a" * 61, "a\x00b", "<script>", "a\u202eb", "ba/ck"):
        with pytest.raises(PantauError, match="cannot be the name"):
            add_account(engine, name, Role.VIEWER, HASH)
    add_account(engine, "Rina", Role.VIEWER, HASH)
    with pytest.raises(PantauError, match="already"):
        add_account(engine, "RINA", Role.ADMIN, HASH)
    for password in ("pendek", "x" * 257):
        with pytest.raises(PantauError, match="12 to 256"):
            passwords.new_hash(password)
    assert not passwords.is_password("x" * 10_000, HASH)


def test_user_command(pantau: Pantau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = secret_in(tmp_path)
    done = pantau("user", "add", "Rina", "--role", "reviewer", "--password-file", str(secret))
    assert (done.code, done.out) == (0, "Rina may sign in as reviewer.\n")
    assert pantau("user", "role", "rina", "--role", "admin").code == 0
    assert pantau("user", "disable", "Rina").code == 0
    (account,) = pantau.json("user", "list")
    assert (account["name"], account["role"], account["is_enabled"]) == ("Rina", "admin", False)
    assert "never" in pantau("user", "list").out
    for arguments, said in {
        ("add", "Rina", "--role", "viewer", "--password-file", str(secret)): "already",
        ("disable", "Tono"): "There is no account 'Tono'",
        ("password", "Rina", "--password-file", str(tmp_path / "none")): "cannot be read",
    }.items():
        refused = pantau("user", *arguments)
        assert refused.code == 2 and said in refused.err
    monkeypatch.setattr("sys.stdin", io.StringIO("pendek\n"))
    refused = pantau("user", "password", "Rina")
    assert refused.code == 2 and "12 to 256" in refused.err


def test_serve_needs_an_account_where_others_can_reach_it(pantau: Pantau, tmp_path: Path) -> None:
    assert (
        pantau("user", "add", "Rina", "--role", "viewer", "--password-file", str(secret_in(tmp_path))).code
        == 0
    )
    assert pantau("user", "disable", "Rina").code == 0
    refused = pantau("serve", "--host", "0.0.0.0", "--port", "0")
    assert refused.code == 2 and "pantau user add" in refused.err
    assert "is no address" in pantau("serve", "--host", "desk.example").err


def test_serve_says_where_it_listens_and_ends_with_ctrl_c(pantau: Pantau, tmp_path: Path) -> None:
    assert (
        pantau("user", "add", "Rina", "--role", "viewer", "--password-file", str(secret_in(tmp_path))).code
        == 0
    )
    command = [sys.executable, "-m", "cli", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        address = re.search(r"http://127\.0\.0\.1:(\d+)/", served.stdout.readline())
        assert address is not None
        assert httpx.get(address[0]).status_code == 200
        taken = pantau("serve", "--port", address[1])
        assert taken.code == 2 and "another program listens there" in taken.err
        served.send_signal(signal.SIGINT)
        _, said = served.communicate(timeout=60)
    assert (served.returncode, said) == (0, "")


def secret_in(folder: Path) -> Path:
    path = folder / "secret"
    path.write_text(f"{PASSWORD}\n", encoding="utf-8")
    path.chmod(0o600)
    return path
