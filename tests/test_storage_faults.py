"""What goes wrong around a database: others that write, locks, a server that stops, values beyond reason."""

import secrets
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from postgres_server import own_server
from sqlalchemy import Engine, event, func, make_url, select

from models.article import Article
from models.errors import PantauError
from models.fact import Facts
from models.stored import ImportedFile, Saved
from pipelines.resolving import resolve_all
from storage.articles import save_extraction
from storage.details import article_detail
from storage.documents import import_document, waiting
from storage.engine import open_engine, reading
from storage.filters import Filters
from storage.queries import list_articles, list_figures, list_officials, list_statements
from storage.runs import recorded_run
from storage.tables import Base, Document, Extraction, FigureRecord, Run, StatementRecord, StoredArticle

Stories = Callable[..., tuple[Article, Facts]]


def add(engine: Engine, number: int) -> int:
    """Imports a file; returns the key of its document."""
    file = ImportedFile(path=f"{number}.txt", body=b"%d" % number, content_type="text/plain")
    import_document(engine, file)
    with reading(engine) as session:
        return session.scalars(select(Document.id).order_by(Document.id.desc())).first() or 0


def counts(engine: Engine) -> dict[str, int]:
    """Rows of the tables that one article fills."""
    with reading(engine) as session:
        return {
            table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
            for table in (StoredArticle, Extraction, FigureRecord, StatementRecord)
        }


def every(number: int) -> dict[str, int]:
    """The counts where as many articles are stored whole."""
    return dict.fromkeys(("articles", "extractions", "figures", "statements"), number)


WRITE_ARTICLES = """
import sys
from models.article import Article
from models.fact import Facts
from storage.articles import save_extraction
from storage.engine import open_engine

engine = open_engine(sys.argv[1])
article, facts = Article.model_validate_json(sys.stdin.readline()), Facts.model_validate_json(sys.stdin.readline())
print("ready", flush=True)
for number in sys.stdin.readline().split():
    own = article.model_copy(update={"url": f"https://kabar.example/{number}"})
    save_extraction(engine, int(number), own, facts)
"""


