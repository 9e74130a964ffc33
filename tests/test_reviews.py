"""Decisions of people: they win everywhere, the machine's values stay, nothing is lost and everything can be undone."""

import csv
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from review_support import FIGURE, OFFICIAL, STATEMENT, fact, figure_ids, past, put
from sqlalchemy import Engine, select

from models.article import Article
from models.errors import PantauError
from models.fact import Facts
from models.vocabulary import AgencyType, ReviewAction, SubjectKind
from pipelines.resolving_claims import resolve_claims
from publish.export import export
from storage.claims import figure_claims
from storage.details import article_detail
from storage.engine import reading, writing
from storage.filters import Filters
from storage.queries import list_articles, list_figures, list_officials, list_statements
from storage.review_lists import history, list_reviews
from storage.review_queue import next_facts
from storage.reviews import accept, comment, correct, redo, reject, undo
from storage.runs import totals
from storage.tables import AgencyRecord, OfficialRecord, Organization, Review, StatementRecord
from storage.types import now

Story = Callable[..., tuple[Article, Facts]]
REGIONS = {"53.08": "Kabupaten Ende", "53.07": "Kabupaten Sikka", "ID": "Indonesia"}


@pytest.fixture
def figure_id(engine: Engine, story: Story) -> int:
    """The one figure of a stored article: 12 cases in Ende in 2023."""
    put(engine, story())
    (found,) = figure_ids(engine)
    return found


def fix(engine: Engine, fact_id: int, kind: SubjectKind = FIGURE, **values: Any) -> int:
    return correct(
        engine, kind, fact_id, values, reviewer="Ani", comment="lihat alinea 2", regions=REGIONS, seen=99
    )


def first_id(engine: Engine, table: Any) -> int:
    with reading(engine) as session:
        return session.scalars(select(table.id).order_by(table.id)).first() or 0


def test_a_corrected_fact_wins_everywhere_and_keeps_what_the_machine_found(
    engine: Engine, figure_id: int, tmp_path: Path
) -> None:
    resolve_claims(engine)
    fix(engine, figure_id, value="15", unit="korban", region_code="53.07", period_end="2023-06-30")
    resolve_claims(engine)
    with reading(engine) as session:
        (row,) = list_figures(session, Filters(region="53.07", unit="korban"))  # type: ignore[arg-type]
        assert list_figures(session, Filters(region="53.08")) == []
        (claim,) = figure_claims(session, Filters())
        export(session, tmp_path / "out", Filters())
    assert (row.value, row.unit, row.region, row.period_end) == (
        15, "korban", "Kabupaten Sikka", date(2023, 6, 30),
    )  # fmt: skip
    assert row.review_status == "corrected"
    assert row.machine_values == {
        "value": 12, "value_max": None, "unit": "kasus", "region_code": "53.08", "region": "Kabupaten Ende",
        "period_start": "2023-01-01", "period_end": "2023-12-31", "period_kind": "calendar_year",
    }  # fmt: skip
    assert (claim.value, claim.region_code) == (15, "53.07")
    with (tmp_path / "out/figures.csv").open(encoding="utf-8", newline="") as file:
        (exported,) = csv.DictReader(file)
    assert (exported["value"], exported["review_status"]) == ("15", "corrected")
    assert "machine_values" not in exported


def test_a_rejected_fact_counts_nowhere(engine: Engine, figure_id: int, tmp_path: Path) -> None:
    reject(engine, FIGURE, figure_id, reviewer="Ani", comment="angka lama")
    with reading(engine) as session:
        assert list_figures(session, Filters()) == figure_claims(session, Filters()) == []
        assert list_articles(session, Filters(unit="kasus")) == []  # type: ignore[arg-type]
        assert (totals(session).figures, totals(session).statements) == (0, 1)
        detail = article_detail(session, 1)
        manifest = export(session, tmp_path / "out", Filters())
    assert detail is not None
    assert detail.figures == ()
    assert [(review.action, review.comment) for review in detail.reviews] == [("reject", "angka lama")]
    assert {table.table: table.rows for table in manifest.tables}["figures"] == 0


