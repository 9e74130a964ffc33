"""`pantau export`: tables for other programs."""

from pathlib import Path
from typing import Annotated

import typer

from cli.database import open_database
from cli.options import AgencyName, OfficialName, RegionName, Since, TopicCode, Until, make_filters


def export(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="New or empty folder.")],
    since: Since = None,
    until: Until = None,
    region: RegionName = None,
    agency: AgencyName = None,
    official: OfficialName = None,
    topic: TopicCode = None,
) -> None:
    """Writes articles (without text), statements, figures, officials, agencies and laws as CSV and JSONL.

    What could identify a victim, a child or a suspect is masked; quotes have at most 200 characters.
    """
    from publish.export import export as write
    from storage.engine import reading

    filters = make_filters(since, until, region, agency, official, topic)
    with reading(open_database()) as session:
        manifest = write(session, directory, filters)
    for table in manifest.tables:
        typer.echo(f"{table.table}: {table.rows} rows in {', '.join(sorted(table.files))}")
    if manifest.removed_articles:
        typer.echo(f"{manifest.removed_articles} articles left out: their publishers took them down.")
    typer.echo(f"Written to {directory}; manifest.json lists the rows and the checksum of each file.")
