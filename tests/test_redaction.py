"""What may identify victims, suspects, children and residents is masked; officials, offices and figures stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.redaction import MASK, redact

MASKED = [
    ("Polisi menangkap JS (33) di sebuah kontrakan.", ["JS", "33"]),
    ("Polisi menangkap TN, 47 tahun, di sebuah kontrakan.", ["TN", "47"]),
    ("Tersangka berinisial HR, DD, dan SP kini ditahan.", ["HR", "DD", "SP"]),
    ("Mereka adalah LX (46), A (28), dan MK (57).", ["LX", "46", "28", "MK"]),
    ("Petugas mengamankan RS (41) dan istrinya ,ML(38).", ["RS", "41", "ML", "38"]),
    ("Korban A.R. (14) ditemukan di Batam.", ["A.R", "14"]),
    (
        "SR, 27, warga Desa Sukamaju, Kecamatan Maju, Kabupaten Sukabumi, melapor.",
        ["SR", "27", "Sukamaju", "Maju,"],
    ),
    ("NW diamankan di sebuah penginapan.", ["NW"]),
    ("Rekening milik ES masih ditelusuri.", ["ES"]),
    ("Korban SM dijemput. Keluarga lalu menolak, dan SM dibawa pergi.", ["SM"]),
    ("Pelaku FS alias Boti (26 tahun) masih diburu.", ["FS", "Boti"]),
    ("Muncikari yang dipanggil Mak C itu kabur.", ["Mak C"]),
    ("Bunga (17) dijanjikan kerja di kafe.", ["Bunga", "17"]),
    ("Seorang anak berusia 15 tahun dijual lewat aplikasi.", ["15"]),
    ("Korban masih berumur enam belas tahun.", ["enam belas"]),
    ("Satu siswi baru 16 tahun saat direkrut.", ["16"]),
    ("Korban bernama Melati Kusuma dipulangkan ke Lombok.", ["Melati", "Kusuma"]),
    ("Terdakwa Darsono dihukum lima tahun penjara.", ["Darsono"]),
    ("Ayah korban, Sutrisno, melapor ke polisi.", ["Sutrisno"]),
    ("Anak dari pasangan Sutrisno dan Wagiyem itu dijemput.", ["Sutrisno", "Wagiyem"]),
    ("Korban adalah siswi SMAN 2 Cianjur.", ["SMAN 2"]),
    ("Ia bersekolah di SD Negeri Harapan Jaya.", ["SD Negeri", "Harapan"]),
    ("Ia tinggal di RT 15/RW 05 Kelurahan Gamalama.", ["15", "05", "Gamalama"]),
    ("Korban warga Dusun Krajan, Desa Wonosari, Kabupaten Malang.", ["Krajan", "Wonosari"]),
    ("Korban asal Kampung Baru dibawa ke Malaysia.", ["Kampung Baru"]),
    ("Mobil bernomor polisi F 1398 KC disita.", ["1398", "KC"]),
    ("Laporan LP-A/03/XI/2024/SPKT/POLDA MALUT sudah diterima.", ["LP-A", "/03/", "MALUT"]),
    ("Nomor STTLP/591/VIII/2025/SPKT/POLDA BALI diterima.", ["591", "BALI"]),
    ("Hubungi 0812-3456-7890 untuk melamar.", ["3456"]),
    ("Nomor itu +62 812 3456 7890 kata pelaku.", ["3456"]),
    ("NIK 3201234567890123 dipalsukan.", ["3201"]),
    ("Paspor C 1234567 disita petugas.", ["1234567"]),
]
KEPT = [
    "Kapolres Sambas AKBP Ruslan Hamdani mengatakan hal itu.",
    "Kasat Reskrim AKP Yudha Pratikno menambahkan keterangan.",
    "Kabid Humas Polda NTT Kombes Pol Aria Sandy menyebut tujuh tersangka.",
    "Kepala UPTD PPA Rina Kartika, S.H., M.H. menyampaikan data.",
    "Kepala Desa Kaliau menyerahkan data itu kepada Camat Sajingan Besar.",
    "Ketua Komisi IV DPRD Sulut Cindy Wowiling membuka rapat.",
    "Penasihat hukum terdakwa, Gunawan Saputra, akan banding.",
    "DP3A Kota Jambi mencatat 22 kasus TPPO.",
    "Sebanyak 12 PMI asal Kabupaten Lombok Timur dipulangkan.",
    "Polda Jambi (22), Polda Riau (10), dan Polda Kepri (16).",
    "Kota Batam (16) dan Kota Jambi (12) tertinggi.",
    "Terancam hukuman paling lama 15 tahun penjara.",
    "Dalam tiga tahun terakhir ada 12 korban TPPO.",
    "Pasal 2 ayat (1) UU 21 Tahun 2007 dan Pasal 81 UU 18 Tahun 2017.",
    "Anak di bawah 18 tahun wajib dilindungi.",
    "Kelompok usia 13-17 tahun mendominasi korban.",
    "Kantor Imigrasi Kelas II TPI Nunukan menunda 14 orang.",
    "Lulusan SMA banyak tergiur tawaran itu.",
    "Hubungi SAPA 129 atau 08111-129-129.",
    "Tersangka Perdagangan Orang di Batam Ditangkap Polisi",
    "KBRI di Kuala Lumpur dan Kemlu RI membantu.",
    "Perkara di PN Tanjungkarang sudah P21.",
    "Korban TPPO dari NTT dan NTB mendominasi.",
    "Polisi menyita KM Awindo 2A dan uang Rp400 juta.",
    "Rapat dihadiri OPD, LSM, dan TP PKK di Jakarta, Kamis (15/6).",
    "Peserta tidak dipungut biaya alias Rp0.",
    "Kasus itu naik dari 12, 15, menjadi 20.",
]


@pytest.mark.parametrize(("sentence", "secrets"), MASKED)
def test_identity_is_masked(sentence: str, secrets: list[str]) -> None:
    masked = redact(sentence)
    assert MASK in masked
    assert not [secret for secret in secrets if secret in masked]


@pytest.mark.parametrize("sentence", KEPT)
def test_officials_offices_and_figures_stay(sentence: str) -> None:
    assert redact(sentence) == sentence


def test_the_rest_of_the_sentence_stays() -> None:
    sentence = (
        "Kapolres Ende AKBP Yosef Lama menyebut JS (33), warga Desa Nanga, Kabupaten Ende, merekrut 12 orang."
    )
    assert redact(sentence) == (
        f"Kapolres Ende AKBP Yosef Lama menyebut {MASK}, warga {MASK}, Kabupaten Ende, merekrut 12 orang."
    )


pieces = st.sampled_from(
    [
        "JS (33)",
        "inisial",
        "HR, DD",
        "AKP Yudha",
        "warga Desa",
        "Maju,",
        "umur 16 tahun",
        "SMAN 2",
        "F 1398 KC",
        "alias",
    ]
)


@given(st.lists(pieces, max_size=12).map(" ".join) | st.text(max_size=120))
def test_masking_a_sentence_twice_uncovers_nothing(text: str) -> None:
    once = redact(f"{text}.")
    twice = redact(once)
    assert twice.count(MASK) >= once.count(MASK)
    assert len(twice.replace(MASK, "")) <= len(once.replace(MASK, ""))


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Tiga korban anak berusia 14, 15, dan 17 tahun dijemput keluarga.", ("14", "15", "17")),
        ("Kedua korban umur 16-17 tahun dipulangkan.", ("16", "17")),
        ("Polisi menemukan dua bocah perempuan 12 dan 13 tahun di kamar itu.", ("12", "13")),
        ("Korban berusia antara 15 hingga 22 tahun.", ("15", "22")),
        ("Melati (bukan nama sebenarnya), 16 tahun, mengaku dijanjikan gaji.", ("Melati", "16")),
    ],
)
def test_lists_of_ages_and_cover_names_go_whole(text: str, gone: tuple[str, ...]) -> None:
    assert not any(word in redact(text) for word in gone)


def test_a_limit_of_age_and_a_prison_term_stay() -> None:
    assert redact("Korban di bawah umur 18 tahun dilindungi undang-undang.").count("18") == 1
    assert "15 tahun" in redact("Terdakwa diancam penjara paling lama 15 tahun.")
