"""Numbers and accounts that lead to a person: identity, passport, plate, report, telephone, social media."""

import re
from collections.abc import Iterator
from functools import cache

from extract.exposure.lexicon import Found, exposure_lexicon, one_of
from models.vocabulary import ExposureKind

_LONG = re.compile(r"\d{5}")
# Each with a sign that its match cannot lack and that is found faster.
_NUMBERS = (
    ("identity", _LONG, re.compile(r"(?<!\d)\d{16}(?!\d)")),
    ("passport", _LONG, re.compile(r"\b[ABCEXY]\s?\d{7}\b")),
    ("document", _LONG, re.compile(r"(?<![\w/.-])[A-Z]{1,2}\s?\d{6,8}\b")),
    ("account", _LONG, re.compile(r"(?<![\d.,/-])(?:\d{10,15}|\d{3,6}(?:-\d{1,6}){2,6})(?![\d.,/-]*\d)")),
    ("court", re.compile(r"\d/Pid"), re.compile(r"\b\d{1,5}/Pid[\w.-]*/\d{4}(?:/P[NT]\s?[\w.]+)?")),
    (
        "report",
        re.compile(r"[PLI](?:[-/][A-Z]{1,5}){0,3}\s?/"),
        re.compile(
            r"\b(?:STTLP|STPLP|STPL|LP|LI|TBL)(?:[-/][A-Z]{1,5}){0,3}\s?/\s?[A-Z]?/?\s?\d[\w./-]{2,80}(?:\s[A-Z]{3,20}\b){0,3}"
        ),
    ),
    (
        "plate",
        re.compile(r"\d{2,4}\s[A-Z]{1,3}\b"),
        re.compile(
            r"\b(?!UU|PP|KM|RT|RW|NO|RP|KUHP|US|NTT|NTB|KRI|KMP|MV)[A-Z]{1,2}\s\d{2,4}\s[A-Z]{1,3}\b(?!\s?\d)"
        ),
    ),
    (
        "mobile",
        re.compile(r"(?:0|62[\s-]?)8\d"),
        re.compile(r"(?<![\d.,])(?:\+?62[\s-]?|0)8\d{1,3}(?:[\s.-]?\d{2,5}){2,3}(?!\d|,\d)"),
    ),
    (
        "abroad",
        re.compile(r"\+\d"),
        re.compile(r"(?<![\d.,])\+\d{1,3}(?:[\s.-]?\d{2,5}){2,5}(?!\d|,\d)"),
    ),
    (
        "telephone",
        _LONG,
        re.compile(r"(?<![\d.,])\(?0\d{2,3}\)?[\s-]\d{5,8}(?!\d)"),
    ),
)
_SIGNS = frozenset(sign for _, sign, _ in _NUMBERS)
_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z0-9_](?:[\w.]{1,28}\w)")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?![\w.-]{0,60}\.go\.id)[\w-]{1,60}(?:\.[\w-]{1,20}){1,4}")


def numbers(text: str) -> Iterator[Found]:
    """Numbers, but not the lines that the public may call."""
    hotlines = exposure_lexicon().hotlines
    signs = {sign for sign in _SIGNS if sign.search(text)}
    for name, sign, pattern in _NUMBERS:
        for match in pattern.finditer(text) if sign in signs else ():
            if re.sub(r"\D", "", match.group()) not in hotlines:
                yield Found(*match.span(), ExposureKind.NUMBER, f"number_{name}")


def handles(text: str) -> Iterator[Found]:
    """Names of accounts, and mail addresses outside the government's."""
    for pattern in (_HANDLE, _MAIL) if "@" in text else ():
        for match in pattern.finditer(text):
            yield Found(*match.span(), ExposureKind.HANDLE, "handle")
    for match in _account().finditer(text) if "kun" in text else ():
        yield Found(*match.span("who"), ExposureKind.HANDLE, "account")


@cache
def _account() -> re.Pattern[str]:
    name = r"(?:[A-Z][\w.]{0,25}\w(?:\s[A-Z][\w.]{0,25}\w){0,2}|[\w.]{1,25}\d\w{0,10})"
    return re.compile(
        rf"\b[Aa]kun\s(?:media\ssosial\s|medsos\s)?{one_of(exposure_lexicon().accounts)}\s"
        rf"(?:bernama\s|dengan\snama\s|atas\snama\s|milik\s)?[\"“'‘]?(?P<who>{name})(?![\w@])"
    )
