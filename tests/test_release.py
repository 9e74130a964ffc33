"""A release: every row in every format, the same each time, safe to open, nobody exposed; read by other programs."""

import asyncio
import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas
import polars
import pyreadstat
import pytest
import yaml
from datasette.app import Datasette
from frictionless import Package, validate
from release_support import (
    HOSTILE,
    IRRELEVANT,
    LONG_TITLE,
    PRIVATE,
    REJECTED,
    REMOVED,
    UNDATED,
    fill,
    room_for,
    write,
)
from sqlalchemy import Engine, update
from tests_support import Pantau

from models.article import Article
from models.errors import PantauError
from models.fact import Facts
from models.stored import ImportedFile
from models.vocabulary import ReviewStatus
from pipelines.resolving import resolve_all
from publish.release.write import Released
from publish.tables import ALL_TABLES, TABLES, count_matching, public_rows
from storage.articles import save_extraction
from storage.documents import import_document, waiting
from storage.engine import open_engine, reading
from storage.maintenance.copying import copy_database
from storage.published import Scope
from storage.tables import FigureRecord, StatementRecord, StoredArticle

Story = Callable[..., tuple[Article, Facts]]
GONE, MENDED, REVISED = 20, 21, 23


@dataclass
class Made:
    """Two releases of one database, between which it changed, and the second once more."""

    first: Path
    second: Path
    again: Path
    report: Released
    engine: Engine

    def csv(self, name: str) -> pandas.DataFrame:
        return pandas.read_csv(
            self.second / "csv" / f"{name}.csv", dtype={"region_code": str, "row_key": str}
        )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("releases")
    engine = open_engine(f"sqlite:///{folder / 'pantau.db'}")
    fill(engine)
    releases, elsewhere = folder / "releases", folder / "elsewhere"
    write(engine, releases / "first", until=date(2025, 3, 31))
    with engine.begin() as connection:
        taken_down = {"removed_at": datetime.fromisoformat("2025-04-02T00:00:00+00:00")}
        connection.execute(update(StoredArticle).where(StoredArticle.id == GONE).values(**taken_down))
        connection.execute(update(FigureRecord).where(FigureRecord.id == 3 * MENDED).values(value=777))
        rejected = StatementRecord.id == 4 * REVISED
        connection.execute(
            update(StatementRecord).where(rejected).values(review_status=ReviewStatus.REJECTED)
        )
    report = write(engine, releases / "second")
    shutil.copytree(releases / "first", elsewhere / "first")
    write(engine, elsewhere / "third")
    yield Made(releases / "first", releases / "second", elsewhere / "third", report, engine)
    engine.dispose()


def test_every_format_has_every_row(made: Made) -> None:
    with reading(made.engine) as session:
        matching = {t.name: count_matching(session, t, Scope(date(2025, 4, 30))) for t in TABLES}
    book = openpyxl.load_workbook(made.second / "pantau-tppo.xlsx", read_only=True)
    for table in ALL_TABLES:
        rows = made.report.rows[table.name]
        assert matching.get(table.name) in {rows, None}
        path = made.second / "parquet" / f"{table.name}.parquet"
        counts = {
            "pandas": len(made.csv(table.name)),
            "polars": polars.read_parquet(path).height,
            "duckdb": duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchall()[0][0],
            "pyreadstat": len(pyreadstat.read_dta(made.second / "stata" / f"{table.name}.dta")[0]),
            "openpyxl": sum(1 for _ in book[table.name].iter_rows()) - 1,
        }
        assert set(counts.values()) == {rows}, (table.name, counts)
    assert made.report.rows["articles"] == 40 - 3  # removed, irrelevant, taken down since
    assert made.report.split == {}