def test_a_rejected_official_takes_the_words_and_the_credit_along(
    engine: Engine, figure_id: int, tmp_path: Path
) -> None:
    """A private person who was taken for an official must not leave the store by another door."""
    with reading(engine) as session:
        (official,) = list_officials(session, Filters())
    reject(engine, OFFICIAL, official.id, reviewer="Ani")
    with reading(engine) as session:
        assert list_officials(session, Filters()) == list_statements(session, Filters()) == []
        assert list_articles(session, Filters(official="Yosef")) == []
        assert (totals(session).officials, totals(session).statements) == (0, 0)
        export(session, tmp_path / "out", Filters())
    assert "Yosef" not in "".join(path.read_text() for path in (tmp_path / "out").iterdir())


def test_names_that_were_corrected_still_tell_whom_a_number_is_credited_to(
    engine: Engine, figure_id: int, tmp_path: Path
) -> None:
    with reading(engine) as session:
        (official,) = list_officials(session, Filters())
    fix(engine, official.id, OFFICIAL, name="Yosef Lamawuran Doni", agency="Dinsos Ende")
    fix(engine, first_id(engine, AgencyRecord), SubjectKind.AGENCY, name="Dinsos Ende", acronym="")
    with reading(engine) as session:
        assert [row.speaker for row in list_statements(session, Filters())] == ["Yosef Lamawuran Doni"]
        assert len(list_figures(session, Filters(official="Doni"))) == 1
        assert len(list_figures(session, Filters(agency="Dinsos"))) == 1
        export(session, tmp_path / "out", Filters())
    assert '"credited_to": "Yosef Lamawuran"' in (tmp_path / "out/figures.jsonl").read_text()


def test_a_statement_gets_another_speaker_of_its_article(engine: Engine, story: Story) -> None:
    article, facts = story(text=story()[0].text + "\nKapolres Ende, Rina Wea, hadir.")
    (yosef,) = facts.officials
    start = article.text.index("Rina Wea")
    rina = yosef.model_copy(
        update={"name": "Rina Wea", "quote": "Rina Wea", "start": start, "end": start + 8, "mentions": ()}
    )
    put(engine, (article, facts.model_copy(update={"officials": (yosef, rina)})))
    statement = first_id(engine, StatementRecord)
    review = fix(engine, statement, STATEMENT, speaker="Rina Wea")
    with reading(engine) as session:
        (said,) = list_statements(session, Filters(official="Rina"))
        rina_id = next(o.id for o in list_officials(session, Filters()) if o.name == "Rina Wea")
    assert said.machine_values == {"speaker": "Yosef Lamawuran"}
    with pytest.raises(PantauError, match="'Budi' is no official of the article"):
        fix(engine, statement, STATEMENT, speaker="Budi")
    fix(engine, rina_id, OFFICIAL, name="Rina Wea Lado")
    undo(engine, review, by="Ani")
    assert fact(engine, STATEMENT, statement).values["speaker"] == "Yosef Lamawuran"
    redo(engine, review, by="Ani")
    assert fact(engine, STATEMENT, statement).values["speaker"] == "Rina Wea Lado"


