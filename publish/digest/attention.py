"""What a run leaves for a person to do, as messages; and what failed, by source."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.bounds import Bound, parse_size, size_text
from models.stages import Stage
from pipelines.bounds import free_space
from pipelines.findings import FindingKind
from pipelines.scheduling import due_state
from publish.digest.content import DigestFailure
from publish.digest.lines import line
from publish.digest.messages import Message, reason_of, reason_text
from storage.engine import reading
from storage.queue_counts import COUNTED, review_queues
from storage.runs import last_finished

if TYPE_CHECKING:
    from models.stored import RunReport
    from pipelines.configuration import Settings
    from pipelines.reporting import FullReport, SourceReport
    from pipelines.weekly import WeeklyReport

DOUBTFUL = 0.5
"""Confidence below which a fact waits for a person."""
_SOURCES, _REASONS = 15, 3
_OF_FINDING = {
    FindingKind.SILENT: "sumber-senyap",
    FindingKind.UNREACHABLE: "sumber-tak-terbaca",
    FindingKind.FAILING: "sumber-gagal",
    FindingKind.FIELD: "bidang-hilang",
}
_OF_BOUND = {
    Bound.BUDGET: "batas-waktu",
    Bound.REQUESTS: "batas-permintaan",
    Bound.DISK: "batas-ruang",
}
_OF_STATE = {"blocked": "sumber-terblokir", "moved": "sumber-pindah"}
_OF_STAGE = {
    Stage.COLLECT: "pengumpulan-gagal",
    Stage.PROCESS: "pengolahan-gagal",
    Stage.RESOLVE: "penyatuan-gagal",
    Stage.CHECK: "pemeriksaan-gagal",
    Stage.BACKUP: "cadangan-gagal",
}


def messages_of_run(engine: Engine, settings: "Settings", report: "WeeklyReport") -> Iterator[Message]:
    """What the run itself, its stages, bounds, disks and sources call for."""
    for failure in report.failures:
        yield Message(code=_OF_STAGE[failure.stage])
    for bound in dict.fromkeys(reached.bound for reached in report.bounds):
        yield Message(code=_OF_BOUND[bound])
    if report.damage:
        yield Message(code="basis-data-rusak", values={"n": len(report.damage)})
    yield from _of_disks(settings, report)
    yield from _of_schedule(engine, report.full.run)
    yield from messages_of_sources(report.full)


def _of_disks(settings: "Settings", report: "WeeklyReport") -> Iterator[Message]:
    """Before it is too late: room for two more backups beside what has to stay free."""
    needed = parse_size(settings.min_free) + 2 * (report.backup.bytes if report.backup else 0)
    free = min(free_space(settings.data_dir), free_space(settings.backups))
    if free < needed:
        yield Message(code="ruang-sempit", values={"free": size_text(free)})


def _of_schedule(engine: Engine, run: "RunReport") -> Iterator[Message]:
    with reading(engine) as session:
        due = due_state(last_finished(session, "weekly", run.run_id), None, run.started_at)
    if due.last is not None and due.is_due:
        days = (run.started_at - due.last.started_at).days
        yield Message(code="jadwal-terlambat", values={"n": days})


def messages_of_sources(report: "FullReport") -> Iterator[Message]:
    """Sources and articles that need a person, a message for each kind of trouble."""
    found: dict[str, list[str]] = defaultdict(list)
    for source in report.sources:
        for code in {_code_of(source, finding.kind) for finding in source.findings}:
            found[code].append(line(source.count.source, 80))
    for code in (*_OF_FINDING.values(), *_OF_STATE.values()):
        if code in found:
            yield Message(code=code, values={"n": len(found[code]), "sources": tuple(sorted(found[code]))})
    reasons = [report.reasons, *(source.reasons for source in report.sources)]
    flaws = sum(n for told in reasons for reason, n in told.items() if reason_of(reason).code == "cacat")
    if flaws:
        yield Message(code="berita-tak-terbaca", values={"n": flaws})


def _code_of(source: "SourceReport", kind: FindingKind) -> str:
    """Why a source cannot be read decides, where most of its failures say why."""
    if kind in {FindingKind.UNREACHABLE, FindingKind.FAILING} and source.reasons:
        states = Counter[str | None]()
        for reason, times in source.reasons.items():
            states[reason_of(reason).state] += times
        return _OF_STATE.get(states.most_common(1)[0][0] or "", _OF_FINDING[kind])
    return _OF_FINDING[kind]


def messages_of_queues(session: Session) -> Iterator[Message]:
    """What waits for a reviewer."""
    queues = review_queues(session, DOUBTFUL)
    waiting = {
        "orang-meragukan": queues.pairs,
        "angka-bertentangan": queues.conflicts,
        "fakta-meragukan": queues.facts,
        "tinjauan-yatim": queues.orphans,
    }
    for code, n in waiting.items():
        if n:
            yield Message(code=code, values={"n": n if n <= COUNTED else f"{COUNTED}+"})


def failures_of(report: "FullReport") -> tuple[list[DigestFailure], int]:
    """What failed by source, the most first and only so many, and how often anything failed at all."""
    told = [(source.count.source, source.reasons) for source in report.sources if source.reasons]
    if report.reasons:
        told.append(("", report.reasons))
    failures = [_failure(source, reasons.items()) for source, reasons in told]
    failures.sort(key=lambda failure: (-failure.times, failure.source))
    return failures[:_SOURCES], sum(failure.times for failure in failures)


def _failure(source: str, reasons: Iterable[tuple[str, int]]) -> DigestFailure:
    times = Counter[str]()
    for sentence, n in reasons:
        times[reason_text(reason_of(sentence).code).code] += n
    return DigestFailure(
        source=line(source, 80), times=times.total(), reasons=tuple(times.most_common(_REASONS))
    )
