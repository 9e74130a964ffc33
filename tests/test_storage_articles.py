"""Storing what extraction found: once, whole, replaced by what is newer, led by what came last."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text

from models.article import Article
from models.detail import ArticleDetail
from models.errors import PantauError
from models.fact import Facts
from models.page import FetchedArticle, Page
from models.stored import ImportedFile, Saved
from storage.articles import save_extraction
from storage.details import article_detail
from storage.documents import import_document, waiting
from storage.engine import reading
from storage.filters import Filters
from storage.pages import CrawlStore
from storage.problems import save_problem
from storage.queries import list_articles, list_figures, list_statements
from storage.runs import start_run
from storage.tables import Base, Extraction, FigureRecord, Problem, StoredArticle

Story = Callable[..., tuple[Article, Facts]]


def add(engine: Engine, body: bytes, **told: Any) -> int:
    """Imports a file; returns the key of its document."""
    file = ImportedFile(path=f"{len(body)}.txt", body=body, content_type="text/plain", **told)
    import_document(engine, file)
    return next(d.document_id for d in waiting(engine, "-") if d.pages[0].body == body)


def the_article(engine: Engine) -> ArticleDetail:
    with reading(engine) as session:
        (article,) = list_articles(session, Filters())
        detail = article_detail(session, article.id)
    assert detail is not None
    return detail


def dump(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the documents, whose time of processing may move."""
    with reading(engine) as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
            if table.name != "documents"
        }


def test_everything_that_was_found_comes_back(engine: Engine, story: Story) -> None:
    article, facts = story(published_at=datetime(2024, 1, 15, 9, tzinfo=timezone(timedelta(hours=8))))
    assert save_extraction(engine, add(engine, b"x"), article, facts) is Saved.NEW
    found = the_article(engine)
    assert found.text == article.text
    assert found.article.published_at == datetime(2024, 1, 15, 1, tzinfo=UTC)
    assert found.article.published_zone == "+08:00"
    assert found.article.topics == ("penanganan_korban", "statistik")
    assert (found.article.place_code, found.article.province) == ("53.08", "Nusa Tenggara Timur")
    assert found.relevance_hits == facts.relevance.hits
    assert found.officials[0].name == "Yosef Lamawuran"
    assert found.official_mentions[0].mentions == facts.officials[0].mentions
    assert found.agencies[0].acronym == "Dinsos"
    assert found.agency_mentions[0].mentions == facts.agencies[0].mentions
    assert (found.dates[0].first_on, found.dates[0].last_on) == (date(2023, 1, 1), date(2023, 12, 31))
    assert (found.statements[0].speaker, found.statements[0].cue) == ("Yosef Lamawuran", "kata")
    assert (found.laws[0].number, found.laws[0].year) == ("21", 2007)
    assert found.origins[0].path == "1.txt"
    for fact in (*found.officials, *found.agencies, *found.dates, *found.figures, *found.statements):
        assert article.text[fact.start : fact.end] == fact.quote


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, 0), (26.4, 26.4), (0.25, 0.25), (1 / 3, 0.3333), (1_200_000_000_000, 1_200_000_000_000)],
)
def test_numbers_are_exact(engine: Engine, story: Story, value: float, shown: float) -> None:
    save_extraction(engine, add(engine, b"x"), *story(figure={"value": value, "value_max": value}))
    with reading(engine) as session:
        (figure,) = list_figures(session, Filters())
    row = figure.model_dump(mode="json")
    assert (row["value"], row["value_max"]) == (shown, shown)
    assert type(row["value"]) is type(shown)


def test_the_same_again_changes_nothing(engine: Engine, story: Story) -> None:
    document = add(engine, b"x")
    save_extraction(engine, document, *story())
    before = dump(engine)
    assert save_extraction(engine, document, *story()) is Saved.UNCHANGED
    assert dump(engine) == before
    assert list(waiting(engine, "rules@1")) == []


