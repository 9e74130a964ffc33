"""A real browser in front of a real desk over the articles of the demo network."""

import fcntl
import os
import re
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from desk_support import HASH, PASSWORD
from forked import Program
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from demo.network import DemoNetwork, write_sources
from models.accounts import Role
from storage.accounts import add_account
from storage.engine import open_engine

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
REVIEWER, VIEWER = "Rina", "Dewi"
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}

RIVALS = (
    "ENDE, Kabar Timur - Kepala Dinas Sosial Kabupaten Ende, Yosef Lamawuran, mengatakan ada 12 kasus TPPO di "
    "Kabupaten Ende sepanjang 2023.",
    "AMBON, Kabar Timur - Kapolres Maluku Tengah, AKBP Andreas Nong Lewar, menyatakan di Kabupaten Ende ada 17 kasus "
    "TPPO sepanjang 2023.",
    "ENDE, Kabar Timur - Kapolres Ende, AKBP Andreas Nong Lewar, menjelaskan penanganan perdagangan orang (TPPO) di "
    "wilayahnya.",
)
"""What the demo network has none of: numbers that contradict one another, a name that may be two people's."""


@contextmanager
def own_browser() -> Iterator[Browser]:
    """Debian's Chromium. Raises LookupError where it is not installed."""
    program = shutil.which("chromium")
    if program is None:
        raise LookupError("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


def fill(folder: Path) -> Path:
    """The database that the weekly run makes of the demo network, with two accounts; once for all processes."""
    database = folder / "demo" / "pantau.db"
    with (folder / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "demo.filled").exists():
            places = {"PANTAU_DATA_DIR": str(database.parent), "PANTAU_SOURCES_DIR": str(folder / "sources")}
            with DemoNetwork() as network:
                write_sources(folder / "sources", network.base_urls)
                for number, text in enumerate(RIVALS):
                    (folder / f"{number}.txt").write_text(text, encoding="utf-8")
                    _run("import", str(folder / f"{number}.txt"), "--published", "2024-01-15", **places)
                _run("weekly", **places)
            engine = open_engine(f"sqlite:///{database}")
            add_account(engine, REVIEWER, Role.REVIEWER, HASH)
            add_account(engine, VIEWER, Role.VIEWER, HASH)
            engine.dispose()
            (folder / "demo.filled").touch()
    return database


@contextmanager
def served(database: Path) -> Iterator[str]:
    """Address of `pantau serve` over a database."""
    program = Program("cli", "serve", "--port", "0", env=_environment(PANTAU_DATA_DIR=str(database.parent)))
    try:
        said = re.search(r"http://127\.0\.0\.1:\d+", program.stdout.readline())
        assert said is not None, program.stderr.read()
        yield said[0]
    finally:
        program.send_signal(signal.SIGINT)
        program.communicate(timeout=30)


def _run(*arguments: str, **environment: str) -> None:
    program = Program("cli", *arguments, env=_environment(**environment))
    out, err = program.communicate(timeout=240)
    assert program.returncode == 0, out + err


def _environment(**more: str) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PANTAU_")}
    return plain | {"PANTAU_ALLOW_LOOPBACK": "1", "PANTAU_CONTACT": "tests@pantau.example"} | more


class Visitor(NamedTuple):
    """Somebody before a screen, and what went wrong there."""

    page: Page
    troubles: list[str]
    """Messages of the console, requests that failed or went elsewhere; a test ends with none."""

    def sign_in(self, name: str, password: str = PASSWORD) -> None:
        """Fills in the form and sends it."""
        self.page.goto("/login")
        self.page.fill("#name", name)
        self.page.fill("#password", password)
        self.page.press("#password", "Enter")

    def refused(self, status: int) -> None:
        """Takes the browser's remark on a page that is meant to refuse something from the troubles."""
        said = [each for each in self.troubles if f"status of {status}" in each]
        assert len(said) == 1, self.troubles
        self.troubles.remove(said[0])


@contextmanager
def visiting(
    browser: Browser, base: str, size: dict[str, int] | None = None, **options: Any
) -> Iterator[Visitor]:
    """Somebody new at the desk; at the end nothing may have gone wrong."""
    with browser.new_context(base_url=base, viewport=size or WIDE, **options) as context:
        context.set_default_timeout(60_000)
        visitor = Visitor(context.new_page(), [])
        visitor.page.on("console", lambda message: _hear(visitor, message))
        visitor.page.on("pageerror", lambda error: visitor.troubles.append(f"script: {error}"))
        visitor.page.on("requestfailed", lambda request: _fail(visitor, request))
        visitor.page.on("request", lambda request: _ask(visitor, request))
        yield visitor
        assert visitor.troubles == [], visitor.troubles


def _hear(visitor: Visitor, message: ConsoleMessage) -> None:
    if message.type in {"error", "warning"}:
        visitor.troubles.append(f"console: {message.text} ({visitor.page.url})")


def _fail(visitor: Visitor, request: Request) -> None:
    if request.failure != "net::ERR_ABORTED":  # a download is no page: that is how it begins
        visitor.troubles.append(f"failed: {request.url} {request.failure}")


def _ask(visitor: Visitor, request: Request) -> None:
    if urlsplit(request.url).hostname != "127.0.0.1":
        visitor.troubles.append(f"elsewhere: {request.url}")


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands, one line for each kind with the first places."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    options = {"runOnly": {"type": "tag", "values": STANDARDS}, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{each['id']}: {[node['html'][:200] for node in each['nodes'][:3]]} ({page.url})"
        for each in found["violations"]
    ]
