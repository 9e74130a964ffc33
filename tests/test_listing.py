"""Lists answer the same whichever way they are asked: page by page, backwards, counted, or as a whole."""

import base64
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from generated_articles import Made, load
from postgres_server import PostgresServer
from sqlalchemy import Engine, select, update

from models.errors import PantauError
from models.listing import Kind, Sort
from models.vocabulary import AgencyType, FigureUnit, ReviewStatus, StatementKind
from pipelines.resolving_organizations import resolve_organizations
from pipelines.resolving_persons import resolve_persons
from storage.engine import open_engine, reading, writing
from storage.filters import Filters
from storage.listing import (
    SORTS,
    Question,
    count_facets,
    count_rows_of,
    list_page,
    stream_rows,
    word_places,
)
from storage.maintenance.derived import rebuild_derived
from storage.search.language import Field
from storage.tables import FigureRecord, PersonRecord, StatementRecord, StoredArticle
from storage.types import now

ARTICLES = 60
REMOVED, UNDATED, REVIEWED = 1, (2, 3), 10
"""Articles that were taken down, without a day, and with one reviewed statement and figure."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Sixty articles with persons and bodies."""
    if request.param == "sqlite":
        engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('lists') / 'a.db'}")
    else:
        postgres: PostgresServer = request.getfixturevalue("postgres")
        with postgres.administrator() as server:
            server.execute("CREATE DATABASE lists")
        engine = open_engine(postgres.url("lists"))
    with engine.begin() as connection:
        load(connection, ARTICLES)
        connection.execute(
            update(StoredArticle).where(StoredArticle.id.in_(UNDATED)).values(published_on=None)
        )
        of_undated = FigureRecord.extraction_id.in_(UNDATED)
        connection.execute(update(FigureRecord).where(of_undated).values(published_on=None))
        rebuild_derived(connection)
    with writing(engine) as session:
        session.execute(update(StoredArticle).where(StoredArticle.id == REMOVED).values(removed_at=now()))
        for table, key in ((StatementRecord, 4 * REVIEWED), (FigureRecord, 3 * REVIEWED)):
            session.execute(update(table).where(table.id == key).values(review_status=ReviewStatus.ACCEPTED))
    resolve_organizations(engine)
    resolve_persons(engine)
    yield engine
    engine.dispose()


def ids(engine: Engine, kind: Kind, words: str | None = None, **filters: Any) -> list[int]:
    """All rows of a question."""
    with reading(engine) as session:
        return [row.id for row in stream_rows(session, Question(kind, words, Filters(**filters)))]  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", Kind)
def test_pages_forwards_and_backwards_are_the_whole_list(filled: Engine, kind: Kind) -> None:
    with reading(filled) as session:
        for words in (None, "tppo OR kasus", "dinas sosial", "korban ende", "kata tidakada"):
            for sort in SORTS[kind]:
                unit = FigureUnit.KORBAN if sort is Sort.VALUE else None
                filters = Filters(only_public=True, unit=unit, agency=None if words else "din")
                asked = Question(kind, words, filters, sort)
                whole = [row.id for row in stream_rows(session, asked)]
                assert len(set(whole)) == len(whole) == count_rows_of(session, asked).count
                pages, marks = [], [None]
                while True:
                    page = list_page(session, Question(kind, words, filters, sort, 7, marks[-1]))
                    pages.append([row.id for row in page.rows])
                    if page.next is None:
                        break
                    marks.append(page.next)
                assert [row for page_ in pages for row in page_] == whole, (words, sort)
                for earlier in reversed(pages[:-1]):
                    page = list_page(session, Question(kind, words, filters, sort, 7, before=page.previous))
                    assert [row.id for row in page.rows] == earlier
                assert page.previous is None


def test_orders_are_what_they_say(filled: Engine) -> None:
    with reading(filled) as session:
        for kind in (Kind.STATEMENTS, Kind.FIGURES, Kind.ARTICLES):
            for sort, is_down in ((Sort.NEWEST, True), (Sort.OLDEST, False)):
                asked_for = (
                    Question(kind, sort=sort),
                    Question(kind, "orang OR kasus", sort=sort),
                    Question(kind, filters=Filters(agency="dinas"), sort=sort),
                )
                for asked in asked_for:
                    days = [row.published_on for row in stream_rows(session, asked)]
                    dated = [day for day in days if day]
                    assert dated == sorted(dated, reverse=is_down)
                    assert days[: len(dated)] == dated, "what has no day stands at the end"
                    is_all = kind is not Kind.FIGURES or asked == Question(kind, sort=sort)
                    assert len(days) > len(dated) or not is_all
        by_value = Question(Kind.FIGURES, filters=Filters(unit=FigureUnit.KORBAN), sort=Sort.VALUE)
        values = [row.value for row in stream_rows(session, by_value)]
        assert values == sorted(values, reverse=True)


