"""Figures: what is counted, of whom, where, when; what is no figure. Sentences and people are invented."""

import sys
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.annotate import annotate_text
from extract.figures.find import find_figures
from extract.figures.lexicon import figure_lexicon
from extract.regions.gazetteer import gazetteer
from extract.sentences import find_paragraphs, find_sentences
from models.annotation import AnnotatedArticle
from models.fact import Agency, DateMention, Figure, Mention, Official, Place
from models.vocabulary import AgencyType, DateKind, FigureTopic, FigureUnit, OfficialKind, PeriodKind

PUBLISHED = date(2024, 6, 15)
Days = dict[str, tuple[date, date]]


def place_named(name: str) -> Place:
    region = gazetteer().find(name)[0]
    province = gazetteer().province_of(region.code)
    return Place(code=region.code, name=region.name, province=province.name if province else None)


def dates_in(text: str, days: Days) -> list[DateMention]:
    mentions = []
    for words, (first, last) in days.items():
        start = text.index(words)
        kind = DateKind.EVENT if first == last else DateKind.PERIOD
        mentions.append(
            DateMention(
                start=start,
                end=start + len(words),
                quote=words,
                rule="test@1",
                first=first,
                last=last,
                kind=kind,
            )
        )
    return sorted(mentions, key=lambda mention: mention.start)


def figures_in(
    text: str,
    days: Days | None = None,
    place: str = "Kota Kupang",
    officials: Sequence[Official] = (),
    agencies: Sequence[Agency] = (),
) -> tuple[Figure, ...]:
    dates = dates_in(text, days or {})
    return find_figures(annotate_text(text, PUBLISHED), place_named(place), dates, officials, agencies)


def counted(text: str) -> list[tuple[float, str]]:
    return [(figure.value, figure.unit.value) for figure in figures_in(text)]


def only(text: str, days: Days | None = None, place: str = "Kota Kupang") -> Figure:
    (figure,) = figures_in(text, days, place)
    return figure


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


def test_topic_is_the_nearest_and_is_carried_on() -> None:
    text = (
        "Dinas menangani 62 kasus kekerasan terhadap anak, 19 kasus kekerasan terhadap perempuan,"
        " dan 8 kasus kekerasan. Sementara kasus TPPO tercatat sebanyak 22 kasus.\n"
        "Korbannya 31 orang."
    )
    assert [figure.topic for figure in figures_in(text)] == [
        FigureTopic.KEKERASAN_ANAK,
        FigureTopic.KEKERASAN_PEREMPUAN,
        FigureTopic.KEKERASAN_PEREMPUAN_ANAK,
        FigureTopic.TPPO,
        FigureTopic.TPPO,
    ]


def test_plain_split_by_sex_keeps_the_topic_of_the_total() -> None:
    text = (
        "Ada 149 kasus kekerasan. Kekerasan terhadap laki-laki sebanyak 76 dan perempuan sebanyak 73 kasus."
    )
    assert {figure.topic for figure in figures_in(text)} == {FigureTopic.KEKERASAN_PEREMPUAN_ANAK}


@pytest.mark.parametrize(
    ("sentence", "topic"),
    [
        ("Sebanyak 23 calon pekerja migran nonprosedural dicegah.", FigureTopic.PMI_NONPROSEDURAL),
        ("Sebanyak 23 pekerja migran korban TPPO dipulangkan.", FigureTopic.TPPO),
        ("Gugus Tugas TPPO mencatat 40 kasus kekerasan terhadap anak.", FigureTopic.KEKERASAN_ANAK),
        ("Polisi mengungkap 412 kasus narkoba.", FigureTopic.LAINNYA),
        ("Pemkab menyiapkan anggaran Rp400 juta untuk gugus tugas TPPO.", FigureTopic.LAINNYA),
    ],
)
def test_topic_of_one_sentence(sentence: str, topic: FigureTopic) -> None:
    assert only(sentence).topic is topic


def test_words_after_the_number_win_where_a_clause_lies_before() -> None:
    text = (
        "Sudah 317 orang lewat jalur tidak resmi, dan 4 kasus di antaranya memenuhi unsur perdagangan orang."
    )
    assert [f.topic for f in figures_in(text)] == [FigureTopic.PMI_NONPROSEDURAL, FigureTopic.TPPO]


