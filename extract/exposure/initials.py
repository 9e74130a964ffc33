"""Initials of people: `JS (33)`, `berinisial HR, DD, dan SP`, and every later place where they stand."""

import re
from collections.abc import Iterator
from functools import cache

from extract.exposure.lexicon import AGE, INITIALS, Found, exposure_lexicon, one_of
from models.vocabulary import ExposureKind


@cache
def _certain() -> tuple[re.Pattern[str], ...]:
    """Initials that their surroundings give away, whatever the letters."""
    one = rf"{INITIALS}(?:\s?\({AGE}\))?"
    more = rf"{one}(?:(?:\s?,\s?|\s)(?:dan\s|serta\s|atau\s|&\s)?{one}(?![\w]))*"
    return (
        re.compile(rf"\b(?:ber)?inisi?al\s(?:nama\s)?[\"“'‘]?(?P<who>{more})(?![\w])"),
        re.compile(rf"\b(?P<who>(?:[A-Z]{{1,2}}|(?:[A-Z]\.\s?){{1,3}}[A-Z]?)\s?\({AGE}\))"),
        re.compile(
            r"\b(?P<who>[A-Z]{1,2},\s(?:berusia\s|umur\s)?(?:\d{1,2}\s?(?:tahun|thn|th)\b|\d{1,2}(?=,)))"
        ),
    )


@cache
def _likely() -> tuple[re.Pattern[str], ...]:
    """Capitals that are initials unless they are a known acronym."""
    roles = one_of(exposure_lexicon().roles)
    return (
        re.compile(rf"\b(?P<who>[A-Z]{{3,4}}\s?\({AGE}\))"),
        re.compile(r"\b(?P<who>[A-Z]{3,4},\s(?:berusia\s|umur\s)?\d{1,2}\s?(?:tahun|thn|th)\b)"),
        re.compile(
            rf"\b(?i:{roles})\s(?P<who>[A-Z]{{2,3}}(?:(?:,\s?|\s)(?:dan\s|serta\s)?[A-Z]{{2,3}}\b)*)\b(?!\s[A-Z])"
        ),
        re.compile(rf"\b(?i:{roles})(?:\s[a-z]{{3,12}})?,\s(?P<who>[A-Z]{{2,4}})(?=,)"),
        # Two capitals by themselves, in running text, are hardly ever anything else.
        re.compile(
            r"(?:^|(?<=[\n\s(“\"]))(?P<who>[A-Z]{2})(?=\s[a-z]|,\s[a-z]|\.(?:\s|$)|,?\s(?:dan|serta)\b)"
        ),
    )


def initials(text: str) -> Iterator[Found]:
    """Initials where they are introduced, then again wherever they stand."""
    acronyms = exposure_lexicon().acronyms
    known: set[str] = set()
    for pattern in (*_certain(), *_likely()):
        is_certain = pattern in _certain()
        for match in pattern.finditer(text):
            tokens = [m.group() for m in re.finditer(r"\b[A-Z]{1,4}\b", match.group("who"))]
            unknown = [token for token in tokens if token not in acronyms]
            known.update(token for token in unknown if len(token) > 1)
            if is_certain or unknown:
                yield Found(*match.span("who"), ExposureKind.INITIALS, "initials")
    if known:
        again = re.compile(rf"(?<![\w.@])(?:[A-Z]{{2,4}})(?![a-z])(?:\s?\({AGE}\))?(?![\w/])")
        for match in again.finditer(text):
            if match.group().split("(")[0].strip() in known:
                yield Found(*match.span(), ExposureKind.INITIALS, "initials_again")
