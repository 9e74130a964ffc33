"""Different numbers for the same thing: found, decided by the documented rule, and by a reviewer for good.

The contradictions of the Indonesian press are rebuilt here by value: the numbers were printed, words, places and people
are ours. Three of its contradictions are about ages, initials and days of a statement, which are no figures.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from claims_harness import INCIDENT, NGO, OFFICIAL, ClaimDesk, told
from sqlalchemy import Engine, select
from tests_support import Pantau

from models.claims import ConflictRule, CreditKind, FlagKind, LeftOut, ToldFigure
from models.conflicts import ConflictRow, Rival, Settlement
from models.errors import PantauError
from pipelines.resolving_claims import resolve_claims
from resolve.checks import check_article
from resolve.conflicts import settle
from storage.conflict_lists import list_conflicts
from storage.conflicts import overrule_conflict
from storage.engine import open_engine, reading, writing
from storage.filters import Filters
from storage.tables import Review
from storage.types import now

JUNE_18 = {
    "period_start": date(2023, 6, 5),
    "period_end": date(2023, 6, 18),
    "period_kind": "cumulative_since",
}


@pytest.fixture
def desk(engine: Engine) -> ClaimDesk:
    return ClaimDesk(engine)


def rival(figure: ToldFigure, *others: ToldFigure) -> Rival:
    """A claim told by figures."""
    told_by = (figure, *others)
    return Rival(
        id=figure.id, unit=figure.unit, region_code=figure.region_code, period_kind=figure.period_kind,
        value=figure.value, value_max=figure.value_max, is_approximate=figure.is_approximate,
        source_kind=figure.source_kind, first_on=figure.published_on,
        tellings=frozenset((f.article_id, f.is_headline) for f in told_by), figure_ids=tuple(f.id for f in told_by),
    )  # fmt: skip


def outcome(*figures: ToldFigure) -> Settlement:
    """What becomes of claims of one figure each."""
    return settle([rival(figure) for figure in figures])


def kinds(*figures: ToldFigure) -> list[str]:
    """Flags of one article that says these figures."""
    return [flag.kind.value for flag in check_article(figures)]


def kinds_of(title: str | None, *figures: ToldFigure) -> list[str]:
    """The same with a title beside the text."""
    return [flag.kind.value for flag in check_article(figures, title)]


def conflicts(desk: ClaimDesk) -> list[ConflictRow]:
    resolve_claims(desk.engine)
    with reading(desk.engine) as session:
        return list_conflicts(session, Filters())


@pytest.mark.parametrize(
    ("one", "other", "chosen", "rule"),
    [
        (
            {"source_kind": CreditKind.OFFICIAL},
            {"published_on": date(2024, 2, 1)},
            1,
            ConflictRule.BETTER_SOURCE,
        ),
        (
            {"source_kind": CreditKind.QUOTE},
            {"published_on": date(2024, 2, 1)},
            1,
            ConflictRule.BETTER_SOURCE,
        ),
        (
            {"source_kind": CreditKind.QUOTE},
            {"source_kind": CreditKind.OFFICIAL},
            2,
            ConflictRule.BETTER_SOURCE,
        ),
        ({"published_on": date(2024, 2, 1)}, {}, 1, ConflictRule.LATER_BULLETIN),
        ({"published_on": None}, {}, 2, ConflictRule.LATER_BULLETIN),
        ({}, {}, None, None),
        ({"published_on": None}, {"published_on": None}, None, None),
    ],
)
def test_the_rule_decides_and_says_so(
    one: dict[str, Any], other: dict[str, Any], chosen: int | None, rule: ConflictRule | None
) -> None:
    (conflict,) = (found := outcome(told(1, 457, **one), told(2, 494, **other))).conflicts
    assert (conflict.claim_ids, conflict.chosen_id, conflict.rule) == ((1, 2), chosen, rule)
    loser = {1: 2, 2: 1}.get(chosen or 0)
    assert found.left_out == {
        n: LeftOut.OPEN if chosen is None else LeftOut.LOST if n == loser else None for n in (1, 2)
    }


@pytest.mark.parametrize(
    ("one", "other", "left_out"),
    [
        (told(1, 30, is_approximate=True), told(2, 31), {1: LeftOut.VAGUE, 2: None}),
        (told(1, 20, value_max=Decimal(40)), told(2, 31), {1: LeftOut.VAGUE, 2: None}),
        (told(1, 30), told(2, 12, article_id=1), {1: None, 2: LeftOut.PART}),
        (told(1, 30), told(2, 10**12), {1: None, 2: LeftOut.IMPLAUSIBLE}),
        (told(1, 30), told(2, 31, region_code="53.09"), {1: None, 2: None}),
        (told(1, 30), told(2, 31, "korban"), {1: None, 2: None}),
        (told(1, 30), told(2, 30, period_kind="year_to_date"), {1: None, 2: None}),
        (told(1, 30, "persen"), told(2, 35, "persen"), {1: None, 2: None}),
    ],
)  # fmt: skip
def test_what_is_no_conflict(one: ToldFigure, other: ToldFigure, left_out: dict[int, LeftOut | None]) -> None:
    found = outcome(one, other)
    assert (found.conflicts, found.left_out) == ([], left_out)


def test_a_number_beside_a_larger_one_is_a_part_unless_most_articles_tell_it_alone() -> None:
    beside = [told(1, 20), told(2, 5, article_id=1)]
    often = settle([rival(beside[0]), rival(beside[1], told(3, 5))])
    assert (often.conflicts, often.left_out) == ([], {1: None, 2: LeftOut.PART})
    seldom = settle([rival(beside[0]), rival(beside[1], told(3, 5), told(4, 5))])
    assert len(seldom.conflicts) == 1


def test_zero_is_a_number_and_a_vague_one_does_not_hide_a_conflict() -> None:
    assert len(outcome(told(1, 0), told(2, 3)).conflicts) == 1
    found = outcome(told(1, 100), told(2, 110), told(3, 105, is_approximate=True))
    assert found.conflicts[0].claim_ids == (1, 2)
    assert found.left_out == {1: LeftOut.OPEN, 2: LeftOut.OPEN, 3: LeftOut.VAGUE}
    found = outcome(told(1, 50), told(2, 31), told(3, 30, is_approximate=True))
    assert found.conflicts[0].claim_ids == (1, 2, 3)


def test_an_event_told_for_a_kabupaten_and_its_province_counts_once() -> None:
    both = [
        told(1, 4, **INCIDENT),
        told(2, 10, region_code="53", **INCIDENT),
        told(3, 9, region_code="64.72", **INCIDENT),
    ]
    assert outcome(*both).within_province == {1}


# The contradictions, by value.


def test_headline_2194_body_2149() -> None:
    said = {"topic": "tppo", "region_code": "ID"}
    headline = told(1, 2194, "korban", is_headline=True, start=0, **{**said, **INCIDENT})
    body = told(2, 2149, "korban", article_id=1, **{**said, **JUNE_18})
    assert kinds(headline, body) == ["headline"]
    assert kinds(told(1, 2149, "korban", is_headline=True, start=0, **said), body) == []
    assert kinds_of("2.194 Korban TPPO Diselamatkan", body) == ["headline"]
    for title in (
        "2.149 Korban Diselamatkan",
        "2.200 Korban",
        "Lebih dari 2.140 Korban",
        "Tahun 2023, 16 Korban",
        None,
    ):
        assert kinds_of(title, body) == []
    same_period = [told(1, 2194, is_headline=True), told(2, 2149, article_id=1)]
    assert len(outcome(*same_period).conflicts) == 1


def test_405_as_cases_and_as_people_and_649_as_victims_and_as_suspects() -> None:
    (flags,) = outcome(told(1, 405), told(2, 405, "orang")).flags.values()
    assert [flag.kind for flag in flags] == [FlagKind.UNITS] and flags[0].figure_ids == (1, 2)
    (flags,) = outcome(told(3, 649, "korban"), told(4, 649, "tersangka", article_id=3)).flags.values()
    assert "korban dan sebagai tersangka" in flags[0].sentence
    assert (
        outcome(told(1, 3), told(2, 3, "korban"), told(3, 405, region_code="11"), told(4, 405, "orang")).flags
        == {}
    )


@pytest.mark.parametrize(
    ("figures", "kind"),
    [
        ([(29, None, None), (16, None, "dewasa"), (12, None, "anak")], "parts"),
        ([(20, None, None), (7, "perempuan", None), (12, "laki-laki", None)], "parts"),
        ([(16, None, None), (35, None, None), (7, "laki-laki", None), (9, "perempuan", None)], "parts"),
        ([(5, None, None), (1, None, None), (2, None, None), (1, None, None)], "parts"),
        ([(1113, None, None), (272, "laki-laki", None), (841, "perempuan", None)], None),
    ],
)
def test_parts_beside_their_total(
    figures: list[tuple[int, str | None, str | None]], kind: str | None
) -> None:
    article = [
        told(n, value, "korban", article_id=1, sex=sex, age=age)
        for n, (value, sex, age) in enumerate(figures)
    ]
    assert kinds(*article) == ([kind] if kind else [])


def test_7_cases_with_1337_victims_and_105_victims_as_35_percent_of_307_cases() -> None:
    assert kinds(told(1, 7), told(2, 1337, "korban", article_id=1)) == ["ratio"]
    share = [told(1, 307), told(2, 105, "korban", article_id=1), told(3, 35, "persen", article_id=1)]
    assert kinds(*share) == ["share"]
    assert kinds(told(1, 300, "korban"), *share[1:]) == []
    violence = {"topic": "kekerasan_perempuan_anak"}
    assert kinds(told(1, 1051, **violence), told(2, 1113, "korban", **violence), told(3, 1)) == []


def test_the_same_series_a_year_apart(desk: ClaimDesk) -> None:
    def series(first: int) -> list[dict[str, Any]]:
        years = enumerate((2, 6, 3), first)
        return [{"value": v, "period_start": date(y, 1, 1), "period_end": date(y, 12, 31)} for y, v in years]

    desk.store("satu", *series(2021), published=date(2024, 3, 1))
    desk.store("dua", *series(2020), published=date(2024, 3, 1))
    found = {
        row.period_start.year: {int(n.value) for n in row.numbers}
        for row in conflicts(desk)
        if row.period_start
    }
    assert found == {2021: {2, 6}, 2022: {6, 3}}


def test_457_and_494_suspects_on_one_day(desk: ClaimDesk) -> None:
    suspects = {"unit": "tersangka", "region_code": "ID", "region": "Indonesia", **JUNE_18}
    desk.store("satu", {"value": 457, "credited_to": NGO, **suspects}, published=date(2023, 6, 20))
    desk.store("dua", {"value": 494, "credited_to": OFFICIAL, **suspects}, published=date(2023, 6, 19))
    desk.store("salinan", {"value": 494, "credited_to": None, **suspects}, published=date(2023, 6, 19))
    (row,) = conflicts(desk)
    assert (row.is_open, row.rule, row.region, row.unit.value) == (
        False,
        "better_source",
        "Indonesia",
        "tersangka",
    )
    chosen, other = row.numbers
    assert (chosen.value, chosen.is_chosen, chosen.article_count, chosen.source_kind) == (
        494,
        True,
        2,
        "official",
    )
    assert (other.value, other.is_chosen, [s.credited_to for s in other.sources]) == (457, False, [NGO])


def test_cases_of_another_topic_and_an_explicit_zero_stay_apart(desk: ClaimDesk) -> None:
    violence = {"topic": "kekerasan_anak"}
    desk.store(
        "satu", {"value": 0}, {"value": 38, **violence}, {"value": 76, "topic": "kekerasan_perempuan_anak"}
    )
    desk.store("dua", {"value": 0}, {"value": 14, "unit": "pelaku", **violence})
    zero = next(claim for claim in desk.claims() if claim.value == 0)
    assert (zero.topic, zero.article_count, zero.left_out) == ("tppo", 2, None)
    assert conflicts(desk) == []


def test_articles_of_one_story_may_contradict_one_another_about_an_event(desk: ClaimDesk) -> None:
    desk.store("a", {"value": 5, **INCIDENT}, {"value": 3, **INCIDENT})
    desk.store("b", {"value": 6, **INCIDENT}, published=date(2024, 1, 16))
    assert conflicts(desk) == []
    desk.one_story("a", "b")
    (row,) = conflicts(desk)
    assert [(int(n.value), n.is_chosen) for n in row.numbers] == [(6, True), (5, False)]


def test_a_reviewer_overrules_for_good_and_may_take_it_back(desk: ClaimDesk) -> None:
    desk.store("lama", {"value": 12})
    desk.store("baru", {"value": 14}, published=date(2024, 2, 1))
    (row,) = conflicts(desk)
    assert (row.rule, int(row.numbers[0].value)) == ("later_bulletin", 14)
    with pytest.raises(PantauError, match="no number of conflict"):
        overrule_conflict(desk.engine, row.id, 10**6, reviewer="Rina")
    with pytest.raises(PantauError, match="no conflict 999"):
        overrule_conflict(desk.engine, 999, row.numbers[1].claim_id, reviewer="Rina")
    with pytest.raises(PantauError, match="name of its reviewer"):
        overrule_conflict(desk.engine, row.id, row.numbers[1].claim_id, reviewer=" ")
    overrule_conflict(
        desk.engine, row.id, row.numbers[1].claim_id, reviewer="Rina", comment="menelepon dinas"
    )
    for name, value in (("lama", 12), ("baru", 14)):
        desk.store(name, {"value": value}, published=date(2024, 2, 1), extractor="rules@2")
    (again,) = conflicts(desk)
    assert (again.rule, again.reviewer, again.comment) == ("reviewer", "Rina", "menelepon dinas")
    assert [(int(n.value), n.is_chosen) for n in again.numbers] == [(12, True), (14, False)]
    left_out = {int(claim.value): claim.left_out for claim in desk.claims()}
    assert left_out == {12: None, 14: LeftOut.LOST}
    with writing(desk.engine) as session:
        review = session.scalars(select(Review)).one()
        review.undone_at, review.undone_by = now(), "Rina"
    (undone,) = conflicts(desk)
    assert undone.is_open and undone.reviewer is None


def test_a_conflict_ends_where_its_cause_does_and_the_review_stays(desk: ClaimDesk) -> None:
    desk.store("a", {"value": 12})
    desk.store("b", {"value": 14})
    (row,) = conflicts(desk)
    overrule_conflict(desk.engine, row.id, row.numbers[0].claim_id, reviewer="Rina")
    desk.store("b", {"value": 12}, extractor="rules@2")
    assert conflicts(desk) == []
    assert [(claim.value, claim.left_out) for claim in desk.claims()] == [(12, None)]
    desk.store("b", {"value": 14}, extractor="rules@3")
    assert [row.rule for row in conflicts(desk)] == ["reviewer"]


def test_the_command_shows_conflicts_with_sources_and_rule(pantau: Pantau) -> None:
    desk = ClaimDesk(open_engine(f"sqlite:///{pantau.database}"))
    desk.store("a", {"value": 12, "credited_to": OFFICIAL}, {"value": 10**12, "unit": "korban"})
    desk.store("b", {"value": 14})
    desk.store("c", {"value": 5, "region_code": "53.09"})
    desk.store("d", {"value": 6, "region_code": "53.09"})
    resolve_claims(desk.engine)
    is_open, decided = pantau.json("conflicts")
    assert (is_open["is_open"], decided["rule"], decided["numbers"][0]["value"]) == (
        True,
        "better_source",
        12,
    )
    assert decided["numbers"][0]["sources"][0]["url"] == "https://a.example/a"
    table = pantau("conflicts", "--region", "53.08").out
    assert "resmi, lalu kutipan" in table and OFFICIAL in table and "BELUM" not in table
    assert pantau("conflicts", "--csv").out.count("\n") == 5
    assert pantau.json("conflicts", str(decided["id"])) == [decided]
    assert [row["kind"] for row in pantau.json("conflicts", "--flags")] == ["implausible"]
    assert "leave out the number" in pantau("conflicts", "1", "--flags").err
    missing = pantau("conflicts", "99")
    assert missing.code == 2 and "There is no conflict 99" in missing.err
