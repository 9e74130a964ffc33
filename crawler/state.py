"""What a crawl needs to know from earlier crawls, and how it hands over what it finds."""

from collections.abc import Callable, Iterable
from typing import Protocol

from models.page import FetchedArticle, FetchedListing, FetchFailure, UnchangedArticle, Validators

CrawlRecord = FetchedListing | FetchedArticle | UnchangedArticle | FetchFailure
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

    def validators(self, url: str) -> Validators | None:
        """Return what the server said of a listing or article when it was last read, None if it never was."""
