"""Stored documents to articles and facts. Runs again at any time; changes nothing where nothing is new.

Who does it and in what order changes nothing either. Documents under one address are read in the order in which they
came, by one process; different addresses touch nothing in common, so they are read side by side. What turns out to
belong to another address, or has none, is left until the others are done and is then stored one by one, oldest first.

Each process reads, extracts and writes its documents itself, one transaction each: one writer for all would hold up a
cluster. On SQLite writers take turns.
"""

import re
import traceback
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, nullcontext
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from threading import Lock
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Engine

from models.article import Article
from models.errors import NoArticleText, NoDocument, NotAnArticle, PantauError
from models.source import Source
from models.stored import Saved, StoredDocument
from models.withdrawal import Withdrawn
from pipelines.annotators import chosen_annotator
from pipelines.batches import Batch, batches_in_order, batches_side_by_side
from pipelines.configuration import Settings, settings
from pipelines.withdrawing import blanked, is_gone
from pipelines.workers import Crew, crew_of, is_past, spread
from storage.articles import address_of, save_extraction
from storage.documents import load_document
from storage.engine import open_engine
from storage.problems import save_problem
from storage.rechecks import forget_if_unchanged
from storage.runs import latest_moment
from storage.tombstones import bury_emptied
from storage.waiting import count_waiting, still_waiting
from storage.withdrawn import forget_document, load_withdrawn

if TYPE_CHECKING:
    from extract.annotate import Annotator

log = structlog.get_logger(__name__)

EARLIEST = date(1995, 1, 1)
"""The first Indonesian news sites are of that year; an earlier day is a mistyped year or a clock at zero."""
FEW = 200
"""Documents that this process reads sooner than workers would start."""


@dataclass
class ProcessCounts:
    """What one pass over the waiting documents did."""

    read: int = 0
    """Documents read."""
    new: int = 0
    """Articles stored for the first time."""
    changed: int = 0
    """Articles that were known and have a new text or new facts."""
    relevant: int = 0
    """Documents about TPPO."""
    unchanged: int = 0
    """Second fetches that said what was stored; they are not kept."""
    removed: int = 0
    """Stored articles whose page shows no article any more."""
    skipped: int = 0
    """Documents that hold no article, recorded as problems."""
    is_cut_short: bool = False
    """True where the time was up before all was read."""

    def add(self, other: "ProcessCounts") -> None:
        """Adds what another part of the pass did."""
        for name in (each.name for each in fields(self)):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.is_cut_short = bool(self.is_cut_short)


@dataclass(frozen=True)
class Job:
    """What the processes of one pass have in common."""

    database_url: str
    run_id: int | None
    extractor: str
    """Version that the facts carry."""
    annotator: "Annotator"
    """Goes to other processes as the recipe by which they load their own."""
    moment: datetime = field(default_factory=lambda: datetime.now(UTC))
    """Latest moment that is known to have come: a clock that was set back does not make news lie in the future."""


@dataclass
class BatchReport:
    """What one process did of a batch."""

    counts: ProcessCounts = field(default_factory=ProcessCounts)
    documents: list[StoredDocument] = field(default_factory=list)
    """What was read, without pages."""
    failures: list[tuple[str, str]] = field(default_factory=list)
    """Subject and traceback of what failed by a mistake of the program."""


def process_waiting(
    engine: Engine,
    sources: Mapping[str, Source],
    run_id: int | None = None,
    on_document: Callable[[StoredDocument], None] = lambda _: None,
    annotator: "Annotator | None" = None,
    until: datetime | None = None,
    configuration: Settings | None = None,
) -> ProcessCounts:
    """Cleans and extracts every document that this extractor version has not read, one transaction each.

    The work is done by the workers that the configuration names, where it is worth their start. `on_document` is told
    of each document that was read, without its pages. After `until` no batch is begun: what waits then waits for the
    next pass. Without an annotator, that of the configuration is taken; without a configuration, this process's.

    Raises PantauError where the annotator is not installed, or the workers cannot work.
    """
    from extract.pipeline import extractor_version

    annotator = annotator or chosen_annotator()
    url = engine.url.render_as_string(hide_password=False)
    job = Job(url, run_id, extractor_version(annotator), annotator, latest_moment(engine))
    counts = ProcessCounts()
    with closing(_reports(engine, job, sources, configuration or settings(), until)) as reports:
        for report in reports:
            counts.add(report.counts)
            for document in report.documents:
                on_document(document)
            for subject, trace in report.failures:
                log.info("extraction failed", subject=subject, exception=trace)
    counts.is_cut_short = is_past(until) and count_waiting(engine, job.extractor, 1) > 0
    return counts


