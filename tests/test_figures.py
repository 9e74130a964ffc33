"""Figures: what is counted and how, and what is no figure. Sentences and people are invented."""

import pytest
from figure_support import PUBLISHED, counted, figures_in, only, place_named
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.annotate import annotate_text
from extract.figures.find import find_figures
from extract.figures.lexicon import figure_lexicon
from models.vocabulary import FigureUnit


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Dinas mencatat 22 kasus perdagangan orang.", [(22, "kasus")]),
        ("Polisi menangani tujuh perkara dengan dua belas tersangka.", [(7, "kasus"), (12, "tersangka")]),
        ("Penyidik menetapkan empat orang sebagai tersangka.", [(4, "tersangka")]),
        ("Lima orang telah ditetapkan tersangka.", [(5, "tersangka")]),
        ("Petugas menyelamatkan 8 orang korban.", [(8, "korban")]),
        ("Jumlah korban yang dipulangkan tercatat sebanyak 1.311 orang.", [(1311, "korban")]),
        ("Korbannya 13 orang.", [(13, "korban")]),
        ("Tercatat sebanyak 2037 orang korban.", [(2037, "korban")]),
        ("Petugas mencegah 1.553 orang calon korban.", [(1553, "orang")]),
        ("Jumlah kasus perdagangan orang mencapai 149.", [(149, "kasus")]),
        ("Total korban TPPO 2.051 di seluruh provinsi.", [(2051, "korban")]),
        ("Korban kekerasan terhadap anak mencapai 226.", [(226, "korban")]),
        ("Pelaku memberangkatkan sebanyak 30 orang ke Malaysia.", [(30, "orang")]),
        ("Petugas mencegah 23 calon pekerja migran.", [(23, "orang")]),
        ("Polda menerima sembilan LP dan 11 laporan polisi.", [(9, "laporan"), (11, "laporan")]),
        ("LPSK menerima 147 permohonan dan 20 aduan.", [(147, "laporan"), (20, "laporan")]),
        ("Jaksa menghadirkan dua terdakwa dan tiga muncikari.", [(2, "pelaku"), (3, "pelaku")]),
        ("Ada 14 anak sebagai pelaku.", [(14, "pelaku")]),
        ("Yang bergabung 40 penyintas, tetapi baru seorang yang dibayar.", [(40, "orang"), (1, "orang")]),
        ("Peti itu membawa jenazah ke-91 tahun ini.", [(91, "orang")]),
        ("Sebanyak 33 mahasiswa korban TPPO kembali.", [(33, "orang")]),
        ("Dari 30 korban, 18 masih dirawat.", [(30, "korban"), (18, "korban")]),
        ("Hanya 3 dari 12 korban yang melapor.", [(3, "korban"), (12, "korban")]),
        ("Enam dari sepuluh korban lulusan SMA.", [(60, "persen")]),
        ("Hampir separuh korban berasal dari desa.", [(50, "persen")]),
        ("Porsinya 26,4 persen, naik dari 20%.", [(26.4, "persen"), (20, "persen")]),
        ("Ada 83 putusan, hanya 29 yang memuat restitusi.", [(83, "kasus"), (29, "kasus")]),
        (
            "Masuk 12 laporan: enam laporan soal TPPO, empat soal KDRT.",
            [(12, "laporan"), (6, "laporan"), (4, "laporan")],
        ),
        ("Ada 15 perkara dan 9 di antaranya sudah dilimpahkan.", [(15, "kasus"), (9, "kasus")]),
    ],
)
def test_unit_comes_from_the_right_noun(sentence: str, expected: list[tuple[float, str]]) -> None:
    assert counted(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Korban, SN (17), masih berusia 16 tahun dan kakaknya 21 tahun.",
        "Ia dijerat Pasal 2 ayat (1) dan Pasal 10 UU Nomor 21 Tahun 2007.",
        "Penangkapan terjadi pukul 21.30 Wita di RT 05/RW 02, Jalan Merdeka Nomor 12.",
        "Laporkan lewat hotline 129, nomor 112, atau WhatsApp 0811-1129-129.",
        "Mobil F 1398 KC ditemukan 12 kilometer dari pelabuhan.",
        "Belasan perempuan dan ratusan warga datang.",
        "Tersangka kedua dan korban ketiga diperiksa.",
        "Polisi menyita 32 telepon genggam, 9 paspor, dan dua unit mobil.",
        "Sosialisasi digelar selama tiga hari di 49 desa dan 11 kecamatan.",
        "Rapat diikuti 135 peserta dan 217 personel.",
        "Peserta yang hadir berjumlah 40 orang.",
        "Polisi memburu seorang warga negara Malaysia.",
        "Salah satu korban mengaku dijemput di terminal.",
        "Perempuan 38 tahun itu tinggal sejak 2019.",
        "Upahnya dijanjikan 1.800 ringgit.",
        "Harga tiket kapal Rp350 ribu.",
        "Peserta tidak dipungut biaya alias Rp0.",
        "Setiap dua orang tua siswa menandatangani surat.",
        "Pada 2021 kasus perdagangan orang menurun.",
        "Baca juga: Polisi Tangkap 7 Tersangka TPPO",
        "Imigrasi menolak 41 permohonan karena berkasnya meragukan.",
        "Penduduk pulau itu 2.400 jiwa.",
        "Dinas menempatkan 12 orang pengawas di 3 pelabuhan.",
    ],
)
def test_what_is_no_figure(sentence: str) -> None:
    assert counted(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "unit"),
    [
        ("Di daerah ini belum ditemukan kasus tindak pidana perdagangan orang.", "kasus"),
        ("Meski belum adanya kasus TPPO, kita tidak boleh lengah.", "kasus"),
        ("Sampai saat ini belum ada satu pun laporan TPPO yang masuk.", "laporan"),
        ("Polres menyatakan tidak ada laporan perdagangan orang.", "laporan"),
        ("Tak satu pun kasus perdagangan orang tercatat di pulau itu.", "kasus"),
        ("Nol kasus itu kabar baik.", "kasus"),
        ("Tercatat 0 kasus TPPO sampai kini.", "kasus"),
        ("Perkara TPPO yang ditangani lembaganya nihil.", "kasus"),
        ("Alhamdulillah nihil laporan.", "laporan"),
        ("Kasus perdagangan orang belum pernah ditemukan di kabupaten ini.", "kasus"),
        ("Penyidik belum menetapkan tersangka.", "tersangka"),
        ("Sejauh ini belum ada tersangka.", "tersangka"),
        ("Belum ada warga Kabupaten Lembata yang menjadi korban.", "korban"),
        ("Tidak pernah ada perkara perdagangan orang di sini.", "kasus"),
        ("UPTD belum pernah menerima pengaduan TPPO.", "laporan"),
        ("Untuk perdagangan orang, tahun ini masih nol.", "kasus"),
        ("Tidak ada yang terindikasi korban TPPO.", "korban"),
    ],
)
def test_explicit_zero(sentence: str, unit: str) -> None:
    assert counted(sentence) == [(0, unit)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Kapolres berharap tidak ada lagi korban perdagangan orang.",
        "Jika tidak ada laporan, polisi sulit bergerak.",
        "Kita jaga bersama agar tidak ada kasus baru.",
        "Belum ada tersangka lain dalam jaringan itu.",
        "Banyak kasus yang masih belum terdeteksi.",
        "Itu bukan berarti tidak ada kasus di desa.",
        "Beruntung tidak ada korban jiwa.",
        "Tidak satu pun memegang visa kerja.",
    ],
)
def test_wish_condition_or_remainder_is_no_zero(sentence: str) -> None:
    assert counted(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "value", "value_max"),
    [
        ("Hakim menghukumnya tiga tahun enam bulan penjara.", 3.5, None),
        ("Ia divonis 5 tahun.", 5, None),
        ("Denda itu diganti tiga bulan kurungan.", 0.25, None),
        ("Ancamannya penjara paling singkat 3 tahun dan paling lama 15 tahun.", 3, 15),
        ("Tersangka terancam hukuman 3 sampai 15 tahun penjara.", 3, 15),
        ("Ancaman pidana paling lama 15 thn penjara menantinya.", 15, None),
    ],
)
def test_prison_term_in_years(sentence: str, value: float, value_max: float | None) -> None:
    figure = only(sentence)
    assert (figure.unit, figure.value, figure.value_max) == (FigureUnit.TAHUN_PENJARA, value, value_max)
    assert (figure.region, figure.period_end) == (None, None)


