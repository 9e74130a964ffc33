"""A crawl whose finds go into the store."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from models.errors import PantauError
from models.page import FetchedArticle, FetchedListing, FetchFailure, UnchangedArticle
from models.source import Source
from pipelines.configuration import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from crawler.stats import CrawlProgress, CrawlStats
    from storage.pages import CrawlStore


def crawl_into(
    engine: "Engine",
    run_id: int,
    sources: Sequence[Source],
    settings: Settings,
    on_progress: "Callable[[CrawlProgress], None] | None" = None,
) -> "CrawlStats":
    """Crawls the sources; each listing, article and failure is stored in one transaction as it comes.

    Raises PantauError where the store cannot take it (a full disk), and KeyboardInterrupt where Ctrl-C or SIGTERM
    ended the crawl: what was stored stays.
    """
    from crawler.run import CrawlSettings, crawl
    from storage.pages import CrawlStore

    check_contact(settings)
    store = CrawlStore(engine, run_id)
    stats = crawl(
        sources,
        store,
        lambda record: _save(store, record),
        CrawlSettings(
            contact=settings.contact,
            allow_loopback=settings.allow_loopback,
            timeout=settings.request_timeout,
        ),
        on_progress,
    )
    if stats.is_interrupted:  # the crawl took the signal to end in order; whoever called it is to end too
        raise KeyboardInterrupt
    return stats


def check_contact(settings: Settings) -> None:
    """Raises PantauError where publishers could not reach who crawls them."""
    if settings.contact is None and not settings.allow_loopback:
        raise PantauError(
            "No contact is set; publishers must be able to reach who crawls them: "
            "set PANTAU_CONTACT to an e-mail or web address."
        )


def _save(
    store: "CrawlStore", record: FetchedListing | FetchedArticle | UnchangedArticle | FetchFailure
) -> None:
    match record:
        case FetchedListing():
            store.save_listing(record)
        case FetchedArticle():
            store.save_article(record)
        case UnchangedArticle():
            store.save_unchanged(record)
        case FetchFailure():
            store.save_failure(record)