def test_history_tells_who_when_why_and_what_was_taken_back(engine: Engine, figure_id: int) -> None:
    first = fix(engine, figure_id, value=15)
    comment(engine, FIGURE, figure_id, "tanya redaksi", reviewer="Budi")
    undo(engine, first, by="Citra")
    again = redo(engine, first, by="Dewi")
    told = past(engine, FIGURE, figure_id)
    assert [(row.action, row.reviewer, row.undone_by) for row in told] == [
        ("correct", "Ani", "Citra"), ("comment", "Budi", None), ("correct", "Dewi", None),
    ]  # fmt: skip
    assert told[0].values == told[2].values == {"value": 15, "value_max": None}
    assert told[0].comment == "lihat alinea 2"
    assert told[0].undone_at is not None and told[0].undone_at >= told[0].created_at
    assert told[0].subject["quote"] == "12 kasus" and told[0].subject["content"]["value"] == 12
    with pytest.raises(PantauError, match=f"review {first} was undone by Citra"):
        undo(engine, first, by="Budi")
    with pytest.raises(PantauError, match=f"review {again} holds"):
        redo(engine, again, by="Budi")


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("correct"), st.sampled_from(["value", "value_max", "unit", "period_start", "sex"])),
        st.tuples(st.sampled_from(["accept", "reject", "comment"]), st.none()),
        st.tuples(st.sampled_from(["undo", "redo"]), st.integers(0, 9)),
    ),
    max_size=9,
)
CHOICES = {
    "value": "7",
    "value_max": "40",
    "unit": "korban",
    "period_start": "2023-03-01",
    "sex": "perempuan",
}


@given(steps=STEPS)
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_order_of_decisions_equals_working_it_out_from_scratch(
    engine: Engine, story: Story, steps: list[tuple[str, Any]]
) -> None:
    url = f"https://a.example/{now().timestamp()}"
    put(engine, story(url=url), url)
    with reading(engine) as session:
        figure_id = next(row.id for row in list_figures(session, Filters()) if row.url == url)
    machine = fact(engine, FIGURE, figure_id).values
    held: list[list[Any]] = []  # review, action, values, whether it holds
    for step, choice in steps:
        if step in {"undo", "redo"}:
            fitting = [review for review in held if review[3] is (step == "undo")]
            if not fitting:
                continue
            chosen = fitting[choice % len(fitting)]
            if step == "undo":
                undo(engine, chosen[0], by="Ani")
                chosen[3] = False
            else:
                held.append([redo(engine, chosen[0], by="Ani"), *chosen[1:3], True])
        elif step == "correct":
            try:
                review = fix(engine, figure_id, **{choice: CHOICES[choice]})
            except PantauError as error:
                assert "has these values already" in str(error)
                continue
            set_by_it = past(engine, FIGURE, figure_id)[-1].values
            held.append([review, "correct", set_by_it, True])
        else:
            act = {"accept": accept, "reject": reject}.get(step)
            review = (
                act(engine, FIGURE, figure_id, reviewer="Ani")
                if act
                else comment(engine, FIGURE, figure_id, "?", reviewer="Ani")
            )
            held.append([review, step, None, True])
    standing = [review for review in held if review[3] and review[1] != "comment"]
    wanted, touched = dict(machine), set()
    for _, _, values, _ in standing:
        wanted |= values or {}
        touched |= set(values or {})
    status = None
    if standing:
        status = "corrected" if touched else "accepted"
        status = "rejected" if standing[-1][1] == "reject" else status
    found = fact(engine, FIGURE, figure_id)
    assert found.values == wanted
    assert found.machine_values == {name: machine[name] for name in touched}
    assert found.status == status
    assert len(past(engine, FIGURE, figure_id)) == len(held)


IMPOSSIBLE: list[tuple[dict[str, Any], str]] = [
    ({"nilai": 3}, "figure has no field 'nilai' that can be corrected: use value,"),
    ({"quote": "x"}, "has no field 'quote'"),
    ({"unit": "ekor"}, "unit 'ekor' is not possible: it should be 'kasus'"),
    ({"value": "-1"}, "value -1 is below 0"),
    ({"value": "1.012"}, "value 1.012 is no whole number of kasus"),
    ({"value": "nan"}, "value 'nan' is not possible"),
    ({"value": "1e15"}, "beyond any number"),
    ({"unit": "persen", "value": "1.00001"}, "more than four decimal places"),
    ({"value": ""}, "value '' is not possible"),
    ({"value": "20", "value_max": "19"}, "value_max 19 is below value 20"),
    ({"period_start": "2024-01-01"}, "period_end 2023-12-31 lies before period_start 2024-01-01"),
    ({"period_start": "2023"}, "period_start '2023' is not possible: write the day as 2024-01-31"),
    ({"region_code": "99.99"}, "region '99.99' is not known"),
    ({"region": "Atlantis"}, "region 'Atlantis' is not known"),
    ({"region_code": "53.07", "region": "Kabupaten Ende"}, "region 53.07 is Kabupaten Sikka, not"),
    ({"value": 12}, "has these values already"),
    ({}, "needs a value"),
]


