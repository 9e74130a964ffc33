"""Decisions outlive the rows that they were made on: newer extractors, edited texts, moved and deleted articles."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from review_support import FIGURE, OFFICIAL, STATEMENT, fact, figure_ids, orphans, past, put, with_figures
from sqlalchemy import Engine, delete, select

from models.article import Article
from models.errors import PantauError
from models.fact import Facts
from models.vocabulary import FigureUnit, Sex, SubjectKind
from storage.changes import article_changes
from storage.engine import reading, writing
from storage.filters import Filters
from storage.queries import list_figures, list_officials, list_statements
from storage.reviews import accept, comment, correct, redo, reject, undo
from storage.tables import FigureRecord, Review, StoredArticle

Story = Callable[..., tuple[Article, Facts]]


def newer(stored: tuple[Article, Facts], number: int = 2, **figure: Any) -> tuple[Article, Facts]:
    """The same article as a newer extractor reads it."""
    article, facts = stored
    facts = with_figures(facts, figure) if figure else facts
    return article, facts.model_copy(update={"extractor": f"rules@{number}"})


def fix(engine: Engine, fact_id: int, kind: SubjectKind = FIGURE, **values: Any) -> int:
    return correct(engine, kind, fact_id, values, reviewer="Ani", comment="lihat alinea 2")


def the_figure(engine: Engine) -> Any:
    with reading(engine) as session:
        (row,) = list_figures(session, Filters())
    return row


def test_a_newer_model_finds_other_values_and_the_reviewed_ones_win(engine: Engine, story: Story) -> None:
    put(engine, story())
    (before,) = figure_ids(engine)
    review = fix(engine, before, value=15)
    comment(engine, FIGURE, before, "tanya redaksi", reviewer="Budi")
    with reading(engine) as session:
        statement, official = list_statements(session, Filters())[0], list_officials(session, Filters())[0]
    reject(engine, STATEMENT, statement.id, reviewer="Ani")
    fix(engine, official.id, OFFICIAL, title="Kadinsos Ende")
    put(engine, newer(story(), value=13.0, credited_to=None))
    row = the_figure(engine)
    assert (row.value, row.credited_to, row.review_status) == (15, None, "corrected")
    assert row.machine_values == {"value": 13, "value_max": None}
    assert [(told.action, told.fact_id) for told in past(engine, FIGURE, row.id)] == [
        ("correct", row.id), ("comment", row.id),
    ]  # fmt: skip
    with reading(engine) as session:
        assert list_statements(session, Filters()) == []
        assert list_officials(session, Filters())[0].title == "Kadinsos Ende"
    undo(engine, review, by="Budi")
    assert (the_figure(engine).value, the_figure(engine).machine_values) == (13, None)


def test_the_machine_comes_to_the_same_and_the_history_stays(engine: Engine, story: Story) -> None:
    put(engine, story())
    fix(engine, figure_ids(engine)[0], value=15, unit="korban")
    wider = "ada 12 kasus TPPO"
    start = story()[0].text.index(wider)
    put(
        engine,
        newer(story(), value=15.0, unit=FigureUnit.KORBAN, quote=wider, start=start, end=start + len(wider)),
    )
    row = the_figure(engine)
    assert (row.value, row.unit, row.review_status, row.quote) == (15, "korban", "corrected", wider)
    assert len(past(engine, FIGURE, row.id)) == 1 and orphans(engine) == []


def test_what_is_not_found_any_more_is_orphaned_and_comes_back(engine: Engine, story: Story) -> None:
    put(engine, story())
    (before,) = figure_ids(engine)
    review, later = fix(engine, before, value=15), fix(engine, before, unit="korban")
    article, facts = newer(story())
    put(engine, (article, facts.model_copy(update={"figures": ()})))
    assert [(told.id, told.fact_id) for told in orphans(engine)] == [(later, None), (review, None)]
    told = orphans(engine)[0].subject
    assert (told["url"], told["title"], told["quote"]) == (
        "https://kabartimur.example/ende-12-kasus", "Dua belas kasus TPPO di Ende", "12 kasus",
    )  # fmt: skip
    with pytest.raises(PantauError, match="there is no figure"):
        accept(engine, FIGURE, before, reviewer="Ani")
    undo(engine, later, by="Ani")
    put(engine, newer(story(), 3, value=14.0))
    assert (the_figure(engine).value, the_figure(engine).unit, orphans(engine)) == (15, "kasus", [])
    redo(engine, later, by="Ani")
    assert (the_figure(engine).value, the_figure(engine).unit) == (15, "korban")


def test_facts_on_one_quote_keep_their_own_decisions(engine: Engine, story: Story) -> None:
    article, facts = story()
    both = [{"value": 5.0, "sex": Sex.PEREMPUAN}, {"value": 7.0, "sex": Sex.LAKI_LAKI}]
    put(engine, (article, with_figures(facts, *both)))
    women, men = figure_ids(engine)
    fix(engine, women, value=6)
    reject(engine, FIGURE, men, reviewer="Ani")
    put(engine, newer((article, with_figures(facts, *reversed(both)))))
    assert (the_figure(engine).sex, the_figure(engine).value) == ("perempuan", 6)
    put(engine, newer((article, with_figures(facts, both[0])), 3))
    (orphan,) = orphans(engine)
    assert orphan.action == "reject" and the_figure(engine).value == 6


def test_an_edited_text_takes_the_decisions_along_where_the_quote_still_stands(
    engine: Engine, story: Story
) -> None:
    put(engine, story())
    (before,) = figure_ids(engine)
    fix(engine, before, value=15)
    with reading(engine) as session:
        (words,) = list_statements(session, Filters())
    reject(engine, STATEMENT, words.id, reviewer="Ani")
    text = story()[0].text
    edited = "Diperbarui. Polres menyebut 12 kasus pencurian.\n" + text.replace(
        "sepanjang 2023", "selama 2023"
    )

    def at_its_new_place(facts: Facts) -> Facts:
        start = edited.index("12 kasus TPPO")
        return with_figures(facts, {"start": start, "end": start + 8})

    article, facts = story(text=edited)
    put(engine, (article, at_its_new_place(facts)), "b")
    row = the_figure(engine)
    assert (row.value, row.start, row.id != before) == (15, edited.index("12 kasus TPPO"), True)
    with reading(engine) as session:
        assert list_statements(session, Filters()) == []
        (change,) = article_changes(session, row.article_id)
        older = session.get_one(FigureRecord, before)
        assert (older.value, older.review_status) == (12, None)
    assert change.facts == ()  # the edit changed no fact, whatever people decided
    with pytest.raises(PantauError, match="stands in an older text of article"):
        accept(engine, FIGURE, before, reviewer="Ani")
    gone = text.replace("12 kasus TPPO sepanjang 2023", "banyak kasus TPPO")
    put(engine, story(text=gone + " Pada 2023, 12 kasus.", figure={"region_code": "53.07"}), "c")
    assert the_figure(engine).value == 12  # the words are there, but of another region
    assert [told.action for told in orphans(engine)] == ["correct"]
    put(engine, story(text=text + " Selesai.", figure={"value": 13, "region_code": None}), "d")
    assert the_figure(engine).value == 15  # the sentence is the same, whatever the machine makes of it now


def test_of_two_alike_quotes_the_one_that_is_left_is_not_taken_for_the_other(
    engine: Engine, story: Story
) -> None:
    ende, sikka = "12 kasus di Kabupaten Ende", "12 kasus di Kabupaten Sikka"
    text = story()[0].text

    def telling(*counted: str) -> tuple[Article, Facts]:
        told = text.replace("12 kasus TPPO", " dan ".join(counted) + " TPPO")
        regions = {ende: "53.08", sikka: "53.07"}
        article, facts = story(text=told)
        places = [
            {"start": told.index(words), "end": told.index(words) + 8, "region_code": regions[words]}
            for words in counted
        ]
        return article, with_figures(facts, *places)

    put(engine, telling(ende, sikka))
    fix(engine, figure_ids(engine)[0], value=15)
    put(engine, telling(sikka), "b")
    assert (the_figure(engine).value, len(orphans(engine))) == (12, 1)
    put(engine, telling(sikka, ende), "c")
    with reading(engine) as session:
        found = {row.region_code: row.value for row in list_figures(session, Filters())}
    assert (found, orphans(engine)) == ({"53.08": 15, "53.07": 12}, [])


def test_decisions_go_where_the_document_goes(engine: Engine, story: Story) -> None:
    """A newer extractor reads another canonical address: the article is another one, the old one is forgotten."""
    put(engine, story())
    fix(engine, figure_ids(engine)[0], value=15)
    put(engine, newer(story(url="https://kabartimur.example/lain")))
    assert the_figure(engine).value == 15 and orphans(engine) == []
    assert the_figure(engine).url == "https://kabartimur.example/lain"


def test_decisions_about_a_deleted_article_stay_and_find_it_again(engine: Engine, story: Story) -> None:
    put(engine, story())
    (before,) = figure_ids(engine)
    review = fix(engine, before, value=15)
    with writing(engine) as session:
        session.execute(delete(StoredArticle))
    (told,) = orphans(engine)
    assert (told.article_id, told.fact_id, told.subject["url"]) == (None, None, story()[0].url)
    put(engine, story(url="https://a.example/other"), "b")  # SQLite gives the same keys again
    assert the_figure(engine).value == 12 and len(orphans(engine)) == 1
    assert past(engine, FIGURE, the_figure(engine).id) == []
    undo(engine, review, by="Ani")
    redo(engine, review, by="Ani")
    put(engine, story(), "c")
    with reading(engine) as session:
        values = {row.url: row.value for row in list_figures(session, Filters())}
    assert values == {story()[0].url: 15, "https://a.example/other": 12}


def test_an_article_that_is_not_relevant_for_a_while_keeps_its_decisions(
    engine: Engine, story: Story
) -> None:
    put(engine, story())
    fix(engine, figure_ids(engine)[0], value=15)
    article, facts = newer(story(relevant=False))
    put(engine, (article, facts))
    assert len(orphans(engine)) == 1
    put(engine, newer(story(), 3))
    assert the_figure(engine).value == 15


def test_a_decision_and_an_extraction_at_once_neither_gets_lost(engine: Engine, story: Story) -> None:
    put(engine, story())
    (before,) = figure_ids(engine)
    start, refused = threading.Barrier(2), []

    def decide() -> None:
        start.wait()
        try:
            fix(engine, before, value=15)
        except PantauError as error:
            refused.append(str(error))

    thread = threading.Thread(target=decide)
    thread.start()
    start.wait()
    put(engine, newer(story(), value=13.0))
    thread.join(timeout=60)
    row = the_figure(engine)
    if refused:
        assert "there is no figure" in refused[0]
        assert (row.value, past(engine, FIGURE, row.id)) == (13, [])
    else:
        assert (row.value, len(past(engine, FIGURE, row.id))) == (15, 1)


@given(
    steps=st.lists(
        st.one_of(
            st.sampled_from(["value", "unit", "reject", "accept", "undo"]),
            st.tuples(st.sampled_from(["same", "none", "moved"]), st.integers(11, 14)),
        ),
        max_size=8,
    )
)
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_comes_between_nothing_is_lost(engine: Engine, story: Story, steps: list[Any]) -> None:
    """Decisions mixed with extractions: each counts whenever its fact is found, in the order in which it was made."""
    url = f"https://a.example/{uuid4()}"
    put(engine, story(url=url), url)
    held: list[tuple[int, dict[str, Any]]] = []
    machine, is_there, number, text = 12, True, 1, story()[0].text

    def current() -> int:
        with reading(engine) as session:
            of_article = select(Review.fact_id).where(Review.subject["url"].as_string() == url)
            reviewed = session.scalars(of_article).first()
            found = [row.id for row in list_figures(session, Filters()) if row.url == url]
        return found[0] if found else reviewed or 0

    for step in steps:
        if isinstance(step, tuple):
            shape, machine = step
            number += 1
            is_there = shape != "none"
            text = f"Baru {number}.\n{text}" if shape == "moved" else text
            article, facts = newer(
                story(url=url, text=text, figure={"value": 12 if shape == "moved" else machine}), number
            )
            machine = 12 if shape == "moved" else machine
            put(engine, (article, facts if is_there else facts.model_copy(update={"figures": ()})), url)
        elif step == "undo":
            if held:
                undo(engine, held.pop()[0], by="Ani")
        elif is_there:
            choice: dict[str, Any] = {"value": {"value": 20}, "unit": {"unit": "korban"}}.get(step, {})
            fact_id = current()
            content = fact(engine, FIGURE, fact_id).values
            if choice and all(content[name] == value for name, value in choice.items()):
                continue
            act = {"accept": accept, "reject": reject}.get(step)
            held.append(
                (
                    act(engine, FIGURE, fact_id, reviewer="Ani") if act else fix(engine, fact_id, **choice),
                    choice,
                )
            )
    with reading(engine) as session:
        reviews = session.scalars(select(Review).where(Review.subject["url"].as_string() == url)).all()
        assert {review.id for review in reviews if review.undone_at is None} == {review for review, _ in held}
        assert all((review.fact_id is not None) is is_there for review in reviews)
    if is_there:
        wanted: dict[str, Any] = {"value": machine, "unit": "kasus"}
        for _, choice in held:
            wanted |= choice
        content = fact(engine, FIGURE, current()).values
        assert {name: content[name] for name in wanted} == wanted
