"""Whatever is decided: nobody decides it without a name, and nothing is written then."""

from collections.abc import Callable
from pathlib import Path

import pytest
from filled_tables import ROWS, fill_every_table
from sqlalchemy import Engine, func, select

from models.errors import PantauError
from models.vocabulary import ReviewAction, SubjectKind
from storage.conflicts import overrule_conflict
from storage.engine import open_engine, writing
from storage.organization_reviews import merge_organizations, split_organization
from storage.person_decisions import add_decision
from storage.reviews import accept, comment, correct, redo, reject, undo
from storage.story_reviews import add_story_review
from storage.tables import Base, Review

FIGURE = SubjectKind.FIGURE
KEYS = ("key 1 é", "key 2 é")


def decide_of_persons(engine: Engine, name: str) -> object:
    with writing(engine) as session:
        return add_decision(session, ReviewAction.MERGE, [(1, "a")], [(2, "a")], [], name, None)


def decide_of_stories(engine: Engine, name: str) -> object:
    with writing(engine) as session:
        return add_story_review(session, (1, 1), are_one=True, reviewer=name, comment=None)


DECISIONS: dict[str, Callable[[Engine, str], object]] = {
    "accept": lambda engine, name: accept(engine, FIGURE, 1, reviewer=name, seen=99),
    "reject": lambda engine, name: reject(engine, FIGURE, 1, reviewer=name, seen=99),
    "correct": lambda engine, name: correct(
        engine, FIGURE, 1, {"value": 7, "value_max": None}, reviewer=name, comment="x", seen=99
    ),
    "comment": lambda engine, name: comment(engine, FIGURE, 1, "x", reviewer=name),
    "undo": lambda engine, name: undo(engine, 1, by=name),
    "redo": lambda engine, name: redo(engine, 1, by=name),
    "overrule": lambda engine, name: overrule_conflict(engine, 1, 1, reviewer=name),
    "merge bodies": lambda engine, name: merge_organizations(engine, *KEYS, reviewer=name),
    "split a body": lambda engine, name: split_organization(
        engine, KEYS[0], article_ids=[1], name="B", reviewer=name
    ),
    "merge or split persons": decide_of_persons,
    "merge or split stories": decide_of_stories,
}


@pytest.mark.parametrize("decide", DECISIONS.values(), ids=DECISIONS)
def test_no_decision_is_taken_without_a_name(decide: Callable[[Engine, str], object], tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'pantau.db'}")
    with engine.begin() as connection:
        fill_every_table(connection, Base.metadata.sorted_tables)
    with pytest.raises(PantauError, match="needs the name of its reviewer"):
        decide(engine, " ")
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Review)) == ROWS
    engine.dispose()
