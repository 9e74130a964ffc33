"""`pantau doctor`: what is installed, configured, reachable, and how to mend it."""

from dataclasses import asdict

import typer

from cli.options import AsJson
from cli.output import Format, print_rows, print_table


def doctor(as_json: AsJson = False) -> None:
    """Looks at everything the program needs and says how to mend what is missing."""
    from pipelines.configuration import settings
    from pipelines.health import examine

    findings = list(examine(settings()))
    if as_json:
        print_rows((asdict(finding) for finding in findings), [], Format.JSON)
    else:
        rows = [("ok" if f.is_fine else "MEND", f.subject, f.detail) for f in findings]
        print_table("pantau doctor", ("state", "what", "found"), rows)
    if not all(finding.is_fine for finding in findings):
        raise typer.Exit(1)
