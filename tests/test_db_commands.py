"""`pantau db`: what a backup holds, what a copy brings, what a check finds, and what survives a kill."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filled_tables import ROWS, fill_every_table
from sqlalchemy import Engine, func, select, text, update
from tests_support import Pantau

from models.article import Article
from models.errors import PantauError
from models.fact import Facts
from models.stored import ImportedFile
from storage.articles import save_extraction
from storage.documents import import_document, waiting
from storage.engine import open_engine, reading, writing
from storage.maintenance.backups import back_up, restore
from storage.maintenance.checks import check_database
from storage.maintenance.copying import copy_database
from storage.maintenance.derived import stored_tables
from storage.maintenance.digests import table_digest
from storage.schema import downgrade, newest_revision, revision_of
from storage.tables import Base, FigureRecord, Run, StoredArticle, StoredPage, Story

Stories = Callable[..., tuple[Article, Facts]]


def quiet(_subject: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """Three rows in every table."""
    with engine.begin() as connection:
        fill_every_table(connection, Base.metadata.sorted_tables)
    return engine


@pytest.fixture
def sound(engine: Engine, story: Stories) -> Engine:
    """A database as a run leaves it."""
    store_two(engine, story)
    return engine


def store_two(engine: Engine, story: Stories) -> None:
    """Two articles with their facts."""
    for number in (1, 2):
        import_document(
            engine, ImportedFile(path=f"{number}.txt", body=b"%d" % number, content_type="text/plain")
        )
    for number, document in enumerate(waiting(engine, "rules@1")):
        save_extraction(engine, document.document_id, *story(url=f"https://kabar.example/{number}"))


def digests(engine: Engine) -> dict[str, tuple[int, str]]:
    with engine.connect() as connection:
        found = [table_digest(connection, table) for table in stored_tables()]
    return {digest.table: (digest.rows, digest.digest) for digest in found}


@pytest.fixture
def targets(tmp_path: Path, other_postgres_url: str) -> list[str]:
    """An empty database of each kind."""
    return [f"sqlite:///{tmp_path / 'to' / 'copy.db'}", other_postgres_url]


def test_a_copy_holds_every_row_of_every_table_on_every_back_end(filled: Engine, targets: list[str]) -> None:
    """There and back: a digest is the same wherever the rows lie."""
    before = digests(filled)
    assert {rows for rows, _ in before.values()} == {ROWS}
    for url in targets:
        target = open_engine(url)
        copied = copy_database(filled, target, quiet)
        assert {digest.table: (digest.rows, digest.digest) for digest in copied} == before == digests(target)
        with writing(target) as session:  # new rows are numbered after those that came
            run = Run(
                kind="crawl", started_at=session.scalars(select(Run.started_at)).first(), status="finished"
            )
            session.add(run)
            session.flush()
            assert run.id == ROWS + 1
        target.dispose()


def test_a_digest_tells_one_changed_value(filled: Engine) -> None:
    before = digests(filled)
    with writing(filled) as session:
        session.execute(update(FigureRecord).where(FigureRecord.id == 2).values(region="Kabupaten Sikka"))
    after = digests(filled)
    assert [name for name in before if before[name] != after[name]] == ["figures"]


def test_a_copy_into_a_database_with_rows_is_refused(filled: Engine, targets: list[str]) -> None:
    target = open_engine(targets[0])
    with writing(target) as session:
        session.add(Story(article_count=1))
    with pytest.raises(PantauError, match=r"copy\.db is not empty \(table stories has rows\)"):
        copy_database(filled, target, quiet)
    with pytest.raises(PantauError, match="is not empty"):
        copy_database(filled, filled, quiet)


def test_tables_that_are_not_ours_to_copy_are_left(filled: Engine, targets: list[str]) -> None:
    """As an index for full text, which the target makes anew."""
    with filled.begin() as connection:
        connection.execute(text("CREATE TABLE search_index (word TEXT)"))
    target = open_engine(targets[0])
    copy_database(filled, target, quiet)
    assert digests(target) == digests(filled)


KILL_A_COPY = """
import os, signal, sys
from storage.engine import open_engine
from storage.maintenance.copying import copy_database

