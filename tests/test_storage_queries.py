"""Questions: each filter keeps what it should and leaves out the rest, and copies are not counted twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, select

from models.article import Article
from models.errors import PantauError
from models.fact import Facts
from models.rows import ClaimRow
from models.stored import ImportedFile
from models.vocabulary import FigureUnit
from pipelines.resolving_claims import resolve_claims
from storage.articles import save_extraction
from storage.claims import figure_claims
from storage.details import article_detail
from storage.documents import import_document, waiting
from storage.engine import reading, writing
from storage.filters import Filters
from storage.queries import list_articles, list_figures, list_officials, list_statements
from storage.tables import FigureRecord

Story = Callable[..., tuple[Article, Facts]]


@dataclass
class Desk:
    """Stores stories and answers by the last part of their addresses."""

    engine: Engine
    story: Story

    def store(self, name: str, **fields: Any) -> None:
        body = name.encode()
        import_document(self.engine, ImportedFile(path=name, body=body, content_type="text/plain"))
        (document,) = waiting(self.engine, "rules@1")
        article, facts = self.story(url=f"https://a.example/{name}", **fields)
        save_extraction(self.engine, document.document_id, article, facts)

    def articles(self, **filters: Any) -> list[str]:
        with reading(self.engine) as session:
            return [_name(row.url) for row in list_articles(session, Filters(**filters))]

    def statements(self, **filters: Any) -> list[str]:
        with reading(self.engine) as session:
            return [_name(row.url) for row in list_statements(session, Filters(**filters))]

    def figures(self, **filters: Any) -> list[str]:
        with reading(self.engine) as session:
            return [_name(row.url) for row in list_figures(session, Filters(**filters))]

    def claims(self, **filters: Any) -> list[ClaimRow]:
        resolve_claims(self.engine)
        with reading(self.engine) as session:
            return figure_claims(session, Filters(**filters))


def _name(url: str | None) -> str:
    return (url or "").rsplit("/", 1)[1]


@pytest.fixture
def desk(engine: Engine, story: Story) -> Desk:
    return Desk(engine, story)


@pytest.fixture
def full_desk(desk: Desk) -> Desk:
    """Three relevant stories of two provinces, one that is not relevant, one without a date."""
    desk.store("ende", published_on=date(2024, 1, 15))
    victims = {"unit": "korban", "region_code": "64", "region": "Kalimantan Timur", "credited_to": None}
    kaltim = ("64", "Kalimantan Timur", "Kalimantan Timur")
    desk.store("kaltim", published_on=date(2024, 3, 1), place=kaltim, figure=victims)
    samarinda = {"topic": "pmi_nonprosedural", "region_code": "64.72", "region": "Kota Samarinda"}
    place = ("64.72", "Kota Samarinda", "Kalimantan Timur")
    desk.store("samarinda", published_on=date(2024, 2, 1), place=place, figure=samarinda)
    desk.store("saham", published_on=date(2024, 2, 2), relevant=False)
    desk.store("undated", published_on=None, place=("6", "x", "x"), figure={"region_code": None})
    return desk


def test_newest_first_undated_last(full_desk: Desk) -> None:
    assert full_desk.articles() == ["kaltim", "saham", "samarinda", "ende", "undated"]
    assert full_desk.statements() == full_desk.figures() == ["kaltim", "samarinda", "ende", "undated"]


EVERY = "kaltim samarinda ende undated"
ANSWERS: list[tuple[dict[str, Any], str, str, str]] = [
    ({"since": date(2024, 2, 1)}, "kaltim saham samarinda", "kaltim samarinda", "kaltim samarinda"),
    ({"until": date(2024, 2, 1)}, "samarinda ende", "samarinda ende", "samarinda ende"),
    ({"since": date(2024, 2, 1), "until": date(2024, 2, 1)}, "samarinda", "samarinda", "samarinda"),
    ({"region": "64"}, "kaltim samarinda", "kaltim samarinda", "kaltim samarinda"),
    ({"region": "64.72"}, "samarinda", "samarinda", "samarinda"),
    ({"region": "6"}, "undated", "undated", ""),
    ({"region": "ID"}, "", "", ""),
    ({"topic": "tppo"}, EVERY, EVERY, "kaltim ende undated"),
    ({"topic": "pmi_nonprosedural"}, "samarinda", "samarinda", "samarinda"),
    ({"topic": "statistik", "until": date(2024, 1, 31)}, "ende", "ende", "ende"),
    ({"topic": "peradilan"}, "", "", ""),
    ({"unit": FigureUnit.KORBAN}, "kaltim", "kaltim", "kaltim"),
    ({"relevant_only": True, "limit": 2}, "kaltim samarinda", "kaltim samarinda", "kaltim samarinda"),
    ({"agency": "dinsos"}, EVERY, EVERY, "samarinda ende undated"),
    ({"agency": "SOSIAL KAB", "region": "64.72"}, "samarinda", "samarinda", "samarinda"),
    ({"agency": "Polres"}, "", "", ""),
    ({"agency": "%"}, "", "", ""),
    ({"official": "lamawuran", "region": "64"}, "kaltim samarinda", "kaltim samarinda", "samarinda"),
    ({"official": "kepala dinas"}, EVERY, EVERY, "samarinda ende undated"),
    ({"official": "Maria"}, "", "", ""),
]


def test_each_filter_keeps_what_it_should(full_desk: Desk) -> None:
    for filters, articles, statements, figures in ANSWERS:
        assert full_desk.articles(**filters) == articles.split(), filters
        assert full_desk.statements(**filters) == statements.split(), filters
        assert full_desk.figures(**filters) == figures.split(), filters


@pytest.mark.parametrize(
    ("filters", "part"),
    [
        ({"topic": "narkoba"}, "topic 'narkoba' is not known: use one of"),
        ({"since": date(2024, 2, 1), "until": date(2024, 1, 1)}, "lies after"),
        ({"limit": 0}, "leaves no rows"),
    ],
)
def test_filters_that_contradict_themselves_are_refused(filters: dict[str, Any], part: str) -> None:
    with pytest.raises(PantauError, match=part):
        Filters(**filters)


def test_a_figure_has_its_source_and_its_characters(full_desk: Desk) -> None:
    with reading(full_desk.engine) as session:
        figure = list_figures(session, Filters(region="53.08"))[0]
        detail = article_detail(session, figure.article_id)
    assert detail is not None
    assert detail.text[figure.start : figure.end] == figure.quote == "12 kasus"
    shown = figure.model_dump(mode="json", exclude={"id", "article_id", "start", "end"})
    assert shown == {
        "article_title": "Dua belas kasus TPPO di Ende", "outlet": "Kabar Timur", "url": "https://a.example/ende",
        "published_on": "2024-01-15", "is_removed": False, "quote": "12 kasus", "rule": "test.by_hand@1",
        "confidence": 0.9, "region": "Kabupaten Ende",
        "region_code": "53.08", "topic": "tppo", "unit": "kasus", "value": 12, "value_max": None,
        "is_approximate": False, "sex": None, "age": None, "period_start": "2023-01-01",
        "period_end": "2023-12-31", "period_kind": "calendar_year", "credited_to": "Yosef Lamawuran",
        "review_status": None, "machine_values": None, "public_quote": "12 kasus",
        "article_public_title": "Dua belas kasus TPPO di Ende",
    }  # fmt: skip


def test_figures_come_newest_first_then_in_the_order_of_articles_and_text(desk: Desk) -> None:
    """On the same day the article stored last, those without a day at the end; of a region as of all."""
    days = (
        date(2024, 1, 15),
        None,
        date(2024, 3, 1),
        date(2024, 1, 15),
        None,
        date(2023, 5, 1),
        date(2024, 1, 15),
    )
    for number, day in enumerate(days):
        desk.store(str(number), published_on=day, figure={"region_code": "53.08" if number % 3 else "53"})
        with writing(desk.engine) as session:  # a second and a third figure, before it and at its place
            (figure, *_) = session.scalars(select(FigureRecord).order_by(FigureRecord.id.desc()))
            for start in (0, figure.start):
                values = {
                    column.key: getattr(figure, column.key) for column in inspect(FigureRecord).column_attrs
                }
                row = values | {"id": None, "start": start, "end": start + len(figure.quote)}
                session.add(FigureRecord(**row))
    with reading(desk.engine) as session:
        for asked in ({}, {"region": "53"}, {"region": "53.08", "unit": FigureUnit.KASUS}):
            rows = list_figures(session, Filters(**asked))
            expected = sorted(rows, key=lambda row: (-(row.published_on or date.min).toordinal(), -row.article_id,
                                                     row.start, row.end, row.id))  # fmt: skip
            assert len(rows) == (12 if "unit" in asked else 21) and rows == expected
            assert list_figures(session, Filters(**asked, limit=5)) == rows[:5]


def test_a_statement_has_speaker_and_office(full_desk: Desk) -> None:
    with reading(full_desk.engine) as session:
        (statement,) = list_statements(session, Filters(region="64.72"))
        officials = list_officials(session, Filters(region="64.72"))
    assert (statement.speaker, statement.title) == ("Yosef Lamawuran", "Kepala Dinas Sosial Kabupaten Ende")
    assert statement.quote == "Kami mendampingi 12 kasus itu sampai tuntas,"
    assert [official.name for official in officials] == ["Yosef Lamawuran"]


def test_no_article_no_detail(engine: Engine) -> None:
    with reading(engine) as session:
        assert article_detail(session, 1) is None


def test_copies_are_one_claim_led_by_the_earliest(desk: Desk) -> None:
    desk.store("copy", published_on=date(2024, 1, 16), title="Salinan")
    desk.store("first", published_on=date(2024, 1, 15))
    desk.store("other", published_on=date(2024, 1, 15), figure={"value": 14})
    desk.store("undated", published_on=None)
    copied, other = desk.claims()
    assert (copied.value, copied.article_count) == (12, 3)
    assert _name(copied.first.url) == "first"
    assert (other.value, other.article_count) == (14, 1)
    assert len(desk.claims(limit=1)) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"unit": "korban"}, {"topic": "lainnya"}, {"sex": "perempuan"}, {"age": "anak"}, {"region_code": "53.09"},
        {"period_end": date(2023, 6, 30)}, {"value_max": 15}, {"period_kind": "year_to_date"},
    ],
)  # fmt: skip
def test_claims_about_something_else_are_apart(desk: Desk, other: dict[str, Any]) -> None:
    desk.store("one")
    desk.store("two", figure=other)
    assert [claim.article_count for claim in desk.claims()] == [1, 1]


def test_the_same_number_weeks_later_is_another_incident(desk: Desk) -> None:
    incident = {"period_start": None, "period_end": None, "period_kind": "incident"}
    for name, day in (("a", date(2024, 1, 30)), ("b", date(2024, 2, 2)), ("c", date(2024, 2, 20))):
        desk.store(name, published_on=day, figure=incident)
    assert [(claim.article_count, _name(claim.first.url)) for claim in desk.claims()] == [(2, "a"), (1, "c")]
