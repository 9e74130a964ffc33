"""`pantau extract`: facts of files, without a database."""

from pathlib import Path
from typing import Annotated

import typer

from cli.output import print_json
from models.errors import PantauError


def extract(
    files: Annotated[list[Path], typer.Argument(help="Texts (.txt, UTF-8) or saved pages (.html).")],
    published: Annotated[str | None, typer.Option(help="Publication day, as 2024-11-20.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for one JSON a file; without it, to the screen.")
    ] = None,
) -> None:
    """Extracts facts from files and prints them in the schema of the annotated articles. Uses no database."""
    from pipelines.extracting import extract_file, write_json
    from pipelines.importing import check_published, find_files, parse_published

    day = parse_published(published) if published else None
    check_published(day)
    paths = list(find_files(files))
    _check_names(paths, out)
    refused = 0
    for path in paths:
        try:
            facts = extract_file(path, day)
        except PantauError as error:
            refused += 1
            typer.echo(f"pantau: {error}", err=True)
            continue
        if out is None:
            print_json(facts)
        else:
            write_json(out / f"{path.stem}.json", facts)
    if out is not None:
        typer.echo(f"{len(paths) - refused} of {len(paths)} files read, facts written to {out}.")
    if refused:
        raise typer.Exit(2 if refused == len(paths) else 1)


def _check_names(paths: list[Path], out: Path | None) -> None:
    if out is None:
        return
    seen: dict[str, Path] = {}
    for path in paths:
        if path.stem in seen:
            raise PantauError(
                f"{seen[path.stem]} and {path} would both be written as {path.stem}.json; rename one of them."
            )
        seen[path.stem] = path
        if (out / f"{path.stem}.json").resolve() == path.with_suffix(".json").resolve():
            raise PantauError(f"--out {out} is the folder of {path.name} itself; choose another folder.")
