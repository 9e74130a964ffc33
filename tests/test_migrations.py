"""The tables that migrations make are the tables that the code uses, forwards and backwards, on both back ends."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from filled_tables import ROWS, fill_every_table, reflected
from sqlalchemy import Engine, func, inspect, select, text
from sqlalchemy.exc import InternalError

from models.article import Article
from models.errors import PantauError
from models.fact import Facts
from models.page import FetchedArticle, FetchedListing, FetchFailure, Page, Validators
from models.stored import ImportedFile
from storage.articles import save_extraction
from storage.documents import import_document, waiting
from storage.engine import open_engine, reading
from storage.pages import CrawlStore
from storage.runs import run_report, start_run
from storage.schema import bring_up_to_date, downgrade, known_revisions, newest_revision, revision_of, upgrade
from storage.search.finding import search_articles, search_statements
from storage.search.rows import reindex
from storage.tables import (
    Base,
    FigureRecord,
    FrontierEntry,
    SearchedStatement,
    StatementRecord,
    StoredArticle,
)
from storage.tables.search import is_full_text_index, is_on_both_back_ends

URL = "https://uji.example/a"


def tables(engine: Engine) -> set[str]:
    names = inspect(engine).get_table_names()
    return {name for name in names if name != "alembic_version" and not is_full_text_index(name)}


def checks(engine: Engine) -> dict[str, set[tuple[Any, Any]]]:
    look = inspect(engine)
    return {
        table: {(check["name"], check["sqltext"]) for check in look.get_check_constraints(table)}
        for table in tables(engine)
    }


def fill(engine: Engine, story: tuple[Article, Facts]) -> None:
    import_document(engine, ImportedFile(path="a.txt", body=b"a", content_type="text/plain"))
    (document,) = waiting(engine, "rules@1")
    save_extraction(engine, document.document_id, *story)


def is_alike(item: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
    """Not what only one back end has, nor the lists of the newest.

    In these PostgreSQL keeps nulls first, which SQLite does and cannot be told;
    `test_query_plans` fails where they are missing.
    """
    is_newest = kind == "index" and name is not None and "_published_on_" in name
    return not is_newest and is_on_both_back_ends(item, name, kind, reflected, other)


def test_migrated_tables_are_the_tables_of_the_code(engine: Engine) -> None:
    with engine.connect() as connection:
        opts = {"compare_type": True, "include_object": is_alike}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Base.metadata) == []
    assert revision_of(engine) == newest_revision()


def test_migrated_checks_are_those_of_the_code(engine: Engine) -> None:
    """Alembic does not compare CHECK constraints itself."""
    migrated = checks(engine)
    assert sum(map(len, migrated.values())) > 20
    downgrade(engine, "base")
    Base.metadata.create_all(engine)
    assert checks(engine) == migrated


def test_down_from_an_empty_database_and_up_again(engine: Engine) -> None:
    before = tables(engine)
    downgrade(engine, "base")
    assert tables(engine) == set()
    bring_up_to_date(engine)
    assert tables(engine) == before == set(Base.metadata.tables)


def test_down_from_a_filled_database_and_up_again(
    engine: Engine, story: Callable[..., tuple[Article, Facts]]
) -> None:
    fill(engine, story())
    downgrade(engine, "base")
    assert tables(engine) == set()
    bring_up_to_date(engine)
    fill(engine, story())
    with reading(engine) as session:
        assert session.scalar(select(func.count(StoredArticle.id))) == 1


def test_facts_of_an_older_database_stay_and_are_not_rated(
    engine: Engine, story: Callable[..., tuple[Article, Facts]]
) -> None:
    fill(engine, story())
    downgrade(engine, "0001")
    bring_up_to_date(engine)
    with reading(engine) as session:
        figure = session.scalars(select(FigureRecord)).one()
        assert (figure.quote, figure.confidence) == ("12 kasus", None)
        assert figure.published_on == date(2024, 1, 15)


def test_articles_of_an_older_database_are_looked_at_again_by_the_next_crawl(engine: Engine) -> None:
    store = CrawlStore(engine, start_run(engine, "crawl"))
    when = datetime(2024, 1, 16, 1, 0, tzinfo=UTC)
    page = Page(url=URL, body=b"<html>", content_type="text/html", fetched_at=when)
    store.save_article(FetchedArticle(source="uji", url=URL, pages=(page,)))
    asked = FetchedListing(
        source="uji", url=f"{URL}/feed", article_urls=(f"{URL}/2",), validators=Validators()
    )
    store.save_listing(asked)
    store.save_failure(FetchFailure(source="uji", url=f"{URL}/2", reason="noai", is_refused=True))
    downgrade(engine, "0002")
    bring_up_to_date(engine)
    assert store.due("uji") == [URL]
    with reading(engine) as session:
        looked_at = dict(session.execute(select(FrontierEntry.url, FrontierEntry.first_checked_at)).all())
        states = set(session.scalars(select(FrontierEntry.state)))
    assert looked_at == {URL: when, f"{URL}/2": None} and states == {"fetched", "gone"}


def test_a_migration_that_fails_leaves_everything_as_it_was(
    engine: Engine, story: Callable[..., tuple[Article, Facts]]
) -> None:
    """A stranger's table refers to ours, so ours cannot all be dropped."""
    fill(engine, story())
    before = tables(engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE notes (article_id INTEGER REFERENCES articles (id))"))
        connection.execute(text("INSERT INTO notes SELECT id FROM articles"))
    with pytest.raises((PantauError, InternalError)):
        downgrade(engine, "base")
    assert tables(engine) == before | {"notes"}
    assert revision_of(engine) == newest_revision()
    with reading(engine) as session:
        assert session.scalar(select(func.count(FigureRecord.id))) == 1


def test_words_of_whole_quotes_leave_search_and_wait_for_extraction(
    engine: Engine, story: Callable[..., tuple[Article, Facts]]
) -> None:
    fill(engine, story())
    downgrade(engine, "0018")
    bring_up_to_date(engine)
    with reading(engine) as session:
        assert session.scalar(select(func.count(SearchedStatement.position))) == 0
        assert session.scalars(select(StatementRecord.public_quote)).all() == [None]
    reindex(engine)
    with reading(engine) as session:
        assert search_articles(session, "kasus").rows == search_statements(session, "mendampingi").rows == ()
        assert [row.speaker for row in search_statements(session, "penutur:Yosef").rows] == [
            "Yosef Lamawuran"
        ]


Rows = dict[str, list[dict[str, Any]]]


def test_a_filled_database_of_each_version_keeps_its_rows(engine: Engine) -> None:
    """Back from the newest version, step by step, with rows in every table of each; then forward, step by step."""
    with engine.begin() as connection:
        fill_every_table(connection, Base.metadata.sorted_tables)
    after = rows_of(engine)
    for revision in revisions()[1:]:
        downgrade(engine, revision)
        assert_kept(after, rows_of(engine))
        with engine.begin() as connection:  # tables that a later version dropped
            fill_every_table(connection, reflected(connection))
        after = rows_of(engine)
        assert set(map(len, after.values())) == {ROWS}
    for revision in reversed(revisions()[:-1]):
        before = rows_of(engine)
        upgrade(engine, revision)
        after = rows_of(engine)
        assert_kept(before, after)
    assert revision_of(engine) == newest_revision()


def revisions() -> list[str]:
    """All revisions, the newest first."""
    return sorted(known_revisions(), reverse=True)


def rows_of(engine: Engine) -> Rows:
    """Every row of every table, as the database has it."""
    with engine.connect() as connection:
        return {
            table.name: [
                dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in reflected(connection)
        }


def assert_kept(before: Rows, after: Rows) -> None:
    """What both versions have is the same in both; a table that a downgrade dropped comes back without rows."""
    for table in set(before) & set(after):
        if table.startswith("searched_") and not after[table]:
            continue  # made from other rows: a version that makes them otherwise may empty it
        assert len(before[table]) == len(after[table]), table
        if not before[table]:
            continue
        shared = set(before[table][0]) & set(after[table][0])
        kept = [[{name: row[name] for name in shared} for row in rows[table]] for rows in (before, after)]
        assert kept[0] == kept[1], table


def test_keys_are_checked_after_a_migration(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_runs_of_an_older_database_keep_their_counts_and_add_up(
    engine: Engine, story: Callable[..., tuple[Article, Facts]]
) -> None:
    run_id = start_run(engine, "crawl")
    store = CrawlStore(engine, run_id)
    for name in ("a", "b", "c"):
        page = Page(
            url=URL + name, body=name.encode(), content_type="text/html", fetched_at=datetime.now(UTC)
        )
        store.save_article(FetchedArticle(source="uji", url=URL + name, pages=(page,)))
    store.save_failure(FetchFailure(source="uji", url=f"{URL}b", reason="noai", is_refused=True))
    for document in list(waiting(engine, "rules@1"))[:2]:
        article, facts = story(url=document.url, source="uji")
        save_extraction(engine, document.document_id, article, facts, run_id)
    downgrade(engine, "0006")
    bring_up_to_date(engine)
    with reading(engine) as session:
        (count,) = run_report(session, run_id).sources
    assert (count.articles_fetched, count.articles_asked, count.articles_refused) == (3, 3, 1)
    assert (count.articles_new, count.articles_relevant, count.articles_empty) == (2, 2, 1)
    assert (count.articles_left, count.articles_unread, count.requests) == (0, 0, 0)
