"""WARC files of others: the articles among their pages."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Engine

from models.errors import NotAnArticle, PantauError
from models.page import Page
from models.source import Source
from models.stored import Saved, StoredDocument
from pipelines.configuration import Settings
from pipelines.processing import clean_document, in_one_line
from pipelines.replaying import archived_name, save_damage
from storage.documents import restore_document
from storage.problems import save_problem

if TYPE_CHECKING:
    from crawler.warc_reader import WarcRecord

log = structlog.get_logger(__name__)

SUFFIXES = (".warc", ".warc.gz")
_HTML = ("text/html", "application/xhtml+xml")


@dataclass
class ArchiveCounts:
    """What an import of WARC files did."""

    new: int = 0
    """Articles stored for the first time."""
    known: int = 0
    """Articles that were stored already."""
    skipped: int = 0
    """Pages that hold no article, each recorded as a problem."""
    damaged: int = 0
    """Records that could not be read, each recorded as a problem."""
    others: int = 0
    """Records that are no page: requests, images, redirects, revisits without content."""
    refused: list[str] = field(default_factory=list)
    """One sentence for every file that could not be read at all."""


@dataclass(frozen=True)
class _Capture:
    """A page in the file, as the first pass sees it."""

    offset: int
    url: str
    """Address asked for, cleaned."""
    fetched_at: datetime


def is_archive(path: Path) -> bool:
    """Whether a file calls itself a WARC file."""
    return path.name.lower().endswith(SUFFIXES)


def import_archives(
    engine: Engine,
    paths: Sequence[Path],
    settings: Settings,
    sources: Sequence[Source],
    run_id: int | None,
    on_page: Callable[[str], None] = lambda _: None,
) -> ArchiveCounts:
    """Stores the articles of WARC files with the place of their records. A bad file is refused with a sentence, a bad
    or empty page recorded; further pages that a known source's article links to are joined where the file has them."""
    counts = ArchiveCounts()
    for path in paths:
        try:
            captures = list(_captures(engine, path, run_id, counts))
        except PantauError as error:
            counts.refused.append(str(error))
            continue
        reader = _Reader(path, archived_name(path, settings), {capture.url: capture for capture in captures})
        importer = _Importer(engine, reader, sources, run_id, counts)
        further = []
        for capture in captures:
            on_page(capture.url)
            if not importer.take(capture):
                further.append(capture)
        for capture in further:
            importer.take_further(capture)
    return counts


class _Reader:
    """Reads pages of one file by their places."""

    def __init__(self, path: Path, name: str, captures: Mapping[str, _Capture]) -> None:
        self._path = path
        self._name = name
        self._captures = captures
        self.joined: set[str] = set()
        """Addresses of the further pages that went into an article."""

    def page(self, capture: _Capture) -> Page:
        """Raises NotAnArticle where the record cannot be decoded."""
        from crawler.warc_pages import UnreadablePage, page_of
        from crawler.warc_reader import record_at

        try:
            return page_of(record_at(self._path, capture.offset), self._name, capture.fetched_at)
        except UnreadablePage as error:
            raise NotAnArticle(f"{error}.") from error

    def pages(
        self, capture: _Capture, url: str, source: Source | None
    ) -> tuple[tuple[Page, ...], str | None]:
        """The page with the further pages of its article, and the address of the first one that the file lacks.

        Raises NotAnArticle as `page` does.
        """
        from crawler.discovery.article_pages import read_article_page
        from crawler.steps import ArticleStep

        first = self.page(capture)
        if source is None:
            return (first,), None
        step = ArticleStep(source, url, asked=url)
        step = step.with_page(first, read_article_page(first.body, first.url, {url}, 1, source))
        while (following := step.next_page()) is not None:
            if following.asked not in self._captures:
                return step.pages, following.asked
            self.joined.add(following.asked)
            page = self.page(self._captures[following.asked])
            said = read_article_page(page.body, page.url, {url}, following.number, source)
            step = following.with_page(page, said)
        return step.pages, None


