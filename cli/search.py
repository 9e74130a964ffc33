"""`pantau search`: statements and headlines by their words."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cli.database import open_database
from cli.lists import article_cells, source_cell
from cli.options import (
    AgencyName,
    AsCsv,
    AsJson,
    OfficialName,
    RegionName,
    Since,
    TopicCode,
    UnitCode,
    Until,
    make_filters,
)
from cli.output import Format, chosen_format, number, print_json, print_rows, print_table
from cli.progress import progress_bar
from models.errors import PantauError

if TYPE_CHECKING:
    from models.search import FoundArticle, FoundStatement, SearchPage

_STATEMENTS = ("#id", "Siapa", "Jabatan", "Pernyataan", "Tempat", "Artikel")
_ARTICLES = ("#id", "Terbit", "Judul", "Media", "Tempat", "TPPO", "Topik")

Query = Annotated[
    str | None,
    typer.Argument(
        metavar="QUERY",
        help='Words; "phrase"; OR, NOT (or -word behind --); parentheses; begin*; '
        "judul: kutipan: penutur: jabatan: instansi: before a word, phrase or parenthesis.",
    ),
]
Where = Annotated[
    Literal["statements", "articles"],
    typer.Option("--in", help="Statements, or articles by their headlines."),
]
PageSize = Annotated[int, typer.Option("--limit", help="Rows of a page, 1 to 1000.")]
After = Annotated[str | None, typer.Option(help="What the page before said is next.")]
Reindex = Annotated[
    bool,
    typer.Option("--reindex", help="Index what is not yet, or was by another version, and search nothing."),
]


def search(
    query: Query = None,
    where: Where = "statements",
    since: Since = None,
    until: Until = None,
    region: RegionName = None,
    agency: AgencyName = None,
    official: OfficialName = None,
    topic: TopicCode = None,
    unit: UnitCode = None,
    limit: PageSize = 20,
    after: After = None,
    reindex: Reindex = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Finds statements or headlines by words, whatever their form: ditetapkan finds menetapkan."""
    from storage.engine import reading
    from storage.search.finding import search_articles, search_statements
    from storage.search.rows import is_complete

    if reindex:
        _reindex(query)
        return
    if query is None:
        raise PantauError('search has no query: give words, as in pantau search "korban perdagangan orang"')
    form = chosen_format(as_json, as_csv)
    filters = make_filters(since, until, region, agency, official, topic, unit)
    with reading(open_database()) as session:
        ask: Any = search_statements if where == "statements" else search_articles
        page = ask(session, query, filters, limit, after)
        if not is_complete(session):
            typer.echo("Not all articles are indexed yet: run `pantau search --reindex`.", err=True)
    _print(page, where, form)


def _reindex(query: str | None) -> None:
    from storage.search.rows import reindex

    if query is not None:
        raise PantauError("--reindex searches nothing; leave it or the query out.")
    with progress_bar("Mengindeks") as tick:
        done = reindex(open_database(), lambda article_id: tick(str(article_id)))
    typer.echo(f"{done} articles indexed.")


def _print(page: "SearchPage[Any]", where: str, form: Format) -> None:
    from models.search import FoundArticle, FoundStatement

    if form is Format.JSON:
        print_json(page.model_dump(mode="json"))
        return
    if form is Format.CSV:
        schema = FoundStatement if where == "statements" else FoundArticle
        print_rows((row.model_dump(mode="json") for row in page.rows), list(schema.model_fields), form)
        if page.next:
            typer.echo(f"next page: --after {page.next}", err=True)
        return
    cells: Any = _statement_cells if where == "statements" else _article_cells
    headers = _STATEMENTS if where == "statements" else _ARTICLES
    print_table("Hasil pencarian", headers, map(cells, page.rows), caption=_caption(page))


def _statement_cells(row: "FoundStatement") -> tuple[str, ...]:
    said = (
        f"“{row.snippet}”" if row.kind.value == "direct" else f"{row.cue}: {row.snippet}".removeprefix(": ")
    )
    return (str(row.id), row.speaker, row.title or "", said, row.place_name, source_cell(row))


def _article_cells(row: "FoundArticle") -> tuple[str, ...]:
    return article_cells(row.model_copy(update={"title": row.snippet}))


def _caption(page: "SearchPage[Any]") -> str:
    total = f"{number(page.total)} hasil" if page.is_total_exact else f"sedikitnya {number(page.total)} hasil"
    shown = f"{len(page.rows)} dari {total}" if page.total > len(page.rows) else total
    return f"{shown}; halaman berikut: --after {page.next}" if page.next else shown
