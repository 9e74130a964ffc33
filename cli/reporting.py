"""`pantau report`: what a period's articles say, as HTML and PDF."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.database import open_database
from cli.options import RegionName, region_code
from models.errors import PantauError

if TYPE_CHECKING:
    from publish.report.asked import ReportAsked


def report(
    target: Annotated[
        Path,
        typer.Argument(
            metavar="DIR|FILE", help="A folder for both files, or one file that ends in .html or .pdf."
        ),
    ],
    year: Annotated[
        int | None, typer.Option(min=1990, max=9998, help="Year of the report; without it, all years.")
    ] = None,
    month: Annotated[str | None, typer.Option(help="Month of the report, as 2024-03.")] = None,
    region: RegionName = None,
    language: Annotated[Literal["id", "en"], typer.Option(help="Indonesian or English.")] = "id",
) -> None:
    """Writes a report: numbers that may be stated, series, map, statements with citations, conflicts, methods."""
    from publish.report.content import report_content
    from publish.report.writing import report_html, report_pdf

    asked = _asked(year, month, region, language)
    forms = _forms(target, asked.name)
    html = report_html(report_content(open_database(), asked))
    if "html" in forms:
        _write(forms["html"], html.encode())
    if "pdf" in forms:
        try:
            content = report_pdf(html)
        except PantauError as error:
            if "html" not in forms:
                raise
            typer.echo(f"pantau: {error}", err=True)
            raise typer.Exit(1) from error
        _write(forms["pdf"], content)


def _asked(year: int | None, month: str | None, region: str | None, language: str) -> "ReportAsked":
    from extract.regions.gazetteer import gazetteer
    from publish.language import Language
    from publish.report.asked import ReportAsked, parse_month

    if year is not None and month is not None:
        raise PantauError("--year and --month exclude each other; give one of them.")
    code = region_code(region) if region else None
    return ReportAsked(
        language=Language(language),
        year=year,
        month=parse_month(month) if month else None,
        region=None if code == "ID" else code,
        region_name=gazetteer().by_code(code).name if code and code != "ID" else None,
    )


def _forms(target: Path, name: str) -> dict[str, Path]:
    """Where each form goes. Raises PantauError for a place that cannot be written to."""
    form = target.suffix.lower().removeprefix(".")
    if target.is_dir() or not form:
        if target.exists() and not target.is_dir():
            raise PantauError(f"{target} is a file without .html or .pdf; give a folder, or such a name.")
        target.mkdir(parents=True, exist_ok=True)
        return {form: target / f"{name}.{form}" for form in ("html", "pdf")}
    if form not in {"html", "pdf"}:
        raise PantauError(f"{target} ends in neither .html nor .pdf; give a folder, or such a name.")
    if not target.parent.is_dir():
        raise PantauError(f"The folder {target.parent} does not exist; make it, or give another.")
    return {form: target}


def _write(path: Path, content: bytes) -> None:
    """Writes a file whole or not at all, and says where."""
    waiting = path.with_name(f".{path.name}.part")
    try:
        waiting.write_bytes(content)
        waiting.replace(path)
    except OSError as error:
        waiting.unlink(missing_ok=True)
        raise PantauError(f"{path} could not be written ({error.strerror}); nothing was changed.") from error
    typer.echo(str(path))
