"""Agencies: long forms with acronyms, variants merged, units with parents, types, traps."""

from pathlib import Path

import pytest
import yaml

from extract.actors.agencies import find_agencies
from extract.actors.agency_forms import agency_lexicon, head_phrases
from extract.actors.posts import post_lexicon
from extract.annotate import annotate_text
from extract.regions.places import find_place
from models.fact import Agency


def agencies_in(text: str, place: str | None = None) -> tuple[Agency, ...]:
    annotated = annotate_text(text, place=place)
    return find_agencies(annotated, find_place(annotated))


def named(text: str) -> list[tuple[str, str]]:
    return [(agency.name, str(agency.type)) for agency in agencies_in(text)]


def test_long_form_and_acronym_are_joined_with_the_region_after_them() -> None:
    text = (
        "Dinas Pemberdayaan Perempuan dan Perlindungan Anak (DP3A) Kota Palu mencatat. DP3A meminta dukungan."
    )
    (agency,) = agencies_in(text)
    assert agency.name == "Dinas Pemberdayaan Perempuan dan Perlindungan Anak Kota Palu"
    assert agency.acronym == "DP3A"
    assert agency.type == "women_child_protection"
    assert [mention.quote for mention in agency.mentions] == [
        "Dinas Pemberdayaan Perempuan dan Perlindungan Anak (DP3A) Kota Palu",
        "DP3A",
    ]
    assert text[agency.start : agency.end] == agency.quote == agency.mentions[0].quote


ACRONYMS = [
    "DP3A", "DPPPA", "DPPA", "DP3AKB", "DP3APKB", "DP3APPKB", "DP3AP2KB", "DP3APM", "DKP3A", "DPMPPA", "DPMP3AKB",
    "DPPKBP2PA", "PPAPP", "DP2KBP3A", "DPPKBPPPA",
]  # fmt: skip


@pytest.mark.parametrize("acronym", ACRONYMS)
def test_women_and_children_offices_are_known_by_any_of_their_acronyms(acronym: str) -> None:
    assert named(f"Kepala {acronym} Kabupaten Sigi belum menjawab.") == [
        (f"{acronym} Kabupaten Sigi", "women_child_protection")
    ]


TYPES = [
    ("Berkas dilimpahkan ke Kejari Ngada.", "Kejari Ngada", "prosecutor"),
    ("Sidang di Pengadilan Negeri (PN) Tanjungkarang ditunda.", "Pengadilan Negeri Tanjungkarang", "court"),
    ("Kantor Imigrasi Kelas II Non TPI Ende curiga.", "Kantor Imigrasi Kelas II Non TPI Ende", "immigration"),
    ("Mereka diserahkan ke BP3MI Kaltara.", "BP3MI Kaltara", "migrant_worker_protection"),
    ("Laporan masuk ke UPTD PPA Kabupaten Cianjur.", "UPTD PPA Kabupaten Cianjur", "women_child_protection"),
    ("Petugas Kementerian Sosial (Kemensos) datang.", "Kementerian Sosial", "ministry"),
    ("Petugas Dinas Tenaga Kerja Kabupaten Ende datang.", "Dinas Tenaga Kerja Kabupaten Ende", "manpower"),
    ("Kata Dinas Koperasi, Tenaga Kerja dan UMKM NTT.", "Dinas Koperasi, Tenaga Kerja dan UMKM NTT", "manpower"),
    ("Rapat dengan DPRD Kabupaten Malang.", "DPRD Kabupaten Malang", "legislature"),
    ("Pangkalan TNI Angkatan Laut (Lanal) Maumere berpatroli.", "Lanal Maumere", "military"),
    ("Ia dirawat di RSUD Praya.", "RSUD Praya", "health"),
    ("Ikatan Bidan Indonesia Kota Jambi hadir.", "Ikatan Bidan Indonesia Kota Jambi", "health"),
    ("Permohonan diajukan lewat LPSK.", "LPSK", "other"),
    ("KBRI Phnom Penh menampung mereka.", "KBRI Phnom Penh", "other"),
    ("Menurut Yayasan Lentera Pesisir, jumlahnya naik.", "Yayasan Lentera Pesisir", "ngo"),
    ("Menurut Jaringan Peduli Perantau Kelimutu (JPPK), jumlahnya naik.", "Jaringan Peduli Perantau Kelimutu", "ngo"),
    ("Patroli Satgas Pamtas RI-Malaysia Yonif 11/Garuda.", "Satgas Pamtas RI-Malaysia Yonif 11/Garuda", "military"),
    ("Satgas TPPO Polda Jatim bergerak.", "Satgas TPPO Polda Jatim", "task_force"),
    ("Riset dari Universitas Nusa Cendana.", "Universitas Nusa Cendana", "other"),
    ("Mereka ditampung di Pondok Pesantren Al Hidayah.", "Pondok Pesantren Al Hidayah", "other"),
    ("Kapal itu dikawal Lantamal XIII Tarakan.", "Lantamal XIII Tarakan", "military"),
    ("Petugas PLBN Wini curiga.", "PLBN Wini", "other"),
    ("Patroli Posal Pulau Mapur berlanjut.", "Posal Pulau Mapur", "military"),
    ("Petugas Stasiun PSDKP Tual memeriksa.", "Stasiun PSDKP Tual", "other"),
    ("Menurut Rumah Singgah Anak Timur (RSAT), jumlahnya naik.", "Rumah Singgah Anak Timur", "ngo"),
    ("Petugas Kantor Imigrasi Kelas II TPI Tanjung Balai Karimun curiga.",
     "Kantor Imigrasi Kelas II TPI Tanjung Balai Karimun", "immigration"),
    ("Kapal itu ditahan Lanal Tanjung Balai Karimun.", "Lanal Tanjung Balai Karimun", "military"),
    ("Petugas Dinas Perumahan Rakyat dan Kawasan Permukiman Kota Palu datang.",
     "Dinas Perumahan Rakyat dan Kawasan Permukiman Kota Palu", "local_government"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "kind"), TYPES, ids=[row[1] for row in TYPES])
