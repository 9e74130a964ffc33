"""Two databases that say the same have the same digests, whatever keys and times they have."""

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from models.article import Article
from models.errors import PantauError
from models.fact import Facts
from models.stored import ImportedFile
from models.vocabulary import SubjectKind
from pipelines.processing import date_trouble
from pipelines.resolving import resolve_all
from pipelines.workers import spread
from storage.articles import save_extraction
from storage.documents import import_document, waiting
from storage.engine import open_engine, reading, writing
from storage.maintenance.contents import content_digests, content_lines
from storage.reviews import correct
from storage.runs import latest_moment, start_run
from storage.tables import FigureRecord, Organization, Run
from storage.types import now

Story = Callable[..., tuple[Article, Facts]]
NAMES = ("satu", "dua", "tiga")


def fill(engine: Engine, story: Story, names: tuple[str, ...], value: int = 15) -> None:
    """Stores an article for each name in their order, corrects the figure of one, and resolves."""
    for name in names:
        import_document(
            engine, ImportedFile(path=f"{name}.txt", body=name.encode(), content_type="text/plain")
        )
    for document in list(waiting(engine, "-")):
        name = document.pages[0].body.decode()
        save_extraction(engine, document.document_id, *story(url=f"https://kabar.example/{name}", title=name))
    resolve_all(engine)
    with reading(engine) as session:
        figure = session.scalars(select(FigureRecord.id).order_by(FigureRecord.id)).all()[names.index("dua")]
    correct(engine, SubjectKind.FIGURE, figure, {"value": value}, reviewer="Ani", comment="lihat alinea 2")
    resolve_all(engine)


def digests(engine: Engine) -> dict[str, str]:
    with reading(engine) as session:
        return {name: one.digest for name, one in content_digests(session.connection()).items()}


def test_the_digest_of_content_is_that_of_any_order_on_any_back_end(
    engine: Engine, story: Story, tmp_path: Path
) -> None:
    fill(engine, story, NAMES)
    other = open_engine(f"sqlite:///{tmp_path / 'other.db'}")
    fill(other, story, NAMES[::-1])
    assert digests(other) == digests(engine)
    with reading(engine) as session:
        lines = content_lines(session.connection())
    assert {name: len(lines[name]) for name in ("articles", "reviews", "persons", "stories")} == {
        "articles": 3, "reviews": 1, "persons": 1, "stories": 1,
    }  # fmt: skip


def test_a_value_that_differs_is_seen_in_its_table_and_in_those_that_refer_to_it(
    engine: Engine, story: Story, tmp_path: Path
) -> None:
    fill(engine, story, NAMES)
    other = open_engine(f"sqlite:///{tmp_path / 'other.db'}")
    fill(other, story, NAMES, value=16)
    one, two = digests(engine), digests(other)
    assert {name for name in one if one[name] != two[name]} >= {"figures", "reviews", "claims"}
    assert one["articles"] == two["articles"]


def test_a_body_that_is_its_own_parent_is_told_of_too(engine: Engine, story: Story) -> None:
    fill(engine, story, NAMES)
    before = digests(engine)
    with writing(engine) as session:
        session.execute(update(Organization).values(parent_id=Organization.id))
    assert digests(engine)["organizations"] != before["organizations"]


def test_news_does_not_lie_in_the_future_of_a_clock_that_was_set_back(engine: Engine) -> None:
    begun = now() + timedelta(days=20)
    run = start_run(engine, "weekly")
    with writing(engine) as session:
        session.execute(update(Run).where(Run.id == run).values(started_at=begun))
    day = begun.date() - timedelta(days=1)
    assert date_trouble(day) == "lies in the future"
    assert date_trouble(day, latest_moment(engine)) is None


class DeadCrew:
    """Workers of whom each dies before it does anything."""

    capacity = 2

    def submit(self, _work: Callable[[Any], Any], _task: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        future.set_exception(BrokenExecutor())
        return future

    def has_died(self, error: BaseException) -> bool:
        return isinstance(error, BrokenExecutor)

    def check(self) -> None: ...


def test_where_workers_cannot_live_no_article_is_blamed() -> None:
    with pytest.raises(PantauError, match=r"end before they do anything.*PANTAU_WORKERS=1"):
        list(spread(DeadCrew(), str, [1, 2, 3], lambda task: [task]))