def test_every_format_has_the_same_values(made: Made) -> None:
    plain = polars.read_csv(
        made.second / "csv" / "figures.csv",
        infer_schema_length=None,
        schema_overrides={"region_code": polars.String},
    )
    kept = polars.read_parquet(made.second / "parquet" / "figures.parquet")
    stata, _ = pyreadstat.read_dta(made.second / "stata" / "figures.dta", apply_value_formats=True)
    sheet = polars.read_excel(made.second / "pantau-tppo.xlsx", sheet_name="figures", engine="openpyxl")
    for name in ("figure_id", "region_code", "unit", "period_kind", "credited_to"):
        expected = kept[name].to_list()
        assert plain[name].to_list() == expected
        assert sheet[name].cast(polars.String).to_list() == expected
        assert [
            value or None for value in stata[name].astype(object).where(stata[name].notna(), None)
        ] == expected
    for name in ("value", "confidence", "start"):
        assert plain[name].cast(polars.Float64).to_list() == kept[name].cast(polars.Float64).to_list()
        assert stata[name].tolist() == kept[name].cast(polars.Float64).to_list()
    assert (
        plain["period_start"].cast(polars.String).to_list()
        == kept["period_start"].cast(polars.String).to_list()
    )
    assert [day and str(day) for day in stata["period_start"]] == kept["period_start"].cast(
        polars.String
    ).to_list()
    assert plain["is_approximate"].to_list() == kept["is_approximate"].to_list()


def test_the_same_database_and_day_give_the_same_bytes(made: Made) -> None:
    found = {path.relative_to(made.second): path for path in made.second.rglob("*") if path.is_file()}
    again = {path.relative_to(made.again): path for path in made.again.rglob("*") if path.is_file()}
    assert found.keys() == again.keys()
    assert [name for name in found if found[name].read_bytes() != again[name].read_bytes()] == []


def test_the_data_package_is_valid_and_says_types_units_and_references(made: Made) -> None:
    report = validate(made.second / "datapackage.json")
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])[:5]
    package = json.loads((made.second / "datapackage.json").read_text())
    resources = {resource["name"]: resource for resource in package["resources"]}
    assert set(resources) == {table.name for table in ALL_TABLES}
    fields = {field["name"]: field for field in resources["claims"]["schema"]["fields"]}
    assert fields["unit"]["constraints"]["enum"][:2] == ["kasus", "korban"]
    assert (fields["value"]["type"], fields["value"]["constraints"]["minimum"]) == ("number", 0)
    assert (fields["article_count"]["unit"], fields["first_on"]["type"]) == ("articles", "date")
    assert {"fields": ["claim_id"], "reference": {"resource": "claims", "fields": ["claim_id"]}} in resources[
        "figures"
    ]["schema"]["foreignKeys"]
    assert (
        Package(made.second / "datapackage.json").get_resource("figures").read_rows()[0]["value"] is not None
    )


def test_checksums_and_citation(made: Made) -> None:
    listed = dict(line.split("  ")[::-1] for line in (made.second / "SHA256SUMS").read_text().splitlines())
    present = {path.relative_to(made.second).as_posix() for path in made.second.rglob("*") if path.is_file()}
    assert set(listed) == present - {"SHA256SUMS"}
    assert all(
        hashlib.sha256((made.second / name).read_bytes()).hexdigest() == sum for name, sum in listed.items()
    )
    citation = yaml.safe_load((made.second / "CITATION.cff").read_text())
    assert (citation["type"], citation["version"], citation["date-released"]) == (
        "dataset",
        "2025-04-30",
        "2025-04-30",
    )
    zenodo = json.loads((made.second / ".zenodo.json").read_text())
    assert (zenodo["upload_type"], zenodo["publication_date"]) == ("dataset", "2025-04-30")


def everything(folder: Path) -> str:
    """The content of all files of a release, what is packed unpacked."""
    found = []
    for path in folder.rglob("*"):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as book:
                found += [book.read(name) for name in book.namelist()]
        elif path.suffix == ".parquet":
            found.append(str(polars.read_parquet(path).rows()).encode())
        elif path.is_file():
            found.append(path.read_bytes())
    return b"\n".join(found).decode(errors="replace")


