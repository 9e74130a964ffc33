"""Where somebody lives or learns: villages, streets, RT and RW, schools and classes."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from extract.exposure.lexicon import WORD, Found, exposure_lexicon, is_title_case, one_of
from extract.openings import AnchoredPattern
from extract.patterns import any_of
from models.vocabulary import ExposureKind

_CLASS = AnchoredPattern(
    r"\b[Kk]elas\s(?:\d{1,2}|[IVX]{1,4}|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas)"
    r"\s(?:SD|SMP|SMA|SMK|MTs|MA)\b"
)
_BEFORE = 40


class _Patterns(NamedTuple):
    chain: AnchoredPattern
    home: re.Pattern[str]
    school: AnchoredPattern


@cache
def _patterns() -> _Patterns:
    words = exposure_lexicon()
    name = r"(?:[A-Z0-9][\w'’-]{0,25})(?:\s(?:[A-Z0-9][\w'’-]{0,25})){0,3}"
    block = r"RT\s?\.?\s?\d{1,3}(?:\s?[/,]?\s?RW\s?\.?\s?\d{1,3})?"
    unit = (
        rf"(?:{any_of(words.address_units)}\s{name}|{block}|RW\s?\.?\s?\d{{1,3}}|[Nn]o(?:mor|\.)\s?\d{{1,4}})"
    )
    return _Patterns(
        chain=AnchoredPattern(rf"(?<![\w-])(?P<first>{unit})(?P<more>(?:\s?,?\s{unit}){{0,5}})"),
        home=re.compile(rf"(?<!\w)(?i:{one_of(words.residence)})\s$"),
        school=AnchoredPattern(
            rf"\b{any_of(words.schools)}\s(?:(?:Negeri|Swasta|Inpres|Islam|Katolik|Kristen)\s?)?"
            rf"(?:\d{{1,3}}|{WORD})(?:\s(?:{WORD}|\d{{1,3}})){{0,3}}"
            rf"|\b(?:SD|SMP|SMA|SMK)\s(?:Negeri|Swasta)\b"
        ),
    )


def addresses(text: str) -> Iterator[Found]:
    """Homes below kabupaten and kota: a unit behind `warga`, or several units together; an office's village stays."""
    patterns, offices = _patterns(), exposure_lexicon().offices
    for match in patterns.chain.finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        if patterns.home.search(before):
            yield Found(*match.span(), ExposureKind.ADDRESS, "address_of_home")
        elif match["more"] or match["first"].startswith("RT"):
            words = before.lower().split()
            if not words or words[-1] not in offices:
                yield Found(*match.span(), ExposureKind.ADDRESS, "address")


def schools(text: str) -> Iterator[Found]:
    """Schools by name, and classes."""
    for match in _CLASS.finditer(text):
        yield Found(*match.span(), ExposureKind.SCHOOL, "class")
    if is_title_case(text):
        return
    for match in _patterns().school.finditer(text):
        yield Found(*match.span(), ExposureKind.SCHOOL, "school")
