"""`make bench`: the speed of the whole in one table, as ratios measured side by side on this machine.

usage: whole.py [--part NAME ...] [--sizes N] [--cache FOLDER] [--out FILE.md] [--json] [--anew]

Every figure comes from a process of its own (`whole_parts.py`) and is kept in FOLDER as soon as it is there: a bench
that was stopped goes on where it was, as long as no file of the program has changed since. Peers that need something
that is not there (PEERS: environments from `make bench-clean`; STANZA: a folder of models) are named as not measured.
"""

import argparse
import hashlib
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from whole_measures import HERE, ROOT
from whole_parts import PARTS, Part, Peer

LONGEST = 1200
"""Seconds by the clock that one figure may take."""
_ABOUT = """\
Ratios are measured by turns in one run on one machine and hold on others about as well; the figures beside them are of
that machine. Above 1 we do more in the same time, but where the unit is a time. Every figure comes from a process of
its own; memory is the largest of one process, what it works on included. The start of the interpreter and of its
libraries is in the time of the crawl, of `--help` and of the weekly run, and in no other."""
_HOW = """\
How: `make bench` (about 20 minutes on two quiet cores; `PEERS=build/peers` from `make bench-clean` adds news-please,
`STANZA=var/stanza` from `make stanza` adds Stanza). A bench that was stopped goes on where it was. One part alone:
`python bench/whole.py --part extraction`; stages of the weekly run: `python bench/weekly.py --work build`. Longer
benches of single parts: `make help`."""
_PEERS = ("scrapy", "trafilatura", "spacy", "SQLAlchemy", "typer")
_CODE = (
    "extract",
    "crawler",
    "models",
    "pipelines",
    "storage",
    "resolve",
    "publish",
    "desk",
    "cli",
    "demo",
    "bench",
)


class Row(NamedTuple):
    """One line of the table."""

    part: str
    what: str
    peer: str
    unit: str
    ours: float | None
    theirs: float | None
    ratio: float | None
    target: str
    is_met: bool | None
    """None where there is no target or no figure."""
    note: str
    sizes: tuple[int, ...]
    seconds: tuple[float, ...]
    """CPU time at each size; empty but in a part's first line."""
    megabytes: tuple[float, ...]


