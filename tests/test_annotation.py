"""Sentences and regions: what every extractor stands on."""

from itertools import pairwise

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.annotate import annotate_text
from extract.regions.gazetteer import gazetteer, is_city, is_province, is_regency
from extract.tokenizer import QuickTokenizer

BLANK = spacy.blank("id")


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in annotate_text(text).sentences]


def regions(text: str) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.code) for m in annotate_text(text).regions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Polisi menahan dua orang. Korban selamat.", 2),
        ("Kombes Pol. Arman Sitorus hadir. Ia bicara singkat.", 2),
        ("Kepala Dinas, Dra. Hj. Nurul, S.H., M.Si. membuka rapat itu.", 1),
        ("Mereka dijerat UU No. 21 Tahun 2007.", 1),
        ("Uangnya Rp2.500.000 atau 26,4 persen dari total. Sisanya hilang.", 2),
        ('"Kami siap. Semua sudah siap," katanya.', 2),
        ("Benarkah begitu? Polisi diam! Warga menunggu…", 3),
        ("Paragraf satu tanpa titik\nParagraf dua", 2),
        ("Plt. Kepala Bidang M. Rizal menjawab pukul 17.00 WIB. Selesai.", 2),
    ],
)
def test_sentences_survive_ranks_degrees_and_numbers(text: str, expected: int) -> None:
    assert len(sentences(text)) == expected


@given(st.text(alphabet='Ab. ,!?"”“\n1Pol', max_size=120))
@settings(max_examples=200, deadline=None)
def test_sentences_cover_all_letters_in_order(text: str) -> None:
    annotated = annotate_text(text)
    spans = annotated.sentences
    assert all(left.end <= right.start for left, right in pairwise(spans))
    covered = {i for span in spans for i in range(span.start, span.end)}
    assert all(i in covered for i, letter in enumerate(text) if not letter.isspace())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rapat digelar di Kabupaten Bogor.", [("Kabupaten Bogor", "32.01")]),
        ("Wali Kota Bogor hadir.", [("Bogor", "32.71")]),
        ("Polres Malang dan Polresta Malang Kota", [("Malang", "35.07"), ("Malang", "35.73")]),
        ("Polda Kaltim dan Pemprov DKI", [("Kaltim", "64"), ("DKI", "31")]),
        ("Polresta Jambi di Provinsi Jambi", [("Jambi", "15.71"), ("Provinsi Jambi", "15")]),
        ("KUPANG, Suara Timor - Pelabuhan Tenau", [("KUPANG", "53.71"), ("Tenau", "53.71")]),
        ("Karo Penmas dan perwira Polri", []),
        ("di puncak acara dan di Kabupaten Puncak", [("Kabupaten Puncak", "94.05")]),
        ("Papua Barat Daya bukan Papua", [("Papua Barat Daya", "96"), ("Papua", "91")]),
        ("warga Kab. Ende", [("Kab. Ende", "53.08")]),
        ("Dinas Tenaga Kerja dan Transmigrasi OKI", [("OKI", "16.02")]),
        ("Indonesia anggota OKI sejak lama", []),
        (
            "Timor Tengah Selatan (TTS). Warga TTS",
            [("Timor Tengah Selatan", "53.02"), ("TTS", "53.02"), ("TTS", "53.02")],
        ),
        ("Bupati MBD berpidato, warga MBD hadir", [("MBD", "81.08"), ("MBD", "81.08")]),
        ("DPRD Madina", [("Madina", "12.13")]),
        ("POLRES METRO BERGERAK. Warga menonton Metro TV.", [("METRO", "18.72")]),
        ("Madina Hasibuan dan Mitra Kerja", []),
        ("Polres Tubaba dan Pemkab Bangkep", [("Tubaba", "18.12"), ("Bangkep", "72.07")]),
        ("asal Halsel, Lutim, dan Konut", [("Halsel", "82.04"), ("Lutim", "73.24"), ("Konut", "74.09")]),
    ],
)
def test_regions_by_context(text: str, expected: list[tuple[str, str]]) -> None:
    assert regions(text) == expected


def test_ambiguous_name_takes_the_code_that_the_article_gives_elsewhere() -> None:
    text = "Bupati Kupang dan Kabupaten Kupang disebut. Warga Kupang menunggu."
    assert {code for _, code in regions(text)} == {"53.01"}


def test_gazetteer_has_all_provinces_and_regencies() -> None:
    codes = gazetteer().regions
    assert sum(is_province(code) for code in codes) == 38
    assert sum(is_regency(code) or is_city(code) for code in codes) == 514
    assert all(region.province_code in codes for region in codes.values())


def test_aliases_and_seats_name_known_regions() -> None:
    lexicon = gazetteer().lexicon
    unknown = {code for table in (lexicon.aliases, lexicon.seats) for code in table} - set(
        gazetteer().regions
    )
    assert not unknown


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Kaltim", ["64"]),
        ("Kota Tanjungpinang", ["21.72"]),
        ("Tanjung Pinang", ["21.72"]),
        ("Kabupaten Kupang", ["53.01"]),
        ("DKI Jakarta", ["31"]),
        ("Jakarta Barat", ["31.73"]),
        ("Indonesia", ["ID"]),
        ("Atlantis", []),
    ],
)
def test_names_to_codes(name: str, codes: list[str]) -> None:
    assert [region.code for region in gazetteer().find(name)] == codes


def test_a_long_run_without_blanks_does_not_change_the_words_around_it() -> None:
    plain = "Polisi di Ende menahan Kombes Pol. Rudi, S.H., M.Si. pada 12/3/2024. " * 8
    words = [token.text for token in annotate_text(plain).tokens]
    with_run = [token.text for token in annotate_text(f"{plain}{'x' * 999} {plain}").tokens]
    assert with_run[: len(words)] == words
    assert with_run[-len(words) :] == words


@given(
    st.lists(
        st.sampled_from(
            [
                *" \n\t,.()'\"-/",
                "  ",
                "Polisi",
                "Kombes",
                "Pol.",
                "S.H.",
                "(12/3/2024)",
                "Rp2,5",
                "dll.",
                "a.n. ",
                "x" * 250,
            ]
        ),
        max_size=40,
    )
)
def test_the_quick_tokenizer_gives_the_words_that_spacy_gives(parts: list[str]) -> None:
    text = "".join(parts)
    plain = BLANK.tokenizer
    quick = QuickTokenizer(plain, BLANK.vocab)
    assert quick(text).text == text
    if "x" not in text:
        words = [[(t.idx, t.text) for t in read(text) if not t.is_space] for read in (plain, quick)]
        assert words[0] == words[1]
