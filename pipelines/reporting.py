"""The report of a run, source by source, against what was expected of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.reports import FieldCount
from models.source import Source
from models.stored import RunReport, SourceCount
from models.vocabulary import ArticleField
from pipelines.configuration import Settings
from pipelines.findings import Finding, days_between, expected_volume, find_trouble
from pipelines.sources import permitted_sources
from storage.engine import database_exists, open_engine, reading
from storage.histories import failure_reasons, latest_crawl, source_histories
from storage.locks import is_run_alive
from storage.runs import latest_run_ids, run_report

if TYPE_CHECKING:
    from sqlalchemy import Engine


@dataclass(frozen=True)
class SourceReport:
    """One source in one run."""

    count: SourceCount
    """What it gave."""
    days: float
    """Days since its last finished run; seven where there was none."""
    expected: float | None
    """Articles about TPPO that it was expected to bring in these days; null where nobody knows."""
    is_measured: bool
    """True where the expectation comes from its own earlier runs, False where from its entry."""
    fields: Mapping[ArticleField, FieldCount]
    """How often its articles gave each field."""
    reasons: Mapping[str, int]
    """Why something was not kept, with the number of times, most frequent first."""
    findings: tuple[Finding, ...]
    """What a person should look at."""


@dataclass(frozen=True)
class FullReport:
    """One run with all its sources."""

    run: RunReport
    """The run in numbers; a run that was killed is `interrupted`."""
    sources: tuple[SourceReport, ...]
    """Its sources, by slug."""
    reasons: Mapping[str, int]
    """Why something was not kept that belongs to no source."""

    @property
    def findings(self) -> list[Finding]:
        """What a person should look at."""
        return [finding for source in self.sources for finding in source.findings]


def full_report(engine: "Engine", run_id: int, entries: Mapping[str, Source]) -> FullReport:
    """A run with all its sources. Raises LookupError for an unknown run."""
    with reading(engine) as session:
        run = run_report(session, run_id)
        histories = source_histories(session, run_id)
        reasons = failure_reasons(session, run_id)
    sources = []
    for slug, (now, *earlier) in histories.items():
        weekly = entries[slug].expected_weekly if slug in entries else 0
        volume, days = expected_volume(earlier, weekly), days_between(now, earlier[0] if earlier else None)
        sources.append(
            SourceReport(
                count=now.count,
                days=days,
                expected=None if volume is None else volume.relevant * days,
                is_measured=volume is not None and volume.is_measured,
                fields=now.fields,
                reasons=dict(reasons.pop(slug).most_common()) if slug in reasons else {},
                findings=tuple(find_trouble(now, earlier, weekly)),
            )
        )
    others = sum(reasons.values(), Counter[str]())
    return FullReport(as_it_is(engine, run), tuple(sources), dict(others.most_common()))


def latest_runs(engine: "Engine", limit: int) -> list[RunReport]:
    """The last runs, newest first; `limit` 0 for all."""
    with reading(engine) as session:
        runs = [run_report(session, run_id) for run_id in latest_run_ids(session, limit)]
    return [as_it_is(engine, run) for run in runs]


def latest_crawl_run(engine: "Engine") -> int | None:
    """Key of the last run that crawled; null where none did."""
    with reading(engine) as session:
        return latest_crawl(session)


def as_it_is(engine: "Engine", run: RunReport) -> RunReport:
    """The run, `interrupted` where it was killed and nobody has noted it yet."""
    is_killed = run.status == "running" and not is_run_alive(engine)
    return run.model_copy(update={"status": "interrupted"}) if is_killed else run


def recorded_findings(settings: Settings, slugs: Sequence[str]) -> list[Finding]:
    """What a person should look at by the last finished run of each source named, or of all that are on.

    Nothing where there is no database yet.
    """
    if not database_exists(settings.database):
        return []
    on = (source for source in permitted_sources(settings) if source.is_enabled)
    entries = {source.slug: source for source in on if not slugs or source.slug in slugs}
    engine = open_engine(settings.database, create=False)
    try:
        with reading(engine) as session:
            histories = source_histories(session)
    finally:
        engine.dispose()
    return [
        finding
        for slug, (last, *earlier) in histories.items()
        if slug in entries
        for finding in find_trouble(last, earlier, entries[slug].expected_weekly)
    ]
