"""Search: what is found, in which order, is the same on both back ends; the index follows what is stored."""

import itertools
import random
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from postgres_server import PostgresServer
from search_corpus import (
    HABSYI,
    LAMAWURAN,
    NGUYEN,
    PRATOMO,
    SERAN,
    STORIES,
    TAMBUNAN,
    Said,
    Story,
    store,
)
from sqlalchemy import Engine, Select, delete, select, text, update
from sqlalchemy.orm import Session
from tests_support import Pantau

from models.errors import PantauError
from models.rows import OfficialRow
from models.vocabulary import FigureUnit, ReviewStatus
from storage.engine import open_engine, reading, writing
from storage.filters import Filters
from storage.queries import list_articles, list_officials, list_statements
from storage.search import asking, named
from storage.search.asking import questions
from storage.search.finding import search_articles, search_statements
from storage.search.language import DEEPEST, LONGEST_QUERY, MOST_TERMS, parse_query
from storage.search.named import newest_named
from storage.search.rows import index_articles, is_complete, reindex
from storage.search.stems import words
from storage.selects import article_query, fact_query, statement_query
from storage.tables import OfficialRecord, SearchedArticle, SearchedStatement, StatementRecord, StoredArticle

Search = Callable[..., Any]


@pytest.fixture(scope="module")
def engines(
    tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer
) -> Iterator[tuple[Engine, Engine]]:
    """The corpus in a SQLite file and in a PostgreSQL database; for tests that change nothing."""
    name = f"search_{uuid.uuid4().hex}"
    with postgres.administrator() as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE pantau')
        both = (
            open_engine(f"sqlite:///{tmp_path_factory.mktemp('search') / 'pantau.db'}"),
            open_engine(postgres.url(name)),
        )
        for engine in both:
            store(engine)
        yield both
        for engine in both:
            engine.dispose()
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def found(engine: Engine, search: Search, query: str, **filters: Any) -> str:
    """Ids in their order, `~` before those of the farther part; `-` where the field is searched in statements only."""
    with reading(engine) as session:
        try:
            page = search(session, query, Filters(**filters))
        except PantauError as error:
            if "is no part of articles" in str(error):
                return "-"
            raise
    assert page.is_total_exact and page.total == len(page.rows) and page.next is None
    return " ".join(f"{'' if row.is_near else '~'}{row.id}" for row in page.rows)


