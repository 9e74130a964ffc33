"""A desk over a database, for tests."""

import re

from sqlalchemy import Engine
from starlette.testclient import TestClient

from desk.app import create_app
from desk.passwords import new_hash
from models.accounts import Role
from storage.accounts import add_account

PASSWORD = "empat kata yang panjang"
HASH = new_hash(PASSWORD)


def desk(engine: Engine) -> TestClient:
    """A browser without JavaScript, in front of the desk."""
    return TestClient(create_app(engine), base_url="http://127.0.0.1:8000")


def signed_in(engine: Engine, role: Role = Role.REVIEWER, name: str = "Rina") -> TestClient:
    """A browser in which somebody with a new account has signed in."""
    add_account(engine, name, role, HASH)
    browser = desk(engine)
    assert sign_in(browser, name).status_code == 303
    return browser


def sign_in(browser: TestClient, name: str, password: str = PASSWORD, onward: str = "/"):  # type: ignore[no-untyped-def]  # a response of the client's own HTTP library
    """Fills in the form to sign in."""
    fields = {"name": name, "password": password, "next": onward, "csrf": csrf(browser, "/login")}
    return browser.post("/login", data=fields, follow_redirects=False)


def csrf(browser: TestClient, path: str = "/") -> str:
    """What the forms of a page prove themselves with."""
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', browser.get(path).text)
    assert found is not None, f"{path} has no form"
    return found[1]
