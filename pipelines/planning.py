"""What the weekly job would do now: nothing is asked for and nothing is written."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models.source import Source
from models.stored import RunReport
from pipelines.annotators import chosen_annotator
from pipelines.bounds import Bounds, free_space
from pipelines.configuration import Settings
from pipelines.crawling import check_contact, in_turn
from pipelines.sources import all_sources, check_slugs, chosen_sources
from storage.discovery import watermarks
from storage.engine import database_exists, open_engine, reading
from storage.locks import is_run_alive
from storage.maintenance.rotation import needed_bytes
from storage.pages import left_to_ask
from storage.runs import latest_of
from storage.schema import newest_revision, revision_of
from storage.waiting import count_waiting

if TYPE_CHECKING:
    from sqlalchemy import Engine

_ENOUGH = 1_000_000


@dataclass(frozen=True)
class PlannedSource:
    """A source that would be visited."""

    source: str
    """Slug."""
    lists: int
    """Feeds, sitemaps and index pages that would be asked for first."""
    left: int
    """Articles that earlier runs left to fetch."""
    due: int
    """Stored articles that would be looked at again."""


@dataclass(frozen=True)
class WeeklyPlan:
    """What a run would do now. What only a database of this version tells is null or empty where there is none."""

    free: int
    """Bytes free on the disk of the data folder."""
    free_for_backups: int
    """Bytes free on the disk of the backups."""
    backups: Path
    """Folder of the backups."""
    bounds: Bounds
    """The bounds that were given."""
    database: str = "missing"
    """`ready`, `missing` (it would be made) or `older` (it would be upgraded)."""
    sources: tuple[PlannedSource, ...] = ()
    """In the order in which they would be visited."""
    documents: int | None = None
    """Stored pages that wait for cleaning and extraction."""
    last: RunReport | None = None
    """The last weekly run, however it ended."""
    is_running: bool = False
    """True where a run is in progress: another would be refused."""
    backup_bytes: int | None = None
    """Bytes that the backup would need; null where none would be made."""


def weekly_plan(settings: Settings, slugs: list[str], bounds: Bounds) -> WeeklyPlan:
    """What a run with these sources and bounds would do. Raises PantauError where it could not run."""
    check_contact(settings)
    chosen_annotator()
    check_slugs(settings, slugs)
    plan = WeeklyPlan(
        free=free_space(settings.data_dir),
        free_for_backups=free_space(settings.backups),
        backups=settings.backups,
        bounds=bounds,
    )
    if not database_exists(settings.database):
        return replace(plan, sources=_planned(chosen_sources(settings, slugs)))
    engine = open_engine(settings.database, create=False, migrate=False)
    try:
        if revision_of(engine) == newest_revision():
            return _measured(plan, engine, settings, chosen_sources(settings, slugs))
        on = [
            source for source in all_sources(settings) if source.is_enabled
        ]  # it cannot tell of permissions yet
        wanted = [source for source in on if not slugs or source.slug in slugs]
        return replace(plan, database="older", sources=_planned(wanted))
    finally:
        engine.dispose()


def _planned(sources: list[Source]) -> tuple[PlannedSource, ...]:
    from crawler.steps import first_steps

    now = datetime.now(UTC)
    return tuple(
        PlannedSource(one.slug, sum(1 for _ in first_steps(one, None, now)), 0, 0) for one in sources
    )


def _measured(plan: WeeklyPlan, engine: "Engine", settings: Settings, sources: list[Source]) -> WeeklyPlan:
    """The plan with what a database of this version tells."""
    from crawler.listing_reader import MARGIN
    from crawler.steps import first_steps
    from extract.pipeline import extractor_version

    now = datetime.now(UTC)
    with reading(engine) as session:
        left, last = left_to_ask(session, now), latest_of(session, "weekly")
        since = {one: moment - MARGIN for one, moment in watermarks(session).items()}
    planned = tuple(
        PlannedSource(
            source.slug,
            sum(1 for _ in first_steps(source, since.get(source.slug), now)),
            *left.get(source.slug, (0, 0)),
        )
        for source in in_turn(engine, sources)
    )
    return replace(
        plan,
        sources=planned,
        documents=count_waiting(engine, extractor_version(chosen_annotator()), _ENOUGH),
        last=last,
        is_running=is_run_alive(engine),
        backup_bytes=needed_bytes(engine, settings.backups) if settings.backup_weeks else None,
        database="ready",
    )
