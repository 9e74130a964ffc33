"""A crawl whose finds go into the store."""

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from models.errors import PantauError
from models.page import (
    FetchedArticle,
    FetchedListing,
    FetchFailure,
    SameArticle,
    SourceRead,
    UnchangedArticle,
)
from models.source import Source
from pipelines.configuration import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from crawler.limits import CrawlBounds
    from crawler.state import CrawlRecord
    from crawler.stats import CrawlProgress, CrawlStats
    from crawler.warc import WarcArchive
    from storage.pages import CrawlStore


def crawl_into(
    engine: "Engine",
    run_id: int,
    sources: Sequence[Source],
    settings: Settings,
    on_progress: "Callable[[CrawlProgress], None] | None" = None,
    bounds: "CrawlBounds | None" = None,
) -> "CrawlStats":
    """Crawls the sources; each listing, article and failure is stored in one transaction as it comes, an article after
    it is safe in the archive. Sources that earlier runs did not come to, or not to the end of, are begun with.

    Raises PantauError where the store or the archive cannot take it (a full disk), and KeyboardInterrupt where
    Ctrl-C or SIGTERM ended the crawl: what was stored stays.
    """
    from crawler.limits import CrawlBounds
    from crawler.run import CrawlSettings, crawl, user_agent
    from crawler.warc import WarcArchive
    from storage.pages import CrawlStore
    from storage.runs import cut_short

    check_contact(settings)
    store = CrawlStore(engine, run_id)
    archive = WarcArchive(settings.archive, run_id, user_agent(settings.contact), settings.contact)
    with closing(archive):
        stats = crawl(
            in_turn(engine, sources),
            store,
            lambda record: _save(store, archive, record),
            CrawlSettings(
                contact=settings.contact,
                allow_loopback=settings.allow_loopback,
                timeout=settings.request_timeout,
                bounds=bounds or CrawlBounds(),
            ),
            on_progress,
        )
    if stats.is_interrupted:  # the crawl took the signal to end in order; whoever called it is to end too
        raise KeyboardInterrupt
    if stats.unfinished:
        cut_short(engine, run_id, stats.unfinished)
    return stats


def check_contact(settings: Settings) -> None:
    """Raises PantauError where publishers could not reach who crawls them."""
    from crawler.contact import is_contact

    if settings.contact is not None and not is_contact(settings.contact):
        raise PantauError(
            f"PANTAU_CONTACT {settings.contact!r} is neither an e-mail nor a web address; set it to one of them."
        )
    if settings.contact is None and not settings.allow_loopback:
        raise PantauError(
            "No contact is set; publishers must be able to reach who crawls them: "
            "set PANTAU_CONTACT to an e-mail or web address."
        )


def in_turn(engine: "Engine", sources: Sequence[Source]) -> list[Source]:
    """The sources whose last visit is longest ago first; of those of one run, the ones that it was not done with."""
    from storage.engine import reading
    from storage.runs import last_asked

    with reading(engine) as session:
        asked = last_asked(session)
    return sorted(sources, key=lambda source: asked.get(source.slug, (0, False)))


def _save(store: "CrawlStore", archive: "WarcArchive", record: "CrawlRecord") -> None:
    match record:
        case FetchedListing():
            store.save_listing(record)
        case FetchedArticle():
            # archived first: no row names a record that is not there
            store.save_article(archive.write(record))
        case UnchangedArticle():
            store.save_unchanged(record)
        case FetchFailure():
            store.save_failure(record)
        case SameArticle():
            store.save_same_article(record)
        case SourceRead():
            store.save_watermark(record)
