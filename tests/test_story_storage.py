"""Stored stories, on both back ends: arrival has no say, keys stay, deletions leave nothing, people decide last."""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, update
from story_desk import BABIES, EDITED, HARBOUR, VARIANTS, Desk, joined
from tests_support import Pantau

from models.errors import PantauError
from models.stories import StoryRow
from pipelines.resolving_stories import merge_stories, resolve_stories, split_story
from pipelines.settling_stories import StoryCounts
from storage.engine import open_engine, reading, writing
from storage.filters import Filters
from storage.story_lists import list_stories, story_detail
from storage.tables import Review, StorySignature


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(sorted(VARIANTS)), batch=st.integers(1, 13), cut=st.integers(0, 12))
def test_stored_stories_do_not_hang_on_arrival_or_batches(
    desk: Desk, order: list[int], batch: int, cut: int
) -> None:
    desk.clear()
    for part in (order[:cut], order[cut:]):
        for number in part:
            desk.put(f"media{number:02}", VARIANTS[number], published_on=date(2024, 5, 30 - number))
        desk.resolve(batch)
    assert desk.stories() == {
        ("media04", "media01", "media02", "media03"), ("media06", "media05"), ("media11", "media07"), ("media08",),
        ("media09",), ("media10",), ("media12",),
    }  # fmt: skip


def test_a_story_keeps_its_key_while_it_grows_and_changes(desk: Desk) -> None:
    first, other = desk.put("satu", joined(*HARBOUR)), desk.put("lain", joined(*BABIES))
    assert desk.resolve() == StoryCounts(read=2, new=2)
    key = desk.story_of(first)
    second = desk.put("dua", EDITED, published_on=date(2024, 5, 1))
    desk.put("bukan", joined(*HARBOUR), relevant=False)
    assert desk.resolve() == StoryCounts(read=1, changed=1)
    assert desk.stories() == {("dua", "satu"), ("lain",)}
    assert desk.story_of(second) == desk.story_of(first) == key
    assert desk.resolve() == StoryCounts()

    desk.put("dua", joined(*BABIES))
    assert desk.resolve() == StoryCounts(read=1, changed=2)
    assert desk.stories() == {("satu",), ("dua", "lain")}
    assert (desk.story_of(first), desk.story_of(second)) == (key, desk.story_of(other))

    desk.put("lain", joined(*HARBOUR))
    desk.put("dua", joined(*HARBOUR))
    assert desk.resolve() == StoryCounts(read=2, changed=1, gone=1)
    assert desk.stories() == {("dua", "lain", "satu")}
    assert desk.story_of(other) == key


def test_what_is_deleted_or_not_relevant_any_more_leaves_nothing_behind(desk: Desk) -> None:
    first, second = desk.put("satu", joined(*HARBOUR)), desk.put("dua", EDITED)
    bridge, alone = desk.put("jembatan", joined(*HARBOUR, *BABIES)), desk.put("lain", joined(*BABIES))
    desk.resolve()
    assert desk.stories() == {("dua", "satu"), ("jembatan",), ("lain",)}
    desk.drop(second)
    desk.drop(alone)
    desk.put("satu", joined(*HARBOUR), relevant=False)
    assert desk.resolve() == StoryCounts(changed=0, gone=2)
    assert desk.stories() == {("jembatan",)}
    assert desk.rows() == {
        "story_signatures": 1, "story_bands": 40, "story_pairs": 0, "story_articles": 1, "stories": 1,
    }  # fmt: skip
    assert desk.story_of(bridge) and first


def test_a_bridge_falls_when_what_it_bridged_is_gone(desk: Desk) -> None:
    desk.put("satu", joined(*HARBOUR))
    desk.put("jembatan", joined(*HARBOUR, *BABIES))
    lost = desk.put("lain", joined(*BABIES))
    desk.resolve()
    assert desk.stories() == {("satu",), ("jembatan",), ("lain",)}
    desk.drop(lost)
    assert desk.resolve() == StoryCounts(changed=1, gone=2)
    assert desk.stories() == {("jembatan", "satu")}


def test_the_lead_follows_what_becomes_known(desk: Desk) -> None:
    desk.put("satu", joined(*HARBOUR))
    desk.put("dua", EDITED)
    desk.resolve()
    assert desk.stories() == {("dua", "satu")}
    desk.put("dua", EDITED, origin="Satu")
    assert desk.resolve() == StoryCounts(read=1, changed=1)
    assert desk.stories() == {("satu", "dua")}


def test_a_killed_run_goes_on_where_it_stopped(desk: Desk) -> None:
    for number, text in VARIANTS.items():
        desk.put(f"media{number:02}", text)
    calls = itertools.count()

    def killed() -> None:
        if next(calls) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        resolve_stories(desk.engine, killed, batch=3)
    assert desk.rows()["story_signatures"] == 6
    assert desk.resolve().read == 6
    whole = desk.stories()
    assert ("media01", "media02", "media03", "media04") in whole
    with writing(desk.engine) as session:
        session.execute(update(StorySignature).values(recipe="stories@0"))
    assert desk.resolve().read == 12
    assert desk.stories() == whole


