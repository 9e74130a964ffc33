"""The main job: crawl, clean, extract, store, look after the store, report. What cron runs, and the demonstration."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from models.errors import PantauError
from models.source import Source
from models.stored import StoredDocument, Totals
from pipelines.annotators import chosen_annotator
from pipelines.configuration import Settings
from pipelines.crawling import crawl_into
from pipelines.processing import ProcessCounts, process_waiting
from pipelines.reporting import FullReport, full_report
from pipelines.resolving import ResolveCounts, resolve_all
from pipelines.sources import sources_by_slug
from pipelines.stages import WORK, Stage, StageFailure, Stages, StageTime
from storage.engine import reading
from storage.locks import run_lock
from storage.maintenance.backups import SUFFIXES, back_up
from storage.maintenance.checks import Finding, check_database
from storage.runs import finish_run, start_run, totals

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from crawler.stats import CrawlProgress, CrawlStats


@dataclass(frozen=True)
class WeeklyReport:
    """What one weekly run did. What a stage made is null where the stage failed."""

    run_id: int
    """Key of the run."""
    crawl: "CrawlStats | None"
    """Counts of the crawl, by source."""
    processed: ProcessCounts | None
    """Counts of cleaning and extraction."""
    resolved: ResolveCounts | None
    """Counts of what was brought together."""
    damage: Sequence[Finding] | None
    """What the check found; empty where all is well."""
    backup: "Path | None"
    """The copy of the database."""
    totals: Totals
    """What the database holds now."""
    full: FullReport
    """The run source by source, with what a person should look at."""
    times: Sequence[StageTime]
    """The stages before the report, in their order."""
    failures: Sequence[StageFailure]
    """Stages before the report that failed."""

    @property
    def exit_code(self) -> int:
        """0 fine, 1 finished with something to look at, 2 where collecting, processing or resolving failed."""
        if any(failure.stage in WORK for failure in self.failures):
            return 2
        return 1 if self.failures or self.damage or self.full.findings else 0


@dataclass(frozen=True)
class Watchers:
    """Who is told how far the job is."""

    on_fetch: "Callable[[CrawlProgress], None] | None" = None
    """Told after each record of the crawl."""
    on_document: Callable[[StoredDocument], None] = lambda _: None
    """Told before each document that is read."""
    on_resolved: Callable[[], None] = lambda: None
    """Told after each article of each part of resolving."""


def run_weekly(
    engine: "Engine",
    settings: Settings,
    sources: Sequence[Source],
    watchers: Watchers | None = None,
    on_report: Callable[[WeeklyReport], None] = lambda _: None,
) -> WeeklyReport:
    """Crawls the sources, processes and resolves everything that waits, also what a killed run left behind, then
    checks and backs up the database. `on_report` is the end of the last stage.

    Raises PantauError where the job cannot run or its report cannot be made, and KeyboardInterrupt where a signal
    ended the crawl; what was stored stays.
    """
    watchers, stages = watchers or Watchers(), Stages()
    by_slug, annotator = sources_by_slug(settings), chosen_annotator()
    with run_lock(engine):
        run_id = start_run(engine, "weekly")
        try:
            crawl = stages.run(
                Stage.COLLECT, lambda: crawl_into(engine, run_id, sources, settings, watchers.on_fetch)
            )
            processed = stages.run(
                Stage.PROCESS,
                lambda: process_waiting(engine, by_slug, run_id, watchers.on_document, annotator),
            )
            resolved = stages.run(
                Stage.RESOLVE, lambda: resolve_all(engine, by_slug.values(), watchers.on_resolved)
            )
            damage = stages.run(
                Stage.CHECK, lambda: check_database(engine, settings.archive, lambda *_: None)
            )
            backup = stages.run(Stage.BACKUP, lambda: _back_up(engine, settings))
        except (KeyboardInterrupt, SystemExit):
            finish_run(engine, run_id, "interrupted")
            raise
        failures = tuple(stages.failures)
        is_done = not any(failure.stage in WORK for failure in failures)
        finish_run(engine, run_id, "finished" if is_done else "failed")

        def tell() -> WeeklyReport:
            with reading(engine) as session:
                held = totals(session)
            report = WeeklyReport(
                run_id=run_id,
                crawl=crawl,
                processed=processed,
                resolved=resolved,
                damage=damage,
                backup=backup,
                totals=held,
                full=full_report(engine, run_id, by_slug),
                times=tuple(stages.times),
                failures=failures,
            )
            on_report(report)
            return report

        told = stages.run(Stage.REPORT, tell)
    if told is None:
        raise PantauError(stages.failures[-1].sentence)
    return told


def _back_up(engine: "Engine", settings: Settings) -> "Path":
    name = f"weekly-{datetime.now(UTC):%Y%m%d-%H%M%S}{SUFFIXES[engine.dialect.name]}"
    file = settings.data_dir / "backups" / name
    back_up(engine, file, lambda *_: None)
    return file