def test_impossible_values_are_refused_in_one_sentence_and_nothing_is_written(
    engine: Engine, figure_id: int
) -> None:
    for values, sentence in IMPOSSIBLE:
        with pytest.raises(PantauError) as refused:
            fix(engine, figure_id, **values)
        assert sentence in str(refused.value)
    assert past(engine, FIGURE, figure_id) == []
    assert fact(engine, FIGURE, figure_id).status is None


def test_what_is_missing_or_gone_is_refused_in_one_sentence(engine: Engine, figure_id: int) -> None:
    for gone in (figure_id + 1, 0, -3, 2**63):
        with pytest.raises(PantauError, match=r"there is no figure .* look it up anew"):
            accept(engine, FIGURE, gone, reviewer="Ani")
    with pytest.raises(PantauError, match="person is no fact of an article"):
        accept(engine, SubjectKind.PERSON, 1, reviewer="Ani")
    with pytest.raises(PantauError, match="name of its reviewer"):
        accept(engine, FIGURE, figure_id, reviewer=" \n")
    with pytest.raises(PantauError, match="needs a reason"):
        correct(engine, FIGURE, figure_id, {"value": 3}, reviewer="Ani", comment=" ")
    with pytest.raises(PantauError, match="comment is empty"):
        comment(engine, FIGURE, figure_id, "", reviewer="Ani")
    for gone in (77, 2**63):
        with pytest.raises(PantauError, match=f"there is no review {gone}"):
            undo(engine, gone, by="Ani")


def test_strange_characters_and_long_names_are_kept_as_far_as_they_can_be(
    engine: Engine, figure_id: int
) -> None:
    long = "Yosef " * 500
    official = first_id(engine, OfficialRecord)
    correct(
        engine, OFFICIAL, official, {"name": long, "title": "Kepala\x00 \ud800Dinas"},
        reviewer="A\x00ni\udfff", comment="nama\x00 \ud83d lengkap",
    )  # fmt: skip
    (told,) = past(engine, OFFICIAL, official)
    assert (told.reviewer, told.comment) == ("A\ufffdni\ufffd", "nama\ufffd \ufffd lengkap")
    with reading(engine) as session:
        (row,) = list_officials(session, Filters(official="Kepala\ufffd \ufffdDinas"))
    assert row.name == long.strip() and len(row.name) == 2999
    undo(engine, told.id, by="Ani")
    assert fact(engine, OFFICIAL, official).values["name"] == "Yosef Lamawuran"


def test_nobody_overwrites_unknowingly_what_another_decided(engine: Engine, figure_id: int) -> None:
    seen = fact(engine, FIGURE, figure_id).revision
    accept(engine, FIGURE, figure_id, reviewer="Ani", seen=seen)
    with pytest.raises(PantauError, match="was decided on by Ani meanwhile, nothing was written"):
        correct(engine, FIGURE, figure_id, {"value": 3}, reviewer="Budi", comment="x", seen=seen)
    comment(engine, FIGURE, figure_id, "remarks never clash", reviewer="Budi")
    now_seen = fact(engine, FIGURE, figure_id).revision
    theirs = correct(engine, FIGURE, figure_id, {"value": 3}, reviewer="Budi", comment="x", seen=now_seen)
    correct(engine, FIGURE, figure_id, {"value": 4}, reviewer="Budi", comment="my own", seen=now_seen + 1)
    with pytest.raises(PantauError, match="decided on by Budi meanwhile"):  # at two desks under one name
        accept(engine, FIGURE, figure_id, reviewer="Budi", seen=now_seen)
    undo(engine, theirs, by="Citra")
    with pytest.raises(PantauError, match="decided on by Citra meanwhile"):
        reject(engine, FIGURE, figure_id, reviewer="Budi", seen=now_seen + 2)
    assert fact(engine, FIGURE, figure_id).values["value"] == 4