def test_bodies_are_named_and_typed(text: str, name: str, kind: str) -> None:
    assert (name, kind) in named(text)


def test_variants_of_a_police_resort_are_one_entry() -> None:
    text = "Kepolisian Resor Sambas menahan. Polres Sambas menyita. Mereka di Mapolres Sambas. Polres diam."
    (agency,) = agencies_in(text)
    assert agency.name == "Polres Sambas"
    assert [mention.quote for mention in agency.mentions] == [
        "Kepolisian Resor Sambas",
        "Polres Sambas",
        "Mapolres Sambas",
        "Polres",
    ]


def test_governments_take_their_long_form() -> None:
    text = "Pemerintah Kabupaten Tanah Laut (Pemkab Tala) rapat. Pemkab Tala menyiapkan dana."
    (agency,) = agencies_in(text)
    assert (agency.name, len(agency.mentions)) == ("Pemerintah Kabupaten Tanah Laut", 2)


def test_a_bare_pemkab_is_the_storys_own() -> None:
    assert named("Warga Kabupaten Sigi resah. Di Kabupaten Sigi, Pemkab berjanji membantu.") == [
        ("Pemerintah Kabupaten Sigi", "local_government")
    ]


def test_a_bare_polres_is_that_of_the_chief_in_the_article() -> None:
    assert named("Kapolres Ende AKBP Yosep Wangge hadir. Polres akan memanggil saksi.") == [
        ("Polres Ende", "police")
    ]


def test_unit_comes_with_its_parent() -> None:
    assert named("Unit PPA Satreskrim Polres Ende memeriksa saksi.") == [
        ("Unit PPA Satreskrim Polres Ende", "police"),
        ("Polres Ende", "police"),
    ]


def test_same_kind_at_two_places_is_two_entries() -> None:
    assert [
        name
        for name, _ in named("UPTD PPA Kota Palu dan UPTD PPA Provinsi Sulawesi Tengah rapat. UPTD PPA siap.")
    ] == [
        "UPTD PPA Kota Palu",
        "UPTD PPA Provinsi Sulawesi Tengah",
    ]


def test_a_body_inside_a_title_counts_and_the_name_after_it_does_not() -> None:
    text = "Ketua Yayasan Embun Nusantara Rizaluddin dan Ketua Perkumpulan Penyintas Bersuara Widyawati Arum."
    assert [name for name, _ in named(text)] == ["Yayasan Embun Nusantara", "Perkumpulan Penyintas Bersuara"]


def test_bodies_of_unknown_kind_are_known_from_the_post_of_their_speaker() -> None:
    assert named(
        "Peneliti Suara Buruh Laut (SBL) Danil Awirata hadir. Direktur LAKSMI Rukmini Sasmita pulang."
    ) == [
        ("Suara Buruh Laut", "other"),
        ("LAKSMI", "ngo"),
    ]


