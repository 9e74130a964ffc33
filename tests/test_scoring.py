"""The measure itself: what counts as found, spurious and missed."""

import copy
from typing import Any

import pytest

from pipelines.comparison import agency_match, region_key, same_law, same_number, same_title
from pipelines.scoring import score

GOLD: dict[str, dict[str, Any]] = {
    "a": {
        "relevant": True,
        "topics": ["penindakan"],
        "place": {"name": "Kabupaten Ende", "province": "Nusa Tenggara Timur"},
        "officials": [
            {"name": "Maria Goreti", "title": "Kapolres Ende", "agency": "Polres Ende", "kind": "official"},
            {"name": "Yosef Lado", "title": "Ketua LSM", "agency": None, "kind": "other", "optional": True},
        ],
        "agencies": [{"name": "Polres Ende", "acronym": None, "type": "police"}],
        "dates": [{"start": "2024-01-05", "end": "2024-01-05"}],
        "figures": [
            {
                "text": "nol kasus",
                "value": 0,
                "value_max": None,
                "unit": "kasus",
                "topic": "tppo",
                "subject": {"sex": None, "age": None},
                "region": "Kabupaten Ende",
                "period_end": "2024-12-31",
            }
        ],
        "statements": [
            {"speaker": "Maria Goreti", "kind": "direct", "text": "Kami tidak menemukan satu kasus pun"}
        ],
        "laws": [{"type": "UU", "number": "21", "year": 2007}],
    },
    "b": {"relevant": False},
}


def test_the_annotation_itself_is_perfect() -> None:
    report = score(GOLD, copy.deepcopy(GOLD))
    assert report.relevance.share == 1.0
    assert {name: counts.f1 for name, counts in report.fields.items()} == dict.fromkeys(report.fields, 1.0)
    assert all(shares.share == 1.0 for shares in report.details.values())


def test_nothing_found_is_all_missed_and_optional_items_cost_nothing() -> None:
    report = score(GOLD, {})
    assert report.fields["officials"].missed == 1
    assert report.fields["figures"].recall == 0.0
    assert report.relevance.right == 0


def test_a_wrong_region_fails_the_strict_figure_only() -> None:
    found = copy.deepcopy(GOLD)
    found["a"]["figures"][0]["region"] = "Kabupaten Sikka"
    report = score(GOLD, found)
    assert (report.fields["figures"].right, report.fields["figures_lenient"].right) == (0, 1)
    assert report.details["zero_figure_recall"].share == 0.0


def test_facts_of_an_irrelevant_article_are_counted_apart() -> None:
    found = copy.deepcopy(GOLD)
    found["b"] = {"relevant": True, "figures": [{"value": 3, "unit": "kasus"}]}
    report = score(GOLD, found)
    assert report.spurious_on_irrelevant["figures"] == 1
    assert report.fields["figures"].spurious == 0


def test_a_repeated_statement_is_spurious_a_repeated_date_is_not() -> None:
    found = copy.deepcopy(GOLD)
    for key in ("statements", "dates"):
        found["a"][key] *= 2
    report = score(GOLD, found)
    assert (report.fields["statements"].spurious, report.fields["dates"].spurious) == (1, 0)


@pytest.mark.parametrize(
    ("left", "right", "is_same"),
    [
        ("Kapolres Ende", "Kepala Kepolisian Resor Ende", True),
        ("Kapolres Ende", "Wakapolres Ende", False),
        ("Kasat Reskrim", "Kasat Reskrim Polres Ende", True),
        ("Bupati Ende", "Camat Ende", False),
    ],
)
def test_titles(left: str, right: str, is_same: bool) -> None:
    assert same_title(left, right, "Polres Ende", None) is is_same


@pytest.mark.parametrize(
    ("found", "matches"),
    [
        ("Dinas Pemberdayaan Perempuan dan Perlindungan Anak Kota Palu", True),
        ("DP3A Kota Palu", True),
        ("Dinas Sosial Kota Palu", False),
    ],
)
def test_agencies_by_long_form_or_acronym(found: str, matches: bool) -> None:
    gold = "Dinas Pemberdayaan Perempuan dan Perlindungan Anak Kota Palu"
    assert (agency_match(gold, "DP3A", found, None, frozenset()) > 0) is matches


def test_regions_laws_and_numbers() -> None:
    assert region_key("Provinsi Kaltim") == region_key("Kalimantan Timur")
    assert region_key("Kota Jambi") != region_key("Jambi")
    gold = {"type": "UU", "number": "21", "year": 2007}
    assert same_law(gold, {"type": "Undang-Undang", "number": "No. 21", "year": "2007"}, frozenset())
    assert same_number(3.5, 3.51, "tahun_penjara")
    assert not same_number(3.5, 3.51, "kasus")
    assert not same_number(0, None)
