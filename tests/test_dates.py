"""Calendar expressions: recognised in context, resolved from the day of publication, never where there is none."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.annotate import annotate_text
from extract.dates import find_dates
from extract.numbers.words import to_words
from models.fact import DateMention
from models.vocabulary import DateKind

PUBLISHED = date(2023, 7, 12)  # a Wednesday
FIRST_HALF = ("Januari", "Februari", "Maret", "April", "Mei", "Juni")
MONTHS = (*FIRST_HALF, "Juli", "Agustus", "September", "Oktober", "November", "Desember")
WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


def dates_in(text: str, published: date | None = PUBLISHED) -> tuple[DateMention, ...]:
    return find_dates(annotate_text(text, published))


def intervals(text: str, published: date | None = PUBLISHED, *, relative: bool = False) -> list[str]:
    """`first` or `first/last` of each date, without the relative ones unless asked for."""
    found = [mention for mention in dates_in(text, published) if relative or not mention.is_relative]
    return [str(m.first) if m.first == m.last else f"{m.first}/{m.last}" for m in found]


SINGLE_DAYS = [
    ("Pelaku dibekuk di terminal pada Senin (10/7/2023).", "2023-07-10"),
    ("Pelaku dibekuk di terminal pada Senin (10/7/2023) malam.", "2023-07-10"),
    ("Rumah itu digerebek Senin (10/7) malam.", "2023-07-10"),
    ("Kapolres menjawab pertanyaan wartawan, Selasa, (11/7/2023).", "2023-07-11"),
    ("Ia tiba Rabu dini hari, 14 Juni 2023, di pelabuhan.", "2023-06-14"),
    ("Kapal merapat Jumat sore (7/7) di dermaga.", "2023-07-07"),
    ("Acara itu digelar Ahad (9/7) di balai kota.", "2023-07-09"),
    ("Gelar perkara berlangsung Senin, 12 Juni 2023, di Mapolda.", "2023-06-12"),
    ("Berkas dikirim Rabu 5 Juli 2023 pagi.", "2023-07-05"),
    ("Rapat dibuka Rabu, 28 Juni, oleh bupati.", "2023-06-28"),
    ("Para korban dipulangkan Jum'at (7/7/23).", "2023-07-07"),
    ("Para korban dipulangkan Jum’at, 7 Juli 2023.", "2023-07-07"),
    ("Para korban dipulangkan jumat (07/07/2023) siang.", "2023-07-07"),
    ("Keterangan itu disampaikan Selasa(4/7).", "2023-07-04"),
    ("Keterangan itu disampaikan Senin,(12/6/2023).", "2023-06-12"),
    ("Keterangan itu disampaikan Senin pagi tadi (10/7).", "2023-07-10"),
    ("Keterangan itu disampaikan (Rabu, 14/6/2023).", "2023-06-14"),
    ("Keterangan itu disampaikan Kamis 15/6/2023.", "2023-06-15"),
    ("Keterangan itu disampaikan Kamis, 15/6.", "2023-06-15"),
    ("Kejadian berlangsung pada Hari Senin Tanggal 12 Juni 2023 sekira pukul 12.30 WIB.", "2023-06-12"),
    ("Kejadian berlangsung hari Selasa, tanggal 4 Juli 2023.", "2023-07-04"),
    ("SELASA, 4 JULI 2023 | 09:27 WIB", "2023-07-04"),
    ("Sabtu, 09 Okt 2021 16:02 WIB", "2021-10-09"),
    ("Sel, 11 Jul 2023", "2023-07-11"),
    ("Dikutip 3 July 2023 15:07 dari laman itu.", "2023-07-03"),
    ("Ia berangkat 12 Agt 2022.", "2022-08-12"),
    ("Ia berangkat 12 Agu 2022.", "2022-08-12"),
    ("Ia kembali 24 Nop 2021.", "2021-11-24"),
    ("Ia kembali 17 Feb 2023.", "2023-02-17"),
    ("Surat itu bertanggal 3 Desember 2022.", "2022-12-03"),
    ("Data per 1 Juni 2023 menyebut empat laporan.", "2023-06-01"),
    ("Data per 1 Juni menyebut empat laporan.", "2023-06-01"),
    ("Data per 30/6/2023 menyebut empat laporan.", "2023-06-30"),
    ("Korban dijemput tanggal 5 bulan Juni tahun 2023.", "2023-06-05"),
    ("Korban dijemput tgl 6/7 di bandara.", "2023-07-06"),
    ("Korban dijemput pada 5/6 di bandara.", "2023-06-05"),
    ("Korban dijemput pada tanggal satu Juni 2023.", "2023-06-01"),
    ("Surat masuk 15-06-2023 dan dibaca.", "2023-06-15"),
    ("Surat masuk 15.06.2023 dan dibaca.", "2023-06-15"),
    ("Surat masuk 2023-06-15 dan dibaca.", "2023-06-15"),
    ("Jakarta (8/7) – Kementerian mengecam.", "2023-07-08"),
    ("Mataram, BP2MI (22/12) - Petugas mencegah.", "2022-12-22"),
    ("Mataram (7/1/19)_ Petugas mencegah.", "2019-01-07"),
    ("Ternate, 6/7 - Polisi menahan seorang perempuan.", "2023-07-06"),
    ("Kupang, 6/7 (ANTARA) - Polisi menahan seorang perempuan.", "2023-07-06"),
    ("Ia ditangkap 5 Juni lalu.", "2023-06-05"),
    ("Pelatihan dimulai pada 11 Oktober mendatang.", "2023-10-11"),
    ("Sidang akan digelar 20 Oktober di pengadilan.", "2023-10-20"),
    ("Ia melapor 5 Juni tahun lalu.", "2022-06-05"),
    ("Ia melapor 20 November.", "2022-11-20"),
    ("Polisi akan mendalami kasus yang terjadi pada 5 Juni.", "2023-06-05"),
    ("Korban dijemput hari Minggu mendatang (16/7).", "2023-07-16"),
    ("Korban dijemput Hari Ini, Rabu (12/7).", "2023-07-12"),
    ("Undangan rapat untuk Kamis 20 Juli sudah dikirim.", "2023-07-20"),
]

WEEKDAYS_ALONE = [
    ("Kapolres Sikka di Maumere, Rabu, mengatakan dua orang ditahan.", "2023-07-12"),
    ("Kapolres Sikka di Maumere, Kamis, mengatakan dua orang ditahan.", "2023-07-06"),
    ("Petugas datang Selasa malam.", "2023-07-11"),
    ("Petugas datang Minggu pagi.", "2023-07-09"),
    ("Petugas datang hari Minggu.", "2023-07-09"),
    ("Keterangan diberikan di kantornya, Minggu.", "2023-07-09"),
    ("Menurut petugas, senin lalu rumah itu kosong.", "2023-07-10"),
    ("Petugas datang Rabu lalu.", "2023-07-05"),
    ("Tersangka akan diperiksa Jumat.", "2023-07-14"),
    ("Tersangka diperiksa Senin depan.", "2023-07-17"),
    ("Operasi digelar Senin hingga Rabu di tiga kecamatan.", "2023-07-10/2023-07-12"),
    ("Arus lalu lintas padat. Rabu lalu lintas padat.", "2023-07-12"),
]

PERIODS = [
    ("Pada 2022 ada tujuh kasus.", "2022-01-01/2022-12-31"),
    ("Sepanjang tahun 2022 ada tujuh kasus.", "2022-01-01/2022-12-31"),
    ("Sejak tahun 2020 polisi bekerja.", "2020-01-01/2020-12-31"),
    ("Sejak 2020 hingga saat ini polisi bekerja.", "2020-01-01/2020-12-31"),
    ("Angkanya turun dibanding 2021.", "2021-01-01/2021-12-31"),
    ("Lonjakan 2021 mengejutkan banyak pihak.", "2021-01-01/2021-12-31"),
    ("Pada thn 2021 dinas mendata.", "2021-01-01/2021-12-31"),
    ("Pada akhir 2022 posko dibuka.", "2022-01-01/2022-12-31"),
    ("Hingga Mei tercatat 12 kasus.", "2023-05-01/2023-05-31"),
    ("Hingga Oktober tercatat 12 kasus.", "2022-10-01/2022-10-31"),
    ("Sampai dengan Mei 2023 tercatat 12 kasus.", "2023-05-01/2023-05-31"),
    ("Kelompok itu dibentuk Maret 2021 oleh warga.", "2021-03-01/2021-03-31"),
    ("Pada bulan Maret tahun 2022 posko dibuka.", "2022-03-01/2022-03-31"),
    ("sejak bulan juni kami terima empat laporan", "2023-06-01/2023-06-30"),
    ("Awal Mei, kawat dikirim.", "2023-05-01/2023-05-31"),
    ("Pertengahan Januari jaksa menuntut.", "2023-01-01/2023-01-31"),
    ("SK perlu diperbarui sebelum akhir September.", "2023-09-01/2023-09-30"),
    ("Ranperda rampung paling lambat Desember.", "2023-12-01/2023-12-31"),
    ("Program itu berjalan hingga Agustus.", "2023-08-01/2023-08-31"),
    ("November lalu ia berangkat.", "2022-11-01/2022-11-30"),
    ("Tur dibuka Oktober mendatang.", "2023-10-01/2023-10-31"),
    ("Pada Oktober tahun lalu posko ditutup.", "2022-10-01/2022-10-31"),
    ("Minggu pertama Juni 2023 ada dua laporan.", "2023-06-01/2023-06-30"),
    ("Data Okt 2021 hilang.", "2021-10-01/2021-10-31"),
    ("Periode 5-11 Juni 2023 ada 190 laporan.", "2023-06-05/2023-06-11"),
    ("Periode 5 hingga 27 Juni ada 190 laporan.", "2023-06-05/2023-06-27"),
    ("Sejak tanggal 6-12 Juni 2023 ada 190 laporan.", "2023-06-06/2023-06-12"),
    ("Operasi 5 Juni-10 September 2022 berakhir.", "2022-06-05/2022-09-10"),
    ("Operasi 5 Desember 2022-5 Januari 2023 berakhir.", "2022-12-05/2023-01-05"),
    ("Operasi 29 Mei–3 Juni berakhir.", "2023-05-29/2023-06-03"),
    ("Operasi 1 s/d 30 Juni 2023 berakhir.", "2023-06-01/2023-06-30"),
    ("Sejak 04 Juni 2023 hingga hari ini 12 Juli 2023 ada 8 kasus.", "2023-06-04/2023-07-12"),
    ("Sepanjang 1 Januari sampai 20 Juni 2023 ada tujuh perkara.", "2023-01-01/2023-06-20"),
    ("Dari Januari sampai 23 Juni 2023 ada sembilan tersangka.", "2023-01-01/2023-06-23"),
    ("Selama Januari hingga April 2023 ada 187 orang.", "2023-01-01/2023-04-30"),
    ("Selama Januari-Juni ada 187 orang.", "2023-01-01/2023-06-30"),
    ("Selama Januari - Oktober 2022 ada 187 orang.", "2022-01-01/2022-10-31"),
    ("Selama Januari s.d. Juni 2023 ada 187 orang.", "2023-01-01/2023-06-30"),
    ("Selama Desember-Februari 2023 ada 187 orang.", "2022-12-01/2023-02-28"),
    ("Selama November 2022 hingga Februari 2023 ada 187 orang.", "2022-11-01/2023-02-28"),
    ("Sejak November 2022 sampai Mei ada 187 orang.", "2022-11-01/2023-05-31"),
    ("Selama 2022 sampai bulan Oktober ada 38 kasus.", "2022-01-01/2022-10-31"),
    ("Dari 2021 sampai 20 Desember 2022 ada enam perkara.", "2021-01-01/2022-12-20"),
    ("Selama Januari 2020 hingga September 2022 ada 1.581 korban.", "2020-01-01/2022-09-30"),
    ("Sepanjang 2020 hingga 2022 ada 2.217 kasus.", "2020-01-01/2022-12-31"),
    ("Selama 2021-2022 ada 2.170 permohonan.", "2021-01-01/2022-12-31"),
    ("Pada tahun 2020 s/d 2022 ada 2.170 permohonan.", "2020-01-01/2022-12-31"),
    ("Pada tahun ajaran 2022/2023 ada penyuluhan.", "2022-01-01/2023-12-31"),
    ("Antara Januari dan Maret 2023 ada empat kasus.", "2023-01-01/2023-03-31"),
    ("Antara tanggal 5 dan 10 Juni 2023 ada empat kasus.", "2023-06-05/2023-06-10"),
    ("Dari awal tahun hingga 8 Juni 2023 ada 317 orang.", "2023-01-01/2023-06-08"),
    ("Sejak akhir tahun 2021 hingga pertengahan 2022 ia disekap.", "2021-01-01/2022-12-31"),
    ("Pada triwulan I 2023 ada empat kasus.", "2023-01-01/2023-03-31"),
    ("Pada triwulan kedua tahun 2022 ada empat kasus.", "2022-04-01/2022-06-30"),
    ("Pada kuartal IV/2022 ada empat kasus.", "2022-10-01/2022-12-31"),
    ("Pada semester I 2023 ada empat kasus.", "2023-01-01/2023-06-30"),
    ("Pada semester kedua tahun lalu ada empat kasus.", "2022-07-01/2022-12-31"),
    ("Pada semester pertama ada empat kasus.", "2023-01-01/2023-06-30"),
    ("Pada enam bulan pertama 2023 ada empat kasus.", "2023-01-01/2023-06-30"),
    ("Pada sepuluh bulan pertama tahun lalu ada empat kasus.", "2022-01-01/2022-10-31"),
    ("Antara tahun 2019 dan 2021 ada empat kasus.", "2019-01-01/2021-12-31"),
    ("Panti itu didirikan 1987 oleh yayasan.", "1987-01-01/1987-12-31"),
    ("Januari hingga Juni tahun ini ada empat kasus.", "2023-01-01/2023-06-30"),
    ("Awal Januari hingga pertengahan Maret 2023 ada empat kasus.", "2023-01-01/2023-03-31"),
    ("Pada era 1990-an kampung itu ramai.", "1990-01-01/1999-12-31"),
    ("Mereka dijemput Sabtu-Minggu (8-9/7/2023).", "2023-07-08/2023-07-09"),
    ("Mereka dijemput (30/6-2/7/2023).", "2023-06-30/2023-07-02"),
    ("Pendaftaran dibuka awal Agustus.", "2023-08-01/2023-08-31"),
    ("Operasi berlangsung 20 Juni hingga 30 Juli di perbatasan.", "2023-06-20/2023-07-30"),
    ("Operasi berlangsung Juni hingga Agustus di perbatasan.", "2023-06-01/2023-08-31"),
    ("Utang turun pada akhir triwulan III/2022.", "2022-07-01/2022-09-30"),
    ("Kapal berlayar malam 14 April sampai pagi 15 April 2022.", "2022-04-14/2022-04-15"),
    ("Sepanjang 2021, kasus terbanyak terjadi pada Maret.", "2021-01-01/2021-12-31 2021-03-01/2021-03-31"),
]

SEVERAL = [
    (
        "Rinciannya 31 orang pada Januari, 52 orang pada Februari, dan 6 orang pada Maret.",
        "2023-01-01/2023-01-31 2023-02-01/2023-02-28 2023-03-01/2023-03-31",
    ),
    (
        "Pada Oktober, November dan Desember 2021 ada kasus.",
        "2021-10-01/2021-10-31 2021-11-01/2021-11-30 2021-12-01/2021-12-31",
    ),
    ("Pada Desember dan Januari 2023 ada kasus.", "2022-12-01/2022-12-31 2023-01-01/2023-01-31"),
    (
        "Korban direkrut pada Februari 2022, dikirim Maret, dan pulang Desember.",
        "2022-02-01/2022-02-28 2022-03-01/2022-03-31 2022-12-01/2022-12-31",
    ),
    ("Angka itu naik pada 2022 dan 2023 (sampai Mei).", "2022-01-01/2022-12-31 2023-01-01/2023-05-31"),
    ("Ia diperiksa pada 5, 6, dan 7 Juni 2023.", "2023-06-05 2023-06-06 2023-06-07"),
    (
        "Ada 147 permohonan pada 2021, 150 permohonan pada 2022, dan 97 pada 2023.",
        "2021-01-01/2021-12-31 2022-01-01/2022-12-31 2023-01-01/2023-12-31",
    ),
    (
        "Di tahun 2020 ada 626 korban, 2021 ada 450 korban, dan tahun 2022 ada 1.012 korban.",
        "2020-01-01/2020-12-31 2021-01-01/2021-12-31 2022-01-01/2022-12-31",
    ),
    (
        "Sepanjang 2021 ada 40 orang. Rinciannya, 31 orang pada Maret dan 9 orang pada November.",
        "2021-01-01/2021-12-31 2021-03-01/2021-03-31 2021-11-01/2021-11-30",
    ),
    (
        "Peristiwa itu terjadi pada 5 Mei 2022. Dua hari kemudian, 7 Mei, korban pulang.",
        "2022-05-05 2022-05-07",
    ),
    ("Kasus bermula 12 Juli 2022. Pelaku ditangkap 20 Agustus.", "2022-07-12 2022-08-20"),
    ("Senin (10/7) dan Selasa (11/7) mereka diperiksa.", "2023-07-10 2023-07-11"),
    ("Awal tahun ini, Januari-Februari 2023, ada tiga korban.", "2023-01-01/2023-02-28"),
    ("Hari ini, Rabu (12/7/2023), mereka pulang.", "2023-07-12"),
]

NO_DATES = [
    "Dijerat Pasal 2 UU Nomor 21 Tahun 2007 dan Pasal 81 UU 18/2017.",
    "Dijerat UU 21 Tahun 2007 serta Perda No. 4/2016.",
    "Merujuk Peraturan Menteri Hukum dan HAM Nomor 44 Tahun 2015 dan SK Nomor 188.45/512/2023.",
    "Merujuk UUD 1945 dan Konvensi Palermo Tahun 2000.",
    "Laporan bernomor LP-A/03/XI/2024/SPKT/POLDA MALUT diterima.",
    "Ia tinggal di RT 15/RW 05 dan tiba pukul 17.00 WIB, umurnya 17 tahun.",
    "Gugus tugas terbentuk di 24 dari 27 kabupaten/kota, atau 3/4 wilayah.",
    "Layanan 24/7 tersedia lewat 0812-2021-2022 dan 08111-129-129.",
    "Sebanyak 2021 orang dan 2022 kasus masuk basis data.",
    "Denda Rp2023 dan upah 1.800 ringgit.",
    "Kantor di Jalan 17 Agustus, dekat Universitas Sebelas Maret dan Stadion 10 November.",
    "Ia berdagang di Pasar Minggu dan ikut Jumat Curhat serta Minggu Kasih.",
    "Setiap Jumat ia duduk bersama warga; posko buka tiap Senin sampai Sabtu.",
    "Loket buka Senin sampai Jumat pukul 08.00-15.00 WIB.",
    'Mei Lestari datang bersama AKP Juni Hartono. "Kami siap," ujar Juni.',
    "Surat tertanggal 31 Juni 2023 dan 30 Februari 2022 tidak sah.",
    "Tim menang 2-1 pada menit ke-88.",
    "Mahasiswa semester 2 ikut penyuluhan, jenazah ke-91 tiba.",
    "Mobil B 2021 ABC dan sandi P-21 dicatat.",
    "Setelah ditunda berminggu-minggu, minggu pun berlalu.",
    "Siaran pers Nomor: B-412/SETMEN/HM.02.04/11/2023 terbit.",
    "Rumahnya di Blok C 2015.",
]

RELATIVE = [
    ("Tahun ini anggaran naik.", "2023-01-01/2023-12-31"),
    ("Tahun lalu anggaran turun.", "2022-01-01/2022-12-31"),
    ("Tahun depan anggaran naik.", "2024-01-01/2024-12-31"),
    ("Bulan lalu dua orang dipulangkan.", "2023-06-01/2023-06-30"),
    ("Bulan depan dua orang dipulangkan.", "2023-08-01/2023-08-31"),
    ("Pekan lalu dua orang dipulangkan.", "2023-07-03/2023-07-09"),
    ("Minggu ini dua orang dipulangkan.", "2023-07-10/2023-07-16"),
    ("Akhir pekan lalu dua orang dipulangkan.", "2023-07-08/2023-07-09"),
    ("Kemarin dua orang dipulangkan.", "2023-07-11"),
    ("Dua orang dipulangkan hari ini.", "2023-07-12"),
    ("Dua orang dipulangkan lusa.", "2023-07-14"),
    ("Dua orang dipulangkan tiga hari lalu.", "2023-07-09"),
    ("Dua orang dipulangkan dua minggu yang lalu.", "2023-06-26/2023-07-02"),
    ("Dua orang dipulangkan dua bulan lalu.", "2023-05-01/2023-05-31"),
    ("Dua orang dipulangkan lima tahun silam.", "2018-01-01/2018-12-31"),
    ("Dalam dua bulan terakhir angka naik.", "2023-05-13/2023-07-12"),
    ("Dalam sepekan terakhir angka naik.", "2023-07-06/2023-07-12"),
    ("Dalam tiga tahun terakhir angka naik.", "2020-07-13/2023-07-12"),
    ("Dua orang dipulangkan Senin pekan lalu.", "2023-07-03"),
    ("Tahun 2021 ada 14 kasus, naik dari tahun sebelumnya.", "2020-01-01/2020-12-31"),
    ("Pada 2021 ada 14 kasus. Di tahun berikutnya ada 16.", "2022-01-01/2022-12-31"),
    (
        "Selama 1 Januari sampai 20 Juni 2023 ada tujuh. Pada periode yang sama tahun lalu ada dua.",
        "2022-01-01/2022-06-20",
    ),
]


@pytest.mark.parametrize(("text", "expected"), [*SINGLE_DAYS, *WEEKDAYS_ALONE, *PERIODS, *SEVERAL])
def test_absolute_expressions(text: str, expected: str) -> None:
    assert intervals(text) == expected.split()


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date(text: str) -> None:
    assert intervals(text) == []


@pytest.mark.parametrize(("text", "expected"), RELATIVE)
def test_relative_expressions_are_marked(text: str, expected: str) -> None:
    relative = [mention for mention in dates_in(text) if mention.is_relative]
    assert [str(m.first) if m.first == m.last else f"{m.first}/{m.last}" for m in relative] == [expected]


def test_years_named_behind_give_the_span_of_the_last_years() -> None:
    text = "Dalam tiga tahun terakhir ada 90 korban, yakni 30 pada tahun 2020, 28 pada 2021, dan 32 pada tahun 2022."
    assert "2020-01-01/2022-12-31" in intervals(text, relative=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Januari hingga Juni 2023 ada 10 kasus, turun dibanding periode yang sama tahun 2022.",
            "2022-01-01/2022-06-30",
        ),
        (
            "Pada triwulan I 2023 ada 10 kasus. Pada periode yang sama 2022 hanya tujuh.",
            "2022-01-01/2022-03-31",
        ),
        (
            "Hingga Mei 2023 ada 10 kasus, sedangkan periode sama tahun 2021 ada tujuh.",
            "2021-01-01/2021-05-31",
        ),
        (
            "Sepanjang 2022 ada 10 kasus, pada periode yang sama tahun 2021 ada tujuh.",
            "2021-01-01/2021-12-31",
        ),
    ],
)
def test_the_same_period_of_a_named_year_has_the_days_of_the_period_before(text: str, expected: str) -> None:
    assert intervals(text)[-1] == expected


def test_the_year_of_a_comparison_does_not_date_what_follows() -> None:
    text = "Selama Januari-Mei 2023 ada 10 kasus, naik dibandingkan 2022. Pada Juni ada dua kasus."
    assert intervals(text)[-1] == "2023-06-01/2023-06-30"


def test_an_age_this_year_is_no_year() -> None:
    assert intervals("Pemuda berusia 26 tahun ini melapor.", relative=True) == []


def test_until_today_is_no_date_of_its_own() -> None:
    assert intervals("Sejak bulan Juni sampai hari ini ada 11 laporan.", relative=True) == [
        "2023-06-01/2023-06-30"
    ]


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("Ia datang Jumat (19/11).", date(2021, 11, 19), "2021-11-19"),
        ("Ia datang Kamis (28/12).", date(2024, 1, 2), "2023-12-28"),
        ("Ia datang 28 Desember.", date(2024, 1, 2), "2023-12-28"),
        ("Hingga Desember ada 300 kasus.", date(2024, 1, 2), "2023-12-01/2023-12-31"),
        ("Ia datang Rabu.", date(2024, 11, 20), "2024-11-20"),
        ("Ia datang Rabu.", date(2024, 11, 19), "2024-11-13"),
        ("Selama Januari-Februari 2024 ada tiga.", date(2024, 3, 13), "2024-01-01/2024-02-29"),
    ],
)
def test_the_year_comes_from_publication(text: str, published: date, expected: str) -> None:
    assert intervals(text, published) == [expected]


def test_without_publication_only_full_dates_remain() -> None:
    text = "Ia datang Rabu (14/6). Bulan Mei ia sakit. Tahun lalu, Senin, Kamis (15/6/2023) ia pulang. Pada 2022 tidak."
    assert intervals(text, None, relative=True) == ["2023-06-15", "2022-01-01/2022-12-31"]


def test_a_weekday_that_contradicts_its_date_is_flagged() -> None:
    right, wrong = dates_in(
        "Kamis (10/8/2023) rapat dibuka, Jumat (11/8/2022) rapat ditutup.", date(2023, 8, 12)
    )
    assert (right.first, right.is_contradicted) == (date(2023, 8, 10), False)
    assert (wrong.first, wrong.is_contradicted) == (date(2022, 8, 11), True)


def test_one_entry_for_each_interval_with_the_first_mention() -> None:
    text = "Selasa (11/7/2023) ia datang. Pada 11 Juli 2023 itu hujan turun. Selasa ia pulang."
    found = dates_in(text)
    assert [(m.quote, m.first) for m in found] == [("Selasa (11/7/2023)", date(2023, 7, 11))]


def test_an_explicit_mention_is_kept_before_a_relative_one() -> None:
    found = dates_in("Tahun lalu ada dua kasus. Sepanjang tahun 2022 itu pelaku bebas.")
    assert [(m.quote, m.is_relative) for m in found] == [("tahun 2022", False)]


def test_quotes_are_the_characters_of_the_text() -> None:
    text = "Rapat Rabu malam (31/5/2023) di Ende; operasi 5-14 Juni; hingga Juni 2023."
    assert [m.quote for m in dates_in(text)] == ["Rabu malam (31/5/2023)", "5-14 Juni", "Juni 2023"]
    assert all(text[m.start : m.end] == m.quote for m in dates_in(text))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('"Kami siap," kata Kapolres Ende, Selasa (11/7/2023).', DateKind.STATEMENT),
        ("Tiga orang diselamatkan pada 24 Juni 2023.", DateKind.EVENT),
        ("Data per 1 Juni 2023 mencatat tiga kasus.", DateKind.PERIOD),
        ("Selama Maret 2023 ada tiga kasus.", DateKind.PERIOD),
        ("Pelatihan dimulai 11 Oktober mendatang.", DateKind.OTHER),
    ],
)
def test_kind_tells_what_happened_then(text: str, kind: DateKind) -> None:
    assert [mention.kind for mention in dates_in(text)] == [kind]


def test_a_thousand_dates_in_one_sentence() -> None:
    days = [date(2010, 1, 1) + timedelta(days=number) for number in range(1000)]
    text = "Sidang digelar pada " + ", ".join(f"{day.day} {MONTHS[day.month - 1]} {day.year}" for day in days)
    assert [mention.first for mention in dates_in(text)] == days


def test_empty_text_has_no_dates() -> None:
    assert dates_in("") == ()


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2039, 12, 31)))
def test_days_survive_their_spelling(day: date) -> None:
    weekday, month = WEEKDAYS[day.weekday()], MONTHS[day.month - 1]
    spellings = [
        f"{day.day} {month} {day.year}",
        f"{weekday}, {day.day} {month} {day.year}",
        f"{weekday} ({day.day}/{day.month}/{day.year})",
        f"{weekday} ({day:%d/%m/%Y})",
        f"{to_words(day.day)} {month} {day.year}",
    ]
    for spelling in spellings:
        (found,) = dates_in(f"Rapat berlangsung pada {spelling}.", None)
        assert (found.first, found.last, found.quote) == (day, day, spelling)
        assert not found.is_contradicted


@given(st.dates(date(2000, 1, 1), date(2039, 12, 31)), st.integers(0, 300))
def test_yearless_days_come_back_through_publication(day: date, age: int) -> None:
    spelling = f"{WEEKDAYS[day.weekday()]} ({day.day}/{day.month})"
    (found,) = dates_in(f"Rapat berlangsung {spelling}.", day + timedelta(days=age))
    assert (found.first, found.quote) == (day, spelling)


@given(st.integers(1990, 2039), st.integers(1, 12), st.integers(0, 30))
def test_ranges_of_months_survive_their_spelling(year: int, month: int, length: int) -> None:
    last_month, last_year = (month - 1 + length) % 12 + 1, year + (month - 1 + length) // 12
    text = f"Selama {MONTHS[month - 1]} {year} hingga {MONTHS[last_month - 1]} {last_year} ada kasus."
    (found,) = dates_in(text, None)
    expected_last = date(last_year, last_month, monthrange(last_year, last_month)[1])
    assert (found.first, found.last) == (date(year, month, 1), expected_last)


@given(st.text(alphabet="0123456789/-.,() \nJunirabsetlhgMP", max_size=120))
def test_any_text_gives_ordered_quotes_that_match(text: str) -> None:
    found = dates_in(text)
    assert [m.start for m in found] == sorted(m.start for m in found)
    assert all(text[m.start : m.end] == m.quote and m.first <= m.last for m in found)
