"""`pantau import`: texts and saved pages that a person hands in."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.database import open_database
from cli.options import region_code
from cli.progress import progress_bar
from cli.report import print_problems
from models.errors import PantauError

if TYPE_CHECKING:
    from pipelines.importing import ImportCounts


def import_files(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Texts, saved pages, or folders of them.")
    ],
    published: Annotated[str | None, typer.Option(help="Publication day or time, as 2024-11-20.")] = None,
    url: Annotated[str | None, typer.Option(help="Address the article was published under.")] = None,
    source: Annotated[
        str | None, typer.Option(help="Slug of the source, as `pantau sources list` names it.")
    ] = None,
    place: Annotated[str | None, typer.Option(help="Where the story is.")] = None,
) -> None:
    """Stores texts (.txt) and saved pages (.html) and extracts their facts.

    A file NAME.json beside NAME.txt may give `published`, `url` and `source`; the options go before it.
    """
    from pipelines.annotators import chosen_annotator
    from pipelines.configuration import settings
    from pipelines.importing import (
        Told,
        check_published,
        check_url,
        find_files,
        import_paths,
        parse_published,
    )
    from pipelines.processing import process_waiting
    from pipelines.sources import sources_by_slug
    from storage.runs import recorded_run

    moment = parse_published(published) if published else None
    check_published(moment)
    check_url(url)
    if place is not None:
        region_code(place, "--place")
    by_slug = sources_by_slug(settings())
    if source is not None and source not in by_slug:
        raise PantauError(f"There is no source {source!r}; `pantau sources list` names them.")
    files = list(find_files(paths))
    if url is not None and len(files) > 1:
        raise PantauError(
            f"--url is the address of one article, but {len(files)} files are named; import one."
        )
    annotator = chosen_annotator()
    engine = open_database(create=True)
    with recorded_run(engine, "import") as run_id:
        counts = import_paths(engine, files, Told(moment, url, source, place), run_id)
        with progress_bar("Mengolah") as tick:
            processed = process_waiting(
                engine, by_slug, run_id, lambda document: tick(document.subject), annotator
            )
    print_problems(engine, run_id)
    _print_counts(len(files), counts, processed.relevant)
    if counts.refused or processed.skipped:
        raise typer.Exit(2 if len(counts.refused) == len(files) else 1)


def _print_counts(files: int, counts: "ImportCounts", relevant: int) -> None:
    for sentence in counts.refused:
        typer.echo(f"pantau: {sentence}", err=True)
    named = "1 file" if files == 1 else f"{files} files"
    typer.echo(
        f"{named}: {counts.new} new, {counts.changed} changed, {counts.unchanged} known already, "
        f"{len(counts.refused)} refused; {relevant} about TPPO."
    )
