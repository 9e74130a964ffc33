"""What the tests of workers share: pages that touch each other in every way, annotators that end their process, and
what a database says whatever keys it handed out."""

import hashlib
import os
import signal
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table, select

from extract.annotate import annotate
from models.annotation import AnnotatedArticle
from models.article import Article
from models.page import Page
from models.source import Source
from models.vocabulary import Terms
from storage.counting import count_in_run
from storage.documents import add_document, fetch_digest
from storage.engine import reading, writing
from storage.runs import start_run
from storage.tables import Base, Document
from storage.types import UtcDateTime, digest_of

HOME = "https://uji.example"
SOURCE = Source(
    slug="uji", name="Uji", province=None, kind="portal", home_url=HOME, feeds=(f"{HOME}/rss",),
    article_url_pattern=r"https://uji\.example/berita/[\w-]+", terms=Terms.OPEN, terms_note="karangan",
    evidence="karangan",
)  # fmt: skip
POISON, ONCE, WAIT = "RACUN", "SEKALI", "TUNGGU"
_DAY = datetime(2024, 5, 6, 3, 0, tzinfo=UTC)
_PLACES = ("Ende", "Sikka", "Lembata", "Dumai", "Indramayu", "Cianjur")


@dataclass(frozen=True)
class Deadly:
    """Ends its process at some articles: as one does that the system kills for its size."""

    folder: Path
    """Where the processes leave their marks."""
    name: str = "spacy"

    def annotate(self, article: Article) -> AnnotatedArticle:
        (self.folder / f"pid-{os.getpid()}").touch()
        once = self.folder / "died"
        if POISON in article.text or (ONCE in article.text and not once.exists()):
            once.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        while WAIT in article.text and len(self.pids) < 2:
            threading.Event().wait(0.02)
        return annotate(article)

    @property
    def pids(self) -> set[int]:
        """Processes that read an article."""
        return {int(path.name.removeprefix("pid-")) for path in self.folder.glob("pid-*")}


_read: list[str | None] = []
"""What this process read."""


@dataclass(frozen=True)
class Stuck(Deadly):
    """Reads two articles, says so, and waits for ever."""

    def annotate(self, article: Article) -> AnnotatedArticle:
        _read.append(article.url)
        if len(_read) > 2:
            print("read", flush=True)  # noqa: T201 - the test waits for it
            threading.Event().wait()
        return super().annotate(article)


@dataclass(frozen=True)
class Renamed:
    """The bundled annotator under another name: all is to be read again."""

    name: str

    def annotate(self, article: Article) -> AnnotatedArticle:
        return annotate(article)


def html(title: str, text: str, published: str = "2024-05-06T10:00:00+07:00", canonical: str = "") -> bytes:
    head = f'<title>{title}</title><meta property="article:published_time" content="{published}">'
    head += f'<link rel="canonical" href="{canonical}">' if canonical else ""
    body = "".join(f"<p>{line}</p>" for line in text.splitlines())
    shown = f"<article><h1>{title}</h1>{body}</article>" if text else "<p>Halaman tidak ditemukan.</p>"
    return f"<html lang='id'><head>{head}</head><body>{shown}</body></html>".encode()


def story(number: int, more: str = "") -> str:
    place = _PLACES[number % len(_PLACES)]
    return (
        f"{place.upper()}, Kabar Uji - Kepala Dinas Sosial Kabupaten {place}, Yosef Lamawuran, mengatakan ada "
        f"{number + 2} kasus TPPO sepanjang 2023 di wilayah itu.\n"
        f'"Kami mendampingi {number + 2} kasus itu sampai tuntas bersama gugus tugas," kata Yosef. {more}\n'
        "Dinas mengacu pada UU Nomor 21 Tahun 2007 tentang pemberantasan tindak pidana perdagangan orang."
    )


def fill(
    engine: Engine,
    more: Iterable[tuple[str, str]] = (),
    plain: int = 24,
    first: Iterable[tuple[str, str]] = (),
) -> int:
    """Stores pages of one run and files of a person; returns the run.

    `more` and `first` are further paths with texts, after the others and before them.
    """
    run_id = start_run(engine, "crawl")
    before, after = ([(path, html(path, text), 1) for path, text in told] for told in (first, more))
    for path, body, day in (*before, *_pages(plain), *after):
        store(engine, run_id, f"{HOME}{path}", body, day)
    files = [
        ("a.txt", story(50), None),
        ("b.txt", story(50) + "\n", None),  # the same text
        ("c.txt", story(3), f"{HOME}/berita/n-3"),
        ("d.txt", story(51), None),
    ]
    for name, text, url in files:
        page = Page(url=url or name, body=text.encode(), content_type="text/plain", fetched_at=_DAY)
        with writing(engine) as session:
            digest = digest_of([page.body])
            document = Document(digest=digest, path=name, url=url, fetched_at=_DAY, run_id=run_id)
            add_document(session, document, [page])
    return run_id


