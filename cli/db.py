"""`pantau db`: bring the database up to date, check it, back it up, put it back, copy it, count it."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.database import open_database
from cli.options import AsJson
from cli.output import number, print_json, print_table
from cli.progress import steps_bar

if TYPE_CHECKING:
    from storage.maintenance.statistics import Statistics

app = typer.Typer(
    help="The database itself: upgrade, check, backup, restore, copy, stats.", no_args_is_help=True
)

_MEGABYTE = 1_000_000


@app.command("upgrade")
def upgrade(as_json: AsJson = False) -> None:
    """Brings the tables to the form that this program knows; every other verb does so too when it opens them."""
    from storage.failures import explained
    from storage.schema import bring_up_to_date, revision_of

    engine = open_database(create=True, migrate=False)
    with explained(engine.url):
        before = revision_of(engine)
        bring_up_to_date(engine)
        after = revision_of(engine)
    if as_json:
        print_json({"from": before, "to": after})
    elif before == after:
        typer.echo(f"Basis data sudah mutakhir (revisi {after}).")
    else:
        typer.echo(f"Basis data diperbarui dari revisi {before or 'kosong'} ke {after}.")


@app.command("check")
def check(as_json: AsJson = False) -> None:
    """Looks for damage: the file, references, revision, every quote against its text, counts, WARC files.

    Exit code 1 where something was found; each finding is named.
    """
    from pipelines.configuration import settings
    from storage.failures import explained
    from storage.maintenance.checks import check_database

    engine = open_database(migrate=False)
    with steps_bar("Memeriksa") as on_progress, explained(engine.url):
        found = check_database(engine, settings().archive, on_progress)
    if as_json:
        print_json([asdict(finding) for finding in found])
    elif found:
        rows = [(finding.check, finding.subject, finding.detail) for finding in found]
        print_table("Temuan pemeriksaan basis data", ("Pemeriksaan", "Perihal", "Temuan"), rows)
    else:
        typer.echo("Basis data utuh: berkas, rujukan, revisi, kutipan, hitungan, dan arsip sesuai.")
    if found:
        raise typer.Exit(1)


@app.command("backup")
def backup(
    file: Annotated[
        Path | None,
        typer.Argument(help="New file; without it, one named by the time, in `backups` of the data folder."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Writes one consistent state into one file, while others read and write; it overwrites nothing.

    The file holds pages as they came, names of victims too: keep it as you keep the database (mode 0600).
    """
    from pipelines.configuration import settings
    from storage.maintenance.backups import SUFFIXES, back_up

    engine = open_database(migrate=False)
    if file is None:
        name = f"pantau-{datetime.now(UTC):%Y%m%d-%H%M%S}{SUFFIXES[engine.dialect.name]}"
        file = settings().backups / name
    with steps_bar("Mencadangkan") as on_progress:
        size = back_up(engine, file, on_progress)
    if as_json:
        print_json({"file": str(file), "bytes": size})
    else:
        typer.echo(f"Cadangan {file} ditulis dan diperiksa ({number(round(size / _MEGABYTE, 1))} MB).")


@app.command("restore")
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `pantau db backup` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace what the database holds; without it, it must be empty.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Puts a backup in the place of the database and brings it up to date.

    What the database held stays until the backup stands whole: a restore that fails or is killed changes nothing.
    """
    from storage.maintenance import backups
    from storage.schema import revision_of

    engine = open_database(create=True, migrate=False)
    with steps_bar("Memulihkan") as on_progress:
        backups.restore(engine, file, replace=replace, on_progress=on_progress)
    if as_json:
        print_json({"file": str(file), "revision": revision_of(engine)})
    else:
        typer.echo(f"Basis data dipulihkan dari {file} (revisi {revision_of(engine)}).")


@app.command("copy")
def copy(
    to: Annotated[
        str,
        typer.Option("--to", help="Address of an empty or new database, as postgresql://user@host/pantau."),
    ],
    as_json: AsJson = False,
) -> None:
    """Copies all rows into another database, SQLite or PostgreSQL, and compares rows and digest of each table.

    It is stored whole or not at all; a copy that was killed can be started again.
    """
    from storage.engine import open_engine
    from storage.maintenance.copying import copy_database

    source = open_database()
    with steps_bar("Menyalin") as on_progress:
        tables = copy_database(source, open_engine(to), on_progress)
    if as_json:
        print_json([asdict(table) for table in tables])
        return
    rows = [(table.table, number(table.rows), table.digest[:16]) for table in tables]
    caption = f"{number(sum(table.rows for table in tables))} baris; jumlah dan sidik setiap tabel sama di kedua sisi."
    print_table("Tabel yang disalin", ("Tabel", "#Baris", "Sidik (SHA-256)"), rows, caption=caption)


@app.command("stats")
def stats(as_json: AsJson = False) -> None:
    """Counts rows and bytes of each table and index, and the articles of each year."""
    from storage.maintenance.statistics import statistics

    with steps_bar("Menghitung") as on_progress:
        found = statistics(open_database(), on_progress)
    if as_json:
        print_json(asdict(found))
    else:
        _print_statistics(found)


def _print_statistics(found: "Statistics") -> None:
    size = f"{_megabytes(found.bytes)} MB"
    print_table(
        f"Basis data {found.database}",
        ("Tabel", "#Baris", "#MB"),
        [(table.table, number(table.rows), _megabytes(table.bytes)) for table in found.tables],
        caption=f"revisi {found.revision}, {size} seluruhnya",
    )
    print_table(
        "Artikel menurut tahun terbit",
        ("Tahun", "#Artikel", "#Relevan"),
        [
            (str(year.year or "tanpa tanggal"), number(year.articles), number(year.relevant))
            for year in found.years
        ],
    )
    print_table(
        "Indeks",
        ("Indeks", "Tabel", "Kolom", "#MB"),
        [(index.index, index.table, index.columns, _megabytes(index.bytes)) for index in found.indexes],
    )


def _megabytes(size: int | None) -> str:
    return "" if size is None else number(round(size / _MEGABYTE, 1))
