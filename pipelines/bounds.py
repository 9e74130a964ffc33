"""How the weekly job shares out its time, and what it says where a bound ended a stage."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from models.bounds import Bound, BoundReached, duration_text, size_text
from models.stages import Stage

if TYPE_CHECKING:
    from crawler.limits import CrawlBounds
    from crawler.stats import CrawlStats

_SHARES = {Stage.COLLECT: 0.75, Stage.PROCESS: 0.9}
"""Part of the budget after which a stage ends; the rest is for those that nothing may cut short: what was read is
brought together, checked, backed up and told of."""


@dataclass(frozen=True)
class Bounds:
    """How much one weekly run may take."""

    budget: int | None = None
    """Seconds for the whole run; null for no end."""
    max_requests: int | None = None
    """Requests to publishers; null for any number."""
    min_free: int = 0
    """Bytes that stay free on the disk of the data folder."""


class Watch:
    """The bounds of a run that has begun."""

    def __init__(self, bounds: Bounds, folder: Path) -> None:
        self.bounds = bounds
        self._folder = folder
        self._began = monotonic()
        self.reached: list[BoundReached] = []

    def of_crawl(self) -> "CrawlBounds":
        """What is left for collecting."""
        from crawler.limits import CrawlBounds

        left = self._left(Stage.COLLECT)
        seconds = None if left is None else max(left, 0.01)
        folder = _existing(self._folder) if self.bounds.min_free else None
        return CrawlBounds(seconds, self.bounds.max_requests, self.bounds.min_free, folder)

    def note_crawl(self, stats: "CrawlStats") -> None:
        """Notes what a crawl left because of a bound."""
        from crawler.limits import Cut

        if stats.cut is None:
            return
        bound = {Cut.TIME: Bound.BUDGET, Cut.REQUESTS: Bound.REQUESTS, Cut.DISK: Bound.DISK}[stats.cut]
        waiting = stats.total("waiting")
        self.reached.append(
            BoundReached(
                bound,
                Stage.COLLECT,
                f"{self._why(bound)} {len(stats.unfinished)} dari {len(stats.sources)} sumber belum selesai dibaca, "
                f"{waiting} berita belum diambil; pengumpulan berikutnya mulai dari situ.",
            )
        )

    def end_of_process(self) -> datetime | None:
        """When processing has to end; at once where the disk is too full for it."""
        left = 0.0 if self._is_disk_full() else self._left(Stage.PROCESS)
        return None if left is None else datetime.now(UTC) + timedelta(seconds=left)

    def note_process(self, waiting: int) -> None:
        """Notes how many documents a bound left to be processed."""
        bound = Bound.DISK if self._is_disk_full() else Bound.BUDGET
        sentence = (
            f"{self._why(bound)} {waiting} halaman yang tersimpan belum diolah; kali berikutnya diteruskan."
        )
        self.reached.append(BoundReached(bound, Stage.PROCESS, sentence))

    def _is_disk_full(self) -> bool:
        return free_space(self._folder) < self.bounds.min_free

    def _left(self, stage: Stage) -> float | None:
        budget = self.bounds.budget
        return None if budget is None else self._began + _SHARES[stage] * budget - monotonic()

    def _why(self, bound: Bound) -> str:
        bounds = self.bounds
        match bound:
            case Bound.BUDGET:
                return f"Waktu yang diberikan (--budget {duration_text(bounds.budget or 0)}) tidak cukup:"
            case Bound.REQUESTS:
                return f"Permintaan yang diizinkan (--max-requests {bounds.max_requests}) tidak cukup:"
            case Bound.DISK:
                return (
                    f"Ruang kosong pada disk {self._folder} tinggal {size_text(free_space(self._folder))}, kurang "
                    f"dari yang harus tersisa (--min-free {size_text(bounds.min_free)}); kosongkan disk itu:"
                )


def free_space(folder: Path) -> int:
    """Bytes that this user may still write on the disk of a folder, which may not be there yet."""
    return shutil.disk_usage(_existing(folder)).free


def _existing(folder: Path) -> Path:
    folder = folder.absolute()
    return next(path for path in (folder, *folder.parents) if path.exists())