@pytest.mark.parametrize(
    ("sentence", "value", "value_max"),
    [
        ("Restitusi sebesar Rp312.500.000 dikabulkan.", 312_500_000, None),
        ("Tiap korban dipungut Rp 5.000.000,- untuk biaya jalan.", 5_000_000, None),
        ("Gajinya dijanjikan Rp. 13 jt sebulan.", 13_000_000, None),
        ("Mereka menyetor Rp7 juta sampai Rp10 juta kepada agen.", 7_000_000, 10_000_000),
        ("Denda paling sedikit Rp120 juta dan paling banyak Rp600 juta.", 120_000_000, 600_000_000),
        ("Ia didenda 200 juta rupiah.", 200_000_000, None),
    ],
)
def test_money_in_rupiah(sentence: str, value: float, value_max: float | None) -> None:
    figure = only(sentence)
    assert (figure.unit, figure.value, figure.value_max) == (FigureUnit.RUPIAH, value, value_max)


def test_number_keeps_its_doubt() -> None:
    assert only("Sekitar 40 korban masih di sana.").is_approximate
    assert not only("Tepat 40 korban masih di sana.").is_approximate


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Ada 3 anak perempuan.", [("perempuan", "anak")]),
        ("Petugas mendata 19 perempuan dewasa.", [("perempuan", "dewasa")]),
        ("Ada 21 korban, seluruhnya perempuan.", [("perempuan", None)]),
        ("Sebanyak 58 persen korban adalah anak di bawah 18 tahun.", [(None, "anak")]),
        ("Sebanyak 96 persen di antaranya perempuan dan anak.", [(None, None)]),
        (
            "Ada 1.500 korban: perempuan dewasa 889 orang, laki-laki anak 69.",
            [(None, None), ("perempuan", "dewasa"), ("laki-laki", "anak")],
        ),
        ("Ada 6 perempuan, dua di antaranya masih berumur 16 tahun.", [("perempuan", None), (None, "anak")]),
        ("Tiga anak buah kapal pulang.", [(None, None)]),
    ],
)
def test_sex_and_age_of_the_counted(sentence: str, expected: list[tuple[str | None, str | None]]) -> None:
    assert [(f.sex, f.age) for f in figures_in(sentence)] == expected


