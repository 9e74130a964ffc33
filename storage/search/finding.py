"""Search: a query and filters in, a page of rows out, the same on both back ends.

**Order.** Nearest first: rows that have the words side by side in the order asked, then the others; for a query with
OR, rows that have all its words, then the others. Within both, newest published first, the undated last, the later
stored first. That needs no score of a row, only which of the newest thousand that match are near; what is older follows
by its day. So a page costs much the same however much lies behind it, and both back ends agree without sharing a
formula. BM25, which each back end computes otherwise, would have to be computed here over all rows found, and its
numbers change with every article that comes.

**What is read where.** Days are a range of `position`; region, topic and unit are words of the row, answered by the
index alone. So are the words of agencies and officials, but only to leave out what cannot match: whether a part of a
name stands there as asked is looked up for one row after the other, in order, until the page is full.

**Totals** are exact up to 1,000 rows of the newest 20,000 articles, and say where there may be more.
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from models.errors import PantauError
from models.listing import Total
from models.search import FoundArticle, FoundStatement, SearchPage
from storage.filters import Filters
from storage.queries import stream_articles
from storage.search.asking import (
    bounded_total,
    count_bounded,
    nearest,
    newest_known,
    newest_positions,
)
from storage.search.language import Field, Node, parse_query
from storage.search.patterns import DEFAULT_FIELDS, nearness
from storage.search.rows import row_id
from storage.search.snippets import highlights, snippet
from storage.selects import article_query, statement_query
from storage.tables import StatementRecord, StoredArticle

COUNTED = 1000
"""Rows that a total counts at most."""
LARGEST_PAGE = 1000
_CURSOR = re.compile(r"([0-2])\.([0-9]{1,18})")
_NO_FILTERS = Filters()
_BY_DAYS = 2
"""The part behind those that are near and those that are not: rows that nobody looked at for nearness."""
_FIRST = 2**63
"""Above all places."""


def search_statements(
    session: Session,
    query: str,
    filters: Filters = _NO_FILTERS,
    limit: int = 20,
    after: str | None = None,
) -> SearchPage[FoundStatement]:
    """Valid statements by their words, their speaker, office and agency, and with `judul:` their article's headline.

    Region is the article's, agency and official the speaker's; `filters.limit` is ignored. `after` is `next` of the
    page before. Raises PantauError for a query, a page size or a mark of a page that cannot be read.
    """
    page = _page(session, "statements", query, filters, limit, after)
    ids = [row_id(position) for _tier, position in page.places]
    stored = session.execute(statement_query(_NO_FILTERS).where(StatementRecord.id.in_(ids))).mappings()
    rows = {row["id"]: row for row in stored}
    return SearchPage[FoundStatement](
        rows=tuple(
            FoundStatement(
                **rows[row_id(position)],
                **_shown(rows[row_id(position)]["public_quote"], Field.QUOTE, page, tier),
            )
            for tier, position in page.places
            if row_id(position) in rows
        ),
        **page.counts,
    )


def search_articles(
    session: Session,
    query: str,
    filters: Filters = _NO_FILTERS,
    limit: int = 20,
    after: str | None = None,
) -> SearchPage[FoundArticle]:
    """Articles by their headlines; arguments and errors as for statements."""
    page = _page(session, "articles", query, filters, limit, after)
    ids = [row_id(position) for _tier, position in page.places]
    stored = article_query(_NO_FILTERS).where(StoredArticle.id.in_(ids))
    rows = {row.id: row for row in stream_articles(session, stored)}
    return SearchPage[FoundArticle](
        rows=tuple(
            FoundArticle(
                **dict(rows[row_id(position)]),
                **_shown(rows[row_id(position)].public_title, Field.TITLE, page, tier),
            )
            for tier, position in page.places
            if row_id(position) in rows
        ),
        **page.counts,
    )


class _Page(NamedTuple):
    """Where the rows of a page stand."""

    kind: str
    node: Node
    places: list[tuple[int, int]]
    """Part of the list (0: near) and position."""
    counts: dict[str, Any]
    """Fields of `SearchPage`."""


def _page(session: Session, kind: str, query: str, filters: Filters, limit: int, after: str | None) -> _Page:
    if not 1 <= limit <= LARGEST_PAGE:
        raise PantauError(f"a page of {limit} rows cannot be searched: use 1 to {LARGEST_PAGE}")
    node, cursor = parse_query(query), _cursor(after)
    listed = _places(session, kind, node, filters, cursor, limit + 1)
    is_cut, places = len(listed.places) > limit, listed.places[:limit]
    if cursor is None and not is_cut:
        total = Total(count=len(places), is_exact=True)
    elif listed.newest:
        total = bounded_total(session, filters, listed.newest, COUNTED)
    else:
        total = count_bounded(session, kind, node, filters, COUNTED)
    counts = {
        "total": max(total.count, len(places)),
        "is_total_exact": total.is_exact,
        "next": f"{places[-1][0]}.{places[-1][1]}" if is_cut else None,
    }
    return _Page(kind, node, places, counts)


class _Listed(NamedTuple):
    """The first places of a list."""

    places: list[tuple[int, int]]
    """Part of the list and position."""
    newest: Sequence[int] = ()
    """What to count by, where it was found on the way: the newest rows that match, all or more than are counted."""


def _places(
    session: Session, kind: str, node: Node, filters: Filters, cursor: tuple[int, int] | None, most: int
) -> _Listed:
    """The first places of the list beyond one."""
    near = nearness(node)
    part, below = cursor or (0, None)
    if near is None:
        found = newest_known(session, kind, node, filters, below, most)
        is_counted = below is None and (len(found) > most or len(found) > COUNTED)
        return _Listed([(part, place) for place in found[:most]], found if is_counted else ())
    newest: Sequence[int] = ()
    places: list[tuple[int, int]] = []
    if part < _BY_DAYS:
        first = nearest(session, kind, node, near, filters)
        for number, listed in enumerate((first.near, first.others)):
            places += [(number, place) for place in listed if (number, -place) > (part, -(below or _FIRST))]
        newest = first.newest if first.top is None or len(first.newest) > COUNTED else ()
        if len(places) >= most or first.top is None:
            return _Listed(places[:most], newest)
        below = first.top
    older = newest_positions(session, kind, node, filters, below, most - len(places))
    return _Listed([*places, *((_BY_DAYS, place) for place in older)], newest)


def _cursor(after: str | None) -> tuple[int, int] | None:
    if after is None:
        return None
    found = _CURSOR.fullmatch(after)
    if found is None:
        raise PantauError(f"{after[:60]!r} marks no page of a search: give what the page before said is next")
    return int(found[1]), int(found[2])


def _shown(text: str | None, field: Field, page: _Page, tier: int) -> dict[str, Any]:
    """Cut from the public words, which are all that the index knows."""
    text = text or ""
    spans = highlights(text, field, page.node, DEFAULT_FIELDS[page.kind])
    return {"snippet": snippet(text, spans), "highlights": spans, "is_near": tier == 0}