def test_a_newer_extractor_replaces_the_facts(engine: Engine, story: Story) -> None:
    document = add(engine, b"x")
    save_extraction(engine, document, *story())
    assert [waits.document_id for waits in waiting(engine, "rules@2")] == [document]
    save_extraction(engine, document, *story(extractor="rules@2", figure={"value": 13}))
    found = the_article(engine)
    assert [figure.value for figure in found.figures] == [13]
    assert len(found.officials) == len(found.statements) == len(found.laws) == 1
    assert (found.article.version, found.article.extractor) == (1, "rules@2")


def test_a_crash_while_facts_are_replaced_keeps_the_old_ones(engine: Engine, story: Story) -> None:
    document = add(engine, b"x")
    save_extraction(engine, document, *story())
    before = dump(engine)
    with engine.begin() as connection:  # the last table written refuses the new rows
        connection.execute(text("ALTER TABLE laws RENAME COLUMN number TO nr"))
    with pytest.raises(Exception, match="number"):
        save_extraction(engine, document, *story(extractor="rules@2", figure={"value": 13}))
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE laws RENAME COLUMN nr TO number"))
    assert dump(engine) == before
    assert [waits.document_id for waits in waiting(engine, "rules@2")] == [document]


def test_an_irrelevant_article_is_kept_without_facts(engine: Engine, story: Story) -> None:
    save_extraction(engine, add(engine, b"x"), *story(relevant=False))
    found = the_article(engine)
    assert not found.article.is_relevant
    assert found.relevance_hits
    assert found.article.topics == ()
    assert not (found.officials or found.figures or found.statements or found.agencies or found.dates)


def test_a_document_without_an_article_does_not_come_again(engine: Engine) -> None:
    document = add(engine, b"x")
    save_problem(
        engine, subject="1.txt", stage="clean", reason="no article in it",
        document_id=document, extractor="rules@1",
    )  # fmt: skip
    assert list(waiting(engine, "rules@1")) == []
    assert len(list(waiting(engine, "rules@2"))) == 1


def test_documents_stored_while_reading_are_each_read_once(engine: Engine, story: Story) -> None:
    for number in range(5):
        add(engine, f"text {number}".encode())
    read = []
    for document in waiting(engine, "rules@1"):
        read.append(document.pages[0].body)
        save_extraction(engine, document.document_id, *story(url=f"https://a.example/{len(read)}"))
    assert read == [f"text {number}".encode() for number in range(5)]


def test_two_addresses_of_one_article_are_one_article(engine: Engine, story: Story) -> None:
    first, second = add(engine, b"desktop"), add(engine, b"mobile page")
    assert save_extraction(engine, first, *story()) is Saved.NEW
    assert save_extraction(engine, second, *story()) is Saved.UNCHANGED
    assert len(the_article(engine).origins) == 2


def test_imports_without_address_are_known_by_their_text(engine: Engine, story: Story) -> None:
    save_extraction(engine, add(engine, b"one"), *story(url=None))
    save_extraction(engine, add(engine, b"one more"), *story(url=None))
    save_extraction(engine, add(engine, b"another"), *story(text="Yosef " + story()[0].text, url=None))
    with reading(engine) as session:
        assert len(list_articles(session, Filters())) == 2


URL = "https://kabartimur.example/a"


def fetch(engine: Engine, body: bytes, hours: int) -> None:
    when = datetime(2024, 1, 16, tzinfo=UTC) + timedelta(hours=hours)
    page = Page(url=URL, body=body, content_type=None, fetched_at=when)
    store = CrawlStore(engine, start_run(engine, "crawl"))
    store.save_article(FetchedArticle(source="kabar-timur", url=URL, pages=(page,)))


def process(engine: Engine, story: Story, *, backwards: bool = False) -> None:
    """Extracts what waits; the text is the story with the body at its end."""
    documents = list(waiting(engine, "rules@1"))
    for document in reversed(documents) if backwards else documents:
        body = document.pages[0].body.decode()
        text = f"{story()[0].text}\n{body}"
        save_extraction(
            engine, document.document_id, *story(text=text, title=body, figure={"value": len(body)})
        )


