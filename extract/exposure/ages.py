"""How old a child is: ages below 18, lists with such an age, days of birth."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from extract.exposure.lexicon import Found, exposure_lexicon, is_place, one_of
from extract.openings import AnchoredPattern
from extract.patterns import any_of
from extract.spans import lowered
from models.vocabulary import ExposureKind

_ADULT = 18
_TERM = re.compile(r"hukum|vonis|tuntut|penjara|pidana|kurung|selama|dakwa|ancam")
_NO_PERSON = ("di bawah", "dibawah", "kelompok", "rentang", "kategori")
_BEFORE = 45
_LIMIT_BEFORE = 20
_DIGITS = re.compile(r"\d+")
_NAMED = re.compile(r"([A-Z][\w.'’]*)\s?,?\s?$")
_YEARS = r"(?:tahun|thn|th)\b"
_BEHIND = re.compile(
    r"[\"”'’]?(?:,?\s?\((?:(?:L|P|[a-z-]{4,10})\s?[,/]\s?)?(?:usia\s|umur\s|berusia\s|berumur\s)?(?=\d{1,2}\s?(?:[,)]|"
    + _YEARS
    + r"))"
    r"|,?\s(?:yang\s)?(?:masih\s)?(?:berusia|berumur|usia|umur|usianya|umurnya)\s(?:sekitar\s)?"
    r"|,\s(?=\d{1,2}(?:\s" + _YEARS + r"|,(?!\d)))"
    r"|\s?/\s?)(?P<age>\d{1,2})\b"
)
_BIRTH = AnchoredPattern(
    r"\b(?i:lahir|kelahiran)\s(?:pada\s|tanggal\s|tahun\s|[A-Z][a-z]{2,20},\s){0,3}"
    r"(?P<born>(?:\d{1,2}\s[A-Z][a-z]{2,8}\s)?(?:19|20)\d{2})\b"
)


def ages(text: str) -> Iterator[Found]:
    """Ages of children, alone and in lists; a limit of age (`di bawah 18 tahun`) is none."""
    for start, end in _ages(text):
        yield Found(start, end, ExposureKind.AGE, "age_of_child")
    for match in _BIRTH.finditer(text):
        yield Found(*match.span("born"), ExposureKind.AGE, "birth")


def ages_of(text: str, people: Iterable[Found]) -> Iterator[Found]:
    """Ages of whatever years that stand behind the name or the initials of somebody: `(45)`, `, 27 tahun`, `/19`."""
    for person in people:
        age = _BEHIND.match(text, person.end)
        if age is not None:
            yield Found(*age.span("age"), ExposureKind.AGE, "age_of_named")


class _Pattern(NamedTuple):
    needs: tuple[str, ...]
    """Letters of which some must stand in the text: a cheap question before a dear one."""
    pattern: re.Pattern[str] | AnchoredPattern
    """Matched on the text in lower case."""
    before: re.Pattern[str] | None = None
    """What must stand before the match, where the match alone may be anything."""
    is_bare: bool = False
    """True for a number alone, which is an age only behind a name."""


@cache
def _patterns() -> tuple[_Pattern, ...]:
    words = exposure_lexicon()
    number = rf"(?:\d{{1,2}}|{any_of(words.small_numbers)})"
    several = rf"(?P<ages>{number}(?:,?\s?(?:dan|hingga|sampai|serta|atau|-|–|,)\s?{number}){{0,8}})"
    years = r"\s?(?:tahun|thn|th)\b"
    lead = (
        r"\b(?:berusia|berumur|usia|usianya|umur|umurnya|genap|menginjak)\s"
        r"(?:antara\s|sekitar\s|masih\s|baru\s|belum\s|genap\s){0,2}"
    )
    minor = re.compile(
        rf"(?:\b{one_of(words.minors)}\b[^.;:()\d]{{0,25}}|\b(?:masih|baru)\s)$", re.IGNORECASE
    )
    return (
        _Pattern(
            ("usia", "umur", "genap", "injak"), AnchoredPattern(rf"{lead}{several}(?![\d]|\sbelas|\spuluh)")
        ),
        _Pattern(
            (*words.minors, "masih", "baru"),
            re.compile(rf"\b{several}{years}(?!\s(?:penjara|bui|kurungan|lalu|terakhir))"),
            before=minor,
        ),
        _Pattern(
            ("satu", "dua", "tiga", "seorang", "lainnya", "sisanya"),
            AnchoredPattern(
                rf"\b(?:satu|dua|tiga|seorang|lainnya|sisanya)\s(?:orang\s)?{several}{years}(?!\s(?:penjara|bui|kurungan))"
            ),
            before=re.compile(r"(?:\bdan|\bserta|,)\s$"),
        ),
        _Pattern(
            ("usia", "umur"),
            AnchoredPattern(
                rf"\b(?:usia|usianya|umur|umurnya)(?:\s[a-z]{{3,12}}){{1,3}}:?\s{several}{years}"
            ),
        ),
        _Pattern(
            ("nama",),
            re.compile(
                rf"\((?:bukan nama (?:sebenarnya|asli|aslinya)|nama (?:samaran|disamarkan))\),?\s{several}"
            ),
        ),
        _Pattern(
            ("(",),
            re.compile(rf"\((?P<ages>\d{{1,2}})(?:{years})?\)"),
            before=re.compile(rf"\b{one_of(words.minors)}\b(?:\s[a-z]{{3,12}}){{0,2}}\s$", re.IGNORECASE),
        ),
        _Pattern(
            ("(",), re.compile(r"\((?P<ages>\d{1,2})(?:\s?(?:tahun|thn|th|bulan|bln))?\)"), is_bare=True
        ),
        _Pattern((",",), re.compile(r", (?P<ages>1[0-7]|[1-9])(?:\s(?:tahun|thn|th))?(?=,)"), is_bare=True),
    )


def _ages(text: str) -> Iterator[tuple[int, int]]:
    """`berusia 14, 15, dan 17 tahun`: where one of several ages is a child's, all of them go."""
    low = lowered(text)
    for needs, pattern, before, is_bare in _patterns():
        if not any(letters in low for letters in needs):
            continue
        found = pattern.finditer(low) if isinstance(pattern, re.Pattern) else pattern.finditer_lowered(text)
        for match in found:
            start, end = match.span("ages")
            if not _is_childs(match.group("ages")) or _is_limit(text, start):
                continue
            if before is not None and not before.search(text, max(0, match.start() - _BEFORE), match.start()):
                continue
            if not is_bare or _follows_name(text, start if text[match.start()] == "," else match.start()):
                yield start, end


def _is_childs(printed: str) -> bool:
    digits = [int(number) for number in _DIGITS.findall(printed)]
    return any(0 < age < _ADULT for age in digits) or any(
        word in printed for word in exposure_lexicon().small_numbers
    )


def _is_limit(text: str, at: int) -> bool:
    before = text[max(0, at - _LIMIT_BEFORE) : at].lower()
    return any(word in before for word in _NO_PERSON) or _TERM.search(before) is not None


def _follows_name(text: str, at: int) -> bool:
    """A bare `(16)` or `, 16,` is an age only behind a name or initials, not behind a place or an agency."""
    before = _NAMED.search(text[max(0, at - 30) : at])
    if before is None:
        return False
    return before.group(1).upper() not in exposure_lexicon().acronyms and not is_place(before.group(1))
