"""Exports: complete, the same every time, safe to open, without texts and private names, whole or not at all."""

import csv
import hashlib
import json
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from extract.public_texts import with_public_texts
from models.article import Article
from models.errors import PantauError
from models.export import Manifest
from models.fact import Exposure, Facts
from models.stored import ImportedFile
from models.vocabulary import ExposureKind
from pipelines.resolving_claims import resolve_claims
from publish.export import export
from storage.articles import save_extraction
from storage.documents import import_document, waiting
from storage.engine import reading
from storage.filters import Filters

Story = Callable[..., tuple[Article, Facts]]
TABLES = {"articles", "officials", "agencies", "statements", "figures", "laws", "claims", "claim_sources"}


@pytest.fixture
def filled(engine: Engine, story: Story) -> Engine:
    """Three articles; a private person stands in a title, a statement and a credit."""
    long = "Kami mendampingi 12 kasus itu sampai tuntas, termasuk Melati Kusuma " + "dan yang lain " * 40
    said = story()[0].text.replace("Kami mendampingi 12 kasus itu sampai tuntas,", long)
    article, facts = story(text=said, url="https://a.example/0", title="Melati Kusuma pulang\nke Ende")
    start = said.index("Melati Kusuma")
    exposed = Exposure(
        start=start, end=start + 13, quote="Melati Kusuma", rule="test.by_hand@1", kind=ExposureKind.NAME
    )
    statement = facts.statements[0].model_copy(
        update={"quote": long, "end": facts.statements[0].start + len(long)}
    )
    facts = facts.model_copy(update={"statements": (statement,), "exposures": (exposed,)})
    facts = with_public_texts(said, article.title, facts)
    stories = [
        (article, facts),
        story(url="https://a.example/1", title="=12 kasus TPPO", figure={"credited_to": "Melati Kusuma"}),
        story(url="https://a.example/2", relevant=False, published_on=date(2023, 5, 1)),
    ]
    for number, (article, facts) in enumerate(stories):
        file = ImportedFile(path=str(number), body=str(number).encode(), content_type="text/plain")
        import_document(engine, file)
        (document,) = waiting(engine, "rules@1")
        save_extraction(engine, document.document_id, article, facts)
    resolve_claims(engine)
    return engine


def write(engine: Engine, directory: Path, **filters: Any) -> Manifest:
    with reading(engine) as session:
        return export(session, directory, Filters(**filters))


def cells(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_every_row_is_there_and_the_manifest_tells_the_truth(filled: Engine, tmp_path: Path) -> None:
    manifest = write(filled, tmp_path / "out")
    assert {table.table: table.rows for table in manifest.tables} == {
        "articles": 3, "officials": 2, "agencies": 2, "statements": 2, "figures": 2, "laws": 2,
        "claims": 1, "claim_sources": 2,
    }  # fmt: skip
    assert json.loads((tmp_path / "out/manifest.json").read_text()) == manifest.model_dump(mode="json")
    files = {name: digest for table in manifest.tables for name, digest in table.files.items()}
    assert set(files) | {"manifest.json"} == {path.name for path in (tmp_path / "out").iterdir()}
    for name, digest in files.items():
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest
    for table in manifest.tables:
        assert len(cells(tmp_path / "out" / f"{table.table}.csv")) == table.rows
        assert len(lines(tmp_path / "out" / f"{table.table}.jsonl")) == table.rows


def test_the_same_database_gives_the_same_bytes(filled: Engine, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(filled, tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_no_text_no_author_no_private_name(filled: Engine, tmp_path: Path, story: Story) -> None:
    write(filled, tmp_path / "out")
    everything = "".join(path.read_text() for path in (tmp_path / "out").iterdir())
    assert "Melati Kusuma" not in everything
    assert "Maria Seran" not in everything
    assert "Dinsos mengacu" not in everything
    assert "Yosef Lamawuran" in everything
    assert max(len(row["quote"]) for row in lines(tmp_path / "out/statements.jsonl")) == 200
    credits = [row["credited_to"] for row in lines(tmp_path / "out/figures.jsonl")]
    assert sorted(credits, key=str) == [None, "Yosef Lamawuran"]


def test_cells_are_one_line_and_no_formula(filled: Engine, tmp_path: Path) -> None:
    write(filled, tmp_path / "out")
    assert [row["title"] for row in cells(tmp_path / "out/articles.csv")] == [
        "'=12 kasus TPPO", "[disamarkan] pulang ke Ende", "Dua belas kasus TPPO di Ende",
    ]  # fmt: skip
    assert (tmp_path / "out/articles.csv").read_text().count("\n") == 4
    assert lines(tmp_path / "out/articles.jsonl")[0]["title"] == "=12 kasus TPPO"
    row = cells(tmp_path / "out/articles.csv")[0]
    assert (row["is_relevant"], row["topics"], row["published_at"]) == (
        "true", "penanganan_korban;statistik", "",
    )  # fmt: skip


def test_filters_hold_and_stand_in_the_manifest(filled: Engine, tmp_path: Path) -> None:
    manifest = write(filled, tmp_path / "out", since=date(2024, 1, 1), relevant_only=True, limit=1)
    assert {table.rows for table in manifest.tables if table.table != "claims"} == {2}
    assert manifest.filters == {"since": "2024-01-01", "relevant_only": True}


def test_an_empty_database_gives_headers(engine: Engine, tmp_path: Path) -> None:
    write(engine, tmp_path / "out")
    assert (tmp_path / "out/laws.csv").read_text().startswith("id,article_id,")
    assert {path.stem for path in (tmp_path / "out").glob("*.csv")} == TABLES


def test_an_empty_folder_is_filled_and_a_full_one_refused(filled: Engine, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write(filled, tmp_path / "out")
    before = {path: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    with pytest.raises(PantauError, match="is not empty: name a new one"):
        write(filled, tmp_path / "out", relevant_only=True)
    assert before == {path: path.read_bytes() for path in (tmp_path / "out").iterdir()}


def test_a_folder_that_cannot_be_made_is_refused(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(PantauError, match="nothing was written"):
        write(engine, tmp_path / "file" / "out")


@contextmanager
def small_files(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_leaves_nothing_behind(filled: Engine, tmp_path: Path) -> None:
    with small_files(100), pytest.raises(PantauError, match="nothing was written"):
        write(filled, tmp_path / "exports" / "out")
    assert list((tmp_path / "exports").iterdir()) == []