@pytest.mark.parametrize(
    ("sentence", "regions"),
    [
        ("Kota Palu 118 kasus, disusul Kabupaten Donggala 84 kasus.", ["Kota Palu", "Kabupaten Donggala"]),
        (
            "Ada 37 korban, 22 di antaranya berada di Kota Jakarta Barat.",
            ["Kota Kupang", "Kota Administrasi Jakarta Barat"],
        ),
        (
            "Ada 36 laporan di Polda Jawa Barat dan 25 laporan di Polda Jawa Tengah.",
            ["Jawa Barat", "Jawa Tengah"],
        ),
        ("Kepala BP3MI Kaltara menyebut sepanjang 2023 ada 317 orang dicegah.", ["Kalimantan Utara"]),
        ("Polres Sikka menangani empat kasus perdagangan orang.", ["Kabupaten Sikka"]),
        ("Pada 2023 terdapat 1.026 korban TPPO di seluruh Indonesia.", ["Indonesia"]),
        ("Ada 5 korban asal Jawa Barat yang ditampung polisi.", ["Kota Kupang"]),
        ("Sebelas orang asal Banten dan tujuh orang dari Bali dipulangkan.", ["Banten", "Bali"]),
        ("Mereka hendak dikirim ke Kota Batam sebanyak 9 orang.", ["Kota Kupang"]),
        ("Kasus TPPO di Kabupaten Alor nihil sepanjang 2023.", ["Kabupaten Alor"]),
    ],
)
def test_region_that_the_number_covers(sentence: str, regions: list[str]) -> None:
    assert [figure.region for figure in figures_in(sentence)] == regions


def test_speaker_lends_region_and_credit() -> None:
    text = (
        "Kepala DP3A Jawa Barat, Euis Wardani, memaparkan data itu.\n"
        "Sepanjang 2023 tercatat 124 korban TPPO, kata Euis."
    )
    euis = Official(
        start=text.index("Euis Wardani"),
        end=text.index("Euis Wardani") + 12,
        quote="Euis Wardani",
        rule="test@1",
        name="Euis Wardani",
        title="Kepala DP3A Jawa Barat",
        rank=None,
        agency="DP3A Jawa Barat",
        kind=OfficialKind.OFFICIAL,
        mentions=(Mention(start=text.rindex("Euis"), end=text.rindex("Euis") + 4, quote="Euis"),),
    )
    (figure,) = figures_in(text, place="Kabupaten Cianjur", officials=[euis])
    assert (figure.region, figure.credited_to) == ("Jawa Barat", "Euis Wardani")


def test_body_whose_data_it_is_gets_the_credit() -> None:
    text = "Berdasarkan catatan Yayasan Cahaya Timur, 88 orang berangkat tanpa prosedur."
    body = Agency(
        start=text.index("Yayasan"),
        end=text.index(", 88"),
        quote="Yayasan Cahaya Timur",
        rule="test@1",
        name="Yayasan Cahaya Timur",
        acronym=None,
        type=AgencyType.NGO,
    )
    (figure,) = figures_in(text, agencies=[body])
    assert figure.credited_to == "Yayasan Cahaya Timur"


def year(number: int) -> tuple[date, date]:
    return date(number, 1, 1), date(number, 12, 31)


@pytest.mark.parametrize(
    ("sentence", "ends"),
    [
        (
            "Pada 2020 sebanyak 62 korban, 2021 ada 45 korban, dan tahun 2022 sebanyak 101 korban.",
            [2020, 2021, 2022],
        ),
        ("Ada dua kasus pada 2021, empat kasus pada 2022, dan sembilan kasus pada 2023.", [2021, 2022, 2023]),
        (
            "Angka itu naik menjadi 520 kasus dengan 571 korban pada 2021, kemudian 609 kasus pada 2022.",
            [2021, 2021, 2022],
        ),
        ("Sepanjang 2023 ada 86 kasus, naik dibanding tahun 2022 yang berjumlah 41 kasus.", [2023, 2022]),
        ("Polres menangani tujuh kasus, 12 tersangka, dan 38 korban sepanjang 2023.", [2023, 2023, 2023]),
        ("Pada 2023 ada 9 kasus. Pada periode yang sama tahun sebelumnya hanya dua kasus.", [2023, 2022]),
        ("Ada 8 kasus (2021) dan 12 kasus (2022).", [2021, 2022]),
        ("Tahun lalu kami menangani 20 kasus.", [2023]),
        ("Polisi menangkap dua tersangka TPPO.", [None]),
    ],
)
def test_each_number_takes_its_own_year(sentence: str, ends: list[int | None]) -> None:
    found = [figure.period_end.year if figure.period_end else None for figure in figures_in(sentence)]
    assert found == ends


