"""`python -m faults`: the campaign of `make faults`, which goes on where it was ended."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from faults.points import Point, plan
from faults.report import read_results, write_report
from faults.stand import stand
from faults.trial import Undisturbed, prepare, run_trial

ROOT = Path(__file__).parent.parent.parent
WORK = ROOT / "build" / "faults"
SEED = 20260309


def main() -> int:
    """Runs what is left of the campaign and writes the report; 1 where something was not survived."""
    parser = argparse.ArgumentParser(prog="python -m faults", description=main.__doc__)
    parser.add_argument("--points", type=int, default=200, help="random points, beside those at boundaries")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--at-once", type=int, default=os.cpu_count() or 1, help="trials at a time")
    parser.add_argument("--minutes", type=float, default=60.0, help="no trial begins later")
    parser.add_argument("--only", default="", help="points of which name or back end contains this")
    parser.add_argument("--again", action="store_true", help="repeat what was not survived")
    parser.add_argument("--share", default="", help=argparse.SUPPRESS)
    told = parser.parse_args()
    log = WORK / f"results-{told.seed}-{told.points}.jsonl"
    if told.share:
        return work(told, log)
    WORK.mkdir(parents=True, exist_ok=True)
    if told.again and log.exists():
        kept = [line for line in log.read_text().splitlines() if json.loads(line)["survived"]]
        log.write_text("".join(f"{line}\n" for line in kept))
    command = [sys.executable, "-m", "faults", *sys.argv[1:]]
    workers = [
        subprocess.Popen([*command, "--share", f"{number}/{told.at_once}"]) for number in range(told.at_once)
    ]
    follow(workers, log, len(plan(told.points, told.seed)))
    failed = [worker.returncode for worker in workers if worker.returncode]
    results = read_results(log)
    dates = (
        sorted({json.loads(line)["date"] for line in log.read_text().splitlines()}) if log.exists() else []
    )
    write_report(
        ROOT / "docs" / "reliability.md", results, len(plan(told.points, told.seed)), told.seed, " to ".join(
            dict.fromkeys([*dates[:1], *dates[-1:]])
        ), ROOT / "build" / "soak" / "year.json",
    )  # fmt: skip
    lost = [result for result in results if not result.survived]
    for result in lost:
        sys.stdout.write(
            f"{result.name} ({result.backend}, {result.stage}): {'; '.join(result.trouble)[:1500]}\n"
        )
    sys.stdout.write(f"{len(results) - len(lost)} of {len(results)} survived.\n")
    return 1 if lost or failed else 0


def follow(workers: "list[subprocess.Popen[bytes]]", log: Path, total: int) -> None:
    """Shows how many points are done until the workers have ended."""
    columns = (
        TextColumn("{task.description}"),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("points", total=total)
        while any(worker.poll() is None for worker in workers):
            bar.update(task, completed=log.read_bytes().count(b"\n") if log.exists() else 0)
            time.sleep(1)


def work(told: argparse.Namespace, log: Path) -> int:
    """Does this process's share of the points that have no result yet."""
    number, _, of = told.share.partition("/")
    until = time.monotonic() + told.minutes * 60
    done = {result.name for result in read_results(log)}
    points = [point for point in plan(told.points, told.seed) if told.only in f"{point.name} {point.backend}"]
    points = [point for point in points[int(number) :: int(of)] if point.name not in done]
    if not points:
        return 0
    folder = WORK / f"stand-{number}"
    shutil.rmtree(folder / "states", ignore_errors=True)
    undisturbed: dict[str, Undisturbed] = {}
    with stand(folder, with_postgres=any(point.backend == "postgresql" for point in points)) as where:
        for point in points:
            if time.monotonic() > until:
                break
            if point.backend not in undisturbed:
                undisturbed[point.backend] = prepare(where, point.backend, is_first=number == "0")
            keep(log, point, run_trial(where, point, undisturbed[point.backend]).as_json())
    return 0


def keep(log: Path, point: Point, result: dict[str, object]) -> None:
    """Adds a line to the log in one write: several processes add to it."""
    line = json.dumps({**point.as_json(), **result, "date": time.strftime("%Y-%m-%d")}) + "\n"
    with log.open("ab", buffering=0) as file:
        file.write(line.encode())


if __name__ == "__main__":
    sys.exit(main())
