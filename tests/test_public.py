"""What anybody may read: quotes cut out of the masked text, records without what only the private store shows."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, update

from extract.article import clean_text
from extract.exposure import lexicon
from extract.pipeline import EXTRACTOR, extract_facts
from extract.public_texts import joined, masked, public_quote
from models.article import Article
from models.base import Record
from models.fact import Facts
from models.public import LONGEST_QUOTE, MASK
from models.review import ReviewRow
from models.stored import ImportedFile
from models.vocabulary import OfficialKind
from pipelines.resolving import resolve_all
from publish.public import for_public, public_record, public_rows
from storage.articles import save_extraction
from storage.claims import figure_claims
from storage.conflict_lists import list_conflicts
from storage.details import article_detail
from storage.documents import import_document, waiting
from storage.engine import reading, writing
from storage.filters import Filters
from storage.person_lists import PersonFilters, list_persons, person_detail
from storage.queries import list_articles, list_figures, list_officials, list_statements
from storage.search.finding import search_articles, search_statements
from storage.tables import FigureRecord, OfficialRecord, StatementRecord, StoredArticle
from storage.types import now

Story = Callable[..., tuple[Article, Facts]]
TEXT = (
    "ENDE, Kabar Timur - Kapolres Ende AKBP Rudi Lado mengatakan penyidik memeriksa korban TPPO berinisial MK (15) "
    "pada Senin (8/1/2024).\n"
    '"Korban MK (15), warga Desa Nuabosi, kini didampingi. Ibunya bernama Melati Kusuma sudah memberi keterangan dan '
    'kami meminta semua pihak menjaga identitas anak itu selama penyidikan berlangsung di Polres Ende," kata Rudi.\n'
    "Polres Ende menangani 12 kasus TPPO sepanjang 2023."
)
PRIVATE = ("MK", "(15)", "Nuabosi", "Melati", "Kusuma")


def store(engine: Engine, *found: tuple[Article, Facts]) -> None:
    for number, (article, facts) in enumerate(found):
        file = ImportedFile(path=str(number), body=article.text.encode(), content_type="text/plain")
        import_document(engine, file)
        *_, document = waiting(engine, facts.extractor)
        save_extraction(engine, document.document_id, article, facts)


def read() -> tuple[Article, Facts]:
    article = clean_text(
        TEXT, published=date(2024, 1, 9), title="Melati Kusuma Lapor, Polres Ende Usut Kasus TPPO"
    )
    article = article.model_copy(update={"url": "https://a.example/1", "outlet": "Kabar Timur"})
    return article, extract_facts(article)


def test_quotes_are_cut_out_of_the_masked_text_and_headlines_lack_the_names_of_the_text() -> None:
    _, facts = read()
    assert facts.public_title == f"{MASK} Lapor, Polres Ende Usut Kasus TPPO"
    (said,) = [one for one in facts.statements if one.kind == "direct"]
    assert said.public_quote is not None and len(said.public_quote) <= LONGEST_QUOTE
    assert said.public_quote.startswith("Korban") and MASK in said.public_quote
    shown = [one.public_quote for field in ("officials", "agencies", "dates", "figures", "statements", "laws")
             for one in getattr(facts, field)]  # fmt: skip
    assert len(shown) > 5
    assert all(quote and not any(word in quote for word in PRIVATE) for quote in shown)
    assert "Rudi Lado" in shown and "12 kasus" in shown


def test_a_mask_reaches_over_the_edge_of_a_quote() -> None:
    text = "Korban berinisial MK (15) melapor."
    hidden = [(text.index("MK"), text.index(" melapor"))]
    assert public_quote(text, 0, text.index(" (15"), hidden) == f"Korban berinisial {MASK}"
    assert public_quote(text, text.index("(15"), len(text), hidden) == f"{MASK} melapor."
    assert public_quote(text, text.index("K ("), text.index("15"), hidden) == MASK


def test_the_mask_is_one_word_everywhere() -> None:
    assert lexicon.MASK == MASK


SPANS = st.lists(st.tuples(st.integers(0, 320), st.integers(0, 320)), max_size=8)


@given(st.text("abc é\n", max_size=320), SPANS, st.integers(0, 320), st.integers(0, 320))
def test_no_hidden_character_is_shown_and_no_mark_is_halved(
    text: str, spans: list[tuple[int, int]], start: int, length: int
) -> None:
    end = min(len(text), start + length)
    within = [(min(a, len(text)), min(b, len(text))) for a, b in spans]
    hidden = joined(within)
    assert all(first < last < after for (first, last), (after, _end) in pairwise(hidden))
    marks = set().union(*(range(a, b) for a, b in within))
    shown = public_quote(text, start, end, hidden)
    assert len(shown) <= LONGEST_QUOTE
    assert "[" not in shown.replace(MASK, "") and "]" not in shown.replace(MASK, "")
    whole = masked(text, start, end, hidden)
    assert whole.startswith(shown)
    assert whole.replace(MASK, "") == "".join(text[at] for at in range(start, end) if at not in marks)
    assert len(shown) == min(len(whole), LONGEST_QUOTE) or whole[len(shown) :].startswith(MASK)


def test_nobody_finds_a_private_person_by_name(engine: Engine) -> None:
    store(engine, read())
    with reading(engine) as session:
        for query in ("Melati", '"Melati Kusuma"', "judul:Melati", "Nuabosi", "judul:Kusuma"):
            assert search_statements(session, query).rows == ()
            assert search_articles(session, query).rows == ()
        (found,) = search_statements(session, "didampingi").rows
        (headline,) = search_articles(session, "usut kasus").rows
    assert MASK in found.snippet and "«didampingi»" in found.snippet
    assert found.public_quote is not None
    assert [found.public_quote[first:last] for first, last in found.highlights] == ["didampingi"]
    assert headline.snippet == f"{MASK} Lapor, Polres Ende «Usut» «Kasus» TPPO"


def everything(engine: Engine) -> list[Record]:
    """Every kind of record that lists and pages show, of all that is stored."""
    with reading(engine) as session:
        filters = Filters()
        lists = (list_articles, list_statements, list_figures, list_officials, figure_claims, list_conflicts)
        found: list[Record] = [row for ask in lists for row in ask(session, filters)]
        found += [search_statements(session, "korban OR kasus"), search_articles(session, "kasus")]
        for person in list_persons(session, PersonFilters()):
            detail = person_detail(session, person.id)
            found += [person, *([detail] if detail else [])]
        for article_id in session.scalars(select(StoredArticle.id)):
            detail = article_detail(session, article_id)
            found += [detail] if detail else []
        return found


def public(engine: Engine) -> list[Record]:
    with reading(engine) as session:
        return list(public_rows(session, everything(engine)))


def test_no_record_shows_what_the_private_store_holds(engine: Engine) -> None:
    store(engine, read())
    resolve_all(engine)
    private, shown = everything(engine), public(engine)
    assert len(shown) == len(private) > 10
    words = "\n".join(record.model_dump_json() for record in shown)
    assert not [word for word in PRIVATE if word in words]
    assert all(word in words for word in ("Rudi Lado", "Polres Ende", "12 kasus", MASK))


def test_what_was_taken_down_and_who_holds_no_office_are_shown_to_nobody(
    engine: Engine, story: Story
) -> None:
    store(engine, read(), story(url="https://a.example/2"))
    resolve_all(engine)
    with writing(engine) as session:
        taken = StoredArticle.url == "https://a.example/2"
        session.execute(update(StoredArticle).where(taken).values(removed_at=now(), removal_reason="404"))
        nobody = {"title": None, "agency": None, "kind": OfficialKind.OTHER}
        session.execute(update(OfficialRecord).where(OfficialRecord.name == "Rudi Lado").values(**nobody))
    words = "\n".join(
        record.model_dump_json() for record in public(engine) if not hasattr(record, "positions")
    )
    assert "Yosef Lamawuran" not in words and "a.example/2" not in words
    with reading(engine) as session:
        said = [row for row in list_statements(session, Filters()) if row.speaker == "Rudi Lado"]
        assert said and list(public_rows(session, said)) == []


def test_a_credit_is_shown_where_it_names_somebody_of_the_article(engine: Engine, story: Story) -> None:
    store(
        engine,
        story(url="https://a.example/1"),
        story(url="https://a.example/2", figure={"credited_to": "Melati Kusuma"}, text=story()[0].text + " "),
    )
    with reading(engine) as session:
        figures = list_figures(session, Filters())
        assert [row.credited_to for row in public_rows(session, figures)] == [None, "Yosef Lamawuran"]
        assert [row.credited_to for row in map(for_public, figures) if row] == [None, None]
        details = [article_detail(session, row.article_id) for row in figures]
        shown = [for_public(detail) for detail in details if detail]
        assert [detail.figures[0].credited_to for detail in shown if detail] == [None, "Yosef Lamawuran"]
        (claim, *_) = [public_record(session, row) for row in figure_claims(session, Filters())] or [None]
        assert claim is None  # nothing was resolved yet


def test_a_record_that_nobody_decided_about_is_refused() -> None:
    review = ReviewRow.model_construct(id=1)
    with pytest.raises(TypeError, match="nobody has decided what of ReviewRow may leave the store"):
        for_public(review)


def test_rows_of_an_older_version_are_masked_until_they_are_read_again(engine: Engine) -> None:
    article, facts = read()
    older = facts.model_copy(
        update={name: tuple(one.model_copy(update={"public_quote": None}) for one in getattr(facts, name))
                for name in ("officials", "agencies", "dates", "figures", "statements", "laws")}
        | {"public_title": None, "extractor": "rules-4"}
    )  # fmt: skip
    store(engine, (article, older))
    with reading(engine) as session:
        (row,) = list(public_rows(session, list_articles(session, Filters())))
        assert {said.quote for said in public_rows(session, list_statements(session, Filters()))} == {MASK}
        assert search_statements(session, "didampingi").rows == ()
    assert row.title == MASK
    (document,) = waiting(engine, EXTRACTOR)
    save_extraction(engine, document.document_id, article, facts)
    with reading(engine) as session:
        (row,) = list(public_rows(session, list_articles(session, Filters())))
        assert row.title == facts.public_title
        assert len(search_statements(session, "didampingi").rows) == 1
        for table in (StatementRecord, FigureRecord, OfficialRecord):
            assert None not in session.scalars(select(table.public_quote)).all()
