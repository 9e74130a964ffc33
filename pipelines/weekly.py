"""The main job: collect, process, resolve, check, back up, report. What cron runs, and what the demonstration runs.

Every stage can be repeated and changes nothing where nothing is new, so a run that was killed needs no repair: the next
one does what it left.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.bounds import BoundReached, parse_size
from models.errors import PantauError
from models.source import Source
from models.stages import WORK, Stage
from models.stored import StoredDocument, Totals
from pipelines.annotators import chosen_annotator
from pipelines.bounds import Bounds, Watch
from pipelines.configuration import Settings
from pipelines.crawling import crawl_into
from pipelines.processing import ProcessCounts, process_waiting
from pipelines.reporting import FullReport, full_report
from pipelines.resolving import ResolveCounts, resolve_all
from pipelines.sources import sources_by_slug
from pipelines.stages import StageFailure, Stages
from pipelines.verifying import look_for_damage
from storage.engine import reading
from storage.locks import run_lock
from storage.maintenance.checks import Finding
from storage.maintenance.rotation import Kept, Rotation, back_up_in_turn
from storage.runs import finish_run, start_run, totals
from storage.stages import last_with, runs_since
from storage.waiting import count_waiting

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from crawler.stats import CrawlProgress, CrawlStats
    from extract.annotate import Annotator

FINE, LOOK, COULD_NOT = 0, 1, 2
"""Exit codes: all is well; finished, with something to look at; could not run, or not do its work."""
_ENOUGH = 1_000_000


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
    backup: Kept | None
    """The copy of the database; null too where none is wanted."""
    bounds: Sequence[BoundReached]
    """What was left for the next run because of a bound."""
    failures: Sequence[StageFailure]
    """Stages that failed; `on_report` is given those before the report."""
    totals: Totals
    """What the database holds now."""
    full: FullReport
    """The run source by source, with what a person should look at, and its stages with their times."""
    untold: Sequence[int]
    """Weekly runs before this one of which no report was made, oldest first: they were killed."""

    @property
    def exit_code(self) -> int:
        """0 fine, 1 finished with something to look at, 2 where collecting, processing or resolving failed."""
        if any(failure.stage in WORK for failure in self.failures):
            return COULD_NOT
        is_fine = not (self.failures or self.damage or self.bounds or self.full.findings)
        return FINE if is_fine else LOOK


@dataclass(frozen=True)
class Watchers:
    """Who is told how far the job is."""

    on_begin: Callable[[], None] = lambda: None
    """Told once the run has the database for itself."""
    on_fetch: "Callable[[CrawlProgress], None] | None" = None
    """Told after each record of the crawl."""
    on_document: Callable[[StoredDocument], None] = lambda _: None
    """Told of each document that is read."""
    on_resolved: Callable[[], None] = lambda: None
    """Told after each article of each part of resolving."""
    on_report: Callable[[WeeklyReport], None] = lambda _: None
    """Given the report as the last part of the last stage: where it fails, the next run's report tells of this run."""


def run_weekly(
    engine: "Engine",
    settings: Settings,
    sources: Sequence[Source],
    bounds: Bounds | None = None,
    watchers: Watchers | None = None,
) -> WeeklyReport:
    """Crawls the sources, processes and resolves everything that waits, also what a killed run left behind, then
    checks and backs up the database and reports. A stage that fails is told in the report, and the next is tried.

    Raises PantauError where the job cannot run at all or cannot report, RunInProgress where another runs, and
    KeyboardInterrupt where a signal ended it; what was stored stays.
    """
    watchers = watchers or Watchers()
    bounds = bounds or Bounds(min_free=parse_size(settings.min_free))
    job = _Job(engine, settings, sources, Watch(bounds, settings.data_dir), watchers)
    with run_lock(engine):
        watchers.on_begin()
        run_id = start_run(engine, "weekly")
        with _ended(engine, run_id) as stages:
            crawl = stages.run(Stage.COLLECT, lambda: job.collect(run_id))
            processed = stages.run(Stage.PROCESS, lambda: job.process(run_id))
            resolved = stages.run(Stage.RESOLVE, job.resolve)
            damage = stages.run(Stage.CHECK, lambda: job.check(run_id))
            backup = stages.run(Stage.BACKUP, lambda: job.back_up(run_id, is_sound=damage == []))
        made: list[WeeklyReport] = []

        def report() -> None:
            with reading(engine) as session:
                held = totals(session)
                untold = runs_since(session, last_with(session, Stage.REPORT), "weekly")
            made.append(
                WeeklyReport(
                    run_id=run_id,
                    crawl=crawl,
                    processed=processed,
                    resolved=resolved,
                    damage=damage,
                    backup=backup,
                    bounds=tuple(job.watch.reached),
                    failures=tuple(stages.failures),
                    totals=held,
                    full=full_report(engine, run_id, job.by_slug),
                    untold=tuple(number for number in untold if number < run_id),
                )
            )
            watchers.on_report(made[0])

        stages.run(Stage.REPORT, report)
    if not made:
        raise PantauError(stages.failures[0].sentence)
    return replace(made[0], failures=tuple(stages.failures))


@contextmanager
def _ended(engine: "Engine", run_id: int) -> Iterator[Stages]:
    """The stages of a run, which has ended when they are done: its report judges it as a whole."""
    stages = Stages(engine, run_id)
    try:
        yield stages
    except (KeyboardInterrupt, SystemExit):
        finish_run(engine, run_id, "interrupted")
        raise
    has_failed = any(failure.stage in WORK for failure in stages.failures)
    finish_run(engine, run_id, "failed" if has_failed else "finished")


class _Job:
    """The work of each stage."""

    def __init__(
        self,
        engine: "Engine",
        settings: Settings,
        sources: Sequence[Source],
        watch: Watch,
        watchers: Watchers,
    ) -> None:
        self._engine = engine
        self._settings = settings
        self._sources = sources
        self._watchers = watchers
        self._annotator: Annotator = chosen_annotator()
        self.by_slug = sources_by_slug(settings)
        self.watch = watch

    def collect(self, run_id: int) -> "CrawlStats":
        stats = crawl_into(
            self._engine,
            run_id,
            self._sources,
            self._settings,
            self._watchers.on_fetch,
            self.watch.of_crawl(),
        )
        self.watch.note_crawl(stats)
        return stats

    def process(self, run_id: int) -> ProcessCounts:
        from extract.pipeline import extractor_version

        until = self.watch.end_of_process()
        counts = process_waiting(
            self._engine, self.by_slug, run_id, self._watchers.on_document, self._annotator, until
        )
        if counts.is_cut_short:
            self.watch.note_process(count_waiting(self._engine, extractor_version(self._annotator), _ENOUGH))
        return counts

    def resolve(self) -> ResolveCounts:
        return resolve_all(self._engine, self.by_slug.values(), self._watchers.on_resolved)

    def check(self, run_id: int) -> list[Finding]:
        is_copied = self._settings.backup_weeks > 0
        return look_for_damage(self._engine, self._settings.archive, run_id, is_quick=is_copied)

    def back_up(self, run_id: int, *, is_sound: bool) -> Kept | None:
        """A copy of the database; where the check found damage, every older one is kept."""
        settings = self._settings
        if not settings.backup_weeks:
            return None
        rotation = Rotation(settings.backup_weeks, settings.backup_months) if is_sound else None
        min_free = self.watch.bounds.min_free
        return back_up_in_turn(self._engine, settings.backups, run_id, rotation, min_free, lambda *_: None)
