"""The main job: crawl, clean, extract, store. What cron runs, and what the demonstration runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.source import Source
from models.stored import StoredDocument, Totals
from pipelines.annotators import chosen_annotator
from pipelines.configuration import Settings
from pipelines.crawling import crawl_into
from pipelines.processing import ProcessCounts, process_waiting
from pipelines.reporting import FullReport, full_report
from pipelines.resolving import resolve_all
from pipelines.sources import sources_by_slug
from storage.engine import reading
from storage.runs import recorded_run, totals

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from crawler.stats import CrawlProgress, CrawlStats


@dataclass(frozen=True)
class WeeklyReport:
    """What one weekly run did."""

    crawl: "CrawlStats"
    """Counts of the crawl, by source."""
    processed: ProcessCounts
    """Counts of cleaning and extraction."""
    totals: Totals
    """What the database holds now."""
    full: FullReport
    """The run source by source, with what a person should look at."""


def run_weekly(
    engine: "Engine",
    settings: Settings,
    sources: Sequence[Source],
    on_fetch: "Callable[[CrawlProgress], None] | None" = None,
    on_document: Callable[[StoredDocument], None] = lambda _: None,
    on_resolved: Callable[[], None] = lambda: None,
) -> WeeklyReport:
    """Crawls the sources, processes and resolves everything that waits, also what a killed run left behind.

    Raises PantauError where the job cannot run or go on, and KeyboardInterrupt where a signal ended the crawl; what
    was stored stays.
    """
    by_slug = sources_by_slug(settings)
    annotator = chosen_annotator()
    with recorded_run(engine, "weekly") as run_id:
        crawl = crawl_into(engine, run_id, sources, settings, on_fetch)
        processed = process_waiting(engine, by_slug, run_id, on_document, annotator)
        resolve_all(engine, by_slug.values(), on_resolved)
    with reading(engine) as session:
        held = totals(session)
    return WeeklyReport(crawl, processed, held, full_report(engine, run_id, by_slug))