@pytest.mark.parametrize("backwards", [False, True])
def test_the_last_fetched_text_leads_in_whatever_order_it_is_read(
    engine: Engine, story: Story, backwards: bool
) -> None:
    fetch(engine, b"Pertama.", hours=0)
    fetch(engine, b"Ralat redaksi.", hours=5)
    process(engine, story, backwards=backwards)
    found = the_article(engine)
    assert found.article.title == "Ralat redaksi."
    assert found.text.endswith("Ralat redaksi.")
    assert [figure.value for figure in found.figures] == [14]
    assert {origin.version for origin in found.origins} == {1, 2}


def days_of_figures(engine: Engine) -> set[date | None]:
    with reading(engine) as session:
        days = set(session.scalars(select(FigureRecord.published_on)))
        assert {row.published_on for row in list_figures(session, Filters())} <= days
    return days


def test_figures_have_the_day_of_their_article_whatever_changes_it(engine: Engine, story: Story) -> None:
    """Those of earlier texts too: an earlier text may become the current one again."""
    save_extraction(engine, add(engine, b"a"), *story(published_on=None))
    assert days_of_figures(engine) == {None}
    day = date(2024, 1, 15)
    save_extraction(engine, add(engine, b"b"), *story(published_on=day))
    assert days_of_figures(engine) == {day}
    corrected = date(2024, 2, 1)
    text = f"{story()[0].text}\nRalat."
    last = add(engine, b"c")
    save_extraction(engine, last, *story(text=text, published_on=corrected))
    assert days_of_figures(engine) == {corrected}
    save_extraction(
        engine, last, *story(text=text, published_on=None, extractor="rules@2", figure={"value": 3})
    )
    assert days_of_figures(engine) == {None}
    with reading(engine) as session:
        assert session.scalar(select(func.count(FigureRecord.id))) == 2


def test_an_earlier_fetch_of_the_same_text_does_not_overrule_the_facts(engine: Engine, story: Story) -> None:
    first, second = add(engine, b"desktop"), add(engine, b"mobile page")
    save_extraction(engine, second, *story(title="Later"))
    save_extraction(engine, first, *story(title="Earlier", figure={"value": 99}))
    found = the_article(engine)
    assert (found.article.title, found.figures[0].value) == ("Later", 12)


def test_a_newer_extractor_reads_earlier_versions_too(engine: Engine, story: Story) -> None:
    fetch(engine, b"Pertama.", hours=0)
    fetch(engine, b"Ralat redaksi.", hours=5)
    process(engine, story)
    for document in waiting(engine, "rules@2"):
        ending = document.pages[0].body.decode()
        text = f"{story()[0].text}\n{ending}"
        save_extraction(engine, document.document_id, *story(text=text, extractor="rules@2"))
    with reading(engine) as session:
        assert session.scalars(select(Extraction.extractor)).all() == ["rules@2", "rules@2"]


def test_an_edit_that_is_taken_back_leads_again(engine: Engine, story: Story) -> None:
    for hours, body in ((0, b"Pertama."), (5, b"Ralat redaksi."), (9, b"Pertama.")):
        fetch(engine, body, hours)
        process(engine, story)
    found = the_article(engine)
    assert (found.article.title, found.article.version) == ("Pertama.", 1)
    assert [figure.value for figure in found.figures] == [8]


def test_a_cleaner_that_reads_another_text_makes_a_version(engine: Engine, story: Story) -> None:
    document = add(engine, b"x")
    save_extraction(engine, document, *story(url=None))
    longer = story()[0].text + "\nTambahan."
    assert (
        save_extraction(engine, document, *story(text=longer, url=None, extractor="rules@2")) is Saved.CHANGED
    )
    found = the_article(engine)
    assert (found.article.version, found.text) == (2, longer)