@dataclass(frozen=True)
class _Importer:
    """Stores the articles of one file."""

    engine: Engine
    reader: _Reader
    sources: Sequence[Source]
    run_id: int | None
    counts: ArchiveCounts

    def take(self, capture: _Capture) -> bool:
        """Stores the article of a page or records why there is none; false for a further page of an article."""
        from crawler.urls import is_further_page

        source = self._source(capture)
        if source is not None and is_further_page(capture.url, source):
            return False
        try:
            saved = self._store(capture, source)
        except NotAnArticle as error:
            self._skip(capture.url, str(error).removeprefix(f"{capture.url}: "), source)
        except PantauError:  # the database's trouble, not the page's
            raise
        except Exception as error:  # one poisoned page must not stop the others
            self._skip(capture.url, f"the page could not be read ({in_one_line(error)}); report it", source)
            log.info("import failed", subject=capture.url, exc_info=error)
        else:
            self.counts.new += saved is Saved.NEW
            self.counts.known += saved is not Saved.NEW
        return True

    def take_further(self, capture: _Capture) -> None:
        """Records a further page that no article of the file led to."""
        if capture.url not in self.reader.joined:
            reason = "it is a further page of an article whose pages before it the file lacks"
            self._skip(capture.url, reason, self._source(capture))

    def _store(self, capture: _Capture, source: Source | None) -> Saved:
        from crawler.urls import article_url, canonical_url

        slug = None if source is None else source.slug
        url = canonical_url(capture.url) if source is None else article_url(capture.url, source)
        if url is None:
            raise NotAnArticle(f"the address is no article's of the source {slug}")
        pages, missing = self.reader.pages(capture, url, source)
        document = StoredDocument(
            document_id=0,
            url=url,
            source=slug,
            path=None,
            pages=pages,
            published_at=None,
            published_on=None,
            place=None,
        )
        clean_document(document, source)  # refuses what holds no article before it is stored
        saved = restore_document(self.engine, url, slug, pages, self.run_id)
        if missing is not None:
            self._note(missing, "the file lacks this further page of an article", source)
        return saved

    def _source(self, capture: _Capture) -> Source | None:
        from crawler.urls import host_of

        host = host_of(capture.url)
        return next((source for source in self.sources if host in source.hosts), None)

    def _skip(self, url: str, reason: str, source: Source | None) -> None:
        self.counts.skipped += 1
        self._note(url, reason, source)

    def _note(self, url: str, reason: str, source: Source | None) -> None:
        slug = None if source is None else source.slug
        save_problem(self.engine, subject=url, stage="import", reason=reason, source=slug, run_id=self.run_id)


def _captures(engine: Engine, path: Path, run_id: int | None, counts: ArchiveCounts) -> Iterator[_Capture]:
    """The answers with status 200 that are HTML. Raises PantauError for a file that is no WARC file."""
    from crawler.warc_reader import Damage, read_warc

    for record in read_warc(path):
        if isinstance(record, Damage):
            counts.damaged += 1
            save_damage(engine, path, record, run_id)
            continue
        capture = _capture(record)
        counts.others += capture is None
        if capture is not None:
            yield capture


def _capture(record: "WarcRecord") -> _Capture | None:
    from crawler.urls import clean_url
    from crawler.warc_pages import UnreadablePage, split_response

    if record.field("WARC-Type") != "response":
        return None
    try:
        head, _ = split_response(record)
        fetched_at = datetime.fromisoformat(record.field("WARC-Date"))
    except (UnreadablePage, ValueError):
        return None
    url = clean_url(record.field("WARC-Target-URI").strip("<>"))
    kind = (head.get_header("Content-Type") or "").split(";")[0].strip().lower()
    if url is None or head.get_statuscode() != "200" or kind not in _HTML or fetched_at.tzinfo is None:
        return None
    return _Capture(record.offset, url, fetched_at)
