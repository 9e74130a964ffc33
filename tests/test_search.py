"""Search: what is found, in which order, is the same on both back ends; the index follows what is stored."""

import itertools
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from search_corpus import STORIES, Said, Story, store
from sqlalchemy import Engine, delete, select, text, update
from tests_support import Pantau

from models.errors import PantauError
from models.vocabulary import FigureUnit, ReviewStatus
from storage.engine import open_engine, reading, writing
from storage.filters import Filters
from storage.search.finding import candidates, search_articles, search_statements
from storage.search.language import DEEPEST, LONGEST_QUERY, MOST_TERMS, parse_query
from storage.search.rows import index_articles, is_complete, reindex
from storage.search.stems import words
from storage.tables import SearchedArticle, SearchedStatement, StatementRecord, StoredArticle

Search = Callable[..., Any]


@pytest.fixture(scope="module")
def engines(
    tmp_path_factory: pytest.TempPathFactory, postgres_socket: Path
) -> Iterator[tuple[Engine, Engine]]:
    """The corpus in a SQLite file and in a PostgreSQL database; for tests that change nothing."""
    name = f"search_{uuid.uuid4().hex}"
    server = psycopg.connect(host=str(postgres_socket), user="tester", dbname="postgres", autocommit=True)
    with server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE pantau')
        both = (
            open_engine(f"sqlite:///{tmp_path_factory.mktemp('search') / 'pantau.db'}"),
            open_engine(f"postgresql+psycopg://tester@/{name}?host={postgres_socket}"),
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
