"""`pantau resolve`: stories, bodies, persons and claims from what articles tell."""

import typer

from cli.database import open_database
from cli.progress import progress_bar


def resolve() -> None:
    """Brings together what articles tell of one story, body, person or number; weekly, import and process do it too."""
    from pipelines.configuration import settings
    from pipelines.resolving import resolve_all
    from pipelines.sources import all_sources
    from storage.runs import recorded_run

    engine = open_database()
    with recorded_run(engine, "resolve"), progress_bar("Menyatukan") as tick:
        done = resolve_all(engine, all_sources(settings()), lambda: tick(""))
    typer.echo(
        f"Cerita: {done.stories.new} baru, {done.stories.changed} berubah. "
        f"Lembaga: {done.organizations.linked} sebutan dikenali. "
        f"Pejabat: {done.persons.officials} sebutan dikenali, {done.persons.doubtful} pasangan meragukan. "
        f"Angka: {done.claims.claims} klaim dibuat atau diubah, {done.claims.flags} ditandai. "
        f"Pencarian: {done.indexed} berita diindeks."
    )
