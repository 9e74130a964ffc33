"""What the crawler hands over: listings read, articles fetched, failures."""

from datetime import datetime

from models.base import Record


class Validators(Record):
    """What a server needs to answer 304 Not Modified."""

    etag: str | None = None
    """ETag of the last answer."""
    last_modified: str | None = None
    """Last-Modified of the last answer."""


class Page(Record):
    """One HTTP response with its body, as it came."""

    url: str
    """Address after redirects."""
    body: bytes
    """Body after transfer decoding, before character decoding."""
    content_type: str | None
    """Content-Type header, with its charset if it had one."""
    fetched_at: datetime
    """When the response arrived, UTC."""
    robots: str | None = None
    """Directives of meta robots and X-Robots-Tag that applied to this crawler; null where there were none."""


class FetchedArticle(Record):
    """All pages of one article, in order; the unit that is stored in one transaction."""

    source: str
    """Slug of the source."""
    url: str
    """Canonical address of the article: the address it was discovered under, cleaned."""
    pages: tuple[Page, ...]
    """Page 1, 2, ... as fetched."""
    validators: Validators = Validators()
    """For the next conditional request: those of the article's own address."""


class UnchangedArticle(Record):
    """An article that was asked for again, and whose server answered 304 Not Modified."""

    source: str
    """Slug of the source."""
    url: str
    """Canonical address of the article."""
    validators: Validators
    """For the next conditional request, those of the answer where it gave any."""


class FetchedListing(Record):
    """A feed, sitemap or index page that was read, with the article addresses it gave."""

    source: str
    """Slug of the source."""
    url: str
    """Address of the listing."""
    article_urls: tuple[str, ...]
    """Canonical addresses of the articles it links to, in its order."""
    validators: Validators
    """For the next conditional request."""
    is_unchanged: bool = False
    """True when the server answered 304 Not Modified."""


class FetchFailure(Record):
    """A request that gave nothing to keep; recorded, never fatal."""

    source: str
    """Slug of the source."""
    url: str
    """Address that was asked for."""
    reason: str
    """One sentence: what happened."""
    status: int | None = None
    """HTTP status, null where there was no answer."""
    is_gone: bool = False
    """True for 404, 410 and a redirect to the front page: the article is not there (any more)."""
    is_refused: bool = False
    """True where the page asks robots not to keep it: noindex, noai."""
