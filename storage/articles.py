"""What extraction found, stored: the article, its text as a version, the facts of that text."""

from datetime import datetime

from sqlalchemy import Engine, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from models.article import Article
from models.errors import NoDocument
from models.fact import Facts
from models.stored import Saved
from models.vocabulary import Topic
from storage.engine import writing
from storage.fact_rows import date_figures, facts_digest, store_facts, store_hits
from storage.inserts import insert_row, insert_rows, update_rows
from storage.problems import add_problems
from storage.readings import Reading, count_reading
from storage.review_matching import carry_over, inherit
from storage.search.rows import index_articles
from storage.tables import (
    ArticleTopic,
    ArticleVersion,
    Document,
    Extraction,
    StoredArticle,
)
from storage.tombstones import settle_tombstone
from storage.types import fits_an_index, now, storable, text_digest, zone_name

# Made once: SQLAlchemy takes longer to make them than a database to answer.
_DOCUMENT = select(Document).where(Document.id == bindparam("id")).with_for_update()
"""One writer a document."""
_OF_URL, _OF_DIGEST = (
    select(StoredArticle).where(same == bindparam("same")).with_for_update(key_share=True)
    for same in (StoredArticle.url, StoredArticle.import_digest)
)


def save_extraction(
    engine: Engine,
    document_id: int,
    article: Article,
    facts: Facts,
    run_id: int | None = None,
    trouble: str | None = None,
) -> Saved:
    """Stores article and facts of a document, whole or not at all.

    The text becomes a version of the article with the same address (of the same text, where there is none). The
    facts of a version are replaced when the extractor or what it found has changed. The latest document of an
    article leads: it alone describes the article. A fact that contradicts the text or itself is recorded as a
    problem and left out; `trouble` is a problem of the article, recorded when this version first reads the document.
    Raises NoDocument for an unknown document.
    """
    with writing(engine) as session:
        document = session.scalar(_DOCUMENT, {"id": document_id})
        if document is None:
            raise NoDocument(document_id)
        if trouble is not None and document.processed_by != facts.extractor:
            subject = document.path or document.url or f"document {document_id}"
            add_problems(
                session, [trouble], subject=subject, stage="clean", run_id=run_id, source=document.source
            )
        was = document.article_version_id
        stored, is_new = _article_of(session, document, article, facts, run_id)
        version, is_unread = _version_of(session, stored, article, run_id, is_new)
        leads = is_new or _leads(session, document, stored)
        reading = Reading.NEW if is_new else _reading(stored, version, article, document, leads)
        count_reading(session, document, reading, article, is_relevant=facts.relevance.is_relevant)
        _mark_as_read(session, document, version, facts.extractor)
        known = None if is_unread else _extraction_of(session, version)
        has_new_facts = _replace_facts(session, stored, version, known, article, facts, leads, run_id)
        is_described_anew = (
            not is_new and leads and _describe(session, stored, version, article, facts, document)
        )
        settle_tombstone(session, stored, document)
        inherits = _forget_if_left(session, was, stored)
        if has_new_facts or is_described_anew or inherits:
            carry_over(session, stored)
        if is_new or has_new_facts or is_described_anew or inherits:
            index_articles(session, [stored.id], are_new=is_new)
        if is_new:
            return Saved.NEW
        return Saved.CHANGED if has_new_facts or is_described_anew else Saved.UNCHANGED


def _mark_as_read(session: Session, document: Document, version: ArticleVersion, extractor: str) -> None:
    read = {"article_version_id": version.id, "processed_by": extractor, "processed_at": now()}
    update_rows(session, Document, [{"id": document.id, **read}])
    for name, value in read.items():
        set_committed_value(document, name, value)


def _article_of(
    session: Session, document: Document, article: Article, facts: Facts, run_id: int | None
) -> tuple[StoredArticle, bool]:
    """The article that the document belongs to, locked against other writers, and whether it is new."""
    url, digest = address_of(document.url, article), text_digest(article.text)
    before = _article_before(session, document)
    stored = session.scalar(_OF_URL if url is not None else _OF_DIGEST, {"same": url or digest})
    if stored is None and before is not None and before.url is None:
        stored = before  # an import whose address became known, or whose text is now cleaned otherwise
        stored.url, stored.import_digest = url, (None if url else digest)
    if stored is not None:
        return stored, False
    stored = StoredArticle(url=url, import_digest=None if url else digest, run_id=run_id)
    for name, value in _description(article, facts, document).items():
        setattr(stored, name, value)
    insert_row(session, stored)
    insert_rows(
        session, ArticleTopic, [{"article_id": stored.id, "topic": topic} for topic in _topics(facts)]
    )
    return stored, True


def _article_before(session: Session, document: Document) -> StoredArticle | None:
    """The article that the document yielded when it was last read."""
    if document.article_version_id is None:
        return None
    return session.scalar(
        select(StoredArticle)
        .join(ArticleVersion, ArticleVersion.article_id == StoredArticle.id)
        .where(ArticleVersion.id == document.article_version_id)
    )


def address_of(document_url: str | None, article: Article) -> str | None:
    """The canonical address, as it is stored; the document's own where a page claims an absurdly long one."""
    if article.url and fits_an_index(article.url):
        return storable(article.url)
    return document_url


