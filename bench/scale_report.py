"""The report of `scale.py`: what was measured, and what follows for 200 million articles."""

import os
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

ARTICLES = 200_000_000
CORES = (16, 64, 256)
SERVER_CORES = 32
"""Of one large database server."""
CORE_HOUR, TERABYTE_MONTH = 0.05, 100.0
"""Assumed prices in US dollars: a core hour of a rented machine, and a terabyte of fast storage for a month."""


@dataclass(frozen=True)
class Pass:
    """One pass over the articles; seconds and bytes."""

    workers: int
    read: int
    start: float
    """From nothing to workers that wait for work."""
    wall: float
    """From the first batch to the last, by the clock."""
    free: float
    """The same for a worker, less the time in which other programs had the processors: as on a quiet machine."""
    idle: float
    """Share of that in which a worker waited for work, by the clock."""
    worker_cpu: float
    server_cpu: float
    program_cpu: float
    first: int
    """Most bytes of a worker after its first batch."""
    last: int
    """Most bytes of a worker at the end."""
    shared: int
    """Bytes of a worker, what it shares with others divided among them."""


@dataclass(frozen=True)
class Findings:
    """All that was measured."""

    articles: int
    passes: Mapping[str, Sequence[Pass]]
    stored: float
    """Bytes of the database, an article."""
    pages: float
    """Of these, raw pages."""
    resolve: float
    """Processor seconds of `resolve`, an article."""
    commit: float
    """Seconds of a transaction of one row."""


def report(found: Findings) -> str:
    """Markdown."""
    one, two, dask = (found.passes[name] for name in ("one worker", "two workers", "two of Dask"))
    speedup = _speedup(two) / _speedup(one)
    overhead = _speedup(two) / _speedup(dask) - 1
    worker = _median(two, lambda done: done.worker_cpu / done.read)
    server = _median(two, lambda done: done.server_cpu / done.read)
    return "\n".join(
        [
            _HEAD.format(articles=f"{found.articles:,}", rounds=len(one), cores=os.cpu_count()),
            *_rows(found.passes),
            _MEASURED.format(
                speedup=f"{speedup:.2f}", waited=f"{_waited(one) * 1000:.0f}",
                overhead=f"{overhead * 100:+.1f}", pool=_start(two), dask=_start(dask),
                program=f"{_median(two, lambda d: d.program_cpu / d.read) * 1000:.1f}",
                dask_program=f"{_median(dask, lambda d: d.program_cpu / d.read) * 1000:.1f}",
                first=f"{_median(two, lambda d: d.first) / 1e6:.0f}",
                last=f"{_median(two, lambda d: d.last) / 1e6:.0f}",
                shared=f"{_median(two, lambda d: d.shared) / 1e6:.0f}",
                dask_last=f"{_median(dask, lambda d: d.last) / 1e6:.0f}",
            ),
            _calculation(found, worker, server),
        ]
    )  # fmt: skip


def _speedup(passes: Sequence[Pass]) -> float:
    """Articles a second of all workers together."""
    return _median(passes, lambda done: done.read / done.free)


def _waited(passes: Sequence[Pass]) -> float:
    """Seconds an article in which neither the one worker nor the server for it worked."""
    return _median(passes, lambda done: (done.free - done.worker_cpu - done.server_cpu) / done.read)


def _median(passes: Sequence[Pass], value: Callable[[Pass], float]) -> float:
    return statistics.median(map(value, passes))


def _start(passes: Sequence[Pass]) -> str:
    return f"{min(done.start for done in passes):.0f}"


def _rows(passes: Mapping[str, Sequence[Pass]]) -> list[str]:
    rows = []
    for name, each in passes.items():
        cells = (
            _speedup(each),
            _median(each, lambda done: done.read / done.wall),
            _median(each, lambda done: done.worker_cpu / done.read) * 1000,
            _median(each, lambda done: done.server_cpu / done.read) * 1000,
            _median(each, lambda done: done.program_cpu / done.read) * 1000,
            _median(each, lambda done: done.idle) * 100,
        )
        rows.append(f"| {name} | " + " | ".join(f"{cell:.1f}" for cell in cells) + " |")
    return rows


def _calculation(found: Findings, worker: float, server: float) -> str:
    feeds = SERVER_CORES / server
    core_hours = ARTICLES * (worker + server) / 3600
    storage = ARTICLES * found.stored / 1e12
    lines = [
        f"| {cores} | {ARTICLES * max(worker / cores, server / SERVER_CORES) / 3600:,.0f} | "
        f"{min(100, cores * server / worker / SERVER_CORES * 100):.0f} % |"
        for cores in CORES
    ]
    return _CALCULATION.format(
        worker=f"{worker * 1000:.1f}", server=f"{server * 1000:.1f}", core_hours=f"{core_hours:,.0f}",
        rate=f"{1 / worker:.0f}", lines="\n".join(lines), server_cores=SERVER_CORES, feeds=f"{feeds:,.0f}",
        most=f"{SERVER_CORES * worker / server:.0f}", each=f"{worker / server:.1f}",
        stored=f"{found.stored / 1000:.0f}", pages=f"{found.pages / 1000:.0f}", storage=f"{storage:.1f}",
        pages_tb=f"{ARTICLES * found.pages / 1e12:.1f}", core_price=CORE_HOUR, storage_price=f"{TERABYTE_MONTH:.0f}",
        work_money=f"{core_hours * CORE_HOUR:,.0f}", storage_money=f"{storage * TERABYTE_MONTH:,.0f}",
        resolve=f"{found.resolve * 1000:.0f}", resolve_days=f"{ARTICLES * found.resolve / 86400:.0f}",
        commit=f"{found.commit * 1000:.1f}", commits=f"{1 / found.commit:,.0f}",
    )  # fmt: skip


