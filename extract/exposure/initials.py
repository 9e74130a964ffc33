"""Initials of people: `JS (33)`, `berinisial HR, DD, dan SP`, and every later place where they stand."""

import re
from collections.abc import Iterator
from functools import cache

from extract.exposure.lexicon import AGE, INITIALS, Found, exposure_lexicon, one_of
from models.vocabulary import ExposureKind

_AGED = re.compile(r"\(\d{1,2}\s?[)t]")
_LISTED = re.compile(r"[A-Z],\s(?:berusia\s|umur\s)?\d")
_NAMED = re.compile(r"inisi?al")


@cache
def _certain() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """Initials that their surroundings give away, whatever the letters; before each, what its match cannot lack."""
    one = rf"{INITIALS}(?:\s?\({AGE}\))?"
    more = rf"{one}(?:(?:\s?,\s?|\s)(?:dan\s|serta\s|atau\s|&\s)?{one}(?![\w]))*"
    return (
        (_NAMED, re.compile(rf"\b(?:ber)?inisi?al\s(?:nama\s)?[\"“'‘]?(?P<who>{more})(?![\w])")),
        (_AGED, re.compile(rf"\b(?P<who>(?:[A-Z]{{1,2}}|(?:[A-Z]\.\s?){{1,3}}[A-Z]?)\s?\({AGE}\))")),
        (_LISTED, re.compile(
            r"\b(?P<who>[A-Z]{1,2},\s(?:berusia\s|umur\s)?(?:\d{1,2}\s?(?:tahun|thn|th)\b|\d{1,2}(?=,)))"
        )),
    )  # fmt: skip


_LIKELY = (
    (_AGED, re.compile(rf"\b(?P<who>[A-Z]{{3,4}}\s?\({AGE}\))")),
    (_LISTED, re.compile(r"\b(?P<who>[A-Z]{3,4},\s(?:berusia\s|umur\s)?\d{1,2}\s?(?:tahun|thn|th)\b)")),
)
# Two capitals by themselves, in running text, are hardly ever anything else.
_PAIR = re.compile(r"(?P<who>[A-Z](?<![^\s(“\"].)[A-Z])(?=\s[a-z]|,\s[a-z]|\.(?:\s|$)|,?\s(?:dan|serta)\b)")
_BEHIND_ROLE = re.compile(
    r"(?P<who>[A-Z](?<=\s.)[A-Z]{1,2}(?:(?:,\s?|\s)(?:dan\s|serta\s)?[A-Z]{2,3}\b)*)\b(?!\s[A-Z])"
)
_APPOSED = re.compile(r"(?P<who>[A-Z](?<=,\s.)[A-Z]{1,3})(?=,)")
_BEFORE = 45
_TOKEN = re.compile(r"\b[A-Z]{1,4}\b")
_AGAIN = re.compile(rf"(?<![\w.@])[A-Z]{{2,4}}(?![a-z])(?:\s?\({AGE}\))?(?![\w/])")


@cache
def _roles() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A role directly before; a role, perhaps with a word, and a comma before."""
    roles = one_of(exposure_lexicon().roles)
    return (
        re.compile(rf"\b{roles}\s$", re.IGNORECASE),
        re.compile(rf"\b{roles}(?:\s[a-z]{{3,12}})?,\s$", re.IGNORECASE),
    )


def _likely(text: str) -> Iterator[re.Match[str]]:
    """Capitals that are initials unless they are a known acronym."""
    for sign, pattern in _LIKELY:
        if sign.search(text):
            yield from pattern.finditer(text)
    yield from _PAIR.finditer(text)
    for pattern, role in zip((_BEHIND_ROLE, _APPOSED), _roles(), strict=True):
        for match in pattern.finditer(text):
            if role.search(text, max(0, match.start() - _BEFORE), match.start()):
                yield match


def initials(text: str) -> Iterator[Found]:
    """Initials where they are introduced, then again wherever they stand."""
    acronyms = exposure_lexicon().acronyms
    known: set[str] = set()
    certain = [match for sign, pattern in _certain() if sign.search(text) for match in pattern.finditer(text)]
    for index, match in enumerate((*certain, *_likely(text))):
        tokens = [token.group() for token in _TOKEN.finditer(match.group("who"))]
        unknown = [token for token in tokens if token not in acronyms]
        known.update(token for token in unknown if len(token) > 1)
        if index < len(certain) or unknown:
            yield Found(*match.span("who"), ExposureKind.INITIALS, "initials")
    if known:
        for match in _AGAIN.finditer(text):
            if match.group().split("(")[0].strip() in known:
                yield Found(*match.span(), ExposureKind.INITIALS, "initials_again")