def test_what_a_person_adds_about_a_file_makes_it_wait_again(engine: Engine, story: Story) -> None:
    save_extraction(engine, add(engine, b"x"), *story(url=None, published_on=None))
    file = ImportedFile(path="1.txt", body=b"x", content_type="text/plain")
    assert import_document(engine, file) is Saved.UNCHANGED
    assert list(waiting(engine, "rules@1")) == []
    wib = datetime(2024, 1, 15, 23, tzinfo=timezone(timedelta(hours=7)))
    told = file.model_copy(update={"published_at": wib, "url": "https://kabartimur.example/x"})
    assert import_document(engine, told) is Saved.CHANGED
    (document,) = waiting(engine, "rules@1")
    assert (document.published_at, document.published_on) == (wib, date(2024, 1, 15))
    assert document.published_at is not None and document.published_at.utcoffset() == timedelta(hours=7)
    save_extraction(engine, document.document_id, *story(url=document.url))
    found = the_article(engine)
    assert (found.article.url, found.article.published_on) == (
        "https://kabartimur.example/x",
        date(2024, 1, 15),
    )


def test_a_file_whose_address_turns_out_to_be_known_joins_that_article(engine: Engine, story: Story) -> None:
    fetch(engine, b"Pertama.", hours=0)
    process(engine, story)
    document = add(engine, b"x")
    save_extraction(engine, document, *story(url=None))
    save_extraction(engine, document, *story(url="https://kabartimur.example/ende-12-kasus"))
    assert len(the_article(engine).origins) == 2


def test_an_absurd_canonical_address_is_not_believed(engine: Engine, story: Story) -> None:
    fetch(engine, b"Pertama.", hours=0)
    (document,) = waiting(engine, "rules@1")
    save_extraction(engine, document.document_id, *story(url="https://a.example/" + "x" * 5000))
    assert the_article(engine).article.url == URL


@pytest.mark.parametrize(
    ("figure", "reason"),
    [
        ({"value": 10**17}, "no possible number"),
        ({"value": float("nan")}, "no possible number"),
        ({"value": -1}, "no possible number"),
        ({"value_max": 2}, "no possible number"),
        ({"period_end": date(2022, 1, 1)}, "ends before it begins"),
        ({"start": 0, "end": 8}, "other characters"),
        ({"quote": "", "start": 5, "end": 5}, "other characters"),
    ],
)
def test_an_impossible_figure_is_recorded_and_the_rest_is_kept(
    engine: Engine, story: Story, figure: dict[str, Any], reason: str
) -> None:
    save_extraction(engine, add(engine, b"x"), *story(figure=figure))
    found = the_article(engine)
    assert found.figures == ()
    assert len(found.statements) == 1
    with reading(engine) as session:
        assert reason in session.scalars(select(Problem.reason)).one()


def test_a_statement_of_nobody_is_recorded_and_left_out(engine: Engine, story: Story) -> None:
    article, facts = story()
    save_extraction(engine, add(engine, b"x"), article, facts.model_copy(update={"officials": ()}))
    assert the_article(engine).statements == ()
    with reading(engine) as session:
        assert "no official of the article" in session.scalars(select(Problem.reason)).one()


def test_text_with_unstorable_characters_keeps_its_places(engine: Engine, story: Story) -> None:
    article, facts = story(text="\x00\ud800" + story()[0].text)
    save_extraction(engine, add(engine, b"x"), article, facts)
    found = the_article(engine)
    (figure,) = found.figures
    assert found.text[figure.start : figure.end] == figure.quote == "12 kasus"


def test_an_unknown_document_is_refused(engine: Engine, story: Story) -> None:
    with pytest.raises(LookupError, match="no document 7"):
        save_extraction(engine, 7, *story())


def test_an_absurd_address_of_a_file_is_refused(engine: Engine) -> None:
    with pytest.raises(PantauError, match="longer than 2000"):
        add(engine, b"x", url="https://a.example/" + "x" * 5000)


def test_only_the_current_text_answers(engine: Engine, story: Story) -> None:
    fetch(engine, b"Pertama.", hours=0)
    fetch(engine, b"Ralat redaksi.", hours=5)
    process(engine, story)
    with reading(engine) as session:
        assert session.scalar(select(func.count(Extraction.id))) == 2
        assert len(list_figures(session, Filters())) == 1
        assert len(list_statements(session, Filters())) == 1
        assert session.scalar(select(func.count(StoredArticle.id))) == 1
