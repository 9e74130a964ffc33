"""Bad input: one clear sentence on stderr and exit code 2, and nothing already stored is lost."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from tests_support import Pantau

TEXTS = Path(__file__).parent / "texts"
ENGLISH = "The police chief of the district said that three people were arrested on Monday. " * 8


def one_sentence(err: str, *words: str) -> None:
    lines = [line for line in err.splitlines() if line.strip()]
    assert len(lines) == 1, err
    assert lines[0].startswith("pantau: ")
    assert all(word in lines[0] for word in words), err


@pytest.fixture
def filled(pantau: Pantau) -> Pantau:
    assert pantau("import", str(TEXTS / "expose-dumai.txt"), "--published", "2024-05-06").code == 0
    return pantau


@pytest.mark.parametrize("verb", ["import", "extract"])
@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\n ", "empty"),
        ("binary.txt", bytes(range(256)) * 50, "binary.txt"),
        ("zeros.txt", b"abc\0\0def" * 40, "zeros.txt"),
        ("english.txt", ENGLISH.encode(), "Indonesian"),
        ("empty.html", b"", "empty"),
        ("binary.html", bytes(range(256)) * 50, "binary"),
        ("english.html", f"<article><h1>News</h1><p>{ENGLISH}</p></article>".encode(), "Indonesian"),
        ("nothing.html", b"<html><body><nav>Menu</nav></body></html>", "no article text"),
        ("error.html", b"<title>404</title><h1>Halaman tidak ditemukan</h1>", "error page"),
    ],
)
def test_a_file_that_holds_no_article(
    filled: Pantau, tmp_path: Path, verb: str, name: str, content: bytes, word: str
) -> None:
    (tmp_path / name).write_bytes(content)
    before = filled.json("articles")
    done = filled(verb, str(tmp_path / name))
    assert done.code == 2
    one_sentence(done.err, word, name)
    assert filled.json("articles") == before


@pytest.mark.parametrize("verb", ["import", "extract"])
@pytest.mark.parametrize("name", ["huge.txt", "huge.html"])
def test_a_huge_file_is_refused_unread(pantau: Pantau, tmp_path: Path, verb: str, name: str) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(50_000_000)
    done = pantau(verb, str(tmp_path / name))
    assert done.code == 2
    one_sentence(done.err, name, "50 MB", "single articles")


def test_a_device_without_an_end_is_refused(pantau: Pantau) -> None:
    done = pantau("extract", "/dev/zero")
    assert done.code == 2
    one_sentence(done.err, "/dev/zero", "MB")


@pytest.mark.parametrize("verb", ["import", "extract"])
def test_a_missing_file(pantau: Pantau, verb: str) -> None:
    done = pantau(verb, "nowhere.txt")
    assert done.code == 2
    one_sentence(done.err, "nowhere.txt", "check the path")


@pytest.mark.parametrize(
    ("details", "word"),
    [
        ("[1]", "object"),
        ("{", "JSON"),
        ('{"published": 2024}', "published"),
        ('{"published": "kemarin"}', "kemarin"),
        ('{"published": "2999-01-01"}', "future"),
        ('{"url": "javascript:alert(1)"}', "web address"),
    ],
)
def test_details_beside_a_file_that_make_no_sense(
    pantau: Pantau, tmp_path: Path, details: str, word: str
) -> None:
    shutil.copy(TEXTS / "expose-dumai.txt", tmp_path / "a.txt")
    (tmp_path / "a.json").write_text(details)
    done = pantau("import", str(tmp_path))
    assert done.code == 2
    one_sentence(done.err, "a.json", word)
    assert pantau.json("articles") == []


@pytest.mark.parametrize("url", ["suara.example/berita", "javascript:alert(1)", "https://", "http://[::1"])
def test_an_address_that_is_none(pantau: Pantau, url: str) -> None:
    done = pantau("import", str(TEXTS / "expose-dumai.txt"), "--url", url)
    assert done.code == 2
    one_sentence(done.err, url, "https://")
    assert not pantau.database.exists()


def test_one_bad_file_among_good_ones_is_told_and_skipped(pantau: Pantau, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text((TEXTS / "expose-dumai.txt").read_text())
    (tmp_path / "b.txt").write_bytes(b"")
    done = pantau("import", str(tmp_path))
    assert done.code == 1
    one_sentence(done.err, "b.txt")
    assert len(pantau.json("articles")) == 1


@pytest.mark.parametrize("published", ["2999-01-01", "0202-05-06", "31-12-2024", "kemarin", "2024-02-30"])
def test_a_future_or_broken_publication_date(pantau: Pantau, published: str) -> None:
    done = pantau("import", str(TEXTS / "expose-dumai.txt"), "--published", published)
    assert done.code == 2
    one_sentence(done.err, published)
    assert not pantau.database.exists()


def test_an_unknown_date_is_recorded_and_the_article_kept(pantau: Pantau) -> None:
    assert pantau("import", str(TEXTS / "rakor-sikka.txt")).code == 0
    assert pantau.json("articles")[0]["published_on"] is None
    with sqlite3.connect(pantau.database) as database:
        reasons = [row[0] for row in database.execute("SELECT reason FROM problems")]
    assert any("no publication date" in reason for reason in reasons)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("figures", "--region", "Atlantis"), "Atlantis"),
        (("figures", "--region", "Bogor"), "Kota Bogor"),
        (("figures", "--topic", "tpo"), "tpo"),
        (("figures", "--unit", "orangutan"), "orangutan"),
        (("statements", "--since", "2024-13-01"), "2024-13-01"),
        (("statements", "--since", "2024-05-01", "--until", "2024-01-01"), "after"),
        (("articles", "--json", "--csv"), "--csv"),
        (("show", "4711"), "4711"),
        (("show", "99999999999999999999"), "99999999999999999999"),
    ],
)
def test_a_question_that_means_nothing(filled: Pantau, arguments: tuple[str, ...], word: str) -> None:
    done = filled(*arguments)
    assert done.code == 2
    one_sentence(done.err, word)


def test_asking_before_anything_is_stored(pantau: Pantau) -> None:
    done = pantau("statements")
    assert done.code == 2
    one_sentence(done.err, str(pantau.database))


def test_a_database_from_a_newer_version(filled: Pantau) -> None:
    with sqlite3.connect(filled.database) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        before = list(database.iterdump())
    filled.configure(PANTAU_CONTACT="uji@pantau.example")
    for arguments in (("statements",), ("process",), ("weekly",), ("import", str(TEXTS / "rakor-sikka.txt"))):
        done = filled(*arguments)
        assert done.code == 2
        one_sentence(done.err, "newer", "install")
    with sqlite3.connect(filled.database) as database:
        assert list(database.iterdump()) == before


def test_a_file_that_is_no_database(pantau: Pantau) -> None:
    pantau.database.parent.mkdir(parents=True, exist_ok=True)
    pantau.database.write_text("Ini bukan basis data. " * 100)
    done = pantau("articles")
    assert done.code == 2
    one_sentence(done.err, "not a SQLite database")


def test_a_folder_that_cannot_be_written(
    pantau: Pantau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("a file, not a folder")
    pantau.configure(PANTAU_DATA_DIR=str(tmp_path / "file" / "data"))
    done = pantau("import", str(TEXTS / "expose-dumai.txt"))
    assert done.code == 2
    one_sentence(done.err, str(tmp_path / "file"))


def test_export_into_a_folder_that_holds_something(filled: Pantau, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine")
    done = filled("export", str(tmp_path / "out"))
    assert done.code == 2
    one_sentence(done.err, "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["notes.txt"]


def test_a_folder_for_results_that_cannot_be_made(filled: Pantau, tmp_path: Path) -> None:
    text = str(TEXTS / "expose-dumai.txt")
    gold, below_a_file = tmp_path / "gold", str(tmp_path / "file" / "out")
    (tmp_path / "file").write_text("a file")
    assert filled("extract", text, "--published", "2024-05-06", "--out", str(gold)).code == 0
    shutil.copy(text, gold)
    for arguments in (
        ("extract", text, "--out", below_a_file),
        ("eval", str(gold), "--predictions", below_a_file),
        ("export", below_a_file),
    ):
        done = filled(*arguments)
        assert done.code == 2
        one_sentence(done.err, below_a_file, "another folder")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("[1, 2]", "a.json"),
        ("{}", "a.json"),
        ('{"published": "2024-01-01"', "a.json"),
    ],
)
def test_eval_of_a_broken_annotation(pantau: Pantau, tmp_path: Path, content: str, word: str) -> None:
    (tmp_path / "a.txt").write_text("Polisi menahan dua orang.")
    (tmp_path / "a.json").write_text(content)
    done = pantau("eval", str(tmp_path))
    assert done.code == 2
    one_sentence(done.err, word)


def test_eval_of_an_empty_folder(pantau: Pantau, tmp_path: Path) -> None:
    done = pantau("eval", str(tmp_path))
    assert done.code == 2
    one_sentence(done.err, str(tmp_path))


ENTRY = {
    "slug": "suara", "name": "Suara", "province": "Riau", "kind": "portal", "home_url": "https://suara.example/",
    "article_url_pattern": "https://suara\\.example/\\d+", "terms": "open", "terms_note": "none known",
    "expected_weekly": 1, "evidence": "written for a test",
}  # fmt: skip


@pytest.mark.parametrize(
    ("entries", "word"),
    [
        ({"suara.yml": ENTRY | {"provnce": "Riau"}}, "province"),
        ({"a/suara.yml": ENTRY, "b/suara.yml": ENTRY}, "suara"),
        ({"suara.yml": ENTRY | {"feeds": ["https://elsewhere.example/rss"]}}, "elsewhere.example"),
        ({"suara.yml": ENTRY | {"allowed_hosts": ["elsewhere.example"]}}, "elsewhere.example"),
        ({"suara.yml": ENTRY | {"home_url": "http://127.0.0.1:80/"}}, "127.0.0.1"),
    ],
)
def test_a_broken_source_entry_stops_the_run_before_it_starts(
    pantau: Pantau, tmp_path: Path, entries: dict[str, dict[str, object]], word: str
) -> None:
    for name, entry in entries.items():
        path = tmp_path / "sources" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(entry))  # JSON is YAML
    pantau.configure(PANTAU_SOURCES_DIR=str(tmp_path / "sources"))
    done = pantau("weekly")
    assert done.code == 2
    one_sentence(done.err, word)
    assert not pantau.database.exists()


def test_a_setting_that_makes_no_sense(pantau: Pantau) -> None:
    pantau.configure(PANTAU_REQUEST_TIMEOUT="soon")
    done = pantau("doctor")
    assert done.code == 2
    one_sentence(done.err, "PANTAU_REQUEST_TIMEOUT")


def test_an_empty_file_that_the_shell_made_beside_the_text_is_no_detail(
    pantau: Pantau, tmp_path: Path
) -> None:
    shutil.copy(TEXTS / "expose-dumai.txt", tmp_path / "a.txt")
    (tmp_path / "a.json").touch()
    assert pantau("extract", str(tmp_path / "a.txt")).code == 0


@pytest.mark.parametrize("contact", [None, "redaksi", "redaksi@example.org\nX-Header: 1"])
@pytest.mark.parametrize("verb", [("weekly",), ("crawl",), ("sources", "check")])
def test_every_verb_that_crawls_names_the_contact_setting(
    pantau: Pantau, verb: tuple[str, ...], contact: str | None
) -> None:
    if contact is not None:
        pantau.configure(PANTAU_CONTACT=contact)
    done = pantau(*verb)
    assert done.code == 2
    one_sentence(done.err, "PANTAU_CONTACT")
    assert not pantau.database.exists()


def test_an_unknown_place_and_a_foreign_kind_of_file_are_refused(pantau: Pantau, tmp_path: Path) -> None:
    done = pantau("import", str(TEXTS / "expose-dumai.txt"), "--place", "Atlantis")
    assert done.code == 2
    one_sentence(done.err, "--place", "Atlantis")
    (tmp_path / "report.pdf").write_text("Polisi menahan dua orang di Dumai.")
    done = pantau("import", str(tmp_path / "report.pdf"))
    assert done.code == 2
    one_sentence(done.err, "report.pdf", ".txt")
