"""The rows of a list by their ids, as records."""

from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from models.base import Record
from models.listing import Kind
from models.rows import FigureRow
from models.search import FoundArticle, FoundStatement
from storage.chunks import chunks
from storage.filters import Filters
from storage.listing.question import Question
from storage.person_lists import persons_by_id
from storage.queries import stream_articles
from storage.registers import list_organizations
from storage.search.language import Field, Node, parse_query
from storage.search.snippets import highlights, snippet
from storage.selects import article_query, figure_query, statement_query
from storage.tables import FigureRecord, StatementRecord, StoredArticle

Rows = Mapping[int, Record]
_NO_FILTERS = Filters()


class Asked(NamedTuple):
    """What rows are shown with."""

    node: Node | None
    """The words, which are shown where they stand."""
    near: Set[int]
    """Ids of the rows of the first part."""


def rows_of(session: Session, kind: Kind, ids: Sequence[int], asked: Asked) -> Rows:
    """Rows by id; what is gone meanwhile has none."""
    return _LOADERS[kind](session, ids, asked)


def _statements(session: Session, ids: Sequence[int], asked: Asked) -> Rows:
    found: dict[int, Record] = {}
    for some in chunks(ids):
        query = statement_query(_NO_FILTERS).where(StatementRecord.id.in_(some)).order_by(None)
        for fields in session.execute(query).mappings():
            shown = _shown(fields["public_quote"], Field.QUOTE, asked, fields["id"])
            found[fields["id"]] = FoundStatement(**fields, **shown)
    return found


def _articles(session: Session, ids: Sequence[int], asked: Asked) -> Rows:
    found: dict[int, Record] = {}
    for some in chunks(ids):
        for row in stream_articles(session, article_query(_NO_FILTERS).where(StoredArticle.id.in_(some))):
            shown = _shown(row.public_title, Field.TITLE, asked, row.id)
            found[row.id] = FoundArticle(**dict(row), **shown)
    return found


def _figures(session: Session, ids: Sequence[int], _asked: Asked) -> Rows:
    found: dict[int, Record] = {}
    for some in chunks(ids):
        query = figure_query(_NO_FILTERS).where(FigureRecord.id.in_(some)).order_by(None)
        found |= {fields["id"]: FigureRow(**fields) for fields in session.execute(query).mappings()}
    return found


def _persons(session: Session, ids: Sequence[int], _asked: Asked) -> Rows:
    return {row.id: row for row in persons_by_id(session, ids)}


def _bodies(session: Session, ids: Sequence[int], _asked: Asked) -> Rows:
    return {row.id: row for some in chunks(ids) for row in list_organizations(session, numbers=some)}


_LOADERS: dict[Kind, Callable[[Session, Sequence[int], Asked], Rows]] = {
    Kind.STATEMENTS: _statements,
    Kind.FIGURES: _figures,
    Kind.OFFICIALS: _persons,
    Kind.AGENCIES: _bodies,
    Kind.ARTICLES: _articles,
}


def word_places(words: str | None, text: str, field: Field) -> tuple[tuple[int, int], ...]:
    """Characters [start, end) of a text, a field's, at which the words of a query stand; none overlap."""
    return () if not words else highlights(text, field, parse_query(words), (field,))


def found_columns(question: Question, texts: Sequence[str | None], *, is_near: bool) -> dict[str, list[Any]]:
    """What a search adds to rows, a list a field, as JSON has it; `texts` are public quotes or headlines."""
    field = Field.TITLE if question.kind is Kind.ARTICLES else Field.QUOTE
    node = parse_query(question.words) if question.words else None
    spans = [highlights(text or "", field, node, (field,)) if node else () for text in texts]
    return {
        "snippet": [snippet(text or "", found) for text, found in zip(texts, spans, strict=True)],
        "highlights": [list(map(list, found)) for found in spans],
        "is_near": [is_near] * len(texts),
    }


def _shown(text: str | None, field: Field, asked: Asked, row_id: int) -> dict[str, Any]:
    """Cut from the public words, as `storage.search.finding` does it."""
    text = text or ""
    spans = () if asked.node is None else highlights(text, field, asked.node, (field,))
    return {"snippet": snippet(text, spans), "highlights": spans, "is_near": row_id in asked.near}