def test_two_at_once_find_the_same_stories(desk: Desk) -> None:
    for number, text in VARIANTS.items():
        desk.put(f"media{number:02}", text)
    with ThreadPoolExecutor(2) as pool:
        read = [done.read for done in pool.map(desk.resolve, (2, 3))]
    assert sum(read) == len(VARIANTS)
    assert ("media01", "media02", "media03", "media04") in desk.stories()
    assert desk.resolve() == StoryCounts()


def test_decisions_of_people_last(desk: Desk) -> None:
    first, second = desk.put("satu", joined(*HARBOUR)), desk.put("dua", EDITED)
    third, alone = desk.put("tiga", joined(*HARBOUR[:5])), desk.put("lain", joined(*BABIES))
    desk.resolve()
    split = split_story(desk.engine, first, second, reviewer="Rin", comment="peristiwa lain")
    assert desk.stories() == {("satu", "tiga"), ("dua",), ("lain",)}
    merge_stories(desk.engine, second, alone, reviewer="Rin")
    assert desk.stories() == {("satu", "tiga"), ("dua", "lain")}
    with reading(desk.engine) as session:
        reasons = [copy.reason for copy in story_detail(session, desk.story_of(alone))]
    assert reasons == [f"disatukan peninjau dengan #{alone}", f"disatukan peninjau dengan #{second}"]
    desk.put("satu", joined(*HARBOUR) + " Selesai.")
    desk.put("empat", joined(*HARBOUR))
    desk.resolve()
    assert {frozenset(names) for names in desk.stories()} == {
        frozenset({"satu", "tiga", "empat"}), frozenset({"dua", "lain"}),
    }  # fmt: skip
    with writing(desk.engine) as session:
        undone = {"undone_at": datetime.now(UTC), "undone_by": "Rin"}
        session.execute(update(Review).where(Review.id == split).values(**undone))
    desk.resolve()
    assert len(desk.stories()) == 1
    desk.drop(third)
    desk.drop(alone)
    desk.resolve()
    assert {frozenset(names) for names in desk.stories()} == {frozenset({"satu", "dua", "empat"})}


def test_a_decision_needs_two_articles_that_are_there(desk: Desk) -> None:
    first = desk.put("satu", joined(*HARBOUR))
    with pytest.raises(PantauError, match="twice"):
        merge_stories(desk.engine, first, first, reviewer="Rin")
    with pytest.raises(PantauError, match="Article 999 is not stored"):
        split_story(desk.engine, first, 999, reviewer="Rin")
    assert desk.resolve() == StoryCounts(read=1, new=1)


def test_lists_of_stories(desk: Desk) -> None:
    first, second = desk.put("satu", joined(*HARBOUR)), desk.put("dua", joined(*HARBOUR[:4]), origin="Satu")
    desk.put("lain", joined(*BABIES), published_on=date(2024, 6, 1))
    desk.put("lagi", joined(*BABIES), published_on=date(2024, 6, 2))
    desk.resolve()
    with reading(desk.engine) as session:
        rows = list_stories(session, Filters())
        assert [(row.title, row.article_count) for row in rows] == [("Judul lain", 2), ("Judul satu", 2)]
        assert list_stories(session, Filters(until=date(2024, 5, 31), region="ID")) == rows[1:]
        assert list_stories(session, Filters(limit=1)) == rows[:1]
        copies = story_detail(session, rows[1].id)
        assert story_detail(session, 999) == ()
    assert [(copy.article_id, copy.is_lead) for copy in copies] == [(first, True), (second, False)]
    assert [copy.reason for copy in copies] == [f"memuat #{second}", f"sebagian dari #{first}"]
    assert copies[1].similarity == 1.0 and 0.3 < (copies[0].similarity or 0) < 0.6


@pytest.fixture
def filled(pantau: Pantau) -> Iterator[Pantau]:
    engine = open_engine(f"sqlite:///{pantau.database}")
    desk = Desk(engine)
    desk.put("satu", joined(*HARBOUR), title="Kapal [kayu]")
    desk.put("dua", EDITED, published_on=None)
    desk.put("lain", joined(*BABIES))
    desk.resolve()
    engine.dispose()
    yield pantau


def test_the_command_lists_stories_and_shows_one(filled: Pantau) -> None:
    (row,) = filled.json("stories")
    assert list(row) == list(StoryRow.model_fields) and row["article_count"] == 2
    shown = filled("stories", str(row["id"])).out
    assert "Kapal [kayu]" in shown and "teksnya hampir sama dengan #1" in shown
    assert [copy["article_id"] for copy in filled.json("stories", str(row["id"]))] == [1, 2]
    assert "Kapal [kayu]" in filled("stories").out
    assert filled("stories", "--csv").out.splitlines()[0] == ",".join(StoryRow.model_fields)
    for number in ("99", str(10**12)):
        wrong = filled("stories", number)
        assert wrong.code == 2 and f"There is no story {number}" in wrong.err
