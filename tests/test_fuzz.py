"""What reads strangers' bytes holds its promises for what was kept, for what once broke it, and for chance."""

import hashlib

import pytest
from fuzz.inputs import BROKEN, CORPUS, inputs, kept
from fuzz.targets import TARGETS
from fuzz.work import CALLS, CALLS_A_BYTE, NeverEnds, bounded, is_cheap
from hypothesis import HealthCheck, Phase, given, settings


@pytest.mark.parametrize("name", TARGETS)
def test_inputs_that_are_kept_break_nothing(name: str) -> None:
    found = kept(CORPUS, name)
    assert len(found) >= 3, "a corpus to start from"
    for data in (*found, *kept(BROKEN, name)):
        with bounded():
            TARGETS[name].check(data)  # what is loaded by the first call counts for none
            is_cheap(TARGETS[name].check, data)


@pytest.mark.parametrize("name", TARGETS)
def test_inputs_made_by_chance_break_nothing(name: str) -> None:
    """The same inputs on every machine, so that a change is judged by itself; `make fuzz` makes others each time."""
    check = TARGETS[name].check
    for data in kept(CORPUS, name):
        check(data)

    @settings(
        max_examples=TARGETS[name].examples,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(inputs(name))
    def fuzz(data: bytes) -> None:
        if hashlib.sha256(data).digest()[0] % 8:
            check(data)
        else:  # to count calls doubles the time
            is_cheap(check, data)

    with bounded(by=120):
        fuzz()


def test_what_breaks_a_property_or_costs_too_much_is_noticed() -> None:
    def costly(data: bytes) -> None:
        for _ in range(CALLS + CALLS_A_BYTE * len(data) + 1):
            str.upper(_upper())

    with pytest.raises(AssertionError, match="calls for 3 bytes"):
        is_cheap(costly, b"abc")
    with pytest.raises(NeverEnds), bounded(by=0.05):
        while True:
            pass
    assert {folder.name for folder in CORPUS.iterdir()} == set(TARGETS)


def _upper() -> str:
    return "a"
