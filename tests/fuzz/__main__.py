"""`python -m fuzz [--seconds N] [TARGET ...]`: fuzzes for N seconds of CPU a target, with other inputs each time.

What breaks a property is written into `broken/TARGET`, as small as it could be made; there it is tested from then on.
"""

import argparse
import hashlib
import sys
import time

from hypothesis import HealthCheck, Phase, given, settings

from fuzz.inputs import BROKEN, CORPUS, inputs, kept
from fuzz.targets import TARGETS
from fuzz.work import bounded, is_cheap

BATCH = 200


def main() -> int:
    """Prints a line a target; returns 1 where one broke."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    given_options = parser.parse_args()
    if unknown := set(given_options.targets) - set(TARGETS):
        parser.error(f"no target is called {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}")
    names = given_options.targets or list(TARGETS)
    return max([_fuzz(name, given_options.seconds) for name in names])


def _fuzz(name: str, seconds: float) -> int:
    for data in (*kept(CORPUS, name), *kept(BROKEN, name)):
        TARGETS[name].check(data)  # what is loaded by the first call counts for none
        _one(name, data)
    began, number, last = time.process_time(), 0, b""

    @settings(
        max_examples=BATCH,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(inputs(name))
    def batch(data: bytes) -> None:
        nonlocal number, last
        number, last = number + 1, data
        _one(name, data)

    while time.process_time() - began < seconds:
        try:
            batch()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what was looked for
            file = BROKEN / name / hashlib.sha256(last).hexdigest()[:16]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(last)
            print(f"{name}: {type(error).__name__}: {str(error)[:300]}\n  input: {file}", flush=True)
            return 1
    print(
        f"{name}: {number} inputs in {time.process_time() - began:.0f} s of CPU, none broke anything",
        flush=True,
    )
    return 0


def _one(name: str, data: bytes) -> None:
    with bounded():
        is_cheap(TARGETS[name].check, data)


if __name__ == "__main__":
    sys.exit(main())
