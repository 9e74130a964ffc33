"""`pantau extract`: facts of files, without a database."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import AnnotatorChoice
from cli.output import print_json
from models.errors import PantauError

if TYPE_CHECKING:
    from extract.annotate import Annotator


def extract(
    files: Annotated[list[Path], typer.Argument(help="Texts (.txt, UTF-8) or saved pages (.html).")],
    published: Annotated[str | None, typer.Option(help="Publication day, as 2024-11-20.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for one JSON (with --explain, one page) a file.")
    ] = None,
    is_explained: Annotated[
        bool, typer.Option("--explain", help="Show every fact on the text, with the reason for it.")
    ] = False,
    annotator: AnnotatorChoice = None,
) -> None:
    """Extracts facts from files and prints them in the schema of the annotated articles. Uses no database."""
    from pipelines.annotators import chosen_annotator
    from pipelines.importing import check_published, find_files, parse_published

    day = parse_published(published) if published else None
    check_published(day)
    paths = list(find_files(files))
    _check_names(paths, out)
    chosen = chosen_annotator(annotator)
    refused = 0
    for path in paths:
        try:
            write = _explained(path, day, chosen) if is_explained else _extracted(path, day, chosen)
        except PantauError as error:
            refused += 1
            typer.echo(f"pantau: {error}", err=True)
            continue
        write(out)
    if out is not None:
        typer.echo(f"{len(paths) - refused} of {len(paths)} files read, facts written to {out}.")
    if refused:
        raise typer.Exit(2 if refused == len(paths) else 1)


def _extracted(
    path: Path, day: datetime | date | None, annotator: "Annotator"
) -> Callable[[Path | None], None]:
    """Reads a file; the answer writes its facts into a folder or prints them."""
    from pipelines.extracting import extract_file, write_json

    facts = extract_file(path, day, annotator)

    def write(out: Path | None) -> None:
        if out is None:
            print_json(facts)
        else:
            write_json(out / f"{path.stem}.json", facts)

    return write


def _explained(
    path: Path, day: datetime | date | None, annotator: "Annotator"
) -> Callable[[Path | None], None]:
    """Reads a file; the answer writes its page into a folder or prints its text in colour."""
    from cli.explain import explained_page, print_explained
    from pipelines.extracting import explain_file, write_text

    article = explain_file(path, day, annotator)

    def write(out: Path | None) -> None:
        if out is None:
            print_explained(article)
        else:
            write_text(out / f"{path.stem}.html", explained_page(article))

    return write


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
