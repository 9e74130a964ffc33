"""Where somebody lives, learns or works: villages, streets, RT and RW, schools, classes, shops."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from extract.exposure.lexicon import Found, exposure_lexicon, is_place, one_of
from extract.exposure.ordinary import places
from extract.openings import AnchoredPattern
from extract.patterns import any_of
from models.vocabulary import ExposureKind

_CLASS = re.compile(
    r"\b[Kk]elas\s(?:\d{1,2}|[IVX]{1,4}|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas)"
    r"\s(?=(?:SD|SMP|SMA|SMK|MTs|MI|MA)(?:N|IT|K)?\b)(?:(?:SD|SMP|SMA|SMK|MTs|MI|MA)\b)?"
)
_ROOM = re.compile(
    r"\b[Kk]amar\s(?:[Nn]o(?:mor|\.)\s?)?\d{1,4},?\s(?:di\s|sebuah\s|lantai\s\d{1,2}\s)*"
    r"(?P<name>[A-Z][\w'’-]{2,20}(?:\s[A-Z][\w'’-]{1,20}){1,3})"
)
"""A house and the number of a room in it: where somebody was found."""
_BEFORE = 40
_WORD = r"[A-Z0-9][\w'’/-]{0,25}"
_NAME = rf"{_WORD}(?:\s{_WORD}){{0,3}}"
_SHORTEST_HOME = 4


class _Patterns(NamedTuple):
    chain: AnchoredPattern
    home: re.Pattern[str]
    kin: re.Pattern[str]
    preposition: re.Pattern[str]
    office: re.Pattern[str]
    unit: re.Pattern[str]
    school: AnchoredPattern
    pupil: AnchoredPattern
    work: AnchoredPattern


@cache
def _patterns() -> _Patterns:
    words = exposure_lexicon()
    rt = r"RT\s?[./]?\s?\d{1,3}(?:\s?[/,]?\s?(?:dan\s)?RW\s?[./]?\s?\d{1,3})?"
    number = r"[Nn]o(?:mor|\.)\s?\d{1,4}[A-Z]?"
    name = rf"{_WORD}(?:\s(?!{any_of(words.address_units)}(?!\w)|RT\b|RW\b|No\b){_WORD}){{0,3}}"
    unit = rf"(?:{any_of(words.address_units)}\s?{name}|{rt}|RW\s?[./]?\s?\d{{1,3}}|{number})"
    where = rf"[\"“'‘]?(?P<name>{_NAME})"
    return _Patterns(
        chain=AnchoredPattern(rf"(?<![\w-])(?P<first>{unit})(?P<more>(?:\s?,?\s{unit}){{0,6}})"),
        home=re.compile(rf"(?<!\w)(?i:{one_of(words.residence)})\s$"),
        kin=re.compile(
            rf"\b(?:(?i:{one_of(words.kin)})(?:\sdari)?|(?i:mantan|eks|bekas))\s(?:(?i:kepala|sekretaris|pj)\s){{1,2}}$"
        ),
        preposition=re.compile(rf"(?<!\w)(?i:{one_of(words.prepositions)})\s$"),
        office=re.compile(rf"(?<!\w)(?i:{one_of(words.offices)})\s(?:[\w.]{{1,20}}\s){{0,4}}(?:di\s)?$"),
        unit=re.compile(rf"{any_of(words.address_units)}\s?|RT\b|RW\b|[Nn]o(?:mor|\.)"),
        school=AnchoredPattern(
            rf"\b{any_of((*words.schools, *(school.upper() for school in words.schools)))}\s"
            rf"(?:(?i:Negeri|Swasta|Inpres|Islam|Katolik|Kristen)\s?)?"
            rf"(?:(?P<number>\d{{1,3}})|[A-Z][\w'’-]{{1,20}})(?:\s(?:[A-Z][\w'’-]{{1,20}}|\d{{1,3}})){{0,3}}"
            rf"|\b(?:SD|SMP|SMA|SMK)\s(?i:Negeri|Swasta)\b"
        ),
        pupil=AnchoredPattern(
            rf"\b(?i:{any_of(words.pupils)})\s(?:berinisial\s[A-Z.]{{1,6}}\s(?:\(\d{{1,2}}\)\s)?)?(?:di\s|dari\s|pada\s|asal\s)?(?=[A-Z]){where}"
        ),
        work=AnchoredPattern(
            rf"\b(?i:{any_of(words.works)})\s(?:(?!di\s)[a-z]{{2,15}}\s){{0,4}}(?:di\s|(?=PT\b|CV\b|UD\b))(?=[A-Z]){where}"
        ),
    )


def addresses(text: str) -> Iterator[Found]:
    """Homes below kabupaten and kota: a unit behind `di`, `dari` or `warga`, or several together; an office's stays."""
    for match, rule in _chains(text):
        if rule is not None:
            yield Found(*match.span(), ExposureKind.ADDRESS, rule)


