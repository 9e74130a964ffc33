"""The rows that search asks: made with each extraction, and for whole databases by `reindex`."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Connection, Engine, Table, bindparam, delete, func, insert, or_, select
from sqlalchemy.orm import Session

from storage.engine import reading, writing
from storage.search.borne import Borne, remember_words, restricted_by
from storage.search.language import Field
from storage.search.patterns import marked, marked_as_written, region_tokens
from storage.search.stems import stemmer_version, words
from storage.selects import is_valid, over_current
from storage.tables import (
    Base,
    Extraction,
    OfficialRecord,
    SearchedArticle,
    SearchedStatement,
    StatementRecord,
    StoredArticle,
)

_BATCH = 500
_MOST_TOKENS = 4000
_MOST_REPEATS = 255
"""A tsvector drops places of a word after that, and places after 16,383: here they are dropped for both back ends."""
_ID_BITS = 32

Row = dict[str, Any]


def _ignore(_article_id: int) -> None:
    pass


def index_articles(session: Session, article_ids: Sequence[int], *, are_new: bool = False) -> None:
    """Brings what search knows of some articles in line with what is stored of them now.

    Called in the transaction that changed a headline, a place, a day, or statements and their speakers. What is
    right already is not written again. The articles are locked first, as `save_extraction` locks its own, so that
    two writers on PostgreSQL follow one another. Of new articles nothing is looked up, for nothing is indexed.
    """
    session.flush()
    connection = session.connection()
    looked_up = () if are_new else article_ids
    _index(connection, article_ids, looked_up)


def reindex(engine: Engine, on_article: Callable[[int], None] = _ignore) -> int:
    """Indexes every article that is not indexed, or was by another version of the stemmer; returns how many.

    A few hundred articles a transaction, newest first; killed, it goes on from there the next time. `on_article` is
    called with the id of each.
    """
    done, below = 0, None
    while True:
        with reading(engine) as session:
            waiting = _waiting(session, below)
        if not waiting:
            return done
        with writing(engine) as session:
            index_articles(session, waiting)
        done, below = done + len(waiting), waiting[-1]
        for article_id in waiting:
            on_article(article_id)


def rebuild(connection: Connection) -> None:
    """Indexes every article in the connection's transaction, where nothing is indexed yet."""
    last = 0
    while True:
        known = select(StoredArticle.id).where(StoredArticle.id > last).order_by(StoredArticle.id)
        article_ids = connection.scalars(known.limit(_BATCH)).all()
        if not article_ids:
            return
        _index(connection, article_ids, ())
        last = article_ids[-1]


def is_complete(session: Session) -> bool:
    """False where articles wait for `reindex`. The oldest is the last that it indexes, so that one tells."""
    oldest = select(func.min(StoredArticle.id)).scalar_subquery()
    stemmer = select(SearchedArticle.stemmer).where(SearchedArticle.article_id == oldest)
    has_articles = session.scalar(select(func.min(StoredArticle.id))) is not None
    return not has_articles or session.scalar(stemmer) == stemmer_version()


def row_position(published_on: date | None, row_id: int) -> int:
    """Where a row stands in the order, newest highest; see `SearchedArticle.position`."""
    return (published_on.toordinal() if published_on else 0) << _ID_BITS | row_id


def row_id(position: int) -> int:
    """Id of the article or statement that stands there."""
    return position & (1 << _ID_BITS) - 1


def _index(connection: Connection, article_ids: Sequence[int], looked_up: Sequence[int]) -> None:
    articles = list(connection.execute(_ARTICLES, {"ids": article_ids}))  # locks them
    borne = restricted_by(connection, article_ids)
    _write(connection, _ARTICLE_TABLE, _article_rows(articles, borne), looked_up)
    _write(connection, _STATEMENT_TABLE, _statement_rows(connection, article_ids, borne), looked_up)
    remember_words(connection, borne.values())


def _waiting(session: Session, below: int | None) -> list[int]:
    query = (
        select(StoredArticle.id)
        .outerjoin(SearchedArticle, SearchedArticle.article_id == StoredArticle.id)
        .where(or_(SearchedArticle.stemmer.is_(None), SearchedArticle.stemmer != stemmer_version()))
    )
    if below is not None:
        query = query.where(StoredArticle.id < below)
    return list(session.scalars(query.order_by(StoredArticle.id.desc()).limit(_BATCH)))


