"""`pantau models`: the models that can be added, and where they come from."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

from cli.options import AsJson
from cli.output import Format, console, print_rows, print_table

if TYPE_CHECKING:
    from pipelines.downloads import Progress as OnProgress

app = typer.Typer(help="The models that can be added.")


@app.callback(invoke_without_command=True)
def models(context: typer.Context, as_json: AsJson = False) -> None:
    """Lists what is installed."""
    if context.invoked_subcommand is not None:
        return
    from pipelines.configuration import settings
    from pipelines.stanza_models import installed_stanza

    found = installed_stanza(settings())
    state = "installed" if not found.missing else "incomplete" if found.files else "not installed"
    library = "installed" if found.is_library_here else "missing: pip install 'pantau-tppo[stanza]'"
    megabytes = round(found.size / 1e6, 1)
    files = [f"{path.parent.name}/{path.stem}" for path in found.files]
    if as_json:
        row = {
            "name": "stanza",
            "state": state,
            "library": library,
            "megabytes": megabytes,
            "files": files,
            "missing": list(found.missing),
            "folder": str(found.folder),
        }
        print_rows([row], list(row), Format.JSON)
        return
    print_table(
        "Models",
        ("name", "state", "library", "#MB", "files", "folder"),
        [("stanza", state, library, str(megabytes), ", ".join(files), str(found.folder))],
        caption="`pantau models fetch stanza` brings what is missing." if found.missing else "",
    )


@app.command("fetch")
def fetch(
    name: Annotated[Literal["stanza"], typer.Argument(help="Which models.")],
    url: Annotated[
        str | None,
        typer.Option(
            help="Folder of models that another machine serves; without it, PANTAU_STANZA_URL or Stanford's."
        ),
    ] = None,
) -> None:
    """Brings models from the network into the data folder, checked; a cut connection is taken up again."""
    from pipelines.configuration import settings
    from pipelines.stanza_models import fetch_stanza

    chosen = settings() if url is None else settings().model_copy(update={"stanza_url": url})
    with _download_bar() as on_progress:
        is_new = fetch_stanza(chosen, on_progress)
    typer.echo(
        f"Models of {name} {'fetched into' if is_new else 'are up to date in'} {chosen.fetched_stanza}."
    )
    if chosen.stanza != chosen.fetched_stanza:
        typer.echo(f"PANTAU_STANZA_DIR names {chosen.stanza} instead; unset it to use them.")


@contextmanager
def _download_bar() -> "Iterator[OnProgress]":
    """A bar a file, on a terminal only."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    out = console(stderr=True)
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=out, disable=not out.is_terminal) as progress:

        def tick(name: str, here: int, total: int | None) -> None:
            if name not in tasks:
                tasks[name] = progress.add_task(name)
            progress.update(tasks[name], completed=here, total=total)

        yield tick
