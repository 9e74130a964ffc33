"""Which numbers of a source need a person, by the rules for silence, lost fields and failures."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.reports import FieldCount, SourceRun
from models.stored import SourceCount
from models.vocabulary import ArticleField
from pipelines.findings import FindingKind, expected_volume, find_trouble

TODAY = datetime(2024, 6, 3, tzinfo=UTC)


def run(
    days_ago: float, new: int = 0, fields: Any = None, status: str = "finished", **numbers: int
) -> SourceRun:
    given = {
        "listings_read": 1,
        "listings_unchanged": 0,
        "articles_found": new,
        "articles_fetched": new,
        "articles_new": new,
        "failures": 0,
    }
    return SourceRun(
        run_id=1,
        status=status,
        started_at=TODAY - timedelta(days=days_ago),
        count=SourceCount(source="uji", **{**given, **numbers}),  # type: ignore[arg-type]
        fields={
            field: FieldCount(present=some, total=total) for field, (some, total) in (fields or {}).items()
        },
    )


def kinds(now: SourceRun, *earlier: SourceRun, weekly: int = 0) -> list[FindingKind]:
    return [finding.kind for finding in find_trouble(now, earlier, weekly)]


def test_measured_volume_goes_before_the_estimate() -> None:
    few = [run(7, 10), run(14, 12), run(21, 14), run(28, 90)]
    volume = expected_volume(few, 3)
    assert volume is not None and (volume.is_measured, round(volume.new * 7, 6)) == (False, 3)
    volume = expected_volume([*few, run(35, 11)], 3)
    assert volume is not None and (volume.is_measured, round(volume.new * 7, 6)) == (True, 13)
    assert expected_volume([], 0) is None


def test_runs_close_together_or_unprocessed_measure_nothing() -> None:
    close = [run(7 + n / 100, 0) for n in range(6)]
    assert expected_volume(close, 0) is None
    unread = [run(7.0 * n, 10, articles_new=0) for n in range(1, 7)]
    assert expected_volume(unread, 0) is None


@pytest.mark.parametrize(
    ("now", "earlier", "weekly", "is_silent"),
    [
        (run(0), [run(7)], 3, True),  # 6 expected: none by chance in 0.25 % of cases
        (run(0), [run(7)], 2, False),  # 4 expected: 1.8 %
        (run(0), [run(7, 1)], 20, False),  # the run before brought something
        (run(0, articles_gated=5), [run(7)], 20, False),  # it speaks of other things
        (run(0), [run(0.001)], 20, True),  # twice in a row: the run before covers its week
        (run(0), [run(0.001), run(0.002)], 20, False),  # three times in a row covers minutes
        (run(0), [run(7)], 0, False),  # nobody knows what to expect
        (run(0), [], 10, True),
        (run(0, status="interrupted"), [run(7)], 20, False),
        (run(0), [run(7), *(run(7.0 * n, 9) for n in range(2, 8))], 0, True),  # measured
    ],
)
def test_silence(now: SourceRun, earlier: list[SourceRun], weekly: int, is_silent: bool) -> None:
    assert kinds(now, *earlier, weekly=weekly) == [FindingKind.SILENT] * is_silent


@pytest.mark.parametrize(
    ("now", "before", "is_lost"),
    [
        ((0, 5), (40, 40), True),
        ((0, 4), (40, 40), False),
        ((0, 5), (9, 9), False),
        ((9, 10), (100, 100), False),
        ((10, 20), (195, 200), True),
        ((4, 20), (60, 100), False),
        ((0, 20), (0, 100), False),
        ((20, 20), (60, 100), False),
    ],
)
def test_a_field_is_lost_where_chance_does_not_explain_it(
    now: tuple[int, int], before: tuple[int, int], is_lost: bool
) -> None:
    fields = {ArticleField.AUTHOR: now}
    halves = [{ArticleField.AUTHOR: (before[0], before[1])}, {ArticleField.TITLE: (9, 9)}]
    earlier = [run(7.0 * n, 5, told) for n, told in enumerate(halves, start=1)]
    assert kinds(run(0, now[1], fields), *earlier) == [FindingKind.FIELD] * is_lost


def test_unreachable_and_failing_sources() -> None:
    assert kinds(run(0, listings_read=0)) == [FindingKind.UNREACHABLE]
    assert kinds(run(0, 5, articles_asked=10, articles_failed=5)) == [FindingKind.FAILING]
    assert kinds(run(0, 6, articles_asked=10, articles_failed=4)) == []
    assert kinds(run(0, 0, articles_asked=50, articles_failed=4, articles_postponed=41)) == []
