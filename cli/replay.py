"""`pantau replay`: the database again from the archive alone."""

from pathlib import Path
from typing import Annotated

import typer

from cli.database import open_database
from cli.progress import progress_bar
from cli.report import print_problems


def replay(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[WARC...]", help="WARC files of ours, or folders of them; without any, all."),
    ] = None,
) -> None:
    """Rebuilds articles and facts from archived pages, without a network; what is stored already stays as it is."""
    from pipelines.annotators import chosen_annotator
    from pipelines.configuration import settings
    from pipelines.processing import process_waiting
    from pipelines.replaying import files_to_replay
    from pipelines.replaying import replay as replay_files
    from pipelines.resolving import resolve_all
    from pipelines.sources import sources_by_slug
    from storage.runs import recorded_run

    configuration = settings()
    files = files_to_replay(paths or [], configuration)
    by_slug, annotator = sources_by_slug(configuration), chosen_annotator()
    engine = open_database(create=True)
    with recorded_run(engine, "replay") as run_id:
        with progress_bar("Membaca arsip") as tick:
            counts = replay_files(engine, configuration, files, run_id, tick)
        with progress_bar("Mengolah") as tick:
            processed = process_waiting(
                engine, by_slug, run_id, lambda document: tick(document.subject), annotator
            )
        with progress_bar("Menyatukan") as tick:
            resolve_all(engine, by_slug.values(), lambda: tick(""))
    print_problems(engine, run_id)
    for sentence in counts.refused:
        typer.echo(f"pantau: {sentence}", err=True)
    read = "1 WARC file" if counts.files == 1 else f"{counts.files} WARC files"
    typer.echo(
        f"{read}: {counts.articles} fetches of articles, {counts.new} of them not stored before, "
        f"{processed.relevant} about TPPO among those read now, {processed.skipped} skipped, "
        f"{counts.damaged} damaged, {len(counts.refused)} files refused."
    )
    if counts.damaged or counts.refused or processed.skipped:
        raise typer.Exit(2 if len(counts.refused) == counts.files else 1)
