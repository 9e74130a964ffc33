"""Reports: what may be stated, who is quoted, and that the same database gives the same report."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import STORY
from sqlalchemy import Engine, select
from tests_support import Pantau

from models.article import Article
from models.fact import Facts
from models.stored import ImportedFile
from pipelines.resolving_claims import resolve_claims
from publish.language import Language
from publish.report.asked import ReportAsked
from publish.report.content import report_content
from publish.report.writing import report_html, report_pdf
from storage.articles import save_extraction
from storage.documents import import_document, waiting
from storage.engine import open_engine, reading, writing
from storage.tables import StoredArticle, Story, StoryArticle

Make = Callable[..., tuple[Article, Facts]]
ENDE = ReportAsked(year=2023, region="53.08", region_name="Kabupaten Ende")


def store(engine: Engine, make: Make, name: str, outlet: str, **fields: object) -> int:
    """Stores an article of Kabupaten Ende with its statement and its 12 cases of 2023; its key."""
    article, facts = make(
        f"{STORY}\nRedaksi {outlet}, {name}.", url=f"https://a.example/{name}", outlet=outlet, **fields
    )
    import_document(engine, ImportedFile(path=name, body=name.encode(), content_type="text/plain"))
    (document,) = (each for each in waiting(engine, "rules@1") if each.pages[0].body == name.encode())
    save_extraction(engine, document.document_id, article, facts)
    with reading(engine) as session:
        return session.scalars(select(StoredArticle.id).where(StoredArticle.url == article.url)).one()


def one_story(engine: Engine, *article_ids: int) -> None:
    """Lets articles be copies of one story, led by the first."""
    with writing(engine) as session:
        story = Story(article_count=len(article_ids))
        session.add(story)
        session.flush()
        for article_id in article_ids:
            is_lead = article_id == article_ids[0]
            session.add(
                StoryArticle(
                    article_id=article_id, story_id=story.id, is_lead=is_lead, similarity=None, reason=None
                )
            )


def fill(engine: Engine, make: Make) -> None:
    """A story of one outlet, and a later one of two; a headline that may not leave; the year after."""
    day = {"published_on": date(2023, 12, 20)}
    one_story(
        engine,
        store(engine, make, "sendiri", "Warta Satu", **day),
        store(engine, make, "lagi", "Warta Satu", **day),
    )
    masked = store(engine, make, "asal", "Kabar Timur", title="Siswi SMP berinisial RG (14) dijual", **day)
    one_story(engine, masked, store(engine, make, "salinan", "Suara Barat", **day))
    one_story(engine, store(engine, make, "tahun-depan", "Kabar Timur", published_on=date(2024, 2, 1)))
    resolve_claims(engine)


def test_most_widely_told_stories_give_one_statement_each(engine: Engine, story: Make) -> None:
    fill(engine, story)
    content = report_content(engine, ENDE)
    assert [(cited.notable.outlets, cited.notable.articles) for cited in content.statements] == [
        (2, 2),
        (1, 2),
    ]
    assert content.statements[0].notable.statement.outlet == "Kabar Timur"
    assert content.statements[0].reference.startswith("Kabar Timur. (2023, 20 Desember).")
    assert "/evidence/" in content.statements[0].reference
    assert [(row.value, row.unit.value, row.region_code) for row in content.headlines] == [
        (12, "kasus", "53.08")
    ]
    assert [(each.outlet, each.articles) for each in content.outlets] == [
        ("Warta Satu", 2), ("Kabar Timur", 1), ("Suara Barat", 1),
    ]  # fmt: skip


def test_report_is_whole_in_both_languages_and_exposes_nobody(engine: Engine, story: Make) -> None:
    fill(engine, story)
    html = report_html(report_content(engine, ENDE))
    assert "Kabupaten Ende, 2023" in html
    assert "Angka yang boleh dinyatakan" in html
    assert "RG (14)" not in html
    assert "Maria Seran" not in html  # who wrote an article is nobody's business
    assert "http://www.w3.org" not in html
    assert 'src="data:image/svg+xml;base64,' in html
    asked = ReportAsked(Language.ENGLISH, year=2023)
    english = report_html(report_content(engine, asked))
    assert "Numbers that may be stated" in english
    assert "no number for this whole region" in english  # of the country nobody tells one
    assert "provinces without a single number" in english


def test_report_of_an_empty_database_says_that_there_is_nothing(engine: Engine) -> None:
    html = report_html(report_content(engine, ReportAsked(month=date(2024, 2, 1))))
    assert "Februari 2024" in html
    assert "Tidak ada berita tentang TPPO dalam masa ini" in html


def test_same_database_gives_the_same_report(tmp_path: Path, story: Make) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'pantau.db'}")
    fill(engine, story)
    first, second = (report_html(report_content(engine, ENDE)) for _ in range(2))
    assert first == second
    document = report_pdf(first)
    assert document.startswith(b"%PDF-")
    assert report_pdf(second) == document


def make_database(pantau: Pantau) -> None:
    """An empty database where the command looks for it."""
    pantau.database.parent.mkdir(parents=True)
    open_engine(f"sqlite:///{pantau.database}").dispose()


def test_command_writes_both_files_or_the_one_that_is_named(pantau: Pantau, tmp_path: Path) -> None:
    make_database(pantau)
    done = pantau("report", str(tmp_path / "out"), "--month", "2024-03", "--language", "en")
    assert done.code == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"pantau-tppo-2024-03-en.html", "pantau-tppo-2024-03-en.pdf"}
    assert pantau("report", str(tmp_path / "one.html"), "--region", "NTT").code == 0
    assert "Nusa Tenggara Timur" in (tmp_path / "one.html").read_text(encoding="utf-8")
    (tmp_path / "plain").write_text("x")
    for arguments, part in (
        ([str(tmp_path / "a.docx")], "neither .html nor .pdf"),
        ([str(tmp_path / "plain")], "without .html or .pdf"),
        ([str(tmp_path / "none" / "a.html")], "does not exist"),
        ([str(tmp_path), "--year", "2023", "--month", "2023-01"], "exclude each other"),
        ([str(tmp_path), "--month", "March"], "2024-03"),
    ):
        refused = pantau("report", *arguments)
        assert (refused.code, part in refused.err) == (2, True), arguments


def test_without_the_system_library_the_html_is_still_written(
    pantau: Pantau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_database(pantau)
    broken = tmp_path / "packages" / "weasyprint"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise OSError(\"cannot load library 'libpango-1.0-0'\")\n")
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(str(broken.parent))
    done = pantau("report", str(tmp_path / "out"))
    assert (done.code, "libpango" in done.err) == (1, True)
    assert [path.suffix for path in (tmp_path / "out").iterdir()] == [".html"]
    assert pantau("report", str(tmp_path / "only.pdf")).code == 2
