"""Help: how to search, what is counted as what, and every column and code in words."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from desk.exporting import ROWS, column_names
from desk.language import Language, language_of
from desk.navigation import marked
from desk.rendering import render
from models.base import Record
from publish.codebook import Entry, about, entry
from publish.tables import ALL_TABLES

router = APIRouter()

_QUERIES = (
    ("korban anak", marked("kedua kata, di mana saja")),
    ('"pekerja migran"', marked("kata-kata yang berdampingan")),
    ("tersangka ATAU pelaku", marked("salah satunya")),
    ("korban -anak", marked("kata pertama tanpa kata kedua")),
    ("dagang*", marked("semua kata yang berawal begitu")),
    ("jabatan:kapolres", marked("hanya jabatan penutur; juga penutur:, instansi:, kutipan:, judul:")),
)


Described = tuple[str, str, list[Entry]]
"""Name of a table, what a row is, and its columns."""


@router.get("/help")
def manual(request: Request) -> HTMLResponse:
    """The manual of the desk, with the codebook."""
    language = language_of(request)
    lists = [
        _described(language, kind.value, record, column_names(kind)[1:]) for kind, record in ROWS.items()
    ]
    tables = [
        _described(language, table.name, table.record, [column.name for column in table.columns])
        for table in ALL_TABLES
    ]
    return render(request, "help.html", queries=_QUERIES, lists=lists, tables=tables)


def _described(language: Language, name: str, record: type[Record], columns: list[str]) -> Described:
    return name, about(record, language.value), [entry(record, column, language.value) for column in columns]
