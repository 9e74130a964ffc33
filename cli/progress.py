"""Progress on a terminal; in cron, a line for each source that is done with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from cli.output import console

if TYPE_CHECKING:
    from crawler.stats import CrawlProgress
    from pipelines.backfilling import BackfillProgress


@contextmanager
def progress_bar(label: str, total: int | None = None) -> Iterator[Callable[[str], None]]:
    """A bar on stderr; the function given takes what was just done."""
    with _bar(TextColumn("{task.fields[subject]}")) as progress:
        task = progress.add_task(label, total=total, subject="")
        yield lambda subject: progress.update(task, advance=1, subject=subject[:60].replace("[", "("))


@contextmanager
def steps_bar(label: str) -> Iterator[Callable[[str, int, int], None]]:
    """A bar on stderr; the function given takes what is worked on, how much is done and how much there is."""
    with _bar() as progress:
        task = progress.add_task(label)

        def tick(subject: str, done: int, total: int) -> None:
            progress.update(task, description=f"{label} {subject}", completed=done, total=total or None)

        yield tick


@contextmanager
def crawl_bar() -> "Iterator[Callable[[CrawlProgress], None]]":
    """Articles fetched of those asked for; the total grows while listings are read.

    Where stderr is no terminal, a line for each source that is done with.
    """
    if not console(stderr=True).is_terminal:
        yield _tell_done
        return
    with _bar() as progress:
        task = progress.add_task("Mengumpulkan")

        def tick(state: "CrawlProgress") -> None:
            total = state.fetched + state.failed + state.waiting
            progress.update(task, completed=state.fetched + state.failed, total=total)

        yield tick


@contextmanager
def rate_bar(label: str) -> "Iterator[Callable[[BackfillProgress], None]]":
    """Files that are done with of all, with how fast they are read: megabytes as compressed and records a second.

    Where stderr is no terminal, a line for each file that is done with.
    """
    begun = _Begun()
    if not console(stderr=True).is_terminal:
        yield begun.tell
        return
    with _bar(TextColumn("{task.fields[rate]}")) as progress:
        task = progress.add_task(label, rate="")
        yield lambda state: progress.update(
            task, completed=state.ended, total=state.files, rate=begun.rate(state)
        )


class _Begun:
    """Where the first look found the work, from which its speed is counted."""

    def __init__(self) -> None:
        self._first: BackfillProgress | None = None
        self._at = 0.0
        self._told = 0

    def rate(self, state: "BackfillProgress") -> str:
        """How much was read and kept, and how fast."""
        if self._first is None:
            self._first, self._at = state, monotonic()
        seconds = max(monotonic() - self._at, 0.1)
        megabytes = (state.offset - self._first.offset) / 1e6 / seconds
        records = (state.counts.records - self._first.counts.records) / seconds
        speed = f"{megabytes:.1f} MB/s, {records:.0f} rekaman/s"
        return f"{state.offset / 1e9:.1f} GB, {speed}, {state.counts.kept} disimpan"

    def tell(self, state: "BackfillProgress") -> None:
        """A line whenever one more file is done with."""
        rate = self.rate(state)
        if state.ended > self._told:
            self._told = state.ended
            typer.echo(f"{state.ended} dari {state.files} berkas: {rate}", err=True)


def _bar(*more: ProgressColumn) -> Progress:
    """What every bar shows, then what only this one does; nothing where stderr is no terminal."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    out = console(stderr=True)
    return Progress(*columns, *more, console=out, transient=True, disable=not out.is_terminal)


def _tell_done(state: "CrawlProgress") -> None:
    stats = state.done
    if stats is not None:
        typer.echo(
            f"{state.source}: {stats.fetched} diambil, {stats.troubles} gagal, {stats.requests} permintaan, "
            f"{round(stats.seconds)} detik",
            err=True,
        )
