"""`pantau weekly`: the main job and its report."""

import signal
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.crawl import Slugs
from cli.database import open_database
from cli.digest import WeeklyDigest
from cli.options import AsJson
from cli.output import print_json
from cli.weekly_tables import print_plan, print_weekly
from models.errors import PantauError, RunInProgress
from models.secrets import check_secret_file

if TYPE_CHECKING:
    from pipelines.bounds import Bounds
    from pipelines.metrics import Outcome
    from pipelines.weekly import WeeklyReport

Budget = Annotated[
    str | None,
    typer.Option(
        metavar="TIME",
        help="Time for the whole run, as 6h, 90m or 1h30m: collecting ends after three quarters of it, processing "
        "after nine tenths; what is left is done first by the next run.",
    ),
]
MaxRequests = Annotated[
    int | None,
    typer.Option(
        min=2, max=10**9, help="Requests to publishers at most; sources not reached come first next time."
    ),
]
MinFree = Annotated[
    str | None,
    typer.Option(
        metavar="SIZE",
        help="Space that stays free on the disk of the data folder and of the backups, as 500MB or 2GB; without it, "
        "PANTAU_MIN_FREE, else 500MB.",
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be done; ask nobody for anything and write nothing.")
]


def weekly(
    source: Slugs = None,
    budget: Budget = None,
    max_requests: MaxRequests = None,
    min_free: MinFree = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Collects, processes, resolves, checks, backs up and reports: the job that cron runs.

    One run at a time; one that was killed is gone on with by the next.

    Exit codes: 0 all is well. 1 finished, with something to look at: a source, damage, a backup that was not made, work
    that a bound left, a digest that was not mailed. 2 could not run, or could not collect, process or resolve: the next
    run tries again. 130 and 143: stopped by a signal.
    """
    bounds = _bounds(budget, max_requests, min_free)
    if dry_run:
        _tell_plan(source or [], bounds, as_json)
        return
    from pipelines.configuration import settings
    from pipelines.heartbeat import beat
    from pipelines.metrics import Outcome

    outcome, digest, address = Outcome(), WeeklyDigest(), settings().healthcheck_url
    is_refused = False
    try:
        outcome.report = _run(source or [], bounds, digest, lambda: beat(address, "start"))
        outcome.exit_code = max(outcome.report.exit_code, digest.exit_code)
    except KeyboardInterrupt:
        outcome.exit_code = 128 + signal.SIGINT
        raise
    except SystemExit as end:
        outcome.exit_code = end.code if isinstance(end.code, int) else 2
        raise
    except PantauError as error:
        is_refused = isinstance(
            error, RunInProgress
        )  # that run tells its own end, for which this is not to be taken
        raise
    except Exception as error:  # it would end as 1, as if the run had finished
        raise _mistake(error) from error
    finally:
        if not is_refused:
            is_well = outcome.report is not None and not outcome.report.failures and not outcome.report.damage
            _write_metrics(outcome)
            beat(address, "success" if is_well else "fail")
    if as_json:
        print_json(_plain(outcome.report) | {"digest": digest.plain()})
    else:
        print_weekly(outcome.report)
        digest.tell()
    if outcome.exit_code:
        raise typer.Exit(outcome.exit_code)


def _mistake(error: Exception) -> PantauError:
    import structlog

    structlog.get_logger(__name__).error("the weekly job failed", exc_info=error)
    told = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return PantauError(
        f"The weekly job stumbled over a mistake of this program ({told}); report it with the log."
    )


def _run(
    slugs: list[str], bounds: "Bounds", digest: WeeklyDigest, on_begin: Callable[[], None]
) -> "WeeklyReport":
    from cli.progress import crawl_bar, progress_bar
    from pipelines.configuration import settings
    from pipelines.crawling import check_contact
    from pipelines.sources import chosen_sources
    from pipelines.weekly import Watchers, run_weekly

    check_secret_file(settings().scheduled)
    sources = chosen_sources(settings(), slugs)
    check_contact(settings())
    engine = open_database(create=True)
    with crawl_bar() as on_fetch, progress_bar("Mengolah") as tick, progress_bar("Menyatukan") as resolved:
        watchers = Watchers(
            on_begin,
            on_fetch,
            lambda document: tick(document.subject),
            lambda: resolved(""),
            lambda report: digest.write(engine, report),
        )
        return run_weekly(engine, settings(), sources, bounds, watchers)


def _bounds(budget: str | None, max_requests: int | None, min_free: str | None) -> "Bounds":
    from models.bounds import parse_duration, parse_size
    from pipelines.bounds import Bounds
    from pipelines.configuration import settings

    return Bounds(
        budget=None if budget is None else parse_duration(budget),
        max_requests=max_requests,
        min_free=parse_size(settings().min_free if min_free is None else min_free),
    )


def _tell_plan(slugs: list[str], bounds: "Bounds", as_json: bool) -> None:
    from pipelines.configuration import settings
    from pipelines.planning import weekly_plan

    plan = weekly_plan(settings(), slugs, bounds)
    if as_json:
        last = None if plan.last is None else plan.last.model_dump(mode="json", exclude={"sources"})
        print_json(asdict(plan) | {"last": last})
    else:
        print_plan(plan)


def _write_metrics(outcome: "Outcome") -> None:
    """What monitors the job must not make it fail."""
    import structlog

    from pipelines.configuration import settings
    from pipelines.metrics import write_metrics

    try:
        write_metrics(outcome, settings())
    except (PantauError, OSError) as error:
        structlog.get_logger(__name__).warning(str(error))


def _plain(report: "WeeklyReport") -> dict[str, Any]:
    """The report for programs; the run source by source is told by `pantau runs show --json`."""
    made = {"resolved": report.resolved, "processed": report.processed, "backup": report.backup}
    return {
        "exit_code": report.exit_code,
        "run": report.full.run.model_dump(mode="json", exclude={"sources"}),
        "findings": [asdict(finding) for finding in report.full.findings],
        "failures": [asdict(failure) for failure in report.failures],
        "bounds": [asdict(bound) for bound in report.bounds],
        "damage": None if report.damage is None else [asdict(finding) for finding in report.damage],
        "untold": list(report.untold),
        "totals": report.totals.model_dump(),
        **{name: None if value is None else asdict(value) for name, value in made.items()},
    }
