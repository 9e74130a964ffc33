"""Numbers in Indonesian text: read as written, ranges and doubts kept, codes and clocks left alone."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.numbers.find import find_numbers, parse_numeral
from extract.numbers.words import to_words


def values(text: str) -> list[float]:
    return [mention.value for mention in find_numbers(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ada 7 kasus", [7]),
        ("sebanyak 1.012 korban", [1012]),
        ("sebanyak 11.637 korban", [11637]),
        ("sebanyak 1337 korban", [1337]),
        ("26,4 persen warga", [26.4]),
        ("naik 10,25% setahun penuh", [10.25, 1]),
        ("naik 3.5 persen", [3.5]),
        ("naik 26.45 persen", [26.45]),
        ("nol laporan", [0]),
        ("dua ratus tiga puluh satu orang", [231]),
        ("Dua Belas tersangka", [12]),
        ("sebelas orang dan sepuluh paspor", [11, 10]),
        ("seribu dua ratus lima puluh warga", [1250]),
        ("seratus ribu rupiah", [100_000]),
        ("satu miliar dua ratus juta rupiah", [1_200_000_000]),
        ("duapuluh limabelas tigaratus", [20, 15, 300]),
        ("setengah juta rupiah", [500_000]),
        ("satu setengah tahun", [1.5]),
        ("dua puluh enam koma empat persen", [26.4]),
        ("1,2 juta jiwa", [1_200_000]),
        ("1.1 juta jiwa", [1_100_000]),
        ("2 juta 500 ribu rupiah", [2_500_000]),
        ("Rp2.500.000,- per bulan", [2_500_000]),
        ("Rp. 13 jt dan Rp 850 ribu dan Rp90rb", [13_000_000, 850_000, 90_000]),
        ("Rp1,25 miliar dan Rp11,2 triliun", [1_250_000_000, 11_200_000_000_000]),
        ("Rp 500,000 tunai", [500_000]),
        ("Rp50.000/orang", [50_000]),
        ("seorang pelaku menyewa sebuah rumah dan seekor kerbau", [1, 1, 1]),
        ("tahun 2021 dua kasus", [2021, 2]),
        ("enam dari sepuluh korban di 24 kabupaten/kota", [6, 10, 24]),
        ("menjadi (33) orang", [33]),
    ],
)
def test_values(text: str, expected: list[float]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "pada 7/7/2023 dan Jumat (19/11)",
        "pukul 17.00 WIB, 05.00 Wita, jam 02.30, 16:02, 12. 40 Wit",
        "pukul 17.00-19.00 WIB",
        "telepon 0812-3456-7890 atau 08111-129-129 atau +62 812 3456 789 atau (0361) 223344",
        "mobil B 1234 XY dan DK 12 ABC",
        "LP-A/03/XI/2024/SPKT/POLDA MALUT dan B-412/SETMEN/HM.02.04/11/2023",
        "dijerat Pasal 2 ayat (1), Pasal 4 dan Pasal 55 ayat (1) ke-1 KUHP",
        "UU Nomor 21 Tahun 2007",
        "di RT 15/RW 05 dan RT.03 RW.02",
        "P21, SAPA129, Covid-19, U-23, DP3A, 3GB",
        "SMAN 2 Palu dan Kodim 1607",
        "https://contoh.id/2023/07/12/berita-3 dan a7@contoh.id",
        "Kabupaten Lima Puluh Kota, Kepulauan Seribu, Simpang Empat, Empat Lawang, Universitas Sebelas Maret",
        "satu-satunya jalan; satu-satu datang; bersatu; berdua",
        "Salah satu cara, satu per satu, satu sama lain, sama sekali",
        "Jalan itu sempit dan banyak orang lewat",
    ],
)
def test_what_counts_nothing(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "low", "high", "printed"),
    [
        ("3-5 orang", 3, 5, "3-5"),
        ("40 hingga 50 anak", 40, 50, "40 hingga 50"),
        ("tiga sampai lima orang", 3, 5, "tiga sampai lima"),
        ("dua-tiga orang", 2, 3, "dua-tiga"),
        ("Rp7 juta sampai Rp10 juta", 7e6, 10e6, "7 juta sampai Rp10 juta"),
        ("Rp7-10 juta", 7e6, 10e6, "7-10 juta"),
        ("Rp2.500.000,- hingga Rp3.000.000,-", 2.5e6, 3e6, "2.500.000,- hingga Rp3.000.000"),
        ("3 tahun sampai 15 tahun", 3, 15, "3 tahun sampai 15"),
        ("10 persen hingga 20 persen", 10, 20, "10 persen hingga 20"),
    ],
)
def test_ranges_are_one_number(text: str, low: float, high: float, printed: str) -> None:
    (found,) = find_numbers(text)
    assert (found.value, found.value_max, found.text) == (low, high, printed)


@pytest.mark.parametrize("text", ["9-2 orang", "12 kasus hingga 2023", "5 orang sampai 7 kasus", "dua, tiga"])
def test_two_numbers_that_are_no_range(text: str) -> None:
    assert [mention.value_max for mention in find_numbers(text)] == [None, None]


@pytest.mark.parametrize(
    "text",
    [
        "sekitar 70 persen",
        "kurang lebih Rp5 juta",
        "lebih dari 60 persen",
        "hampir 300 warga",
        "sedikitnya 12 orang",
        "paling sedikit tiga orang",
        "minimal lima anak",
        "diperkirakan mencapai 40 orang",
        "selama 20 tahun lebih.",
        "100 lebih korban",
        "Rp5 jutaan",
    ],
)
def test_approximations(text: str) -> None:
    (found,) = find_numbers(text)
    assert found.is_approximate and not found.is_vague


@pytest.mark.parametrize(
    "text", ["tepat 70 orang", "12 orang lebih banyak", "5 kasus lebih rendah", "ada 300 warga"]
)
def test_exact_numbers(text: str) -> None:
    assert [mention.is_approximate for mention in find_numbers(text)] == [False]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("belasan warga", 11, 19),
        ("puluhan warga", 20, 99),
        ("ratusan juta rupiah", 200e6, 999e6),
        ("puluhan ribu orang", 20_000, 99_000),
        ("70-an rumah", 70, 79),
        ("70 sekian rumah", 70, 79),
        ("200-an korban", 200, 299),
    ],
)
def test_vague_counts_stay_vague(text: str, low: float, high: float) -> None:
    (found,) = find_numbers(text)
    assert found.is_vague and (found.value, found.value_max) == (low, high)


@pytest.mark.parametrize(
    ("text", "value", "is_ordinal", "is_collective"),
    [
        ("keempat tersangka ditahan", 4, False, True),
        ("kedua perempuan itu", 2, False, True),
        ("keduanya ditahan", 2, False, True),
        ("kelima orang tersebut", 5, False, True),
        ("tersangka kedua ditahan", 2, True, False),
        ("kali ketiga", 3, True, False),
        ("jenazah ke-91 tiba", 91, True, False),
        ("untuk pertama kalinya", 1, True, False),
        ("hari kedua belas", 12, True, False),
    ],
)
def test_ke_forms_rank_or_count_a_group(
    text: str, value: float, is_ordinal: bool, is_collective: bool
) -> None:
    (found,) = find_numbers(text)
    assert (found.value, found.is_ordinal, found.is_collective) == (value, is_ordinal, is_collective)


@pytest.mark.parametrize(
    ("digits", "value"),
    [
        ("1.012", 1012),
        ("1.234.567,89", 1234567.89),
        ("26,4", 26.4),
        ("3.25", 3.25),
        ("0.125", 0.125),
        ("1.2.3", None),
    ],
)
def test_numerals_are_read_the_indonesian_way(digits: str, value: float | None) -> None:
    assert parse_numeral(digits) == value


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (11, "sebelas"),
        (12, "dua belas"),
        (100, "seratus"),
        (1_000, "seribu"),
        (231, "dua ratus tiga puluh satu"),
        (1_001_000, "satu juta seribu"),
        (2_007, "dua ribu tujuh"),
    ],
)
def test_spelling(number: int, words: str) -> None:
    assert to_words(number) == words


@pytest.mark.parametrize("number", [-1, 10**15])
def test_spelling_refuses_what_has_none(number: int) -> None:
    with pytest.raises(ValueError, match="no spelling"):
        to_words(number)


@given(st.integers(0, 10**15 - 1))
def test_numbers_survive_their_spelling(number: int) -> None:
    (found,) = find_numbers(f"tercatat {to_words(number)} kasus")
    assert (found.value, found.text) == (number, to_words(number))


@given(st.integers(0, 10**12))
def test_numbers_survive_thousands_dots(number: int) -> None:
    printed = f"{number:,}".replace(",", ".")
    assert values(f"tercatat {printed} kasus") == [number]


@given(st.integers(1, 999), st.integers(1, 99), st.sampled_from([("ribu", 3), ("juta", 6), ("miliar", 9)]))
def test_decimals_with_a_scale(whole: int, hundredths: int, scale: tuple[str, int]) -> None:
    word, power = scale
    exact = (whole * 100 + hundredths) * 10 ** (power - 2)
    assert values(f"senilai Rp{whole},{hundredths:02d} {word}") == [pytest.approx(exact)]


@given(st.text(alphabet="0123456789.,-/() RpkesatuduabelasjtWIB\n", max_size=100))
def test_mentions_are_slices_in_order(text: str) -> None:
    found = find_numbers(text)
    assert all(text[m.start : m.end] == m.text for m in found)
    assert all(left.end <= right.start for left, right in pairwise(found))


def test_ten_thousand_numbers() -> None:
    text = " dan ".join(str(number) for number in range(10_000))
    assert values(text) == list(range(10_000))


def test_a_share_after_angka_is_a_number_but_an_item_of_a_list_is_not() -> None:
    assert [n.value for n in find_numbers("Penyelesaian perkara berada di angka 71,8 persen.")] == [71.8]
    assert find_numbers("diatur dalam Pasal 1 angka 5 undang-undang itu") == []


def test_minutes_after_hours_are_a_number_and_no_clock_time() -> None:
    assert values("Perjalanan itu memakan 6 jam 20 menit.") == [6, 20]
    assert values("Rapat dimulai jam 6.20 pagi.") == []
