"""Runs one crawl over many sources."""

import logging
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import metadata
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.settings import Settings
from scrapy.utils.reactor import is_reactor_installed

from crawler.addresses import is_loopback_host
from crawler.caller import Caller, OnProgress
from crawler.contact import is_contact
from crawler.limits import CrawlBounds, Cut
from crawler.spider import NewsSpider
from crawler.state import CrawlState, Sink
from crawler.stats import CrawlStats, SourceStats
from models.errors import PantauError
from models.source import Source

_log = logging.getLogger(__name__)
_QUIET_LOGGERS = ("scrapy.core.downloader.handlers", "scrapy.downloadermiddlewares")
"""They warn of what is recorded as a failure anyway."""


@dataclass(frozen=True)
class CrawlSettings:
    """What a user may choose for a crawl. robots.txt is not among it."""

    contact: str | None = None
    """E-mail or web address that goes into the user agent, so that a publisher can reach who crawls."""
    allow_loopback: bool = False
    """True lets sources on this computer be crawled: for the demo and for tests."""
    loopback_delay: float = 0.0
    """Seconds between two requests to a source on this computer; a benchmark sets those of real sites."""
    timeout: float = 30.0
    """Seconds that one request may take from connecting to the last byte."""
    max_articles: int = 2000
    """Articles asked for in one crawl, per source; the rest is left for the next."""
    bounds: CrawlBounds = field(default_factory=CrawlBounds)
    """Where the crawl ends early."""
    log_level: str = "WARNING"
    """Level of Scrapy's loggers."""


def crawl(
    sources: Sequence[Source],
    state: CrawlState,
    sink: Sink,
    settings: CrawlSettings,
    on_progress: OnProgress | None = None,
) -> CrawlStats:
    """Crawl the sources; return what was counted when all is done or Ctrl-C or SIGTERM ended it.

    Blocks. A process can crawl once, since Twisted's reactor cannot start again. `state`, `sink` and `on_progress`
    are called in this thread. Bad pages, feeds and hosts become `FetchFailure` records.

    Raises PantauError for a source that is not enabled and for public sources without a contact; raises what
    `state`, `sink` or `on_progress` raised, after a clean end.
    """
    check_crawl(sources, settings)
    stats = {source.slug: SourceStats() for source in sources}
    started = monotonic()
    if not sources:
        return CrawlStats(stats, 0.0, {})
    caller = Caller(state, sink, stats, on_progress)
    crawler = run_spider(NewsSpider, sources, caller, stats, settings)
    caller.finish()
    if caller.error is not None:
        raise caller.error
    gathered = crawler.stats.get_stats()
    fields = {name: count for name, count in sorted(gathered.items()) if name.startswith("field/")}
    _log.info("fields of the articles fetched, by their markup: %s", fields)
    reason = str(gathered.get("finish_reason"))
    cut = Cut(reason) if reason in set(Cut) else None
    is_interrupted = cut is None and reason != "finished"
    return CrawlStats(stats, monotonic() - started, fields, is_interrupted, cut)


def user_agent(contact: str | None) -> str:
    """Return the one name under which this crawler asks."""
    try:
        version = metadata.version("pantau-tppo")
    except metadata.PackageNotFoundError:
        version = "dev"
    return f"PantauTPPO/{version} (+{contact})" if contact else f"PantauTPPO/{version}"


def check_crawl(sources: Sequence[Source], settings: CrawlSettings) -> None:
    """Raise PantauError for a source that is not enabled and for public sources without a contact."""
    for source in sources:
        if source.refusal is not None:
            raise PantauError(source.refusal)
    if is_reactor_installed():
        raise RuntimeError("a process can crawl only once: run the next crawl in a new process")
    contact = settings.contact
    if contact is not None and not is_contact(contact):
        raise PantauError(f"The contact {contact!r} is neither an e-mail nor a web address; set one of them.")
    if contact is None and not all(_is_local(source) for source in sources):
        raise PantauError(
            "No contact is set: publishers must be able to reach who crawls them; "
            "set an e-mail or web address as the contact."
        )


def _is_local(source: Source) -> bool:
    return all(is_loopback_host(urlsplit(f"//{host}").hostname or "") for host in source.hosts)


def run_spider(
    spider: type[NewsSpider],
    sources: Sequence[Source],
    caller: Caller,
    stats: Mapping[str, SourceStats],
    settings: CrawlSettings,
    **arguments: Any,
) -> Crawler:
    """Run a spider to its end; `arguments` are what it takes beyond those of `NewsSpider`."""
    process = CrawlerProcess(_scrapy_settings(sources, settings))
    logging.getLogger("scrapy").setLevel(settings.log_level)
    for name in _QUIET_LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    crawler = process.create_crawler(spider)
    failures: list[Any] = []
    running = process.crawl(
        crawler,
        sources=sources,
        caller=caller,
        stats=stats,
        max_articles=settings.max_articles,
        bounds=settings.bounds,
        **arguments,
    )
    running.addErrback(failures.append)
    with _signal_handlers_kept():
        is_main = threading.current_thread() is threading.main_thread()
        process.start(install_signal_handlers=is_main)
    if failures:
        failures[0].raiseException()
    return crawler


def _scrapy_settings(sources: Sequence[Source], settings: CrawlSettings) -> Settings:
    scrapy_settings = Settings()
    scrapy_settings.setmodule("crawler.settings", priority="project")
    local = {urlsplit(f"//{host}").hostname or "" for source in sources for host in source.hosts}
    slots = {
        host: {"delay": settings.loopback_delay}
        for host in local
        if settings.allow_loopback and is_loopback_host(host)
    }
    scrapy_settings.setdict(
        {
            "USER_AGENT": user_agent(settings.contact),
            "ALLOW_LOOPBACK": settings.allow_loopback,
            "DOWNLOAD_TIMEOUT": settings.timeout,
            "DOWNLOAD_SLOTS": slots,
            "CLOSESPIDER_TIMEOUT": settings.bounds.seconds or 0,
        },
        priority="cmdline",
    )
    return scrapy_settings


@contextmanager
def _signal_handlers_kept() -> Iterator[None]:
    """Put the signal handlers back that the reactor replaces, so that Ctrl-C works after the crawl."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