def office_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where offices are: `Kantor X di Jalan Y`, `Kepala Desa Z`."""
    return (match.span() for match, rule in _chains(text) if rule is None)


@lru_cache(maxsize=4)  # a text's homes are asked for, then its offices
def _chains(text: str) -> tuple[tuple[re.Match[str], str | None], ...]:
    """Units of an address with the rule that makes them a home; without one those of offices."""
    return tuple(_read_chains(text))


def _read_chains(text: str) -> Iterator[tuple[re.Match[str], str | None]]:
    patterns = _patterns()
    for match in patterns.chain.finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        if patterns.home.search(before) or patterns.kin.search(before):
            yield match, "address_of_home"
        elif patterns.office.search(before):
            yield match, None
        elif match["more"] or match["first"].startswith("RT") or patterns.preposition.search(before):
            yield match, "address"


def homes_again(text: str, private: Iterable[Found]) -> list[Found]:
    """Later and earlier places of a village or street that is somebody's home, in an office's title too."""
    names = {
        name for found in private if found.kind is ExposureKind.ADDRESS for name in _homes_in(text, found)
    }
    if not names:
        return []
    again = re.compile(rf"(?<![\w-]){one_of(names)}(?![\w-])")
    return [Found(*match.span(), ExposureKind.ADDRESS, "address_again") for match in again.finditer(text)]


def _homes_in(text: str, found: Found) -> Iterator[str]:
    """Names of the units; where no home is meant, without the kecamatan, which offices are named by."""
    units = list(_patterns().unit.finditer(text, found.start, found.end))
    ends = [*(unit.start() for unit in units[1:]), found.end]
    for unit, end in zip(units, ends, strict=False):  # a place of work has no unit
        name = text[unit.end() : end].strip(" ,./")
        is_wide = unit.group().strip(" .").lower() in exposure_lexicon().wide_units
        if is_wide and found.rule != "address_of_home":
            continue
        if len(name) >= _SHORTEST_HOME and not any(map(str.isdigit, name)) and not is_place(name):
            yield name


def schools(text: str) -> Iterator[Found]:
    """Schools by name, classes, and where somebody studies or works."""
    for match in _CLASS.finditer(text):
        yield Found(*match.span(), ExposureKind.SCHOOL, "class")
    patterns = _patterns()
    for match in patterns.school.finditer(text):
        yield Found(*match.span(), ExposureKind.SCHOOL, "school")
    for match in patterns.pupil.finditer(text):
        if _is_venue(match["name"]):
            yield Found(*match.span("name"), ExposureKind.SCHOOL, "pupil")
    for match in patterns.work.finditer(text):
        if _is_venue(match["name"]):
            yield Found(*match.span("name"), ExposureKind.ADDRESS, "work")
    for match in _ROOM.finditer(text):
        yield Found(*match.span("name"), ExposureKind.ADDRESS, "room")


def _is_venue(name: str) -> bool:
    """A house by name: neither a region or country nor a kind of school alone."""
    return len(name.split()) > 1 and not is_place(name) and name.lower() not in places()
