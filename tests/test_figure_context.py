"""Figures: their topic, region, period and source, and how parts hang on totals. Sentences and people are invented."""

from datetime import date

import pytest
from figure_support import PUBLISHED, Days, counted, figures_in, only, place_named, year

from extract.annotate import annotate_text
from extract.figures.find import find_figures
from models.fact import Agency, Mention, Official
from models.vocabulary import AgencyType, FigureTopic, FigureUnit, OfficialKind, PeriodKind


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


def test_zero_of_a_kecamatan_says_nothing_of_the_kabupaten() -> None:
    figure = only("Kecamatan Sakra dan Terara nihil laporan TPPO.", place="Kabupaten Lombok Timur")
    assert (figure.value, figure.region) == (0, None)


def test_parts_of_one_size_are_two_figures() -> None:
    text = "Pada 2023 ada 12 laporan TPPO. Enam laporan sudah P21, sisanya enam laporan masih disidik."
    assert counted(text) == [(12, "laporan"), (6, "laporan"), (6, "laporan")]
