"""`pantau runs`: what each run did, and what a person should look at."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.database import open_database
from cli.options import LARGEST_ID, AsJson
from cli.output import number, print_json, print_table
from cli.run_tables import STATUS_NAMES, clock, print_full
from models.errors import PantauError

if TYPE_CHECKING:
    from models.stored import RunReport

app = typer.Typer(help="The runs: what each did, and what needs a person.", invoke_without_command=True)

_LISTED = 20


@app.callback()
def list_runs(
    context: typer.Context,
    limit: Annotated[
        int, typer.Option(min=0, max=10**9, help="Runs at most, the last ones; 0 for all.")
    ] = _LISTED,
    as_json: AsJson = False,
) -> None:
    """Lists the runs, the last first; `pantau runs show` tells one source by source."""
    if context.invoked_subcommand is not None:
        return
    from pipelines.reporting import latest_runs

    runs = latest_runs(open_database(), limit)
    if as_json:
        print_json([run.model_dump(mode="json", exclude={"sources"}) | _sums(run) for run in runs])
        return
    print_table(
        "Kali pengumpulan dan pengolahan, yang terakhir di atas",
        (
            "#No.",
            "Perintah",
            "Mulai (UTC)",
            "#Lama",
            "Akhir",
            "#Sumber",
            "#Diambil",
            "#Baru",
            "#TPPO",
            "#Masalah",
        ),
        [_cells(run) for run in runs],
        caption="Menurut sumber: pantau runs show NOMOR",
    )


@app.command("show")
def show_run(
    run_number: Annotated[
        int | None,
        typer.Argument(metavar="[N]", help="Number of the run; without it, the last that crawled."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tells what a run did, source by source, against what was expected, and what a person should look at."""
    from pipelines.configuration import settings
    from pipelines.reporting import full_report, latest_crawl_run
    from pipelines.sources import sources_by_slug

    engine = open_database()
    run_id = latest_crawl_run(engine) if run_number is None else run_number
    if run_id is None:
        raise PantauError("No run has crawled yet; run `pantau weekly` or `pantau crawl` first.")
    try:
        if run_id > LARGEST_ID:
            raise LookupError(run_id)
        report = full_report(engine, run_id, sources_by_slug(settings()))
    except LookupError as error:
        raise PantauError(f"There is no run {run_id}; `pantau runs` lists them.") from error
    if as_json:
        run = report.run.model_dump(mode="json", exclude={"sources"})
        print_json(
            {"run": run, "reasons": report.reasons, "sources": [_source(one) for one in report.sources]}
        )
    else:
        print_full(report)


def _source(source: Any) -> dict[str, Any]:
    count = source.count
    derived = ("articles_named", "articles_unread", "articles_left")
    return {
        **count.model_dump(),
        **{name: getattr(count, name) for name in derived},
        "days": source.days,
        "expected": source.expected,
        "is_measured": source.is_measured,
        "fields": {field.value: told.model_dump() for field, told in source.fields.items()},
        "reasons": source.reasons,
        "findings": [asdict(finding) for finding in source.findings],
    }


def _sums(run: "RunReport") -> dict[str, int]:
    names = ("articles_fetched", "articles_relevant", "failures")
    return {name: sum(getattr(source, name) for source in run.sources) for name in names}


def _cells(run: "RunReport") -> tuple[str, ...]:
    sums = _sums(run)
    lasted = "" if run.finished_at is None else clock((run.finished_at - run.started_at).total_seconds())
    told = sums if run.sources else {}  # what was imported or replayed is not told by source
    counts = (
        len(run.sources),
        told.get("articles_fetched"),
        run.articles_new,
        told.get("articles_relevant"),
        run.problems,
    )
    return (
        str(run.run_id),
        run.kind,
        f"{run.started_at:%Y-%m-%d %H:%M}",
        lasted,
        STATUS_NAMES[run.status],
        *map(number, counts),
    )
