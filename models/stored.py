"""What goes into the store beside fetched pages, what waits in it for extraction, and what a run did."""

from datetime import date, datetime
from enum import StrEnum

from models.base import Record
from models.page import Page
from models.stages import Stage


class Saved(StrEnum):
    """What storing changed."""

    NEW = "new"
    """Stored for the first time."""
    CHANGED = "changed"
    """Known, but something about it is new."""
    UNCHANGED = "unchanged"
    """Known as it is; nothing was written."""


class ImportedFile(Record):
    """A text or HTML file that a person hands in, with what the person knows about it."""

    path: str
    """Path as given."""
    body: bytes
    """Content as it is on the disk."""
    content_type: str
    """`text/plain` or `text/html`, with a charset if one is known."""
    url: str | None = None
    """Address that the article was published under."""
    source: str | None = None
    """Slug of its source."""
    place: str | None = None
    """Where the story is."""
    published_at: datetime | None = None
    """Publication time with its zone."""
    published_on: date | None = None
    """Publication day in the source's zone."""


class StoredDocument(Record):
    """A fetched article or imported file that waits for extraction."""

    document_id: int
    """Key for storing what extraction finds."""
    url: str | None
    """Address that it was discovered under; null for an import without one."""
    source: str | None
    """Slug of the source; null where unknown."""
    path: str | None
    """File that was imported; null for what the crawler fetched."""
    pages: tuple[Page, ...]
    """Page 1, 2, ... as they came; an import has one, whose address is the path where no URL is known."""
    published_at: datetime | None
    """Publication time that the importing person gave, in the zone given."""
    published_on: date | None
    """Publication day that the importing person gave."""
    place: str | None
    """Place that the importing person gave."""

    @property
    def subject(self) -> str:
        """How messages name it."""
        return self.path or self.url or f"document {self.document_id}"


class RecordedProblem(Record):
    """Something that was met in a run, recorded and skipped."""

    source: str | None
    """Slug of the source; null where unknown."""
    subject: str
    """Address or path."""
    stage: str
    """Where it was met: `crawl`, `clean`, `process`."""
    reason: str
    """What was wrong, in one sentence."""


class SourceCount(Record):
    """What one source gave in one run.

    What listings named: `articles_known`, `articles_gated` and, of `articles_asked`, all that earlier runs had not
    left. What was asked for: `articles_asked` and `articles_due`; it was fetched, unchanged, copied, refused, gone,
    failed, postponed or left. What was fetched is new, edited, empty or unread.
    """

    source: str
    """Slug of the source."""
    listings_read: int
    """Feeds, sitemaps and index pages that answered."""
    listings_unchanged: int
    """Those among them that had not changed since the last run."""
    articles_found: int
    """Article addresses seen for the first time."""
    articles_fetched: int
    """Articles stored: new ones, and known ones that say something else than before."""
    articles_rechecked: int = 0
    """Stored articles that were looked at again and gave an answer."""
    articles_unchanged: int = 0
    """Stored articles that said what they had said."""
    articles_removed: int = 0
    """Stored articles that were found to be taken down."""
    articles_refused: int = 0
    """Pages that ask robots not to keep them."""
    failures: int
    """Requests that gave nothing to keep, for listings, articles and their further pages."""
    articles_asked: int = 0
    """Articles to fetch: named by listings for the first time, or left by earlier runs."""
    articles_due: int = 0
    """Stored articles whose next look was due, asked for again."""
    articles_known: int = 0
    """Articles that listings named and that earlier runs had settled."""
    articles_gated: int = 0
    """Articles that the topic gate skipped for the first time."""
    articles_sampled: int = 0
    """Articles among those asked for that the gate would have skipped."""
    articles_copied: int = 0
    """Articles asked for that were another address of one that was asked for or stored."""
    articles_gone: int = 0
    """Stored articles that were asked for again and were not there."""
    articles_failed: int = 0
    """Articles asked for of which nothing could be kept."""
    articles_postponed: int = 0
    """Articles left for the next run: over the limit of one crawl, or their host did not answer."""
    articles_new: int = 0
    """Articles stored for the first time."""
    articles_edited: int = 0
    """Stored articles with another text or description than before."""
    articles_empty: int = 0
    """Pages that held no article, or none that could be read."""
    articles_relevant: int = 0
    """New articles about TPPO."""
    requests: int = 0
    """Requests sent, with robots.txt, redirects and retries."""
    bytes_received: int = 0
    """Bytes of the answers' bodies, as transferred."""
    milliseconds: int = 0
    """From the first request to the last answer."""

    @property
    def articles_named(self) -> int:
        """Articles that listings named or earlier runs had left."""
        return self.articles_known + self.articles_gated + self.articles_asked

    @property
    def articles_unread(self) -> int:
        """Articles fetched that wait for cleaning and extraction."""
        return self.articles_fetched - self.articles_new - self.articles_edited - self.articles_empty

    @property
    def articles_left(self) -> int:
        """Articles asked for whose answer did not come before the run was cut short; 0 in a run that finished."""
        settled = (
            self.articles_fetched + self.articles_unchanged + self.articles_copied + self.articles_refused
        )
        ended = self.articles_gone + self.articles_failed + self.articles_postponed
        return self.articles_asked + self.articles_due - settled - ended


class GateCount(Record):
    """What the topic gate decided on the articles of one source, and what came of it, over all runs."""

    source: str
    """Slug of the source."""
    passed: int
    """Articles that passed."""
    passed_relevant: int
    """Of these, how many are about the topic."""
    skipped: int
    """Articles that were not fetched."""
    sampled: int
    """Articles that would have been skipped, fetched to measure."""
    sampled_read: int
    """Of these, how many were fetched and processed."""
    sampled_relevant: int
    """Of these, how many are about the topic."""


class StageRun(Record):
    """One stage of one run."""

    stage: Stage
    """Which."""
    status: str
    """`running`, `finished` or `failed`; in a run that was killed, `running` for the stage that it was killed in."""
    started_at: datetime
    """Begin, UTC."""
    finished_at: datetime | None
    """End, UTC; null where none was noted."""
    seconds: float | None
    """Duration by a clock that nobody sets; null where no end was noted."""
    trouble: str | None
    """Why it failed, in one sentence; null where it did not."""


class RunReport(Record):
    """One run in numbers."""

    run_id: int
    """Key of the run."""
    kind: str
    """Command that ran: `weekly`, `crawl`, `import`, `process`."""
    status: str
    """`running`, `finished`, `failed`, or `interrupted` where a signal ended it or it was killed."""
    started_at: datetime
    """Begin, UTC."""
    finished_at: datetime | None
    """End, UTC; null while it runs."""
    sources: tuple[SourceCount, ...]
    """Counts per source, by slug."""
    documents: int
    """Fetched articles and imported files stored for the first time."""
    articles_new: int
    """Articles stored for the first time."""
    articles_changed: int
    """New texts of articles that were known."""
    extractions: int
    """Texts whose facts were stored or replaced."""
    problems: int
    """Things recorded and skipped."""
    stages: tuple[StageRun, ...] = ()
    """Stages that it began, in their order; none for another command than `weekly`."""


class Totals(Record):
    """What the database holds, by its current versions."""

    documents: int
    """Fetched articles and imported files."""
    waiting: int
    """Addresses that are still to be fetched."""
    articles: int
    """Articles."""
    relevant_articles: int
    """Articles about TPPO."""
    officials: int
    """Named officials and speakers, counted in each article."""
    statements: int
    """Statements."""
    figures: int
    """Figures."""