_HEAD = """# Beyond one machine
`make bench-scale` measures and writes this page (bench/scale.py, bench/scale_report.py). How to use workers, a Dask
cluster and shards stands at its end.

## Measured
{articles} generated articles on pages of a portal's form, four fifths of them about TPPO, are read from a PostgreSQL
server on the same machine of {cores} cores: cleaned, extracted and stored, each in its transaction, as `pantau process`
does. The three rows ran in turn, each in a fresh copy of the database, {rounds} times; medians, without start-up.
"Quiet" is the rate of a worker's time less that in which it, or the server for it, was ready and other programs had the
processors, which Linux counts for each thread; "by the clock" includes it, and tells how busy the machine was. A worker
that waits for work does so by the clock.

| who reads | articles/s, quiet | by the clock | ms an article: workers | PostgreSQL | program | waits for work, % |
|---|---|---|---|---|---|---|"""

_MEASURED = """
**Two workers read {speedup} times what one reads** (aim: 1.8). One takes turns with the server, and
{waited} ms an article neither works: one waits for the disk or is about to wake. Two fill that time.
**Dask takes {overhead} % time** for the same work with
as many workers (aim: at most +10). Its scheduler ran inside the program here, whose share of the processor goes from
{program} to {dask_program} ms an article: it keeps in touch with its workers by the clock, which is less on a quiet
machine.

The workers of the pool wait for work {pool} s after the program asked for them (one process imports everything, the
workers are forks of it), those of Dask after {dask} s, each importing everything; the quickest start counts. Up to 200
documents are read by the program itself, which is sooner done. A worker holds {first} MB after its first batch and
{last} MB at the end ({shared} MB where what the forks share is divided among them), one of Dask {dask_last} MB."""

_CALCULATION = """
## 200 million articles
Calculated from the figures above, not measured. All articles are taken to be like those measured, four fifths about
TPPO, which is the dearest case: an article that is not about it costs the cleaning and a fraction of the rest.

An article takes {worker} ms of a worker's core ({rate} articles a second) and {server} ms of a core of PostgreSQL:
**{core_hours} core hours** for all. With a database server of {server_cores} cores:

| cores of workers | hours | the server's cores are busy |
|---|---|---|
{lines}

- **Money**, with assumed prices of {core_price} US dollars a core hour and {storage_price} a terabyte and month:
  {work_money} dollars for the work, {storage_money} a month for the storage.
- **Storage**: {stored} kB an article in PostgreSQL, of which {pages} kB are the raw page, smaller than most real ones:
  **{storage} TB** ({pages_tb} TB of them pages), and the WARC files beside it.

**What gives way first**, in this order:
1. **`resolve`**, which one process does on one machine: {resolve} ms an article here, so {resolve_days} days if it
   stays linear. It would have to be divided, by province or year, before such a number.
2. **Search**: what it costs per number of articles stands in `docs/database.md`; words that are asked for together with
   a name or a year go through more rows the more there are.
3. **PostgreSQL's writes**: one of its cores takes what {each} worker cores find; {server_cores} cores take {feeds}
   articles a second from {most} workers. A transaction of one row takes {commit} ms on this disk, {commits} a second
   for one connection; connections wait for the disk together. Within a run, the writers of one source take turns at
   its row of counts, from the count to the commit: a history of one source alone does not spread.
4. **Listing what waits**: each pass goes through the keys of all documents, minutes at 200 million.
5. Workers, last: they share nothing but the database.

## How to use it
```sh
pantau process --workers 4                  # or PANTAU_WORKERS=4; without it, a worker for each core
dask scheduler --host 10.0.0.1 --no-dashboard
dask worker tcp://10.0.0.1:8786 --nthreads 1 --nworkers 16
PANTAU_DASK=tcp://10.0.0.1:8786 pantau process
pantau crawl --shard 1/4                    # on the first of four machines; 2/4, 3/4 and 4/4 on the others
```
- **Workers of a cluster** need `pip install 'pantau-tppo[dask,postgresql]'` in the same version, and reach the same
  PostgreSQL at the same address: the program hands it to them with the work, so a password is better kept in each
  machine's `~/.pgpass`, or the cluster's connections in TLS. Another extractor version is refused. Give each worker
  one thread.
- **dask-jobqueue and dask-kubernetes** make a scheduler and give its address (`cluster.scheduler_address`), or a file
  for `PANTAU_DASK_SCHEDULER_FILE`. Workers may come and go; without any for ten minutes, the program gives up.
- **A worker that dies** costs its batch once more. An article that its worker dies of is tried in its batch, then
  alone, then set aside and recorded as a problem; the rest of its batch is read.
- **The order changes nothing**: what waits under one address is read in order by one worker; an article under two
  addresses, and files without an address, are read afterwards by the program itself, one by one. The tests compare
  every table.
- **SQLite** takes workers of one machine, which write in turn; not Dask, since a file is not shared. What the turns
  cost is not measured here. Many cores want PostgreSQL.
- **Shards** divide the sources by the domain that was registered, so that no two machines ask one server. They run
  side by side on PostgreSQL only, each with its own WARC files, and nothing else runs beside them. `weekly` has no
  shards: the machines crawl, then one of them says `pantau process`, which also resolves.
"""
