"""Temporal expressions in the sense of TIMEX3: recognised with their extent, normalised to their value."""

import sys
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.annotate import annotate_text
from extract.article import clean_text
from extract.dates import TimeExpression, find_dates, find_expressions
from extract.numbers.words import to_words
from extract.pipeline import extract_facts

DATA = Path(__file__).parent / "data" / "time_expressions.yml"
PUBLISHED = date(2023, 7, 12)  # a Wednesday
UNITS = {
    "detik": "T{}S",
    "menit": "T{}M",
    "jam": "T{}H",
    "hari": "{}D",
    "pekan": "{}W",
    "bulan": "{}M",
    "tahun": "{}Y",
}
WORDS = (
    *(
        "12 Juli 2023",
        "Senin (10/7)",
        "malam",
        "pukul",
        "19.30",
        "WIB",
        "dua",
        "tahun",
        "lalu",
        "setiap",
        "hari",
    ),
    *(
        "ini",
        "kemarin",
        "3",
        "bulan",
        "terakhir",
        "tanggal",
        "per",
        "Minggu",
        "kuartal",
        "II",
        "abad",
        "ke-19",
    ),
    *(
        "setengah",
        "jam",
        "sekitar",
        "sampai",
        "-",
        ",",
        "(",
        ")",
        ".",
        "\n",
        "Lebaran",
        "HUT ke-78 RI",
        "awal",
    ),
    *("musim", "beberapa", "kali", "sehari", "2-3", "1990-an", "SM", "31 Februari", "99", "pada"),
)


class Case(NamedTuple):
    """One sentence and what it holds."""

    section: str
    text: str
    published: date | None
    expected: tuple[tuple[int, int, str, str, str | None], ...]
    """Start, end, kind, value and days where the value alone does not give them."""


def cases() -> Iterator[Case]:
    for section, groups in yaml.safe_load(DATA.read_text(encoding="utf-8")).items():
        for group in groups:
            for sentence in group["sentences"]:
                expected = tuple(located(sentence["text"], sentence["expressions"]))
                yield Case(section, sentence["text"], group["published"], expected)


def located(text: str, expressions: list[list[Any]]) -> Iterator[tuple[int, int, str, str, str | None]]:
    position = 0
    for quote, kind, value, *days in expressions:
        start = text.index(quote, position)
        position = start + len(quote)
        yield start, position, kind, str(value), days[0] if days else None


def found_in(text: str, published: date | None = PUBLISHED) -> tuple[TimeExpression, ...]:
    return find_expressions(annotate_text(text, published))


def f1(right: int, found: int, expected: int) -> float:
    return 2 * right / (found + expected)


@pytest.mark.parametrize(
    "section", ["before_the_rules", "before_the_second_look", "before_the_third_look", "mended"]
)
def test_recognition_and_values_exceed_the_published_figures(section: str) -> None:
    """IndoTimex (Mirza 2015) reports 0.929 and 0.853 on Indonesian news."""
    chosen = [case for case in cases() if case.section == section]
    recognised = valued = found_count = expected_count = 0
    for case in chosen:
        found = {(e.start, e.end): (e.kind, e.value) for e in found_in(case.text, case.published)}
        expected = {(start, end): (kind, value) for start, end, kind, value, _ in case.expected}
        recognised += len(found.keys() & expected.keys())
        valued += len(found.items() & expected.items())
        found_count, expected_count = found_count + len(found), expected_count + len(expected)
    assert f1(recognised, found_count, expected_count) >= 0.98
    assert f1(valued, found_count, expected_count) >= 0.97


def test_the_test_set_is_large_and_of_every_kind() -> None:
    kinds = [kind for case in cases() for _, _, kind, _, _ in case.expected]
    assert len(kinds) >= 240
    assert all(kinds.count(kind) >= 20 for kind in ("date", "time", "duration", "set"))
    assert sum(not case.expected for case in cases()) >= 20


def test_days_are_those_of_the_value_or_the_given_ones() -> None:
    for case in cases():
        found = {(e.start, e.end): (e.first, e.last) for e in found_in(case.text, case.published)}
        for start, end, _, value, given_days in case.expected:
            days = days_of(given_days or value)
            if days is not None and (start, end) in found:
                assert found[start, end] == days or value == "2015-11-26TMO", (case.text, value)


def days_of(value: str) -> tuple[date, date] | None:
    """Days of an ISO value; null for periods, sets and what is not known."""
    if "X" in value or value.startswith(("P", "BC", "F")) or value.endswith(("SU", "WI", "SP", "FA")):
        return None
    first, _, last = value.partition("T")[0].partition("/")
    if last:
        return date.fromisoformat(first), date.fromisoformat(last)
    if len(first) == 10:
        return date.fromisoformat(first), date.fromisoformat(first)
    year, _, part = first.partition("-")
    if part.startswith("W"):
        monday = date.fromisocalendar(int(year), int(part[1:3]), 1)
        return monday + timedelta(days=5 * part.endswith("WE")), monday + timedelta(days=6)
    months = {"Q": 3, "H": 6}.get(part[:1], 1)
    number = int(part.lstrip("QH") or 0)
    start, end = (months * (number - 1) + 1, months * number) if part else (1, 12)
    return date(int(year), start, 1), date(int(year), end, monthrange(int(year), end)[1])


