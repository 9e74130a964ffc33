"""One article with everything that is known about it."""

from typing import Any, TypeVar

from sqlalchemy import Label, select
from sqlalchemy.orm import Session

from models.detail import ArticleDetail, NamedMentions, Origin
from models.fact import Exposure, Mention, TermHit
from models.page import ArchivedRecord
from models.rows import (
    AgencyRow,
    DateRow,
    FigureRow,
    InArticle,
    LawRow,
    OfficialRow,
    StatementRow,
)
from storage.filters import Filters
from storage.history import captures_of
from storage.queries import stream_articles
from storage.review_lists import reviews_of_article
from storage.selects import article_query, facts_of_article, is_valid, over_current, statement_query
from storage.story_lists import story_detail
from storage.tables import (
    AgencyMention,
    ArticleVersion,
    Document,
    ExposureRecord,
    Extraction,
    OfficialMention,
    RelevanceHit,
    StoredArticle,
    StoredPage,
    StoryArticle,
)

_Row = TypeVar("_Row", bound=InArticle)


def article_detail(session: Session, article_id: int) -> ArticleDetail | None:
    """An article with its text, facts and origins; null where there is none."""
    query = article_query(Filters()).where(StoredArticle.id == article_id)
    article = next(stream_articles(session, query), None)
    if article is None:
        return None
    columns: list[Label[Any]] = [
        StoredArticle.author.label("author"),
        ArticleVersion.text.label("text"),
        Extraction.id.label("extraction_id"),
        Extraction.relevance_rule.label("relevance_rule"),
    ]
    current = over_current(select(*columns).select_from(StoredArticle)).where(StoredArticle.id == article_id)
    author, text, extraction_id, relevance_rule = session.execute(current).one()
    story_id = session.scalar(select(StoryArticle.story_id).where(StoryArticle.article_id == article_id))
    officials = _facts(session, OfficialRow, article_id)
    agencies = _facts(session, AgencyRow, article_id)
    origins = _origins(session, article_id)
    statements = session.execute(statement_query(Filters()).where(StoredArticle.id == article_id))
    return ArticleDetail(
        article=article,
        author=author,
        text=text,
        relevance_rule=relevance_rule,
        relevance_hits=_hits(session, extraction_id),
        officials=officials,
        official_mentions=tuple(_mentions_of_official(session, official.id) for official in officials),
        agencies=agencies,
        agency_mentions=tuple(_mentions_of_agency(session, agency.id) for agency in agencies),
        dates=_facts(session, DateRow, article_id),
        figures=_facts(session, FigureRow, article_id),
        statements=tuple(StatementRow(**row) for row in statements.mappings()),
        laws=_facts(session, LawRow, article_id),
        exposures=_exposures(session, extraction_id),
        origins=origins,
        captures=captures_of(session, {url for url in (article.url, *(each.url for each in origins)) if url}),
        story_id=story_id,
        copies=story_detail(session, story_id) if story_id is not None else (),
        reviews=tuple(reviews_of_article(session, article_id)),
    )


def _facts(session: Session, row: type[_Row], article_id: int) -> tuple[_Row, ...]:
    found = session.execute(facts_of_article(row, article_id)).mappings()
    return tuple(row(**fields) for fields in found)


def _hits(session: Session, extraction_id: int) -> tuple[TermHit, ...]:
    query = select(RelevanceHit).where(RelevanceHit.extraction_id == extraction_id).order_by(RelevanceHit.id)
    return tuple(
        TermHit(term=hit.term, start=hit.start, end=hit.end, weight=hit.weight)
        for hit in session.scalars(query)
    )


def _exposures(session: Session, extraction_id: int) -> tuple[Exposure, ...]:
    of_extraction = ExposureRecord.extraction_id == extraction_id
    query = select(ExposureRecord).where(of_extraction, is_valid(ExposureRecord))
    places = session.scalars(query.order_by(ExposureRecord.start, ExposureRecord.id))
    return tuple(
        Exposure(**{name: getattr(place, name) for name in Exposure.model_fields}) for place in places
    )


def _mentions_of_official(session: Session, official_id: int) -> NamedMentions:
    query = select(OfficialMention).where(OfficialMention.official_id == official_id)
    places = session.scalars(query.order_by(OfficialMention.start, OfficialMention.id)).all()
    return NamedMentions(
        id=official_id,
        mentions=tuple(_mention(place) for place in places if not place.is_reference),
        references=tuple(_mention(place) for place in places if place.is_reference),
    )


def _mentions_of_agency(session: Session, agency_id: int) -> NamedMentions:
    query = select(AgencyMention).where(AgencyMention.agency_id == agency_id)
    places = session.scalars(query.order_by(AgencyMention.start, AgencyMention.id))
    return NamedMentions(id=agency_id, mentions=tuple(_mention(place) for place in places))


def _mention(place: OfficialMention | AgencyMention) -> Mention:
    return Mention(start=place.start, end=place.end, quote=place.quote)


def _origins(session: Session, article_id: int) -> tuple[Origin, ...]:
    query = (
        select(Document, ArticleVersion.number)
        .join(ArticleVersion, ArticleVersion.id == Document.article_version_id)
        .where(ArticleVersion.article_id == article_id)
        .order_by(Document.fetched_at, Document.id)
    )
    return tuple(
        Origin(
            document_id=document.id,
            url=document.url,
            path=document.path,
            fetched_at=document.fetched_at,
            version=number,
            archived=_archived(session, document.id),
        )
        for document, number in session.execute(query)
    )


def _archived(session: Session, document_id: int) -> tuple[ArchivedRecord, ...]:
    columns = (StoredPage.warc_file, StoredPage.warc_offset, StoredPage.warc_digest)
    query = select(*columns).where(StoredPage.document_id == document_id, StoredPage.warc_file.is_not(None))
    return tuple(
        ArchivedRecord(file=file, offset=offset, digest=digest)
        for file, offset, digest in session.execute(query.order_by(StoredPage.number))
    )
