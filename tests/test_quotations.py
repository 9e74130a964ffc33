"""Quotations by anybody: who is introduced, with which role and affiliation, and who said what in quote marks."""

import sys

import pytest

from extract.actors.agencies import find_agencies
from extract.annotate import annotate_text
from extract.regions.places import find_place
from extract.statements.people import IntroducedAt, NamedPerson, find_people
from extract.statements.quotations import Quotation, find_quotations


def _people(text: str) -> tuple[NamedPerson, ...]:
    annotated = annotate_text(text)
    return find_people(annotated, find_agencies(annotated, find_place(annotated)))


def _introduced(text: str) -> list[tuple[str | None, str | None, str]]:
    return [_words(text, one) for person in _people(text) for one in person.introductions]


def _words(text: str, one: IntroducedAt) -> tuple[str | None, str | None, str]:
    role, affiliation = (text[slice(*part)] if part else None for part in (one.role, one.affiliation))
    return role, affiliation, text[slice(*one.name)]


def _quotations(text: str) -> list[tuple[str | None, str, str | None]]:
    """Speaker, reporting word and the words beside it that name the speaker."""
    annotated = annotate_text(text)
    return [
        _shown(text, q) for q in find_quotations(annotated, find_agencies(annotated, find_place(annotated)))
    ]


def _shown(text: str, quotation: Quotation) -> tuple[str | None, str, str | None]:
    speech = quotation.speech
    return (
        quotation.speaker.name if quotation.speaker else None,
        text[slice(*speech.cue)] if speech.cue else "",
        text[slice(*speech.named)] if speech.named else None,
    )


INTRODUCTIONS = {
    "office, body, name": (
        "Kepala Bidang Humas Polda Maluku Kombes Yosef Lamanepa menyebut kapal itu kosong.",
        ("Kepala Bidang Humas", "Polda Maluku", "Kombes Yosef Lamanepa"),
    ),
    "office with its region": (
        "Wakil Bupati Sikka Haris Munandar membuka rapat itu.",
        ("Wakil Bupati Sikka", None, "Haris Munandar"),
    ),
    "calling in small letters and a body after dari": (
        "Menurut pengamat kelautan dari Universitas Pattimura, Rini Tomasoa, kapal itu melanggar izin.",
        ("pengamat kelautan", "Universitas Pattimura", "Rini Tomasoa"),
    ),
    "faculty and university: the outermost body": (
        "Dosen Fakultas Hukum Universitas Nusa Cendana Bonar Pasi menilai dakwaan itu lemah.",
        ("Dosen Fakultas Hukum", "Universitas Nusa Cendana", "Bonar Pasi"),
    ),
    "acronym in brackets": (
        "Ketua Perhimpunan Nakhoda Mandiri (PNM) Sulut Merlin Tangkudung menolak aturan itu.",
        ("Ketua", "Perhimpunan Nakhoda Mandiri (PNM) Sulut", "Merlin Tangkudung"),
    ),
    "company whose name has no end": (
        "Direktur PT Laut Timur Abadi Hendra Wijaya menyebut kapal siap berlayar.",
        ("Direktur", "PT Laut Timur Abadi", "Hendra Wijaya"),
    ),
    "office of a company in English": (
        "Corporate Secretary Nusalines Ratna Wulandari mengatakan tiket naik. Mulai Mei, kata Ratna.",
        ("Corporate Secretary", "Nusalines", "Ratna Wulandari"),
    ),
    "name before the role": (
        "Dewi Anjani, koordinator Rumah Singgah Harapan, juga menyesalkan hal itu.",
        ("koordinator", "Rumah Singgah Harapan", "Dewi Anjani"),
    ),
    "name, selaku, role": (
        "Dewi Anjani selaku Ketua Yayasan Harapan Timur menyesalkan hal itu.",
        ("Ketua", "Yayasan Harapan Timur", "Dewi Anjani"),
    ),
    "name, age, role": (
        "Frans Nong (47), ketua kelompok nelayan, mengeluhkan solar.",
        ("ketua kelompok nelayan", None, "Frans Nong"),
    ),
    "village": (
        "Kepala Desa Watublapi Yohanes Nong mengatakan jalan rusak.",
        ("Kepala Desa Watublapi", None, "Yohanes Nong"),
    ),
    "place between role and name": (
        "Peneliti Universitas Gadjah Mada, Yogyakarta, Bonar Pasi, meragukan angka itu.",
        ("Peneliti", "Universitas Gadjah Mada", "Bonar Pasi"),
    ),
    "counsel of somebody": (
        "Kuasa hukum Ratna Dewi, Bonar Pasi, mengatakan kliennya sakit.",
        ("Kuasa hukum Ratna Dewi", None, "Bonar Pasi"),
    ),
    "acting": (
        "Pelaksana Tugas (Plt) Kepala Dinas Sosial Kota Bitung Merlin Tangkudung hadir.",
        ("Pelaksana Tugas (Plt) Kepala", "Dinas Sosial Kota Bitung", "Merlin Tangkudung"),
    ),
    "Balinese name": (
        "General Manager PT Wisata Selat Bali I Gusti Putu Arsana mengatakan tamu datang lagi.",
        ("General Manager", "PT Wisata Selat Bali", "I Gusti Putu Arsana"),
    ),
    "doctor": (
        "Epidemiolog Universitas Sam Ratulangi dr Puspa Ningrum menilai tes kurang.",
        ("Epidemiolog", "Universitas Sam Ratulangi", "dr Puspa Ningrum"),
    ),
    "two callings": (
        "Pengajar Universitas Nusa Cendana dan ahli pidana Bonar Pasi menilai dakwaan itu lemah.",
        ("Pengajar", "Universitas Nusa Cendana", "Bonar Pasi"),
    ),
    "list of tasks": (
        "Kepala Dinas Pariwisata, Pemuda, dan Olahraga Kabupaten Ende Rudi Tokan setuju.",
        ("Kepala", "Dinas Pariwisata, Pemuda, dan Olahraga Kabupaten Ende", "Rudi Tokan"),
    ),
    "second name that is also a word": (
        "Menteri Perhubungan Budi Karya Lesmana datang pagi itu.",
        ("Menteri Perhubungan", None, "Budi Karya Lesmana"),
    ),
}