def test_filters_keep_what_they_name(filled: Engine) -> None:
    made = Made(20)
    name, body = made.officials[0]["name"], made.agencies[0]["name"]
    with reading(filled) as session:
        person = session.scalars(select(PersonRecord.id).where(PersonRecord.name == name)).first()
        (agency,) = list_page(session, Question(Kind.AGENCIES, f'"{body}"')).rows
    of_20 = {4 * 20 + n for n in range(4)}
    assert of_20 & set(ids(filled, Kind.STATEMENTS, person_id=person)) == {80, 81}
    assert of_20 & set(ids(filled, Kind.STATEMENTS, agency_id=agency.id)) == {80, 81}
    assert set(ids(filled, Kind.STATEMENTS, official=name)) >= {80, 81}
    assert ids(filled, Kind.ARTICLES, person_id=person) and 20 in ids(
        filled, Kind.ARTICLES, agency_id=agency.id
    )
    assert ids(filled, Kind.OFFICIALS, agency_id=agency.id) == [person]
    assert sorted(ids(filled, Kind.STATEMENTS, source="uji-20")) == [80, 81, 82, 83]
    assert sorted(ids(filled, Kind.FIGURES, source="uji-20")) == [60, 61, 62]
    assert ids(filled, Kind.STATEMENTS, is_reviewed=True) == [4 * REVIEWED]
    assert ids(filled, Kind.FIGURES, is_reviewed=True) == [3 * REVIEWED]
    assert len(ids(filled, Kind.FIGURES, is_reviewed=False)) == 3 * ARTICLES - 1
    assert ids(filled, Kind.ARTICLES, is_reviewed=True) == [REVIEWED]
    assert ids(filled, Kind.STATEMENTS, speech=StatementKind.INDIRECT) == []
    assert len(ids(filled, Kind.STATEMENTS, agency_type=AgencyType.SOCIAL_AFFAIRS)) == 4 * ARTICLES
    assert ids(filled, Kind.FIGURES, agency_type=AgencyType.POLICE) == []
    where = {"region": made.region.code, "since": made.published_on, "until": made.published_on}
    assert 20 in ids(filled, Kind.ARTICLES, **where)
    assert set(ids(filled, Kind.FIGURES, "tppo", **where)) >= {60, 61, 62}
    assert REMOVED in ids(filled, Kind.ARTICLES) and REMOVED not in ids(
        filled, Kind.ARTICLES, only_public=True
    )


def test_words_and_filters_hold_together(filled: Engine) -> None:
    made = Made(20)
    with reading(filled) as session:
        named = PersonRecord.name == made.officials[0]["name"]
        person = session.scalars(select(PersonRecord.id).where(named)).first()
        (agency,) = list_page(session, Question(Kind.AGENCIES, f'"{made.agencies[0]["name"]}"')).rows
    said, headline = "kami OR desa", "tppo OR kasus"
    assert ids(filled, Kind.STATEMENTS, said, person_id=person) == ids(
        filled, Kind.STATEMENTS, person_id=person
    )
    assert ids(filled, Kind.STATEMENTS, said, agency_id=agency.id) == ids(
        filled, Kind.STATEMENTS, agency_id=agency.id
    )
    for kind, words in ((Kind.STATEMENTS, said), (Kind.ARTICLES, headline), (Kind.FIGURES, headline)):
        for filters in (
            {"source": "uji-20"},
            {"is_reviewed": True},
            {"is_reviewed": False},
            {"only_public": True},
            {"agency_type": AgencyType.POLICE},
            {"speech": StatementKind.INDIRECT},
            {"person_id": person, "source": "uji-20"},
        ):
            both, alone = ids(filled, kind, words, **filters), ids(filled, kind, **filters)
            assert sorted(both) == sorted(alone), (kind, filters)


def test_a_private_credit_is_not_found_by_readers(filled: Engine) -> None:
    with writing(filled) as session:
        session.execute(
            update(FigureRecord).where(FigureRecord.id == 90).values(credited_to="Melati, ibu korban")
        )
    assert ids(filled, Kind.FIGURES, official="Melati") == [90]
    assert ids(filled, Kind.FIGURES, official="Melati", only_public=True) == []
    assert ids(filled, Kind.FIGURES, agency="Melati", only_public=True) == []