def die(subject, done, total):
    if subject == "figures":
        os.kill(os.getpid(), signal.SIGKILL)

copy_database(open_engine(sys.argv[1]), open_engine(sys.argv[2]), die)
"""


def run_killed(program: str, *arguments: str) -> None:
    """Runs a program that kills itself in the middle."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run([sys.executable, "-c", program, *arguments], env=environment, check=False)
    assert done.returncode == -signal.SIGKILL


def test_a_killed_copy_leaves_nothing_and_is_started_again(tmp_path: Path, targets: list[str]) -> None:
    source = open_engine(f"sqlite:///{tmp_path / 'from.db'}")
    with source.begin() as connection:
        fill_every_table(connection, Base.metadata.sorted_tables)
    for url in targets:
        run_killed(KILL_A_COPY, str(source.url), url)
        target = open_engine(url)
        assert {rows for rows, _ in digests(target).values()} == {0}
        copy_database(source, target, quiet)
        assert digests(target) == digests(source)
        target.dispose()


def test_a_backup_goes_back_as_it_was(filled: Engine, tmp_path: Path) -> None:
    before, file = digests(filled), tmp_path / "backups" / "a.backup"
    size = back_up(filled, file, quiet)
    assert file.stat().st_mode & 0o777 == 0o600 and file.stat().st_size == size
    assert [path.name for path in file.parent.iterdir()] == ["a.backup"]
    with pytest.raises(PantauError, match=r"a\.backup exists already"):
        back_up(filled, file, quiet)
    with writing(filled) as session:
        session.execute(update(Story).values(article_count=99))
    with pytest.raises(PantauError, match=r"is not empty \(table .* has rows\): .* --replace"):
        restore(filled, file, replace=False, on_progress=quiet)
    assert digests(filled) != before
    restore(filled, file, replace=True, on_progress=quiet)
    assert digests(filled) == before
    assert not list(tmp_path.glob("*.before-restore-*"))


def test_an_older_backup_is_brought_up_to_date(filled: Engine, tmp_path: Path) -> None:
    file = tmp_path / "old.backup"
    downgrade(filled, "0007")
    back_up(filled, file, quiet)
    downgrade(filled, "base")
    restore(filled, file, replace=False, on_progress=quiet)
    assert revision_of(filled) == newest_revision()
    assert digests(filled)["articles"][0] == ROWS


def test_what_is_no_backup_is_refused_and_nothing_changes(filled: Engine, tmp_path: Path) -> None:
    before, good = digests(filled), tmp_path / "good.backup"
    back_up(filled, good, quiet)
    cut, other, none = tmp_path / "cut.backup", tmp_path / "other.backup", tmp_path / "none.backup"
    cut.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    other.write_bytes(b"SQLite format 3\0" if filled.dialect.name == "postgresql" else b"PGDMP")
    with writing(filled) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer = tmp_path / "newer.backup"
    back_up(filled, newer, quiet)
    with writing(filled) as session:
        session.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": newest_revision()})
    for file, sentence in (
        (cut, "damaged|could not do it"),
        (other, "PostgreSQL"),
        (none, "is not there"),
        (newer, "newer version"),
    ):
        with pytest.raises(PantauError, match=sentence):
            restore(filled, file, replace=True, on_progress=quiet)
        assert digests(filled) == before


KILL_A_RESTORE = """
import os, signal, sys
from pathlib import Path
from storage.engine import open_engine
from storage.maintenance.backups import restore

calls = []

def die(subject, done, total):
    calls.append(subject)
    if subject == "psql" or (subject == "pantau.db" and done < total):
        os.kill(os.getpid(), signal.SIGKILL)

restore(open_engine(sys.argv[1]), Path(sys.argv[2]), replace=True, on_progress=die)
"""


