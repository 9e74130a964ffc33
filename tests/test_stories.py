"""Stories: copies are one, what only resembles them is not, no order has a say, people decide last."""

import itertools
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from story_desk import BABIES, CREDIT, DATELINE, EDITED, HARBOUR, LAW, VARIANTS, bulletin, joined

from resolve.stories import Likeness, band_keys, likeness, overlap, sign
from resolve.story_groups import Decision, Pair, group_stories
from resolve.story_leads import Teller, lead_of
from storage.engine import open_engine

BENCH = Path(__file__).parent.parent / "bench"


@pytest.mark.parametrize(
    ("text", "other", "is_copy"),
    [
        (joined(*HARBOUR), EDITED, True),
        (joined(*HARBOUR), joined("Ini fakta baru kapal di muara.", *HARBOUR[1:]), True),
        (joined(*HARBOUR), joined(*HARBOUR[:4]), True),
        (joined(*HARBOUR), joined(*HARBOUR[:5], LAW), True),
        (joined(*HARBOUR, LAW), joined(*BABIES, LAW), False),
        (joined(*HARBOUR), joined(*BABIES, *HARBOUR[5:7]), False),
        (joined(*HARBOUR), joined(*HARBOUR[:2], *BABIES[:2]), False),
        (bulletin(190, 212, 11, 824, 7), bulletin(242, 290, 13, 1006, 9), False),
        (bulletin(190, 212, 11, 824, 7), bulletin(190, 212, 11, 824, 7) + " (red)", True),
        ("Tidak ada kata lain.", joined("Tidak ada kata lain.", *HARBOUR), False),
        ("", "", False),
    ],
    ids=[
        "light edits",
        "new lead",
        "cut tail",
        "cut and law added",
        "only the law",
        "background repeated",
        "brief of two",
        "bulletin of one form",
        "same bulletin",
        "a line",
        "nothing",
    ],
)
def test_copies_are_one_story_and_what_resembles_them_is_not(text: str, other: str, is_copy: bool) -> None:
    first, second = sign(text), sign(other)
    found = likeness(first, second)
    assert (found is not None) is is_copy
    assert not is_copy or set(band_keys(first)) & set(band_keys(second))


def test_dateline_credits_and_case_do_not_matter() -> None:
    plain = sign(joined(*HARBOUR))
    dressed = DATELINE + joined(
        *HARBOUR, "Baca juga: Bidan Gadungan Dibekuk", CREDIT, "Editor: Wira Kelana", "(wkl)"
    )
    assert (
        sign(dressed.upper().replace("KABAR MUARA -", "Kabar Muara -")).shingles.tobytes()
        == plain.shingles.tobytes()
    )
    assert band_keys(sign(dressed)) == band_keys(plain)


def teller(article_id: int, **fields: Any) -> Teller:
    known: dict[str, Any] = {
        "address": f"https://media{article_id}.example/{article_id}",
        "outlet": f"Media {article_id}",
        "source": None,
        "origin": None,
        "published_on": date(2024, 5, 14),
        "published_at": None,
    }
    return Teller(article_id=article_id, **known | fields)


@pytest.mark.parametrize(
    ("tellers", "lead"),
    [
        ([teller(1), teller(2, published_on=date(2024, 5, 13)), teller(3, published_on=None)], 2),
        ([teller(2), teller(1)], 1),
        ([teller(1), teller(2, published_at=datetime(2024, 5, 14, 3, tzinfo=UTC))], 2),
        ([teller(1, origin="Media 2"), teller(2, published_on=date(2024, 5, 20))], 2),
        ([teller(1, origin="ANTARA"), teller(2, outlet=None, address="https://ntt.antaranews.com/b")], 2),
        ([teller(1, origin="Kompas.com"), teller(2, outlet="Kompas"), teller(3)], 2),
        ([teller(1, origin="Media 2"), teller(2, origin="Media 3"), teller(3, published_on=None)], 3),
        ([teller(1, origin="Media 2"), teller(2, origin="Media 1")], 1),
        ([teller(1), teller(2, origin="Media 2"), teller(3, origin="Tidak Ada")], 1),
    ],
)
def test_the_declared_origin_leads_else_the_earliest(tellers: list[Teller], lead: int) -> None:
    assert lead_of(tellers).article_id == lead
    assert lead_of(tellers[::-1]).article_id == lead


