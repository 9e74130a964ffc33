"""The `pantau` command as a user meets it: real files, a real database, real output."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from tests_support import Pantau

from models.page import FetchedListing, Judged, Validators
from models.vocabulary import Verdict
from storage.engine import open_engine
from storage.pages import CrawlStore
from storage.runs import start_run

TEXTS = Path(__file__).parent / "texts"


@pytest.fixture
def filled(pantau: Pantau) -> Pantau:
    """A database with our two texts."""
    assert pantau("import", str(TEXTS / "rakor-sikka.txt"), "--published", "2024-03-15").code == 0
    assert pantau("import", str(TEXTS / "expose-dumai.txt"), "--published", "2024-05-06").code == 0
    return pantau


def test_statements_say_who_and_with_which_office(filled: Pantau) -> None:
    rows = filled.json("statements")
    said = {(row["speaker"], row["title"]) for row in rows}
    assert ("Benediktus Lado", "Wakil Bupati Sikka") in said
    assert ("Hendra Simatupang", "Kapolres Dumai") in said
    assert any(row["quote"].startswith("Kita tidak boleh menunggu") for row in rows)


def test_figures_keep_year_series_apart_and_show_zeros(filled: Pantau) -> None:
    rows = filled.json("figures", "--topic", "tppo", "--region", "Kabupaten Sikka")
    counted = {(row["unit"], row["value"], (row["period_start"] or "")[:4]) for row in rows}
    assert {
        ("kasus", 4, "2022"),
        ("korban", 6, "2022"),
        ("kasus", 7, "2023"),
        ("korban", 11, "2023"),
    } <= counted
    assert any(row["value"] == 0 for row in rows)


def test_every_fact_leads_back_to_its_characters(filled: Pantau) -> None:
    for article in filled.json("articles"):
        detail = filled.json("show", str(article["id"]))
        facts = [fact for name in ("officials", "agencies", "dates", "figures", "statements", "laws")
                 for fact in detail[name]]  # fmt: skip
        assert facts
        assert all(detail["text"][fact["start"] : fact["end"]] == fact["quote"] for fact in facts)


@pytest.mark.parametrize(
    ("option", "value", "speakers"),
    [
        ("--region", "NTT", {"Benediktus Lado", "Yuliana Nona"}),
        ("--region", "Dumai", {"Hendra Simatupang"}),
        ("--agency", "DP3A", {"Yuliana Nona"}),
        ("--official", "wakil bupati", {"Benediktus Lado"}),
        ("--since", "2024-04-01", {"Hendra Simatupang"}),
        ("--until", "2024-04-01", {"Benediktus Lado", "Yuliana Nona"}),
        ("--topic", "penindakan", {"Hendra Simatupang"}),
    ],
)
def test_statements_filter(filled: Pantau, option: str, value: str, speakers: set[str]) -> None:
    assert {row["speaker"] for row in filled.json("statements", option, value)} == speakers


def test_tables_name_the_article_and_csv_has_a_header(filled: Pantau) -> None:
    table = filled("figures", "--topic", "tppo").out
    assert "Kabupaten Sikka" in table
    assert "Rakor Gugus Tugas TPPO Sikka" in table
    rows = list(csv.DictReader(io.StringIO(filled("articles", "--csv").out)))
    assert {row["place_name"] for row in rows} == {"Kabupaten Sikka", "Kota Dumai"}


def test_a_cut_table_says_so(filled: Pantau) -> None:
    assert "masih ada lagi" in filled("statements", "--limit", "1").out
    assert "masih ada lagi" not in filled("statements", "--limit", "0").out


def test_importing_again_changes_nothing(filled: Pantau) -> None:
    before = filled.json("figures")
    again = filled("import", str(TEXTS / "rakor-sikka.txt"), "--published", "2024-03-15")
    assert "0 new, 0 changed, 1 known already" in again.out
    assert filled.json("figures") == before


def test_processing_again_changes_nothing_and_fetches_nothing(filled: Pantau) -> None:
    before = filled.json("statements")
    assert "0 pages read" in filled("process").out
    assert filled.json("statements") == before


def test_a_sidecar_gives_the_publication_day(pantau: Pantau, tmp_path: Path) -> None:
    shutil.copy(TEXTS / "expose-dumai.txt", tmp_path / "a.txt")
    (tmp_path / "a.json").write_text(json.dumps({"published": "2024-05-07"}))
    assert pantau("import", str(tmp_path / "a.txt")).code == 0
    assert pantau.json("articles")[0]["published_on"] == "2024-05-07"


def test_an_imported_page_gives_its_own_details(pantau: Pantau, tmp_path: Path) -> None:
    body = "".join(f"<p>{line}</p>" for line in (TEXTS / "rakor-sikka.txt").read_text().splitlines()[2:])
    page = (
        "<html lang=id><head><title>Rakor Gugus Tugas</title>"
        '<meta property="article:published_time" content="2024-03-15T09:30:00+08:00">'
        f"</head><body><article><h1>Rakor Gugus Tugas</h1>{body}</article></body></html>"
    )
    (tmp_path / "page.html").write_text(page)
    assert pantau("import", str(tmp_path), "--url", "https://suara.example/rakor").code == 0
    article = pantau.json("articles")[0]
    assert article["url"] == "https://suara.example/rakor"
    assert article["published_on"] == "2024-03-15"
    assert article["place_name"] == "Kabupaten Sikka"


def test_export_writes_every_row_and_masks_what_identifies(filled: Pantau, tmp_path: Path) -> None:
    done = filled("export", str(tmp_path / "out"))
    assert done.code == 0
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    rows = {table["table"]: table["rows"] for table in manifest["tables"]}
    assert rows["statements"] == len(filled.json("statements"))
    assert rows["figures"] == len(filled.json("figures"))
    assert not any("text" in line.split(",") for line in
                   (tmp_path / "out" / "articles.csv").read_text().splitlines()[:1])  # fmt: skip


def test_extract_needs_no_database(pantau: Pantau, tmp_path: Path) -> None:
    out = tmp_path / "facts"
    text = str(TEXTS / "expose-dumai.txt")
    assert pantau("extract", text, "--published", "2024-05-06", "--out", str(out)).code == 0
    facts = json.loads((out / "expose-dumai.json").read_text())
    assert facts["relevant"] is True
    assert facts["place"] == {"name": "Kota Dumai", "province": "Riau"}
    assert {"UU"} == {law["type"] for law in facts["laws"]}
    assert not pantau.database.exists()


def test_eval_scores_its_own_output_perfectly(pantau: Pantau, tmp_path: Path) -> None:
    gold = tmp_path / "gold"
    gold.mkdir()
    for name in ("rakor-sikka", "expose-dumai"):
        shutil.copy(TEXTS / f"{name}.txt", gold / f"{name}.txt")
        text = str(gold / f"{name}.txt")
        assert (
            pantau("extract", text, "--published", "2024-05-06", "--out", str(tmp_path / "facts")).code == 0
        )
        shutil.copy(tmp_path / "facts" / f"{name}.json", gold)
    report = pantau.json("eval", str(gold), "--predictions", str(tmp_path / "predictions"))
    assert {name: field["f1"] for name, field in report["fields"].items()} == dict.fromkeys(
        report["fields"], 1.0
    )
    assert (tmp_path / "predictions" / "rakor-sikka.json").is_file()


def test_doctor_names_what_is_missing(pantau: Pantau) -> None:
    findings = {row["subject"]: row for row in pantau.json("doctor", code=1)}
    assert findings["extraction"]["is_fine"]
    assert "PANTAU_CONTACT" in findings["contact"]["detail"]
    assert not findings["database"]["is_fine"]


def test_sources_list_says_why_a_source_is_off(pantau: Pantau) -> None:
    sources = {row["slug"]: row for row in pantau.json("sources", "list")}
    assert sources["antara"]["terms"] == "reserved"
    assert pantau("sources", "check", "--offline").code == 0


def test_offline_check_of_a_source_that_does_not_exist_says_so(pantau: Pantau) -> None:
    done = pantau("sources", "check", "--offline", "kabar-angin")
    assert done.code == 2 and "There is no source 'kabar-angin'" in done.err and not done.out


def test_help_and_crawl_need_no_language_library() -> None:
    import subprocess
    import sys

    code = (
        "import sys; import cli.main, crawler.run, pipelines.crawling; "
        "sys.exit(any(name in sys.modules for name in ('spacy', 'torch', 'stanza', 'trafilatura')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_postgresql_answers_as_sqlite_does(filled: Pantau, postgres_url: str) -> None:
    without_keys = {"id", "article_id"}
    questions = (("figures", "--topic", "tppo"), ("statements",), ("articles", "--relevant"))
    on_sqlite = [filled.json(*question) for question in questions]
    filled.configure(PANTAU_DATABASE_URL=postgres_url)
    for name, day in (("rakor-sikka", "2024-03-15"), ("expose-dumai", "2024-05-06")):
        assert filled("import", str(TEXTS / f"{name}.txt"), "--published", day).code == 0
    for question, expected_rows in zip(questions, on_sqlite, strict=True):
        rows = filled.json(*question)
        assert [{k: v for k, v in row.items() if k not in without_keys} for row in rows] == [
            {k: v for k, v in row.items() if k not in without_keys} for row in expected_rows
        ]


def test_recall_of_the_gate_is_told_and_says_where_it_cannot_be(pantau: Pantau) -> None:
    assert pantau("import", str(TEXTS / "rakor-sikka.txt"), "--published", "2024-03-15").code == 0
    engine = open_engine(f"sqlite:///{pantau.database}")
    judged = (
        Judged(url="https://uji.example/a", verdict=Verdict.SKIPPED),
        Judged(url="https://uji.example/b", verdict=Verdict.SAMPLED),
    )
    CrawlStore(engine, start_run(engine, "crawl")).save_listing(
        FetchedListing(
            source="uji",
            url="https://uji.example/rss",
            article_urls=("https://uji.example/b",),
            judged=judged,
            validators=Validators(),
        )
    )
    engine.dispose()
    told = pantau("sources", "recall")
    assert told.code == 0 and "No sampled article was processed yet." in told.out
    source, everything = pantau.json("sources", "recall")
    assert (source["source"], source["skipped"], source["sampled"], source["recall"]) == ("uji", 1, 1, None)
    assert everything["source"] == "all"