_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_OF_ARTICLE = (StoredArticle.id, StoredArticle.title, StoredArticle.place_code, StoredArticle.published_on)
_OF_STATEMENT: tuple[Any, ...] = (
    *(StatementRecord.id, StatementRecord.quote),
    *(OfficialRecord.name, OfficialRecord.title, OfficialRecord.agency),
)
# Made once: SQLAlchemy takes longer to make them than a database to answer.
_ARTICLES = (
    select(*_OF_ARTICLE)
    .where(StoredArticle.id.in_(_IDS))
    .order_by(StoredArticle.id)
    .with_for_update(key_share=True)
)
_STATEMENTS = (
    over_current(select(*_OF_ARTICLE, *_OF_STATEMENT).select_from(StoredArticle))
    .join(StatementRecord, StatementRecord.extraction_id == Extraction.id)
    .join(OfficialRecord, OfficialRecord.id == StatementRecord.official_id)
    .where(StoredArticle.id.in_(_IDS), is_valid(StatementRecord))
)
_ARTICLE_TABLE, _STATEMENT_TABLE = (
    Base.metadata.tables[table.__tablename__] for table in (SearchedArticle, SearchedStatement)
)
_KNOWN = {
    table: select(*table.columns).where(table.c.article_id.in_(_IDS))
    for table in (_ARTICLE_TABLE, _STATEMENT_TABLE)
}


def _article_rows(articles: Iterable[Any], borne: Mapping[int, Borne]) -> Iterator[Row]:
    for article_id, title, place_code, day in articles:
        tokens = borne[article_id].tokens_of_article()
        yield {
            "position": row_position(day, article_id),
            "article_id": article_id,
            "stemmer": stemmer_version(),
            "stems": _stems([(Field.TITLE, title)], [*region_tokens(place_code), *tokens]),
        }


def _statement_rows(
    connection: Connection, article_ids: Sequence[int], borne: Mapping[int, Borne]
) -> Iterator[Row]:
    found = connection.execute(_STATEMENTS, {"ids": article_ids})
    for article_id, title, place_code, day, statement_id, quote, name, office, agency in found:
        tokens = borne[article_id].tokens_of_speaker(name, office, agency)
        fields = [
            (Field.SPEAKER, name),
            (Field.OFFICE, office),
            (Field.AGENCY, agency),
            (Field.TITLE, title),
            (Field.QUOTE, quote),  # last, for it may be too long
        ]
        yield {
            "position": row_position(day, statement_id),
            "statement_id": statement_id,
            "article_id": article_id,
            "stems": _stems(fields, [*region_tokens(place_code), *tokens]),
        }


def _stems(fields: Iterable[tuple[Field, str | None]], restricted_by: Sequence[str]) -> str:
    """What a row is found by: what it is filtered by, the stems of each field in order, and words that are no stems.

    Words as written stand once each, at the end, for they are only asked for one by one, by their beginnings.
    """
    tokens, written = list(restricted_by), set[str]()
    for field, text in fields:
        for word in words(text or ""):
            if field is Field.SPEAKER:
                tokens.extend(marked(token, field) for token in word.plain)
                continue
            tokens.extend(marked(token, field) for token in word.stems)
            written.update(marked_as_written(token, field) for token in word.plain if token not in word.stems)
            if len(tokens) > _MOST_TOKENS:
                break
    return " ".join(_storable([*tokens[:_MOST_TOKENS], *sorted(written)[:_MOST_TOKENS]]))


def _storable(tokens: Iterable[str]) -> Iterator[str]:
    count: Counter[str] = Counter()
    for token in tokens:
        count[token] += 1
        if count[token] <= _MOST_REPEATS:
            yield token


def _write(connection: Connection, table: Table, rows: Iterable[Row], article_ids: Sequence[int]) -> None:
    """Replaces what differs from what is indexed of the articles. FTS5 likes rows in the order of their numbers."""
    wanted = {row["position"]: row for row in rows}
    known = {}
    if article_ids:
        found = connection.execute(_KNOWN[table], {"ids": article_ids}).mappings()
        known = {row["position"]: dict(row) for row in found}
    gone = [position for position, row in known.items() if wanted.get(position) != row]
    new = [row for position, row in sorted(wanted.items()) if known.get(position) != row]
    if gone:
        connection.execute(delete(table).where(table.c.position.in_(sorted(gone))))
    if new:
        connection.execute(insert(table), new)
