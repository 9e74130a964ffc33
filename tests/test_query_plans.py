"""The main questions come from an index on both back ends: none reads a large table from end to end.

`docs/database.md` says which index serves which question.
"""

import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from generated_articles import SEED, load
from main_questions import KNOWN, QUESTIONS
from postgres_server import PostgresServer
from sqlalchemy import Engine, event, text

from pipelines.resolving_claims import resolve_claims
from storage.engine import open_engine, reading
from storage.maintenance.derived import rebuild_derived
from storage.runs import finish_run, start_run
from storage.search import asking

LARGE = {
    *("agencies", "agency_mentions", "article_topics", "article_versions", "articles", "dates", "documents"),
    *("extractions", "figures", "official_mentions", "officials", "statements"),
    *("claims", "claim_figures", "searched_articles", "searched_statements"),
}
"""Tables that grow with the articles."""
_SCANNED = {
    # in the order of the list and cut after some rows, a scan of an index ends early
    "sqlite": re.compile(r"SCAN (\w+)(?! USING INDEX \w+_published_on_\w+\n(?!.*FOR ORDER BY))", re.DOTALL),
    "postgresql": re.compile(r"Seq Scan on (\w+)"),
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Some thousand articles, and the statistics that the planner goes by; the disk is one without moving heads."""
    if request.param == "sqlite":
        engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('plans') / 'a.db'}")
    else:
        postgres: PostgresServer = request.getfixturevalue("postgres")
        with postgres.administrator() as server:
            server.execute("CREATE DATABASE plans")
            server.execute("ALTER DATABASE plans SET random_page_cost = 1.1")
        engine = open_engine(postgres.url("plans"))
    with engine.begin() as connection:
        load(connection, KNOWN)
        rebuild_derived(connection)
    resolve_claims(engine)
    if engine.dialect.name == "postgresql":  # its server does so by itself
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("VACUUM ANALYZE"))
    finish_run(engine, start_run(engine, "process"), "finished")
    yield engine
    engine.dispose()


@pytest.fixture(autouse=True)
def few_newest_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest rows that are read without an index of words are a small part of a table, as in a large database."""
    monkeypatch.setattr(asking, "_NEWEST", 600)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_main_question_reads_no_large_table_from_end_to_end(filled: Engine, name: str) -> None:
    for statement, plan in plans(filled, name):
        scanned = set(_SCANNED[filled.dialect.name].findall(plan))
        assert not scanned & LARGE, f"{statement}\n\n{plan}"


def plans(engine: Engine, name: str) -> list[tuple[str, str]]:
    """The statements of a question with their plans."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        asked.append((statement, values))

    explain = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN "
    with reading(engine) as session:
        connection = session.connection()
        event.listen(engine, "before_cursor_execute", note)
        QUESTIONS[name](session, random.Random(SEED))
        event.remove(engine, "before_cursor_execute", note)
        return [
            (sql, "\n".join(str(row[-1]) for row in connection.exec_driver_sql(explain + sql, values)))
            for sql, values in asked
        ]


def test_the_newest_figures_come_in_the_order_of_an_index(filled: Engine) -> None:
    """Sorted are those of one day at a time, never all of a region before the first fifty."""
    sorts_all = {"sqlite": r"B-TREE FOR ORDER BY", "postgresql": r"(?<!Incremental )Sort  \("}
    for name in ("figures, unit", "figures, unit + regency", "figures, unit + province + year"):
        ((_, plan),) = plans(filled, name)
        assert "_published_on_unit" in plan, plan
        assert not re.search(sorts_all[filled.dialect.name], plan), plan


def test_the_newest_articles_come_in_the_order_of_an_index(filled: Engine) -> None:
    """So that a list of fifty looks at fifty, however many there are."""
    for name in ("articles, newest", "articles, regency + year", "statements, newest", "statements, regency"):
        ((_, plan), *_) = plans(filled, name)
        assert "_published_on_id" in plan, plan
        if filled.dialect.name == "sqlite":
            assert "FOR ORDER BY" not in plan, plan
