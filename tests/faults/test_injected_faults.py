"""One fault of each kind in a weekly run of its own, and four weeks of a changing network; `make faults` does more."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from faults.points import Point
from faults.soak import run_weeks, trouble_of
from faults.stand import Stand, stand
from faults.trial import Undisturbed, prepare, run_trial
from faults.yearbook import year

POINTS = (
    ("term", "request:0.5", "sqlite"),
    ("disk", "commit:0.5", "sqlite"),
    ("lock", "statement:0.6", "sqlite"),
    ("cut", "request:0.4", "sqlite"),
    ("hang", "request:0.6", "sqlite"),
    ("clock", "stage:process:begin", "sqlite"),
    ("warc", "archive:0.5", "sqlite"),
    ("memory", "stage:resolve:begin", "sqlite"),
    ("kill", "commit:0.8", "postgresql"),
    ("postgres", "statement:0.6", "postgresql"),
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    try:
        with stand(tmp_path_factory.mktemp("faults"), with_postgres=True, share=6) as made:
            yield made
    except LookupError as missing:
        pytest.fail(str(missing)) if os.environ.get("CI") else pytest.skip(str(missing))


@pytest.fixture(scope="module")
def undisturbed(place: Stand) -> dict[str, Undisturbed]:
    return {
        "sqlite": prepare(place, "sqlite"),
        "postgresql": prepare(place, "postgresql", is_first=False),
    }


@pytest.mark.parametrize(("kind", "at", "backend"), POINTS)
def test_after_a_fault_the_next_run_leaves_what_an_undisturbed_one_would(
    place: Stand, undisturbed: dict[str, Undisturbed], kind: str, at: str, backend: str
) -> None:
    result = run_trial(place, Point(f"{kind}-{backend}", kind, at, backend, 0.5), undisturbed[backend])
    assert result.is_injected, result
    assert result.trouble == []


def test_four_weeks_of_a_changing_network(tmp_path: Path) -> None:
    weeks = year(4, 3, range(2, 3))
    try:
        with stand(tmp_path, with_postgres=False) as place:
            done = run_weeks(place, weeks)
            assert trouble_of(place, weeks, done) == []
    except LookupError as missing:
        pytest.fail(str(missing)) if os.environ.get("CI") else pytest.skip(str(missing))
