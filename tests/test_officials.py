"""Officials: every order of post, rank and name; who is none; later mentions. All people are invented."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import FrameType

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extract.actors.agencies import find_agencies
from extract.actors.officials import find_officials
from extract.annotate import annotate_text
from extract.regions.places import find_place
from models.annotation import Entity
from models.fact import Official


def officials_in(text: str, place: str | None = None) -> tuple[Official, ...]:
    annotated = annotate_text(text, place=place)
    where = find_place(annotated)
    return find_officials(annotated, find_agencies(annotated, where), where)


ORDERS = [
    # post, rank, name
    ("Kapolres Ende AKBP Yosep Wangge menahan dua orang.", "Yosep Wangge", "Kapolres Ende", "Polres Ende"),
    # rank, name, post
    (
        "AKP Darius Lamoren, Kasat Reskrim Polres Alor, membenarkan.",
        "Darius Lamoren",
        "Kasat Reskrim Polres Alor",
        "Polres Alor",
    ),
    # post, name between commas
    (
        "Kepala Kantor Imigrasi Kelas II TPI Atambua, Herwin Salasa, mengatakan itu.",
        "Herwin Salasa",
        "Kepala Kantor Imigrasi Kelas II TPI Atambua",
        "Kantor Imigrasi Kelas II TPI Atambua",
    ),
    # one name between commas
    (
        "Ketua Majelis Hakim Pengadilan Negeri Batam, Sarwendah, menolak eksepsi.",
        "Sarwendah",
        "Ketua Majelis Hakim Pengadilan Negeri Batam",
        "Pengadilan Negeri Batam",
    ),
    # name selaku post
    (
        "Brigjen Pol. Dr. Umbara Sakti Lesmana selaku Dirtipidum Bareskrim Polri memimpin gelar perkara.",
        "Umbara Sakti Lesmana",
        "Dirtipidum Bareskrim Polri",
        "Bareskrim Polri",
    ),
    # acting prefix and degrees
    (
        "Plt. Kepala Dinas Sosial Kota Palu, Hj. Rahmiyati Pakaya, S.Sos., M.M., hadir.",
        "Rahmiyati Pakaya",
        "Plt. Kepala Dinas Sosial Kota Palu",
        "Dinas Sosial Kota Palu",
    ),
    # acronym in the middle of a long post with a comma
    (
        "Kepala Dinas Pemberdayaan Perempuan, Perlindungan Anak dan Keluarga Berencana (DP3AKB) Kabupaten Sigi, "
        "Munira Tolago mencatat lima laporan.",
        "Munira Tolago",
        "Kepala Dinas Pemberdayaan Perempuan, Perlindungan Anak dan Keluarga Berencana Kabupaten Sigi",
        "Dinas Pemberdayaan Perempuan, Perlindungan Anak dan Keluarga Berencana Kabupaten Sigi",
    ),
    # region closes the title, Balinese name
    (
        "Kepala Disnakertrans NTB I Gede Suardana Putra membantah.",
        "I Gede Suardana Putra",
        "Kepala Disnakertrans NTB",
        "Disnakertrans NTB",
    ),
    # branch in brackets
    (
        "Danlanal Maumere Letkol Laut (P) Daud Sarungallo memeriksa kapal.",
        "Daud Sarungallo",
        "Danlanal Maumere",
        "Lanal Maumere",
    ),
    # a place that no gazetteer knows, closed by a rank
    (
        "Kapolsek Batu Gelang Iptu Sanusi Marbun datang.",
        "Sanusi Marbun",
        "Kapolsek Batu Gelang",
        "Polsek Batu Gelang",
    ),
    # body implied by the post
    (
        "Wakil Bupati Sanggau Natalia Dehen berjanji.",
        "Natalia Dehen",
        "Wakil Bupati Sanggau",
        "Pemerintah Kabupaten Sanggau",
    ),
    (
        "Pj Gubernur Papua Barat Elia Mansoben berharap.",
        "Elia Mansoben",
        "Pj Gubernur Papua Barat",
        "Pemerintah Provinsi Papua Barat",
    ),
    (
        "Menteri Pelindungan Pekerja Migran Indonesia (P2MI) Salim Harjono berkunjung.",
        "Salim Harjono",
        "Menteri Pelindungan Pekerja Migran Indonesia",
        "Kementerian Pelindungan Pekerja Migran Indonesia",
    ),
    # unit, its parent is the body
    (
        "Kasubdit IV Renakta Ditreskrimum Polda Sulsel Kompol Riswan Daeng mengungkap kasus itu.",
        "Riswan Daeng",
        "Kasubdit IV Renakta Ditreskrimum Polda Sulsel",
        "Polda Sulsel",
    ),
    (
        "Anggota Komisi IX DPR RI Nurdelima Hasibuan bertanya.",
        "Nurdelima Hasibuan",
        "Anggota Komisi IX DPR RI",
        "DPR RI",
    ),
    # body after pada
    (
        "Jaksa pada Kejaksaan Negeri Mataram, Ni Luh Saraswita, membacakan dakwaan.",
        "Ni Luh Saraswita",
        "Jaksa pada Kejaksaan Negeri Mataram",
        "Kejaksaan Negeri Mataram",
    ),
    # address after a village
    (
        "Kepala Desa Noelmina, Kecamatan Takari, Kabupaten Kupang, Lasarus Benu mengatakan warganya pergi.",
        "Lasarus Benu",
        "Kepala Desa Noelmina, Kecamatan Takari, Kabupaten Kupang",
        "Pemerintah Desa Noelmina",
    ),
    # foreign city
    (
        "Konsul RI Tawau Arman Wirasena menjemput mereka.",
        "Arman Wirasena",
        "Konsul RI Tawau",
        "Konsulat RI Tawau",
    ),
    # presiding judge by a phrase
    (
        "Di Pengadilan Negeri Kupang, majelis hakim yang diketuai Samosir Hutagaol menunda sidang.",
        "Samosir Hutagaol",
        "Ketua Majelis Hakim",
        "Pengadilan Negeri Kupang",
    ),
    # two posts of one person
    (
        "Ketua Harian Gugus Tugas TPPO Sumatera Utara yang juga Kadis P3AKB Sumut, Sri Ulina Bangun, hadir.",
        "Sri Ulina Bangun",
        "Ketua Harian Gugus Tugas TPPO Sumatera Utara",
        "Gugus Tugas TPPO Sumatera Utara",
    ),
]


@pytest.mark.parametrize(("text", "name", "title", "agency"), ORDERS, ids=[row[1] for row in ORDERS])
def test_post_rank_and_name_in_every_order(text: str, name: str, title: str, agency: str | None) -> None:
    (official,) = officials_in(text)
    assert (official.name, official.title, official.agency) == (name, title, agency)
    assert text[official.start : official.end] == official.quote == name


def test_rank_is_kept_as_printed_and_not_part_of_the_name() -> None:
    (navy,) = officials_in("Danlanal Maumere Letkol Laut (P) Daud Sarungallo memeriksa kapal.")
    (police,) = officials_in("Kapolda Jambi Irjen Pol. Drs. Rusdiono Hartanto hadir.")
    assert (navy.rank, police.rank, police.name) == ("Letkol Laut (P)", "Irjen Pol", "Rusdiono Hartanto")


SPEAKERS_OF_OTHERS = [
    ("Direktur LBH Makassar Salma Tenriola mengecam.", "Direktur LBH Makassar", "LBH Makassar"),
    ("Penasihat hukum terdakwa, Gunardi Saleh, keberatan.", "Penasihat hukum terdakwa", None),
    (
        "Dosen hukum pidana Universitas Andalas, Aria Zulnita, menilai.",
        "Dosen hukum pidana Universitas Andalas",
        "Universitas Andalas",
    ),
    ("Pendeta Martha Fransina Lado berdoa.", "Pendeta", None),
    ("Aktivis perempuan Sumatera Barat, Rahmi Merita, protes.", "Aktivis perempuan Sumatera Barat", None),
    (
        "Koordinator Relawan Sahabat Kampung Stevania Moniaga kecewa. Stevania pulang.",
        "Koordinator Relawan Sahabat Kampung",
        "Relawan Sahabat Kampung",
    ),
]


@pytest.mark.parametrize(("text", "title", "agency"), SPEAKERS_OF_OTHERS)
def test_speakers_of_organisations_are_of_kind_other(text: str, title: str, agency: str | None) -> None:
    (official,) = officials_in(text)
    assert (official.kind, official.title, official.agency) == ("other", title, agency)


def test_heads_of_state_bodies_are_of_kind_official() -> None:
    found = officials_in(
        "Wakil Ketua LPSK Setia Budiman Prasaja dan Ketua Komnas Perempuan Andriyani Sekar hadir."
    )
    assert [official.kind for official in found] == ["official", "official"]


def test_lists_of_officials_are_split() -> None:
    found = officials_in(
        "Hadir Kapolres Flores Timur AKBP Aditya Wahono, S.H., Dandim 1624/Flotim Letkol Inf Made Sudana, "
        "serta Kepala Kejaksaan Negeri Flores Timur Rahmat Subekti."
    )
    assert [(o.name, o.agency) for o in found] == [
        ("Aditya Wahono", "Polres Flores Timur"),
        ("Made Sudana", "Kodim 1624/Flotim"),
        ("Rahmat Subekti", "Kejaksaan Negeri Flores Timur"),
    ]


def test_speaking_through_another_gives_both_and_the_body_of_the_first() -> None:
    chief, spokesman = officials_in(
        "Kapolres Sikka AKBP Muksin Ardana melalui Kasi Humas Ipda Yermias Sola berkata."
    )
    assert (chief.title, chief.agency) == ("Kapolres Sikka", "Polres Sikka")
    assert (spokesman.title, spokesman.agency) == ("Kasi Humas Polres Sikka", "Polres Sikka")


def test_two_counsel_share_their_title() -> None:
    found = officials_in(
        "Kuasa hukum korban dari LBH Medan, Irvanto Saputra dan Arta Sigalingging, mendesak polisi."
    )
    assert [(o.name, o.title) for o in found] == [
        ("Irvanto Saputra", "Kuasa hukum korban dari LBH Medan"),
        ("Arta Sigalingging", "Kuasa hukum korban dari LBH Medan"),
    ]


def test_section_heads_belong_to_the_office_of_the_head_named_before() -> None:
    text = (
        "Kepala Kantor Imigrasi Kelas I TPI Dumai, Herwin Salasa, menyerahkan mereka ke P4MI Dumai. "
        "Kasi Lalu Lintas Keimigrasian, Mariani Lumbangaol, menambahkan."
    )
    assert officials_in(text)[1].agency == "Kantor Imigrasi Kelas I TPI Dumai"


def test_region_is_completed_only_where_the_article_tells_it() -> None:
    (told,) = officials_in(
        "Polres Ende bergerak. Kapolres AKBP Yosep Wangge menahan dua orang di Nangapanda."
    )
    (untold,) = officials_in("Kapolres AKBP Yosep Wangge menahan dua orang di Ende.")
    assert (told.title, told.agency) == ("Kapolres Ende", "Polres Ende")
    assert (untold.title, untold.agency) == ("Kapolres", None)


NOBODY = [
    "Tersangka Kepala Desa Sukamaju, Asep Sunarto (45), ditahan.",
    "Korban, Siti Maemunah, sudah dipulangkan. Warga setempat, Joko Sarwono, kaget.",
    "Mereka ditangkap di Jalan Jenderal Ahmad Yani dan di Hotel Kapten Pattimura.",
    "Kapolresta Tanjungpinang dan Kepala Dinas Sosial belum berkomentar.",
    "Reporter: Fitriani Lestari\nEditor: Hasan Basuki",
    "Direktur PT Maju Sejahtera, Iwan Saptono, ditetapkan sebagai tersangka.",
    "Seorang asisten rumah tangga, Marlina Rambu, melapor. Kepala keluarga, Daniel Rambu, ikut.",
    "Kapolres Ende Ajak Warga Waspadai Janji Kerja di Luar Negeri",
    "Dihadiri para camat, Forkopimda, Babinsa, dan Tokoh Masyarakat.",
    "Senin, Kapolda, Bupati, Jakarta, dan Polri disebut.",
    "Pelaku bernama Markus Tanubrata, mantan Kepala Desa Oelbukit.",
]


@pytest.mark.parametrize("text", NOBODY)
def test_suspects_victims_streets_reporters_and_bare_posts_are_nobody(text: str) -> None:
    assert [official.name for official in officials_in(text)] == []


BEHIND = [
    ("Kuasa hukum Yohana, Maruli Tua Simorangkir, SH, MH, pikir-pikir.", "Maruli Tua Simorangkir", None),
    ("Tokoh adat Wehola, Vinsen Klaudius, hadir.", "Vinsen Klaudius", None),
    ("Peneliti Suara Buruh Laut (SBL) Danil Awirata hadir.", "Danil Awirata", "Suara Buruh Laut"),
    ("Akademisi UHX Gusman Tatawulu hadir.", "Gusman Tatawulu", "UHX"),
    ("Camat Batugelang, Hj Liswarti, hadir.", "Liswarti", "Kecamatan Batugelang"),
]


@pytest.mark.parametrize(("text", "name", "agency"), BEHIND)
def test_client_tribe_place_or_unknown_body_before_the_name_is_not_the_name(
    text: str, name: str, agency: str | None
) -> None:
    (official,) = officials_in(text)
    assert (official.name, official.agency) == (name, agency)


def test_the_name_ends_before_verbs_days_and_degrees() -> None:
    (official,) = officials_in(
        "Kapolresta Deli Serdang Kombes Pol Jonsen Parulian SIK MH Senin sore menjelaskan."
    )
    assert official.name == "Jonsen Parulian"


def test_particles_initials_and_short_forms_stay_in_the_name() -> None:
    text = "Bupati Natuna Moh. Rizal bin Hamdan bertemu Wakil Wali Kota Bogor Dedi A. Rakhman."
    assert [official.name for official in officials_in(text)] == ["Moh. Rizal bin Hamdan", "Dedi A. Rakhman"]


def test_a_single_part_of_the_name_is_a_mention() -> None:
    text = (
        "Kapolres Ende AKBP Yosep Wangge menahan dua orang. “Masih didalami,” ujar Yosep. "
        "AKBP Wangge berharap warga melapor. Jalan Yosep Sudarso sepi."
    )
    (official,) = officials_in(text)
    assert [mention.quote for mention in official.mentions] == ["Yosep Wangge", "Yosep", "Wangge"]
    assert all(text[mention.start : mention.end] == mention.quote for mention in official.mentions)


def test_post_and_epithet_refer_to_the_holder() -> None:
    text = (
        "Kapolda Jambi Irjen Rusdiono Hartanto datang bersama Sekretaris Daerah Provinsi Jambi Sudirno Hamzah. "
        "Sekda meminta dukungan. Kapolda setuju. Jenderal bintang dua itu pulang. Kapolda NTT tidak hadir."
    )
    chief, secretary = officials_in(text)
    assert [reference.quote for reference in chief.references] == ["Kapolda", "Jenderal bintang dua itu"]
    assert [reference.quote for reference in secretary.references] == ["Sekda"]


def test_head_of_his_own_acronym_is_a_reference() -> None:
    text = (
        "Kepala Dinas Pemberdayaan Perempuan dan Perlindungan Anak (DP3A) Kota Palu Munira Tolago bicara. "
        "Kepala DP3A itu lalu pergi, kepala OPD lain tinggal."
    )
    (official,) = officials_in(text)
    assert [reference.quote for reference in official.references] == ["Kepala DP3A"]


def test_the_body_may_follow_the_name() -> None:
    (official,) = officials_in("Saksi ahli Hennyta Hastuti dari Universitas Mulawarman dihadirkan.")
    assert (official.title, official.agency, official.kind) == (
        "Saksi ahli",
        "Universitas Mulawarman",
        "other",
    )


def test_the_same_person_is_one_entry_with_the_fullest_name() -> None:
    (official,) = officials_in(
        "Wabup Muhtar membuka acara. Wakil Bupati Lombok Tengah H. Lalu Muhtar Rais pulang."
    )
    assert (official.name, official.title) == ("Lalu Muhtar Rais", "Wakil Bupati Lombok Tengah")
    assert [mention.quote for mention in official.mentions] == ["Muhtar", "Lalu Muhtar Rais"]


CASES = yaml.safe_load((Path(__file__).parent / "official_cases.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["cases"], ids=[case["text"][:40] for case in CASES["cases"]])
def test_who_is_named_with_which_title_and_body(case: dict[str, list[list[str | None]] | str]) -> None:
    text = str(case["text"])
    found = [(o.name, o.title, o.agency, o.kind.value) for o in officials_in(text)]
    wanted = [tuple(row) for row in case["who"]]
    assert [(n, t, a if w[2] else None, k) for (n, t, a, k), w in zip(found, wanted, strict=True)] == wanted


PASSAGES = yaml.safe_load((Path(__file__).parent / "actor_passages.yml").read_text(encoding="utf-8"))[
    "passages"
]


@pytest.mark.parametrize("passage", PASSAGES, ids=[passage["text"][:40] for passage in PASSAGES])
def test_passages_name_these_people_and_no_others(passage: dict[str, list[list[str | None]] | str]) -> None:
    found = [[o.name, o.title, o.agency, o.kind.value] for o in officials_in(str(passage["text"]))]
    assert found == passage["who"]


@pytest.mark.parametrize(
    ("text", "mentions"), CASES["nicknames"], ids=[row[0][:40] for row in CASES["nicknames"]]
)
def test_a_nickname_that_the_text_explains_is_its_bearer(text: str, mentions: list[str]) -> None:
    (official,) = officials_in(text)
    assert [mention.quote for mention in official.mentions] == mentions


@pytest.mark.parametrize(
    ("text", "later"), CASES["references"], ids=[row[0][:40] for row in CASES["references"]]
)
def test_later_words_mean_the_holder_of_the_post(text: str, later: list[str]) -> None:
    (official,) = officials_in(text)
    assert [reference.quote for reference in official.references] == later


def test_a_model_s_names_decide_where_unknown_words_become_a_name() -> None:
    text = "Koordinator Gema Zuvela Xanti Qomau Brezi Lunto mengecam putusan itu."
    plain = annotate_text(text)
    person = text.index("Qomau")
    entities = (Entity(12, person - 1, "ORG"), Entity(person, person + 17, "PER"))
    annotated = replace(plain, entities=entities)
    where = find_place(annotated)
    agencies = find_agencies(annotated, where)
    (official,) = find_officials(annotated, agencies, where)
    assert (official.name, official.agency) == ("Qomau Brezi Lunto", "Gema Zuvela Xanti")
    assert [(agency.name, agency.type) for agency in agencies] == [("Gema Zuvela Xanti", "ngo")]


def _name(number: int) -> str:
    return f"Z{LETTERS[number % 26]}{LETTERS[number // 26 % 26]}{LETTERS[number // 676 % 26]}o"


LETTERS = "abcdefghijklmnopqrstuvwxyz"
HOSTILE: dict[str, Callable[[int], str]] = {
    "names": lambda n: ", ".join(f"{_name(i)} {_name(7 * i)}" for i in range(5 * n)),
    "capitals": lambda n: " ".join(f"KAPOLRES ENDE AKBP {_name(i).upper()} {_name(7 * i).upper()}" for i in range(n)),
    "no marks": lambda n: " ".join(f"kapolres {_name(i)} Ketua Yayasan {_name(i)} Dinas Sosial" for i in range(n)),
    "epithets": lambda n: " ".join(f"Kapolres AKBP {_name(i)} {_name(7 * i)}. Perwira itu pergi." for i in range(n)),
    "lists": lambda n: "Kuasa hukum, " + ", ".join(f"{_name(i)} {_name(7 * i)}" for i in range(n)),
    "chains": lambda n: "Ketua Satgas yang juga " * n + "Plt (Pj) " * n + "Direktur Riset dan Niaga " * n,
    "brackets": lambda n: "DP3A (Dinas Perempuan atau RSUD dr. DPC Human Rights Watch " * n,
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_twice_the_text_takes_about_twice_the_steps(kind: str) -> None:
    _steps("Kapolres Ende AKBP Yosep Wangge dari Polres Ende")  # reads the lexicons
    once, twice = (_steps(HOSTILE[kind](size)) for size in (200, 400))
    assert twice < 2.3 * once


def _steps(text: str) -> int:
    """Calls of functions, Python's and C's, for agencies and officials of the text."""
    annotated = annotate_text(text)
    where = find_place(annotated)
    steps = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal steps
        steps += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        find_officials(annotated, find_agencies(annotated, where), where)
    finally:
        sys.setprofile(None)
    return steps


PIECES = st.sampled_from(
    ["Kapolres", "Ende", "AKBP", "Yosep", "Wangge", ",", "(", ")", "Dinas", "Perempuan", "Anak", "dan", "\n", ".",
     "DP3A", "Polres", "selaku", "Ketua", "H.", "S.H.", "yang juga", "kata", "Satreskrim", "Kota", "“", "gugus tugas"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40))
@example(["Kapolres", ",", "dan"])
def test_any_order_of_pieces_gives_sound_evidence_twice_the_same(pieces: list[str]) -> None:
    text = " ".join(pieces)
    found = officials_in(text)
    assert found == officials_in(text)
    for official in found:
        assert official.quote == text[official.start : official.end]
        assert official.name
        for mention in (*official.mentions, *official.references):
            assert mention.quote == text[mention.start : mention.end]