def test_a_killed_restore_leaves_the_old_database(filled: Engine, database_url: str, tmp_path: Path) -> None:
    with filled.begin() as connection:  # more than one step of the copying
        body = {"body": bytes(range(256)) * 80_000}
        connection.execute(text("UPDATE pages SET body_zlib = :body WHERE id = 1"), body)
    file = tmp_path / "a.backup"
    back_up(filled, file, quiet)
    with writing(filled) as session:
        session.execute(update(Story).values(article_count=99))
    before = digests(filled)
    filled.dispose()
    run_killed(KILL_A_RESTORE, database_url, str(file))
    assert digests(open_engine(database_url)) == before
    left = [
        finding.subject for finding in check_database(filled, tmp_path, quiet) if finding.check == "restore"
    ]
    assert left == [str(path) for path in tmp_path.glob("pantau.db.before-restore-*")]
    assert len(left) == (1 if filled.dialect.name == "sqlite" else 0)
    restore(filled, file, replace=True, on_progress=quiet)
    assert digests(filled) != before


WRITE_WITHOUT_END = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
number = 0
while True:
    number += 1
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO stories (id, article_count) VALUES (?, 0)", (number,))
    connection.execute("UPDATE stories SET article_count = ? WHERE id = 1", (number,))
    connection.execute("COMMIT")
    if number == 5:
        print("writing", flush=True)