def _reports(
    engine: Engine, job: Job, sources: Mapping[str, Source], configuration: Settings, until: datetime | None
) -> Generator[BatchReport]:
    """What came of all that can be read side by side, then of the rest in its order."""
    is_much = count_waiting(engine, job.extractor, FEW + 1) > FEW
    with crew_of(configuration) if is_much else nullcontext() as crew:
        if crew is not None:
            yield from _by(crew, engine, job, sources, until)
        else:
            yield from _here(engine, job, batches_side_by_side(engine, job.extractor, sources), until)
    rest = batches_in_order(engine, job.extractor, sources)
    yield from _here(engine, job, rest, until, in_order=True)


def _by(
    crew: Crew, engine: Engine, job: Job, sources: Mapping[str, Source], until: datetime | None
) -> Iterator[BatchReport]:
    """What a crew did; what each worker died of is recorded as a problem."""
    batches = batches_side_by_side(engine, job.extractor, sources)
    for done in spread(crew, partial(process_batch, job), batches, Batch.parts, until):
        if done.result is not None:
            yield done.result
        elif done.is_lost:
            yield _give_up(engine, job, done.task.document_ids[0])


def _here(
    engine: Engine, job: Job, batches: Iterator[Batch], until: datetime | None, *, in_order: bool = False
) -> Iterator[BatchReport]:
    """What this process did of the batches."""
    for batch in batches:
        if is_past(until):
            return
        yield _Pass(engine, job, in_order=in_order).read(batch)


_ONE_AT_A_TIME = Lock()
"""A Dask worker may have several threads; extraction uses one."""


def process_batch(job: Job, batch: Batch) -> BatchReport:
    """Reads a batch in a worker; what of it was read already, by a worker that died or was taken for dead, is left.

    Raises PantauError where the worker has another version of the program.
    """
    from extract.pipeline import extractor_version

    with _ONE_AT_A_TIME:
        version = extractor_version(job.annotator)
        if version != job.extractor:
            raise PantauError(
                f"A worker has the extractor {version}, this program has {job.extractor}; install the same version of "
                "pantau-tppo, with the same models, on every worker."
            )
        return _Pass(_engine(job.database_url), job, in_order=False).read(batch)


@cache
def _engine(url: str) -> Engine:
    """The database of a worker, opened once."""
    return open_engine(url, create=False, migrate=False)


def _give_up(engine: Engine, job: Job, document_id: int) -> BatchReport:
    """Records a document that no worker survives."""
    report = BatchReport()
    document = load_document(engine, document_id)
    if document is not None:
        ends = "the process that reads it dies each time, of its size or of a mistake; report it with its address"
        _Pass(engine, job, in_order=False).set_aside(document, ends, report)
    return report


