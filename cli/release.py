"""`pantau release`: a dataset that others can use, check and cite."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from cli.database import open_database
from cli.options import parse_day
from models.errors import PantauError


def release(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="New or empty folder.")],
    to: Annotated[
        str | None,
        typer.Option(
            "--to", help="Last publication day, as 2024-12-31, also the release's version; without it, all."
        ),
    ] = None,
    previous: Annotated[
        Path | None,
        typer.Option(help="Release to compare with; without it, the newest earlier one beside DIR."),
    ] = None,
) -> None:
    """Writes a release: all tables as CSV, Parquet, XLSX, Stata and SQLite, with codebook, quality, changes, citation.

    What could identify a victim, a child or a suspect is masked; quotes have at most 200 characters. The same database
    and day give the same bytes.
    """
    from publish.release.write import write_release
    from storage.engine import reading

    until = parse_day(to, "--to")
    if until and until > datetime.now(UTC).date() + timedelta(days=1):
        raise PantauError(f"--to {until} lies in the future; name a day that is over.")
    with reading(open_database()) as session:
        done = write_release(session, directory, until=until, previous=previous)
    for name, rows in done.rows.items():
        sheets = f", XLSX: {', '.join(done.split[name])}" if name in done.split else ""
        typer.echo(f"{name}: {rows} rows{sheets}")
    if done.previous is None:
        typer.echo("No earlier release to compare with.")
    for one in done.changes:
        if one.added or one.changed or one.withdrawn:
            typer.echo(
                f"{one.table} since {done.previous}: {one.added} added, {one.changed} changed, "
                f"{one.withdrawn} withdrawn"
            )
    typer.echo(f"Release {done.day} written to {directory}; SHA256SUMS lists each file.")
