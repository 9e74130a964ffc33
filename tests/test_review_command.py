"""`pantau review` as a reviewer meets it: decisions by command, the queue by keys or over a pipe, clear refusals."""

import csv
import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from review_support import put
from tests_support import Pantau, Result

from models.article import Article
from models.fact import Facts
from storage.engine import open_engine

Story = Callable[..., tuple[Article, Facts]]
Type = Callable[..., Result]


@pytest.fixture
def desk(pantau: Pantau, database_url: str, story: Story) -> Pantau:
    """Two articles, whose figures are 90 % and 20 % sure, on both back ends; the reviewer is Ani."""
    engine = open_engine(database_url)
    put(engine, story())
    put(engine, story(url="https://a.example/b", figure={"confidence": 0.2, "value": 8}), "b")
    engine.dispose()
    pantau.configure(PANTAU_DATABASE_URL=database_url, PANTAU_REVIEWER="Ani", COLUMNS="400")
    return pantau


@pytest.fixture
def type_in(desk: Pantau, monkeypatch: pytest.MonkeyPatch) -> Type:
    """Runs `pantau review next` with lines on its input."""

    def run(*lines: str, options: tuple[str, ...] = ("--kind", "angka")) -> Result:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return desk("review", "next", *options)

    return run


def numbers(desk: Pantau) -> dict[float, int]:
    """Keys of the figures by their value."""
    return {row["value"]: row["id"] for row in desk.json("figures")}


def test_decisions_by_command_show_in_tables_and_history(desk: Pantau) -> None:
    doubtful, sure = str(numbers(desk)[8]), str(numbers(desk)[12])
    done = desk("review", "correct", "angka", doubtful, "value=26,4", "unit=persen", "region=Sikka",
                "is_approximate=ya", "credited_to=", "--why", "lihat tabel")  # fmt: skip
    assert done.code == 0 and done.out.startswith(f"Tinjauan 1: angka {doubtful}, dikoreksi oleh Ani. ")
    (row,) = desk.json("figures", "--region", "Sikka")
    assert (row["value"], row["unit"], row["is_approximate"], row["credited_to"]) == (
        26.4,
        "persen",
        True,
        None,
    )
    assert row["review_status"] == "corrected" and row["machine_values"]["value"] == 8
    shown = desk("show", str(row["article_id"])).out
    assert "[DIKOREKSI; mesin: value=8 is_approximate=tidak unit=kasus" in shown
    assert "lihat tabel" in shown
    assert '""value"": 8' in desk("figures", "--csv").out

    assert desk("review", "reject", "figure", sure, "--why", "angka provinsi", "--as", "Budi").code == 0
    assert set(numbers(desk)) == {26.4}
    assert "angka provinsi" in desk("show", "1").out
    assert desk("review", "comment", "figures", sure, "tanya redaksi").code == 0
    told = desk.json("review", "history", "figure", sure)
    assert [(one["action"], one["reviewer"]) for one in told] == [("reject", "Budi"), ("comment", "Ani")]
    assert "2 tinjauan; revisi 1 (--seen 1)" in desk("review", "history", "angka", sure).out

    assert desk("review", "undo", "2", "--as", "Citra").out.startswith("Tinjauan 2 dibatalkan oleh Citra.")
    assert set(numbers(desk)) == {26.4, 12}
    assert desk("review", "redo", "2").out.startswith("Tinjauan 4: tinjauan 2 berlaku lagi, oleh Ani.")
    assert [one["id"] for one in desk.json("review", "list", "--limit", "3")] == [4, 3, 2]
    assert desk.json("review", "list", "--orphaned") == desk.json("review", "list", "--kind", "orang") == []
    assert desk("review", "list", "--csv").out.count("\n") == 5
    listed = desk("review", "list", "--limit", "3").out
    assert "dibatalkan Citra" in listed and "masih ada lagi" in listed


