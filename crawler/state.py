"""What a crawl needs to know from earlier crawls, and how it hands over what it finds."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Protocol

from models.page import (
    FetchedArticle,
    FetchedListing,
    FetchFailure,
    SameArticle,
    SourceRead,
    SourceTally,
    UnchangedArticle,
    Validators,
)

CrawlRecord = FetchedListing | FetchedArticle | UnchangedArticle | FetchFailure | SameArticle | SourceRead
Sink = Callable[[CrawlRecord], None]
"""Stores one record before it returns; what it raises ends the crawl and reaches the caller of `crawl`."""


class CrawlState(Protocol):
    """What earlier crawls left: it makes a crawl restartable."""

    def pending(self, source: str) -> Iterable[str]:
        """Return canonical addresses of articles that were discovered earlier and are still to be fetched."""

    def due(self, source: str) -> Iterable[str]:
        """Return canonical addresses of settled articles whose next look is due, the longest due first."""

    def is_known(self, url: str) -> bool:
        """Tell whether the article at this canonical address was fetched already, or given up."""

    def known(self, urls: Collection[str]) -> set[str]:
        """Return those of the canonical addresses of which `is_known` is true."""

    def validators(self, url: str) -> Validators | None:
        """Return what the server said of a listing or article when it was last read, None if it never was."""

    def skipped(self, urls: Collection[str]) -> set[str]:
        """Return those of the canonical addresses that the topic gate skipped in earlier crawls."""

    def watermark(self, source: str) -> datetime | None:
        """Return when the last crawl began that read all listings of the source, None if none did."""

    def is_behind(self, source: str) -> bool:
        """Tell whether a crawl of the source began since its watermark and did not read all its listings."""

    def take_tally(self, tally: SourceTally) -> None:
        """Add what was counted to the report of this crawl."""
