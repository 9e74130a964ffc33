"""Lists of statements, articles and figures.

Statements and articles stand in the tables of the search index in the order of their days, each at one number
(`SearchedStatement.position`), so a list without words is a range of that, too. Where a question names a person, a
body or a source, or wants what was reviewed, its list begins with those rows, which are few, and sorts them; where it
has part of a name, the full-text index knows the rows; else it goes down the days and looks at one row after the other
until the page is full.
"""

from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select
from sqlalchemy.orm import Session, aliased

from models.listing import Kind, Sort
from models.vocabulary import FigureTopic, ReviewStatus
from storage.filters import Filters, article_conditions, figure_conditions, statement_conditions
from storage.linked_filters import extractions_of_body, extractions_of_person
from storage.listing.found import Headlined, Words, by_days, by_nearness
from storage.listing.pages import Ordered
from storage.listing.plans import Keeps, Plan, Rows
from storage.listing.question import Question
from storage.search.asking import questions
from storage.search.language import parse_query
from storage.search.restrictions import names_somebody
from storage.search.rows import FIRST_DATED, row_position
from storage.selects import is_valid, over_current
from storage.tables import (
    ArticleVersion,
    Extraction,
    FigureRecord,
    OfficialRecord,
    SearchedArticle,
    SearchedStatement,
    StatementRecord,
    StoredArticle,
)

Condition = ColumnElement[bool]
_IDS = 2**32 - 1
_REVIEWED = (ReviewStatus.ACCEPTED, ReviewStatus.CORRECTED)


def fact_plan(session: Session, question: Question) -> Plan:
    """For statements, figures and articles. Raises PantauError for words that cannot be read."""
    if question.kind is Kind.FIGURES:
        return _figures(session, question)
    filters, descending = question.applied, question.order is not Sort.OLDEST
    if question.words:
        words = Words(str(question.kind), parse_query(question.words), filters, descending)
        return Plan(by_nearness(words) if question.order is Sort.RELEVANCE else by_days(words), words)
    if names_somebody(session, filters) and _few_extractions(filters) is None and not filters.is_reviewed:
        named = Words(str(question.kind), None, filters, descending)
        return Plan(by_days(named), named)
    rows = _statements(filters) if question.kind is Kind.STATEMENTS else _articles(filters)
    query = rows.query()
    position: ColumnElement[Any] = query.selected_columns["position"]
    if descending:
        return Plan([Ordered(query, position, descending=True)], rows)
    dated, undated = query.where(position >= FIRST_DATED), query.where(position < FIRST_DATED)
    return Plan([Ordered(part, position, descending=False) for part in (dated, undated)], rows)


def _statements(filters: Filters) -> Rows:
    extractions = _few_extractions(filters)
    own = SearchedStatement.position
    base = _between(select(own.label("position"), own.op("&")(_IDS).label("key")), own, filters)
    is_few = True
    if extractions is not None:
        few = extractions.subquery()
        base = base.join(StatementRecord, StatementRecord.id == SearchedStatement.statement_id)
        base = base.join(few, few.c.extraction_id == StatementRecord.extraction_id)
    elif filters.is_reviewed:
        base = base.join(StatementRecord, StatementRecord.id == SearchedStatement.statement_id)
        base = base.where(StatementRecord.review_status.in_(_REVIEWED))
    else:
        is_few = False
    return Rows(base, partial(_keeps_statement, _without_days(filters)), is_few)


def _articles(filters: Filters) -> Rows:
    extractions = _few_extractions(filters)
    own = SearchedArticle.position
    base = _between(select(own.label("position"), own.op("&")(_IDS).label("key")), own, filters)
    if extractions is not None:
        few = extractions.subquery()
        base = base.join(ArticleVersion, ArticleVersion.article_id == SearchedArticle.article_id)
        base = base.join(Extraction, Extraction.article_version_id == ArticleVersion.id)
        base = base.join(few, few.c.extraction_id == Extraction.id).distinct()
    return Rows(base, partial(_keeps_article, _without_days(filters)), extractions is not None)