QUERIES = [
    # one word in all its forms, and only in those of its own sense
    ("korban", "10 1", "5"),
    ("KORBANNYA", "10 1", "5"),
    ("pengorbanan", "", ""),
    ("anak", "11 2", ""),
    ("anak-anak", "11 2", ""),
    ("diperdagangkan", "14 1 19", "1"),
    ("pedagang", "8", ""),
    ("dagang", "", ""),
    ("penyidikan", "7 3", "1"),
    ("penyelidikan", "4", ""),
    ("penyelidik", "4", ""),
    ("sidik", "", ""),
    ("menetapkan", "6 3", "1"),
    ("penetapan", "6 3", "1"),
    ("tetap", "19", ""),
    ("tersangka", "6 3", "1"),
    ("sangka", "", ""),
    ("terdakwa", "9", ""),
    ("mendakwa", "", ""),
    ("muncikari", "9", "3"),
    ("pelaku", "13 7", ""),
    ("melakukan", "", ""),
    ("pelapor", "15", ""),
    ("dilaporkan", "22 15", ""),
    ("pekerja", "16 5", "2"),
    ("bekerja", "16", ""),
    ("pemerintah", "12 11", ""),
    ("memerintahkan", "12", ""),
    ("polisi", "21", "2"),
    ("jaksa", "10 9 21", "3"),
    ("perempuan", "11", ""),
    # abbreviations, numbers, spellings, scripts
    ("tppo", "13 18", "5"),
    ("T.P.P.O", "13 18", "5"),
    ("undang-undang", "9", ""),
    ("UU", "9", ""),
    ("21 tahun 2007", "9", ""),
    ("1250000", "10", ""),
    ("1.250.000", "10", ""),
    ("26,4", "20", ""),
    ("nonprosedural", "5", "2"),
    ('"non prosedural"', "5", "2"),
    ("walikota", "12 11", ""),
    ("kos", "12", ""),
    ("cafe", "18", ""),
    ("jumat", "18", ""),
    ("title:москва", "21 20", "6"),
    # names are themselves
    ("berau", "17", "5"),
    ("rau", "", ""),
    ("therese", "19 18 17 21 20", ""),
    ('"nur al habsyi"', "12 11", ""),
    ("tambun", "", ""),
    # fields
    ("aman", "11 1 19 18 17 21 20", ""),
    ("kutipan:aman", "11 1 17", "-"),
    ("instansi:aman", "19 18 17 21 20", "-"),
    ("penutur:aman", "", "-"),
    ("penutur:sri laporan", "22", "-"),
    ('jabatan:"kepala dp3a"', "22 2 1", "-"),
    ("office:penjabat", "12 11", "-"),
    ("agency:bp3mi", "16 15 14 13", "-"),
    ("instansi:polres penyidik", "7 3", "-"),
    ("judul:tersangka", "4 3 2 1", "1"),
    ("judul:batam pelaku", "13", ""),
    ("judul:(pekerja OR jaksa) -muncikari", "~12 ~11 ~10 ~8 ~7 ~6 ~5", "~2"),
    ("kutipan:(aman anak)", "~11", "-"),
    # phrases, operators, and the nearer ones first
    ("perdagangan orang", "1 19 ~14", "1"),
    ('"perdagangan orang"', "1 19", "1"),
    ("orang perdagangan", "~14 ~1 ~19", "~1"),
    ("aman rumah", "~11 ~1 ~19 ~18 ~17 ~21 ~20", ""),
    ('"rumah aman" perempuan', "~11", ""),
    ('"rumah aman" -perempuan', "1 19 18 17 21 20", ""),
    ("“rumah aman” NOT (perempuan OR korban)", "19 18 17 21 20", ""),
    ("rumah aman NOT NOT korban", "~1", ""),
    ("korban OR tersangka", "~10 ~6 ~3 ~1", "~1 ~5"),
    ("pekerja OR kapal", "16 ~5", "~4 ~2"),
    ("pelaku DAN orang", "~13", ""),
    ("laporan BUKAN pelapor", "22", ""),
    ("(korban ATAU pelaku) orang", "~13 ~1", ""),
    ("orang (korban OR (pelaku kejar))", "~1", ""),
    ("polisi dan jaksa", "21", ""),
    ("Terdakwa – tuntut!", "~9", ""),
    ("- korban", "10 1", "5"),
    ("Kabar: kutipan: korban", "", "-"),
    ("kutipan: korban", "10 1", "-"),
    # beginnings
    ("perdagang*", "14 1 19", "1"),
    ("pedagang*", "8", ""),
    ("menyelidik*", "", ""),
    ("penyelid*", "4", ""),
    ("penutur:tamb*", "16 15 14 13", "-"),
    ("dp3*", "22 2 1", ""),
    ("kutipan:lapor*", "22 15", "-"),
    ("tidak-ada", "", ""),
]  # fmt: skip


def test_the_same_is_found_in_the_same_order_on_both_back_ends(engines: tuple[Engine, Engine]) -> None:
    for engine, (query, statements, articles) in itertools.product(engines, QUERIES):
        where = (query, engine.dialect.name)
        assert found(engine, search_statements, query) == statements, where
        assert found(engine, search_articles, query) == articles, where


