"""Laws cited: kind, number, year, articles; as printed, nicknames marked as inferred."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extract.annotate import annotate_text
from extract.laws.find import find_laws
from models.fact import Law


def laws_in(text: str) -> tuple[Law, ...]:
    return find_laws(annotate_text(text))


def keys(text: str) -> list[tuple[str, str | None, int | None]]:
    return [(law.type, law.number, law.year) for law in laws_in(text)]


CASES = yaml.safe_load((Path(__file__).parent / "law_cases.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_laws_of_a_sentence(case: dict[str, Any]) -> None:
    found = [
        (law.type, law.number, law.year, law.article, law.is_inferred, law.is_doubtful)
        for law in laws_in(case["text"])
    ]
    assert found == [
        (
            law["type"],
            law["number"],
            law["year"],
            law.get("article"),
            law.get("i", False),
            law.get("d", False),
        )
        for law in case["laws"]
    ]


@pytest.mark.parametrize(
    "text",
    [
        "UU Nomor 23 Tahun 2002 tentang Perlindungan Anak",
        "UU Nomor 17 Tahun 2016 tentang Perlindungan Anak",
        "UU Nomor 13 Tahun 2006 tentang perlindungan saksi dan korban",
        "UU Nomor 21 Tahun 2000 tentang Serikat Pekerja",
        "UU Nomor 26 Tahun 2000 tentang Pengadilan HAM",
        "UU Nomor 23 Tahun 2014 tentang Pemerintahan Daerah",
    ],
)
def test_a_name_that_several_laws_bear_is_no_misprint(text: str) -> None:
    assert [law.is_doubtful for law in laws_in(f"Hal itu diatur {text}.")] == [False]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Undang-Undang Nomor 21 Tahun 2007", ("UU", "21", 2007)),
        ("Undang-Undang Republik Indonesia Nomor 21 Tahun 2007", ("UU", "21", 2007)),
        ("Undang-Undang (UU) RI Nomor 21 Tahun 2007", ("UU", "21", 2007)),
        ("undang-undang nomor 21 tahun 2007", ("UU", "21", 2007)),
        ("Undang - Undang No. 21 Tahun 2007", ("UU", "21", 2007)),
        ("UU RI No.21 thn 2007", ("UU", "21", 2007)),
        ("UU.No 21 Tahun 2007", ("UU", "21", 2007)),
        ("UU RI No. 21/2007", ("UU", "21", 2007)),
        ("UU 21/2007", ("UU", "21", 2007)),
        ("UU 21 Tahun 2007", ("UU", "21", 2007)),
        ("UU TPPO Nomor 21 Tahun 2007", ("UU", "21", 2007)),
        ("UU tentang Pemberantasan Tindak Pidana Perdagangan Orang Nomor 21 Tahun 2007", ("UU", "21", 2007)),
        ("UU RI No 21 Tahun 2017", ("UU", "21", 2017)),
        ("PP 59/2021", ("PP", "59", 2021)),
        ("Peraturan Pemerintah Nomor 59 Tahun 2021", ("PP", "59", 2021)),
        ("Peraturan Presiden (Perpres) Nomor 49 Tahun 2023", ("Perpres", "49", 2023)),
        ("Perpres 19/2023", ("Perpres", "19", 2023)),
        ("Inpres Nomor 3 Tahun 2024", ("Inpres", "3", 2024)),
        ("Perda Nomor 4 Tahun 2016", ("Perda", "4", 2016)),
        ("Peraturan Daerah (Perda) Provinsi Jambi Nomor 2 Tahun 2018", ("Perda", "2", 2018)),
        ("Perda DKI Jakarta No. 8/2011", ("Perda", "8", 2011)),
        ("Pergub nomor 64 tahun 2019", ("Pergub", "64", 2019)),
        ("Peraturan Wali Kota Nomor 7 Tahun 2020", ("Perwali", "7", 2020)),
        ("Perwako Batam Nomor 7 Tahun 2020", ("Perwali", "7", 2020)),
        ("Perbup Ende Nomor 12 Tahun 2022", ("Perbup", "12", 2022)),
        ("Keputusan Bupati Nomor 188.45/77-KUM/2022", ("Kepbup", "188.45/77-KUM/2022", 2022)),
        ("Peraturan Menteri Sosial Republik Indonesia Nomor 8 Tahun 2021", ("Permen", "8", 2021)),
        (
            "Peraturan Menteri Pemberdayaan Perempuan dan Perlindungan Anak Nomor 8 Tahun 2021",
            ("Permen", "8", 2021),
        ),
        ("Permen PPPA No 2 Tahun 2022", ("Permen", "2", 2022)),
        ("Permenaker 9/2019", ("Permen", "9", 2019)),
        ("PERMA Nomor 1 Tahun 2022", ("Perma", "1", 2022)),
        ("Peraturan Mahkamah Agung Nomor 1 Tahun 2022", ("Perma", "1", 2022)),
        ("SK Wali Kota Nomor 188.45/12/2024", ("SK", "188.45/12/2024", 2024)),
        ("Surat Edaran Gubernur Nomor 560/1234/2023", ("SE", "560/1234/2023", 2023)),
        ("Qanun Aceh Nomor 6 Tahun 2014", ("Qanun", "6", 2014)),
        ("Kitab Undang-Undang Hukum Pidana (KUHP)", ("KUHP", None, None)),
        ("KUHPidana", ("KUHP", None, None)),
        ("Ranperda tentang perlindungan anak", ("Ranperda", None, None)),
        ("Rancangan Peraturan Daerah (Ranperda) Pencegahan TPPO", ("Ranperda", None, None)),
    ],
)
def test_kinds_and_forms(text: str, key: tuple[str, str | None, int | None]) -> None:
    assert keys(f"Hal itu diatur dalam {text}, kata jaksa.") == [key]


@pytest.mark.parametrize(
    ("text", "number", "article"),
    [
        ("dijerat Pasal 2 ayat (1) dan Pasal 4 UU Nomor 21 Tahun 2007", "21", "Pasal 2 ayat (1) dan Pasal 4"),
        ("dijerat pasal 2, 4, 10, dan 11 UU RI No. 21/2007", "21", "pasal 2, 4, 10, dan 11"),
        ("dijerat Pasal 76I Jo Pasal 88 UU 35/2014", "35", "Pasal 76I Jo Pasal 88"),
        ("dijerat Pasal 120 ayat (1) dan/atau ayat (2) huruf b UU Nomor 6 Tahun 2011", "6",
         "Pasal 120 ayat (1) dan/atau ayat (2) huruf b"),
        ("dijerat Pasal 81 huruf a dalam UU Nomor 18 Tahun 2017", "18", "Pasal 81 huruf a"),
        ("dijerat Pasal 4, UU Nomor 21 Tahun 2007", "21", "Pasal 4"),
        ("dijerat UU Nomor 21 Tahun 2007 Pasal 10", "21", "Pasal 10"),
        ("dijerat UU Nomor 21 Tahun 2007 tentang Pemberantasan TPPO Pasal 10 dan 11", "21", "Pasal 10 dan 11"),
        ("dijerat UU 21/2007, khususnya Pasal 12", "21", "Pasal 12"),
        ("menurut Pasal 2 UU TPPO, ancamannya 15 tahun penjara", "21", "Pasal 2"),
    ],
)  # fmt: skip
def test_articles_before_and_after_the_law(text: str, number: str, article: str) -> None:
    (law,) = laws_in(text)
    assert (law.number, law.article) == (number, article)


def test_each_law_gets_its_own_articles() -> None:
    text = (
        "Mereka melanggar Pasal 2 ayat (2) UU RI Nomor 21 Tahun 2007 juncto Pasal 55 ayat (1) ke-1 KUHP "
        "dan Pasal 81 UU 18/2017. Pasal 296 KUHP juga disebut."
    )
    assert [(law.type, law.number, law.article) for law in laws_in(text)] == [
        ("UU", "21", "Pasal 2 ayat (2)"),
        ("KUHP", None, "Pasal 55 ayat (1) ke-1; Pasal 296"),
        ("UU", "18", "Pasal 81"),
    ]


def test_a_sentence_length_is_no_article() -> None:
    (law,) = laws_in("Dijerat UU 21/2007 Pasal 2, 15 tahun penjara menanti.")
    assert law.article == "Pasal 2"


def test_a_list_goes_on_with_its_kind() -> None:
    text = "mengacu UU Nomor 21 Tahun 2007 dan Nomor 18 Tahun 2017 serta Perpres 22/2021 dan 49/2023"
    assert keys(text) == [
        ("UU", "21", 2007),
        ("UU", "18", 2017),
        ("Perpres", "22", 2021),
        ("Perpres", "49", 2023),
    ]


def test_a_law_that_changes_another_is_two_laws() -> None:
    text = "UU Nomor 35 Tahun 2014 tentang Perubahan atas Undang-Undang Nomor 23 Tahun 2002 tentang Perlindungan Anak"
    assert keys(text) == [("UU", "35", 2014), ("UU", "23", 2002)]


@pytest.mark.parametrize(
    ("nickname", "number", "year"),
    [
        ("UU TPPO", "21", 2007),
        ("Undang-Undang Tindak Pidana Perdagangan Orang", "21", 2007),
        ("UU PPMI", "18", 2017),
        ("UU Pelindungan Pekerja Migran Indonesia", "18", 2017),
        ("UU Perlindungan Anak", "35", 2014),
        ("UU TPKS", "12", 2022),
        ("UU PKDRT", "23", 2004),
    ],
)
def test_nicknames_carry_a_number_marked_as_inferred(nickname: str, number: str, year: int) -> None:
    (law,) = laws_in(f"Pelaku dijerat {nickname} oleh penyidik.")
    assert (law.number, law.year, law.is_inferred, law.quote) == (number, year, True, nickname)


def test_a_nickname_joins_the_printed_number() -> None:
    (law,) = laws_in("UU TPPO berlaku lama. Pasal 4 UU Nomor 21 Tahun 2007 jarang dipakai.")
    assert (law.number, law.is_inferred, law.article) == ("21", False, "Pasal 4")


def test_a_nickname_means_the_version_that_the_article_cites() -> None:
    (law,) = laws_in("UU Perlindungan Anak, yakni UU Nomor 23 Tahun 2002, dipakai.")
    assert (law.number, law.year) == ("23", 2002)


def test_that_law_means_the_last_one() -> None:
    (law,) = laws_in("UU Nomor 21 Tahun 2007 jelas. Pasal 48 UU tersebut mengatur restitusi.")
    assert law.article == "Pasal 48"


def test_repeats_are_one_law_at_its_first_mention() -> None:
    text = "UU 21/2007 lalu Undang-Undang Nomor 21 Tahun 2007, dan UU No 21 itu."
    assert [(law.number, law.year, law.quote) for law in laws_in(text)] == [("21", 2007, "UU 21/2007")]


@pytest.mark.parametrize(
    "text",
    [
        "Rancangan Undang-Undang itu belum dibahas, kata dia.",
        "Peraturan daerah dan peraturan wali kota perlu dibuat.",
        "Budi Santosa, SE. menjadi ketua GT PP TPPO.",
        "SK gugus tugas yang lama terbit tahun 2019.",
        "Satu permen seharga Rp500 dan kamar Nomor 21.",
        "Menurut KUHAP penahanan itu sah.",
    ],
)
def test_what_is_no_citation(text: str) -> None:
    assert keys(text) == []


def test_a_code_named_as_a_title_is_one_law() -> None:
    assert keys("UU Nomor 1 Tahun 2023 tentang KUHP mulai berlaku.") == [("UU", "1", 2023)]


def test_quotes_hold_the_articles_before_the_law() -> None:
    text = "Ia disangka melanggar Pasal 2 ayat (1) juncto Pasal 17 UU 21/2007 di pengadilan."
    (law,) = laws_in(text)
    assert text[law.start : law.end] == law.quote == "Pasal 2 ayat (1) juncto Pasal 17 UU 21/2007"


def test_a_thousand_laws_in_one_sentence() -> None:
    text = "Ia mengutip " + ", ".join(
        f"Pasal {number % 90 + 1} Perda {number}/2015" for number in range(1, 1001)
    )
    assert [law.number for law in laws_in(text)] == [str(number) for number in range(1, 1001)]


@given(
    st.sampled_from(["UU", "Perda", "Perpres", "Pergub", "Permen", "Perma", "PP"]),
    st.integers(1, 999),
    st.integers(1950, 2049),
    st.sampled_from(["{k} Nomor {n} Tahun {y}", "{k} No. {n} Tahun {y}", "{k} {n}/{y}", "{k} No {n}/{y}"]),
)
def test_citations_survive_their_spelling(kind: str, number: int, year: int, form: str) -> None:
    printed = form.format(k=kind, n=number, y=year)
    (law,) = laws_in(f"Hakim merujuk {printed} dalam putusan.")
    assert (law.type, law.number, law.year, law.quote) == (kind, str(number), year, printed)


@given(st.text(alphabet="UPasl 2ayt(1)UNomr/07KHPdnjo.,\n", max_size=120))
def test_any_text_gives_quotes_that_match(text: str) -> None:
    assert all(text[law.start : law.end] == law.quote for law in laws_in(text))