def _version_of(
    session: Session, stored: StoredArticle, article: Article, run_id: int | None, is_first: bool
) -> tuple[ArticleVersion, bool]:
    """The version with the article's text, and whether it is new; the first one needs no look at others."""
    digest, last = text_digest(article.text), 0
    if not is_first:
        same_article = ArticleVersion.article_id == stored.id
        known = session.scalar(select(ArticleVersion).where(same_article, ArticleVersion.digest == digest))
        if known is not None:
            return known, False
        last = session.scalar(select(func.max(ArticleVersion.number)).where(same_article)) or 0
    version = ArticleVersion(
        article_id=stored.id,
        number=last + 1,
        text=article.text,
        digest=digest,
        is_current=last == 0,
        first_seen_at=now(),
        run_id=run_id,
    )
    insert_row(session, version)
    return version, True


def _extraction_of(session: Session, version: ArticleVersion) -> Extraction | None:
    return session.scalar(select(Extraction).where(Extraction.article_version_id == version.id))


def _leads(session: Session, document: Document, stored: StoredArticle) -> bool:
    """True where no later document yields the same article."""
    later = or_(
        Document.fetched_at > document.fetched_at,
        (Document.fetched_at == document.fetched_at) & (Document.id > document.id),
    )
    of_article = select(ArticleVersion.id).where(ArticleVersion.article_id == stored.id)
    return not session.scalar(select(exists().where(Document.article_version_id.in_(of_article), later)))


def _reading(
    stored: StoredArticle, version: ArticleVersion, article: Article, document: Document, leads: bool
) -> Reading:
    """What a document of a stored article shows, before it describes the article."""
    said = description_of_page(article, document)
    if leads and (not version.is_current or any(getattr(stored, name) != said[name] for name in said)):
        return Reading.EDITED
    return Reading.UNCHANGED if document.url == stored.url else Reading.COPY


def _replace_facts(
    session: Session,
    stored: StoredArticle,
    version: ArticleVersion,
    known: Extraction | None,
    article: Article,
    facts: Facts,
    leads: bool,
    run_id: int | None,
) -> bool:
    """`known` is the extraction that the version has. Returns whether anything was written."""
    digest = facts_digest(facts)
    if known is not None:
        if known.facts_digest == digest or (known.extractor == facts.extractor and not leads):
            return False
        # before its facts, as reviewers do, so that neither waits for the other for ever
        session.execute(select(StoredArticle.id).where(StoredArticle.id == stored.id).with_for_update())
        session.execute(delete(Extraction).where(Extraction.id == known.id))
        session.expunge(known)
    extraction = Extraction(
        article_version_id=version.id,
        extractor=facts.extractor,
        relevance_rule=facts.relevance.rule,
        facts_digest=digest,
        extracted_at=now(),
        run_id=run_id,
    )
    insert_row(session, extraction)
    store_hits(session, extraction.id, facts.relevance.hits)
    if facts.relevance.is_relevant:
        flaws = store_facts(session, extraction.id, storable(article.text), stored.published_on, facts)
        subject = article.url or article.title or f"article {stored.id}"
        add_problems(session, flaws, subject=subject, stage="store", run_id=run_id)
    session.flush()
    return True


def _describe(
    session: Session,
    stored: StoredArticle,
    version: ArticleVersion,
    article: Article,
    facts: Facts,
    document: Document,
) -> bool:
    """Makes the version current and gives the article its description; returns whether anything changed."""
    description = _description(article, facts, document)
    changes = {name: value for name, value in description.items() if getattr(stored, name) != value}
    for name, value in changes.items():
        setattr(stored, name, value)
    if "published_on" in changes:
        date_figures(session, stored.id, stored.published_on)
    topics = _topics(facts)
    had_topics = {entry.topic for entry in stored.topics}
    if topics != had_topics:
        stored.topics = [ArticleTopic(topic=topic) for topic in sorted(topics)]
    was_current = version.is_current
    if not was_current:
        of_article = ArticleVersion.article_id == stored.id
        session.execute(update(ArticleVersion).where(of_article).values(is_current=False))
        session.execute(update(ArticleVersion).where(ArticleVersion.id == version.id).values(is_current=True))
    return bool(changes) or topics != had_topics or not was_current


def _topics(facts: Facts) -> set[Topic]:
    return set(facts.topics) if facts.relevance.is_relevant else set()


def description_of_page(article: Article, document: Document) -> dict[str, object]:
    """What the page says about the article, beside its text, as it is stored."""
    published: datetime | None = article.published_at
    said = {
        "source": article.source or document.source,
        "outlet": article.outlet,
        "title": article.title,
        "author": article.author,
        "published_at": published,
        "published_zone": zone_name(published),
        "published_on": article.published_on,
        "language_code": article.language,
        "is_paid": article.is_paid,
        "origin": article.origin,
    }
    return {name: storable(value) if isinstance(value, str) else value for name, value in said.items()}


def _description(article: Article, facts: Facts, document: Document) -> dict[str, object]:
    return {
        **description_of_page(article, document),
        "is_relevant": facts.relevance.is_relevant,
        "relevance_score": facts.relevance.score,
        "public_title": None if facts.public_title is None else storable(facts.public_title),
        "place_code": facts.place.code,
        "place_name": facts.place.name,
        "province": facts.place.province,
    }


def _forget_if_left(session: Session, version_id: int | None, heir: StoredArticle) -> bool:
    """Deletes the article that a document has moved away from, where no document yields it any more; returns whether
    it did. Its reviews go where the document went."""
    if version_id is None:
        return False
    article_id = session.scalar(select(ArticleVersion.article_id).where(ArticleVersion.id == version_id))
    of_article = select(ArticleVersion.id).where(ArticleVersion.article_id == article_id)
    if session.scalar(select(exists().where(Document.article_version_id.in_(of_article)))):
        return False
    if article_id is not None:
        inherit(session, article_id, heir)
    session.execute(delete(StoredArticle).where(StoredArticle.id == article_id))
    return True
