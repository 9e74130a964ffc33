"""`pantau doctor`: what is installed, configured, reachable, and how to mend it."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from cli.options import AsJson
from cli.output import Format, print_rows, print_table
from models.errors import PantauError

if TYPE_CHECKING:
    from pipelines.configuration import Settings
    from pipelines.health import Finding


def doctor(as_json: AsJson = False) -> None:
    """Looks at everything the program needs and says how to mend what is missing."""
    from pipelines.configuration import settings
    from pipelines.health import examine

    findings = [*examine(settings()), *_mail(settings())]
    if as_json:
        print_rows((asdict(finding) for finding in findings), [], Format.JSON)
    else:
        rows = [("ok" if f.is_fine else "MEND", f.subject, f.detail) for f in findings]
        print_table("pantau doctor", ("state", "what", "found"), rows)
    if not all(finding.is_fine for finding in findings):
        raise typer.Exit(1)


def _mail(settings: "Settings") -> "Iterator[Finding]":
    """Whether the settings of the digest's mail are whole, where they name a server; nobody is asked."""
    from pipelines.health import Finding
    from publish.digest.mail import mail_server

    try:
        server = mail_server(settings)
    except PantauError as error:
        yield Finding("mail", False, str(error))
        return
    if server is not None:
        to = ", ".join(address.addr_spec for address in server.recipients)
        yield Finding("mail", True, f"digests go to {to} by {server.host}:{server.port}")
