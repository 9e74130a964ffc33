"""What the workers of `scale.py` do: their work, and how long it took of which clock."""

import os
import resource
import time
from dataclasses import dataclass
from pathlib import Path

from pipelines.batches import Batch
from pipelines.processing import Job, process_batch


@dataclass(frozen=True)
class Sample:
    """One batch in one worker; seconds."""

    pid: int
    read: int
    began: float
    ended: float
    cpu: float
    """On a processor."""
    queued: float
    """Ready, but waiting until other programs leave a processor."""
    resident: int
    """Most bytes of the worker so far."""
    pss: int
    """Bytes of the worker now, what it shares with others divided among them."""


def measured(job: Job, batch: Batch) -> Sample:
    """Reads a batch."""
    cpu, queued = scheduled("/proc/thread-self/schedstat")
    began = time.monotonic()
    report = process_batch(job, batch)
    ended = time.monotonic()
    after = scheduled("/proc/thread-self/schedstat")
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Sample(
        os.getpid(), report.counts.read, began, ended, after[0] - cpu, after[1] - queued, resident, _shared()
    )


def scheduled(path: str) -> tuple[float, float]:
    """Seconds on a processor, and ready for one, that Linux has counted for a thread."""
    on, ready, *_ = Path(path).read_text().split()
    return int(on) / 1e9, int(ready) / 1e9


def _shared() -> int:
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0
