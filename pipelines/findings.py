"""What in a source's run needs a person, by rules over its own earlier runs."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from statistics import median

from models.reports import FieldCount, SourceRun
from models.stored import SourceCount
from models.vocabulary import ArticleField
from pipelines.recall import wilson

MIN_RUNS = 4
"""Earlier runs from which a source's volume counts as measured; below, its entry's estimate stands."""
MIN_DAYS = 0.5
"""Runs that follow another sooner say nothing of a source's volume."""
WEEK = 7.0
"""Days that a source's first run is taken to cover."""
CHANCE = 0.01
"""Silence that chance alone would bring more often than this is no finding."""
MIN_ARTICLES, MIN_ARTICLES_BEFORE = 5, 10
"""Articles below which the share of a field says nothing."""
BOUND = 3.0
"""Standard errors on either side: some hundred sources times five fields a week must not raise false alarms."""
MIN_ASKED = 10
"""Articles asked for below which failures are told one by one only."""

FIELD_NAMES = {
    ArticleField.TITLE: "judul",
    ArticleField.AUTHOR: "penulis",
    ArticleField.PUBLISHED: "tanggal terbit",
    ArticleField.MINUTE: "jam terbit",
    ArticleField.TEXT: "isi berita",
}


class FindingKind(StrEnum):
    """What is wrong with a source."""

    UNREACHABLE = "unreachable"
    """None of its listings could be read."""
    FAILING = "failing"
    """At least half of its articles could not be fetched."""
    SILENT = "silent"
    """It brought nothing new in this run and the one before, against expectation."""
    FIELD = "field"
    """Its articles give a field more rarely than before."""


@dataclass(frozen=True)
class Finding:
    """One thing that a person should look at."""

    source: str
    """Slug of the source."""
    kind: FindingKind
    """What it is."""
    sentence: str
    """What was found and what to do, for people, in Indonesian."""


@dataclass(frozen=True)
class Volume:
    """How much a source brings, in articles a day."""

    new: float
    """New articles; at least those about TPPO, where only these are known."""
    relevant: float
    """New articles about TPPO."""
    is_measured: bool
    """True for the median of its own earlier runs, False for the estimate of its entry."""


def expected_volume(earlier: Sequence[SourceRun], expected_weekly: int) -> Volume | None:
    """What a source is expected to bring, by its earlier runs, newest first; null where nobody knows.

    Measured beats estimated: the median over at least `MIN_RUNS` finished and processed runs, each against the days
    since the one before it.
    """
    spans = [(run.count, days_between(run, before)) for run, before in pairwise(earlier)]
    whole = [(count, days) for count, days in spans if days >= MIN_DAYS and not count.articles_unread]
    if len(whole) >= MIN_RUNS:
        new = median(count.articles_new / days for count, days in whole)
        return Volume(new, median(count.articles_relevant / days for count, days in whole), is_measured=True)
    daily = expected_weekly / WEEK
    return Volume(daily, daily, is_measured=False) if daily else None


def days_between(run: SourceRun, before: SourceRun | None) -> float:
    """Days from the begin of one run to that of the next."""
    return WEEK if before is None else (run.started_at - before.started_at).total_seconds() / 86_400


def find_trouble(run: SourceRun, earlier: Sequence[SourceRun], expected_weekly: int) -> list[Finding]:
    """What of a source's run a person should look at; `earlier` are its finished runs before, newest first.

    A run that was cut short is not judged.
    """
    if run.status != "finished":
        return []
    source = run.count.source
    if not run.count.listings_read:
        return [
            Finding(
                source,
                FindingKind.UNREACHABLE,
                f"{source}: tidak satu pun daftarnya dapat dibaca; `pantau sources check {source}` menjelaskan "
                "sebabnya.",
            )
        ]
    return [*_failing(run.count), *_silent(run, earlier, expected_weekly), *_lost_fields(run, earlier)]


def _failing(count: SourceCount) -> Iterator[Finding]:
    asked = count.articles_asked + count.articles_due - count.articles_postponed
    if asked >= MIN_ASKED and 2 * count.articles_failed >= asked:
        sentence = (
            f"{count.source}: {count.articles_failed} dari {asked} berita tidak dapat diambil; "
            "sebabnya tertulis dalam `pantau runs show`."
        )
        yield Finding(count.source, FindingKind.FAILING, sentence)


def _silent(run: SourceRun, earlier: Sequence[SourceRun], expected_weekly: int) -> Iterator[Finding]:
    """Silent: no new article in this run and the one before, though the chance of none is below `CHANCE`.

    The chance is that of zero events in a Poisson process, exp(-expected). An estimate of articles about TPPO
    stands for all new ones, of which there are no fewer: the rule then misses rather than cries wolf.
    """
    volume = expected_volume(earlier, expected_weekly)
    before = earlier[0] if earlier else None
    if volume is None or _has_news(run.count) or (before is not None and _has_news(before.count)):
        return
    days = days_between(run, before)
    if before is not None:
        days += days_between(before, earlier[1] if len(earlier) > 1 else None)
    if math.exp(-volume.new * days) >= CHANCE:
        return
    source = run.count.source
    usual = "biasanya" if volume.is_measured else "menurut perkiraan"
    sentence = (
        f"{source}: tidak ada berita baru dalam {_decimal(days)} hari, padahal {usual} {_decimal(volume.new * WEEK)} "
        f"seminggu; periksa: pantau sources check {source}"
    )
    yield Finding(source, FindingKind.SILENT, sentence)


def _has_news(count: SourceCount) -> bool:
    return count.articles_new + count.articles_unread + count.articles_found + count.articles_gated > 0


def _lost_fields(run: SourceRun, earlier: Sequence[SourceRun]) -> Iterator[Finding]:
    """Lost: the share now and the share in all earlier runs kept differ by more than their bounds (Wilson's score
    interval at `BOUND` standard errors) leave to chance."""
    for field, now in run.fields.items():
        told = [entry.fields[field] for entry in earlier if field in entry.fields]
        before = FieldCount(
            present=sum(count.present for count in told), total=sum(count.total for count in told)
        )
        if now.total < MIN_ARTICLES or before.total < MIN_ARTICLES_BEFORE:
            continue
        if wilson(now.present, now.total, BOUND)[1] < wilson(before.present, before.total, BOUND)[0]:
            source = run.count.source
            sentence = (
                f"{source}: {FIELD_NAMES[field]} hanya ada pada {now.present} dari {now.total} berita, sebelumnya "
                f"pada {before.present} dari {before.total}; mungkin tata letaknya berubah: "
                f"pantau sources check {source}"
            )
            yield Finding(source, FindingKind.FIELD, sentence)


def _decimal(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0").replace(".", ",")
