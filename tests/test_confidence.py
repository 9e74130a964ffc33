"""How sure we are of a fact, and that a person can see why it was found."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from tests_support import Pantau

from extract.annotate import annotate_text
from extract.confidence.rate import FIELDS, rule_code
from extract.confidence.reasons import explain, rule_lexicon
from extract.confidence.signs import SignReader
from extract.pipeline import facts_of
from models.explanation import ExplainedArticle
from models.fact import Facts
from pipelines.scoring import verdicts
from training.confidence import Case, chance, fit

TEXTS = Path(__file__).parent / "texts"
GOLD = Path(__file__).parent / "gold"
SIKKA = TEXTS / "rakor-sikka.txt"
TEXT = """Kapolres Ende AKBP Rudi Lamawuran mengatakan pihaknya menangani 12 kasus TPPO sepanjang 2023.
"Kami tidak akan berhenti sampai semua pelaku perdagangan orang diadili," kata Rudi."""


def read(text: str) -> tuple[Facts, SignReader]:
    annotated = annotate_text(text, date(2024, 1, 15))
    facts = facts_of(annotated)
    return facts, SignReader(annotated, facts)


def test_every_fact_is_rated() -> None:
    facts, _ = read(TEXT)
    found = [fact for field in FIELDS for fact in getattr(facts, field)]
    assert len(found) >= 5
    assert all(fact.confidence is not None and 0 < fact.confidence < 1 for fact in found)


@pytest.mark.parametrize(
    ("text", "field", "sign"),
    [
        ("Polres Ende menangani sekitar 12 kasus TPPO sepanjang 2023.", "figures", "approximate"),
        (
            "Polres Ende menangani 12 kasus TPPO sepanjang 2023. Dari jumlah itu 3 kasus sudah selesai.",
            "figures",
            "period_from_elsewhere",
        ),
        ("Bupati Ende Yosef Lado mengatakan TPPO harus dicegah bersama.", "statements", "indirect"),
        ("Pada Senin (16/1/2024) polisi membongkar kasus TPPO di Ende.", "dates", "contradicted"),
        ("Pelaku TPPO dijerat UU TPPO.", "laws", "inferred"),
        (
            "Kapolres Ende AKBP Rudi mengatakan kasus TPPO terus naik.",
            "officials",
            "one_word_name",
        ),
    ],
)
def test_signs_of_doubt_are_seen(text: str, field: str, sign: str) -> None:
    facts, reader = read(text)
    signs = {sign for fact in getattr(facts, field) for sign in reader.signs(fact)}
    assert sign in signs


def test_a_plain_fact_has_no_sign() -> None:
    facts, reader = read("Polres Ende menangani 12 kasus TPPO di Kabupaten Ende pada 2023.")
    (figure,) = facts.figures
    assert reader.signs(figure) == ()


def test_the_fit_tells_sure_facts_from_doubtful_ones_and_stays_between() -> None:
    """Nine of ten facts of one rule are right, three of ten with a sign."""
    sure = [Case(str(n), ("rule:a",), n % 10 > 0) for n in range(100)]
    doubtful = [Case(str(n), ("rule:a", "short"), n % 10 > 6) for n in range(100)]
    fitted = fit([*sure, *doubtful])
    assert chance(fitted, sure[0]) == pytest.approx(0.9, abs=0.05)
    assert chance(fitted, doubtful[0]) == pytest.approx(0.3, abs=0.05)
    assert fit([*sure, *doubtful]) == fitted


def test_a_fit_to_facts_that_are_all_right_is_not_certain() -> None:
    fitted = fit([Case(str(n), ("rule:a",), True) for n in range(30)])
    assert 0.9 < chance(fitted, Case("x", ("rule:a",), True)) < 1


def test_an_official_with_a_wrong_office_is_not_right() -> None:
    gold = {
        "place": {"name": "Kabupaten Ende", "province": "Nusa Tenggara Timur"},
        "agencies": [],
        "officials": [{"name": "Rudi Lado", "title": "Kapolres Ende", "agency": "Polres Ende"}],
    }
    found = {"officials": [{"name": "Rudi Lado", "title": "Bupati Ende", "agency": "Polres Ende"}]}
    assert verdicts(gold, found)["officials"] == [False]
    found["officials"][0]["title"] = "Kapolres Ende"
    assert verdicts(gold, found)["officials"] == [True]


def test_what_the_annotation_does_not_judge_has_no_verdict() -> None:
    gold = {
        "place": {"name": "Kabupaten Ende", "province": None},
        "dates": [
            {"start": "2024-01-05", "end": "2024-01-05"},
            {"start": "2023-01-01", "end": "2023-12-31", "optional": True},
        ],
    }
    days = ["2024-01-05", "2023-01-01", "2024-01-05", "2024-02-01"]
    found = {"dates": [{"start": day, "end": day.replace("01-01", "12-31")} for day in days]}
    assert verdicts(gold, found)["dates"] == [True, None, None, False]


def explained(text: str) -> ExplainedArticle:
    annotated = annotate_text(text, date(2024, 1, 15), title="Judul")
    return explain(annotated, facts_of(annotated))


def test_each_fact_is_explained_in_words() -> None:
    article = explained(TEXT)
    reasons = {(one.field, one.fact.quote): one.reason for one in article.explanations}
    assert reasons["officials", "Rudi Lamawuran"] == rule_lexicon().rules["officials.title_name"]
    assert reasons["figures", "12 kasus"] == rule_lexicon().rules["figures.noun"]
    starts = [one.fact.start for one in article.explanations]
    assert starts == sorted(starts)


@pytest.mark.parametrize("path", sorted(GOLD.glob("*/*.txt")), ids=lambda path: path.stem)
def test_every_rule_that_fires_is_described(path: Path) -> None:
    """The code itself stands in for missing words."""
    published = date.fromisoformat(json.loads(path.with_suffix(".json").read_text("utf-8"))["published"])
    annotated = annotate_text(path.read_text(encoding="utf-8"), published)
    for one in explain(annotated, facts_of(annotated)).explanations:
        assert one.reason != rule_code(one.fact.rule)


def test_explain_in_the_terminal(pantau: Pantau) -> None:
    done = pantau("extract", str(SIKKA), "--published", "2024-03-15", "--explain")
    assert done.code == 0
    assert re.search(r"Wakil Bupati Sikka \[\d+\]Benediktus Lado mengatakan \[\d+\]pencegahan", done.out)
    assert "Bilangan lalu kata benda (12 kasus)" in done.out
    assert re.search(r"\d\d%", done.out)


def test_explain_as_a_page_that_needs_nothing_else(pantau: Pantau, tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text(f"Judul\n\n{TEXT}\nLSM <b>Terang</b> mendampingi 3 korban TPPO.", encoding="utf-8")
    done = pantau(
        "extract", str(text), "--published", "2024-01-15", "--explain", "--out", str(tmp_path / "pages")
    )
    assert done.code == 0
    page = (tmp_path / "pages" / "a.html").read_text(encoding="utf-8")
    assert "<script" not in page and "src=" not in page and "http" not in page
    assert "&lt;b&gt;Terang&lt;/b&gt;" in page and "<b>Terang" not in page
    for word in ("Rudi Lamawuran", "12 kasus", "Jabatan lalu nama"):
        assert word in page
    shown = re.sub(r"<sup.*?</sup>|<[^>]+>", "", page[page.index('<div class="text"') : page.index("</div>")])
    assert TEXT in shown.replace("&#34;", '"')
