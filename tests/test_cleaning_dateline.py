"""Datelines: found in every shape, never where a sentence begins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.article import clean_text
from extract.cleaning.dateline import find_dateline

SHAPES = [
    ("Jambi (ANTARA) - Pemerintah", "Jambi (ANTARA) -", "Jambi", "ANTARA"),
    ("Kupang (Antaranews NTT) - Polda", "Kupang (Antaranews NTT) -", "Kupang", "Antaranews NTT"),
    ("Pangkalpinang, Babel (ANTARA) - Kepala", "Pangkalpinang, Babel (ANTARA) -", "Pangkalpinang", "ANTARA"),
    ("Mataram (Dalam Lombok) – Kepala", "Mataram (Dalam Lombok) –", "Mataram", "Dalam Lombok"),
    ("Bandar Lampung (Lamposta.co) — Polda", "Bandar Lampung (Lamposta.co) —", "Bandar Lampung", "Lamposta.co"),
    ("POS-ENDE.COM, KALABAHI - Kepala", "POS-ENDE.COM, KALABAHI -", "KALABAHI", "POS-ENDE.COM"),
    ("FAJARBARU.CO.ID, SULTENG -- Kapolda", "FAJARBARU.CO.ID, SULTENG --", "SULTENG", "FAJARBARU.CO.ID"),
    ("RIAU77.COM - PEKANBARU - Polda", "RIAU77.COM - PEKANBARU -", "PEKANBARU", "RIAU77.COM"),
    ("Warta.polda.example.go.id – Jakarta. Polri", "Warta.polda.example.go.id – Jakarta.", "Jakarta",
     "Warta.polda.example.go.id"),
    ("JAKARTA, LENTERA.com – Kepala", "JAKARTA, LENTERA.com –", "JAKARTA", "LENTERA.com"),
    ("Jakarta, XYZ Times - Menteri", "Jakarta, XYZ Times -", "Jakarta", "XYZ Times"),
    ("KUPANG, iKabar.id - Polisi", "KUPANG, iKabar.id -", "KUPANG", "iKabar.id"),
    ("TANGERANG, WAYANG.ID--Polisi", "TANGERANG, WAYANG.ID--", "TANGERANG", "WAYANG.ID"),
    ("JAKARTA,TM.ID: Satgas", "JAKARTA,TM.ID:", "JAKARTA", "TM.ID"),
    ("Dumai, Riau, Salingka Media – Polisi", "Dumai, Riau, Salingka Media –", "Dumai", "Salingka Media"),
    ("Kupang, Lontar Flobamora – Peti", "Kupang, Lontar Flobamora –", "Kupang", "Lontar Flobamora"),
    ("BALIKPAPAN, Jumat (16/6/2023) suarakita-news.com – Polda", "BALIKPAPAN, Jumat (16/6/2023) suarakita-news.com –",
     "BALIKPAPAN", "suarakita-news.com"),
    ("Mataram, BP2MI (22/12) - Kepala", "Mataram, BP2MI (22/12) -", "Mataram", "BP2MI"),
    ("BNP2TKI, Mataram (7/1/19)_Kepala", "BNP2TKI, Mataram (7/1/19)_", "Mataram", "BNP2TKI"),
    ("Ternate, 6/7 - Polres", "Ternate, 6/7 -", "Ternate", None),
    ("JAKARTA | LINTASKOTA.ID - Polisi", "JAKARTA | LINTASKOTA.ID -", "JAKARTA", "LINTASKOTA.ID"),
    ("Metro9news.com | Tanjungbalai - Polres", "Metro9news.com | Tanjungbalai -", "Tanjungbalai", "Metro9news.com"),
    ("Makassar - Polisi menangkap", "Makassar -", "Makassar", None),
    ("PALU–Kasus kekerasan", "PALU–", "PALU", None),
    ("PRAYA – Pemerintah", "PRAYA –", "PRAYA", None),
    ("Jakarta: Polisi menangkap", "Jakarta:", "Jakarta", None),
    ("INDRAMAYU. Koper itu", "INDRAMAYU.", "INDRAMAYU", None),
    ("ERABARU.id - Satgas", "ERABARU.id -", None, "ERABARU.id"),
    ("SuaraLembah.id - Polisi", "SuaraLembah.id -", None, "SuaraLembah.id"),
    ("KALTENGNEWS – Sekda", "KALTENGNEWS –", None, "KALTENGNEWS"),
    ("TEMPUR.CODobo - Polisi", "TEMPUR.CODobo -", "Dobo", "TEMPUR.CO"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "printed", "place", "outlet"), SHAPES)
def test_dateline_is_parsed(text: str, printed: str, place: str | None, outlet: str | None) -> None:
    found = find_dateline(text + " dua orang sebagai tersangka perdagangan orang.")
    assert found is not None
    assert text[found.start : found.end] == printed
    assert (found.place, found.outlet) == (place, outlet)


@pytest.mark.parametrize(
    "text",
    [
        "SEBANYAK 13 orang diamankan polisi - dua di antaranya anak.",
        "Kasus TPPO - yang marak - terus diusut.",
        "Polisi - Kapolres menyebut dua orang.",
        "TPPO - Kejahatan luar biasa.",
        "Kepala Dinas Sosial – Budi Santoso – menyebut angka itu.",
        "Kapolda Jambi Irjen Rusdi - didampingi Wakapolda - menyebut angka itu.",
        "Sri Purwanti - Penjabat Wali Kota - hadir.",
        "Polres Sambas - Kalimantan Barat menetapkan tersangka.",
        "Wawancara: Dia merasa bekerja.",
        "Modus: korban dijanjikan gaji.",
        "Rustam: “Kami tangkap.”",
        "Anak-anak mendominasi korban.",
        "Medan-Lubuk Pakam menjadi jalur pelaku.",
        "Pada 2020-2023 tercatat 417 kasus.",
        "Jakarta Barat mencatat 12 korban - tertinggi tahun ini.",
        "",
    ],
)
def test_sentence_has_no_dateline(text: str) -> None:
    assert find_dateline(text) is None


def test_brand_of_one_word_is_known_by_the_outlets_name() -> None:
    found = find_dateline("Tandaraya — Polda menangkap dua orang.", outlet="Tandaraya")
    assert found is not None
    assert (found.place, found.outlet) == (None, "Tandaraya")


def test_dateline_stays_in_the_text_and_its_date_too() -> None:
    text = (
        "Waingapu, Kamis (12/6/2025) - Polres Sumba Timur menahan dua perekrut pekerja migran, kata Kapolres."
    )
    article = clean_text(text)
    assert article.text == text
    assert article.dateline is not None
    assert text[: article.dateline.end] == "Waingapu, Kamis (12/6/2025) -"


@given(st.text(max_size=120), st.one_of(st.none(), st.text(max_size=20)))
def test_offsets_lie_in_the_text(text: str, outlet: str | None) -> None:
    found = find_dateline(text, outlet)
    if found is not None:
        assert 0 == found.start < found.end <= len(text)
        for part in (found.place, found.outlet):
            assert part is None or part in text
