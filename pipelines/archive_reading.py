"""One file of an archive: what is wanted of it is stored as it is read, with how far it is. Work for any process."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Engine

from models.errors import PantauError
from models.history import ArchiveFileRow, FileCounts, FileState
from models.source import Source
from pipelines.processing import in_one_line
from storage.engine import open_engine
from storage.history import FoundArticle, FoundTrouble, begin_file, fail_file, files_named, save_found

if TYPE_CHECKING:
    from crawler.archives.records import RecordReader
    from crawler.archives.streams import Archive
    from crawler.warc_reader import Damage, WarcRecord

log = structlog.get_logger(__name__)

_EVERY = 2.0
"""Seconds after which what was found is stored, and how far the file is."""
_END = object()
_MOST, _MOST_BYTES = 50, 4 * 2**20
"""Articles, and bytes of their pages, after which it is stored sooner."""


@dataclass(frozen=True)
class Plan:
    """What all files of a run have in common."""

    database: str
    """URL of the database."""
    sources: tuple[Source, ...]
    """Entries with their permissions; those that are off are left out."""
    run_id: int
    base: str
    """Address that the paths of remote files follow."""
    user_agent: str
    timeout: float
    """Seconds of silence after which a connection is given up."""


@dataclass(frozen=True)
class FileTask:
    """A file to read: one here, or one on the server."""

    file_id: int
    name: str
    path: Path | None
    remote: str | None
    """Path below the server's address."""


@dataclass(frozen=True)
class FileOutcome:
    """What came of a file."""

    name: str
    counts: FileCounts = field(default_factory=FileCounts)
    """What was found now."""
    refused: str | None = None
    """Why it could not be read (on), as a sentence."""
    was_done: bool = False
    """True where an earlier run had read it to its end."""


def read_file(plan: Plan, task: FileTask) -> FileOutcome:
    """Reads a file from where an earlier run stopped; may run again at any time, and end at any time, without harm.

    Raises PantauError where the database cannot take it, and where the server does not answer or asks not to be asked
    for now.
    """
    engine = open_engine(plan.database, create=False, migrate=False)
    try:
        return _Reading(engine, plan, task).run()
    finally:
        engine.dispose()


class _FileTrouble(Exception):
    """A file that cannot be read (on); the message is a sentence."""


class _Reading:
    """One pass over one file."""

    def __init__(self, engine: Engine, plan: Plan, task: FileTask) -> None:
        from crawler.archives.pages import HostFilter

        self._engine = engine
        self._plan = plan
        self._task = task
        self._hosts = HostFilter(plan.sources)
        self._total = FileCounts()
        self._saved_records = 0
        self._start_batch()

    def run(self) -> FileOutcome:
        """Raises PantauError as `read_file` does."""
        from crawler.archives.records import RecordReader

        try:
            archive, row = self._begun()
            if row.state is FileState.DONE:
                return FileOutcome(self._task.name, was_done=True)
            reader = RecordReader(archive, row.offset, self._hosts.is_ours)
            for found in _readable(reader):
                if found is not None:
                    self._take(found)
                elif self._is_time():
                    self._save(reader)
            self._save(reader, is_end=True)
        except _FileTrouble as trouble:
            fail_file(self._engine, self._task.file_id, str(trouble), self._plan.run_id)
            return FileOutcome(self._task.name, self._total, refused=str(trouble))
        return FileOutcome(self._task.name, self._total)

    def _begun(self) -> "tuple[Archive, ArchiveFileRow]":
        """The file, and how far it is, after it was seen whether it is the one that it was."""
        from crawler.archives.clients import client_for
        from crawler.archives.policy import common_crawl
        from crawler.archives.streams import LocalArchive, RemoteArchive

        (known,) = files_named(self._engine, [self._task.name])
        archive: LocalArchive | RemoteArchive
        if self._task.path is not None:
            archive = LocalArchive(self._task.path, self._task.name)
        else:
            client = client_for(self._plan.base, self._plan.user_agent, self._plan.timeout)
            archive = RemoteArchive(client, self._task.remote or "", common_crawl())
        with _trouble_of_file():
            size, etag = archive.identity(known.offset)
        return archive, begin_file(self._engine, known.id, size, etag, self._plan.run_id)

    def _take(self, found: "WarcRecord | Damage") -> None:
        """Puts what was found into the batch."""
        from crawler.archives.pages import Left, article_of
        from crawler.warc_pages import UnreadablePage
        from crawler.warc_reader import Damage

        if isinstance(found, Damage):
            self._note(found.offset, found.reason)
            return
        self._batch["own"] += 1
        try:
            article = article_of(found, self._task.name, self._hosts)
        except UnreadablePage as error:
            self._note(found.offset, str(error))
        except Exception as error:  # one poisoned page must not stop the others
            self._note(found.offset, f"the page could not be read ({in_one_line(error)}); report it")
            log.info("backfill failed", subject=self._task.name, offset=found.offset, exc_info=error)
        else:
            if isinstance(article, Left):
                self._batch[article.value] += 1
                return
            self._batch["kept"] += 1
            is_partial = article.further is not None
            self._articles.append(FoundArticle(article.source, article.url, article.page, is_partial))
            self._bytes += len(article.page.body)

    def _note(self, offset: int, reason: str) -> None:
        self._batch["damaged"] += 1
        self._troubles.append(FoundTrouble(f"{self._task.name}, byte {offset}", reason))

    def _is_time(self) -> bool:
        is_full = len(self._articles) >= _MOST or self._bytes >= _MOST_BYTES
        return is_full or len(self._troubles) >= _MOST or monotonic() - self._saved_at >= _EVERY

    def _save(self, reader: "RecordReader", is_end: bool = False) -> None:
        """Stores the batch, with how far the file is."""
        names = FileCounts.model_fields.keys() & self._batch.keys()
        counts = FileCounts(
            records=reader.records - self._saved_records, **{name: self._batch[name] for name in names}
        )
        self._total += save_found(
            self._engine,
            self._task.file_id,
            self._plan.run_id,
            self._articles,
            self._troubles,
            counts,
            reader.offset,
            is_end=is_end,
        )
        self._saved_records = reader.records
        self._start_batch()

    def _start_batch(self) -> None:
        self._articles: list[FoundArticle] = []
        self._troubles: list[FoundTrouble] = []
        self._batch: Counter[str] = Counter()
        self._bytes = 0
        self._saved_at = monotonic()


def _readable(reader: "RecordReader") -> "Iterator[WarcRecord | Damage | None]":
    """What the reader gives; its trouble is told from that of the database."""
    found = iter(reader)
    while True:
        with _trouble_of_file():
            one = next(found, _END)
        if one is _END:
            return
        yield one  # type: ignore[misc]  # not the end


@contextmanager
def _trouble_of_file() -> Iterator[None]:
    """Raises `_FileTrouble` for what is wrong with a file; that a server does not answer concerns all of them."""
    from crawler.archives.streams import ArchiveUnavailable

    try:
        yield
    except ArchiveUnavailable:
        raise
    except PantauError as error:
        raise _FileTrouble(str(error)) from error