def test_the_queue_begins_with_the_doubtful_and_takes_every_key(desk: Pantau, type_in: Type) -> None:
    doubtful, sure = numbers(desk)[8], numbers(desk)[12]
    done = type_in("x", "c", "value=9 credited_to='Dinas Sosial'", "salah baca", "u", "s", "u", "r", "", "q")
    assert done.code == 0, done.err
    assert f"angka {doubtful} · yakin 20% · artikel 2 Kabar Timur, 15 Jan 2024: Dua belas kasus" in done.out
    assert "mengatakan ada «12 kasus» TPPO sepanjang 2023." in done.out
    assert "value=8 value_max= is_approximate=tidak unit=kasus topic=tppo" in done.out
    assert "! 'x' is no answer: type one of a, c, r, s, u, q" in done.out
    assert "! nothing was decided in this session" in done.out
    assert done.out.endswith("1 fakta ditinjau oleh Ani.\n")
    assert set(numbers(desk)) == {8}
    (corrected,) = desk.json("review", "history", "figure", str(doubtful))
    assert (corrected["undone_by"], corrected["values"]["value"]) == ("Ani", 9)
    (rejected,) = desk.json("review", "history", "figure", str(sure))
    assert (rejected["action"], rejected["comment"]) == ("reject", None)


def test_the_queue_ends_with_its_input_and_when_nothing_waits(desk: Pantau, type_in: Type) -> None:
    assert "0 fakta ditinjau" in type_in().out
    kept = type_in("c", "value='", "c", "value=-3", "salah", "c", "value=9\x00", "a\x00b", "a")
    assert "has a quote mark that is not closed" in kept.out and "value -3 is below 0" in kept.out
    assert kept.out.endswith("1 fakta ditinjau oleh Ani.\n")
    rest = type_in("a", "a", "a", options=("--max-confidence", "0.95", "--kind", "figure"))
    assert "Tidak ada lagi fakta yang menunggu." in rest.out
    assert {row["review_status"] for row in desk.json("figures")} == {"accepted"}
    assert "pernyataan 1 · yakin 90%" in type_in("q", options=()).out


def test_what_another_decided_meanwhile_is_told_and_shown_anew(desk: Pantau, type_in: Type) -> None:
    doubtful = str(numbers(desk)[8])
    assert desk("review", "accept", "figure", doubtful, "--as", "Budi").code == 0
    late = desk("review", "correct", "figure", doubtful, "value=9", "--why", "x")
    assert late.code == 2
    assert f"figure {doubtful} was decided on by Budi meanwhile, nothing was written" in late.err
    assert desk("review", "correct", "figure", doubtful, "value=9", "--why", "x", "--seen", "1").code == 0


@pytest.fixture
def record(pantau: Pantau, tmp_path: Path) -> Pantau:
    """Reports of one month that contradict one another, two officers of one name, two copies; resolved."""
    for name, (day, text) in RECORD.items():
        file = tmp_path / f"{name}.txt"
        file.write_text(text, encoding="utf-8")
        assert pantau("import", str(file), "--published", day).code == 0
    pantau.configure(PANTAU_REVIEWER="Ani", COLUMNS="400")
    return pantau


RECORD = {
    "januari": (
        "2025-01-06",
        "Polda Kepri Ungkap 25 Kasus TPPO\n\nBATAM - Direktur Reserse Kriminal Umum Polda Kepri, Kombes Pol Ranto "
        "Sihaloho, menyebut ada 25 kasus tindak pidana perdagangan orang (TPPO) sepanjang 2024 di Kepulauan Riau, "
        "Senin (6/1/2025). Kapolres Lingga AKBP Ahmad Husaini dari Polres Lingga hadir.",
    ),
    "februari": (
        "2025-02-03",
        "Kepri Catat 28 Kasus TPPO\n\nTANJUNGPINANG - Kepala Bidang Humas Polda Kepri, Kombes Pol Yudha Prasatya, "
        "menyebut ada 28 kasus tindak pidana perdagangan orang (TPPO) sepanjang 2024 di Kepulauan Riau, Senin "
        "(3/2/2025). Kapolres Ende AKBP Ahmad Husaini dari Polres Ende berterima kasih.",
    ),
}


