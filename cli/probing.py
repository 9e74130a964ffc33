"""`pantau sources probe` and `pantau sources check`: look at a new site, and at the sources that are crawled."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import AsJson
from cli.output import console, print_json, print_table
from cli.progress import progress_bar

if TYPE_CHECKING:
    from pipelines.probing import CleanedArticle, ProbeReport


def probe_site(
    url: Annotated[str, typer.Argument(help="Home page of the site.")],
    to: Annotated[
        Path | None,
        typer.Option("--to", help="File SLUG.yml for the entry; without it, the entry is printed."),
    ] = None,
    slug: Annotated[str | None, typer.Option(help="Slug of the entry.")] = None,
    name: Annotated[str | None, typer.Option(help="Name of the outlet.")] = None,
    province: Annotated[str | None, typer.Option(help="Province that it covers.")] = None,
    kind: Annotated[str | None, typer.Option(help="Kind of source, as portal or official.")] = None,
    expected_weekly: Annotated[
        int, typer.Option(min=0, help="Articles that a normal week brings; 0 for not known.")
    ] = 0,
) -> None:
    """Looks a site over, politely, and writes the entry of a source: off until a person read the terms."""
    from pipelines.configuration import settings
    from pipelines.probing import EntryChoices
    from pipelines.probing import probe_site as probe

    choices = EntryChoices(slug, name, province, kind, expected_weekly)
    with progress_bar("Probing") as tick:
        report = probe(settings(), url, choices, to, tick)
    _tell(report)
    if to is None:
        typer.echo(report.entry, nl=False)
    else:
        typer.echo(f"The entry is in {to}.", err=True)
    typer.echo("It is off: read the publisher's terms, then set terms and terms_note.", err=True)
    if not report.is_sound:
        raise typer.Exit(1)


def check_sources(
    slugs: Annotated[
        list[str] | None, typer.Argument(help="Only these sources; without, all that are on.")
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Check the entries and what was recorded; ask no server.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Checks every entry and what its last run brought, then asks each source that is on for robots.txt, its lists and
    one article."""
    from pipelines.checking import SourceState, check_servers
    from pipelines.configuration import settings
    from pipelines.health import check_entries
    from pipelines.reporting import recorded_findings
    from pipelines.sources import check_slugs

    problems = check_entries(settings())
    for problem in problems:
        typer.echo(f"pantau: {problem}", err=True)
    if problems:
        raise typer.Exit(2)
    check_slugs(settings(), slugs or [])
    findings = recorded_findings(settings(), slugs or [])
    for finding in findings:
        typer.echo(f"pantau: {finding.sentence}", err=True)
    if offline:
        if as_json:
            print_json([asdict(finding) for finding in findings])
        else:
            typer.echo("All entries are sound.")
        if findings:
            raise typer.Exit(1)
        return
    with progress_bar("Checking") as tick:
        health = check_servers(settings(), slugs or [], tick)
    if as_json:
        told = [
            {"kind": finding.kind, "sentence": finding.sentence, "slug": finding.source}
            for finding in findings
        ]
        print_json(
            [{**asdict(row), "findings": [one for one in told if one["slug"] == row.slug]} for row in health]
        )
    else:
        working = sum(row.state is SourceState.WORKING for row in health)
        print_table(
            f"{working} of {len(health)} sources work",
            ("source", "state", "#listed", "newest", "reason", "to do"),
            [
                (
                    row.slug,
                    row.state.value,
                    str(row.listed),
                    f"{row.newest:%Y-%m-%d}" if row.newest else "",
                    row.reason,
                    row.to_do,
                )
                for row in sorted(health, key=lambda row: list(SourceState).index(row.state))
            ],
        )
    if len(health) > 1 and all(row.state is SourceState.FAILING for row in health):
        typer.echo("pantau: no source answered; this machine may be offline.", err=True)
    if findings or any(row.state is not SourceState.WORKING for row in health):
        raise typer.Exit(1)


def _tell(report: "ProbeReport") -> None:
    """Prints what was found, on stderr: stdout is for the entry."""
    out = console(stderr=True)
    probed = report.probed
    out.print(f"{probed.home_url}: {probed.requests} requests", markup=False)
    for label, lists in (("feed", probed.feeds), ("sitemap", probed.sitemaps), ("listing", probed.listings)):
        for found in lists:
            newest = f", newest {found.newest:%Y-%m-%d}" if found.newest else ""
            out.print(f"  {label} {found.url}: {len(found.urls)} articles{newest}", markup=False)
        if not lists and not (label == "listing" and probed.tags):
            out.print(f"  no {label} found", markup=False)
    for template in probed.tags:
        out.print(f"  tag pages {template}", markup=False)
    fit = probed.pattern
    out.print(f"  articles {fit.pattern}: fits {fit.matched} of {fit.articles}", markup=False)
    for stray in fit.strays:
        out.print(f"  it fits {stray} too, which seems to be no article", markup=False)
    for url, reason in probed.failed:
        out.print(f"  {url}: {reason}", markup=False)
    for article in report.articles:
        out.print(f"  {article.url}\n    {_summary(article)}", markup=False)


def _summary(article: "CleanedArticle") -> str:
    if article.problem is not None:
        return article.problem
    return (
        f"title: {article.title or 'none'}\n    published: {article.published or 'none'}; "
        f"author: {article.author or 'none'}; {article.characters} characters\n    {article.beginning} ..."
    )
