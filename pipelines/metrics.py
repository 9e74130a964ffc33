"""The last weekly run in numbers, in the text format of Prometheus, for node_exporter's textfile collector."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import PantauError
from pipelines.bounds import free_space
from pipelines.configuration import Settings
from pipelines.findings import FindingKind
from pipelines.weekly import WeeklyReport
from storage.maintenance.rotation import held_bytes

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

_ALL = "pantau_weekly_"


@dataclass
class Outcome:
    """How a weekly run ended, also one that could not run."""

    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    """When it began."""
    exit_code: int = 2
    """Its exit code; 130 and 143 where a signal ended it."""
    report: WeeklyReport | None = None
    """What it did; null where it made no report."""


def write_metrics(outcome: Outcome, settings: Settings) -> None:
    """Writes the file that the settings name, whole or not at all; nothing where they name none.

    Raises PantauError where it cannot be written.
    """
    path = settings.prometheus_file
    if path is None:
        return
    from prometheus_client import CollectorRegistry, write_to_textfile

    registry = CollectorRegistry()
    numbers = _Numbers(registry)
    numbers.put("begin_seconds", "Begin of the last run, Unix time.", outcome.began.timestamp())
    numbers.put("end_seconds", "End of the last run, Unix time.", datetime.now(UTC).timestamp())
    numbers.put("exit_code", "Exit code of the last run: 0 fine, 1 look, 2 failed.", outcome.exit_code)
    _put_space(numbers, settings)
    if outcome.report is not None:
        _put_report(numbers, outcome.report)
    try:
        write_to_textfile(str(path), registry)
        path.chmod(0o644)  # the job's umask would hide it from the exporter, which is another user
    except OSError as error:
        raise PantauError(
            f"PANTAU_PROMETHEUS_FILE {path} cannot be written ({error.strerror}): name a file in a folder that is "
            "there and that you may write to"
        ) from error


class _Numbers:
    """Gauges of one registry, by their names."""

    def __init__(self, registry: "CollectorRegistry") -> None:
        self._registry = registry

    def put(self, name: str, meaning: str, value: float) -> None:
        """One number."""
        from prometheus_client import Gauge

        Gauge(_ALL + name, meaning, registry=self._registry).set(value)

    def put_each(self, name: str, meaning: str, label: str, values: dict[str, float]) -> None:
        """One number for each value of a label."""
        from prometheus_client import Gauge

        gauge = Gauge(_ALL + name, meaning, [label], registry=self._registry)
        for key, value in values.items():
            gauge.labels(key).set(value)


def _put_space(numbers: _Numbers, settings: Settings) -> None:
    held = {
        "archive": held_bytes(settings.archive),
        "backups": held_bytes(settings.backups),
        "database": _database_bytes(settings),
    }
    known = {name: float(size) for name, size in held.items() if size is not None}
    numbers.put_each("bytes", "Bytes on the disk; a database on a server is not counted.", "part", known)
    free = {"data": settings.data_dir, "backups": settings.backups}
    numbers.put_each(
        "free_bytes",
        "Bytes free on the disk of a folder.",
        "folder",
        {name: float(free_space(folder)) for name, folder in free.items()},
    )


def _database_bytes(settings: Settings) -> int | None:
    if not settings.database.startswith("sqlite"):
        return None
    file = Path(settings.database.partition(":///")[2])
    parts = (file, Path(f"{file}-wal"))
    return sum(part.stat().st_size for part in parts if part.is_file())


def _put_report(numbers: _Numbers, report: WeeklyReport) -> None:
    run, findings = report.full.run, report.full.findings
    seconds = {one.stage.value: one.seconds for one in run.stages if one.seconds is not None}
    numbers.put_each("stage_seconds", "Duration of each stage that ended.", "stage", seconds)
    failed = {failure.stage.value: 1.0 for failure in report.failures}
    numbers.put_each("stage_failed", "1 for each stage that failed.", "stage", failed)
    bounds = {reached.bound.value: 1.0 for reached in report.bounds}
    numbers.put_each("bound_reached", "1 for each bound that left work for the next run.", "bound", bounds)
    found = {kind.value: float(sum(one.kind is kind for one in findings)) for kind in FindingKind}
    numbers.put_each("sources_to_check", "Sources that a person should look at, by reason.", "reason", found)
    numbers.put("sources", "Sources that were visited.", len(report.full.sources))
    numbers.put("articles_new", "Articles stored for the first time.", run.articles_new)
    numbers.put("articles_changed", "New texts of articles that were known.", run.articles_changed)
    relevant = sum(source.count.articles_relevant for source in report.full.sources)
    numbers.put("articles_relevant", "New articles about TPPO.", relevant)
    numbers.put("problems", "Things recorded and skipped.", run.problems)
    numbers.put("requests", "Requests to publishers.", sum(one.count.requests for one in report.full.sources))
    numbers.put("damage", "Findings of the check of database and archive.", len(report.damage or ()))
    numbers.put("articles", "Articles in the database.", report.totals.articles)
