"""The SQL of the questions. A query's columns are named as the fields of the record that a row of it fills."""

from typing import Any, TypeVar

from sqlalchemy import Label, Select, and_, func, select, text
from sqlalchemy.orm import Session

from models.rows import AgencyRow, ArticleRow, DateRow, FigureRow, InArticle, LawRow, OfficialRow
from storage.filters import Filters, article_conditions, figure_conditions, statement_conditions
from storage.tables import (
    AgencyRecord,
    ArticleVersion,
    DateRecord,
    Extraction,
    FigureRecord,
    LawRecord,
    OfficialRecord,
    StatementRecord,
    StoredArticle,
)
from storage.validity import is_valid as is_valid

Query = Select[Any]
_Select = TypeVar("_Select", bound=Select[Any])
FactTable = type[AgencyRecord | DateRecord | FigureRecord | LawRecord | OfficialRecord | StatementRecord]

_EVIDENCE = (
    "id",
    "quote",
    "public_quote",
    "start",
    "end",
    "rule",
    "confidence",
    "review_status",
    "machine_values",
)
_TABLE_OF: dict[type[InArticle], FactTable] = {
    AgencyRow: AgencyRecord,
    DateRow: DateRecord,
    FigureRow: FigureRecord,
    LawRow: LawRecord,
    OfficialRow: OfficialRecord,
}


def article_query(filters: Filters) -> Query:
    """Fields of ArticleRow but the topics; newest published first."""
    elsewhere = {"topics", "version", "text_digest", "extractor"}
    query = over_current(
        select(
            *(_labelled(StoredArticle, name) for name in ArticleRow.model_fields if name not in elsewhere),
            ArticleVersion.number.label("version"),
            ArticleVersion.digest.label("text_digest"),
            Extraction.extractor.label("extractor"),
        ).select_from(StoredArticle)
    )
    newest = StoredArticle.published_on.desc().nulls_last()
    query = query.where(*article_conditions(filters)).order_by(newest, StoredArticle.id.desc())
    return query.limit(filters.limit)


def fact_query(row: type[InArticle], filters: Filters) -> Query:
    """Fields of OfficialRow, AgencyRow, DateRow or LawRow: those of the articles that match."""
    return _facts(row).where(*article_conditions(filters)).limit(filters.limit)


def figure_query(filters: Filters) -> Query:
    """Fields of FigureRow."""
    return _facts(FigureRow).where(*figure_conditions(filters)).limit(filters.limit)


def statement_query(filters: Filters) -> Query:
    """Fields of StatementRow; what a rejected official said is left out with the official."""
    query = _in_article(
        StatementRecord,
        OfficialRecord.name.label("speaker"),
        OfficialRecord.kind.label("speaker_kind"),
        OfficialRecord.title.label("title"),
        OfficialRecord.agency.label("agency"),
        StoredArticle.place_code.label("place_code"),
        StoredArticle.place_name.label("place_name"),
        *(_labelled(StatementRecord, name) for name in ("kind", "cue", "said_on")),
    )
    # every statement has one; an outer join keeps SQLite from reading all statements for the newest
    query = query.outerjoin(OfficialRecord, OfficialRecord.id == StatementRecord.official_id)
    query = query.where(is_valid(OfficialRecord))
    return query.where(*statement_conditions(filters)).limit(filters.limit)


def facts_of_article(row: type[InArticle], article_id: int) -> Query:
    """Fields of a fact's record, for one article, in the order of its text."""
    return _facts(row).where(StoredArticle.id == article_id)


def still_published(query: Query) -> Query:
    """Leaves out what stands in articles that their publishers took down."""
    return query.where(StoredArticle.removed_at.is_(None))


def count_rows(session: Session, query: Query) -> int:
    """Rows that a query gives."""
    return session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def over_current(query: _Select) -> _Select:
    """Joins a query from articles with their current version and its extraction."""
    is_current = text(
        "article_versions.is_current"
    )  # as in the partial index; SQLite does not know `= 1` for it
    current = and_(ArticleVersion.article_id == StoredArticle.id, is_current)
    query = query.join(ArticleVersion, current)
    return query.join(Extraction, Extraction.article_version_id == ArticleVersion.id)


def _facts(row: type[InArticle]) -> Query:
    table = _TABLE_OF[row]
    own = (name for name in row.model_fields if name not in InArticle.model_fields)
    return _in_article(table, *(_labelled(table, name) for name in own))


def _in_article(table: FactTable, *own: Label[Any]) -> Query:
    """Facts of current texts with their evidence: newest published first, then in the order of the text."""
    # figures have their article's day themselves, so that an index of theirs knows the order
    day = FigureRecord.published_on if table is FigureRecord else StoredArticle.published_on
    query = over_current(
        select(
            *(_labelled(table, name) for name in _EVIDENCE),
            StoredArticle.id.label("article_id"),
            StoredArticle.title.label("article_title"),
            StoredArticle.public_title.label("article_public_title"),
            *(_labelled(StoredArticle, name) for name in ("outlet", "url", "published_on")),
            StoredArticle.removed_at.is_not(None).label("is_removed"),
            *own,
        ).select_from(StoredArticle)
    ).join(table, and_(table.extraction_id == Extraction.id, is_valid(table)))
    newest = day.desc().nulls_last()
    return query.order_by(newest, StoredArticle.id.desc(), table.start, table.end, table.id)


def _labelled(table: type[StoredArticle] | FactTable, name: str) -> Label[Any]:
    column: Label[Any] = getattr(table, name).label(name)
    return column