def test_the_number_that_a_reviewer_chose_is_the_one_that_counts(record: Pantau, tmp_path: Path) -> None:
    (conflict,) = record.json("conflicts", "--unit", "kasus")
    number, loser = str(conflict["id"]), conflict["numbers"][1]
    assert (conflict["numbers"][0]["value"], loser["value"], loser["is_chosen"]) == (28, 25, False)
    asked = ("trends", "--unit", "kasus", "--region", "Kepri")
    assert [row["value"] for row in record.json(*asked)] == [28]
    assert (
        "pantau review overrule" in record("conflicts").out
        and str(loser["claim_id"]) in record("conflicts").out
    )

    done = record("review", "overrule", number, str(loser["claim_id"]), "--why", "buku register")
    assert done.out == f"Tinjauan 1: pertentangan {number}, klaim {loser['claim_id']} dipilih oleh Ani.\n", (
        done.err
    )
    assert [row["value"] for row in record.json(*asked)] == [25]
    told = record("review", "history", "pertentangan", number).out
    assert "buku register" in told and "value=25" in told and "tppo kasus, Kepulauan Riau, 2024" in told
    assert record("export", str(tmp_path / "rilis")).code == 0
    with (tmp_path / "rilis" / "claims.csv").open(encoding="utf-8", newline="") as file:
        claims = {row["value"]: row for row in csv.DictReader(file) if row["unit"] == "kasus"}
    assert {value: row["left_out"] for value, row in claims.items()} == {"25": "", "28": "lost"}
    assert {row["conflict_id"] for row in claims.values()} == {number}
    sources = (tmp_path / "rilis" / "claim_sources.csv").read_text(encoding="utf-8").splitlines()
    assert sources[0] == "claim_id,figure_id,article_id,story_id"
    assert any(line.startswith(f"{claims['25']['id']},") for line in sources)
    assert record("review", "undo", "1").code == record("resolve").code == 0
    assert [row["value"] for row in record.json(*asked)] == [28]
    figure = str(record.json("figures", "--unit", "kasus")[0]["id"])
    assert record("review", "accept", "angka", figure).code == 0
    assert record("review", "comment", "angka", figure, "tanya humas").code == 0
    assert {row["articles"] for row in record.json(*asked)} == {1}, (
        "nothing waits where nothing counts otherwise"
    )


def test_persons_bodies_and_stories_are_merged_split_and_taken_back(record: Pantau) -> None:
    persons = [str(row["id"]) for row in record.json("officials", "--search", "husaini")]
    assert len(persons) == 2 and len(record.json("officials", "doubtful")) == 1
    assert record("review", "merge", "orang", *persons, "--why", "mutasi jabatan").out.startswith(
        "Tinjauan 1: orang"
    )
    (one,) = record.json("officials", "--search", "husaini")
    assert (
        "ahmad husaini (artikel 1) dan ahmad husaini (artikel 2)"
        in record("review", "history", "orang", str(one["id"])).out
    )
    assert record("review", "undo", "1").code == record("resolve").code == 0
    assert len(record.json("officials", "--search", "husaini")) == 2
    assert record("review", "redo", "1").code == record("resolve").code == 0
    assert len(record.json("officials", "--search", "husaini")) == 1
    assert record("review", "split", "pejabat", str(one["id"]), "2", "--why", "dua orang").code == 0
    pair = [str(row["id"]) for row in record.json("officials", "--search", "husaini")]
    assert len(pair) == 2 and record.json("officials", "doubtful") == []
    assert record("review", "apart", *pair, "--why", "NRP berbeda").code == 0

    lingga, ende = (
        str(record.json("agencies", "--search", name)[0]["id"]) for name in ("Polres Lingga", "Polres Ende")
    )
    assert record("review", "merge", "lembaga", lingga, ende, "--why", "uji").code == 0
    assert [row["articles"] for row in record.json("agencies", "--search", "Polres Ende")] == [2]
    history = record.json("review", "history", "organisasi", ende)
    assert history == record.json("review", "history", "organisasi", lingga) and len(history) == 1
    assert record("review", "undo", str(history[0]["id"])).code == record("resolve").code == 0
    assert [row["articles"] for row in record.json("agencies", "--search", "Polres Ende")] == [1]
    split = record("review", "split", "organisasi", ende, "2", "--name", "Polres Ende Lama", "--why", "uji")
    assert split.code == 0 and "Polres Ende Lama" in record("agencies", "--search", "Ende Lama").out

    stories = [str(record.json("show", article)["story_id"]) for article in ("1", "2")]
    assert record("review", "merge", "cerita", *stories, "--why", "satu rilis").code == 0
    (story,) = record.json("stories")
    assert "juga dimuat sebagai #2" in record("show", "1").out
    assert record("review", "split", "cerita", str(story["id"]), "2", "--why", "dua rilis").code == 0
    assert record.json("stories") == [] and "hanya berita ini" in record("show", "1").out
    for wrong, sentence in THINGS_REFUSED:
        refused = record("review", wrong[0], "--why", "x", *wrong[1:])
        assert (refused.code, refused.err.count("\n")) == (2, 1) and sentence in refused.err