def test_every_date_of_the_facts_is_a_temporal_expression() -> None:
    for case in cases():
        article = annotate_text(case.text, case.published)
        expressions = find_expressions(article)
        for mention in find_dates(article):
            assert any(e.start < mention.end and mention.start < e.end for e in expressions), mention.quote


def test_durations_sets_and_clock_times_are_no_dates_of_the_facts() -> None:
    text = "Ia menunggu dua jam setiap hari pukul 10.30 WIB selama tiga tahun."
    assert len(found_in(text)) == 4
    assert find_dates(annotate_text(text, PUBLISHED)) == ()


@given(st.integers(1, 999), st.sampled_from(sorted(UNITS)))
def test_durations_survive_their_spelling(number: int, unit: str) -> None:
    for spelling in (f"{to_words(number)} {unit}", f"{number} {unit}"):
        (found,) = found_in(f"Ia bertahan selama {spelling} di sana.")
        assert (found.quote, found.value) == (spelling, "P" + UNITS[unit].format(number))


@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from([" WIB", " WITA", " WIT", ""]))
def test_clock_times_survive_their_spelling(hour: int, minute: int, zone: str) -> None:
    spelling = f"pukul {hour:02}.{minute:02}{zone}"
    (found,) = found_in(f"Rapat dimulai {spelling}, kata ketua.")
    assert (found.quote, found.value) == (spelling, f"2023-07-12T{hour:02}:{minute:02}")


@given(st.integers(1, 99), st.sampled_from(["hari", "bulan", "tahun"]))
def test_distances_from_publication_survive_their_spelling(number: int, unit: str) -> None:
    (found,) = found_in(f"Ia pergi {to_words(number)} {unit} lalu.")
    months = 2023 * 12 + 6 - number
    expected = {
        "hari": str(PUBLISHED - timedelta(days=number)),
        "bulan": f"{months // 12}-{months % 12 + 1:02}",
        "tahun": str(2023 - number),
    }
    assert found.value == expected[unit]


@given(st.lists(st.sampled_from(WORDS), max_size=25), st.sampled_from([PUBLISHED, date(2024, 2, 29), None]))
@settings(max_examples=300)
def test_any_words_give_ordered_quotes_that_match(words: list[str], published: date | None) -> None:
    text = " ".join(words)
    found = found_in(text, published)
    assert all(text[e.start : e.end] == e.quote and e.value for e in found)
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert all((e.first is None) == (e.last is None) for e in found)
    assert found == found_in(text, published)


@pytest.mark.parametrize(
    "piece",
    [
        "12 Juli 2023, ",
        "Senin (10/7) malam pukul 19.30 WIB ",
        "dua tahun lalu ",
        "hari itu ",
        "dari pagi sampai ",
        "7 ",
        "beberapa setengah ",
        "2023/",
    ],
)
def test_work_doubles_with_the_text(piece: str) -> None:
    article, twice = (annotate_text(piece * (count // len(piece)), PUBLISHED) for count in (10_000, 20_000))
    assert calls(twice) <= 2.2 * calls(article) + 200


def calls(article: Any) -> int:
    count = 0

    def tally(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(tally)
    try:
        find_expressions(article)
    finally:
        sys.setprofile(None)
    return count


def test_ten_thousand_dates_in_one_line_of_200_kb() -> None:
    months = ("Januari", "Februari", "Maret", "April", "Mei", "Juni")
    text = "".join(f"pada {n % 28 + 1} {months[n % 6]} {1900 + n % 120}, " for n in range(10_000))
    assert len(text) > 190_000
    found = found_in(text)
    assert len(found) == 10_000
    assert {e.kind for e in found} == {"date"}


@pytest.mark.parametrize(
    ("text", "value", "undated"),
    [
        ("Laut itu surut 999999999999 hari lalu.", "XXXX-XX-XX", "XXXX-XX-XX"),
        ("Laut itu surut 90000 semester lalu.", "XXXX", "XXXX"),
        ("Laut itu surut 4.000 tahun lalu.", "PAST_REF", "XXXX"),
        ("Tanggal 31 nanti gaji cair.", "XXXX-XX-31", "XXXX-XX-31"),
        ("Kota itu ramai pada era 80-an.", "198", "198"),
    ],
)
def test_what_the_calendar_does_not_hold_is_no_error(text: str, value: str, undated: str) -> None:
    assert [e.value for e in found_in(text, date(2023, 2, 20))] == [value]
    assert [e.value for e in found_in(text, None)] == [undated]


def test_a_figure_counts_over_the_same_period_of_the_named_year() -> None:
    text = (
        "Polda Riau mencatat 10 kasus TPPO pada Januari hingga Mei 2023, turun dibandingkan periode yang sama tahun "
        "2022 sebanyak 12 kasus. Jumlah korban mencapai 25 orang."
    )
    figures = extract_facts(clean_text(text, published=PUBLISHED)).figures
    assert [(f.value, f.period_start, f.period_end) for f in figures] == [
        (10, date(2023, 1, 1), date(2023, 5, 31)),
        (12, date(2022, 1, 1), date(2022, 5, 31)),
        (25, date(2023, 1, 1), date(2023, 5, 31)),
    ]


def test_an_empty_text_has_none() -> None:
    assert found_in("") == ()
