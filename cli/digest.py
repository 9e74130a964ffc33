"""`pantau digest`: the digest of a run again, without sending it."""

from dataclasses import asdict
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
    """The digest of a weekly run: its report writes it, its end tells of it."""

    def __init__(self) -> None:
        self._delivery: Delivery | None = None

    def write(self, engine: "Engine", report: "WeeklyReport") -> None:
        """Writes the digest of a run, and mails it. Raises PantauError where the files cannot be written."""
        from pipelines.configuration import settings
        from publish.digest.attention import messages_of_run
        from publish.digest.making import write_digest

        messages = messages_of_run(engine, settings(), report)
        self._delivery = write_digest(engine, settings(), report.full, messages)

    @property
    def exit_code(self) -> int:
        """1 where a mail waits."""
        return int(self._delivery is not None and self._delivery.trouble is not None)

    def tell(self) -> None:
        """Prints where the digest is, and on stderr why it was not mailed."""
        if self._delivery is not None:
            typer.echo(f"Ringkasan: {self._delivery.files[0]}")
            _told(self._delivery)

    def plain(self) -> dict[str, object] | None:
        """The same for programs; null where there is no digest."""
        return None if self._delivery is None else asdict(self._delivery)


def _told(delivery: "Delivery") -> bool:
    """Says what became of the mail; returns whether nothing waits."""
    if delivery.mailed:
        typer.echo(f"Ringkasan terkirim lewat surel: {delivery.mailed}.")
    if delivery.trouble:
        typer.echo(f"pantau: {delivery.trouble}. Ringkasan yang menunggu: {delivery.waiting}.", err=True)
    return delivery.trouble is None
