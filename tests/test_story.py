"""What a story is about and where it is: relevance, topics, place."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from extract.annotate import annotate, annotate_text
from extract.article import clean_text
from extract.pipeline import extract_facts
from extract.regions.places import find_place
from extract.relevance import judge_relevance
from extract.topics import find_topics
from models.annotation import AnnotatedArticle
from models.fact import Figure
from models.vocabulary import FigureTopic, FigureUnit, PeriodKind, Topic


def cases(name: str) -> Any:
    return yaml.safe_load((Path(__file__).parent / f"{name}_cases.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", cases("relevance")["relevant"])
def test_one_sentence_on_trafficking_makes_an_article_relevant(text: str) -> None:
    assert judge_relevance(annotate_text(text)).is_relevant


@pytest.mark.parametrize("text", cases("relevance")["not_relevant"])
def test_what_only_looks_like_trafficking_is_not_relevant(text: str) -> None:
    assert not judge_relevance(annotate_text(text)).is_relevant


@pytest.mark.parametrize(
    "text",
    [
        "Polisi mengungkap kasus TPPO di Ende.",
        "Rakor membahas tindak pidana perdagangan orang di daerah.",
        "Ia menjadi korban perdagangan manusia sejak remaja.",
        "Sindikat human trafficking itu dibongkar.",
        "Gugus tugas PTPPO dikukuhkan bupati.",
        "Terdakwa dijerat UU Nomor 21 Tahun 2007.",
        "Praktik jual beli bayi itu terungkap.",
        "Petugas menggagalkan keberangkatan PMI ilegal. Ada muncikari di baliknya.",
        "Tiga pria menjual anak di bawah umur lewat aplikasi kencan.",
    ],
)
def test_relevant(text: str) -> None:
    relevance = judge_relevance(annotate_text(text))
    assert relevance.is_relevant
    assert all(text[hit.start : hit.end] for hit in relevance.hits)


@pytest.mark.parametrize(
    "text",
    [
        "Perdagangan orang utan masih terjadi di hutan itu.",
        "Perdagangan orang Bugis di pelabuhan itu pernah ramai.",
        "Perdagangan saham ditutup melemah pada Kamis.",
        "Orang dagang dari seberang singgah di muara.",
        "Sebanyak 40 pekerja migran berangkat resmi ke Jepang.",
        "Dua pencuri motor ditangkap warga.",
    ],
)
def test_not_relevant(text: str) -> None:
    assert not judge_relevance(annotate_text(text)).is_relevant


def test_a_term_in_the_title_counts_and_its_offset_leads_back_to_it() -> None:
    title = "Bupati Bentuk Satgas TPPO"
    relevance = judge_relevance(annotate_text("Bupati mengumpulkan para camat.", title=title))
    assert relevance.is_relevant
    hit = relevance.hits[0]
    assert title[hit.start : hit.end or None] == "TPPO"


def figure(value: float, kind: PeriodKind) -> Figure:
    return Figure(
        start=0,
        end=1,
        quote="1",
        rule="test@1",
        value=value,
        unit=FigureUnit.KASUS,
        topic=FigureTopic.TPPO,
        period_kind=kind,
        period_start=date(2023, 1, 1) if kind is not PeriodKind.INCIDENT else None,
    )


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Polisi menangkap dua tersangka.\nPenyidik menahan keduanya di rutan.", Topic.PENINDAKAN),
        ("Majelis hakim menjatuhkan vonis.\nTerdakwa menyatakan banding.", Topic.PERADILAN),
        ("Korban menjalani konseling di rumah aman.", Topic.PENANGANAN_KORBAN),
        ("Dinas menggelar sosialisasi.\nKoordinasi diperkuat untuk mencegah TPPO.", Topic.PENCEGAHAN),
        ("DPRD menyusun ranperda.\nAnggaran satgas dibahas.", Topic.KEBIJAKAN),
        ("Aliansi mendesak pemerintah bertindak.", Topic.KEBIJAKAN),
        ("Bupati membentuk satuan tugas.", Topic.KEBIJAKAN),
        ("Kapolres mengimbau warga waspada.", Topic.PENCEGAHAN),
        ("Patroli gabungan digelar di muara.", Topic.PENCEGAHAN),
        ("Mereka dititipkan di rumah singgah.", Topic.PENANGANAN_KORBAN),
        ("Polisi menahan dua makelar.", Topic.PENINDAKAN),
        ("Penyidik telah meminta keterangan tiga saksi.\nIdentitasnya dikantongi polisi.", Topic.PENINDAKAN),
        ("Polisi mengantongi identitas perekrut itu.", Topic.PENINDAKAN),
        ("Pasal 4 kita terapkan kepada agen itu.", Topic.PENINDAKAN),
        ("Pemerintah merevisi pergub tentang pelindungan pekerja.", Topic.KEBIJAKAN),
    ],
)
def test_topics_by_words(text: str, topic: Topic) -> None:
    assert topic in find_topics(annotate_text(text), [])


def test_statistics_need_figures_with_a_counting_period() -> None:
    annotated = annotate_text("Kasus TPPO tercatat di kabupaten itu.")
    yearly = [figure(2, PeriodKind.CALENDAR_YEAR), figure(6, PeriodKind.CALENDAR_YEAR)]
    single = [figure(2, PeriodKind.INCIDENT), figure(6, PeriodKind.INCIDENT)]
    assert Topic.STATISTIK in find_topics(annotated, yearly)
    assert Topic.STATISTIK not in find_topics(annotated, single)


def test_topics_of_short_articles() -> None:
    right = found = wanted = 0
    for case in cases("topic"):
        article = clean_text(case["text"], title=case["title"], published=date(2025, 7, 20))
        topics = {topic.value for topic in extract_facts(article).topics}
        right += len(topics & set(case["topics"]))
        found += len(topics)
        wanted += len(case["topics"])
    assert 2 * right / (found + wanted) >= 0.93


def test_a_shelter_mentioned_in_a_meeting_is_no_care_of_victims() -> None:
    meeting = (
        "Rapat koordinasi pencegahan TPPO digelar di Ende.\nDinas menggelar sosialisasi pencegahan TPPO di sekolah.\n"
        "Peserta diberi tahu bahwa ada rumah aman."
    )
    arrest = "Polisi menangkap dua tersangka TPPO di Ende.\nKorban kini di rumah aman."
    assert find_topics(annotate_text(meeting), []) == (Topic.PENCEGAHAN,)
    assert find_topics(annotate_text(arrest), []) == (Topic.PENINDAKAN, Topic.PENANGANAN_KORBAN)


@pytest.mark.parametrize("case", cases("place"), ids=lambda case: case["title"] or case["place"])
def test_place_of_an_article(case: dict[str, str]) -> None:
    article = clean_text(case["text"], title=case["title"])
    assert find_place(annotate(article)).name == case["place"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Polres Ende menahan dua orang. Warga Ende lega.", "Kabupaten Ende"),
        ("Polda Bengkulu memaparkan data. Kapolda Bengkulu berterima kasih.", "Bengkulu"),
        ("Pemerintah Kota Jambi menggelar rapat.", "Kota Jambi"),
        ("Rapat itu berlangsung tanpa hasil.", "Indonesia"),
        ("Petugas mencegah empat orang di Bandara Juanda.", "Kabupaten Sidoarjo"),
        (
            "Imigrasi Yogyakarta menolak mereka di Bandara YIA. Mereka warga Kulon Progo.",
            "Kabupaten Kulon Progo",
        ),
        ("Kementerian Luar Negeri memulangkan mereka lewat Bandara Soekarno-Hatta.", "Indonesia"),
        ("KemenPPPA mencatat kenaikan kasus. Hal itu disampaikan di Jakarta, Rabu.", "Indonesia"),
        ("Pemprov DKI Jakarta menggelar rapat bersama Kementerian Sosial di Jakarta.", "DKI Jakarta"),
    ],
)
def test_place(text: str, place: str) -> None:
    assert find_place(annotate_text(text)).name == place


def test_place_given_by_a_person_goes_first() -> None:
    annotated = annotate_text("Polres Ende menahan dua orang.", place="Kabupaten Sikka")
    assert find_place(annotated).name == "Kabupaten Sikka"


def test_place_falls_back_on_the_province_of_the_source() -> None:
    annotated = annotate_text("Rapat itu berlangsung tanpa hasil.", province="Riau")
    assert (find_place(annotated).name, find_place(annotated).province) == ("Riau", "Riau")


@pytest.mark.parametrize("read", [find_place, judge_relevance, lambda annotated: find_topics(annotated, [])])
@pytest.mark.parametrize(
    "unit", ["Polres Ende, Sikka, Malaka, ", "perdagangan orang utan ", "Baca juga: TPPO.\n"]
)
def test_the_work_grows_with_the_length(read: Callable[[AnnotatedArticle], object], unit: str) -> None:
    short, long = (calls_for(read, unit * (size // len(unit))) for size in (20_000, 40_000))
    assert long <= 2.3 * short + 200


def calls_for(read: Callable[[AnnotatedArticle], object], text: str) -> int:
    """Calls that reading the annotated text makes, in Python and in C."""
    annotated = annotate_text(text)
    read(annotate_text(text[:100]))  # what is loaded once does not count
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        read(annotated)
    finally:
        sys.setprofile(None)
    return calls
