"""`pantau crawl`: fetches what is new, without extracting it."""

from typing import Annotated

import typer

from cli.database import open_database
from cli.report import print_crawl, print_findings, print_problems

Slugs = Annotated[list[str] | None, typer.Option("--source", help="Only this source; may be repeated.")]


def crawl(
    source: Slugs = None,
    shard: Annotated[
        str | None,
        typer.Option(
            metavar="I/N",
            help="Only this machine's part of the sources, as 1/4; the others crawl side by side on PostgreSQL.",
        ),
    ] = None,
) -> None:
    """Fetches new articles of the sources that are on, under robots.txt; `pantau process` extracts them."""
    from cli.progress import crawl_bar
    from crawler.shards import parse_shard, sources_of
    from pipelines.configuration import settings
    from pipelines.crawling import check_contact, crawl_into
    from pipelines.reporting import full_report
    from pipelines.sources import chosen_sources, sources_by_slug
    from storage.runs import recorded_run

    part = None if shard is None else parse_shard(shard)
    sources = chosen_sources(settings(), source or [])
    if part is not None:
        sources = sources_of(part, sources)
    check_contact(settings())
    engine = open_database(create=True)
    with recorded_run(engine, "crawl", part) as run_id, crawl_bar() as tick:
        stats = crawl_into(engine, run_id, sources, settings(), tick)
    print_crawl(stats)
    print_problems(engine, run_id)
    has_findings = print_findings(full_report(engine, run_id, sources_by_slug(settings())))
    typer.echo(f"Menurut sumber: pantau runs show {run_id}")
    if has_findings:
        raise typer.Exit(1)
