"""The search: five lists, one box, filters, counts by value. The address of a page is the whole search."""

from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from desk.database import Snapshot
from desk.language import language_of, translations
from desk.marks import Piece, marked_pieces
from desk.navigation import marked
from desk.reader import reader_of
from desk.refusals import in_words
from desk.rendering import render
from desk.searching import FIELDS, NAMES, PARTS, Search, given_parts, read_search
from desk.shown import seen
from desk.words import Translate, word
from extract.regions.gazetteer import COUNTRY, gazetteer, is_province
from models.base import Record
from models.errors import PantauError
from models.listing import Kind, Listing, Sort, Total
from models.vocabulary import AgencyType, FigureTopic, FigureUnit, StatementKind, Topic
from storage.listing import SORTS, Question, count_facets, count_rows_of, list_page
from storage.search.language import Field
from storage.search.rows import is_complete

router = APIRouter()

KINDS = {
    Kind.STATEMENTS: marked("Pernyataan"),
    Kind.FIGURES: marked("Angka"),
    Kind.OFFICIALS: marked("Pejabat"),
    Kind.AGENCIES: marked("Lembaga"),
    Kind.ARTICLES: marked("Berita"),
}
ORDERS = {
    Sort.RELEVANCE: marked("paling dekat dulu"),
    Sort.NEWEST: marked("terbaru dulu"),
    Sort.OLDEST: marked("terlama dulu"),
    Sort.VALUE: marked("angka terbesar dulu"),
    Sort.NAME: marked("menurut nama"),
}
LABELS = {
    "since": marked("Sejak"),
    "until": marked("Sampai"),
    "region": marked("Di wilayah"),
    "agency": marked("Lembaga memuat kata"),
    "organization": marked("Lembaga nomor"),
    "agency_type": marked("Jenis lembaga"),
    "official": marked("Pejabat"),
    "topic": marked("Topik"),
    "unit": marked("Satuan"),
    "speech": marked("Kutipan"),
    "reviewed": marked("Ditinjau"),
    "source": marked("Media"),
    "all": marked("Juga yang bukan tentang TPPO"),
}
_TOPICS: dict[str, Topic | FigureTopic] = {str(topic): topic for topic in (*FigureTopic, *Topic)}
CODES: dict[str, dict[str, Any]] = {
    "topic": _TOPICS,
    "unit": {str(unit): unit for unit in FigureUnit},
    "speech": {str(kind): kind for kind in StatementKind},
    "agency_type": {str(kind): kind for kind in AgencyType},
}
"""Codes of the filters that are chosen from a list."""
_ANSWERS = {"yes": marked("ya"), "no": marked("belum")}
FOLLOWED = (Kind.STATEMENTS, Kind.FIGURES, Kind.ARTICLES)
"""Lists with a feed."""
_MOST_VALUES = 10
"""Values of a field that a page shows."""
_OF_TABS = 500
"""Rows that the tabs of the other lists count."""
_TEXTS = {
    Kind.STATEMENTS: ("quote", Field.QUOTE),
    Kind.FIGURES: ("article_title", Field.TITLE),
    Kind.ARTICLES: ("title", Field.TITLE),
}
"""What is marked in a row: the text in which the words are found."""


@dataclass(frozen=True)
class Row:
    """A row as a page shows it."""

    record: Record
    pieces: list[Piece]
    """The text in which the words are found; none for officials and agencies."""


@dataclass(frozen=True)
class Value:
    """A value that rows have."""

    shown: str
    """What it is called in the language of the page."""
    count: int
    address: str
    """The search that keeps it alone."""
    is_chosen: bool


@dataclass(frozen=True)
class Counts:
    """Rows by value."""

    fields: list[tuple[str, list[Value]]]
    counted: int
    """Rows that were looked at, the first of the list."""
    is_exact: bool
    """Whether these are all."""


