"""The rows that search asks: made with each extraction, and for whole databases by `reindex`."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Engine, delete, func, or_, select
from sqlalchemy.orm import Session

from storage.counting import insert_new
from storage.engine import reading, writing
from storage.search.language import Field
from storage.search.patterns import marked, marked_as_written, region_tokens
from storage.search.stems import stemmer_version, words
from storage.selects import is_valid, over_current
from storage.tables import (
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


def index_articles(session: Session, article_ids: Sequence[int]) -> None:
    """Brings what search knows of some articles in line with what is stored of them now.

    Called in the transaction that changed a headline, a place, a day, or statements and their speakers. What is
    right already is not written again. Until the transaction ends, nobody else deletes the statements.
    """
    session.flush()
    _write(session, SearchedArticle, _article_rows(session, article_ids), article_ids)
    _write(session, SearchedStatement, _statement_rows(session, article_ids), article_ids)


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


def _waiting(session: Session, below: int | None) -> list[int]:
    query = (
        select(StoredArticle.id)
        .outerjoin(SearchedArticle, SearchedArticle.article_id == StoredArticle.id)
        .where(or_(SearchedArticle.stemmer.is_(None), SearchedArticle.stemmer != stemmer_version()))
    )
    if below is not None:
        query = query.where(StoredArticle.id < below)
    return list(session.scalars(query.order_by(StoredArticle.id.desc()).limit(_BATCH)))


def _article_rows(session: Session, article_ids: Sequence[int]) -> Iterator[Row]:
    columns = (StoredArticle.id, StoredArticle.title, StoredArticle.place_code, StoredArticle.published_on)
    query = (
        select(*columns).where(StoredArticle.id.in_(article_ids)).with_for_update(read=True, key_share=True)
    )
    for article_id, title, place_code, day in session.execute(query):
        yield {
            "position": row_position(day, article_id),
            "article_id": article_id,
            "stemmer": stemmer_version(),
            "stems": _stems([(Field.TITLE, title)], place_code),
        }


def _statement_rows(session: Session, article_ids: Sequence[int]) -> Iterator[Row]:
    article = (StoredArticle.id, StoredArticle.title, StoredArticle.place_code, StoredArticle.published_on)
    speaker = (OfficialRecord.name, OfficialRecord.title, OfficialRecord.agency)
    columns: tuple[Any, ...] = (*article, *speaker, StatementRecord.id, StatementRecord.quote)
    query = (
        over_current(select(*columns).select_from(StoredArticle))
        .join(StatementRecord, StatementRecord.extraction_id == Extraction.id)
        .join(OfficialRecord, OfficialRecord.id == StatementRecord.official_id)
        .where(StoredArticle.id.in_(article_ids), is_valid(StatementRecord))
        .with_for_update(read=True, key_share=True, of=StatementRecord)
    )
    for article_id, title, place_code, day, name, office, agency, statement_id, quote in session.execute(
        query
    ):
        fields = [
            (Field.QUOTE, quote),
            (Field.SPEAKER, name),
            (Field.OFFICE, office),
            (Field.AGENCY, agency),
            (Field.TITLE, title),
        ]
        yield {
            "position": row_position(day, statement_id),
            "statement_id": statement_id,
            "article_id": article_id,
            "stems": _stems(fields, place_code),
        }


def _stems(fields: Iterable[tuple[Field, str | None]], place_code: str) -> str:
    """What a row is found by: its regions, the stems of each field in order, and the words that are not their stems.

    Words as written stand once each, at the end, for they are only asked for one by one, by their beginnings.
    """
    tokens, written = region_tokens(place_code), set[str]()
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


def _write(
    session: Session,
    table: type[SearchedArticle | SearchedStatement],
    rows: Iterable[Row],
    article_ids: Sequence[int],
) -> None:
    """Replaces what differs. FTS5 takes rows best in the order of their numbers."""
    wanted = {row["position"]: row for row in rows}
    query = select(*table.__table__.columns).where(table.article_id.in_(article_ids))
    known = {row["position"]: dict(row) for row in session.execute(query).mappings()}
    gone = [position for position, row in known.items() if wanted.get(position) != row]
    new = [row for position, row in sorted(wanted.items()) if known.get(position) != row]
    if gone:
        session.execute(delete(table).where(table.position.in_(sorted(gone))))
    insert_new(session, table, new)