def test_nobody_is_exposed(made: Made) -> None:
    whole = everything(made.second)
    assert PRIVATE not in whole
    assert "[disamarkan] pulang" in whole
    assert "Gugus tugas bertemu setiap bulan" not in whole  # no texts
    statements = made.csv("statements")
    hidden = statements[(statements.article_id == 11) & statements.speaker.isna()]
    assert len(hidden) == 2
    assert hidden.official_id.isna().all()
    assert statements.quote.str.len().max() <= 200
    assert made.csv("figures").query("article_id == 12").credited_to.isna().all()
    for name in ("articles", "statements", "figures"):
        assert not {REMOVED, IRRELEVANT, GONE} & set(made.csv(name).article_id)
    assert len(statements[statements.article_id == REJECTED]) == 3


def test_hostile_titles_do_no_harm(made: Made) -> None:
    titles = made.csv("articles").set_index("article_id").title
    assert {number: titles[number] for number in (1, 7, 8, 9)} == {
        number: f"'{HOSTILE[number]}" for number in (1, 7, 8, 9)
    }
    assert titles[2] == "terbalik <script>alert(1)</script> baris kedua"
    assert titles[3] == LONG_TITLE
    assert polars.read_parquet(made.second / "parquet" / "articles.parquet")["title"][0] == HOSTILE[1]
    book = openpyxl.load_workbook(made.second / "pantau-tppo.xlsx")
    header, *rows = book["articles"].iter_rows()
    place = [cell.value for cell in header].index("title")
    assert {row[place].data_type for row in rows} == {"s"}
    assert rows[0][place].value == HOSTILE[1]
    assert len(rows[2][place].value) == 32_767
    html = (made.second / "codebook.en.html").read_text()
    assert "<script" not in html


def test_the_workbook_has_days_numbers_and_says_what_is_where(made: Made) -> None:
    book = openpyxl.load_workbook(made.second / "pantau-tppo.xlsx")
    assert book.sheetnames == ["Isi", "Codebook", *(table.name for table in ALL_TABLES)]
    contents = {row[0].value: (row[1].value, row[2].value) for row in book["Isi"].iter_rows(min_row=5)}
    assert contents == {name: (rows, name) for name, rows in made.report.rows.items()}
    first = dict(zip(*(([c.value for c in row]) for row in book["claims"].iter_rows(max_row=2)), strict=True))
    assert isinstance(first["period_start"], datetime)
    assert isinstance(first["value"], int)
    assert first["is_approximate"] is False
    codebook = {tuple(cell.value for cell in row) for row in book["Codebook"].iter_rows()}
    assert ("claims", "unit", "korban", "Korban.", "Victims.") in codebook


def test_stata_has_labels_within_its_limits(made: Made) -> None:
    _, about = pyreadstat.read_dta(made.second / "stata" / "figures.dta")
    assert about.column_names_to_labels["value_max"] == "Upper bound of a range, null otherwise"
    assert about.variable_value_labels["unit"][2] == "korban"
    assert about.variable_value_labels["is_approximate"] == {0: "false", 1: "true"}
    for table in ALL_TABLES:
        path = made.second / "stata" / f"{table.name}.dta"
        with pandas.io.stata.StataReader(path) as reader:
            labels = reader.variable_labels()
        assert max(map(len, labels)) <= 32
        assert 0 < min(map(len, labels.values())) <= max(map(len, labels.values())) <= 80
    articles = pandas.read_stata(made.second / "stata" / "articles.dta").set_index("article_id")
    assert articles.title[3] == LONG_TITLE  # longer than a text of fixed width may be
    assert (
        articles.published_on[1].date()
        == polars.read_parquet(made.second / "parquet" / "articles.parquet")["published_on"][0]
    )
    assert pandas.isna(articles.published_on[UNDATED])


