"""Where faults are injected: random points, well spread over the run, and every boundary between stages."""

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

STAGES = ("collect", "process", "resolve", "check", "backup", "report")
KINDS = {
    "kill": "SIGKILL to the process and all that it started",
    "kill-parent": "SIGKILL to the process alone",
    "term": "SIGTERM",
    "disk": "a full disk",
    "lock": "the database locked for longer than the job waits",
    "postgres": "PostgreSQL stopped at once and started again",
    "cut": "the network cut",
    "hang": "half of the sources answering nothing",
    "clock": "the clock set back",
    "warc": "SIGKILL, and the archive's last bytes lost",
    "memory": "no more memory",
}
"""Kinds of faults, in words."""
_SHARES = {
    "kill": 36, "kill-parent": 10, "term": 20, "disk": 24, "lock": 20, "postgres": 20, "cut": 14, "hang": 10,
    "clock": 14, "warc": 14, "memory": 18,
}  # fmt: skip
"""How many of 200 random points each kind gets."""
_WAYS = {
    **dict.fromkeys(_SHARES, ("request", "archive", "statement", "commit", "cpu", "cpu", "statement")),
    "kill": ("request", "archive", "statement", "commit", "cpu", "process"),
    "kill-parent": ("process",),
    "term": ("request", "process", "statement", "commit", "cpu"),
    "cut": ("request", "request", "archive"),
    "hang": ("request", "request", "archive"),
    "clock": ("request", "cpu", "archive"),
    "warc": ("archive",),
}
"""How the points of a kind are chosen, in turn. The network matters only while it is used."""
_ON_POSTGRESQL = 0.3


@dataclass(frozen=True)
class Point:
    """One fault at one point of the run."""

    name: str
    kind: str
    at: str
    """A way and a share of the run: `request:0.25` while a quarter of the requests were asked, so `statement`, `commit`
    and `archive` of `faults.job`, `cpu` of the CPU time, `process` of the pages that worker processes read; or
    `stage:NAME:begin|end`."""
    backend: str
    amount: float
    """0 to 1: how much of the archive's tail is lost, how far the clock goes back."""

    @property
    def with_workers(self) -> bool:
        """Whether worker processes read the pages, which are too few for that otherwise."""
        return self.at.startswith("process:")

    def stop_at(self, totals: Mapping[str, int]) -> str:
        """The same in numbers of a run that has so many of each; shares of CPU time stay what they are."""
        way, _, place = self.at.partition(":")
        return f"{way}:{1 + int(float(place) * totals[way])}" if way in totals else self.at

    def as_json(self) -> dict[str, Any]:
        """As it stands in the log of results."""
        return asdict(self)


def plan(number: int, seed: int) -> list[Point]:
    """The points of a whole campaign: `number` random ones, and each boundary with SIGKILL, SIGTERM and one more kind.

    The points of a way lie one in each of as many equal parts of the run, anywhere in it, so that no part is left out;
    which kind gets which part is drawn too.
    """
    chance = random.Random(seed)
    kinds = [kind for kind, share in _SHARES.items() for _ in range(max(1, round(share * number / 200)))]
    kinds = kinds[:number] + ["kill"] * (number - len(kinds))
    turns = dict.fromkeys(_SHARES, 0)
    chosen: dict[str, list[str]] = {}
    for kind in kinds:
        ways = _WAYS[kind]
        chosen.setdefault(ways[turns[kind] % len(ways)], []).append(kind)
        turns[kind] += 1
    points = []
    for way, those in sorted(chosen.items()):
        chance.shuffle(those)
        for place, kind in enumerate(those):
            share = (place + chance.random()) / len(those)
            points.append(_point(len(points), kind, f"{way}:{share:.3f}", chance))
    chance.shuffle(points)
    return points + boundaries(len(points), chance)


def boundaries(first: int, chance: random.Random) -> list[Point]:
    """Each boundary: SIGKILL, SIGTERM, and another kind in turn."""
    others = ["disk", "lock", "postgres", "clock", "memory", "cut", "kill-parent", "hang"]
    points = []
    for place, stage in enumerate(STAGES):
        for side, state in enumerate(("begin", "end")):
            for kind in ("kill", "term", others[(2 * place + side) % len(others)]):
                points.append(_point(first + len(points), kind, f"stage:{stage}:{state}", chance))
    return points


def _point(number: int, kind: str, at: str, chance: random.Random) -> Point:
    is_postgresql = kind == "postgres" or chance.random() < _ON_POSTGRESQL
    name = f"{number:03d}-{kind}-{at.replace(':', '-')}"
    backend = "postgresql" if is_postgresql else "sqlite"
    return Point(name, kind, at, backend, round(chance.random(), 3))