@pytest.mark.parametrize(
    ("sentence", "days", "first", "last", "kind"),
    [
        (
            "Sampai dengan April 2024 terdapat 22 kasus TPPO.",
            {"April 2024": (date(2024, 4, 1), date(2024, 4, 30))},
            date(2024, 1, 1),
            date(2024, 4, 30),
            PeriodKind.YEAR_TO_DATE,
        ),
        (
            "Per 1 Juni 2023 tercatat tiga kasus TPPO.",
            {"1 Juni 2023": (date(2023, 6, 1), date(2023, 6, 1))},
            date(2023, 1, 1),
            date(2023, 6, 1),
            PeriodKind.YEAR_TO_DATE,
        ),
        (
            "Selama Januari hingga April 2024 dicegah 187 orang.",
            {"Januari hingga April 2024": (date(2024, 1, 1), date(2024, 4, 30))},
            date(2024, 1, 1),
            date(2024, 4, 30),
            PeriodKind.RANGE,
        ),
        (
            "Sejak 2021 polisi menerima 9 laporan TPPO.",
            {},
            date(2021, 1, 1),
            PUBLISHED,
            PeriodKind.CUMULATIVE_SINCE,
        ),
        ("Sepanjang 2023 ada 9 kasus.", {}, *year(2023), PeriodKind.CALENDAR_YEAR),
        ("Sejak awal tahun ada 9 kasus.", {}, date(2024, 1, 1), PUBLISHED, PeriodKind.YEAR_TO_DATE),
        (
            "Selasa (4/6) polisi menangkap 9 tersangka.",
            {"Selasa (4/6)": (date(2024, 6, 4), date(2024, 6, 4))},
            None,
            None,
            PeriodKind.INCIDENT,
        ),
    ],
)
def test_period_and_its_kind(
    sentence: str, days: Days, first: date | None, last: date | None, kind: PeriodKind
) -> None:
    figure = only(sentence, days)
    assert (figure.period_start, figure.period_end, figure.period_kind) == (first, last, kind)


def test_period_is_carried_through_a_passage_of_statistics() -> None:
    text = (
        "Sepanjang 2023 dinas menangani 15 kasus kekerasan.\n"
        "Dari jumlah itu, 4 kasus adalah TPPO.\n"
        "Kemarin polisi menangkap dua tersangka di terminal."
    )
    assert [f.period_end for f in figures_in(text)] == [date(2023, 12, 31), date(2023, 12, 31), None]


def test_month_named_twice_counts_each_time() -> None:
    text = "Hingga April 2024 ada 9 kasus TPPO.\nDi Kota Bima, hingga April 2024 ada tiga kasus."
    assert [f.period_end for f in figures_in(text)] == [date(2024, 4, 30)] * 2


def test_total_of_a_series_covers_all_its_years() -> None:
    text = (
        "Dalam tiga tahun terakhir ada 30 korban, yakni pada 2021 sebanyak 8 korban,"
        " 2022 sebanyak 10 korban, dan 2023 sebanyak 12 korban."
    )
    total = figures_in(text, {"tiga tahun terakhir": (date(2022, 1, 1), date(2024, 12, 31))})[0]
    assert (total.period_start, total.period_end) == (date(2021, 1, 1), date(2023, 12, 31))


def test_counts_that_add_up_to_an_earlier_one_take_its_period() -> None:
    text = (
        "Pada 2023 tercatat 47 kasus kekerasan, padahal sepanjang 2022 hanya 52 kasus."
        " Rinciannya, kekerasan terhadap anak 31 kasus dan kekerasan terhadap perempuan 16 kasus."
    )
    ends = [(f.value, f.period_end and f.period_end.year) for f in figures_in(text)]
    assert ends == [(47, 2023), (52, 2022), (31, 2023), (16, 2023)]


