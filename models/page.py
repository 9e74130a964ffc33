"""What the crawler hands over: listings read, articles fetched, failures."""

from datetime import datetime

from models.base import Record
from models.vocabulary import Verdict


class Validators(Record):
    """What a server needs to answer 304 Not Modified."""

    etag: str | None = None
    """ETag of the last answer."""
    last_modified: str | None = None
    """Last-Modified of the last answer."""


class Exchange(Record):
    """One request and its answer as they went over the wire: what an archive keeps as proof."""

    url: str
    """Address asked for, without fragment."""
    began_at: datetime
    """When the request was made, UTC."""
    ip_address: str | None
    """Address of the server that answered; null where the connection did not tell."""
    request_head: bytes
    """Request line and headers as sent, with the empty line that ends them."""
    status: int
    """HTTP status."""
    response_head: bytes
    """Status line and headers as they came, with the empty line that ends them."""
    body: bytes
    """Body still content-encoded; chunks of a chunked transfer are joined."""


class ArchivedRecord(Record):
    """Where a WARC file holds a response."""

    file: str
    """Name within the WARC folder; the whole path of a file elsewhere."""
    offset: int
    """Bytes before the record."""
    digest: str
    """WARC-Payload-Digest, as `sha256:` and base 32."""


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
    exchanges: tuple[Exchange, ...] = ()
    """Redirects that led to it, then the exchange that gave it; not kept in the database."""
    archived: ArchivedRecord | None = None
    """Its record in a WARC file, once it is written."""
    robots: str | None = None
    """Directives of meta robots and X-Robots-Tag that applied to this crawler; null where there were none."""


class FetchedArticle(Record):
    """All pages of one article, in order; the unit that is stored in one transaction."""

    source: str
    """Slug of the source."""
    url: str
    """Canonical address of the article: the one that its page declares, else the one it was discovered under."""
    pages: tuple[Page, ...]
    """Page 1, 2, ... as fetched."""
    validators: Validators = Validators()
    """For the next conditional request: those of the article's own address."""
    gaps: tuple[str, ...] = ()
    """Fields that the markup of its first page lacks or garbles, as `published/missing`; counted, not stored."""


class UnchangedArticle(Record):
    """An article that was asked for again, and whose server answered 304 Not Modified."""

    source: str
    """Slug of the source."""
    url: str
    """Canonical address of the article."""
    validators: Validators
    """For the next conditional request, those of the answer where it gave any."""


class Judged(Record):
    """An article that the topic gate was asked about."""

    url: str
    """Canonical address of the article."""
    verdict: Verdict
    """What the gate decided."""


class FetchedListing(Record):
    """A feed, sitemap or index page that was read, with the article addresses it gave."""

    source: str
    """Slug of the source."""
    url: str
    """Address of the listing."""
    article_urls: tuple[str, ...]
    """Canonical addresses of the articles it links to, in its order, without those that the gate skipped."""
    judged: tuple[Judged, ...] = ()
    """What the topic gate decided on the new articles that it was asked about."""
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


class SameArticle(Record):
    """An address that turned out to be another spelling of an article's own; it is settled with that one."""

    source: str
    """Slug of the source."""
    url: str
    """Canonical address that was discovered."""
    article_url: str
    """Canonical address that the page declares, where the article is stored."""


class SourceTally(Record):
    """What a crawl counted of one source since its last tally; articles asked for are told before what came of them.

    Every article asked for, new or due, ends as one of: stored, unchanged, refused (the store counts these), copied,
    gone, failed, postponed; those that are left were under way when the crawl was cut short.
    """

    source: str
    """Slug of the source."""
    articles_asked: int
    """Articles that listings named, or earlier crawls left, and that were to be fetched."""
    articles_due: int
    """Articles of earlier crawls whose next look was due."""
    articles_known: int
    """Articles that listings named and that need no fetch."""
    articles_gated: int
    """Articles that the topic gate skipped for the first time."""
    articles_sampled: int
    """Articles among those asked for that the gate would have skipped."""
    articles_copied: int
    """Articles asked for that were another spelling of one that was asked for or stored."""
    articles_gone: int
    """Articles of earlier crawls that are not there any more."""
    articles_failed: int
    """Articles of which nothing could be kept."""
    articles_postponed: int
    """Articles left for the next crawl."""
    requests: int
    """Requests sent, with robots.txt, redirects and retries."""
    bytes_received: int
    """Bytes of the answers' bodies, as transferred."""
    milliseconds: int
    """From the source's first request, or the last tally, to its last answer."""


class SourceRead(Record):
    """All listings of a source were read in this crawl, none failed."""

    source: str
    """Slug of the source."""
    started_at: datetime
    """When this crawl began, UTC: what was published before is known."""
