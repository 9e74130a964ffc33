"""Results on stdout: a table for people, JSON or CSV for programs."""

import csv
import io
import json
import os
import sys
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from models.errors import PantauError


class Format(StrEnum):
    """How a list is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def chosen_format(as_json: bool, as_csv: bool) -> Format:
    """The format of `--json` and `--csv`. Raises PantauError where both are given."""
    if as_json and as_csv:
        raise PantauError("--json and --csv exclude each other; give one of them.")
    return Format.JSON if as_json else Format.CSV if as_csv else Format.TABLE


def console(*, stderr: bool = False) -> Console:
    """A console that does not wrap at 80 columns where the output is a file or a pipe."""
    target = Console(stderr=stderr, highlight=False, emoji=False)
    if not target.is_terminal and "COLUMNS" not in os.environ:
        target = Console(stderr=stderr, highlight=False, emoji=False, width=200)
    return target


def print_rows(rows: Iterable[dict[str, Any]], columns: Sequence[str], form: Format) -> None:
    """Prints machine-readable rows; `columns` is the header where there is no row."""
    if form is Format.JSON:
        print_json(list(rows))
        return
    lines = io.StringIO()
    writer = csv.DictWriter(lines, fieldnames=columns, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _safe(row.get(name)) for name in columns})
    _echo_utf8(lines.getvalue())


def print_json(content: object) -> None:
    """Prints JSON for programs: UTF-8, whatever the terminal's encoding is."""
    _echo_utf8(json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n")


def _echo_utf8(text: str) -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    typer.echo(text, nl=False)


def print_what_fits() -> None:
    """From now on, a character that the terminal does not have is printed as `?`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def give_up_stdout() -> None:
    """Drops what stdout did not take, so that the end of the process does not try, and fail, again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _safe(value: Any) -> Any:
    """A cell that a spreadsheet does not take for a formula; what is in parts stands as JSON."""
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t"} else value


def print_table(
    title: str, headers: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str = ""
) -> None:
    """Prints a table; headers that begin with `#` are numbers and stand right."""
    table = Table(title=title, caption=caption or None, title_justify="left", caption_justify="left")
    for header in headers:
        is_number = header.startswith("#")
        table.add_column(header.lstrip("#"), justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_plain(cell) for cell in row))
    console().print(table)


def _plain(text: str) -> str:
    """Text without console markup and control characters."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    return printable.replace("[", r"\[")


def number(value: float | None) -> str:
    """A number as Indonesian readers write it: 1.012 and 26,4."""
    if value is None:
        return ""
    if float(value) == int(value):
        return f"{int(value):,}".replace(",", ".")
    whole, _, decimals = f"{float(value):,.4f}".rstrip("0").partition(".")
    return f"{whole.replace(',', '.')},{decimals}"
