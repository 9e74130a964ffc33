"""`pantau withdraw`: takes an article, a person or some characters out of the database for good."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from cli.database import open_database
from cli.options import LARGEST_ID, AsCsv, AsJson
from cli.output import Format, chosen_format, print_rows, print_table

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from models.withdrawal import WithdrawalRow

app = typer.Typer(
    help="Takes something out of the database for good; a tombstone says that it was there.",
    no_args_is_help=True,
)
Reason = Annotated[str, typer.Option("--reason", help="Why; the next release lists it, so name nobody.")]
By = Annotated[str, typer.Option("--by", help="Who withdraws it.")]
_KINDS = {"article": "berita", "person": "orang", "span": "bagian teks"}


@app.command("article")
def article(
    which: Annotated[str, typer.Argument(metavar="ID|URL", help="Number of the article, or its address.")],
    reason: Reason,
    by: By,
) -> None:
    """Deletes an article with its pages, texts and facts; its addresses are not fetched or stored again."""
    from storage.withdrawals import withdraw_article

    key = int(which) if which.isascii() and which.isdigit() and int(which) <= LARGEST_ID else which
    _withdraw(lambda engine: withdraw_article(engine, key, reason=reason, by=by))


@app.command("person")
def person(
    person_id: Annotated[
        int, typer.Argument(metavar="ID", max=LARGEST_ID, help="As `pantau officials` says.")
    ],
    reason: Reason,
    by: By,
) -> None:
    """Deletes a person, and blanks the name in every article, those that come later too."""
    from storage.withdrawals import withdraw_person

    _withdraw(lambda engine: withdraw_person(engine, person_id, reason=reason, by=by))


@app.command("span")
def span(
    article_id: Annotated[
        int, typer.Argument(metavar="ARTICLE", max=LARGEST_ID, help="Number of the article.")
    ],
    start: Annotated[int, typer.Argument(min=0, help="First character of its text, counted from 0.")],
    end: Annotated[int, typer.Argument(min=1, help="Character after the last.")],
    reason: Reason,
    by: By,
) -> None:
    """Blanks words of an article, wherever it has them; all other places stay right."""
    from storage.withdrawals import withdraw_span

    _withdraw(lambda engine: withdraw_span(engine, article_id, start, end, reason=reason, by=by))


@app.command("list")
def list_(as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Lists what was withdrawn, the oldest first."""
    from models.withdrawal import WithdrawalRow
    from storage.engine import reading
    from storage.withdrawn import list_withdrawals

    form = chosen_format(as_json, as_csv)
    with reading(open_database()) as session:
        rows = list_withdrawals(session)
    if form is not Format.TABLE:
        print_rows((row.model_dump(mode="json") for row in rows), list(WithdrawalRow.model_fields), form)
        return
    headers = ("#ID", "Apa", "Nomor", "Kapan", "Oleh", "Alasan")
    print_table("Penarikan", headers, map(_cells, rows))


def _withdraw(work: "Callable[[Engine], WithdrawalRow]") -> None:
    from pipelines.configuration import settings
    from pipelines.withdrawn_marker import mark_archive

    engine = open_database()
    row = work(engine)
    mark_archive(engine, settings().archive)
    typer.echo(
        f"Withdrawn (number {row.id}). Run `pantau process` and `pantau resolve` before anything is published."
    )
    typer.echo(
        "Backups, WARC files and earlier releases still hold it: docs/public.md says what to do with them."
    )


def _cells(row: "WithdrawalRow") -> tuple[str, ...]:
    place = "" if row.start is None else f" ({row.start}–{row.end})"
    which = "" if row.subject_id is None else str(row.subject_id)
    when = row.withdrawn_at.strftime("%Y-%m-%d")
    return (str(row.id), _KINDS[row.kind], which + place, when, row.withdrawn_by or "", row.reason)