def test_outcomes_of_cases_told_before_share_their_period() -> None:
    text = (
        "Pada 2023 Polda menangani 41 kasus TPPO, sementara tahun 2022 sebanyak 33 kasus."
        " Dari 41 kasus tersebut, 29 sudah P21, delapan masih disidik, dan empat dihentikan."
    )
    outcomes = figures_in(text)[2:]
    assert [(f.value, f.unit, f.period_end) for f in outcomes] == [
        (value, FigureUnit.KASUS, date(2023, 12, 31)) for value in (29, 8, 4)
    ]


def test_parts_share_topic_period_and_region_of_the_total() -> None:
    text = (
        "Polda Jambi mencatat 40 korban TPPO sepanjang 2023.\n"
        "Mereka terdiri dari 31 perempuan dan 9 laki-laki.\n"
        "Sebanyak 6 di antaranya masih anak."
    )
    total, *parts = figures_in(text, place="Kota Jambi")
    assert [part.value for part in parts] == [31, 9, 6]
    for part in parts:
        assert (part.unit, part.topic, part.region, part.period_end) == (
            total.unit,
            total.topic,
            "Jambi",
            date(2023, 12, 31),
        )


def test_national_release_with_breakdown_by_polda() -> None:
    text = (
        "Satgas TPPO Polri menerima 99 laporan polisi sepanjang 2023 dengan 829 orang ditetapkan sebagai tersangka.\n"
        "Polda Jawa Barat menangani 36 laporan, Polda Jawa Tengah 25 laporan, sedangkan Polda Bali 12 laporan."
    )
    found = [(f.value, f.unit.value, f.region) for f in figures_in(text, place="Indonesia")]
    assert found == [
        (99, "laporan", "Indonesia"),
        (829, "tersangka", "Indonesia"),
        (36, "laporan", "Jawa Barat"),
        (25, "laporan", "Jawa Tengah"),
        (12, "laporan", "Bali"),
    ]


def test_headline_number_gives_way_to_the_body() -> None:
    text = "Polisi Ungkap 14 Kasus TPPO\nSepanjang 2023 Polres Ende menangani 14 kasus TPPO dengan 20 korban."
    assert [(f.value, f.start > text.index("\n")) for f in figures_in(text)] == [(14, True), (20, True)]


def test_same_figure_is_given_once() -> None:
    text = "Pada 2023 ada 9 kasus TPPO.\nPada 2023 tercatat 9 kasus TPPO, kata kepala dinas."
    assert counted(text) == [(9, "kasus")]


def test_text_without_numbers_or_words_gives_nothing() -> None:
    assert counted("Koordinasi diperkuat.") == []
    assert find_figures(annotate_text("", None), place_named("Indonesia"), (), (), ()) == ()


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


def calls_needed(text: str) -> int:
    """How many functions run for a text, as a measure of the work."""
    annotated = AnnotatedArticle(
        text=text,
        title=None,
        published=PUBLISHED,
        tokens=(),
        sentences=find_sentences(text),
        paragraphs=find_paragraphs(text),
        regions=(),
    )
    place = place_named("Indonesia")
    find_figures(annotate_text("Ada 2 kasus.", PUBLISHED), place, (), (), ())  # fills the caches
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        find_figures(annotated, place, (), (), ())
    finally:
        sys.setprofile(None)
    return calls


def test_work_grows_in_line_with_ten_thousand_numbers() -> None:
    line = (
        "pada 2022 tercatat 10 kasus dengan 4 korban TPPO, 3 perempuan dan 1 laki-laki, belum ada tersangka "
    )
    assert calls_needed(line * 2000) < 2.3 * calls_needed(line * 1000)


def test_lexicon_words_agree_with_one_another() -> None:
    lexicon = figure_lexicon()
    for noun in (*lexicon.zero.nouns, *lexicon.demographic_nouns):
        assert lexicon.unit_of(noun) in FigureUnit
    nouns = [noun.lower() for group in lexicon.unit_nouns.values() for noun in group]
    assert len(nouns) == len(set(nouns)), "a noun has two units"
    words = [word.lower() for group in lexicon.topics.values() for word in group]
    assert len(words) == len(set(words)), "a word has two topics"