def test_datasette_serves_the_file_with_its_descriptions(made: Made) -> None:
    metadata = json.loads((made.second / "metadata.json").read_text())
    desk = Datasette([], immutables=[str(made.second / "pantau-tppo.sqlite")], metadata=metadata)

    async def ask(path: str) -> Any:
        return await desk.client.get(path)

    rows = asyncio.run(ask("/pantau-tppo/figures.json?_shape=array&_size=3&_labels=on"))
    assert rows.status_code == 200
    assert rows.json()[0]["claim_id"] is not None
    page = asyncio.run(ask("/pantau-tppo/claims")).text
    assert "the numbers to count with" in page
    assert "Units never mix." in page


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r_reads_stata_and_csv(made: Made) -> None:
    script = """
    suppressMessages({library(haven); library(readr)})
    folder <- commandArgs(TRUE)[1]
    figures <- read_dta(file.path(folder, "stata", "figures.dta"))
    articles <- read_csv(file.path(folder, "csv", "articles.csv"), show_col_types = FALSE)
    stopifnot(nrow(problems(articles)) == 0, inherits(figures$period_start, "Date"), is.logical(articles$is_paid))
    cat(nrow(figures), nrow(articles), sum(as_factor(figures$unit) == "korban"), sum(figures$value))
    """
    command = ["Rscript", "--vanilla", "-e", script, str(made.second)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    figures = made.csv("figures")
    expected = [
        len(figures),
        made.report.rows["articles"],
        (figures.unit == "korban").sum(),
        figures.value.sum(),
    ]
    assert [float(number) for number in done.stdout.split()] == expected


def test_changes_since_the_release_before(made: Made) -> None:
    assert made.report.previous == "2025-03-31"
    found: dict[tuple[str, str, object], set[str]] = {}
    for row in made.csv("changes").fillna("").itertuples():
        found.setdefault((row.in_table, row.change, row.reason or row.fields), set()).add(
            row.row_key.split("-")[0]
        )
    assert found["articles", "withdrawn", "article_withdrawn"] == {str(GONE)}
    assert found["statements", "withdrawn", "article_withdrawn"] == {str(GONE)}
    assert found["statements", "withdrawn", "revised"] == {str(REVISED)}
    assert found["figures", "changed", "value"] == {str(MENDED)}
    assert {table for table, change, _ in found if change == "withdrawn"} >= {
        "claims",
        "figures",
        "officials",
    }
    assert not [change for _, change, _ in found if change == "added"]
    text = (made.second / "CHANGES.md").read_text()
    assert f"Withdrawn articles: {GONE}." in text
    assert "| figures | 0 | 1 | 3 |" in text
    assert "The first release" in (made.first / "CHANGES.md").read_text()


def test_the_statement_of_quality(made: Made) -> None:
    for language, words in (("id", "Bulan tanpa perayapan"), ("en", "Months without a finished crawl")):
        text = (made.second / f"quality.{language}.md").read_text()
        assert words in text
        assert "2025-02, 2025-03." in text  # between the two runs
        assert "tests/gold/fourth*" in text
    reviews = made.csv("reviews").set_index("kind")
    assert (reviews.total["figure"], reviews.accepted["figure"], reviews.rejected["statement"]) == (
        37 * 3,
        1,
        2,
    )
    coverage = made.csv("coverage")
    assert coverage.articles.sum() == 40 - 2 - 1  # not the removed ones, not the one without a day
    assert coverage.groupby("province_code").size().nunique() == 1
    assert coverage.province.nunique() == 39


def test_until_cuts_by_the_day_of_publication(made: Made, tmp_path: Path) -> None:
    until = date(2024, 6, 30)
    report = write(made.engine, tmp_path / "cut", until=until)
    articles = polars.read_parquet(tmp_path / "cut" / "parquet" / "articles.parquet")
    assert 0 < report.rows["articles"] < made.report.rows["articles"]
    assert articles["published_on"].drop_nulls().max() <= until
    assert UNDATED in articles["article_id"]  # stored by then
    assert rows_of(made.engine, Scope(date(2023, 12, 31)))["articles"] == []  # nor was it before
    claims = polars.read_parquet(tmp_path / "cut" / "parquet" / "claims.parquet")
    assert claims["last_on"].drop_nulls().max() <= until
    assert report.rows["runs"] == 0


def test_a_full_disk_leaves_the_old_release_whole_and_no_half_one(made: Made, tmp_path: Path) -> None:
    folder = tmp_path / "releases"
    shutil.copytree(made.first, folder / "first")
    with room_for(100_000), pytest.raises(PantauError, match="nothing was written"):
        write(made.engine, folder / "second")
    assert [path.name for path in folder.iterdir()] == ["first"]
    assert all(
        (folder / "first" / path.relative_to(made.first)).read_bytes() == path.read_bytes()
        for path in made.first.rglob("*")
        if path.is_file()
    )


def test_bad_input_is_refused_before_anything_is_written(made: Made, tmp_path: Path) -> None:
    with pytest.raises(PantauError, match="is not empty: name a new one"):
        write(made.engine, made.first)
    with pytest.raises(PantauError, match="holds no release that can be read"):
        write(made.engine, tmp_path / "new", previous=tmp_path)
    broken = tmp_path / "broken"
    broken.mkdir()
    shutil.copy(made.first / "datapackage.json", broken)
    (broken / "pantau-tppo.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(PantauError, match="cannot be read"):
        write(made.engine, tmp_path / "new", previous=broken)
    assert not (tmp_path / "new").exists()


def test_the_command(pantau: Pantau, tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{pantau.database}")
    empty = pantau("release", str(tmp_path / "empty"))
    assert (empty.code, "pantau resolve" in empty.err) == (2, True)
    assert not (tmp_path / "empty").exists()
    resolve_all(engine)
    done = pantau("release", str(tmp_path / "out"), "--to", "2025-01-31")
    assert done.code == 0, done.err
    assert "articles: 0 rows" in done.out
    assert "Release 2025-01-31 written" in done.out
    assert pantau("release", str(tmp_path / "out")).code == 2
    for day, words in (("2025-02-30", "is not a day"), ("2999-01-01", "lies in the future")):
        refused = pantau("release", str(tmp_path / "more"), "--to", day)
        assert (refused.code, words in refused.err) == (2, True)
    engine.dispose()


def rows_of(engine: Engine, scope: Scope) -> dict[str, list[tuple[Any, ...]]]:
    with reading(engine) as session:
        return {
            table.name: [
                row for batch in public_rows(session, table, scope) for row in zip(*batch, strict=True)
            ]
            for table in TABLES
        }


def test_both_back_ends_release_the_same_rows(made: Made, postgres_url: str) -> None:
    """PostgreSQL gives what SQLite gives, row for row, and each as many as it counts."""
    other = open_engine(postgres_url)
    copy_database(made.engine, other, lambda *_: None)
    for scope in (Scope(), Scope(date(2024, 6, 30))):
        expected, found = rows_of(made.engine, scope), rows_of(other, scope)
        for table in TABLES:
            rows = found[table.name]
            assert sorted(rows, key=str) == sorted(expected[table.name], key=str), table.name
            places = [[column.name for column in table.columns].index(name) for name in table.key]
            assert len({tuple(row[place] for place in places) for row in rows}) == len(rows)
            if table.question:
                with reading(other) as session:
                    assert count_matching(session, table, scope) == len(rows)
    other.dispose()


def test_keys_stay_when_an_article_is_extracted_again(engine: Engine, story: Story) -> None:
    keys = []
    for extractor in ("rules@1", "rules@2"):
        import_document(engine, ImportedFile(path="a", body=b"a", content_type="text/plain"))
        for document in waiting(engine, extractor):
            save_extraction(engine, document.document_id, *story(extractor=extractor))
        resolve_all(engine)
        keys.append({name: [row[0] for row in rows] for name, rows in rows_of(engine, Scope()).items()})
    assert keys[0] == keys[1]
    assert [len(keys[0][name]) for name in ("statements", "figures", "claims", "officials", "positions")] == [
        1
    ] * 5
