"""What a run prints at its end."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from cli.output import number, print_table
from cli.run_tables import print_brought

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from crawler.stats import CrawlStats, SourceStats
    from pipelines.reporting import FullReport

_PROBLEMS = 40


def print_crawl(stats: "CrawlStats") -> None:
    """Counts per source."""
    print_table(
        "Pengumpulan menurut sumber",
        (
            "Sumber",
            "#Daftar",
            "#Tak berubah",
            "#Baru",
            "#Diambil",
            "#Sudah ada",
            "#Hilang",
            "#Gagal",
            "#Permintaan",
            "#KB",
        ),
        [(slug, *_counts(source)) for slug, source in sorted(stats.sources.items())],
    )


def _counts(stats: "SourceStats") -> Iterator[str]:
    read = (stats.listings, stats.unchanged, stats.discovered, stats.fetched, stats.known)
    for count in (*read, stats.gone, stats.troubles, stats.requests, stats.bytes // 1024):
        yield number(count)


def print_problems(engine: "Engine", run_id: int) -> None:
    """What a run recorded and skipped, and why; prints nothing where there was nothing."""
    from storage.engine import reading
    from storage.runs import problems_of, run_report

    with reading(engine) as session:
        count = run_report(session, run_id).problems
        problems = problems_of(session, run_id, _PROBLEMS)
    if not problems:
        return
    print_table(
        "Masalah yang dicatat dan dilewati",
        ("Sumber", "Tahap", "Apa", "Mengapa"),
        [(problem.source or "", problem.stage, problem.subject, problem.reason) for problem in problems],
        caption=f"{len(problems)} dari {count} masalah",
    )


def print_findings(report: "FullReport") -> bool:
    """Prints the sources that a person should look at, and a sentence for each reason on stderr; tells whether there
    are any.
    """
    troubled = [source for source in report.sources if source.findings]
    if troubled:
        print_brought(troubled, "Sumber yang perlu diperiksa")
    for finding in report.findings:
        typer.echo(f"pantau: {finding.sentence}", err=True)
    return bool(troubled)
