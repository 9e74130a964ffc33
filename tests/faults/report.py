"""docs/reliability.md: what was injected, what was survived, what it cost; and the year of weekly runs."""

import json
import platform
import sqlite3
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import Any

from faults.bounds import MOST_REPEATED
from faults.points import KINDS, STAGES
from faults.trial import Result

_TEXT = Path(__file__).with_name("reliability.txt")
_BEFORE = "start"


def read_results(log: Path) -> list[Result]:
    """The results so far; none where there is no log yet."""
    if not log.exists():
        return []
    names = Result.__dataclass_fields__.keys()
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return [Result(**{name: value for name, value in line.items() if name in names}) for line in lines]


def write_report(
    file: Path, results: Sequence[Result], planned: int, seed: int, dates: str, year: Path
) -> None:
    """Writes the report whole from the text that explains it and the figures."""
    text = _TEXT.read_text(encoding="utf-8")
    injected = [result for result in results if result.is_injected]
    told = {
        "results": str(len(results)),
        "planned": str(planned),
        "injected": str(len(injected)),
        "survived": str(sum(result.survived for result in injected)),
        "sqlite": str(sum(result.backend == "sqlite" for result in injected)),
        "postgresql": str(sum(result.backend == "postgresql" for result in injected)),
        "seed": str(seed),
        "dates": dates,
        "versions": _versions(),
        "faults": _faults(injected),
        "costs": _costs(injected),
        "points": _points(injected),
        "lost": _lost(injected),
        "year": _year(year),
    }
    for name, value in told.items():
        text = text.replace(f"<{name}>", value)
    file.write_text(text, encoding="utf-8")


def _versions() -> str:
    packages = ", ".join(
        f"{name} {metadata.version(name)}" for name in ("SQLAlchemy", "Scrapy", "spaCy", "psycopg")
    )
    python, linux = platform.python_version(), platform.release()
    return f"Python {python}, SQLite {sqlite3.sqlite_version}, {packages}, Linux {linux}"


def _faults(results: Sequence[Result]) -> str:
    """Survived of injected, kind by stage."""
    head = ["fault", *STAGES, "all"]
    rows = [head, ["---"] * len(head)]
    for kind, words in KINDS.items():
        own = [result for result in results if result.kind == kind]
        cells = [_survived([one for one in own if stage_of(one) == stage]) for stage in STAGES]
        rows.append([words, *cells, _survived(own)])
    cells = [_survived([one for one in results if stage_of(one) == stage]) for stage in STAGES]
    rows.append(["all", *cells, _survived(results)])
    return _table(rows)


def stage_of(result: Result) -> str:
    """The stage that the job was in; between two, the one that had ended."""
    stage = result.stage.removeprefix("after ")
    return STAGES[0] if stage in {"", _BEFORE} else stage


def _survived(results: Sequence[Result]) -> str:
    return f"{sum(one.survived for one in results)}/{len(results)}" if results else ""


def _costs(results: Sequence[Result]) -> str:
    rows = [
        ["fault", "repeated requests: median", "most", "bound", "next run, seconds: median", "most"],
        ["---"] * 6,
    ]
    for kind, words in KINDS.items():
        own = [one for one in results if one.kind == kind and one.recovery_seconds]
        if own:
            repeated, seconds = [one.repeated for one in own], [one.recovery_seconds for one in own]
            rows.append(
                [words, f"{median(repeated):.0f}", str(max(repeated)), str(MOST_REPEATED[kind]),
                 f"{median(seconds):.0f}", f"{max(seconds):.0f}"]
            )  # fmt: skip
    return _table(rows)


def _points(results: Sequence[Result]) -> str:
    """How many points were chosen in which way, and which exit codes the disturbed runs had."""
    ways: dict[str, int] = {}
    codes: dict[str, int] = {}
    for result in results:
        way = result.at.partition(":")[0]
        ways[way] = ways.get(way, 0) + 1
        codes[str(result.code)] = codes.get(str(result.code), 0) + 1
    told = ", ".join(f"{number} by {way}" for way, number in sorted(ways.items()))
    ended = ", ".join(
        f"{number} with {code}" for code, number in sorted(codes.items(), key=lambda item: -item[1])
    )
    means = sorted({result.means for result in results if result.means and not result.means[0].isdigit()})
    return f"Points: {told}. Exit codes of the disturbed runs: {ended}. Means: {', '.join(means)}."


def _lost(results: Sequence[Result]) -> str:
    lost = [result for result in results if not result.survived]
    if not lost:
        return "Every fault was survived."
    lines = [f"- `{one.name}` ({one.backend}, {one.stage}): {'; '.join(one.trouble)[:300]}" for one in lost]
    return "Not survived:\n\n" + "\n".join(lines)


def _year(file: Path) -> str:
    if not file.exists():
        return "Not measured yet."
    told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    weeks = told["weeks"]
    quarter = len(weeks) // 4
    rows = [["quarter", "new articles", "CPU s a week", "CPU s an article", "database MB at its end",
             "database kB an article", "WARC MB at its end", "requests a week", "memory MB"], ["---"] * 9]  # fmt: skip
    for number in range(4):
        part = weeks[number * quarter : (number + 1) * quarter]
        new, cpu = sum(one["new"] for one in part), sum(one["cpu"] for one in part)
        before = weeks[number * quarter - 1]["database"] if number else 0
        rows.append(
            [str(number + 1), str(new), f"{cpu / len(part):.2f}", f"{cpu / new:.2f}",
             f"{part[-1]['database'] / 1e6:.1f}", f"{(part[-1]['database'] - before) / new / 1000:.1f}",
             f"{part[-1]['archive'] / 1e6:.2f}", f"{median(one['requests'] for one in part):.0f}",
             f"{median(one['memory'] for one in part) / 1e6:.0f}"]
        )  # fmt: skip
    ratios = "; ".join(f"{name} {ratio:.2f}" for name, ratio in told["growth"].items())
    trouble = "Nothing went otherwise than it should." if not told["trouble"] else "\n".join(told["trouble"])
    return (
        f"{len(weeks)} weeks, {told['date']}. Last quarter over second: {ratios}. {trouble}\n\n{_table(rows)}"
    )


def _table(rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
