"""The SQL of a search: positions of the rows that match, newest first, at a cost that the page decides.

SQLite's FTS5 gives rows in the order of `position`, so it stops where the page is full. PostgreSQL's GIN index gives
no order, and the planner cannot know how rare a word is; so the newest rows are read first, which is enough for
common words, then eight times as many where the first say that this is enough, and the index is asked for all where
it is not, because then there are not many. Each question is fenced (`OFFSET 0`) against plans that read a table as a
whole.

Two things are bounded, so that they cost the same however many rows there are: a total that is cut at some number looks
at the newest 20,000 articles of the days that are asked for, and words that stand side by side are looked for among the
newest thousand rows that have them all. Both bounds go by days and ids alone, so both back ends agree.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, cast, column, func, literal, select, table
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from models.listing import Total
from storage.among import is_among
from storage.filters import Filters, article_conditions, statement_conditions
from storage.search.language import Node
from storage.search.patterns import FTS5, TSQUERY_TEXT, compiled, stands_in
from storage.search.restrictions import clauses, left_to_check
from storage.search.rows import FIRST_DATED, row_position
from storage.selects import is_valid, over_current
from storage.tables import (
    ArticleVersion,
    Extraction,
    OfficialRecord,
    SearchedArticle,
    SearchedStatement,
    StatementRecord,
    StoredArticle,
)

Question = Select[int]

_NEWEST = 6000
"""Rows that PostgreSQL reads before it asks its index: some 4 ms."""
_MORE = 8
"""Times as many that it reads then, where as many matches as in the first would fill the page."""
LOOKED_AT = 20_000
"""Articles that a total looks at."""
NEAREST = 1000
"""Rows that are ordered by nearness."""
_ID_MASK = 2**32 - 1


class Step(NamedTuple):
    """A question of several about the same rows."""

    question: Question
    rows: int | None
    """Rows that it looks at, the newest; null: all."""


class Nearest(NamedTuple):
    """The newest rows that match, those that are near first."""

    newest: list[int]
    """Their positions: all, or one more than `NEAREST`."""
    near: list[int]
    """Positions, the newest first."""
    others: list[int]
    """The same of the rest."""
    top: int | None
    """Rows at positions below it follow by their days; null where there are none."""


def nearest(session: Session, kind: str, node: Node, near: Node, filters: Filters) -> Nearest:
    """The first rows of a list by nearness; `near` is what the best have (`storage.search.patterns.nearness`)."""
    newest = newest_positions(session, kind, node, filters, None, NEAREST + 1)
    top = newest[NEAREST - 1] if len(newest) > NEAREST else None
    found = newest[:NEAREST]
    own: Any = SearchedStatement if kind == "statements" else SearchedArticle
    if _is_in_order(session):  # the index would look through all rows that have the words
        is_near = stands_in(own.stems, near, kind)
    else:
        is_near = own.stems.op("@@")(cast(literal(compiled(near, kind, TSQUERY_TEXT)), TSQUERY))
    best = set(session.scalars(select(own.position).where(is_among(session, own.position, found), is_near)))
    others = [each for each in found if each not in best]
    return Nearest(newest, [each for each in found if each in best], others, top)


def newest_days(session: Session, filters: Filters) -> Filters | None:
    """The filters, with only those days that a total looks at; null where these are all days."""
    day = StoredArticle.published_on
    query = select(day).where(day.is_not(None), *([day <= filters.until] if filters.until else []))
    newest = query.order_by(day.desc().nulls_last(), StoredArticle.id.desc()).offset(LOOKED_AT).limit(1)
    first = session.scalar(newest)
    if first is None or (filters.since is not None and first <= filters.since):
        return None
    return replace(filters, since=first)


def newest_positions(
    session: Session, kind: str, node: Node | None, filters: Filters, below: int | None, most: int
) -> list[int]:
    """The newest `most` rows that match, before the position `below` where one is given; `kind` as in `compiled`."""
    return newest_known(session, kind, node, filters, below, most)[:most]


def newest_known(
    session: Session, kind: str, node: Node | None, filters: Filters, below: int | None, most: int
) -> list[int]:
    """The same, and more of them, up to one above `NEAREST`, where these were found on the way."""
    found, looked_at = list[int](), 0
    for question, rows in questions(session, kind, node, filters, below):
        if rows and len(found) * rows < most * looked_at:
            continue
        limit = most if rows or _is_in_order(session) else max(most, NEAREST + 1)
        found = list(session.scalars(question.order_by(_order(question).desc()).limit(limit)))
        if len(found) >= most:
            break
        looked_at = rows or 0
    return found


def bounded_total(session: Session, filters: Filters, newest: Sequence[int], most: int) -> Total:
    """What `count_bounded` says, from the newest rows that match: all, or more than `most`."""
    days = newest_days(session, filters)
    first = row_position(days.since, 0) if days and days.since else 0
    found = sum(position >= first for position in newest)
    return Total(count=min(found, most), is_exact=days is None and found <= most)


def count_up_to(session: Session, kind: str, node: Node | None, filters: Filters, most: int) -> int:
    """Rows that match, at most `most`."""
    count, looked_at = 0, 0
    for question, rows in questions(session, kind, node, filters, None):
        if rows and count * rows < most * looked_at:
            continue
        count = session.scalar(select(func.count()).select_from(question.limit(most).subquery())) or 0
        if count == most:
            break
        looked_at = rows or 0
    return count


def count_bounded(session: Session, kind: str, node: Node | None, filters: Filters, most: int) -> Total:
    """Rows that match, counted up to `most` among the newest articles: there may be more where that is not all."""
    newest = newest_days(session, filters)
    found = count_up_to(session, kind, node, newest or filters, most + 1)
    return Total(count=min(found, most), is_exact=newest is None and found <= most)


def questions(
    session: Session, kind: str, node: Node | None, filters: Filters, below: int | None
) -> list[Step]:
    """What to ask one after the other, until one gives enough rows; the last gives all, in no order.

    Without words the filters must name somebody (`restrictions.names_somebody`), so that there is a word to ask for.
    """
    rest, restricted = left_to_check(filters), clauses(session, filters)
    keeps = _keeps_statement if kind == "statements" else _keeps_article
    own: Any = SearchedStatement if kind == "statements" else SearchedArticle
    if _is_in_order(session):
        index = f"{own.__tablename__}_fts"
        words = table(index, column("rowid"), column(index))
        position: ColumnElement[int] = words.c.rowid
        matches = words.c[index].op("MATCH")(compiled(node, kind, FTS5, restricted))
        key = position.op("&")(_ID_MASK)  # saves a look at the row
        matching = select(position).where(matches, *_between(position, filters, below), *keeps(key, rest))
        return [Step(matching, None)]
    sought = cast(literal(compiled(node, kind, TSQUERY_TEXT, restricted)), TSQUERY)
    key = (own.statement_id if kind == "statements" else own.article_id).label("key")
    rows = select(own.position, key, own.stems).where(*_between(own.position, filters, below))
    steps = []
    for size in (_NEWEST, _NEWEST * _MORE):
        newest = rows.order_by(own.position.desc()).limit(size).subquery()
        fitting = select(newest.c.position).where(newest.c.stems.op("@@")(sought), *keeps(newest.c.key, rest))
        steps.append(Step(fitting, size))
    every = rows.where(own.stems.op("@@")(sought)).offset(0).subquery()
    # put in order before they are looked at, so that no more rows are looked at than fill the page
    in_order = select(every.c.position, every.c.key).order_by(every.c.position.desc())
    found = in_order.offset(0).subquery()
    return [*steps, Step(select(found.c.position).where(*keeps(found.c.key, rest)), None)]


def _is_in_order(session: Session) -> bool:
    """True where the full-text index gives its rows one after the other, the newest first."""
    return session.get_bind().dialect.name == "sqlite"


def _order(question: Question) -> ColumnElement[int]:
    return question.selected_columns[0]


def _between(position: ColumnElement[int], filters: Filters, below: int | None) -> list[ColumnElement[bool]]:
    """The days of the filters and the place in the list, as a range of positions."""
    conditions = []
    if filters.since or filters.until:
        conditions.append(position >= (row_position(filters.since, 0) if filters.since else FIRST_DATED))
    if filters.until:
        conditions.append(position <= row_position(filters.until, _ID_MASK))
    if below is not None:
        conditions.append(position < below)
    return conditions


def _keeps_statement(key: ColumnElement[int], filters: Filters) -> list[ColumnElement[bool]]:
    """That no person rejected it and that the filters keep it, looked up row by row."""
    query = (
        select(literal(1))
        .select_from(StatementRecord)
        .where(StatementRecord.id == key, is_valid(StatementRecord))
    )
    conditions = statement_conditions(filters)
    if conditions:
        query = (
            query.join(OfficialRecord, OfficialRecord.id == StatementRecord.official_id)
            .join(Extraction, Extraction.id == StatementRecord.extraction_id)
            .join(ArticleVersion, ArticleVersion.id == Extraction.article_version_id)
            .join(StoredArticle, StoredArticle.id == ArticleVersion.article_id)
            .where(*conditions)
        )
    return [query.offset(0).exists()]


def _keeps_article(key: ColumnElement[int], filters: Filters) -> list[ColumnElement[bool]]:
    """That the filters keep it."""
    conditions = article_conditions(filters)
    if not conditions:
        return []
    query = over_current(select(literal(1)).select_from(StoredArticle)).where(
        StoredArticle.id == key, *conditions
    )
    return [query.offset(0).exists()]
