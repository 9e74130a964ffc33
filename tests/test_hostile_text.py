"""Text that nobody means to be read: a result whose quotes stand in the text, in work that grows with its length."""

import sys
from collections.abc import Callable
from datetime import date
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.annotate import annotate_text
from extract.article import clean_text
from extract.confidence.rate import FIELDS
from extract.pipeline import extract_facts, facts_of
from models.errors import NotAnArticle
from models.fact import Facts

DAY = date(2024, 5, 6)
NEWS = (
    'Kapolres Sikka AKBP Rudi Lamawuran mengatakan, "Kami menangani 12 kasus TPPO dengan 20 korban pada 2023." '
    "Menurut Kepala Dinas Sosial Kabupaten Sikka Maria Seran, Senin (5/5/2024), tujuh korban sudah dipulangkan. "
)


def facts(text: str) -> Facts:
    return facts_of(annotate_text(text, DAY))


def stands(text: str, found: Facts) -> bool:
    return all(text[f.start : f.end] == f.quote for field in FIELDS for f in getattr(found, field))


MOJIBAKE = NEWS.replace('"', "â€œ").replace(",", "Ã‚,")
TEXTS = {
    "all capitals": NEWS.upper(),
    "no sentence marks": NEWS.replace(".", " ").replace(",", " ").replace('"', " ") * 20,
    "OCR noise": NEWS.replace("a", "4").replace("l", "1").replace(" ", "  ") + NEWS,
    "mojibake": MOJIBAKE,
    "emoji": NEWS.replace(" ", " 😢🚨 "),
    "bidirectional overrides": NEWS.replace(" kasus", " \u202ekasus\u202c\u2066"),
    "zero width": "\u200b".join(NEWS),
    "combining marks": "".join(c + "\u0301" for c in NEWS),
    "control characters": NEWS.replace(" ", "\x0b\x1c"),
    "Malay": "Polis Diraja Malaysia berkata 12 mangsa pemerdagangan orang telah diselamatkan di Selangor semalam.",
    "English": "Police said 12 victims of human trafficking (TPPO) were rescued in Batam on Monday, 6 May 2024.",
    "Javanese": "Pulisi wis nyekel pitung wong ing perkara TPPO, ujare Kapolres Blitar, Senen wingi.",
    "brackets": "(" * 500 + NEWS + ")" * 500,
    "quote marks": '"' * 500 + NEWS + "”" * 500,
    "dots": NEWS + "." * 5_000,
    "commas and capitals": NEWS + ", ".join(["Kepala Dinas A"] * 500),
    "one endless word": NEWS + "a" * 50_000,
    "endless capitals": NEWS + "Kapolres " + "A" * 5_000 + " " + "Aa" * 5_000,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_result_whose_quotes_stand_in_the_text(text: str) -> None:
    assert stands(text, facts(text))


def test_letters_that_ignoring_case_takes_for_others_are_read_as_them() -> None:
    odd = NEWS.upper().translate(str.maketrans({"I": "\u0130", "S": "\u017f", "K": "\u212a"}))
    found = facts(odd + "PADA SEN\u0130N, 6 ME\u0130 2024.")
    assert any(date.quote.endswith("MEI 2024") for date in found.dates)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\ufeff"], ids=repr)
def test_nothing_is_no_article(text: str) -> None:
    assert not facts(text).relevance.is_relevant
    with pytest.raises(NotAnArticle):
        clean_text(text, published=DAY)


def test_one_word_is_an_article_without_facts() -> None:
    found = extract_facts(clean_text("TPPO", published=DAY))
    assert [fact for field in FIELDS for fact in getattr(found, field)] == []


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.one_of(
            st.sampled_from(NEWS.split()),
            st.sampled_from(
                [*'"“”’()[],.;:-–\n', "TPPO", "12", "1.012", "Rp2,5", "juta", "2023", "Senin", "di"]
            ),
            st.text(max_size=4),
        ),
        max_size=60,
    )
)
def test_any_mixture_of_words_is_read_and_read_alike_twice(words: list[str]) -> None:
    text = "TPPO " + " ".join(words)
    found = facts(text)
    assert stands(text, found)
    assert found == facts(text)


def test_neighbours_do_not_matter() -> None:
    alone = facts(NEWS)
    facts(TEXTS["no sentence marks"])
    facts("Bupati Ende Yosef Lado mengatakan TPPO harus dicegah pada 2022.")
    assert facts(NEWS) == alone


GROWING: dict[str, Callable[[int], str]] = {
    "sentences": lambda n: NEWS * n,
    "one line without marks": lambda n: "TPPO " + "korban dibawa ke kota oleh calo " * (6 * n),
    "numbers": lambda n: "TPPO " + " ".join(str(i) for i in range(40 * n)),
    "numbers with nouns": lambda n: "TPPO " + ", ".join(f"{i} kasus" for i in range(20 * n)),
    "number words": lambda n: "TPPO " + "dua ratus tiga puluh satu " * (8 * n),
    "nested quotes": lambda n: "TPPO " + '"kata "' * (20 * n),
    "curly quotes never closed": lambda n: "TPPO " + "“Kami kata Rudi " * (10 * n),
    "dates": lambda n: "TPPO " + "Senin (6/5/2024) hingga 7 Mei 2024, " * (6 * n),
    "posts": lambda n: "TPPO " + "Kapolres Sikka AKBP Rudi, Kepala Dinas Sosial " * (5 * n),
    "regions": lambda n: "TPPO " + "Kabupaten Sikka, Kota Kupang, Ende, " * (8 * n),
    "agencies": lambda n: (
        "TPPO " + "Dinas Pemberdayaan Perempuan dan Perlindungan Anak Kabupaten Sikka, " * (5 * n)
    ),
    "laws": lambda n: "TPPO " + "Pasal 2 ayat (1) jo Pasal 10 UU Nomor 21 Tahun 2007 " * (6 * n),
    "capital names": lambda n: "TPPO " + "Maria Seran dan Yosef Lado, " * (10 * n),
    "paragraphs": lambda n: "TPPO\n" + "Rudi berkata begitu.\n" * (10 * n),
    "brackets": lambda n: "TPPO " + "(" * (60 * n),
    "one word": lambda n: "TPPO " + "korban," * (30 * n),
    "blanks": lambda n: "TPPO" + " \t" * (60 * n) + "kasus",
}


def operations(text: str) -> int:
    """Calls of functions, ours and built-in ones, while a text is read."""
    count = 0

    def note(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        facts(text)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("make", GROWING.values(), ids=GROWING)
def test_twice_the_text_is_about_twice_the_work(make: Callable[[int], str]) -> None:
    facts(make(1))  # tables that are built once
    single, double = operations(make(40)), operations(make(80))
    assert double < 2.4 * single
