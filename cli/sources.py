"""`pantau sources`: the catalogue."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import AsCsv, AsJson
from cli.output import Format, chosen_format, print_rows, print_table

if TYPE_CHECKING:
    from pipelines.recall import GateRecall

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


@app.command("recall")
def show_recall(as_json: AsJson = False) -> None:
    """Tells what the topic gate passed, skipped and, by the sample of what it skipped, missed."""
    from cli.database import open_database
    from pipelines.recall import estimate_recall, overall
    from storage.discovery import gate_counts
    from storage.engine import reading

    with reading(open_database()) as session:
        counts = gate_counts(session)
    found = [estimate_recall(count) for count in (*counts, overall(counts))]
    if as_json:
        rows = [
            {**one.count.model_dump(), "recall": one.recall, "lowest": one.lowest, "highest": one.highest,
             "remark": one.remark}
            for one in found
        ]  # fmt: skip
        print_rows(rows, [], Format.JSON)
        return
    headers = (
        "source",
        "#passed",
        "#relevant",
        "#skipped",
        "#sampled",
        "#read",
        "#relevant",
        "#recall",
        "#95 %",
    )
    print_table(
        "Topic gate: articles judged, and its recall by the sample",
        (*headers, "remark"),
        [(*_gate_cells(one), one.remark) for one in found],
        caption="Articles fetched without a verdict (small sources, tag and search pages) are not among them.",
    )


def _gate_cells(found: "GateRecall") -> tuple[str, ...]:
    count = found.count
    numbers = (count.passed, count.passed_relevant, count.skipped, count.sampled, count.sampled_read)
    cells = (count.source, *map(str, numbers), str(count.sampled_relevant))
    if found.recall is None:
        return (*cells, "", "")
    return (*cells, f"{found.recall:.2f}", f"{found.lowest:.2f}-{found.highest:.2f}")
