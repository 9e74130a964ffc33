"""Where somebody lives or learns: villages, streets, RT and RW, schools and classes."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from extract.exposure.lexicon import WORD, Found, exposure_lexicon, is_title_case, one_of
from models.vocabulary import ExposureKind

_CLASS = re.compile(
    r"\b[Kk]elas\s(?:\d{1,2}|[IVX]{1,4}|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas)"
    r"\s(?:SD|SMP|SMA|SMK|MTs|MA)\b"
)


class _Patterns(NamedTuple):
    at_home: re.Pattern[str]
    chain: re.Pattern[str]
    street: re.Pattern[str]
    school: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    words = exposure_lexicon()
    name = r"(?:[A-Z0-9][\w'’-]{0,25})(?:\s(?:[A-Z0-9][\w'’-]{0,25})){0,3}"
    block = r"RT\s?\.?\s?\d{1,3}(?:\s?[/,]?\s?RW\s?\.?\s?\d{1,3})?"
    unit = rf"(?:{one_of(words.address_units)}\s{name}|{block}|RW\s?\.?\s?\d{{1,3}}|[Nn]omor\s\d{{1,4}})"
    chain = rf"{unit}(?:\s?,?\s{unit}){{0,5}}"
    return _Patterns(
        at_home=re.compile(rf"\b(?i:{one_of(words.residence)})\s(?P<place>{chain})"),
        chain=re.compile(rf"{unit}(?:\s?,?\s{unit}){{1,5}}|\b{block}\b"),
        street=re.compile(rf"\b(?:Jalan|Jl\.?|Jln\.?|Gang|Gg\.?)\s{name}\s(?:[Nn]omor|[Nn]o\.?)\s?\d{{1,4}}"),
        school=re.compile(
            rf"\b{one_of(words.schools)}\s(?:(?:Negeri|Swasta|Inpres|Islam|Katolik|Kristen)\s?)?"
            rf"(?:\d{{1,3}}|{WORD})(?:\s(?:{WORD}|\d{{1,3}})){{0,3}}"
            rf"|\b(?:SD|SMP|SMA|SMK)\s(?:Negeri|Swasta)\b"
        ),
    )


def addresses(text: str) -> Iterator[Found]:
    """Homes below kabupaten and kota; an office's village stays."""
    patterns, offices = _patterns(), exposure_lexicon().offices
    for match in patterns.at_home.finditer(text):
        yield Found(*match.span("place"), ExposureKind.ADDRESS, "address_of_home")
    for pattern in (patterns.chain, patterns.street):
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - 15) : match.start()].lower().split()
            if not before or before[-1] not in offices:
                yield Found(*match.span(), ExposureKind.ADDRESS, "address")


def schools(text: str) -> Iterator[Found]:
    """Schools by name, and classes."""
    for match in _CLASS.finditer(text):
        yield Found(*match.span(), ExposureKind.SCHOOL, "class")
    if is_title_case(text):
        return
    for match in _patterns().school.finditer(text):
        yield Found(*match.span(), ExposureKind.SCHOOL, "school")
