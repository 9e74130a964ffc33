"""The address of a search and what it asks: every part of a search stands in the address, under a plain name.

kind q since until region agency organization agency_type official topic unit speech reviewed source all
sort limit after before
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from desk.navigation import marked
from desk.refusals import Refusal
from extract.regions.gazetteer import gazetteer, is_province
from models.listing import Kind, Sort
from models.vocabulary import AgencyType, FigureTopic, FigureUnit, StatementKind, Topic
from storage.filters import Filters
from storage.listing import APPLIES, LARGEST_PAGE, SORTS, Question
from storage.types import LARGEST_KEY

C = TypeVar("C", bound=StrEnum)

LONGEST_WORDS = 1000
PAGE = 20
"""Rows of a page."""
_LONGEST_VALUE = 200
_PAGES = ("after", "before")
_YES, _NO = "yes", "no"

FIELDS: dict[str, str] = {
    "since": "since",
    "until": "until",
    "region": "region",
    "agency": "agency",
    "organization": "agency_id",
    "agency_type": "agency_type",
    "official": "official",
    "topic": "topic",
    "unit": "unit",
    "speech": "speech",
    "reviewed": "is_reviewed",
    "source": "source",
    "all": "relevant_only",
}
"""Filter by the name that it has in the address."""
NAMES = {field: name for name, field in FIELDS.items()} | {"person_id": "official"}
"""The other way round."""


@dataclass(frozen=True)
class Search:
    """A search as its address says it."""

    given: Mapping[str, str]
    """The parts that are there, as they were given, without empty ones."""
    question: Question

    def address(self, **changes: object) -> str:
        """What stands behind the ? of the address of another search: a part that is null is left out.

        It begins at the first page unless the changes say where.
        """
        parts = {name: value for name, value in self.given.items() if name not in _PAGES}
        for name, value in changes.items():
            parts.pop(name, None)
            if value is not None:
                parts[name] = str(value)
        return urlencode([(name, parts[name]) for name in PARTS if name in parts])

    def applies(self, name: str) -> bool:
        """Whether a filter says anything about what is listed."""
        return FIELDS.get(name, name) in APPLIES[self.question.kind] or name not in FIELDS


PARTS = ("kind", "q", *FIELDS, "sort", "limit", *_PAGES)
"""All parts of an address, in their order."""


def given_parts(parameters: Mapping[str, str]) -> dict[str, str]:
    """The parts of a search among the parameters of a request: none that is empty, each on one line."""
    found = {name: " ".join(parameters.get(name, "").split()) for name in PARTS}
    return {name: value for name, value in found.items() if value}


def read_search(parameters: Mapping[str, str], *, only_public: bool) -> Search:
    """The search that an address asks for. Raises PantauError with one sentence for what cannot be read."""
    given = given_parts(parameters)
    for name, value in given.items():
        if len(value) > (LONGEST_WORDS if name in ("q", *_PAGES) else _LONGEST_VALUE):
            raise Refusal(marked("%(name)s terlalu panjang: persingkat isinya."), name=name)
    filters = _filters(given, only_public)
    kind, sort, limit = (
        _code(given, "kind", Kind) or Kind.STATEMENTS,
        _code(given, "sort", Sort),
        _limit(given),
    )
    if sort is not None and sort not in SORTS[kind]:
        raise _unknown("sort", sort, SORTS[kind])
    if sort is Sort.VALUE and filters.unit is None:
        raise Refusal(marked("Angka bersatuan berbeda tidak dapat diurutkan: pilih satuannya dulu."))
    marks = {name: given.get(name) for name in _PAGES}
    return Search(given, Question(kind, given.get("q"), filters, sort, limit, **marks))


def _filters(given: Mapping[str, str], only_public: bool) -> Filters:
    since, until = _day(given, "since"), _day(given, "until")
    if since and until and since > until:
        raise Refusal(
            marked("%(since)s sesudah %(until)s: tukar keduanya."), since=str(since), until=str(until)
        )
    official = given.get("official")
    is_person = official is not None and official.isdecimal()
    return Filters(
        since=since,
        until=until,
        region=_region(given.get("region")),
        agency=given.get("agency"),
        agency_id=_number(given, "organization"),
        agency_type=_code(given, "agency_type", AgencyType),
        official=None if is_person else official,
        person_id=_number(given, "official") if is_person else None,
        topic=_topic(given),
        unit=_code(given, "unit", FigureUnit),
        speech=_code(given, "speech", StatementKind),
        is_reviewed=_yes_or_no(given, "reviewed"),
        source=given.get("source"),
        relevant_only=not _yes_or_no(given, "all"),
        only_public=only_public,
    )


def _day(given: Mapping[str, str], name: str) -> date | None:
    text = given.get(name)
    if text is None:
        return None
    try:
        if len(text) == 4 and text.isascii() and text.isdecimal():
            return date(int(text), 1, 1) if name == "since" else date(int(text), 12, 31)
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal(
            marked("Tanggal %(text)s tidak ada: tulis seperti 2024-01-31, atau tahunnya saja."), text=text
        ) from error


def _region(text: str | None) -> str | None:
    """The code of a region by its code or name."""
    if text is None:
        return None
    table = gazetteer()
    if text in table.regions or text == "ID":
        return text
    found = table.find(text)
    provinces = [region for region in found if is_province(region.code)]
    if provinces or len(found) == 1:
        return (provinces or found)[0].code
    if found:
        choices = ", ".join(f"{region.name} ({region.code})" for region in found[:5])
        raise Refusal(
            marked("%(text)s dapat berarti %(choices)s: pilih salah satu."), text=text, choices=choices
        )
    raise Refusal(
        marked("%(text)s bukan provinsi, kabupaten atau kota yang dikenal: periksa ejaannya."), text=text
    )


def _topic(given: Mapping[str, str]) -> str | None:
    text = given.get("topic")
    if text is not None and text not in {*Topic, *FigureTopic}:
        raise _unknown("topic", text, [*Topic, *FigureTopic])
    return text


def _code(given: Mapping[str, str], name: str, vocabulary: type[C]) -> C | None:
    text = given.get(name)
    if text is None:
        return None
    if text not in set(vocabulary):
        raise _unknown(name, text, vocabulary)
    return vocabulary(text)


def _yes_or_no(given: Mapping[str, str], name: str) -> bool | None:
    text = given.get(name)
    if text not in {None, _YES, _NO}:
        raise _unknown(name, str(text), (_YES, _NO))
    return None if text is None else text == _YES


def _number(given: Mapping[str, str], name: str) -> int | None:
    text = given.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 10 and 0 < int(text) <= LARGEST_KEY):
        raise Refusal(marked("%(name)s %(text)s bukan nomor: tulis angka saja."), name=name, text=text)
    return int(text)


def _limit(given: Mapping[str, str]) -> int:
    number = _number(given, "limit") or PAGE
    if number > LARGEST_PAGE:
        raise Refusal(
            marked(
                "Satu halaman memuat paling banyak %(most)s baris: minta lebih sedikit, atau unduh semuanya."
            ),
            most=str(LARGEST_PAGE),
        )
    return number


def _unknown(name: str, text: str, known: Any) -> Refusal:
    choices = ", ".join(dict.fromkeys(map(str, known)))
    return Refusal(
        marked("%(name)s %(text)s tidak dikenal: pilih salah satu dari %(choices)s."),
        name=name,
        text=text,
        choices=choices,
    )
