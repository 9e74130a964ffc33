"""How good a release is: scores on annotated articles, share reviewed, precision of a reviewed sample, gaps."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

SCORES = Path(__file__).parent.parent / "data" / "scores.json"
"""Written by `make quality`."""


@dataclass(frozen=True, slots=True)
class Precision:
    """What reviewing a random sample of a kind of facts showed."""

    kind: str
    reviewed: int
    right: int
    low: float
    """Bounds of the 95 % confidence interval of the share that is right."""
    high: float


@dataclass(frozen=True, slots=True)
class Gap:
    """Months of a province without any article."""

    province: str
    first: date
    last: date
    months: int


@dataclass(frozen=True, slots=True)
class Statement:
    """The data-quality statement, in numbers."""

    scores: dict[str, Any]
    extractors: list[tuple[str, int]]
    """Versions that found the facts, with the articles that each read."""
    reviews: list[tuple[str, int, int, int, int, int]]
    """Kind, total, accepted, corrected, rejected, decisions."""
    precision: Sequence[Precision]
    unresolved: dict[str, tuple[int, int]]
    """Of statements and figures: how many belong to no official, no claim; and how many there are."""
    gaps: list[Gap]
    quiet_months: list[date]
    """Months between the first and the last run in which no run ended well."""
    undated: int
    """Articles without a day of publication."""


def statement(store: sqlite3.Connection, precision: Sequence[Precision] = ()) -> Statement:
    """What a release's own tables say about it. `precision` is given where a random sample was reviewed."""

    def count(query: str) -> int:
        number: int = store.execute(query).fetchone()[0]
        return number

    return Statement(
        scores=scores(),
        extractors=store.execute(
            "SELECT extractor, count(*) FROM articles GROUP BY 1 ORDER BY 2 DESC, 1"
        ).fetchall(),
        reviews=store.execute(
            "SELECT kind, total, accepted, corrected, rejected, decisions FROM reviews ORDER BY rowid"
        ).fetchall(),
        precision=precision,
        unresolved={
            table: (
                count(f"SELECT count(*) FROM {table} WHERE {link} IS NULL"), count(f"SELECT count(*) FROM {table}")
            )
            for table, link in (("statements", "official_id"), ("figures", "claim_id"))
        },
        gaps=_gaps(store),
        quiet_months=_quiet_months(store),
        undated=count("SELECT count(*) FROM articles WHERE published_on IS NULL"),
    )  # fmt: skip


@cache
def scores() -> dict[str, Any]:
    """Scores of the extraction on annotated articles, set by set."""
    found: dict[str, Any] = json.loads(SCORES.read_text(encoding="utf-8"))
    return found


def _gaps(store: sqlite3.Connection) -> list[Gap]:
    """Stretches of months without an article, province by province."""
    found: list[Gap] = []
    rows = store.execute(
        "SELECT province, month FROM coverage WHERE articles = 0 AND province_code <> 'ID' ORDER BY rowid"
    )
    for province, written in rows:
        month = date.fromisoformat(written)
        if found and found[-1].province == province and _next(found[-1].last) == month:
            found[-1] = Gap(province, found[-1].first, month, found[-1].months + 1)
        else:
            found.append(Gap(province, month, month, 1))
    return found


def _quiet_months(store: sqlite3.Connection) -> list[date]:
    query = (
        "SELECT DISTINCT substr(started_at, 1, 7) || '-01' FROM runs "
        "WHERE status = 'finished' AND sources > 0 ORDER BY 1"
    )
    months = [date.fromisoformat(month) for (month,) in store.execute(query)]
    quiet = []
    for one, other in pairwise(months):
        between = _next(one)
        while between < other:
            quiet.append(between)
            between = _next(between)
    return quiet


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