BAD = [
    ("", "has no word in it"),
    (" \t\n", "has no word in it"),
    ("… – !", "has no word in it"),
    ('"korban', "quotation mark that is not closed"),
    ("korban”", "quotation mark that is not closed"),
    ('""', "where a word should be"),
    ('korban "—"', "where a word should be"),
    ("(korban", "parenthesis that is not closed"),
    ("korban)", "parenthesis that was not opened"),
    ("()", "lacks a word after ("),
    ("-korban", "only says what to leave out"),
    ("NOT (korban OR saksi) -anak", "only says what to leave out"),
    ("korban OR -anak", "has OR beside something to leave out"),
    ("(korban OR NOT anak) polisi", "has OR beside something to leave out"),
    ("OR", "lacks a word at its beginning"),
    ("korban AND", "lacks a word after AND"),
    ("korban OR OR anak", "lacks a word after OR"),
    ("NOT", "lacks a word after NOT"),
    ("judul:", "lacks a word after judul"),
    ("korban kutipan: -anak", "lacks a word after kutipan"),
    ("pasal:12", "names a field 'pasal' that is not known: use one of judul:, kutipan:,"),
    ("ab*", "give at least 3 letters before *"),
    ("*", "where a word should be"),
    ("a" * 10_000, "has 10000 characters: use at most 1000"),
    ("korban\x00", "holds characters that no text can hold"),
    ("korban \ud800", "holds characters that no text can hold"),
    (" ".join("a" * (MOST_TERMS + 1)), "has more than 60 words"),
    ("(" * 20 + "a" + ")" * 20, "too many parentheses"),
]


@pytest.mark.parametrize(("query", "part"), BAD)
def test_a_query_that_cannot_be_read_is_one_clear_sentence(query: str, part: str) -> None:
    with pytest.raises(PantauError) as refused:
        parse_query(query)
    sentence = str(refused.value)
    assert part in sentence and sentence.startswith("search ")
    assert "\n" not in sentence and len(sentence) < 300 and ": " in sentence


