"""Counts by value: which provinces, topics, units and so on the rows of a list have.

They are counted over the first rows of the list (newest or nearest, as it is sorted), 500 at most, so that they
cost the same however long the list is; the answer says whether these are all. Values bear the names of the filters
that take them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models.listing import Facet, FacetCount, Facets, Kind
from storage.chunks import chunks
from storage.listing.lists import plan_of
from storage.listing.pages import cut
from storage.listing.question import Question
from storage.selects import is_valid
from storage.tables import (
    AgencyRecord,
    ArticleTopic,
    ArticleVersion,
    Extraction,
    FigureRecord,
    OfficialRecord,
    Organization,
    Position,
    Region,
    SourceRecord,
    StatementRecord,
    StoredArticle,
)
from storage.validity import names_of

COUNTED_ROWS = 500
_MOST_VALUES = 40
Pair = tuple[str, Any]
"""Name of a field, and a value of it."""


def count_facets(session: Session, question: Question, over: int = COUNTED_ROWS) -> Facets:
    """The values of the first `over` rows of a list. Raises PantauError for words that cannot be read."""
    places = cut(session, plan_of(session, question).parts, over + 1, None, None).places
    ids = [place.id for place in places[:over]]
    counts: Counter[Pair] = Counter()
    for some in chunks(ids):
        for _row, pair in set(_COUNTERS[question.kind](session, some, question.filters.region)):
            counts[pair] += 1
    values: dict[str, list[tuple[str, int]]] = {}
    for (name, value), number in counts.items():
        if value is not None:
            values.setdefault(name, []).append((_plain(value), number))
    labels = _labels(session, values)
    facets = (
        Facet(name=name, counts=_commonest(name, values[name], labels)) for name in _ORDER if name in values
    )
    return Facets(facets=tuple(facets), counted=len(ids), is_exact=len(places) <= over)


_ORDER = ("region", "topic", "unit", "speech", "agency_type", "is_reviewed", "source")


def _commonest(name: str, found: list[tuple[str, int]], labels: dict[Pair, str]) -> tuple[FacetCount, ...]:
    ordered = sorted(found, key=lambda pair: (-pair[1], pair[0]))[:_MOST_VALUES]
    return tuple(
        FacetCount(value=value, label=labels.get((name, value)), count=count) for value, count in ordered
    )


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _labels(session: Session, values: dict[str, list[tuple[str, int]]]) -> dict[Pair, str]:
    codes = [value for value, _count in values.get("region", ())]
    slugs = [value for value, _count in values.get("source", ())]
    regions = session.execute(select(Region.code, Region.name).where(Region.code.in_(codes)))
    sources = session.execute(
        select(SourceRecord.slug, SourceRecord.name).where(SourceRecord.slug.in_(slugs))
    )
    named: list[tuple[Pair, str]] = [(("region", code), name) for code, name in regions]
    named += [(("source", slug), name) for slug, name in sources]
    return dict(named)


def _level(code: str | None, within: str | None) -> str | None:
    """The province of a place; where the question is about a province, the place itself."""
    return code if code is None or within is not None else code[:2]


def _of_statements(session: Session, ids: Sequence[int], within: str | None) -> Iterable[tuple[int, Pair]]:
    own: tuple[Any, ...] = (
        *(StatementRecord.id, StatementRecord.kind, StatementRecord.review_status),
        *(StoredArticle.id, StoredArticle.place_code, StoredArticle.source),
    )
    rows = session.execute(_in_article(StatementRecord, *own).where(StatementRecord.id.in_(ids))).all()
    for row_id, speech, status, _article, place, source in rows:
        yield row_id, ("speech", speech)
        yield row_id, ("is_reviewed", status is not None)
        yield row_id, ("region", _level(place, within))
        yield row_id, ("source", source)
    yield from _topics(session, [(row[0], row[3]) for row in rows])
    columns: tuple[Any, ...] = (StatementRecord.id, AgencyRecord.type)
    types = (
        select(*columns)
        .join(OfficialRecord, OfficialRecord.id == StatementRecord.official_id)
        .join(AgencyRecord, AgencyRecord.extraction_id == OfficialRecord.extraction_id)
        .where(OfficialRecord.agency.in_(names_of(AgencyRecord, "name")), is_valid(AgencyRecord))
    )
    for row_id, kind in session.execute(types.where(StatementRecord.id.in_(ids))):
        yield row_id, ("agency_type", kind)


def _of_figures(session: Session, ids: Sequence[int], within: str | None) -> Iterable[tuple[int, Pair]]:
    own: tuple[Any, ...] = (
        *(FigureRecord.id, FigureRecord.unit, FigureRecord.topic, FigureRecord.review_status),
        *(FigureRecord.region_code, StoredArticle.source),
    )
    for row_id, unit, topic, status, place, source in session.execute(
        _in_article(FigureRecord, *own).where(FigureRecord.id.in_(ids))
    ):
        yield row_id, ("unit", unit)
        yield row_id, ("topic", topic)
        yield row_id, ("is_reviewed", status is not None)
        yield row_id, ("region", _level(place, within))
        yield row_id, ("source", source)


def _of_articles(session: Session, ids: Sequence[int], within: str | None) -> Iterable[tuple[int, Pair]]:
    columns: tuple[Any, ...] = (StoredArticle.id, StoredArticle.place_code, StoredArticle.source)
    for row_id, place, source in session.execute(select(*columns).where(StoredArticle.id.in_(ids))):
        yield row_id, ("region", _level(place, within))
        yield row_id, ("source", source)
    yield from _topics(session, [(row_id, row_id) for row_id in ids])


def _of_persons(session: Session, ids: Sequence[int], within: str | None) -> Iterable[tuple[int, Pair]]:
    columns: tuple[Any, ...] = (Position.person_id, Position.region_code, Organization.type)
    query = select(*columns).outerjoin(Organization, Organization.id == Position.organization_id)
    for row_id, place, kind in session.execute(query.where(Position.person_id.in_(ids))):
        yield row_id, ("region", _level(place, within))
        yield row_id, ("agency_type", kind)


def _of_bodies(session: Session, ids: Sequence[int], within: str | None) -> Iterable[tuple[int, Pair]]:
    columns: tuple[Any, ...] = (Organization.id, Organization.region_code, Organization.type)
    for row_id, place, kind in session.execute(select(*columns).where(Organization.id.in_(ids))):
        yield row_id, ("region", _level(place, within))
        yield row_id, ("agency_type", kind)


_COUNTERS: dict[Kind, Callable[[Session, Sequence[int], str | None], Iterable[tuple[int, Pair]]]] = {
    Kind.STATEMENTS: _of_statements,
    Kind.FIGURES: _of_figures,
    Kind.OFFICIALS: _of_persons,
    Kind.AGENCIES: _of_bodies,
    Kind.ARTICLES: _of_articles,
}


def _in_article(table: type[StatementRecord] | type[FigureRecord], *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(table)
        .join(Extraction, Extraction.id == table.extraction_id)
        .join(ArticleVersion, ArticleVersion.id == Extraction.article_version_id)
        .join(StoredArticle, StoredArticle.id == ArticleVersion.article_id)
    )


def _topics(session: Session, rows: Sequence[tuple[int, int]]) -> Iterable[tuple[int, Pair]]:
    """Topics of the articles that rows stand in; `rows` are their ids and those of the articles."""
    columns: tuple[Any, ...] = (ArticleTopic.article_id, ArticleTopic.topic)
    found: dict[int, list[Any]] = {}
    query = select(*columns).where(ArticleTopic.article_id.in_({article_id for _row, article_id in rows}))
    for article_id, topic in session.execute(query):
        found.setdefault(article_id, []).append(topic)
    for row_id, article_id in rows:
        for topic in found.get(article_id, ()):
            yield row_id, ("topic", topic)
