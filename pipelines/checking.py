"""Whether the sources still answer as their entries say, and what to do where they do not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from models.article import Article
from models.errors import AccessWall, NotAnArticle
from models.source import Source
from pipelines.configuration import Settings
from pipelines.crawling import check_contact
from pipelines.sources import chosen_sources

if TYPE_CHECKING:
    from crawler.checkup import Checkup, ListingCheck
    from crawler.visits import Answer

_DENIED = {401, 403, 429, 451}
_MOST_REASONS = 3


class SourceState(StrEnum):
    """How a source answered; the first that fits, in this order, is its state."""

    FAILING = "failing"
    """The server did not answer, or with an error of its own."""
    BLOCKED = "blocked"
    """robots.txt, a status (401, 403, 429, 451) or a consent wall keeps us out."""
    MOVED = "moved"
    """An address leads to another host, or for good to another path."""
    CHANGED_LAYOUT = "changed layout"
    """Lists are gone or name pages that do not fit the entry, or articles give no title, date or text."""
    EMPTY = "empty"
    """The lists can be read and name nothing."""
    WORKING = "working"
    """Lists name articles, and one of them was read whole."""


_TO_DO = {
    SourceState.FAILING: "Try again later; if it stays so, look at the site in a browser.",
    SourceState.BLOCKED: "Do not go around it: ask the publisher, or set the terms to blocked.",
    SourceState.MOVED: "Make sure that the publisher is still the same, then put the new address into the entry.",
    SourceState.CHANGED_LAYOUT: "Probe the site again and correct the entry: pantau sources probe {home}",
    SourceState.EMPTY: "Look at the lists in a browser; put others into the entry: pantau sources probe {home}",
    SourceState.WORKING: "",
}


@dataclass(frozen=True)
class SourceHealth:
    """How a source answered."""

    slug: str
    """The source."""
    state: SourceState
    """What that means."""
    reason: str
    """What was found."""
    to_do: str
    """What a person should do; empty where all is well."""
    listed: int
    """Articles that the lists looked at name."""
    newest: datetime | None
    """Newest date that a feed or sitemap gives, UTC; null where they give none."""


@dataclass(frozen=True)
class _Trouble:
    state: SourceState
    reason: str


def check_servers(
    settings: Settings, slugs: list[str], on_source: Callable[[str], None] = lambda _: None
) -> list[SourceHealth]:
    """Asks each source for robots.txt, a few of its lists and one article; keeps nothing.

    `on_source` is told each slug that is done. Raises PantauError for an unknown source, one that is off, and
    without a contact; KeyboardInterrupt where Ctrl-C or SIGTERM ended it.
    """
    from crawler.checkup import check_up
    from crawler.run import CrawlSettings

    sources = chosen_sources(settings, slugs)
    check_contact(settings)
    crawl_settings = CrawlSettings(
        contact=settings.contact, allow_loopback=settings.allow_loopback, timeout=settings.request_timeout
    )
    seen = check_up(sources, crawl_settings, _is_whole, on_source)
    return [_health(source, seen[source.slug]) for source in sources]


def _health(source: Source, checkup: "Checkup") -> SourceHealth:
    listed = {url for listing in checkup.listings for url in listing.articles}
    troubles = [*_listing_troubles(checkup.listings), *_article_troubles(source, checkup)]
    if not listed:
        troubles += _why_nothing_is_listed(checkup.listings)
    order = list(SourceState)
    troubles.sort(key=lambda trouble: order.index(trouble.state))
    state = troubles[0].state if troubles else SourceState.WORKING
    reasons = list(dict.fromkeys(trouble.reason for trouble in troubles))
    read = sum(listing.answer.cause is None and not listing.unreadable for listing in checkup.listings)
    return SourceHealth(
        slug=source.slug,
        state=state,
        reason="; ".join(reasons[:_MOST_REASONS])
        or f"lists read: {read}, articles named: {len(listed)}; one was read",
        to_do=_TO_DO[state].format(home=source.home_url),
        listed=len(listed),
        newest=max((listing.newest for listing in checkup.listings if listing.newest), default=None),
    )


def _listing_troubles(listings: "tuple[ListingCheck, ...]") -> Iterator[_Trouble]:
    for listing in listings:
        answer = listing.answer
        trouble = _answer_trouble(answer)
        if trouble is not None:
            yield trouble
        elif listing.unreadable:
            wall = _wall(answer)
            yield wall or _Trouble(SourceState.CHANGED_LAYOUT, f"{answer.asked}: {_bare(listing.unreadable)}")


def _answer_trouble(answer: "Answer", *, is_article: bool = False) -> _Trouble | None:
    """Return what is wrong with an answer as such. An article may lead to another path of its host."""
    goes_elsewhere = urlsplit(answer.url).netloc != urlsplit(answer.asked).netloc
    if (
        answer.moved_to
        and _is_elsewhere(answer.asked, answer.moved_to)
        and (goes_elsewhere or not is_article)
    ):
        return _Trouble(SourceState.MOVED, f"{answer.asked} moved for good to {answer.moved_to}")
    if answer.cause is None:
        return None
    reason = f"{answer.asked}: {_bare(answer.cause.reason)}"
    if answer.is_disallowed or answer.cause.status in _DENIED:
        return _Trouble(SourceState.BLOCKED, reason)
    if goes_elsewhere:
        return _Trouble(SourceState.MOVED, reason)
    is_here = answer.cause.is_gone or answer.status in range(200, 300)
    return _Trouble(SourceState.CHANGED_LAYOUT if is_here else SourceState.FAILING, reason)


def _is_elsewhere(url: str, target: str) -> bool:
    """Tell whether two addresses differ in more than their scheme and a final slash."""
    one, two = urlsplit(url), urlsplit(target)
    return (one.netloc, one.path.rstrip("/"), one.query) != (two.netloc, two.path.rstrip("/"), two.query)


def _why_nothing_is_listed(listings: "tuple[ListingCheck, ...]") -> Iterator[_Trouble]:
    readable = [listing for listing in listings if listing.answer.cause is None and not listing.unreadable]
    for listing in readable:
        wall = _wall(listing.answer)
        if wall is not None:
            yield wall
        elif listing.links:
            yield _Trouble(
                SourceState.CHANGED_LAYOUT,
                f"{listing.answer.asked} names {listing.links} pages, none of which fits article_url_pattern",
            )
        else:
            yield _Trouble(SourceState.EMPTY, f"{listing.answer.asked} names no article")


def _article_troubles(source: Source, checkup: "Checkup") -> Iterator[_Trouble]:
    """What is wrong with the articles, unless one of them is whole."""
    troubles: list[_Trouble] = []
    for answer in checkup.articles:
        trouble = _answer_trouble(answer, is_article=True) or _content_trouble(source, answer)
        if trouble is None:
            return
        troubles.append(trouble)
    yield from troubles[:1]


def _content_trouble(source: Source, answer: "Answer") -> _Trouble | None:
    try:
        article = _article(source, answer)
    except AccessWall as error:
        return _Trouble(SourceState.BLOCKED, _bare(str(error)))
    except NotAnArticle as error:
        return _Trouble(SourceState.CHANGED_LAYOUT, _bare(str(error)))
    missing = [
        name for name, value in (("title", article.title), ("date", article.published_on)) if not value
    ]
    if not missing:
        return None
    return _Trouble(SourceState.CHANGED_LAYOUT, f"{answer.asked} gives no {' and no '.join(missing)}")


def _is_whole(source: Source, answer: "Answer") -> bool:
    return _content_trouble(source, answer) is None


def _wall(answer: "Answer") -> _Trouble | None:
    """Return the trouble of a consent wall that stands where a list should, None where there is none."""
    try:
        _article(None, answer)
    except AccessWall:
        return _Trouble(
            SourceState.BLOCKED, f"{answer.asked} shows a consent or robot check instead of a list"
        )
    except NotAnArticle:
        pass
    return None


def _article(source: Source | None, answer: "Answer") -> Article:
    from extract.article import clean_pages

    return clean_pages([answer.page()], source)


def _bare(sentence: str) -> str:
    return sentence.rstrip(".")
