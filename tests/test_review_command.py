"""`pantau review` as a reviewer meets it: decisions by command, the queue by keys or over a pipe, clear refusals."""

import io
import sys
from collections.abc import Callable

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
    assert (done.code, done.out) == (0, f"Tinjauan 1: angka {doubtful}, dikoreksi oleh Ani.\n")
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


REFUSED: list[tuple[tuple[str, ...], str]] = [
    (("accept", "angka", "999"), "there is no figure 999"),
    (("accept", "kucing", "1"), "KIND 'kucing' is not known; use one of angka (figure)"),
    (("accept", "orang", "1"), "person is no fact of an article"),
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
