"""One number told by many articles is one claim, with all its sources, whatever happens to the articles."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from claims_harness import INCIDENT, NGO, OFFICIAL, ClaimDesk, told
from sqlalchemy import Engine, func, select, update
from tests_support import Pantau

from models.claims import CreditKind, FlagKind, LeftOut, RegionSuccession
from models.vocabulary import RegionKind, ReviewStatus, SubjectKind
from pipelines.resolving_claims import renew_claims, resolve_claims
from resolve.checks import check_article
from resolve.claims import group_claims, group_key, in_valid_region, subject_key
from storage.conflict_lists import list_flags
from storage.engine import open_engine, reading, writing
from storage.filters import Filters
from storage.reviews import correct, undo
from storage.tables import (
    Claim,
    ClaimFigure,
    FigureFlag,
    FigureRecord,
    Problem,
    Region,
    RegionChange,
    StoredArticle,
)

DAY = date(2024, 1, 30)


@pytest.fixture
def desk(engine: Engine) -> ClaimDesk:
    return ClaimDesk(engine)


def test_what_makes_another_claim() -> None:
    one = told(1, 12)
    others = [
        told(2, 12, "korban"), told(2, 13), told(2, 12, value_max=Decimal(15)), told(2, 12, sex="perempuan"),
        told(2, 12, age="anak"), told(2, 12, region_code="53.09"), told(2, 12, period_end=date(2023, 6, 30)),
        told(2, 0), told(2, 12, **INCIDENT),
    ]  # fmt: skip
    assert len({group_key(figure) for figure in (one, *others)}) == 10
    assert group_key(one) == group_key(told(9, 12.0, is_approximate=True, region="Ende"))
    unclear = [
        told(n, 12, region_code=None, story_id=story) for n, story in ((1, None), (2, None), (3, 7), (4, 7))
    ]
    assert len({group_key(figure) for figure in unclear}) == 3
    assert subject_key(one) == subject_key(others[0]) == subject_key(others[1]) != subject_key(others[3])


def test_incidents_are_told_by_story_or_within_days_of_the_first_report() -> None:
    days = {1: 0, 2: 3, 3: 4, 4: 7, 5: 30, 6: 60}
    figures = [told(n, 2, published_on=DAY + timedelta(d), **INCIDENT) for n, d in days.items()]
    later = told(7, 2, published_on=DAY + timedelta(99), story_id=40, **INCIDENT)
    figures += [
        told(8, 2, published_on=DAY, story_id=40, **INCIDENT),
        later,
        told(9, 2, published_on=None, **INCIDENT),
    ]
    shared = group_key(figures[0])
    drafts = group_claims(shared, reversed(figures))
    assert [[figure.id for figure in draft.figures] for draft in drafts] == [
        [1, 8, 2, 7],
        [3, 4],
        [5],
        [6],
        [9],
    ]
    assert [draft.story_count for draft in drafts] == [3, 2, 1, 1, 1]
    earlier = [*figures, told(20, 2, published_on=DAY - timedelta(1), **INCIDENT)]
    kept = group_claims(shared, earlier, {1: 501, 8: 502})
    assert kept[0].first.id == 20 and (kept[0].anchor_article_id, kept[0].key) == (1, drafts[0].key)
    unclear = [told(n, 2, published_on=DAY, region_code=None, story_id=5, **INCIDENT) for n in (1, 2)]
    assert len(group_claims(group_key(unclear[0]), unclear)) == 1


def test_a_code_that_was_abolished_counts_for_its_only_successor_or_is_flagged() -> None:
    succession = RegionSuccession(
        {"91.01": ("93.01",), "93.01": ("93.21",), "94": ("94.1", "95"), "62": (), "a": ("b",), "b": ("a",)},
        {"93.21": "Kabupaten Baru"},
    )
    figure, flag = in_valid_region(told(1, 5, region_code="91.01", region="Kabupaten Lama"), succession)
    assert (figure.region_code, figure.region) == ("93.21", "Kabupaten Baru")
    assert flag and flag.kind is FlagKind.REGION_MAPPED and "91.01 (Kabupaten Lama)" in flag.sentence
    for code in ("94", "62", "a"):
        figure, flag = in_valid_region(told(1, 5, region_code=code), succession)
        assert figure.region_code == code and flag and flag.kind is FlagKind.REGION_ABOLISHED
    assert in_valid_region(told(1, 5, region_code=None), succession)[1] is None


def test_a_corrected_number_is_a_claim_of_its_own_at_once(desk: ClaimDesk) -> None:
    """And an article that was never resolved is not read because of it."""
    engine = desk.engine
    desk.store("one", {})
    desk.store("two", {})
    with reading(engine) as session:
        figure_id = session.scalars(select(FigureRecord.id).order_by(FigureRecord.id)).first()
    assert figure_id is not None
    assert [(claim.value, claim.article_count) for claim in desk.claims()] == [(12, 2)]
    desk.store("waits", {})
    review = correct(
        engine, SubjectKind.FIGURE, figure_id, {"value": "15"}, reviewer="Uji", comment="dua belas salah"
    )
    renew_claims(engine, review)
    with reading(engine) as session:
        rows = session.execute(select(Claim.value, Claim.article_count).order_by(Claim.value)).all()
        assert [tuple(row) for row in rows] == [(12, 1), (15, 1)]
    undo(engine, review, by="Uji")
    renew_claims(engine, review)
    with reading(engine) as session:
        rows = session.execute(select(Claim.value, Claim.article_count).order_by(Claim.value)).all()
        assert [tuple(row) for row in rows] == [(12, 2)]


def test_a_claim_counts_stories_and_keeps_every_source(desk: ClaimDesk) -> None:
    desk.store("copy", {"credited_to": NGO}, published=date(2024, 1, 16))
    desk.store("first", {"credited_to": OFFICIAL}, {"value": 0, "unit": "korban"})
    desk.store("other", {"is_approximate": True}, {"value": 26.4, "unit": "persen"})
    claim, *others = desk.claims()
    assert (claim.value, claim.story_count, claim.article_count, claim.source_kind) == (
        12,
        3,
        3,
        CreditKind.OFFICIAL,
    )
    assert claim.first.article_id == desk.ids["first"] and len(claim.article_ids) == 3
    assert {(row.unit.value, row.value) for row in others} == {("korban", 0), ("persen", Decimal("26.4"))}
    told_later = desk.claims(since=date(2024, 1, 16), region="53", topic="statistik")
    assert [(row.id, row.article_count) for row in told_later] == [(claim.id, 3)]
    desk.one_story("first", "copy")
    again = desk.claims()[0]
    assert (again.id, again.story_count, again.article_count) == (claim.id, 2, 3)


def test_nothing_new_nothing_done_and_what_changed_is_done_again(desk: ClaimDesk) -> None:
    for name in ("a", "b"):
        desk.store(name, {}, {"value": 30, "unit": "korban"})
    before = {claim.value: claim.id for claim in desk.claims()}
    assert resolve_claims(desk.engine).articles == resolve_claims(desk.engine).claims == 0
    desk.store("a", {}, {"value": 31, "unit": "korban"}, extractor="rules@2")
    counts = resolve_claims(desk.engine)
    assert (counts.articles, counts.figures) == (1, 2)
    after = {claim.value: (claim.id, claim.article_count) for claim in desk.claims()}
    assert after[12] == (before[12], 2) and after[30] == (before[30], 1) and after[31][1] == 1
    seen: list[int] = []
    desk.store("c", {})
    resolve_claims(desk.engine, seen.append)
    assert seen == [desk.ids["c"]]


def test_removed_articles_and_rejected_facts_do_not_count_and_corrections_do(desk: ClaimDesk) -> None:
    for name in ("a", "b", "c"):
        desk.store(name, {})
    assert desk.claims()[0].article_count == 3
    with writing(desk.engine) as session:
        of = {name: session.scalars(figure_of(desk.ids[name])).one() for name in "ab"}
        of["a"].review_status = ReviewStatus.REJECTED
        of["b"].review_status, of["b"].machine_values, of["b"].value = (
            ReviewStatus.CORRECTED,
            {"value": 12},
            Decimal(21),
        )
    assert {(row.value, row.article_count) for row in desk.claims()} == {(12, 1), (21, 1)}
    with writing(desk.engine) as session:
        session.execute(update(FigureRecord).where(FigureRecord.value == 21).values(value=22))
        session.execute(
            update(StoredArticle)
            .where(StoredArticle.id == desk.ids["c"])
            .values(removed_at=func.current_timestamp())
        )
    assert [(row.value, row.article_count) for row in desk.claims()] == [(22, 1)]
    with writing(desk.engine) as session:
        back = session.scalars(figure_of(desk.ids["b"])).one()
        back.review_status, back.machine_values, back.value = None, None, Decimal(12)
    assert [(row.value, row.article_count) for row in desk.claims()] == [(12, 1)]


def test_a_stopped_run_goes_on(desk: ClaimDesk) -> None:
    for name in ("a", "b"):
        desk.store(name, {}, {"value": 99})

    def stop(_article_id: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        resolve_claims(desk.engine, stop)
    with reading(desk.engine) as session:
        assert session.scalar(select(func.count(ClaimFigure.figure_id))) == 4
        assert session.scalar(select(func.count(Claim.id))) == 0
    assert [claim.article_count for claim in desk.claims()] == [2, 2]


def test_regions_that_are_abolished_later(desk: ClaimDesk) -> None:
    desk.store("lama", {"region_code": "91.01", "region": "Kabupaten Lama"})
    desk.store("pecah", {"region_code": "92", "region": "Provinsi Pecah", "value": 7})
    assert {claim.region_code for claim in desk.claims()} == {"91.01", "92"}
    with writing(desk.engine) as session:
        for code, until in (
            ("91.01", date(2022, 11, 10)),
            ("92", date(2022, 11, 10)),
            ("93.01", None),
            ("95", None),
        ):
            session.add(
                Region(code=code, name=f"Wilayah {code}", kind=RegionKind.PROVINCE, parent_code=None,
                       population=None, population_year=None, valid_from=None, valid_until=until)
            )  # fmt: skip
        session.flush()
        for old, new in (("91.01", "93.01"), ("92", "93.01"), ("92", "95")):
            session.add(
                RegionChange(
                    predecessor_code=old, successor_code=new, changed_on=date(2022, 11, 11), reference="UU"
                )
            )
    assert {(claim.region_code, claim.region) for claim in desk.claims()} == {
        ("93.01", "Wilayah 93.01"),
        ("92", "Provinsi Pecah"),
    }
    with reading(desk.engine) as session:
        flags = {flag.kind: flag.article_id for flag in list_flags(session, Filters())}
    assert flags == {FlagKind.REGION_MAPPED: desk.ids["lama"], FlagKind.REGION_ABOLISHED: desk.ids["pecah"]}
    assert resolve_claims(desk.engine).articles == 0


def test_impossible_numbers_and_periods(desk: ClaimDesk) -> None:
    backwards = {"period_start": date(2023, 6, 1), "period_end": date(2023, 1, 1), "period_kind": "range"}
    desk.store("a", {"value": 10**12, "unit": "korban"}, {"value": 5, **backwards})
    (claim,) = desk.claims()
    assert (claim.value, claim.left_out) == (10**12, LeftOut.IMPLAUSIBLE)
    with reading(desk.engine) as session:
        (reason,) = session.scalars(select(Problem.reason))
        assert "its period ends before it begins" in reason
        assert [flag.kind for flag in session.scalars(select(FigureFlag))] == [FlagKind.IMPLAUSIBLE]


def test_flags_go_with_what_they_are_about(desk: ClaimDesk) -> None:
    parts = [{"unit": "korban", "value": 29}, {"unit": "korban", "value": 16, "age": "dewasa"}]
    desk.store("a", *parts, {"unit": "korban", "value": 12, "age": "anak"})
    resolve_claims(desk.engine)
    with reading(desk.engine) as session:
        (flag,) = list_flags(session, Filters())
    assert (flag.kind, flag.article_id, len(flag.figure_ids)) == (FlagKind.PARTS, desk.ids["a"], 3)
    assert flag.sentence == "16 + 12 = 28, bukan 29 korban."
    desk.store("a", *parts, {"unit": "korban", "value": 13, "age": "anak"}, extractor="rules@2")
    resolve_claims(desk.engine)
    with reading(desk.engine) as session:
        assert list_flags(session, Filters()) == []


def test_what_adds_up_or_says_nothing_is_not_flagged() -> None:
    split = [("laki-laki", None, 74), ("perempuan", None, 29), (None, "anak", 20)]
    total = [
        told(0, 123, "korban"),
        *(told(n, v, "korban", sex=s, age=a) for n, (s, a, v) in enumerate(split, 1)),
    ]
    assert check_article(total) == []
    cells = [
        (s, a, v)
        for v, (s, a) in enumerate(
            [(s, a) for s in ("laki-laki", "perempuan") for a in ("anak", "dewasa")], 1
        )
    ]
    four = [
        told(0, 10, "korban"),
        *(told(n, v, "korban", sex=s, age=a) for n, (s, a, v) in enumerate(cells, 1)),
    ]
    assert check_article(four) == []
    some = [
        told(0, 50),
        told(1, 12),
        told(2, 5),
        told(3, 20, region_code="53.09"),
        told(4, 3, "korban", sex="perempuan"),
    ]
    assert check_article(some) == []
    listed = [told(0, 9, region_code="53"), *(told(n, 3, region_code=f"53.0{n}") for n in (1, 2, 3))]
    assert check_article(listed) == []
    assert [flag.kind for flag in check_article([*listed, told(5, 3, region_code="53.05")])] == [
        FlagKind.PARTS
    ]


def test_the_command_lists_each_number_once(pantau: Pantau) -> None:
    desk = ClaimDesk(open_engine(f"sqlite:///{pantau.database}"))
    for name in ("a", "b"):
        desk.store(name, {"credited_to": OFFICIAL})
    desk.store("c", {"value": 10**12, "unit": "korban"})
    resolve_claims(desk.engine)
    rows = pantau.json("figures", "--claims", "--region", "53")
    assert [(row["value"], row["story_count"], row["article_count"], row["left_out"]) for row in rows] == [
        (12, 2, 2, None), (10**12, 1, 1, "implausible"),
    ]  # fmt: skip
    table = pantau("figures", "--claims").out
    assert "mustahil" in table and "resmi" in table
    assert pantau("figures", "--claims", "--csv").out.startswith("region,region_code,topic,unit,value")


def figure_of(article_id: int):  # type: ignore[no-untyped-def]
    """The figures of an article that belong to a claim."""
    return select(FigureRecord).join(ClaimFigure).where(ClaimFigure.article_id == article_id)
