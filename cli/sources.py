"""`pantau sources`: the catalogue."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import AsCsv, AsJson, region_code
from cli.output import Format, chosen_format, print_rows, print_table
from cli.permissions import permit
from models.errors import PantauError
from models.vocabulary import Terms

if TYPE_CHECKING:
    from models.source import Source

app = typer.Typer(help="The sources: what is crawled, what is not and why.", no_args_is_help=True)


app.command("permit")(permit)

Province = Annotated[
    str | None,
    typer.Option("--province", help="Only this province, by name or code; `nasional` for national ones."),
]
TermsCode = Annotated[
    Terms | None, typer.Option("--terms", help="Only sources with these terms.", case_sensitive=False)
]


@app.command("list")
def list_sources(
    province: Province = None, terms: TermsCode = None, as_json: AsJson = False, as_csv: AsCsv = False
) -> None:
    """Lists the source entries: which are on, and what the publisher says."""
    from models.source import Source
    from pipelines.configuration import settings
    from pipelines.sources import permitted_sources

    form = chosen_format(as_json, as_csv)
    wanted = None if province is None else _province_name(province)
    sources = [
        source
        for source in permitted_sources(settings())
        if (province is None or source.province == wanted) and terms in {None, source.terms}
    ]
    if form is not Format.TABLE:
        rows = ({**source.model_dump(mode="json"), "is_enabled": source.is_enabled} for source in sources)
        print_rows(rows, [*Source.model_fields, "is_enabled"], form)
        return
    on = sum(source.is_enabled for source in sources)
    print_table(
        f"{len(sources)} sources in {settings().sources}, {on} of them on",
        ("slug", "name", "province", "on", "terms", "#a week", "permission", "why"),
        [_cells(source) for source in sources],
    )


def _cells(source: "Source") -> tuple[str, ...]:
    return (
        source.slug,
        source.name,
        source.province or "(national)",
        "yes" if source.is_enabled else "no",
        source.terms.value,
        str(source.expected_weekly) if source.expected_weekly else "?",
        source.permission.reference if source.permission is not None else "",
        source.terms_note,
    )


def _province_name(name: str) -> str | None:
    """The Kemendagri name of a province; null for `nasional`. Raises PantauError for another region."""
    from extract.regions.gazetteer import COUNTRY, gazetteer, is_province

    if name.lower() == "nasional":
        return None
    code = region_code(name, "--province")
    if code == COUNTRY.code:
        return None
    if not is_province(code):
        raise PantauError(f"--province {name!r} is no province; sources are filed by province.")
    return gazetteer().by_code(code).name


@app.command("check")
def check_sources(
    slugs: Annotated[
        list[str] | None, typer.Argument(help="Only these sources; without, all that are on.")
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Check the entries only; ask no server.")
    ] = False,
) -> None:
    """Checks every entry, then asks each source that is on for robots.txt, its feeds and one article."""
    from pipelines.configuration import settings
    from pipelines.health import check_entries, check_servers

    problems = check_entries(settings())
    for problem in problems:
        typer.echo(f"pantau: {problem}", err=True)
    if problems:
        raise typer.Exit(2)
    if offline:
        typer.echo("All entries are sound.")
        return
    health = check_servers(settings(), slugs or [])
    print_table(
        "Sources", ("source", "state", "reason"), [(row.slug, row.state, row.reason) for row in health]
    )
    if any(row.state != "working" for row in health):
        raise typer.Exit(1)