class _Pass:
    """Documents of one batch, read one after the other."""

    def __init__(self, engine: Engine, job: Job, *, in_order: bool) -> None:
        """`in_order` takes documents of other addresses too; without it, they are left."""
        from extract.pipeline import warm_up

        warm_up()
        self._engine, self._job, self._in_order = engine, job, in_order

    def read(self, batch: Batch) -> BatchReport:
        """Reads what of the batch waits."""
        report, withdrawn = BatchReport(), load_withdrawn(self._engine)
        for document_id in still_waiting(self._engine, batch.document_ids, self._job.extractor):
            document = load_document(self._engine, document_id)
            if document is not None:
                try:
                    self._read(document, batch.sources.get(document.source or ""), withdrawn, report)
                except NoDocument:
                    continue  # another process has forgotten it, after taking this one for dead
        return report

    def _read(
        self, document: StoredDocument, source: Source | None, withdrawn: Withdrawn, report: BatchReport
    ) -> None:
        cleaned = self._cleaned(document, source, report)
        if cleaned is None:
            return
        article, trouble = cleaned
        is_own = document.url is not None and address_of(document.url, article) == document.url
        if not is_own and not self._in_order:
            return
        if is_gone(document, article, withdrawn):
            forget_document(self._engine, document.document_id)
            self._note(document, report)
            return
        article = blanked(self._engine, document, article, withdrawn)
        if forget_if_unchanged(self._engine, document.document_id, article, self._job.extractor):
            report.counts.unchanged += 1
            self._note(document, report)
        else:
            self._extract(document, article, trouble, report)

    def _cleaned(
        self, document: StoredDocument, source: Source | None, report: BatchReport
    ) -> tuple[Article, str | None] | None:
        """The article and what is wrong with it; null where there is none."""
        try:
            return _dated(clean_document(document, source), self._job.moment)
        except NotAnArticle as error:
            reason = _without_subject(str(error), document)
            if isinstance(error, NoArticleText):
                report.counts.removed += bury_emptied(self._engine, document.document_id, reason)
            self.set_aside(document, reason, report)
        except MemoryError:  # no fault of the article: it waits for the next pass
            raise
        except Exception as error:  # noqa: BLE001 - one poisoned article must not stop a run; it is recorded
            self._fail(document, error, report)
        return None

    def _extract(
        self, document: StoredDocument, article: Article, trouble: str | None, report: BatchReport
    ) -> None:
        from extract.pipeline import extract_facts

        try:
            facts = extract_facts(article, self._job.annotator)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            self._fail(document, error, report)
            return
        saved = save_extraction(self._engine, document.document_id, article, facts, self._job.run_id, trouble)
        report.counts.new += saved is Saved.NEW
        report.counts.changed += saved is Saved.CHANGED
        report.counts.relevant += facts.relevance.is_relevant
        self._note(document, report)

    def set_aside(self, document: StoredDocument, reason: str, report: BatchReport) -> None:
        """Records that the document gave no article; this version does not read it again."""
        save_problem(
            self._engine,
            subject=document.subject,
            stage="process",
            reason=reason,
            source=document.source,
            run_id=self._job.run_id,
            document_id=document.document_id,
            extractor=self._job.extractor,
        )
        report.counts.skipped += 1
        self._note(document, report)

    def _fail(self, document: StoredDocument, error: Exception, report: BatchReport) -> None:
        told = f"the article could not be read ({in_one_line(error)}); report it with its address"
        report.failures.append((document.subject, "".join(traceback.format_exception(error))))
        self.set_aside(document, told, report)

    @staticmethod
    def _note(document: StoredDocument, report: BatchReport) -> None:
        report.counts.read += 1
        report.documents.append(document.model_copy(update={"pages": ()}))


def in_one_line(error: Exception) -> str:
    """An error of our own, short enough for a sentence; `--verbose` logs it with its traceback."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]


def _without_subject(message: str, document: StoredDocument) -> str:
    """The message without the name of the page, which stands beside it already."""
    for name in (document.subject, document.pages[0].url):
        message = message.removeprefix(f"{name}: ")
    return message


def clean_document(document: StoredDocument, source: Source | None) -> Article:
    """The article of a stored document; what the importing person said about it goes before what the page says.

    Raises NotAnArticle.
    """
    from extract.article import clean_pages, clean_text
    from extract.cleaning.charset import decode

    page = document.pages[0]
    if document.path is not None and (page.content_type or "").startswith("text/plain"):
        return clean_text(
            decode(page.body, document.subject),
            published=document.published_at or document.published_on,
            url=document.url,
            source=document.source,
            place=document.place,
            name=document.subject,
        )
    article = clean_pages(document.pages, source)
    told: dict[str, object] = {"place_hint": document.place, "url": _address(document, article, source)}
    if document.published_on is not None:
        told |= {"published_on": document.published_on, "published_at": document.published_at}
    if document.source is not None:
        told["source"] = document.source
    return article.model_copy(update={name: value for name, value in told.items() if value is not None})


def _address(document: StoredDocument, article: Article, source: Source | None) -> str | None:
    """The page's canonical address where the source knows it for an article's, else the one it was found under.

    A template that names its home page as canonical must not melt all its articles into one.
    """
    canonical = article.url if article.url and article.url.startswith(("http://", "https://")) else None
    if document.path is not None:
        return document.url or canonical
    fits = (
        canonical is not None and source is not None and re.fullmatch(source.article_url_pattern, canonical)
    )
    return canonical if fits else document.url


def _dated(article: Article, moment: datetime) -> tuple[Article, str | None]:
    """The article without a publication date that cannot be true, and what is wrong with its date."""
    day = article.published_on
    if day is None:
        return article, (
            "no publication date found: dates without a year stay unresolved; import it with --published"
        )
    wrong = date_trouble(day, moment)
    if wrong is None:
        return article, None
    undated = article.model_copy(update={"published_on": None, "published_at": None})
    return undated, f"the publication date {day} {wrong} and was left out; import it with --published"


def date_trouble(day: date, moment: datetime | None = None) -> str | None:
    """Why no article can have appeared on that day, as seen from that moment or now; null where one can."""
    tomorrow = (moment or datetime.now(UTC)).astimezone(ZoneInfo("Asia/Jayapura")).date() + timedelta(days=1)
    if day > tomorrow:
        return "lies in the future"
    return f"lies before {EARLIEST}" if day < EARLIEST else None
