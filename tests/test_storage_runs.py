"""Runs: one at a time, none left behind by a crash, each with its numbers."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from models.article import Article
from models.errors import PantauError
from models.fact import Facts
from models.stored import ImportedFile
from storage.articles import save_extraction
from storage.documents import import_document, waiting
from storage.engine import open_engine, reading
from storage.locks import is_run_alive
from storage.problems import save_problem
from storage.runs import counted_totals, latest_report, recorded_run, totals

HOLD_THE_LOCK = """
import sys
from storage.engine import open_engine
from storage.runs import recorded_run
with recorded_run(open_engine(sys.argv[1]), "weekly"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_run_is_refused_until_the_first_is_killed(database_url: str) -> None:
    engine = open_engine(database_url)
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD_THE_LOCK, database_url],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with (
            pytest.raises(PantauError, match=r"another run .* is in progress since 2"),
            recorded_run(engine, "crawl"),
        ):
            pass
        other.kill()
    with recorded_run(engine, "crawl"):
        pass
    with reading(engine) as session:
        report = latest_report(session)
    assert report is not None
    assert (report.run_id, report.kind, report.status) == (2, "crawl", "finished")


def test_a_run_that_was_killed_is_marked_by_the_next(engine: Engine) -> None:
    from sqlalchemy import select

    from storage.runs import start_run
    from storage.tables import Run

    start_run(engine, "weekly")
    with recorded_run(engine, "weekly"), reading(engine) as session:
        assert session.scalars(select(Run.status).order_by(Run.id)).all() == ["interrupted", "running"]


@pytest.mark.parametrize(
    ("error", "status"),
    [(OSError, "failed"), (KeyboardInterrupt, "interrupted"), (SystemExit, "interrupted")],
)
def test_a_run_that_fails_says_so(engine: Engine, error: type[BaseException], status: str) -> None:
    with pytest.raises(error), recorded_run(engine, "weekly"):
        raise error
    with reading(engine) as session:
        report = latest_report(session)
    assert report is not None
    assert report.status == status
    assert report.finished_at is not None


def test_a_run_in_progress_is_told_from_one_that_was_killed(engine: Engine) -> None:
    with recorded_run(engine, "weekly"):
        assert is_run_alive(engine)
    assert not is_run_alive(engine)


def test_nothing_ran_yet(engine: Engine) -> None:
    with reading(engine) as session:
        assert latest_report(session) is None
        assert totals(session).articles == 0


def test_a_report_counts_what_the_run_did(
    engine: Engine, story: Callable[..., tuple[Article, Facts]]
) -> None:
    def run() -> None:
        with recorded_run(engine, "weekly") as run_id:
            for name in ("a", "b"):
                file = ImportedFile(path=name, body=name.encode(), content_type="text/plain")
                import_document(engine, file, run_id)
            for document in waiting(engine, "rules@1"):
                article, facts = story(
                    url=f"https://a.example/{document.path}", relevant=document.path == "a"
                )
                save_extraction(engine, document.document_id, article, facts, run_id)
                save_problem(engine, subject="a", stage="clean", reason="no date", run_id=run_id)

    def numbers() -> tuple[int, ...]:
        with reading(engine) as session:
            report = latest_report(session)
        assert report is not None
        return (
            report.documents,
            report.articles_new,
            report.articles_changed,
            report.extractions,
            report.problems,
        )

    run()
    assert numbers() == (2, 2, 0, 2, 2)
    run()
    assert numbers() == (0, 0, 0, 0, 0)
    with reading(engine) as session:
        held = totals(session)
        counted = counted_totals(session)
    assert (held.documents, held.articles, held.relevant_articles) == (2, 2, 1)
    assert (held.officials, held.statements, held.figures) == (1, 1, 1)
    assert counted is not None and counted[0] == held, "what the front page tells was counted by the run"
