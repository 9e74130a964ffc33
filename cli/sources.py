"""`pantau sources`: the catalogue."""

from typing import Annotated

import typer

from cli.options import AsCsv, AsJson
from cli.output import Format, chosen_format, print_rows, print_table

app = typer.Typer(help="The sources: what is crawled, what is not and why.", no_args_is_help=True)


@app.command("list")
def list_sources(as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Lists the source entries."""
    from models.source import Source
    from pipelines.configuration import settings
    from pipelines.sources import all_sources

    form = chosen_format(as_json, as_csv)
    sources = all_sources(settings())
    if form is not Format.TABLE:
        print_rows((source.model_dump(mode="json") for source in sources), list(Source.model_fields), form)
        return
    print_table(
        f"{len(sources)} sources in {settings().sources}",
        ("slug", "name", "province", "on", "terms", "#a week", "why"),
        [
            (
                source.slug,
                source.name,
                source.province or "(national)",
                "yes" if source.is_enabled else "no",
                source.terms.value,
                str(source.expected_weekly),
                source.terms_note,
            )
            for source in sources
        ],
    )


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
