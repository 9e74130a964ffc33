"""How old a child is: ages below 18, lists with such an age, days of birth."""

import re
from collections.abc import Iterator
from functools import cache

from extract.exposure.lexicon import Found, exposure_lexicon, is_place, one_of
from models.vocabulary import ExposureKind

_ADULT = 18
_NO_PERSON = ("di bawah", "dibawah", "kelompok", "rentang", "kategori")
_NOT_AGE = "(?:penjara|bui|kurungan|lalu|terakhir)"
_BIRTH = re.compile(
    r"\b(?i:lahir|kelahiran)\s(?:pada\s|tanggal\s|tahun\s|[A-Z][a-z]{2,20},\s){0,3}"
    r"(?P<born>(?:\d{1,2}\s[A-Z][a-z]{2,8}\s)?(?:19|20)\d{2})\b"
)


def ages(text: str) -> Iterator[Found]:
    """Ages of children, alone and in lists; a limit of age (`di bawah 18 tahun`) is none."""
    for start, end in (*_lists(text), *_single(text)):
        yield Found(start, end, ExposureKind.AGE, "age_of_child")
    for match in _BIRTH.finditer(text):
        yield Found(*match.span("born"), ExposureKind.AGE, "birth")


@cache
def _single_patterns() -> tuple[tuple[bool, re.Pattern[str]], ...]:
    """Patterns, and whether the number stands bare behind a name."""
    words = exposure_lexicon()
    number = rf"(?P<age>\d{{1,2}}|{one_of(words.small_numbers)})"
    return (
        (False, re.compile(
            r"\b(?:berusia|berumur|usia|usianya|umur|umurnya)\s(?:sekitar\s|masih\s|baru\s)?"
            rf"{number}(?![\d-]|\sbelas|\spuluh)", re.I)),
        (False, re.compile(
            rf"\b{one_of(words.minors)}\b[^.,;:()]{{0,25}}?\b{number}\s?(?:tahun|thn|th)\b(?!\s{_NOT_AGE})", re.I)),
        (False, re.compile(rf"\b(?:masih|baru)\s{number}\stahun\b(?!\s{_NOT_AGE})", re.I)),
        (True, re.compile(r"\((?P<age>\d{1,2})(?:\s?(?:tahun|thn|th|bulan|bln))?\)", re.I)),
        (True, re.compile(r"(?<=, )(?P<age>1[0-7]|[1-9])(?:\s(?:tahun|thn|th))?(?=,)")),
    )  # fmt: skip


@cache
def _list_patterns() -> tuple[re.Pattern[str], ...]:
    words = exposure_lexicon()
    number = rf"(?:\d{{1,2}}|{one_of(words.small_numbers)})"
    several = rf"(?P<ages>{number}(?:,?\s?(?:dan|hingga|sampai|serta|atau|-|–|,)\s?{number}){{0,8}})"
    years = r"(?:(?:tahun|thn|th)\b)"
    lead = r"\b(?:berusia|berumur|usia|usianya|umur|umurnya)\s(?:antara\s|sekitar\s|masih\s|baru\s)?"
    return (
        re.compile(rf"{lead}{several}(?![\d]|\sbelas|\spuluh)", re.I),
        re.compile(rf"\b{one_of(words.minors)}\b[^.;:()\d]{{0,25}}?{several}\s?{years}(?!\s(?:penjara|lalu))", re.I),
        re.compile(rf"\((?:bukan nama (?:sebenarnya|asli)|nama samaran)\),?\s{several}\s?{years}?", re.I),
    )  # fmt: skip


def _lists(text: str) -> Iterator[tuple[int, int]]:
    """`berusia 14, 15, dan 17 tahun`: where one of several ages is a child's, all of them go."""
    small = exposure_lexicon().small_numbers
    for pattern in _list_patterns():
        for match in pattern.finditer(text):
            printed = match.group("ages").lower()
            digits = [int(number) for number in re.findall(r"\d+", printed)]
            before = text[max(0, match.start() - 12) : match.start("ages")].lower()
            is_statistic = any(word in before for word in _NO_PERSON)
            has_child = any(0 < age < _ADULT for age in digits) or any(word in printed for word in small)
            if has_child and not is_statistic:
                yield match.span("ages")


def _single(text: str) -> Iterator[tuple[int, int]]:
    words = exposure_lexicon().small_numbers
    for is_bare, pattern in _single_patterns():
        for match in pattern.finditer(text):
            printed = match.group("age").lower()
            age = int(printed) if printed.isdigit() else words.index(printed) + 1
            before = text[max(0, match.start("age") - 14) : match.start("age")].lower()
            if not 0 < age < _ADULT or "di bawah" in before or "dibawah" in before:
                continue
            if not is_bare or _follows_name(text, match.start()):
                yield match.span("age")


def _follows_name(text: str, at: int) -> bool:
    """A bare `(16)` or `, 16,` is an age only behind a name or initials, not behind a place or an agency."""
    before = re.search(r"([A-Z][\w.'’]*)\s?,?\s?$", text[max(0, at - 30) : at])
    if before is None:
        return False
    return before.group(1).upper() not in exposure_lexicon().acronyms and not is_place(before.group(1))
