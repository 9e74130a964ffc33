"""Exposures: what could identify a private person is marked with its kind; officials are not."""

import itertools
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extract.annotate import annotate_text
from extract.exposure.find import find_exposures
from extract.pipeline import extract_facts
from extract.redaction import redact
from models.article import Article
from models.vocabulary import ExposureKind

CASES = yaml.safe_load((Path(__file__).parent / "exposure_cases.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_exposures_of_a_sentence(case: dict[str, Any]) -> None:
    assert {item.quote: item.kind.value for item in find_exposures(case["text"])} == case["found"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_redaction_masks_the_same_words(case: dict[str, Any]) -> None:
    masked = redact(case["text"])
    assert not [words for words in case["found"] if words in masked]
    # Alone, without its article, a sentence does not tell who Ruslan is.
    assert masked == case["text"] or case["found"] or "Ruslan" in case["text"]


def test_a_private_name_is_found_again_by_one_part() -> None:
    text = "Korban, Melati Kusumawardani, dijemput.\nIbu Melati menangis. Kini Melati tinggal di rumah aman."
    quotes = [item.quote for item in find_exposures(text)]
    assert quotes.count("Melati") == 2


def test_exposures_are_in_order_and_apart_and_quote_the_text() -> None:
    text = "SR (16), warga Desa Maju, Kecamatan Makmur, siswi SMPN 2 Maju, menghubungi 0812 3456 7890. " * 3
    found = find_exposures(text)
    assert {item.kind for item in found} >= {ExposureKind.INITIALS, ExposureKind.ADDRESS, ExposureKind.NUMBER}
    assert all(text[item.start : item.end] == item.quote for item in found)
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))


def article(text: str) -> Article:
    return Article(
        url=None,
        source=None,
        outlet=None,
        title=None,
        author=None,
        published_at=None,
        published_on=None,
        text=text,
    )


def test_an_official_is_no_exposure_even_where_a_rule_would_take_the_name() -> None:
    text = (
        "Kapolres Ende AKBP Yosef Lama menangani kasus TPPO.\n"
        "Saksi Yosef Lama memberi keterangan, begitu pula korban Anastasia Wonga."
    )
    quotes = [item.quote for item in extract_facts(article(text)).exposures]
    assert quotes == ["Anastasia Wonga"]


def test_an_article_without_private_people_exposes_nobody() -> None:
    text = "Kapolda Riau Irjen Pol Hasan Basri menyebut 12 kasus TPPO ditangani Polres Dumai sepanjang 2024."
    assert not find_exposures(annotate_text(text).text)


@pytest.mark.parametrize(
    "unit",
    [
        "RT 01/RW 02, ",
        "Aan alias ",
        "korban adalah A",
        "korban Melati Kusuma, ",
        "umur 14, 15, ",
        "inisial AB, CD ",
    ],
)
def test_the_work_grows_with_the_length(unit: str) -> None:
    short, long = (calls_for(unit * (size // len(unit))) for size in (20_000, 40_000))
    assert long <= 2.2 * short + 200


def calls_for(text: str) -> int:
    """Calls that finding the exposures makes, in Python and in C."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    find_exposures(text[:100])  # what is read once does not count
    sys.setprofile(count)
    try:
        find_exposures(text)
    finally:
        sys.setprofile(None)
    return calls


@given(st.text(alphabet="Kkorbans SaTi(16),.RW01@ \n", max_size=150))
def test_any_text_gives_quotes_that_match(text: str) -> None:
    assert all(text[item.start : item.end] == item.quote for item in find_exposures(text))