PIECES = st.sampled_from(
    [
        *"()*-\"' ",
        "OR",
        "AND",
        "NOT",
        "judul:",
        "penutur:",
        "korban",
        "perdagangan",
        "orang",
        "perd*",
        "rumah aman",
        "x",
    ]
)
ANYTHING = st.one_of(
    st.lists(PIECES, max_size=12).map(" ".join), st.lists(PIECES, max_size=8).map("".join), st.text()
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(query=ANYTHING)
def test_any_text_is_a_query_or_a_clear_error_and_both_back_ends_agree(
    engines: tuple[Engine, Engine], query: str
) -> None:
    answers = []
    for engine in engines:
        try:
            answers.append(found(engine, search_statements, query))
        except PantauError as error:
            answers.append(str(error))
    assert answers[0] == answers[1]


def test_the_longest_queries_that_are_taken_are_answered(engines: tuple[Engine, Engine]) -> None:
    alternatives = " OR ".join(f"kata{number}" for number in range(MOST_TERMS - 1)) + " OR korban"
    nested = "(" * DEEPEST + "korban" + ' -"rumah tahanan" )' * DEEPEST
    phrase = f'"{"a " * (LONGEST_QUERY // 2 - 1)}"'
    all_at_once = " ".join(f"korba{'n' * number}*" for number in range(1, 30))
    for engine in engines:
        assert found(engine, search_statements, alternatives) == "~10 ~1"
        assert found(engine, search_statements, nested) == "10 1"
        assert found(engine, search_statements, phrase) == found(engine, search_statements, all_at_once) == ""


def test_filters_restrict_what_is_found(engines: tuple[Engine, Engine]) -> None:
    restricted: list[tuple[dict[str, Any], str, str]] = [
        ({"since": date(2024, 3, 5)}, "22 16 15 14 13 12 11 10 9", "4 3"),
        ({"since": date(2024, 1, 15), "until": date(2024, 2, 20)}, "8 7 6 5 4 3 2 1", "2 1"),
        ({"until": date(2023, 12, 31)}, "19 18 17", "5"),
        ({"region": "64"}, "12 11 10 9 19 18 17", "3 5"),
        ({"region": "64.72"}, "12 11 10 9", "3"),
        ({"region": "6"}, "", ""),
        ({"region": "53' | 'x\" OR \\"}, "", ""),
        ({"region": "ID"}, "22 21 20", "6"),
        ({"region": "53", "since": date(2024, 2, 1)}, "8 7 6 5", "2"),
        ({"agency": "polres"}, "8 7 6 5 4 3", ""),
        ({"official": "tambunan"}, "16 15 14 13", "4"),
        ({"topic": "peradilan"}, "", ""),
        ({"topic": "penindakan", "region": "21"}, "16 15 14 13", "4"),
        ({"unit": FigureUnit.KASUS}, "", ""),
    ]
    every_statement = "penutur:(sri OR yosef OR bagas OR rudi OR nur OR therese)"
    every_article = "polisi OR jaksa OR penyidik OR calo OR berau OR wni"
    for engine, (filters, statements, articles) in itertools.product(engines, restricted):
        both = (
            found(engine, search_statements, every_statement, **filters).replace("~", ""),
            found(engine, search_articles, every_article, **filters).replace("~", ""),
        )
        assert both == (statements, articles), (filters, engine.dialect.name)


def test_any_part_of_a_name_keeps_what_has_it_and_nothing_else(engines: tuple[Engine, Engine]) -> None:
    """Whatever the part's words are pieces of: the index leaves out only what cannot match."""

    def small(text: str | None) -> str:
        return "".join(c.lower() if c.isascii() else c for c in text or "")

    every, chance = "penutur:(sri OR yosef OR bagas OR rudi OR nur OR therese)", random.Random(5)
    with reading(engines[0]) as session:
        columns = (OfficialRecord.name, OfficialRecord.title, OfficialRecord.agency)
        query = select(StatementRecord.id, *columns).join(
            OfficialRecord, OfficialRecord.id == StatementRecord.official_id
        )
        said = {row.id: [small(text) for text in row[1:]] for row in session.execute(query)}
    names = sorted({text for texts in said.values() for text in texts if text})
    for _ in range(40):
        name = chance.choice(names)
        first = chance.randrange(len(name))
        part = name[first : first + chance.randrange(1, 16)].upper()
        kept = {
            "official": {
                id_ for id_, texts in said.items() if any(small(part) in text for text in texts[:2])
            },
            "agency": {id_ for id_, texts in said.items() if any(small(part) in text for text in texts[1:])},
        }
        for engine, (option, ids) in itertools.product(engines, kept.items()):
            asked = Filters(official=part) if option == "official" else Filters(agency=part)
            with reading(engine) as session:
                rows = search_statements(session, every, asked, limit=100).rows
            assert {row.id for row in rows} == ids, (option, part, engine.dialect.name)


def test_lists_that_names_restrict_are_those_of_looking_at_every_row(
    engines: tuple[Engine, Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`pantau statements --official ...` asks the index, and shows the same rows in the same order as without it."""
    names = [name for who in (SERAN, LAMAWURAN, PRATOMO, TAMBUNAN, HABSYI, NGUYEN) for name in who if name]
    chance, helped = random.Random(11), 0
    for number in range(60):
        part = chance.choice(
            [chance.choice(names), chance.choice(chance.choice(names).split())[1:], "ka", "%"]
        )
        option, place = chance.choice(["official", "agency"]), chance.choice([None, None, "53", "64.72"])
        since = chance.choice([None, None, date(2024, 2, 1)])
        filters = Filters(
            **{option: part.upper()}, region=place, since=since, limit=chance.choice([1, 2, 3, 50])
        )
        monkeypatch.setattr(named, "_MOST", chance.choice([2, 5000]))
        for engine in engines:
            with reading(engine) as session:
                asked = [
                    (list_statements(session, filters), statement_query(filters), "statements"),
                    (list_articles(session, filters), article_query(filters), "articles"),
                    (list_officials(session, filters), fact_query(OfficialRow, filters), "articles"),
                ]
                for rows, query, kind in asked:
                    every = [row["id"] for row in session.execute(query).mappings()]
                    assert [row.id for row in rows] == every, (filters, engine.dialect.name, kind, number)
                    helped += newest_named(session, kind, filters, 3) is not None
    assert helped > 120
    monkeypatch.setattr("storage.search.rows.stemmer_version", lambda: "another")
    with reading(engines[0]) as session:
        tambunan = Filters(official="tambunan", limit=9)
        assert (
            newest_named(session, "statements", tambunan, 9) is None
        )  # an index in the making leaves out rows
        assert len(list_statements(session, tambunan)) == 4


@pytest.mark.parametrize("nearest", [asking.NEAREST, 4])
def test_pages_follow_each_other_without_gap_or_double(
    engines: tuple[Engine, Engine], monkeypatch: pytest.MonkeyPatch, nearest: int
) -> None:
    monkeypatch.setattr(asking, "NEAREST", nearest)
    query = "aman rumah OR kami OR orang"
    for engine in engines:
        with reading(engine) as session:
            whole = [row.id for row in search_statements(session, query, limit=1000).rows]
            for size in (1, 3, len(whole)):
                pages, after = list[int](), None
                while True:
                    page = search_statements(session, query, limit=size, after=after)
                    pages += [row.id for row in page.rows]
                    after = page.next
                    if after is None:
                        break
                assert pages == whole and page.total == len(whole) == len(set(whole)) > 12
            for wrong in ("x", "3.5", "0.", "0.-1", "0." + "9" * 40):
                with pytest.raises(PantauError, match="marks no page"):
                    search_statements(session, query, after=wrong)
            for size in (0, 1001):
                with pytest.raises(PantauError, match="use 1 to 1000"):
                    search_statements(session, query, limit=size)


def test_what_is_bounded_is_bounded_alike(
    engines: tuple[Engine, Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nearness orders only the newest rows that match, totals look at the newest articles only."""
    query, rows = "aman rumah OR kami OR orang", dict[str, list[tuple[int, bool]]]()
    for engine in engines:
        with reading(engine) as session:
            page = search_statements(session, query, limit=100)
            near = {row.id for row in page.rows if row.is_near}
            monkeypatch.setattr(asking, "NEAREST", 3)
            bounded = search_statements(session, query, limit=100).rows
            rows[engine.dialect.name] = [(row.id, row.is_near) for row in bounded]
            assert {row.id for row in bounded} == {row.id for row in page.rows} and len(bounded) > 4
            assert {row.id for row in bounded if row.is_near} <= near
            monkeypatch.setattr(asking, "LOOKED_AT", 2)
            cut = search_statements(session, query, limit=2)
            assert not cut.is_total_exact and 2 <= cut.total < len(page.rows)
            day = min(row.published_on for row in page.rows if row.published_on)
            old = search_statements(session, query, Filters(since=day, until=day), limit=2)
            assert old.is_total_exact
            monkeypatch.undo()
    assert rows["sqlite"] == rows["postgresql"]
    monkeypatch.setattr(asking, "LOOKED_AT", 2)
    monkeypatch.setattr(asking, "_NEWEST", 1)
    counted = [
        [totals(engine, asked, size) for asked, *_ in QUERIES for size in (1, 2, 5)] for engine in engines
    ]
    assert counted[0] == counted[1] and len(set(counted[0])) > 10


def totals(engine: Engine, query: str, limit: int) -> tuple[int, bool, str | None]:
    with reading(engine) as session:
        page = search_statements(session, query, Filters(), limit)
    return page.total, page.is_total_exact, page.next


def test_words_found_are_marked_where_they_stand_in_the_original(engines: tuple[Engine, Engine]) -> None:
    sought = [
        ("korban", search_statements, 10, ["korbannya"], "restitusi Rp1.250.000 untuk setiap «korbannya»"),
        ("lapor* -tertulis", search_statements, 15, ["laporan"], None),
        (
            '"uu nomor 21" tuntut', search_statements, 9, ["tuntut", "Undang-Undang Nomor 21"],
            "terdakwa mucikari kami «tuntut» tujuh tahun dengan «Undang-Undang Nomor 21» Tahun 2007",
        ),
        ("penutur:nur rumah", search_statements, 11, ["rumah"], None),
        ("jabatan:kapolres", search_statements, 8, [], "para pedagang di pasar tidak terlibat"),
        ("1012 pulang", search_articles, 6, ["1.012", "dipulangkan"], None),
    ]  # fmt: skip
    for engine, (query, search, row_id, marked, snippet) in itertools.product(engines, sought):
        with reading(engine) as session:
            rows = search(session, query).rows
        row = next(row for row in rows if row.id == row_id)
        original = row.title if search is search_articles else row.quote
        assert [original[start:end] for start, end in row.highlights] == marked
        assert snippet is None or row.snippet == snippet


def test_a_long_headline_is_shown_about_the_words_found_and_a_long_quote_is_found_by_what_leaves(
    engine: Engine,
) -> None:
    long = f"{'awal sekali ' * 40}korban {'lalu panjang ' * 40}".strip()
    store(engine, [Story(long, None, ("ID", "Indonesia", None), (Said("Sri", None, None, long),))])
    with reading(engine) as session:
        (row,) = search_articles(session, "korban").rows
        assert search_statements(session, "korban").rows == ()
        (said,) = search_statements(session, "awal").rows
    assert said.snippet.count("«awal»") == 17 and said.public_quote == long[:200]
    assert row.snippet.startswith("… awal sekali") and row.snippet.endswith(" …") and len(row.snippet) < 240
    assert " «korban» lalu panjang" in row.snippet


def rows_of(engine: Engine) -> list[tuple[Any, ...]]:
    with reading(engine) as session:
        return [
            tuple(row)
            for table in (SearchedArticle, SearchedStatement)
            for row in session.execute(select(*table.__table__.columns).order_by(table.position))
        ]


def is_sound(engine: Engine) -> None:
    """On SQLite: the full-text index holds what its table holds."""
    if engine.dialect.name == "sqlite":
        with engine.begin() as connection:
            for name in ("searched_articles_fts", "searched_statements_fts"):
                connection.execute(text(f"INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 1)"))


def test_both_back_ends_hold_the_same_rows(engines: tuple[Engine, Engine]) -> None:
    """What is read back is what was written, so that a database copied to the other back end is searched alike."""
    first, second = map(rows_of, engines)
    assert first == second and len(first) == len(STORIES) + 22


def test_the_index_follows_what_is_stored(engine: Engine) -> None:
    store(engine, STORIES[:2])
    assert found(engine, search_statements, "penyidik") == "7 3"
    edited = STORIES[1]._replace(title="Gudang Disegel", said=(STORIES[1].said[0],))
    store(engine, [STORIES[0], edited], extractor="rules@2")
    assert found(engine, search_statements, "judul:gudang") == found(engine, search_statements, "migran")
    assert found(engine, search_articles, "gudang") == "2" and found(engine, search_articles, "migran") == ""
    (survivor,) = found(engine, search_statements, "penyidik").split()

    with writing(
        engine
    ) as session:  # a person rejects it: gone at once, and from the index when that is told
        rejected = {"review_status": ReviewStatus.REJECTED}
        session.execute(update(StatementRecord).where(StatementRecord.id == int(survivor)).values(rejected))
    assert found(engine, search_statements, "penyidik") == ""
    count = len(rows_of(engine))
    with writing(engine) as session:
        index_articles(session, [1])
    assert len(rows_of(engine)) == count - 1

    with writing(engine) as session:  # what goes takes its rows with it
        session.execute(delete(StoredArticle).where(StoredArticle.id == 2))
    assert found(engine, search_articles, "gudang") == found(engine, search_statements, "migran") == ""
    is_sound(engine)


def is_complete_now(engine: Engine) -> bool:
    with reading(engine) as session:
        return is_complete(session)


def test_an_older_database_is_indexed_in_steps_and_goes_on_where_it_stopped(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.search.rows._BATCH", 2)
    assert is_complete_now(engine) and reindex(engine) == 0
    store(engine)
    before = rows_of(engine)
    with writing(engine) as session:
        session.execute(delete(SearchedArticle))
        session.execute(delete(SearchedStatement))
    assert not is_complete_now(engine) and found(engine, search_statements, "korban") == ""

    seen: list[int] = []

    def stop(article_id: int) -> None:
        seen.append(article_id)
        if len(seen) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reindex(engine, stop)
    assert seen == [7, 6, 5] and not is_complete_now(engine)
    assert reindex(engine) == 3 and is_complete_now(engine) and rows_of(engine) == before

    with writing(engine) as session:  # another stemmer made them
        session.execute(update(SearchedArticle).values(stemmer="stems@0", stems="x"))
    assert not is_complete_now(engine)
    assert reindex(engine) == 7 and rows_of(engine) == before and reindex(engine) == 0
    is_sound(engine)


def test_a_reindex_waits_for_an_article_that_is_being_stored(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine(postgres_url)
    store(engine, STORIES[:2])
    with writing(engine) as session:
        session.execute(update(SearchedArticle).values(stemmer="stems@0"))
    is_stored, may_end = threading.Event(), threading.Event()

    def wait_before_indexing(session: Session, article_ids: Sequence[int], *, are_new: bool) -> None:
        session.flush()
        is_stored.set()
        assert may_end.wait(60)
        index_articles(session, article_ids, are_new=are_new)

    monkeypatch.setattr("storage.articles.index_articles", wait_before_indexing)
    with ThreadPoolExecutor() as pool:
        edited = [STORIES[0]._replace(title="Gudang Disegel", said=STORIES[0].said[:1])]
        storing = pool.submit(store, engine, edited, "rules@2")
        assert is_stored.wait(60)
        reindexing = pool.submit(reindex, engine)
        waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as watching:
            while not watching.scalar(waiting):
                assert not reindexing.done()
        may_end.set()
        storing.result(60)
        assert reindexing.result(60) == 2
    assert (
        found(engine, search_articles, "gudang") == "1"
        and found(engine, search_statements, "dampingi") == "9"
    )
    assert found(engine, search_statements, "perkara OR sekolah") == "~6"
    engine.dispose()


def test_texts_that_would_break_an_index_are_stored_and_found(engine: Engine) -> None:
    repeated = " ".join(["korban"] * 700)
    long = " ".join(f"kata{number}" for number in range(6000))
    odd = "a\x00b \ud800 'kata':1 | & ! <-> \\ \" ' * " + "x" * 3000
    said = tuple(
        Said("Sri 'Wati", "Ketua \\", None, quote) for quote in (repeated, long, odd.replace("\ud800", ""))
    )
    store(engine, [Story(odd, date(2024, 1, 1), ("ID", "Indonesia", None), said)])
    assert found(engine, search_statements, '"korban korban"') == "1"
    assert found(engine, search_statements, '"kata7 kata8"') == "2"
    assert found(engine, search_statements, "x" * 900 + " kata") == "~3"
    assert found(engine, search_articles, "kata") == "1"
    is_sound(engine)


def plan_of(session: Session, query: Select[Any]) -> list[str]:
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    form = query.compile(session.get_bind(), compile_kwargs={"render_postcompile": True})
    values: Any = tuple(form.params[name] for name in form.positiontup or ()) if is_sqlite else form.params
    explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
    steps = session.connection().exec_driver_sql(f"{explain} {form}", values)
    return [step[-1] for step in steps]


def test_questions_go_by_the_full_text_index(engines: tuple[Engine, Engine]) -> None:
    filters = [
        Filters(),
        Filters(region="64"),
        Filters(agency="polres", topic="tppo"),
    ]
    for engine, kind, asked in itertools.product(engines, ("statements", "articles"), filters):
        with reading(engine) as session:
            steps = questions(session, kind, parse_query('"rumah aman" korban'), asked, None)
            *newest, every = (step.question for step in steps)
            if engine.dialect.name == "sqlite":
                plan = plan_of(session, every.order_by(text("1 DESC")).limit(20))
                assert f"SCAN searched_{kind}_fts VIRTUAL TABLE INDEX" in plan[0], plan
                assert not [step for step in plan[1:] if "SCAN" in step or "TEMP B-TREE" in step], plan
                continue
            session.execute(text("SET LOCAL enable_seqscan = off"))  # on few rows, a scan is cheaper
            plan = plan_of(session, every)
            assert [step for step in plan if f"Bitmap Index Scan on ix_searched_{kind}_stems" in step], plan
            plan = plan_of(session, newest[0])
            assert [step for step in plan if f"Index Scan Backward using pk_searched_{kind}" in step], plan


def test_postgresql_asks_its_index_where_the_newest_rows_are_not_enough(
    engines: tuple[Engine, Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.search.asking._NEWEST", 4)
    for query, statements, articles in QUERIES[::5]:
        assert found(engines[1], search_statements, query) == statements
        assert found(engines[1], search_articles, query) == articles


def test_stems_keep_legal_terms_apart_and_their_forms_together() -> None:
    def stems(line: str) -> set[tuple[str, ...]]:
        return {stem for word in words(line) for stem in [word.stems]}

    together = [
        "penyidikan penyidik menyidik disidik penyidiknya", "penyelidikan penyelidik menyelidiki diselidiki",
        "menetapkan ditetapkan penetapan", "perdagangan diperdagangkan memperdagangkan",
        "penyelundupan menyelundupkan diselundupkan penyelundup", "laporan melaporkan dilaporkan pelaporan laporannya",
        "hukuman dihukum menghukum", "penahanan ditahan menahan tahanan", "mucikari muncikari muncikarinya",
        "anak anak-anak anaknya anak-anaknya", "pemerintah pemerintahan pemerintahlah", "polisi kepolisian",
        "jaksa kejaksaan", "tppo TPPO T.P.P.O. TPPO-nya", "walikota", "melindungi dilindungi perlindungan",
    ]  # fmt: skip
    for line in together:
        assert len(stems(line)) == 1, line
    apart = (
        "penyidikan penyelidikan tetap menetapkan sangka tersangka terdakwa dakwaan pelapor laporan pelaku melakukan "
        "pedagang perdagangan dagang pekerja bekerja mempekerjakan pemerintah perintah hukum hukuman putusan keputusan "
        "pengadilan peradilan keadilan pejabat penjabat jabatan korban pengorbanan Berau Bali Maluku Kutai TPPO DP3A"
    )
    assert len(stems(apart)) == len(apart.split())


def test_the_command_finds_pages_and_tells_bad_queries(pantau: Pantau) -> None:
    engine = open_engine(f"sqlite:///{pantau.database}")
    store(engine)
    engine.dispose()
    shown = pantau("search", "perdagangan orang")
    assert shown.code == 0 and "«perdagangan» «orang»" in shown.out and "3 hasil" in shown.out
    assert "#1 Kabar Uji, 15 Jan 2024" in shown.out and "Sri Wahyuningtyas" in shown.out
    page = pantau.json("search", "perdagangan orang", "--limit", "2", "--region", "NTT", "--agency", "DP3A")
    assert [row["id"] for row in page["rows"]] == [1] and page["total"] == 1 and page["next"] is None
    first = pantau("search", "perdagangan orang", "--limit", "2", "--csv")
    mark = first.err.split("--after ")[1].strip()
    rest = pantau.json("search", "perdagangan orang", "--after", mark)
    assert len(first.out.splitlines()) == 3 and [row["id"] for row in rest["rows"]] == [14]
    articles = pantau("search", "jaksa", "--in", "articles")
    assert "«Jaksa» Tuntut Muncikari" in articles.out and "1 hasil" in articles.out
    for wrong in (
        ['"korban'],
        [],
        ["--reindex", "korban"],
        ["korban", "--after", "x"],
        ["korban", "--json", "--csv"],
    ):
        refused = pantau("search", *wrong)
        assert refused.code == 2 and refused.err.startswith("pantau: ") and refused.err.count("\n") == 1
    assert "0 articles indexed" in pantau("search", "--reindex").out
