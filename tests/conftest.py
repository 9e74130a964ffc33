"""Databases for the tests: a SQLite file, and a PostgreSQL server of our own that lives as long as the session."""

import os
import shutil
import signal
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from postgres_server import PostgresServer, own_server
from sqlalchemy import Engine
from tests_support import Pantau

from extract.public_texts import with_public_texts
from models.article import Article
from models.fact import Facts
from storage.engine import open_engine

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of our own, which has a database `pantau` with our tables."""
    try:
        with own_server(options="-c fsync=off -c full_page_writes=off") as server:
            with server.administrator() as connection:
                connection.execute("CREATE DATABASE pantau")
            open_engine(server.url("pantau")).dispose()
            yield server
    except LookupError as missing:
        pytest.fail(str(missing)) if os.environ.get("CI") else pytest.skip(str(missing))


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """Address of a new PostgreSQL database with our tables, empty."""
    with _new_database(postgres) as url:
        yield url


@pytest.fixture
def other_postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """Address of one more such database."""
    with _new_database(postgres) as url:
        yield url


@contextmanager
def _new_database(postgres: PostgresServer) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    with postgres.administrator() as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE pantau')
        yield postgres.url(name)
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with our tables, empty: to copy it is quicker than to migrate another one."""
    file = tmp_path_factory.mktemp("template") / "pantau.db"
    open_engine(f"sqlite:///{file}").dispose()
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a database without rows; a test that asks for it runs on both back ends."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_template"), tmp_path / "pantau.db")
        return f"sqlite:///{tmp_path / 'pantau.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An open database with our tables, on both back ends."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


STORY = (
    "ENDE, Kabar Timur - Kepala Dinas Sosial Kabupaten Ende, Yosef Lamawuran, mengatakan ada 12 kasus TPPO "
    "sepanjang 2023.\n"
    '"Kami mendampingi 12 kasus itu sampai tuntas," kata Yosef.\n'
    "Dinsos mengacu pada UU Nomor 21 Tahun 2007."
)
"""A text of our own for tests of the store; the person is invented."""


@pytest.fixture
def story() -> Callable[..., tuple[Article, Facts]]:
    """Makes an article with one fact of each kind; keywords replace fields of the article or (dict) of its figure."""

    def make(
        text: str = STORY, *, relevant: bool = True, extractor: str = "rules@1", figure: dict[str, Any] | None = None,
        place: tuple[str, str, str] = ("53.08", "Kabupaten Ende", "Nusa Tenggara Timur"), **fields: Any,
    ) -> tuple[Article, Facts]:  # fmt: skip
        def at(quote: str) -> dict[str, Any]:
            start = text.index(quote)
            end = start + len(quote)
            return {"start": start, "end": end, "quote": quote, "rule": "test.by_hand@1", "confidence": 0.9}

        def mention(quote: str) -> dict[str, Any]:
            return {name: value for name, value in at(quote).items() if name not in {"rule", "confidence"}}

        article = {
            "url": "https://kabartimur.example/ende-12-kasus", "source": "kabar-timur", "outlet": "Kabar Timur",
            "title": "Dua belas kasus TPPO di Ende", "author": "Maria Seran", "published_at": None,
            "published_on": date(2024, 1, 15), "text": text, "language": "id",
        } | fields  # fmt: skip
        counted = {
            **at("12 kasus"), "value": 12, "unit": "kasus", "topic": "tppo", "region_code": "53.08",
            "region": "Kabupaten Ende", "period_start": date(2023, 1, 1), "period_end": date(2023, 12, 31),
            "period_kind": "calendar_year", "credited_to": "Yosef Lamawuran",
        } | (figure or {})  # fmt: skip
        words = "Kami mendampingi 12 kasus itu sampai tuntas,"
        facts = {
            "relevance": {"is_relevant": relevant, "score": 2.5, "rule": "relevance.lexicon@1",
                          "hits": [{"term": "tppo", "start": -5, "end": -1, "weight": 2.5}]},
            "topics": ["statistik", "penanganan_korban"],
            "place": dict(zip(("code", "name", "province"), place, strict=True)),
            "officials": [{**at("Yosef Lamawuran"), "name": "Yosef Lamawuran", "rank": None,
                           "title": "Kepala Dinas Sosial Kabupaten Ende", "agency": "Dinas Sosial Kabupaten Ende",
                           "kind": "official", "mentions": [mention("Yosef Lamawuran")]}],
            "agencies": [{**at("Dinas Sosial Kabupaten Ende"), "name": "Dinas Sosial Kabupaten Ende",
                          "acronym": "Dinsos", "type": "social_affairs", "mentions": [mention("Dinsos")]}],
            "dates": [{**at("2023"), "first": date(2023, 1, 1), "last": date(2023, 12, 31), "kind": "period"}],
            "figures": [counted],
            "statements": [{**at(words), "text": words, "speaker": "Yosef Lamawuran", "kind": "direct", "cue": "kata"}],
            "laws": [{**at("UU Nomor 21 Tahun 2007"), "type": "UU", "number": "21", "year": 2007, "article": None}],
            "extractor": extractor,
        }  # fmt: skip
        made = Facts.model_validate(facts)
        return Article.model_validate(article), with_public_texts(text, article["title"], made)

    return make


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Chromium; its own for each file, because a thread in which it runs can run no other event loop."""
    from browser_support import own_browser

    try:
        with own_browser() as browser:
            yield browser
    except LookupError as missing:
        pytest.fail(str(missing)) if os.environ.get("CI") else pytest.skip(str(missing))


@pytest.fixture(scope="module")
def demo_desk(browser: "Browser", tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a desk over what the demo network says, with an account of a reviewer and one of a viewer."""
    from browser_support import fill, served

    base = tmp_path_factory.getbasetemp()
    filled = fill(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)
    own = tmp_path_factory.mktemp("desk") / "pantau.db"
    shutil.copyfile(filled, own)
    with served(own) as address:
        yield address


@pytest.fixture
def pantau(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Pantau:
    """The command with an empty data folder."""
    return Pantau(tmp_path / "data", monkeypatch, capsys)


def pytest_configure() -> None:
    """A shell that starts the tests in the background lets them ignore Ctrl-C; the tests of Ctrl-C need it heard.

    Tables are printed as into a pipe, whatever the terminal or the process that divides the tests says of its width.
    """
    os.environ.pop("COLUMNS", None)
    signal.signal(signal.SIGINT, signal.default_int_handler)


SLOW_FIRST = {
    "test_checking", "test_crawler_hostile", "test_demo_command", "test_faults", "test_full_disk", "test_probing",
    "test_query_plans", "test_release", "test_release_formats", "test_replay", "test_run_reports", "test_schedule",
    "test_second_looks", "test_weekly", "test_workers",
}  # fmt: skip
"""Files with few tests that take long: were they last, one process would work on them while the others wait."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files go to processes in this order (`--no-loadscope-reorder`)."""
    items.sort(key=lambda item: item.path.stem not in SLOW_FIRST)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI, a skipped test is a failure: everything that should run has run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("skipped tests are failures in CI", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