def _figures(session: Session, question: Question) -> Plan:
    filters, descending = question.applied, question.order is not Sort.OLDEST
    node = parse_query(question.words) if question.words else None
    if node is not None and question.order is not Sort.VALUE:
        days = Filters(
            since=filters.since, until=filters.until, source=filters.source, only_public=filters.only_public
        )
        headlines = Words("articles", node, days, descending)
        is_kept: Keeps = partial(_keeps_figure, filters)
        return Plan([Headlined(part, is_kept) for part in by_days(headlines)], Headlined(headlines, is_kept))
    rows = _figure_rows(filters)
    if node is not None:
        found = questions(session, "articles", node, Filters(), None)[-1].question.subquery()
        of_article = select(found.c[0].op("&")(_IDS))
        keeps = rows.keeps
        rows = replace(rows, keeps=lambda key: [*keeps(key), _is_of_article(key, of_article)])
    query = rows.query()
    columns = query.selected_columns
    if question.order is Sort.VALUE:
        return Plan([Ordered(query, columns["value"], columns["key"], descending=True)], rows)
    day, key = columns["published_on"], columns["key"]
    dated = Ordered(query.where(day.is_not(None)), day, key, descending=descending)
    return Plan([dated, Ordered(query.where(day.is_(None)), key, descending=descending)], rows)


def _figure_rows(filters: Filters) -> Rows:
    """What stands in the figure's own row is asked at once, so that an index can answer it."""
    own_topic = filters.topic if filters.topic in set(FigureTopic) else None
    own = replace(
        Filters(),
        since=filters.since,
        until=filters.until,
        region=filters.region,
        topic=own_topic,
        unit=filters.unit,
    )
    rest = replace(
        filters, since=None, until=None, region=None, unit=None, topic=None if own_topic else filters.topic
    )
    columns: tuple[Any, ...] = (FigureRecord.published_on, FigureRecord.value, FigureRecord.id.label("key"))
    base = select(*columns).where(is_valid(FigureRecord), *figure_conditions(own))
    extractions = _few_extractions(filters)
    if extractions is not None:
        few = extractions.subquery()
        base = base.join(few, few.c.extraction_id == FigureRecord.extraction_id)
    elif filters.is_reviewed:
        reviewed = aliased(
            FigureRecord
        )  # its index alone: SQLite takes reviewed figures for as many as the others
        ids = select(reviewed.id).where(reviewed.review_status.in_(_REVIEWED))
        base = base.where(FigureRecord.id.in_(ids))
    is_few = extractions is not None or bool(filters.is_reviewed)
    return Rows(base, partial(_keeps_figure, rest), is_few)


def _few_extractions(filters: Filters) -> Select[Any] | None:
    """The extractions that a question is about, where it names something that few are about; null where it does not."""
    if filters.person_id is not None:
        return extractions_of_person(filters.person_id)
    if filters.agency_id is not None:
        return extractions_of_body(filters.agency_id)
    if filters.source is not None:
        columns: tuple[Any, ...] = (Extraction.id.label("extraction_id"),)
        return over_current(select(*columns).select_from(StoredArticle)).where(
            StoredArticle.source == filters.source
        )
    return None


def _keeps_statement(filters: Filters, key: ColumnElement[int]) -> list[Condition]:
    query = (
        select(literal(1))
        .select_from(StatementRecord)
        .join(OfficialRecord, OfficialRecord.id == StatementRecord.official_id)
        .join(Extraction, Extraction.id == StatementRecord.extraction_id)
        .join(ArticleVersion, ArticleVersion.id == Extraction.article_version_id)
        .join(StoredArticle, StoredArticle.id == ArticleVersion.article_id)
        .where(StatementRecord.id == key, is_valid(StatementRecord), is_valid(OfficialRecord))
    )
    return [query.where(*statement_conditions(filters)).offset(0).exists()]


def _keeps_article(filters: Filters, key: ColumnElement[int]) -> list[Condition]:
    query = over_current(select(literal(1)).select_from(StoredArticle)).where(StoredArticle.id == key)
    return [query.where(*article_conditions(filters)).offset(0).exists()]


def _keeps_figure(filters: Filters, key: ColumnElement[int]) -> list[Condition]:
    return [_of_current(key).where(*figure_conditions(filters)).offset(0).exists()]


def _is_of_article(key: ColumnElement[int], articles: Select[Any]) -> Condition:
    return _of_current(key).where(StoredArticle.id.in_(articles)).exists()


def _of_current(key: ColumnElement[int]) -> Select[Any]:
    query = over_current(select(literal(1)).select_from(StoredArticle))
    query = query.join(FigureRecord, FigureRecord.extraction_id == Extraction.id)
    return query.where(FigureRecord.id == key)


def _without_days(filters: Filters) -> Filters:
    return replace(filters, since=None, until=None)


def _between(query: Select[Any], position: Any, filters: Filters) -> Select[Any]:
    """The days of the filters as a range of positions; what has no day is before all days."""
    if filters.since or filters.until:
        query = query.where(position >= (row_position(filters.since, 0) if filters.since else FIRST_DATED))
    if filters.until:
        query = query.where(position <= row_position(filters.until, _IDS))
    return query