def stories_of(
    texts: dict[int, str], *decisions: Decision, order: Random | None = None
) -> set[frozenset[int]]:
    """The stories of some texts, by the keys of their articles."""
    signatures = {article_id: sign(text) for article_id, text in texts.items()}
    pairs = [
        Pair(one, other, alike)
        for one, other in itertools.combinations(texts, 2)
        if (alike := likeness(signatures[one], signatures[other])) is not None
    ]
    tellers = [teller(article_id) for article_id in texts]
    if order is not None:
        order.shuffle(pairs)
        order.shuffle(tellers)
    found = group_stories(tellers, pairs, decisions, lambda a, b: overlap(signatures[a], signatures[b]))
    assert all(sum(member.is_lead for member in story) == 1 for story in found)
    return {frozenset(member.article_id for member in story) for story in found}


def test_a_text_that_holds_two_stories_joins_neither_and_bridges_nothing() -> None:
    texts = {1: joined(*HARBOUR), 2: joined(*BABIES), 3: joined(*HARBOUR, *BABIES), 4: EDITED}
    assert stories_of(texts) == {frozenset({1, 4}), frozenset({2}), frozenset({3})}
    assert stories_of(texts | {5: joined(*BABIES, *HARBOUR)}) == {
        frozenset({1, 4}), frozenset({2}), frozenset({3, 5}),
    }  # fmt: skip


@pytest.mark.parametrize(("held", "is_copy"), [(4, False), (3, True)])
def test_a_copy_that_takes_in_some_of_another_story_stays_a_copy(held: int, is_copy: bool) -> None:
    """Up to a third of it, and without joining that other story."""
    texts = {1: joined(*HARBOUR), 2: joined(*BABIES[:held]), 3: joined(*HARBOUR, *BABIES[:held])}
    alone = {frozenset({1}), frozenset({2}), frozenset({3})}
    assert stories_of(texts) == ({frozenset({1, 3}), frozenset({2})} if is_copy else alone)


def test_a_chain_of_edits_is_not_one_story() -> None:
    """Each of ten tells two thirds of the one before; the first and the last have nothing in common."""
    alike = Likeness(0.66, 0.66)
    pairs = [Pair(at, at + 1, alike) for at in range(10)]
    found = group_stories([teller(at) for at in range(11)], pairs, [], lambda _one, _other: 0.0)
    together = [{member.article_id for member in story} for story in found]
    assert max(max(ids) - min(ids) for ids in together) <= 4


def test_people_part_and_join_and_the_latest_decision_wins() -> None:
    texts = {1: joined(*HARBOUR), 2: EDITED, 3: joined(*HARBOUR[:5]), 4: joined(*BABIES)}
    apart, one = Decision(1, 2, False), Decision(1, 2, True)
    assert frozenset({1, 2, 3}) in stories_of(texts)
    assert stories_of(texts, apart) == {frozenset({1, 3}), frozenset({2}), frozenset({4})}
    assert frozenset({1, 2, 3}) in stories_of(texts, apart, one)
    assert frozenset({2}) in stories_of(texts, one, apart)
    assert stories_of(texts, Decision(3, 4, True)) == {frozenset({1, 2, 3, 4})}
    circle = (Decision(1, 4, True), Decision(4, 2, True), Decision(1, 2, False))
    assert not any({1, 2} <= story for story in stories_of(texts, *circle))


@settings(max_examples=40, deadline=None)
@given(
    chosen=st.sets(st.sampled_from(sorted(VARIANTS)), min_size=2),
    decided=st.lists(
        st.tuples(st.sampled_from(range(1, 13)), st.sampled_from(range(1, 13)), st.booleans()), max_size=4
    ),
    seed=st.integers(0, 999),
)
def test_stories_do_not_hang_on_the_order_of_articles_or_pairs(
    chosen: set[int], decided: list[tuple[int, int, bool]], seed: int
) -> None:
    decisions = [Decision(*decision) for decision in decided if decision[0] != decision[1]]
    texts = {article_id: VARIANTS[article_id] for article_id in sorted(chosen)}
    assert stories_of(texts, *decisions) == stories_of(texts, *decisions, order=Random(seed))


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The benchmark's script as a module."""
    import importlib

    monkeypatch.syspath_prepend(str(BENCH))
    return importlib.import_module("stories")


def test_generated_copies_are_found_and_nothing_else_in_whatever_order(
    tmp_path: Path, bench: ModuleType
) -> None:
    articles = bench.Corpus(300, seed=4).articles
    found = []
    for name, order in (("a", articles), ("b", bench.shuffled(articles, 5))):
        engine = open_engine(f"sqlite:///{tmp_path / name}.db")
        bench.in_parts(engine, order, len(found) + 1, 200 - 70 * len(found))
        found.append(bench.partition(engine))
        engine.dispose()
    precision, recall = bench.scores(articles, found[0])
    assert precision >= 0.99 and recall >= 0.95
    assert found[1] == found[0]