def test_facets_count_the_rows_and_their_values_are_filters(filled: Engine) -> None:
    with reading(filled) as session:
        for kind in Kind:
            found = count_facets(session, Question(kind, filters=Filters(only_public=True)))
            assert found.is_exact
            for facet in found.facets:
                value, number = facet.counts[0].value, facet.counts[0].count
                typed: Any = value == "true" if facet.name == "is_reviewed" else value
                filters = Filters(only_public=True, **{facet.name: typed})
                assert count_rows_of(session, Question(kind, filters=filters)).count == number, facet.name
        few = count_facets(session, Question(Kind.STATEMENTS), over=10)
        assert (few.counted, few.is_exact) == (10, False)
        (regencies,) = [
            facet
            for facet in count_facets(
                session, Question(Kind.ARTICLES, filters=Filters(region=_province()))
            ).facets
            if facet.name == "region"
        ]
        assert all(count.value.startswith(f"{_province()}.") and count.label for count in regencies.counts)


def _province() -> str:
    return str(Made(20).region.code)[:2]


def test_totals_stop_at_their_bound(filled: Engine) -> None:
    with reading(filled) as session:
        for words in (None, "dinas"):
            total = count_rows_of(session, Question(Kind.STATEMENTS, words), most=20)
            assert (total.count, total.is_exact) == (20, False)
        assert count_rows_of(session, Question(Kind.STATEMENTS), most=None).count == 4 * ARTICLES


def test_a_mark_belongs_to_its_search(filled: Engine) -> None:
    with reading(filled) as session:
        first = list_page(session, Question(Kind.STATEMENTS, limit=5))
        others = (
            Question(Kind.STATEMENTS, "dinas", after=first.next),
            Question(Kind.FIGURES, after=first.next),
            Question(Kind.STATEMENTS, filters=Filters(region="53"), after=first.next),
            Question(Kind.STATEMENTS, sort=Sort.OLDEST, after=first.next),
        )
        for other in others:
            with pytest.raises(PantauError, match="belongs to another search"):
                list_page(session, other)
        larger = list_page(session, Question(Kind.STATEMENTS, limit=9, after=first.next))
        assert len(larger.rows) == 9, "the size of a page is no part of the search"


@pytest.mark.parametrize("kind", Kind)
def test_forged_marks_are_refused(filled: Engine, kind: Kind) -> None:
    asked = Question(kind)
    forged = [
        *(
            [],
            {},
            None,
            "x",
            [asked.digest],
            [asked.digest, 0],
            [asked.digest, 99, 1],
            [asked.digest, 0, None],
        ),
        *(
            [asked.digest, 0, 2**70],
            [asked.digest, 0, [1], 1],
            [asked.digest, 0, 1.5],
            [asked.digest, 0, "x"],
        ),
        *([asked.digest, 0, 1, 2, 3, 4], [asked.digest, True, "a"], [asked.digest, 0, "\ud800", 1]),
    ]
    if kind in {Kind.STATEMENTS, Kind.FIGURES, Kind.ARTICLES}:
        forged.append([asked.digest, 0, "2024-02-31", 1])
    marks = [base64.urlsafe_b64encode(json.dumps(each).encode()).decode() for each in forged]
    with reading(filled) as session:
        for mark in [*marks, "", "é", "%00", "../..", "[" * 5000, "A" * 100_000]:
            with pytest.raises(PantauError, match="mark of the page"):
                list_page(session, Question(kind, after=mark))


def test_questions_that_make_no_sense_say_why() -> None:
    with pytest.raises(PantauError, match="use 1 to 1000"):
        Question(Kind.STATEMENTS, limit=1_000_000)
    with pytest.raises(PantauError, match="choose a unit"):
        Question(Kind.FIGURES, sort=Sort.VALUE)
    with pytest.raises(PantauError, match="cannot be sorted"):
        Question(Kind.AGENCIES, sort=Sort.NEWEST)
    with pytest.raises(PantauError, match="not both"):
        Question(Kind.AGENCIES, after="a", before="b")
    with pytest.raises(PantauError, match="swap them"):
        Filters(since=date(2024, 2, 1), until=date(2024, 1, 1))


def test_words_of_another_field_are_refused_where_there_is_none(filled: Engine) -> None:
    with reading(filled) as session:
        for kind in (Kind.OFFICIALS, Kind.AGENCIES, Kind.ARTICLES, Kind.FIGURES):
            with pytest.raises(PantauError, match="kutipan"):
                list_page(session, Question(kind, "kutipan:dinas"))
        assert list_page(session, Question(Kind.OFFICIALS, "jabatan:dinas -penutur:zzz")).rows


def test_words_are_marked_where_they_stand_in_what_is_shown() -> None:
    assert word_places("korban", "Para korbannya pulang", Field.QUOTE) == ((5, 14),)
    assert word_places(None, "Para korban", Field.QUOTE) == ()