def test_bodies_of_unknown_kind_stand_between_a_speakers_post_and_his_name() -> None:
    assert named(
        "Koordinator Sahabat Pelaut Tegal, Karyo Dwipangga, hadir bersama Ketua Rombongan, Suprapto."
    ) == [("Sahabat Pelaut Tegal", "ngo")]


def test_an_acronym_may_stand_inside_the_long_form() -> None:
    text = "Unit Pelaksana Teknis Daerah (UPTD) PPA Sulawesi Barat rapat. UPTD PPA Sulawesi Barat siap."
    assert len(named(text)) == 1


def test_a_class_without_its_place_is_no_body() -> None:
    assert named("Ia ditahan di Rutan Kelas IIB di kota itu.") == []


def test_task_force_in_lower_case_goes_by_its_commonest_form() -> None:
    text = "Rapat gugus tugas TPPO. Anggota gugus tugas TPPO hadir. Pembentukan gugus tugas pencegahan TPPO."
    (agency,) = agencies_in(text)
    assert (agency.name, len(agency.mentions)) == ("gugus tugas TPPO", 3)


NOT_AGENCIES = [
    "Sebanyak 20 PMI, 3 ABK, dan 2 ABH dibantu OPD terkait, LSM, dan dunia usaha.",
    "Ini PR bagi kita soal TPPO, KTPA, dan CPMI.",
    "Data Simfoni PPA dan SAPA129 menunjukkan kenaikan.",
    "Polisi dan aparat gabungan menggeledah PT Maju Jaya di Hotel Royal.",
    "Lembaga Swadaya Masyarakat dan Lembaga Bantuan Hukum diundang.",
    "Pergub Nomor 64 Tahun 2019 tentang Gugus Tugas Pencegahan TPPO berlaku.",
    "Baca juga: Polres Ende Tangkap Calo",
    "Jumpa pers digelar di Mapolda Sumut.",
    "(Aji) dan (aji)",
    "Kapal itu karam di Tanjung Balai Rimba dekat Teluk Dinas.",
]


@pytest.mark.parametrize("text", NOT_AGENCIES)
def test_classes_companies_systems_and_trap_acronyms_are_no_agencies(text: str) -> None:
    assert named(text) == []


def test_headlines_only_add_mentions() -> None:
    text = "Imigrasi Dumai Tunda Keberangkatan Ratusan CPMI\n\nKantor Imigrasi Kelas I TPI Dumai menunda 187 orang."
    (agency,) = agencies_in(text)
    assert agency.name == "Kantor Imigrasi Kelas I TPI Dumai"
    assert [mention.quote for mention in agency.mentions] == [
        "Imigrasi Dumai",
        "Kantor Imigrasi Kelas I TPI Dumai",
    ]


PASSAGES = yaml.safe_load((Path(__file__).parent / "actor_passages.yml").read_text(encoding="utf-8"))[
    "passages"
]


@pytest.mark.parametrize("passage", PASSAGES, ids=[passage["text"][:40] for passage in PASSAGES])
def test_passages_name_these_bodies_and_no_others(passage: dict[str, list[list[str]] | str]) -> None:
    assert [list(pair) for pair in named(str(passage["text"]))] == passage["bodies"]


def test_no_form_stands_twice_in_a_lexicon() -> None:
    forms = [form.lower() for head in agency_lexicon().heads for form in head.forms]
    posts = [form.lower() for post in post_lexicon().posts for form in post.forms]
    assert sorted({form for form in forms if forms.count(form) > 1}) == []
    assert sorted({form for form in posts if posts.count(form) > 1}) == []
    assert head_phrases() is head_phrases()


def test_a_chain_of_units_is_read_without_end() -> None:
    assert agencies_in("Satreskrim " * 3000 + "Polres Ende diam.")[-1].name == "Polres Ende"


def test_a_short_name_of_the_region_in_brackets_is_no_acronym_of_the_body() -> None:
    text = "DP3AKB Kabupaten Hulu Sungai Tengah (HST) mendata korban. Warga HST diminta melapor."
    (agency,) = agencies_in(text)
    assert agency.acronym == "DP3AKB"
    assert [mention.quote for mention in agency.mentions] == ["DP3AKB Kabupaten Hulu Sungai Tengah (HST)"]
