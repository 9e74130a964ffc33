"""Statements: every way in which regional news reports what an official said."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.annotate import annotate_text
from extract.statements.find import find_statements
from models.fact import DateMention, Mention, Official, Statement
from models.vocabulary import DateKind, OfficialKind

YOSEF, MERLIN, HARIS, DEWI = "Yosef Lamanepa", "Merlin Tangkudung", "Haris Munandar", "Dewi Anjani"
CAST: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    YOSEF: ("Kapolres Ende", ("Yosef Lamanepa", "Yosef"), ("Kapolres",)),
    MERLIN: ("Kepala DP3A Kota Bitung", ("Merlin Tangkudung", "Merlin"), ("Kadis",)),
    HARIS: ("Wakil Bupati Sikka", ("Haris Munandar", "Haris"), ("Wabup", "wabup")),
    DEWI: ("Direktur Rumah Singgah Harapan", ("Dewi Anjani", "Dewi"), ()),
}


def _places(text: str, forms: Sequence[str], taken: list[tuple[int, int]]) -> list[Mention]:
    found = []
    for form in sorted(forms, key=len, reverse=True):
        start = text.find(form)
        while start >= 0:
            end = start + len(form)
            is_word = not text[end : end + 1].isalpha() and not text[max(0, start - 1) : start].isalpha()
            if is_word and all(end <= a or start >= b for a, b in taken):
                taken.append((start, end))
                found.append(Mention(start=start, end=end, quote=form))
            start = text.find(form, end)
    return sorted(found, key=lambda mention: mention.start)


def _cast(text: str) -> list[Official]:
    officials = []
    taken: list[tuple[int, int]] = []
    for name, (title, forms, posts) in CAST.items():
        mentions = _places(text, forms, taken)
        if mentions:
            named_posts = [
                (f"{post} {rest}") for post in posts for rest in ("Ende", "AKBP", "Sikka", "Haris")
            ]
            _places(text, [title, *named_posts], taken)
            officials.append(
                Official(
                    start=mentions[0].start,
                    end=mentions[0].end,
                    quote=mentions[0].quote,
                    rule="test@1",
                    name=name,
                    title=title,
                    rank=None,
                    agency=None,
                    kind=OfficialKind.OFFICIAL,
                    mentions=tuple(mentions),
                    references=tuple(_places(text, posts, taken)),
                )
            )
    return officials


def _said(text: str, dates: Sequence[DateMention] = ()) -> tuple[Statement, ...]:
    return find_statements(annotate_text(text, date(2024, 5, 16)), _cast(text), dates)


def _short(text: str) -> list[tuple[str, str, str]]:
    return [(s.speaker, s.kind.value, s.text.rstrip(",")) for s in _said(text)]


SPEAKERS = {"yosef": YOSEF, "merlin": MERLIN, "haris": HARIS, "dewi": DEWI}
CASES = yaml.safe_load((Path(__file__).parent / "statement_cases.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["said"].values(), ids=CASES["said"].keys())
def test_who_said_what(case: dict[str, Any]) -> None:
    assert _short(case["text"]) == [(SPEAKERS[who], kind, words) for who, kind, words in case["said"]]


@pytest.mark.parametrize("text", CASES["silent"].values(), ids=CASES["silent"].keys())
def test_acts_names_and_words_of_others_are_no_statements(text: str) -> None:
    assert _short(text) == []


def test_pronouns_mean_the_last_official_who_spoke() -> None:
    text = (
        "Merlin Tangkudung mengatakan selter penuh. Menurut dia, perlu gedung baru. Ia juga meminta tambahan psikolog "
        "segera dikirim. Selain itu, katanya, ongkos pulang korban belum dianggarkan. Lebih lanjut dikatakan, laporan "
        "harus cepat ditangani. Dijelaskannya, ada dua pintu pengaduan."
    )
    assert _short(text) == [
        (MERLIN, "indirect", "selter penuh"),
        (MERLIN, "indirect", "perlu gedung baru"),
        (MERLIN, "indirect", "tambahan psikolog segera dikirim"),
        (MERLIN, "indirect", "Selain itu, katanya, ongkos pulang korban belum dianggarkan"),
        (MERLIN, "indirect", "laporan harus cepat ditangani"),
        (MERLIN, "indirect", "ada dua pintu pengaduan"),
    ]


def test_second_verb_of_the_same_speaker_is_a_second_statement() -> None:
    text = "Haris Munandar mengatakan posko sudah dibuka dan berharap warga tidak takut melapor."
    assert _short(text) == [
        (HARIS, "indirect", "posko sudah dibuka"),
        (HARIS, "indirect", "warga tidak takut melapor"),
    ]


def test_first_verb_without_words_leads_to_the_second() -> None:
    text = "Haris Munandar mengapresiasi kerja satgas dan meminta patroli laut ditambah."
    assert _short(text) == [(HARIS, "indirect", "patroli laut ditambah")]


def test_interview_without_quote_marks() -> None:
    text = (
        "Berikut petikan wawancara dengan Kepala DP3A Kota Bitung Merlin Tangkudung.\n"
        "Berapa korban yang ditangani tahun ini?\nAda sembilan orang. Semuanya perempuan.\n"
        "Apa kendalanya?\nJarak antarpulau jauh.\nOngkos kapal juga mahal. (rin)"
    )
    assert _short(text) == [
        (MERLIN, "direct", "Ada sembilan orang. Semuanya perempuan."),
        (MERLIN, "direct", "Jarak antarpulau jauh.\nOngkos kapal juga mahal."),
    ]


def test_interview_with_letters() -> None:
    text = (
        "Merlin Tangkudung bicara blak-blakan.\nT: Mengapa selter tutup?\nJ: Anggarannya habis.\n"
        "T: Kapan buka lagi?\nJ: Setelah perubahan anggaran."
    )
    assert _short(text) == [
        (MERLIN, "direct", "Anggarannya habis."),
        (MERLIN, "direct", "Setelah perubahan anggaran."),
    ]


def test_interview_that_does_not_call_itself_one() -> None:
    text = (
        "Merlin Tangkudung sudah enam tahun memimpin dinas itu. Di kantornya ia bicara panjang.\n"
        "Bagaimana Ibu melihat kasus tahun ini?\nKami lebih banyak menerima anak laki-laki.\n"
        "Mengapa begitu?\nSaya kira karena kapal ikan.\nMereka tidak punya dokumen.\n"
        "Apa yang Anda minta dari pusat?\nPsikolog. Kami cuma punya satu.\n"
        "Pekan depan Merlin Tangkudung terbang ke Jakarta."
    )
    assert _short(text) == [
        (MERLIN, "direct", "Kami lebih banyak menerima anak laki-laki."),
        (MERLIN, "direct", "Saya kira karena kapal ikan.\nMereka tidak punya dokumen."),
        (MERLIN, "direct", "Psikolog. Kami cuma punya satu."),
    ]


def test_interview_with_names_as_labels() -> None:
    text = (
        "Berikut petikan wawancara dengan Merlin Tangkudung.\nRedaksi: Berapa korban tahun ini?\n"
        "Merlin: Ada sembilan orang.\nRedaksi: Apa kendalanya?\nMerlin: Jarak antarpulau jauh.\nKapal juga mahal."
    )
    assert _short(text) == [
        (MERLIN, "direct", "Ada sembilan orang."),
        (MERLIN, "direct", "Jarak antarpulau jauh.\nKapal juga mahal."),
    ]


def test_rhetorical_questions_make_no_interview() -> None:
    text = "Yosef Lamanepa hadir.\nSiapa yang untung?\nTidak ada yang tahu.\nSiapa yang rugi?\nTentu para korban."
    assert _short(text) == []


def test_day_of_speech_comes_from_the_sentence_and_stays_with_the_speaker() -> None:
    text = (
        "“Kami tahan dua orang,” kata Yosef Lamanepa, Rabu (15/5/2024).\nMerlin Tangkudung mengatakan korban aman.\n"
        "“Kami kejar pemodalnya,” kata Yosef."
    )
    start = text.index("Rabu (15/5/2024)")
    day = date(2024, 5, 15)
    mention = DateMention(
        start=start,
        end=start + 16,
        quote="Rabu (15/5/2024)",
        rule="test@1",
        first=day,
        last=day,
        kind=DateKind.STATEMENT,
    )
    assert [statement.said_on for statement in _said(text, [mention])] == [day, None, day]


def test_cue_rule_and_evidence_are_kept() -> None:
    text = "Haris Munandar menilai warga kurang informasi.\n“Sosialisasi kita kurang,” ujarnya."
    reported, quoted = _said(text)
    assert (reported.cue, reported.rule) == ("menilai", "statements.active_verb@1")
    assert (quoted.cue, quoted.rule) == ("ujarnya", "statements.quote_tagged@1")
    assert all(text[s.start : s.end] == s.text == s.quote for s in (reported, quoted))


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Yosef Lamanepa membantah anggotanya menerima suap.", "membantah"),
        ("Yosef Lamanepa tidak membantah anggotanya diperiksa.", "tidak membantah"),
        ("“Tidak ada setoran,” bantah Yosef Lamanepa.", "bantah"),
    ],
)
def test_cue_shows_whether_the_words_are_denied(text: str, cue: str) -> None:
    assert [statement.cue for statement in _said(text)] == [cue]


def test_no_officials_no_statements() -> None:
    assert _said("“Kami dijanjikan gaji besar,” kata Melati.") == ()


def _work(text: str) -> int:
    """Number of Python calls that extraction makes: a measure that no clock disturbs."""
    import sys

    annotated, officials = annotate_text(text), _cast(text)
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        find_statements(annotated, officials, ())
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize(
    "piece",
    [
        "“Kata ",
        '"',
        "“Ya,” kata Yosef Lamanepa, ",
        "Yosef mengatakan korban mengaku dan ",
        "kata dia, menurut Yosef, ",
        "perwira itu ",
        "lalu, ",
        "“Kami tahan dua orang itu.”\n",
        "“Kami tahan dua orang itu.\n",
        "Kami tahan dua orang itu,” ujar dia.\n",
        "“Dua kapal, kata Yosef.\n",
        "“ia bilang ‘",
        "’ katanya ”",
        "Yosef: Ya.\nRedaksi: Apa?\n",
        "sedangkan, sementara Yosef mengatakan, ",
        "dikatakan Yosef, ",
    ],
)
def test_work_grows_with_length_only(piece: str) -> None:
    small = _work("Yosef Lamanepa hadir. " + piece * 400)
    large = _work("Yosef Lamanepa hadir. " + piece * 1600)
    assert large < small * 6


PIECES = [
    *'“”"‘’,.?:()\n',
    "Yosef Lamanepa",
    "perwira itu",
    "kata",
    "ujarnya",
    "mengatakan",
    "menurut",
    "dia",
]
PIECES += ["korban", "bahwa", "tidak", "dikatakan", "Rabu", "di", "dan"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=40,
    )
)
def test_offsets_always_slice_to_the_words_and_never_overlap(pieces: list[str]) -> None:
    text = " ".join(["Yosef Lamanepa hadir.", *pieces])
    statements = _said(text)
    assert all(text[s.start : s.end] == s.text and s.text.strip() == s.text != "" for s in statements)
    assert all(a.end <= b.start for a, b in pairwise(statements))
    assert statements == _said(text)
