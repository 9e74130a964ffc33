"""Many patterns in one pass: what each is tried on, and that it finds what it finds alone."""

import re

import pytest

from extract.openings import AnchoredPattern, WordScanner, openings
from extract.topics import _words


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [
        (r"\b(?:rapat|sidang) paripurna\b", {"rapat ", "sidang"}),
        (r"\b(?:sk|perda)\b", {"sk", "perda"}),
        (r"\bp-?21\b", {"p-21", "p21"}),
        (r"(?<!anggaran )\bcegah\w*", {"cegah"}),
        (r"\b(?:mem)?bentuk\b|\b[0-3] kasus", {"memben", "bentuk", "0 kasu", "1 kasu", "2 kasu", "3 kasu"}),
        (r"\bkorban(?:nya)? [^.]{0,9}pulang", {"korban"}),
        (r"\bdi(?!rumah) pos", {"di pos"}),
        (r"\btahun (?:[a-z]+ )?lalu", {"tahun "}),
        (r"\b(?:se){0,1}?(?P<word>orang|[Dd]ua)", {"se", "orang", "Dua", "dua"}),
        (r"\bt[ .]p[ .]{1,2}o", {"t p ", "t p.", "t.p ", "t.p."}),
    ],
)
def test_openings_of_a_pattern(pattern: str, letters: set[str]) -> None:
    assert openings(pattern) == letters


@pytest.mark.parametrize("pattern", [r"\b\w+ korban", r"[^.]{0,9}korban", r"\b[.,]?korban", r"\b(?:ke )?"])
def test_a_pattern_that_may_begin_with_anything_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="spell its first letters out"):
        openings(pattern)


def test_the_scanner_finds_what_the_patterns_find_alone() -> None:
    patterns = [r"\b(?:sidang|sidang putusan)\b", r"\bputusan\b", r"\bkorban [^.\n]{0,20}korban\b"]
    text = "sidang putusan dan pra-sidang: korban dan korban, korban lagi korban. putusannya, sidang"
    found = [(index, match.span()) for index, match in WordScanner(patterns).matches(text)]
    for index, pattern in enumerate(patterns):
        alone = [match.span() for match in re.finditer(pattern, text)]
        assert [span for one, span in found if one == index] == alone


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?<!\w)(?:seorang|satu orang)(?!\w)",
        r"\bKota [A-Z]\w+",
        r"(?<![^\W\d])(?:rb|jt|istri)\b",
        r"\b(?:ke )?kota\b",
    ],
)
def test_an_anchored_pattern_finds_what_it_finds_alone(pattern: str) -> None:
    text = (
        "Seorang ibu, seorang-orang; 20rb, 5 jt dan 3jt. Ke Kota Kupang, ke kota. İSTRI, \u0131stri, "
        "satu  orang. Satu orang"
    )
    for flags in (0, re.IGNORECASE):
        alone = [match.span() for match in re.finditer(pattern, text, flags)]
        anchored = AnchoredPattern(pattern, flags)
        assert [match.span() for match in anchored.finditer(text)] == alone
        inside = [match.span() for match in anchored.finditer(text, 10, 60)]
        assert inside == [match.span() for match in re.compile(pattern, flags).finditer(text, 10, 60)]
        assert (anchored.search(text) is not None) == bool(alone)


def test_the_topics_patterns_can_be_scanned() -> None:
    assert len(_words().kinds) == 10