def _pages(plain: int) -> Iterator[tuple[str, bytes, int]]:
    """Path, page and day; ids are handed out in this order."""
    edited, own = "/berita/disunting", f"{HOME}/berita/induk"
    yield edited, html("Disunting", story(30)), 1
    yield "/berita/salin-dulu", html("Induk", story(40), canonical=own), 1  # before the article that it is of
    for number in range(plain):
        yield f"/berita/n-{number}", html(f"Berita {number}", story(number)), 1
        if number == 5:
            yield "/berita/induk", html("Induk", story(40), canonical=own), 2
        if number == 8:
            yield edited, html("Disunting", story(30, "Angka itu naik.")), 3
            yield "/berita/n-2", html("Berita 2", story(2)) + b"<!-- iklan lain -->", 3  # nothing new
        if number == 9:
            yield edited, html("Disunting", story(30, "Angka lama.")), 2  # told late, fetched before
    yield "/berita/n-4", html("Berita 4", ""), 4  # shows no article any more
    yield "/berita/salin", html("Induk", story(40, "Salinan."), canonical=own), 3
    yield "/berita/kosong", html("Kosong", ""), 1
    yield "/berita/tua", html("Tua", story(31), published="1970-01-01T00:00:00+07:00"), 1
    yield edited, html("Disunting lagi", story(30, "Angka itu naik.")), 5


def store(engine: Engine, run_id: int, url: str, body: bytes, day: int) -> None:
    when = _DAY + timedelta(days=day)
    page = Page(url=url, body=body, content_type="text/html; charset=utf-8", fetched_at=when)
    with writing(engine) as session:
        document = Document(
            digest=fetch_digest(url, [page]), url=url, source="uji", fetched_at=when, run_id=run_id
        )
        add_document(session, document, [page])
        count_in_run(session, run_id, "uji", articles_fetched=1)


def content(engine: Engine, *, of_run: bool = True) -> Counter[str]:
    """Each row as its values and those of the rows that it refers to, without keys and moments of storing.

    Without `of_run`, also without what two crawls of the same pages tell differently.
    """
    marks: dict[str, dict[Any, str]] = {}
    found: Counter[str] = Counter()
    with reading(engine) as session:
        for table in Base.metadata.sorted_tables:
            if table.name in _OF_OTHERS:
                continue
            rows = session.execute(select(table).order_by(*table.primary_key.columns)).mappings()
            lines = [(row, _line(table, dict(row), marks, of_run)) for row in rows]
            if "id" in table.columns:
                marks[table.name] = {
                    row["id"]: hashlib.sha256(line.encode()).hexdigest() for row, line in lines
                }
            found.update(line for _, line in lines)
    return found


def difference(found: Counter[str], expected: Counter[str]) -> tuple[list[str], list[str]]:
    """What is too much, and what is missing."""
    return sorted((found - expected).elements()), sorted((expected - found).elements())


def _line(table: Table, row: dict[str, Any], marks: dict[str, dict[Any, str]], of_run: bool) -> str:
    told = {}
    for column in table.columns:
        name, value = column.name, row[column.name]
        is_moment = isinstance(column.type, UtcDateTime) and name != "published_at"
        is_key = name in {"id", "position"} or name.endswith("run_id")
        if is_key or (is_moment and (not of_run or name in _STORING)) or (not of_run and name in _OF_CRAWL):
            continue
        told[name] = value
        if column.foreign_keys and value is not None:
            (key,) = column.foreign_keys
            told[name] = marks.get(key.column.table.name, {}).get(value, "?")
    return f"{table.name} {told}"


_STORING = {"processed_at", "first_seen_at", "extracted_at", "noted_at", "indexed_at"}
_OF_CRAWL = {"warc_file", "warc_offset", "body_zlib", "requests", "bytes_received", "milliseconds"}
_OF_OTHERS = {
    "runs", "persons", "person_anchors", "person_links", "person_profiles", "positions", "stories", "story_articles",
    "claims", "claim_figures", "conflicts", "conflict_claims",
}  # fmt: skip
"""Told of runs, or made from the articles when all are read: `resolve` has tests of its own."""