def main() -> None:
    """Measures, prints and writes the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--part", action="append", choices=sorted(PARTS))
    arguments.add_argument("--sizes", type=int, default=3, help="of 1x, 10x, 100x, how many")
    arguments.add_argument("--cache", type=Path, default=Path("build/bench"))
    arguments.add_argument("--out", type=Path)
    arguments.add_argument("--json", action="store_true")
    arguments.add_argument("--anew", action="store_true", help="measure what is known, too")
    given = arguments.parse_args()
    cache = Cache(given.cache, anew=given.anew)
    rows = [row for name in given.part or PARTS for row in measure(name, cache, given.sizes)]
    if given.json:
        print(json.dumps([row._asdict() for row in rows], indent=1))
    else:
        print("\n".join(table(rows)))
    if given.out is not None:
        given.out.write_text("\n".join(document(rows)) + "\n", encoding="utf-8")


class Cache:
    """What has been measured of the program as it is now."""

    def __init__(self, folder: Path, *, anew: bool) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "measured.json"
        self._scratch = folder
        self._code = _digest_of_code()
        self._found: dict[str, Any] = {}
        if not anew and self._path.exists():
            known = json.loads(self._path.read_text(encoding="utf-8"))
            self._found = known["figures"] if known["code"] == self._code else {}

    def figure(self, part: str, what: str, which: str) -> dict[str, float]:
        """The figure, measured if it is not known; kept at once. Exits where it cannot be measured."""
        key = f"{part} {what} {which}"
        if key not in self._found:
            print(f"{key} ...", file=sys.stderr, flush=True)
            with tempfile.TemporaryDirectory(dir=self._scratch) as work:
                self._found[key] = _ask(part, what, which, work)
            partly = self._path.with_suffix(".part")
            partly.write_text(json.dumps({"code": self._code, "figures": self._found}), encoding="utf-8")
            partly.replace(self._path)
        found: dict[str, float] = self._found[key]
        return found


def _ask(part: str, what: str, which: str, work: str) -> dict[str, float]:
    command = [sys.executable, str(HERE / "whole_parts.py"), part, what, which, work]
    # CPU time would count the waiting of a matrix library's threads
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=LONGEST, check=False
    )
    if done.returncode:
        sys.exit(
            f"{part} {what} {which} ended with {done.returncode}:\n{(done.stdout + done.stderr)[-2000:]}"
        )
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _digest_of_code() -> str:
    digest = hashlib.sha256()
    for folder in _CODE:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".yml", ".html"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()


def measure(name: str, cache: Cache, sizes: int) -> Iterator[Row]:
    """The lines of a part; growth stands in the first."""
    part = PARTS[name]
    taken = part.sizes[:sizes]
    grown = [cache.figure(name, "grow", str(size)) for size in taken]
    growth = (taken, tuple(one["seconds"] for one in grown), tuple(one["megabytes"] for one in grown))
    if part.at_most is not None:
        yield _absolute(name, part, *growth)
        growth = ((), (), ())
    for key, peer in part.peers.items():
        found = None if peer.missing() else cache.figure(name, "beside", key)
        yield _row(name, part, peer, found, *growth)
        growth = ((), (), ())


def _absolute(
    name: str, part: Part, sizes: tuple[int, ...], seconds: tuple[float, ...], megabytes: tuple[float, ...]
) -> Row:
    is_whole = sizes == part.sizes
    return Row(
        name,
        part.what,
        "",
        "CPU s",
        seconds[-1],
        None,
        None,
        f"at most {part.at_most:g} s",
        seconds[-1] <= (part.at_most or 0) if is_whole else None,
        "" if is_whole else f"measured at {sizes[-1]} of {part.sizes[-1]} {part.unit}",
        sizes,
        seconds,
        megabytes,
    )


def _row(
    name: str,
    part: Part,
    peer: Peer,
    found: dict[str, float] | None,
    sizes: tuple[int, ...],
    seconds: tuple[float, ...],
    megabytes: tuple[float, ...],
) -> Row:
    ours, theirs = (found["ours"], found["peer"]) if found else (None, None)
    ratio = ours / theirs if ours is not None and theirs else None
    target, is_met = "", None
    if peer.at_least is not None:
        target, is_met = f"at least {peer.at_least:g}", ratio is not None and ratio >= peer.at_least
    elif peer.at_most is not None:
        target, is_met = f"at most {peer.at_most:g}", ratio is not None and ratio <= peer.at_most
    note = "" if found else f"not measured: {peer.missing()}"
    return Row(
        name,
        part.what,
        peer.name,
        peer.unit,
        ours,
        theirs,
        ratio,
        target,
        is_met if found else None,
        note,
        sizes,
        seconds,
        megabytes,
    )


def table(rows: Sequence[Row]) -> Iterator[str]:
    """Lines of Markdown."""
    yield (
        "| what | beside | unit | ours | peer | ours / peer | target | met | work: 1x, 10x, 100x | CPU s | MB | "
        "time at 100x / 1x |"
    )
    yield "|---|---|---|--:|--:|--:|---|---|---|---|---|--:|"
    for row in rows:
        unit = PARTS[row.part].unit
        growth = f"{row.seconds[-1] / row.seconds[0]:.1f}" if len(row.seconds) > 1 and row.seconds[0] else ""
        cells = (
            row.what,
            row.peer,
            row.unit,
            _number(row.ours),
            _number(row.theirs),
            row.note or ("" if row.ratio is None else f"**{row.ratio:.2f}**"),
            row.target,
            {True: "yes", False: "**no**", None: ""}[row.is_met],
            f"{', '.join(f'{size:,}' for size in row.sizes)} {unit}" if len(row.sizes) > 1 else "",
            ", ".join(map(_number, row.seconds)),
            ", ".join(f"{one:.0f}" for one in row.megabytes),
            growth,
        )
        yield f"| {' | '.join(cells)} |"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def document(rows: Sequence[Row]) -> Iterator[str]:
    """The page `docs/bench.md`."""
    yield "# Speed of the whole"
    yield ""
    yield "<!-- written by `make bench`; do not edit -->"
    yield ""
    yield from _ABOUT.splitlines()
    yield ""
    yield from table(rows)
    yield ""
    yield f"Measured on {datetime.now(UTC):%Y-%m-%d} with Python {platform.python_version()}, {os.cpu_count()} cores; "
    yield f"{', '.join(f'{name} {version(name)}' for name in _PEERS)}."
    yield ""
    yield from _HOW.splitlines()


if __name__ == "__main__":
    main()
