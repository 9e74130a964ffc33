"""The rows that search asks: made with each extraction, and for whole databases by `reindex`."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Engine, Table, bindparam, delete, func, or_, select
from sqlalchemy.orm import Session

from storage.engine import reading, writing
from storage.inserts import insert_into
from storage.search.borne import Borne, remember_words, restricted_by
from storage.search.language import Field
from storage.search.patterns import marked, marked_as_written
from storage.search.stems import stemmer_version, words
from storage.tables import (
    Base,
    SearchedArticle,
    SearchedStatement,
    StoredArticle,
)

_BATCH = 500
_REMEMBERED = 1000
"""Texts whose words are kept."""
_MOST_TOKENS = 4000
_MOST_REPEATS = 255
"""A tsvector drops places of a word after that, and places after 16,383: here they are dropped for both back ends."""
_ID_BITS = 32
FIRST_DATED = 1 << _ID_BITS
"""Positions below it have no day."""

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


def position_day(position: int) -> date | None:
    """Day of the article that stands there; null where it has none."""
    return date.fromordinal(position >> _ID_BITS) if position >= FIRST_DATED else None


def row_id(position: int) -> int:
    """Id of the article or statement that stands there."""
    return position & (1 << _ID_BITS) - 1


def _index(connection: Connection, article_ids: Sequence[int], looked_up: Sequence[int]) -> None:
    if looked_up:
        connection.execute(_LOCK, {"ids": looked_up})
    borne = restricted_by(connection, article_ids)
    _write(connection, _ARTICLE_TABLE, _article_rows(borne), looked_up)
    _write(connection, _STATEMENT_TABLE, _statement_rows(borne), looked_up)
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
_LOCK = (
    select(StoredArticle.id)
    .where(StoredArticle.id.in_(_IDS))
    .order_by(StoredArticle.id)
    .with_for_update(key_share=True)
)
"""Made once: SQLAlchemy takes longer to make it than a database to answer."""
_ARTICLE_TABLE, _STATEMENT_TABLE = (
    Base.metadata.tables[table.__tablename__] for table in (SearchedArticle, SearchedStatement)
)
_KNOWN = {
    table: select(*table.columns).where(table.c.article_id.in_(_IDS))
    for table in (_ARTICLE_TABLE, _STATEMENT_TABLE)
}


def _article_rows(borne: Mapping[int, Borne]) -> Iterator[Row]:
    for article_id, article in borne.items():
        yield {
            "position": row_position(article.published_on, article_id),
            "article_id": article_id,
            "stemmer": stemmer_version(),
            "stems": _stems([(Field.TITLE, article.title)], article.tokens_of_article()),
        }


def _statement_rows(borne: Mapping[int, Borne]) -> Iterator[Row]:
    for article_id, article in borne.items():
        for said in article.statements:
            fields = [
                (Field.SPEAKER, said.speaker),
                (Field.OFFICE, said.office),
                (Field.AGENCY, said.agency),
                (Field.TITLE, article.title),
                (Field.QUOTE, said.quote),  # last, for it may be too long
            ]
            yield {
                "position": row_position(article.published_on, said.id),
                "statement_id": said.id,
                "article_id": article_id,
                "stems": _stems(fields, article.tokens_of_speaker(said)),
            }


def _stems(fields: Iterable[tuple[Field, str | None]], restricted_by: Sequence[str]) -> str:
    """What a row is found by: what it is filtered by, the stems of each field in order, and words that are no stems.

    Words as written stand once each, at the end, for they are only asked for one by one, by their beginnings.
    """
    tokens, written = list(restricted_by), set[str]()
    for field, text in fields:
        stems, others = _of_field(field, text or "")
        tokens += stems
        written |= others
    tokens = [*tokens[:_MOST_TOKENS], *sorted(written)[:_MOST_TOKENS]]
    return " ".join(tokens if len(tokens) <= _MOST_REPEATS else _storable(tokens))


@lru_cache(_REMEMBERED)
def _of_field(field: Field, text: str) -> tuple[Sequence[str], Set[str]]:
    """Stems of a text in order, and words that are not their stems. Kept, for a headline is that of five rows."""
    stems, written = list[str](), set[str]()
    for word in words(text):
        if field is Field.SPEAKER:
            stems.extend(marked(token, field) for token in word.plain)
            continue
        stems.extend(marked(token, field) for token in word.stems)
        written.update(marked_as_written(token, field) for token in word.plain if token not in word.stems)
        if len(stems) > _MOST_TOKENS:
            break
    return stems, written


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
    insert_into(connection, table, new)