def test_two_reviewers_at_once_one_decides_and_the_other_is_told(engine: Engine, figure_id: int) -> None:
    start, outcomes = threading.Barrier(2), []

    def decide(name: str, value: int) -> None:
        start.wait()
        try:
            correct(engine, FIGURE, figure_id, {"value": value}, reviewer=name, comment="x")
            outcomes.append("decided")
        except PantauError as error:
            assert "meanwhile" in str(error)
            outcomes.append("told")

    threads = [threading.Thread(target=decide, args=pair) for pair in (("Ani", 3), ("Budi", 4))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["decided", "told"]
    (held,) = past(engine, FIGURE, figure_id)
    assert fact(engine, FIGURE, figure_id).values["value"] == (held.values or {})["value"]


def test_doubtful_facts_come_first_and_what_was_decided_on_no_more(engine: Engine, story: Story) -> None:
    for name, sure in (("a", 0.9), ("b", 0.2), ("c", None)):
        put(engine, story(url=f"https://a.example/{name}", figure={"confidence": sure}), name)
    with reading(engine) as session:
        queue = next_facts(session, [FIGURE], limit=9)
        assert [found.confidence for found in queue] == [0.2, 0.9, None]
        assert [found.confidence for found in next_facts(session, [FIGURE], max_confidence=0.5, limit=9)] == [
            0.2
        ]
        mixed = next_facts(session, limit=99)
    assert {found.kind for found in mixed} == set(SubjectKind) & {
        FIGURE, STATEMENT, OFFICIAL, SubjectKind.AGENCY, SubjectKind.DATE, SubjectKind.LAW,
    }  # fmt: skip
    doubtful = queue[0]
    assert (doubtful.before.endswith("mengatakan ada "), doubtful.after) == (True, " TPPO sepanjang 2023.")
    accept(engine, FIGURE, doubtful.fact_id, reviewer="Ani")
    with reading(engine) as session:
        later = next_facts(session, [FIGURE], limit=1, skip=frozenset({(FIGURE, queue[1].fact_id)}))
    assert [found.fact_id for found in later] == [queue[2].fact_id]


def test_decisions_about_things_are_shown_and_undone_for_their_resolver(engine: Engine) -> None:
    with writing(engine) as session:
        session.add(
            Review(
                subject_kind=SubjectKind.ORGANIZATION, action=ReviewAction.MERGE, subject={"key": "dinsos ende"},
                values={"into": 7}, comment="sama", reviewer="Ani", created_at=now(),
            )
        )  # fmt: skip
        bodies = [
            Organization(key=key, name=key, type=AgencyType.SOCIAL_AFFAIRS)
            for key in ("dinsos ende", "dinsos sikka")
        ]
        session.add_all(bodies)
    with reading(engine) as session:
        (told,) = history(session, SubjectKind.ORGANIZATION, bodies[0].id)
        assert history(session, SubjectKind.ORGANIZATION, bodies[1].id) == []
        assert list_reviews(session, orphaned=True) == []
    undo(engine, told.id, by="Budi")
    redo(engine, told.id, by="Citra")
    with reading(engine) as session:
        assert [(row.values, row.undone_by) for row in history(session, SubjectKind.ORGANIZATION, bodies[0].id)] == [
            ({"into": 7}, "Budi"), ({"into": 7}, None),
        ]  # fmt: skip