@pytest.mark.parametrize(("text", "parts"), INTRODUCTIONS.values(), ids=INTRODUCTIONS.keys())
def test_introductions_give_role_affiliation_and_name(text: str, parts: tuple[str | None, ...]) -> None:
    assert parts in _introduced(text)


def test_later_mentions_belong_to_the_person_introduced() -> None:
    text = (
        "Ketua Asosiasi Nelayan Muda Frans Nong menolak aturan itu. ”Kami tidak diajak bicara,” kata Frans. "
        "Harga solar naik. ”Melaut pun rugi,” ujarnya."
    )
    assert _quotations(text) == [("Frans Nong", "kata", "Frans"), ("Frans Nong", "ujarnya", None)]


def test_residents_are_quoted_too_and_take_the_floor_from_officials() -> None:
    text = (
        "Kepala Dinas Sosial Kota Bitung Merlin Tangkudung membuka posko.\n"
        "Ina Lette (41), warga Madidir, belum menerima beras. ”Nama saya tidak ada di daftar,” katanya."
    )
    assert _quotations(text) == [("Ina Lette", "katanya", None)]
    assert ("Kepala", "Dinas Sosial Kota Bitung", "Merlin Tangkudung") in _introduced(text)


def test_quotation_without_a_known_speaker_is_kept_without_one() -> None:
    assert _quotations("”Kami menunggu sejak pagi,” kata seorang ibu di tepi jalan.") == [
        (None, "kata", None)
    ]


def test_speaker_first_named_in_the_tag() -> None:
    text = "”Stok aman sampai Lebaran,” kata Sekretaris Perum Pangan Timur Hendra Wijaya, Rabu."
    assert _quotations(text) == [("Hendra Wijaya", "kata", "Hendra Wijaya")]
    assert _introduced(text) == [("Sekretaris", "Perum Pangan Timur", "Hendra Wijaya")]


def test_post_alone_means_its_holder() -> None:
    text = "Gubernur Maluku Rudi Tokan meninjau pasar. ”Harga harus turun pekan ini,” kata Gubernur."
    assert _quotations(text) == [("Rudi Tokan", "kata", "Gubernur")]


def test_quote_spans_hold_the_marks() -> None:
    text = "”Kami pulang besok,” kata Frans Nong."
    annotated = annotate_text(text)
    speech = find_quotations(annotated, ())[0].speech
    assert (text[slice(*speech.outer)], text[slice(*speech.said)]) == (
        "”Kami pulang besok,”",
        "Kami pulang besok,",
    )


def _work(text: str) -> int:
    """Number of calls that the search for quotations makes on an annotated text."""
    annotated = annotate_text(text)
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        find_quotations(annotated, ())
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize(
    "piece",
    [
        "“Kata ",
        "“ia bilang ‘",
        "ketua ",
        "mantan Plt ",
        "Kepala Bidang dan Dinas, ",
        "kata Rini Tomasoa (41), ",
        "Direktur PT Laut (PT) Timur ",
        "”Ya,” kata Ketua Forum Laut Rini, ",
    ],
)
def test_work_grows_with_length_only(piece: str) -> None:
    small, large = (_work("Ketua Forum Laut Rini Tomasoa hadir. " + piece * count) for count in (300, 600))
    assert large < small * 2.5
