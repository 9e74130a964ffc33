"""Help: how to search, what is counted as what, and every column and code in words."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from desk.language import language_of
from desk.navigation import marked
from desk.rendering import render
from publish.codebook import about, entry
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


@router.get("/help")
def manual(request: Request) -> HTMLResponse:
    """The manual of the desk, with the codebook."""
    language = language_of(request)
    tables = [
        (
            table.name,
            about(table.record, language.value),
            [entry(table.record, column.name, language.value) for column in table.columns],
        )
        for table in ALL_TABLES
    ]
    return render(request, "help.html", tables=tables, queries=_QUERIES)