THINGS_REFUSED: list[tuple[tuple[str, ...], str]] = [
    (("merge", "orang", "1", "1"), "person 1 was given twice"),
    (("merge", "orang", "1", "999"), "no person 999"),
    (("merge", "angka", "1", "2"), "figure cannot be merged or split: name one of person"),
    (("merge", "lembaga", "1", "999"), "there is no agency 999"),
    (("merge", "cerita", "1", "999"), "there is no story 999"),
    (("split", "orang", "1", "77"), "article 77 does not name person 1"),
    (("split", "cerita", "1", "1"), "story 1 has 1 articles and all are named"),
    (("split", "lembaga", "1", "1"), "needs a name (--name)"),
    (("overrule", "99", "1"), "there is no conflict 99"),
    (("apart", "1", "1"), "cannot be kept apart from himself"),
    (("split", "lembaga", "1", "1", "--name", " "), "has 1 to 300 characters, not 0"),
    (("split", "lembaga", "1", "1", "--name", "x" * 4000), "has 1 to 300 characters, not 4000"),
    (("overrule", "1", "1", "--why", " "), "needs a reason"),
    (("apart", "1", "2", "--as", " "), "needs the name of its reviewer"),
]


REFUSED: list[tuple[tuple[str, ...], str]] = [
    (("accept", "angka", "999"), "there is no figure 999"),
    (("accept", "kucing", "1"), "KIND 'kucing' is not known; use one of angka (figure)"),
    (("accept", "orang", "1"), "person is no fact of an article"),
    (("next", "--kind", "orang"), "`pantau officials doubtful` lists persons to decide on"),
    (("correct", "angka", "1", "15", "--why", "x"), "'15' is no correction; write it as field=value"),
    (("correct", "angka", "1", "region=Atlantis", "--why", "x"), "'Atlantis' is no province"),
    (("correct", "angka", "1", "value=1", "--why", ""), "a correction needs a reason"),
    (("accept", "angka", "1", "--as", " "), "needs the name of its reviewer"),
    (("undo", "99"), "there is no review 99"),
    (("undo", str(2**70)), "there is no review"),
]


def test_bad_input_is_one_sentence_and_writes_nothing(pantau: Pantau, story: Story) -> None:
    engine = open_engine(f"sqlite:///{pantau.database}")
    put(engine, story())
    engine.dispose()
    for arguments, sentence in REFUSED:
        done = pantau("review", *arguments)
        assert done.code == 2
        assert sentence in done.err and done.err.count("\n") == 1
    assert pantau.json("review", "list") == []
