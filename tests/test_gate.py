"""The topic gate passes what may be about TPPO, keeps most else out, and says what it misses."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.entries import Entry
from crawler.gate import Gate, judge, may_be_relevant
from crawler.topics import topics
from models.stored import GateCount
from models.vocabulary import Verdict
from pipelines.recall import estimate_recall, overall, wilson

HEADLINES: dict[str, dict[str, list[str]]] = yaml.safe_load(
    (Path(__file__).parent / "gate_headlines.yml").read_text(encoding="utf-8")
)
URL = "https://uji.example/berita/12345"


def passing(group: str, kind: str) -> float:
    titles = HEADLINES[group][kind]
    return sum(may_be_relevant(Entry(URL, title)) for title in titles) / len(titles)


@pytest.mark.parametrize(
    ("group", "recall"), [("tuned", 1.0), ("second", 1.0), ("third", 0.92), ("blind", 0.9)]
)
def test_gate_passes_nearly_all_headlines_of_the_topic(group: str, recall: float) -> None:
    assert passing(group, "positive") >= recall


@pytest.mark.parametrize("group", ["tuned", "second", "third", "blind"])
def test_gate_keeps_most_everyday_headlines_out(group: str) -> None:
    assert passing(group, "negative") <= 0.4


def test_there_are_enough_headlines_and_none_twice() -> None:
    titles = [title for group in HEADLINES.values() for kind in group.values() for title in kind]
    assert len(titles) == len(set(titles)) >= 300


@pytest.mark.parametrize(
    "entry",
    [
        Entry(URL),
        Entry(URL, title="Foto"),
        Entry("https://uji.example/?p=8812", title="Baca selengkapnya"),
        Entry("https://uji.example/2024/05/06/tersangka-tppo-ditahan.html"),
        Entry(
            "https://uji.example/read/satgas-tppo-dibentuk-di-tujuh-kabupaten",
            title="Berita Hari Ini Terbaru",
        ),
        Entry(URL, title="Kabar dari Tawau Pekan Ini", summary="Polisi menahan perekrut pekerja migran."),
    ],
)
def test_entry_that_tells_little_or_speaks_of_it_anywhere_passes(entry: Entry) -> None:
    assert may_be_relevant(entry)


@pytest.mark.parametrize(
    "entry",
    [
        Entry("https://uji.example/2024/05/06/harga-cabai-turun-jelang-akhir-pekan.html"),
        Entry(URL, title="Stok Darah di PMI Kota Menipis Jelang Akhir Tahun"),
        Entry(
            URL,
            title="Warga Padati Taman Kota",
            summary="Libur akhir pekan ramai, kata seorang wanita penjual.",
        ),
    ],
)
def test_everyday_entry_is_refused(entry: Entry) -> None:
    assert not may_be_relevant(entry)


def test_sample_is_its_share_of_the_refused_and_the_same_each_time() -> None:
    entries = [
        Entry(f"https://uji.example/berita/{n}", title="Harga Cabai Rawit Turun") for n in range(20_000)
    ]
    verdicts = [judge(entry) for entry in entries]
    assert verdicts == [judge(entry) for entry in entries]
    assert 0.015 < verdicts.count(Verdict.SAMPLED) / len(entries) < 0.025
    assert Verdict.PASSED not in verdicts


def test_gate_leaves_the_first_articles_of_each_source_alone() -> None:
    gate, free = Gate(), topics().gate.free_articles
    entries = [
        Entry(f"https://uji.example/berita/{n}", title="Harga Cabai Rawit Turun") for n in range(free + 5)
    ]
    assert gate.sift("satu", entries[:10]) == ()
    judged = gate.sift("satu", entries[10:])
    assert [one.url for one in judged] == [entry.url for entry in entries[free:]]
    assert gate.sift("dua", entries[:free]) == ()


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_gets_a_verdict(title: str, summary: str) -> None:
    assert judge(Entry(URL, title=title, summary=summary)) in Verdict


def test_lists_say_where_they_come_from_and_hold_nothing_twice() -> None:
    assert {"title", "source", "licence", "updated"} <= set(topics().meta)
    words = [word for group in topics().words for word in group.words]
    assert len(words) == len(set(words)) and all(word == word.lower() for word in words)
    assert all(silent.word in words for silent in topics().silent)


def count(**numbers: int) -> GateCount:
    zeros: dict[str, Any] = dict.fromkeys(GateCount.model_fields, 0)
    return GateCount.model_validate({**zeros, "source": "uji", **numbers})


def test_recall_is_estimated_from_the_sample() -> None:
    found = estimate_recall(
        count(
            passed=900, passed_relevant=300, skipped=4900, sampled=100, sampled_read=100, sampled_relevant=1
        )
    )
    assert found.recall == pytest.approx(300 / (300 + 0.01 * 5000))
    assert found.lowest is not None and found.highest is not None
    assert found.lowest < found.recall < found.highest <= 1
    assert found.remark == "The sample is too small to tell."


def test_large_sample_without_a_hit_bounds_the_recall() -> None:
    found = estimate_recall(
        count(passed=9000, passed_relevant=4000, skipped=98_000, sampled=2000, sampled_read=2000)
    )
    assert found.recall == 1.0 and found.lowest is not None and 0.9 < found.lowest < 1
    assert found.remark == ""


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({}, "asked about nothing"),
        ({"passed": 5, "passed_relevant": 5}, "passed all"),
        (
            {"passed": 5, "passed_relevant": 5, "skipped": 40, "sampled": 1},
            "No sampled article was processed",
        ),
        ({"passed": 5, "skipped": 40, "sampled": 2, "sampled_read": 2}, "No article that passed"),
    ],
)
def test_what_cannot_be_estimated_is_said(numbers: dict[str, int], words: str) -> None:
    assert words in estimate_recall(count(**numbers)).remark


def test_wilson_interval_agrees_with_published_values() -> None:
    """Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)


def test_sources_are_summed() -> None:
    both = overall([count(passed=1, sampled=2), count(passed=3, skipped=4)])
    assert (both.source, both.passed, both.sampled, both.skipped) == ("all", 4, 2, 4)
