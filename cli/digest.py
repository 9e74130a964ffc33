"""`pantau digest`: the digest of a run again, without sending it."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.database import open_database
from cli.output import print_json
from models.errors import PantauError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from pipelines.weekly import WeeklyReport
    from publish.digest.delivery import Delivery


def digest(
    run: Annotated[
        int | None, typer.Argument(metavar="[RUN]", help="Number of the run; without it, the last digest.")
    ] = None,
    language: Annotated[
        Literal["id", "en"] | None, typer.Option(help="Indonesian or English; else as it was written.")
    ] = None,
    as_html: Annotated[bool, typer.Option("--html", help="Print the page instead of plain text.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, masked as the digest is.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="List everything that is new, not the first only.")
    ] = False,
    send: Annotated[
        bool, typer.Option("--send", help="Mail the digests that still wait, and print nothing.")
    ] = False,
) -> None:
    """Prints a weekly digest again: what was new, what failed, what needs a person. Sends nothing unless told to."""
    from pipelines.configuration import settings

    if as_html and as_json:
        raise PantauError("--html and --json exclude each other; give one of them.")
    if send:
        _send()
        return
    from pipelines.reporting import full_report
    from pipelines.sources import sources_by_slug
    from publish.digest.gathering import EVERYTHING, Bounds
    from publish.digest.journal import read_journal
    from publish.digest.making import made_again
    from publish.digest.writing import digest_html, digest_text, way_in
    from publish.language import Language

    entries = [entry for entry in read_journal(settings().data_dir).entries if run in {None, entry.run_id}]
    if not entries:
        told = "there is no digest yet" if run is None else f"there is no digest of run {run}"
        raise PantauError(f"{told}: `pantau weekly` makes one after each run, `pantau runs` lists the runs")
    entry, engine = entries[-1], open_database()
    full = full_report(engine, entry.run_id, sources_by_slug(settings()))
    found = made_again(engine, settings(), entry, full, EVERYTHING if everything else Bounds())
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    written, way = Language(language or entry.language), way_in(settings().public_url)
    typer.echo((digest_html if as_html else digest_text)(found, written, way), nl=False)


def _send() -> None:
    from pipelines.configuration import settings
    from publish.digest.delivery import send_waiting

    if not _told(send_waiting(settings())):
        raise typer.Exit(1)


class WeeklyDigest:
    """The end of the weekly job's report: what goes wrong with the digest is told and does not cost the run."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self._delivery: Delivery | None = None
        self._trouble: str | None = None

    def __call__(self, report: "WeeklyReport") -> None:
        """Writes the digest of the run, and mails it."""
        from pipelines.configuration import settings
        from publish.digest.attention import messages_of_run
        from publish.digest.making import write_digest

        try:
            messages = messages_of_run(report)
            self._delivery = write_digest(self._engine, settings(), report.full, messages)
        except PantauError as error:
            self._trouble = str(error)

    def tell(self) -> bool:
        """Prints where the digest is, or on stderr why not; returns whether all is well."""
        if self._trouble is not None:
            typer.echo(f"pantau: {self._trouble}", err=True)
        elif self._delivery is not None:
            typer.echo(f"Ringkasan: {self._delivery.files[0]}")
            return _told(self._delivery)
        return self._trouble is None


def _told(delivery: "Delivery") -> bool:
    """Says what became of the mail; returns whether nothing waits."""
    if delivery.mailed:
        typer.echo(f"Ringkasan terkirim lewat surel: {delivery.mailed}.")
    if delivery.trouble:
        typer.echo(f"pantau: {delivery.trouble}. Ringkasan yang menunggu: {delivery.waiting}.", err=True)
    return delivery.trouble is None
