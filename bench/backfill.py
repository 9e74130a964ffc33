"""`pantau backfill --cc-news` beside FastWARC that reads the same files over the same HTTP and does nothing.

usage: backfill.py [--files 5] [--megabytes 1000] [--work FOLDER]

Generates files as CC-NEWS has them (bench/news_archive.py), serves them on this computer, and reads them with two
worker processes each: FastWARC alone before and after ours, so that what else the machine does meets both. Ours reads,
filters by host, asks the gate, and stores; what `process` does with the pages afterwards is measured elsewhere.
Prints the ratio of speeds and the memory of the workers after the first file and after the last.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

from news_archive import describe, month_list, write_archive

from crawler.catalog import BUNDLED_SOURCES, load_catalog

MONTH = "crawl-data/CC-NEWS/2024/01"
WORKERS = 2


def main(files: int, megabytes: int, work: Path) -> None:
    """Prints what was read, how fast, and the memory that it took."""
    sources = [source for source in load_catalog(BUNDLED_SOURCES) if source.is_enabled]
    folder = work / MONTH
    folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    paths, relevant = write_archive(folder, files, megabytes * 10**6, sources)
    (folder / "warc.paths.gz").write_bytes(month_list(paths))
    print(
        *describe(paths),
        f"{relevant} relevant pages, made in {time.monotonic() - began:.0f} s",
        sep="; ",
        flush=True,
    )
    size = sum(path.stat().st_size for path in paths)
    server = subprocess.Popen(
        [sys.executable, __file__, "--serve", str(work)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        base = server.stdout.readline().strip()
        addresses = [f"{base}{MONTH}/{path.name}" for path in paths]
        bare = [_bare(addresses)]
        ours, steady, share, told = _ours(base, work)
        bare.append(_bare(addresses))
    finally:
        server.terminate()
        server.wait()
    for name, speed in (("FastWARC alone", bare[0]), ("ours", ours), ("FastWARC alone", bare[1])):
        rate = size / 1e6 / speed.seconds
        print(f"{name:16} {speed.seconds:7.1f} s, {speed.cpu:7.1f} s of CPU, {rate:5.0f} MB/s as compressed")
    print(told, end="")
    alone = Speed(*(sum(pair) / 2 for pair in zip(*bare, strict=True)))
    print(
        f"ours, start and all: {alone.seconds / ours.seconds:.2f} of the speed of FastWARC alone by the clock, "
        f"{alone.cpu / ours.cpu:.2f} by CPU time"
    )
    print(
        f"ours, once its workers run: {alone.seconds * share / steady.seconds:.2f} by the clock, "
        f"{alone.cpu * share / steady.cpu:.2f} by CPU time (the aim: 0.70)"
    )


class Speed(NamedTuple):
    """What reading all files took."""

    seconds: float
    """By the clock."""
    cpu: float
    """Seconds of CPU of all processes but the server."""


def _bare(addresses: list[str]) -> Speed:
    """Two processes read all files with FastWARC."""
    began, used = time.monotonic(), _cpu_of_children()
    with ProcessPoolExecutor(WORKERS) as pool:
        records = sum(pool.map(read_alone, addresses))
    speed = Speed(time.monotonic() - began, _cpu_of_children() - used)
    print(f"FastWARC alone: {records} records in {speed.seconds:.1f} s", flush=True)
    return speed


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class _Counted:
    """An answer with what FastWARC asks of a file."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer
        self._position = 0

    def read(self, size: int = -1) -> bytes:
        found: bytes = self._answer.read(size)
        self._position += len(found)
        return found

    def tell(self) -> int:
        return self._position


def read_alone(address: str) -> int:
    """Records of a file, of which nothing is looked at."""
    from fastwarc import ArchiveIterator

    with urlopen(address) as answer:
        return sum(1 for _ in ArchiveIterator(_Counted(answer), parse_http=False))  # type: ignore[arg-type]  # it reads and tells where it is, no more is asked of it


