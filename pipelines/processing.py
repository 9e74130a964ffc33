"""Stored documents to articles and facts. Runs again at any time; changes nothing where nothing is new."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Engine

from models.article import Article
from models.errors import NoArticleText, NotAnArticle
from models.fact import Facts
from models.source import Source
from models.stored import Saved, StoredDocument
from pipelines.annotators import chosen_annotator
from pipelines.withdrawing import blanked, is_gone
from storage.articles import save_extraction
from storage.documents import waiting
from storage.problems import save_problem
from storage.rechecks import forget_if_unchanged
from storage.tombstones import bury_emptied
from storage.withdrawn import forget_document, load_withdrawn

if TYPE_CHECKING:
    from extract.annotate import Annotator

log = structlog.get_logger(__name__)

EARLIEST = date(1995, 1, 1)
"""The first Indonesian news sites are of that year; an earlier day is a mistyped year or a clock at zero."""


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


def process_waiting(
    engine: Engine,
    sources: Mapping[str, Source],
    run_id: int | None = None,
    on_document: Callable[[StoredDocument], None] = lambda _: None,
    annotator: "Annotator | None" = None,
    until: datetime | None = None,
) -> ProcessCounts:
    """Cleans and extracts every document that this extractor version has not read, one transaction each.

    After `until` no document is begun: what waits then waits for the next pass. Without an annotator, that of the
    configuration. Raises PantauError where it is not installed.
    """
    from extract.pipeline import extract_facts, extractor_version, warm_up

    annotator = annotator or chosen_annotator()
    version = extractor_version(annotator)
    counts, withdrawn = ProcessCounts(), load_withdrawn(engine)
    for document in waiting(engine, version):
        if until is not None and datetime.now(UTC) >= until:
            counts.is_cut_short = True
            return counts
        warm_up()
        on_document(document)
        counts.read += 1
        try:
            article, trouble = _dated(clean_document(document, sources.get(document.source or "")))
            if is_gone(document, article, withdrawn):
                forget_document(engine, document.document_id)
                continue
            article = blanked(engine, document, article, withdrawn)
            if forget_if_unchanged(engine, document.document_id, article, version):
                counts.unchanged += 1
                continue
            facts = extract_facts(article, annotator)
        except NotAnArticle as error:
            reason = _without_subject(str(error), document)
            if isinstance(error, NoArticleText):
                counts.removed += bury_emptied(engine, document.document_id, reason)
        except Exception as error:  # one poisoned article must not stop a run; it is recorded
            reason = f"the article could not be read ({in_one_line(error)}); report it with its address"
            log.info("extraction failed", subject=document.subject, exc_info=error)
        else:
            _store(engine, document, article, facts, run_id, counts, trouble)
            continue
        counts.skipped += 1
        save_problem(
            engine,
            subject=document.subject,
            stage="process",
            reason=reason,
            source=document.source,
            run_id=run_id,
            document_id=document.document_id,
            extractor=version,
        )
    return counts


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


def _store(
    engine: Engine,
    document: StoredDocument,
    article: Article,
    facts: Facts,
    run_id: int | None,
    counts: ProcessCounts,
    trouble: str | None,
) -> None:
    if trouble is not None:
        save_problem(
            engine,
            subject=document.subject,
            stage="clean",
            reason=trouble,
            source=document.source,
            run_id=run_id,
        )
    saved = save_extraction(engine, document.document_id, article, facts, run_id)
    counts.new += saved is Saved.NEW
    counts.changed += saved is Saved.CHANGED
    counts.relevant += facts.relevance.is_relevant


def _dated(article: Article) -> tuple[Article, str | None]:
    """The article without a publication date that cannot be true, and what is wrong with its date."""
    day = article.published_on
    if day is None:
        return article, (
            "no publication date found: dates without a year stay unresolved; import it with --published"
        )
    wrong = date_trouble(day)
    if wrong is None:
        return article, None
    undated = article.model_copy(update={"published_on": None, "published_at": None})
    return undated, f"the publication date {day} {wrong} and was left out; import it with --published"


def date_trouble(day: date) -> str | None:
    """Why no article can have appeared on that day; null where one can."""
    tomorrow = datetime.now(UTC).astimezone(ZoneInfo("Asia/Jayapura")).date() + timedelta(days=1)
    if day > tomorrow:
        return "lies in the future"
    return f"lies before {EARLIEST}" if day < EARLIEST else None