def test_two_processes_store_at_once(engine: Engine, database_url: str, story: Stories) -> None:
    documents = [add(engine, number) for number in range(20)]
    article, facts = story()
    with subprocess.Popen(
        [sys.executable, "-c", WRITE_ARTICLES, database_url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdin is not None and other.stdout is not None
        other.stdin.write(f"{article.model_dump_json()}\n{facts.model_dump_json()}\n")
        other.stdin.flush()
        assert other.stdout.readline() == "ready\n"
        other.stdin.write(" ".join(map(str, documents[::2])) + "\n")
        other.stdin.flush()
        for number in documents[1::2]:
            own = article.model_copy(update={"url": f"https://kabar.example/{number}"})
            save_extraction(engine, number, own, facts)
    assert other.returncode == 0
    assert counts(engine) == every(20)


def test_the_same_document_stored_twice_at_once_is_one_article(engine: Engine, story: Stories) -> None:
    document, done = add(engine, 1), list[Saved]()
    barrier = threading.Barrier(2)

    def store() -> None:
        barrier.wait()
        done.append(save_extraction(engine, document, *story()))

    threads = [threading.Thread(target=store) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [Saved.NEW, Saved.UNCHANGED]
    assert counts(engine) == every(1)


@contextmanager
def locked(url: str) -> Iterator[Callable[[], None]]:
    """The articles are locked by somebody else until the function given is called."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        other: Any = sqlite3.connect(str(address.database), isolation_level=None, check_same_thread=False)
        other.execute("BEGIN EXCLUSIVE")
    else:
        other = psycopg.connect(f"{address.set(drivername='postgresql').render_as_string()}")
        other.execute("LOCK TABLE articles IN EXCLUSIVE MODE")
    try:
        yield other.rollback
    finally:
        other.close()


def test_a_lock_that_outlasts_our_patience_is_said_and_nothing_is_lost(
    database_url: str, story: Stories
) -> None:
    engine = open_engine(database_url, busy_seconds=0.1)
    document = add(engine, 1)
    with locked(database_url):
        with pytest.raises(PantauError, match="is locked by another program: wait until it has finished"):
            save_extraction(engine, document, *story())
        assert counts(engine) == every(0)
    assert [waits.document_id for waits in waiting(engine, "rules@1")] == [document]
    assert save_extraction(engine, document, *story()) is Saved.NEW
    assert counts(engine) == every(1)


def test_a_lock_that_is_released_in_time_is_waited_for(
    engine: Engine, database_url: str, story: Stories
) -> None:
    document, done = add(engine, 1), list[Saved]()
    article, facts = story()
    thread = threading.Thread(target=lambda: done.append(save_extraction(engine, document, article, facts)))
    with locked(database_url) as release:
        thread.start()
        thread.join(0.2)
        assert thread.is_alive()
        release()
        thread.join()
    assert done == [Saved.NEW] and counts(engine) == every(1)


def test_a_server_that_restarts_in_mid_write_loses_one_transaction(story: Stories) -> None:
    """Its run is told, ends as failed, and the next one stores what was lost."""
    with own_server(options="-c fsync=off") as server:
        engine = open_engine(server.url("postgres"))
        first, second = add(engine, 1), add(engine, 2)
        save_extraction(engine, first, *story(url="https://kabar.example/1"))

        @event.listens_for(engine, "before_cursor_execute")
        def _restart(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if statement.startswith("INSERT INTO figures"):
                event.remove(engine, "before_cursor_execute", _restart)
                server.stop()
                server.start()

        with (
            pytest.raises(
                PantauError, match=r"does not answer .*: check the address and that the server runs"
            ),
            recorded_run(engine, "process") as run_id,
        ):
            save_extraction(engine, second, *story(url="https://kabar.example/2"), run_id)
        assert counts(engine) == every(1)
        with recorded_run(engine, "process"):
            for document in waiting(engine, "rules@1"):
                save_extraction(engine, document.document_id, *story(url="https://kabar.example/2"))
        assert counts(engine) == every(2)
        with reading(engine) as session:
            assert session.scalars(select(Run.status).order_by(Run.id)).all() == ["failed", "finished"]
        engine.dispose()


def test_values_beyond_reason_are_stored_as_they_are(engine: Engine, story: Stories) -> None:
    """A name of 3,000 characters that does not compress, NUL and half surrogates everywhere, 10^12 victims."""
    name = "Yosef \x00\ud800" + "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz ") for _ in range(3000))
    shown = name.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
    article, facts = story(figure={"value": 10**12}, title=name, author=name, outlet=name)
    found = facts.model_dump()
    found["officials"][0].update({"name": name, "title": name, "agency": name, "rank": name})
    found["agencies"][0].update({"name": name, "acronym": name})
    found["statements"][0].update({"speaker": name, "cue": name})
    found["figures"][0].update({"credited_to": name, "region": name})
    document = add(engine, 1)
    assert save_extraction(engine, document, article, Facts.model_validate(found)) is Saved.NEW
    assert save_extraction(engine, document, article, Facts.model_validate(found)) is Saved.UNCHANGED
    with reading(engine) as session:
        (row,) = list_articles(session, Filters(official=shown[100:2000], agency=shown[:50]))
        (figure,) = list_figures(session, Filters(official=shown))
        (statement,) = list_statements(session, Filters(agency=shown))
        (official,) = list_officials(session, Filters(agency=name))
        assert article_detail(session, row.id) is not None
    assert figure.value == 10**12 and figure.credited_to == figure.region == shown
    assert statement.speaker == statement.cue == official.name == official.rank == shown
    assert row.title == row.outlet == shown
    once, again = resolve_all(engine), resolve_all(engine)
    assert (once.stories.new, once.persons.officials, once.claims.figures) == (1, 1, 1)
    assert (again.persons.officials, again.claims.figures, again.indexed) == (0, 0, 0)


def test_what_one_article_holds_beyond_the_possible_does_not_take_the_rest_with_it(
    engine: Engine, story: Stories
) -> None:
    """A number that no database keeps exactly is left out with a sentence; the article and its other facts stay."""
    save_extraction(engine, add(engine, 1), *story(figure={"value": 10**30}))
    assert counts(engine) == every(1) | {"figures": 0}
    with reading(engine) as session:
        problems = Base.metadata.tables["problems"]
        (reason,) = session.scalars(select(problems.c.reason))
    assert "is no possible number" in reason


def test_a_question_with_characters_that_no_database_takes_is_answered(
    engine: Engine, story: Stories
) -> None:
    save_extraction(engine, add(engine, 1), *story())
    with reading(engine) as session:
        assert list_statements(session, Filters(official="\x00", agency="\ud800")) == []
        assert len(list_statements(session, Filters(official="yosef"))) == 1
