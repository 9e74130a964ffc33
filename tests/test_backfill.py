"""History from WARC files: what is ours and of the topic is stored once, with all its places, however often it is run."""

import io
import json
import os
import signal
from pathlib import Path

import crawl_harness as h
import pytest
from faults_harness import DUMAI, sentence
from forked import Program
from sqlalchemy import func, select
from test_import_archives import LINES, Foreign, chunks, html
from tests_support import Pantau

from storage.engine import open_engine, reading
from storage.tables import ArchiveCapture, ArchiveFile, Document, Problem

SITE = "https://kabartimur.example"
TPPO = "Polres Dumai ungkap TPPO"
MARKET = ["Harga cabai turun.", "Pedagang pasar senang karena pasokan lancar dari petani di lereng gunung."] * 6


def entry(folder: Path, site: str, slug: str, **fields: str) -> None:
    source = h.source_at(site, slug, **fields)
    folder.mkdir(exist_ok=True)
    (folder / f"{slug}.yml").write_text(json.dumps(source.model_dump(mode="json")))


@pytest.fixture
def known(pantau: Pantau, tmp_path: Path) -> Pantau:
    """The command with a source that is on, and one whose publisher reserves its rights."""
    entry(tmp_path / "sources", SITE, "kabar-timur")
    entry(tmp_path / "sources", "https://warta.example", "warta", terms="reserved", terms_note="Notice.")
    pantau.configure(PANTAU_SOURCES_DIR=str(tmp_path / "sources"))
    return pantau


def rows(pantau: Pantau, table: type, *columns: str) -> list[tuple[object, ...]]:
    engine = open_engine(f"sqlite:///{pantau.database}")
    with reading(engine) as session:
        found = session.execute(select(*(getattr(table, name) for name in columns)).order_by(table.id)).all()
    engine.dispose()
    return [tuple(row) for row in found]


def test_ours_and_of_the_topic_is_stored_and_everything_else_counted(known: Pantau, tmp_path: Path) -> None:
    foreign = Foreign(tmp_path / "lain.warc.gz")
    foreign.add(f"{SITE}/a/satu", html(TPPO).encode())
    foreign.add(f"{SITE}/a/pasar", html("Harga cabai turun", MARKET).encode())
    foreign.add(f"{SITE}/indeks", html(TPPO).encode())
    foreign.add(f"{SITE}/a/hilang", html(TPPO).encode(), status="404 Not Found")
    foreign.add(f"{SITE}/a/gambar", b"\x89PNG tppo" * 9, "image/png")
    foreign.add(f"{SITE}/a/lain?page=2", html(TPPO).encode())
    foreign.add(f"{SITE}/a/noai", html(TPPO).encode(), X_Robots_Tag="noai")
    foreign.add(f"{SITE}/a/tdm", html(TPPO).encode(), TDM_Reservation="1")
    foreign.add(f"{SITE}/a/meta", html(TPPO).replace("<title>", '<meta name="robots" content="noindex"><title>').encode())
    foreign.add("https://warta.example/a/satu", html(TPPO).encode())
    foreign.add("https://asing.example/a/satu", html(TPPO).encode())
    foreign.add(f"{SITE}/a/kacau", b"bukan gzip", Content_Encoding="gzip")
    done = known("backfill", str(foreign.save()))
    assert done.code == 1, done.err
    assert "Rekaman: 13, 10 dari situs dalam katalog; 1 tanpa kata topik, 3 minta tidak disimpan, 1 rusak." in done.out
    assert "Disimpan: 1 halaman baru, 0 sudah ada." in done.out
    (article,) = known.json("articles")
    assert (article["url"], article["source"]) == (f"{SITE}/a/satu", "kabar-timur")
    detail = known.json("show", str(article["id"]))
    place = {"file": str(foreign.path), "offset": foreign.offsets[f"{SITE}/a/satu"]}
    (origin,) = detail["origins"]
    assert place.items() <= origin["archived"][0].items()
    assert place.items() <= detail["captures"][0].items()
    assert origin["fetched_at"] == detail["captures"][0]["fetched_at"]
    assert known.json("figures")
    again = known("backfill", str(foreign.path))
    assert again.code == 0
    assert "Arsip: 0 berkas dibaca, 1 sudah dibaca sebelumnya" in again.out
