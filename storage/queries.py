"""Questions to the database. All answers come from the current text of each article, newest published first."""

from collections.abc import Iterator, Sequence

from sqlalchemy import String, select, type_coerce
from sqlalchemy.orm import Session

from models.rows import ArticleRow, FigureRow, OfficialRow, StatementRow
from models.vocabulary import Topic
from storage.filters import Filters
from storage.search.named import newest_named
from storage.selects import Query, article_query, fact_query, figure_query, statement_query
from storage.tables import ArticleTopic, StatementRecord, StoredArticle

_CHUNK = 500


def list_articles(session: Session, filters: Filters) -> list[ArticleRow]:
    """Articles that match."""
    query = article_query(filters)
    named = newest_named(session, "articles", filters, filters.limit)
    if named is not None:
        query = query.where(StoredArticle.id.in_(named))
    return list(stream_articles(session, query))


def list_statements(session: Session, filters: Filters) -> list[StatementRow]:
    """Statements that match; region is where the article's story is, agency is the speaker's."""
    query = statement_query(filters)
    named = newest_named(session, "statements", filters, filters.limit)
    if named is not None:
        query = query.where(StatementRecord.id.in_(named))
    return [StatementRow(**row) for row in session.execute(query).mappings()]


def list_figures(session: Session, filters: Filters) -> list[FigureRow]:
    """Figures that match; region and topic are the figure's, agency and official whom it is credited to."""
    return [FigureRow(**row) for row in session.execute(figure_query(filters)).mappings()]


def list_officials(session: Session, filters: Filters) -> list[OfficialRow]:
    """Officials and speakers of the articles that match."""
    query, most = fact_query(OfficialRow, filters), filters.limit
    while most:
        named = newest_named(session, "articles", filters, most)
        if named is None:
            break
        found = session.execute(query.where(StoredArticle.id.in_(named))).mappings().all()
        if len(found) == filters.limit or len(named) < most:
            return [OfficialRow(**row) for row in found]
        most *= 4  # articles that name a body need not name anybody
    return [OfficialRow(**row) for row in session.execute(query).mappings()]


def stream_articles(session: Session, query: Query) -> Iterator[ArticleRow]:
    """Articles of an `article_query`, a few hundred in memory at a time."""
    result = session.execute(query.execution_options(yield_per=_CHUNK))
    for rows in result.mappings().partitions():
        topics = topics_of(session, [row["id"] for row in rows])
        for row in rows:
            yield ArticleRow(**row, topics=tuple(topics.get(row["id"], ())))


def topics_of(session: Session, article_ids: Sequence[int]) -> dict[int, list[Topic]]:
    """Topics of a few hundred articles, in alphabetical order; no entry for an article without."""
    columns = (ArticleTopic.article_id, ArticleTopic.topic)
    query = select(*columns).where(ArticleTopic.article_id.in_(article_ids)).order_by(ArticleTopic.topic)
    topics: dict[int, list[Topic]] = {}
    for article_id, topic in session.execute(query):
        topics.setdefault(article_id, []).append(topic)
    return topics


def topic_codes(session: Session, article_ids: Sequence[int]) -> dict[int, list[str]]:
    """The same by their codes, for whole lists: as the driver gives them."""
    columns = (ArticleTopic.article_id, type_coerce(ArticleTopic.topic, String).label("topic"))
    query = select(*columns).where(ArticleTopic.article_id.in_(article_ids)).order_by("topic")
    topics: dict[int, list[str]] = {}
    for article_id, topic in session.connection().execute(query):
        topics.setdefault(article_id, []).append(topic)
    return topics