"""


def test_a_backup_while_another_process_writes_is_one_state(tmp_path: Path) -> None:
    """In every transaction the first story is given the number of the last."""
    database = tmp_path / "pantau.db"
    engine = open_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        fill_every_table(connection, [Base.metadata.tables["runs"]])
        connection.execute(text("CREATE TABLE ballast AS SELECT randomblob(1000000) FROM runs, runs AS more"))
        connection.execute(text("CREATE TABLE ballast2 AS SELECT * FROM ballast"))
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITE_WITHOUT_END, str(database)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert writer.stdout is not None and writer.stdout.readline() == "writing\n"
        size = back_up(engine, tmp_path / "a.db", quiet)
    finally:
        writer.kill()
        writer.wait()
    with sqlite3.connect(tmp_path / "a.db") as connection:
        (first, last, count) = connection.execute(
            "SELECT (SELECT article_count FROM stories WHERE id = 1), max(id), count(*) FROM stories"
        ).fetchone()
    assert first == last == count >= 5 and size > 10_000_000


def damage(engine: Engine, archive: Path) -> Iterator[tuple[str, str, str]]:
    """Damages the database in one way after the other; gives what the check should say."""
    with writing(engine) as session:
        figure = session.scalars(select(FigureRecord.id).order_by(FigureRecord.id)).first()
        session.execute(update(FigureRecord).where(FigureRecord.id == figure).values(quote="99 kasus"))
    yield "quotes", f"figures {figure}", "not what stands in the text"
    with writing(engine) as session:
        session.execute(update(FigureRecord).where(FigureRecord.id == figure).values(published_on=None))
    yield "days", f"figures {figure}", "another day than its article"
    with writing(engine) as session:
        session.add(Story(article_count=3))
    yield "counts", "stories 1", "says 3 articles and has 0"
    with writing(engine) as session:
        session.execute(text("UPDATE article_versions SET is_current = :no"), {"no": False})
    yield "counts", "articles 1", "no current text"
    archive.mkdir()
    (archive / "b.warc.gz").write_bytes(b"1234")
    with writing(engine) as session:
        pages = session.scalars(select(StoredPage).order_by(StoredPage.id)).all()
        for page, name in zip(pages, ("a.warc.gz", "b.warc.gz"), strict=True):
            page.warc_file, page.warc_offset = name, 4
    yield "archive", str(archive / "a.warc.gz"), "is missing"
    yield "archive", str(archive / "b.warc.gz"), "ends before byte 4"


def test_a_check_names_what_is_wrong(sound: Engine, tmp_path: Path) -> None:
    archive = tmp_path / "warc"
    assert check_database(sound, archive, quiet) == []
    for expected in damage(sound, archive):
        found = check_database(sound, archive, quiet)
        matching = [(finding.check, finding.subject) for finding in found if expected[2] in finding.detail]
        assert expected[:2] in matching, found
    downgrade(sound, "0008")
    (finding,) = check_database(sound, archive, quiet)
    assert finding.check == "revision" and "is at 0008" in finding.detail


def test_a_check_finds_broken_references_and_pages(tmp_path: Path, story: Stories) -> None:
    path = tmp_path / "a.db"
    engine = open_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        fill_every_table(connection, Base.metadata.sorted_tables)
    engine.dispose()
    with sqlite3.connect(path) as connection:  # checks no references
        connection.execute("DELETE FROM organizations WHERE id = 3")
    found = check_database(engine, tmp_path, quiet)
    assert {finding.check for finding in found} == {"references"} and "organizations" in found[0].detail
    engine.dispose()
    with path.open("r+b") as file:
        file.seek(3 * 4096)
        file.write(b"\xff" * 8192)
    found = check_database(engine, tmp_path, quiet)
    assert {finding.check for finding in found} >= {"integrity"}


def test_the_verbs_from_end_to_end(pantau: Pantau, tmp_path: Path, story: Stories) -> None:
    assert pantau("db", "check").code == 2
    assert pantau.json("db", "upgrade") == {"from": None, "to": newest_revision()}
    assert "sudah mutakhir" in pantau("db", "upgrade").out
    store_two(open_engine(f"sqlite:///{pantau.database}"), story)
    assert pantau.json("db", "check") == []
    assert "utuh" in pantau("db", "check").out
    kept = pantau.json("db", "backup")
    assert Path(kept["file"]).parent == pantau.database.parent / "backups"
    assert "ditulis dan diperiksa" in pantau("db", "backup", str(tmp_path / "b.db")).out
    facts = pantau.json("statements")
    refused = pantau("db", "restore", kept["file"])
    assert refused.code == 2 and "--replace" in refused.err and "Traceback" not in refused.err
    assert "dipulihkan" in pantau("db", "restore", kept["file"], "--replace").out
    assert pantau.json("statements") == facts
    copied = pantau.json("db", "copy", "--to", f"sqlite:///{tmp_path / 'c.db'}")
    assert {table["rows"] for table in copied if table["table"] == "articles"} == {2}
    assert "setiap tabel sama" in pantau("db", "copy", "--to", f"sqlite:///{tmp_path / 'd.db'}").out
    numbers = pantau.json("db", "stats")
    assert numbers["years"] == [{"year": 2024, "articles": 2, "relevant": 2}]
    assert {table["rows"] for table in numbers["tables"] if table["table"] == "articles"} == {2}
    indexes = {index["index"]: index["columns"] for index in numbers["indexes"]}
    assert indexes["ix_articles_published_on_id"] == "(published_on, id)"
    assert indexes["ix_articles_province_published_on_id"].startswith("(substr(place_code, 1, 2)")
    assert "Indeks" in pantau("db", "stats").out
    with sqlite3.connect(pantau.database) as connection:
        connection.execute("UPDATE figures SET quote = replace(quote, substr(quote, 1, 1), '~')")
    damaged = pantau("db", "check")
    assert damaged.code == 1 and "figures" in damaged.out


def test_statistics_count_on_both_back_ends(sound: Engine) -> None:
    from storage.maintenance.statistics import statistics

    found = statistics(sound, quiet)
    assert {table.table: table.rows for table in found.tables}["articles"] == 2
    assert [(year.year, year.articles, year.relevant) for year in found.years] == [(2024, 2, 2)]
    assert found.bytes > 0 and all(table.bytes is not None for table in found.tables)
    assert all(index.columns.startswith("(") and index.bytes is not None for index in found.indexes)
    with reading(sound) as session:
        assert session.scalar(select(func.count(StoredArticle.id))) == 2


def test_without_the_programs_of_postgresql_a_sentence_says_so(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(PantauError, match="pg_dump is not on the path"):
        back_up(open_engine(postgres_url), tmp_path / "a.dump", quiet)
    assert not list(tmp_path.iterdir())
