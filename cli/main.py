"""The `pantau` command: registers the verbs, turns a user's errors into one sentence and exit code 2."""

import signal
import sys
from types import FrameType
from typing import NoReturn

import typer

from cli import (
    agencies,
    articles,
    backfill,
    conflicts,
    crawl,
    db,
    digest,
    doctor,
    evaluate,
    export,
    extracting,
    figures,
    importing,
    models,
    officials,
    process,
    regions,
    release,
    replay,
    reporting,
    resolve,
    review,
    runs,
    schedule,
    search,
    serve,
    show,
    sources,
    statements,
    stories,
    trends,
    user,
    weekly,
    withdraw,
)
from cli.logs import set_up_logs
from cli.output import give_up_stdout, print_what_fits
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
app.command("backfill")(backfill.backfill)
app.command("import")(importing.import_files)
app.command("process")(process.process)
app.command("replay")(replay.replay)
app.command("resolve")(resolve.resolve)
app.command("extract")(extracting.extract)
app.command("eval")(evaluate.evaluate)
app.command("articles")(articles.articles)
app.command("statements")(statements.statements)
app.command("figures")(figures.figures)
app.command("stories")(stories.stories)
app.command("agencies")(agencies.agencies)
app.command("regions")(regions.regions)
app.command("conflicts")(conflicts.conflicts)
app.command("trends")(trends.trends)
app.command("search")(search.search)
app.command("officials")(officials.officials)
app.command("show")(show.show)
app.command("serve")(serve.serve)
app.command("export")(export.export)
app.command("report")(reporting.report)
app.command("digest")(digest.digest)
app.command("release")(release.release)
app.add_typer(review.app, name="review")
app.add_typer(withdraw.app, name="withdraw")
app.add_typer(runs.app, name="runs")
app.add_typer(schedule.app, name="schedule")
app.add_typer(sources.app, name="sources")
app.add_typer(user.app, name="user")
app.add_typer(models.app, name="models")
app.add_typer(db.app, name="db")
app.command("doctor")(doctor.doctor)


@app.callback()
def prepare(verbose: bool = typer.Option(False, "--verbose", "-v", help="Log what is done.")) -> None:
    """Sets up the logs before a verb runs."""
    set_up_logs(verbose=verbose)


INTERRUPTED, TERMINATED = 128 + signal.SIGINT, 128 + signal.SIGTERM


def main() -> NoReturn:
    """Entry point: 0 fine, 1 finished with something to look at, 2 could not run, 130 and 143 stopped by a signal."""
    print_what_fits()
    signal.signal(signal.SIGTERM, _terminate)
    try:
        app(standalone_mode=True)
    except PantauError as error:
        _tell(str(error))
        sys.exit(2)
    except MemoryError:
        _tell(
            "There is not enough memory: end other programs, or raise the limit; what is stored stays, "
            "the same command goes on from there."
        )
        sys.exit(2)
    except OSError as error:
        if error.filename is not None:
            raise
        give_up_stdout()
        _tell(f"The output could not be written ({error.strerror}); free space or send it elsewhere.")
        sys.exit(2)
    except SystemExit as end:
        if end.code in {INTERRUPTED, TERMINATED}:
            _tell("Stopped before the end; what is stored stays, the same command goes on from there.")
        raise
    sys.exit(0)


def _terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    """SIGTERM ends in order, as Ctrl-C does: transactions are rolled back, scratch files removed."""
    sys.exit(TERMINATED)


def _tell(sentence: str) -> None:
    print(f"pantau: {sentence}", file=sys.stderr)  # noqa: T201 - the one sentence
