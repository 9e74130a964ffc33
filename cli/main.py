"""The `pantau` command: registers the verbs, turns a user's errors into one sentence and exit code 2."""

import sys
from typing import NoReturn

import typer

from cli import (
    articles,
    crawl,
    doctor,
    evaluate,
    export,
    extracting,
    figures,
    importing,
    process,
    show,
    sources,
    statements,
    weekly,
)
from cli.logs import set_up_logs
from models.errors import PantauError

app = typer.Typer(
    name="pantau",
    help="Official statements and case figures about TPPO (human trafficking) in Indonesian regional news.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

app.command("weekly")(weekly.weekly)
app.command("crawl")(crawl.crawl)
app.command("import")(importing.import_files)
app.command("process")(process.process)
app.command("extract")(extracting.extract)
app.command("eval")(evaluate.evaluate)
app.command("articles")(articles.articles)
app.command("statements")(statements.statements)
app.command("figures")(figures.figures)
app.command("show")(show.show)
app.command("export")(export.export)
app.add_typer(sources.app, name="sources")
app.command("doctor")(doctor.doctor)


@app.callback()
def prepare(verbose: bool = typer.Option(False, "--verbose", "-v", help="Log what is done.")) -> None:
    """Sets up the logs before a verb runs."""
    set_up_logs(verbose=verbose)


def main() -> NoReturn:
    """Entry point: 0 fine, 1 finished with something to look at, 2 could not run."""
    try:
        app(standalone_mode=True)
    except PantauError as error:
        print(f"pantau: {error}", file=sys.stderr)  # noqa: T201 - the one sentence
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(0)
