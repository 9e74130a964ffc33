"""Digits that are neither a count nor a date: telephones, plates, file numbers, clock times, articles of a law."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from extract.laws.articles import article_chains
from extract.numbers.words import number_lexicon
from extract.openings import AnchoredPattern
from extract.patterns import any_of
from extract.spans import SpanSet

_BLANK = r"[ \t\u00a0]"
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"]{1,300}|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,100}")
_PHONE = re.compile(
    r"(?<![\w.,/])(?:\+62|\(0\d{2,3}\)|0\d{2,4})[ -]?\d{2,6}(?:[ -]?\d{2,5}){0,3}(?![\w/])(?![.,]\d)",
    re.ASCII,
)
_AREA_CODE = re.compile(r"0(?<![\w.,/]0)\d\d", re.ASCII)
_LONGEST_PART = 40
_PART = rf"[\w.-]{{1,{_LONGEST_PART}}}"
_FILE_TOKEN = re.compile(rf"(?<![\w/.-]){_PART}(?:/{_PART}){{1,12}}")
_WRITTEN_DATE = re.compile(r"\d{1,2}/[A-Za-z]{3,9}/\d{2,4}")
_QUARTER = re.compile(r"(?:I{1,3}|IV)/(?:19|20)\d\d")
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[A-Za-z]")


@cache
def _clock() -> re.Pattern[str]:
    lexicon = number_lexicon()
    duration = rf"(?!{_BLANK}{{1,3}}(?:menit|detik)\b)"  # "6 jam 20 menit"
    time = rf"\d{{1,2}}(?:[.:]{_BLANK}?\d{{2}}){{0,2}}(?![\d/]){duration}"
    until = rf"(?:{_BLANK}{{0,2}}{any_of(lexicon.range_links)}{_BLANK}{{0,2}}{time})?"
    zone = any_of(lexicon.zones)
    return re.compile(
        rf"\b{any_of(lexicon.clock_leads)}{_BLANK}{{1,3}}{time}{until}(?:{_BLANK}{{0,2}}{zone}\b)?"
        rf"|(?<![\w.,]){time}{until}{_BLANK}{{0,2}}{zone}\b"
        r"|(?<![\w.,:])\d{1,2}:\d{2}(?::\d{2})?(?![\w:])",
        re.IGNORECASE,
    )


@cache
def _clock_marks() -> tuple[str, ...]:
    """What every clock time has one of."""
    lexicon = number_lexicon()
    return (":", *lexicon.clock_leads, *lexicon.zones)


@cache
def _serial() -> AnchoredPattern:
    """A lead word and the number that it names; a share (`di angka 71,8 persen`) is a number of its own."""
    leads = any_of(number_lexicon().serial_leads)
    number = r"\(?\d[\w.-]{0,40}(?:/(?!RW)[\w.-]{1,40}){0,8}"
    year = rf"(?:{_BLANK}{{1,3}}(?:tahun|thn|th)\.?{_BLANK}{{1,3}}\d{{4}})?"
    lead = rf"(?<![\w-]){leads}{_BLANK}{{0,2}}:?{_BLANK}{{0,2}}"
    share = rf"(?!\d{{1,3}}(?:,\d{{1,3}})?{_BLANK}{{0,2}}(?:persen|%))"
    return AnchoredPattern(lead + share + number + year, re.IGNORECASE)


@cache
def _plate() -> AnchoredPattern:
    return AnchoredPattern(rf"(?<![\w/-]){any_of(number_lexicon().plates)} \d{{1,4}} [A-Z]{{1,3}}(?![\w-])")


@lru_cache(maxsize=2)  # dates and numbers of an article ask in turn
def code_spans(text: str) -> SpanSet:
    """Spans of telephones, plates, addresses, file numbers, clock times, serials and articles of laws."""
    lowered = text.lower()
    spans = [match.span() for match in _plate().finditer(text)]
    if "+62" in text or _AREA_CODE.search(text):
        spans += [match.span() for match in _PHONE.finditer(text)]
    if any(mark in lowered for mark in ("http", "www.", "@")):
        spans += [match.span() for match in _ADDRESS.finditer(text)]
    spans += [match.span() for match in _slashed(text) if _is_file_number(match.group())]
    if any(mark in lowered for mark in _clock_marks()):
        spans += [match.span() for match in _clock().finditer(text)]
    spans += [match.span() for match in _serial().finditer(text)]
    spans += article_chains(text)
    return SpanSet(spans)


def _slashed(text: str) -> Iterator[re.Match[str]]:
    """Every run of letters and digits with slashes, looked for at the slashes only."""
    position = 0
    while (slash := text.find("/", position)) >= 0:
        match = _FILE_TOKEN.search(text, max(position, slash - _LONGEST_PART))
        if match is None:
            return
        yield match
        position = match.end()


def _is_file_number(token: str) -> bool:
    """`LP-A/03/XI/2024` and `B-412/SETMEN/2023`, not `Rp50.000/orang`, `12/Juni/2023` or `kabupaten/kota`."""
    token = token.rstrip(".-")
    parts = token.split("/")
    lettered = [part for part in parts if _LETTER.search(part)]
    numbered = [part for part in parts if _DIGIT.search(part)]
    if not lettered or not numbered or _WRITTEN_DATE.fullmatch(token) or _QUARTER.fullmatch(token):
        return False
    return len(parts) > 2 or (_LETTER.search(parts[0]) is not None and not parts[0].lower().startswith("rp"))
