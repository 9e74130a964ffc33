"""`pantau process`: cleans and extracts what is stored, without fetching."""

import typer

from cli.database import open_database
from cli.options import AnnotatorChoice, Workers
from cli.progress import progress_bar
from cli.report import print_problems


def process(
    annotator: AnnotatorChoice = None,
    workers: Workers = None,
) -> None:
    """Cleans and extracts stored pages that this version has not read yet; fetches nothing."""
    from pipelines.annotators import chosen_annotator
    from pipelines.configuration import settings
    from pipelines.processing import process_waiting
    from pipelines.resolving import resolve_all
    from pipelines.sources import sources_by_slug
    from storage.runs import recorded_run

    chosen, by_slug = chosen_annotator(annotator), sources_by_slug(settings())
    engine = open_database()
    with recorded_run(engine, "process") as run_id:
        with progress_bar("Mengolah") as tick:
            counts = process_waiting(
                engine,
                by_slug,
                run_id,
                lambda document: tick(document.subject),
                chosen,
                configuration=settings().with_workers(workers),
            )
        with progress_bar("Menyatukan") as tick:
            resolve_all(engine, by_slug.values(), lambda: tick(""))
    print_problems(engine, run_id)
    typer.echo(
        f"{counts.read} pages read: {counts.new} new articles, {counts.changed} changed, "
        f"{counts.relevant} about TPPO, {counts.skipped} skipped and recorded."
    )
    if counts.skipped:
        raise typer.Exit(1)
