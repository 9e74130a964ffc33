"""The diff of facts between the texts that an article had."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.changes import FactChange, FactKind, Value, VersionChange
from models.vocabulary import SubjectKind
from storage.review_overlay import machine_content
from storage.tables import (
    AgencyRecord,
    ArticleVersion,
    DateRecord,
    Extraction,
    FigureRecord,
    LawRecord,
    OfficialRecord,
    StatementRecord,
)


class _Kind(NamedTuple):
    name: FactKind
    table: type[Any]
    key: tuple[str, ...]
    """Fields that say which fact it is."""
    rest: tuple[str, ...] = ()
    """Fields that say what is told of it: where they alone differ, the fact was changed."""


_KINDS = (
    _Kind("official", OfficialRecord, ("name",), ("title", "rank", "agency", "kind")),
    _Kind("agency", AgencyRecord, ("name",), ("acronym", "type")),
    _Kind("date", DateRecord, ("first_on", "last_on", "kind")),
    _Kind(
        "figure",
        FigureRecord,
        ("topic", "unit", "region", "sex", "age", "period_kind", "period_start", "period_end"),
        ("value", "value_max", "is_approximate", "credited_to"),
    ),
    _Kind("statement", StatementRecord, ("speaker", "quote"), ("kind", "said_on")),
    _Kind("law", LawRecord, ("type", "number", "year", "article")),
)
_Fact = tuple[tuple[str, Value], ...]


def article_changes(session: Session, article_id: int) -> list[VersionChange]:
    """What each text of an article changed against the one before; empty for an article that never changed.

    Facts are matched by kind and content as the machine found it, wherever they stand; their evidence, rule and
    confidence do not count, nor what people decided since.
    """
    of_article = select(ArticleVersion).where(ArticleVersion.article_id == article_id)
    versions = session.scalars(of_article.order_by(ArticleVersion.number)).all()
    return [
        VersionChange(
            version=after.number,
            first_seen_at=after.first_seen_at,
            is_current=after.is_current,
            facts=tuple(change for kind in _KINDS for change in _changes(session, kind, before.id, after.id)),
        )
        for before, after in pairwise(versions)
    ]


def _changes(session: Session, kind: _Kind, before_id: int, after_id: int) -> Iterator[FactChange]:
    before, after = _facts(session, kind, before_id), _facts(session, kind, after_id)
    gone, come = list((before - after).elements()), list((after - before).elements())
    for fact in gone:
        same = next((other for other in come if _key(kind, other) == _key(kind, fact)), None)
        if same is not None:
            come.remove(same)
        yield FactChange(kind=kind.name, before=dict(fact), after=dict(same) if same else None)
    for fact in come:
        yield FactChange(kind=kind.name, before=None, after=dict(fact))


def _facts(session: Session, kind: _Kind, version_id: int) -> Counter[_Fact]:
    of_version = select(kind.table).join(Extraction, Extraction.id == kind.table.extraction_id)
    rows = session.scalars(
        of_version.where(Extraction.article_version_id == version_id).order_by(kind.table.id)
    )
    contents = (machine_content(SubjectKind(kind.name), row) | {"quote": row.quote} for row in rows)
    return Counter(tuple((name, content[name]) for name in (*kind.key, *kind.rest)) for content in contents)


def _key(kind: _Kind, fact: _Fact) -> _Fact:
    return fact[: len(kind.key)]