def _ours(base: str, work: Path) -> tuple[Speed, Speed, float, str]:
    """Our reading; that part of it after the first records were stored, and its share; what it tells of itself."""
    environment = {
        **os.environ,
        "PANTAU_DATA_DIR": str(work / "data"),
        "PANTAU_ALLOW_LOOPBACK": "1",
        "PANTAU_COMMONCRAWL_URL": base,
        "PANTAU_CONTACT": "bench@example.org",
        "PANTAU_WORKERS": str(WORKERS),
    }
    process = subprocess.Popen(
        [sys.executable, __file__, "--ours"], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    told = process.stdout.read()
    if process.wait():
        raise SystemExit(f"ours ended with {process.returncode}")
    speed, _, rest = told.partition("\n")
    seconds, cpu, later, later_cpu, share = map(float, speed.split())
    return Speed(seconds, cpu), Speed(later, later_cpu), share, rest


def run_ours() -> None:
    """Reads the month as `pantau backfill --cc-news` does, up to where pages are processed."""
    from pipelines.backfilling import BackfillProgress, backfill_cc_news
    from pipelines.configuration import settings
    from pipelines.sources import permitted_sources
    from storage.engine import open_engine
    from storage.runs import recorded_run

    engine = open_engine(settings().database)
    peaks: dict[int, float] = {}
    cpu: dict[int, float] = {}
    looks: list[tuple[float, float, int]] = []

    def tell(progress: BackfillProgress) -> None:
        for pid in _below(os.getpid()):
            cpu[pid] = max(cpu.get(pid, 0.0), _cpu(pid))
            peaks[progress.ended] = max(peaks.get(progress.ended, 0.0), _private(pid))
        if progress.offset:
            looks.append((time.monotonic(), sum(cpu.values()) + time.process_time(), progress.offset))

    sources = permitted_sources(settings())
    began = time.monotonic()
    with recorded_run(engine, "backfill") as run_id:
        counts = backfill_cc_news(engine, settings(), ["2024-01"], sources, run_id, tell)
    if len(looks) < 2:
        raise SystemExit("The files were read before anybody could look: give more --megabytes.")
    (first_at, first_cpu, first), (last_at, last_cpu, last) = looks[0], looks[-1]
    steady = (last_at - first_at, last_cpu - first_cpu, (last - first) / last)
    print(time.monotonic() - began, sum(cpu.values()) + time.process_time(), *steady)
    print(f"{counts.files} files: {counts.counts}; refused: {counts.refused}")
    by_files = ", ".join(f"{ended}: {peak:.0f} MB" for ended, peak in sorted(peaks.items()))
    print(f"memory of the largest worker by files ended: {by_files}")


def _below(parent: int) -> set[int]:
    """The processes below one."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        fields = _stat(entry.name) if entry.name.isdigit() else []
        if fields:
            parents[int(entry.name)] = int(fields[1])
    found, more = {parent}, True
    while more:
        new = {pid for pid, above in parents.items() if above in found} - found
        found |= new
        more = bool(new)
    return found - {parent}


def _stat(pid: int | str) -> list[str]:
    """Fields of a process from its state on; none where it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _cpu(pid: int) -> float:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def _private(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1000


def serve(folder: Path) -> None:
    """Serves files with ranges until it is ended; prints its address first."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with (folder / self.path.lstrip("/")).open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                wanted = self.headers.get("Range", "").removeprefix("bytes=").partition("-")[0]
                begin = int(wanted or 0)
                self.send_response(206 if wanted else 200)
                if wanted:
                    self.send_header("Content-Range", f"bytes {begin}-{size - 1}/{size}")
                self.send_header("Content-Length", str(size - begin))
                self.send_header("ETag", f'"{size}"')
                self.end_headers()
                self.wfile.flush()
                self.connection.sendfile(file, begin)

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(f"http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=5)
    parser.add_argument("--megabytes", type=int, default=1000, help="of a file, as compressed")
    parser.add_argument("--work", type=Path, help="folder for the files, which are removed again")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--ours", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve is not None:
        serve(given.serve)
    elif given.ours:
        run_ours()
    else:
        scratch = Path(tempfile.mkdtemp(dir=given.work))
        try:
            main(given.files, given.megabytes, scratch)
        finally:
            shutil.rmtree(scratch)