def test_parts_take_unit_of_their_total() -> None:
    text = "Ada 8 orang korban yang terdiri dari 5 laki-laki dan 3 perempuan."
    assert counted(text) == [(8, "korban"), (5, "korban"), (3, "korban")]
    assert counted("Polisi menemukan 5 laki-laki dan 3 perempuan.") == [(5, "orang"), (3, "orang")]


def test_parts_that_sum_to_the_total_need_no_cue() -> None:
    text = "Dinas menangani 21 kasus, 15 menimpa anak dan enam menimpa perempuan dewasa."
    assert counted(text) == [(21, "kasus"), (15, "kasus"), (6, "kasus")]


def test_number_that_points_back_is_told_once() -> None:
    text = "Sebanyak 17 anak menjadi korban prostitusi. Dari 17 anak itu, 14 perempuan dan tiga laki-laki."
    assert counted(text) == [(17, "korban"), (14, "korban"), (3, "korban")]


PIECES = [
    "Sepanjang 2023 Polda Jambi menangani",
    "12 kasus TPPO",
    "dengan 20 korban,",
    "terdiri dari 15 perempuan dan 5 laki-laki.",
    "Rp4,5 juta",
    "belum ada laporan",
    "paling singkat 3 tahun dan paling lama 15 tahun penjara",
    "22 di antaranya",
    "(33)",
    "\n",
    "nihil pada 2020,",
    "tahun sebelumnya",
    "sebanyak 1.012",
    "ke-91",
    "seorang",
    "46,5 persen",
    "di Kota Palu",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_evidence_is_cut_from_the_text_and_the_same_each_time(pieces: list[str]) -> None:
    annotated = annotate_text(" ".join(pieces), PUBLISHED)
    found = find_figures(annotated, place_named("Jambi"), (), (), ())
    assert found == find_figures(annotated, place_named("Jambi"), (), (), ())
    for figure in found:
        assert figure.quote == annotated.text[figure.start : figure.end] != ""
        assert figure.rule.startswith("figures.") and figure.rule.endswith("@1")
        assert figure.value >= 0 and (figure.value_max is None or figure.value_max >= figure.value)


def test_lexicon_words_agree_with_one_another() -> None:
    lexicon = figure_lexicon()
    for noun in (*lexicon.zero.nouns, *lexicon.demographic_nouns):
        assert lexicon.unit_of(noun) in FigureUnit
    nouns = [noun.lower() for group in lexicon.unit_nouns.values() for noun in group]
    assert len(nouns) == len(set(nouns)), "a noun has two units"
    words = [word.lower() for group in lexicon.topics.values() for word in group]
    assert len(words) == len(set(words)), "a word has two topics"