@router.get("/search")
def search(request: Request, session: Snapshot) -> HTMLResponse:
    """A page of a search; one that cannot be read says why beside the box."""
    translate = translations(language_of(request)).gettext
    try:
        asked = read_search(request.query_params, only_public=not reader_of(request).sees_private)
        found = list_page(session, asked.question)
        total = _total(session, asked.question, found)
    except PantauError as error:
        reason = in_words(translate, error)
        return _page(request, given_parts(request.query_params), 400, reason=reason)
    question = asked.question
    rows = [_row(question, record) for record in seen(request, session, found.rows)]
    return _page(
        request,
        asked.given,
        asked=asked,
        rows=rows,
        next=found.next,
        previous=found.previous,
        total=total,
        tabs=_tabs(session, question, total),
        counts=_counts(session, asked, translate) if rows else None,
        cleared=asked.address(**dict.fromkeys(FIELDS)),
        chips=[(name, _called(translate, name, asked.given[name])) for name in FIELDS if name in asked.given],
        feed=asked.address() if question.kind in FOLLOWED else None,
        is_complete=is_complete(session),
    )


def _page(request: Request, given: Any, status: int = 200, **context: Any) -> HTMLResponse:
    nothing: dict[str, Any] = {"asked": None, "reason": None, "rows": []}
    kinds = [kind for kind in Kind if kind == given.get("kind")] or [Kind.STATEMENTS]
    return render(
        request,
        "search.html",
        status,
        **(nothing | context),
        given={name: given.get(name) for name in PARTS},
        region_name=_called(str, "region", given.get("region", "")),
        kind=kinds[0],
        kinds=KINDS,
        orders=[(sort, ORDERS[sort]) for sort in SORTS[kinds[0]]],
        labels=LABELS,
        codes=CODES,
        provinces=provinces(),
    )


def provinces() -> list[str]:
    """Names of the provinces."""
    return [region.name for code, region in sorted(gazetteer().regions.items()) if is_province(code)]


def _total(session: Session, question: Question, found: Listing[Any]) -> Total:
    """All rows; a page that holds them all says how many, where those that are counted need not be among them."""
    if found.next is None and question.after is None and question.before is None:
        return Total(count=len(found.rows), is_exact=True)
    total = count_rows_of(session, question)
    return total.model_copy(update={"count": max(total.count, len(found.rows))})


def _row(question: Question, record: Record) -> Row:
    if question.kind not in _TEXTS:
        return Row(record, [])
    name, field = _TEXTS[question.kind]
    return Row(record, marked_pieces(getattr(record, name), question.words, field))


def _tabs(session: Session, question: Question, total: Total) -> list[tuple[Kind, Total | None]]:
    """Each list with its rows; null where the words cannot be asked there."""
    return [(kind, total if kind is question.kind else _rows_of(session, question, kind)) for kind in Kind]


def _rows_of(session: Session, question: Question, kind: Kind) -> Total | None:
    try:
        other = replace(question, kind=kind, sort=None, after=None, before=None)
        return count_rows_of(session, other, _OF_TABS)
    except PantauError:
        return None


def _counts(session: Session, asked: Search, translate: Translate) -> Counts:
    """What the rows have, by value, each with the address of the search that keeps it."""
    found = count_facets(session, asked.question)
    fields = []
    for facet in found.facets:
        name, values = NAMES[facet.name], []
        for each in facet.counts[:_MOST_VALUES]:
            value = {"true": "yes", "false": "no"}.get(each.value, each.value)
            shown = each.label or _called(translate, name, value)
            values.append(
                Value(shown, each.count, asked.address(**{name: value}), asked.given.get(name) == value)
            )
        if len(values) > 1 or not values[0].is_chosen:
            fields.append((name, values))
    return Counts(fields, found.counted, found.is_exact)


def _called(translate: Translate, name: str, value: str) -> str:
    """What a value is called: a code in words, the name of a region, else itself."""
    if name in CODES:
        return word(translate, CODES[name].get(value)) or value
    if name == "region":
        known = COUNTRY if value == COUNTRY.code else gazetteer().regions.get(value)
        return known.name if known else value
    return translate(_ANSWERS[value]) if name == "reviewed" else value
