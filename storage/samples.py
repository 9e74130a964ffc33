"""A random sample of facts for people to judge: the share of right ones estimates how right the rest is.

Only facts of articles about TPPO are drawn, each with the same chance, and each once. What a person decided about one
in any place counts; a decision that was taken back does not.
"""

from collections.abc import Sequence
from random import SystemRandom
from typing import Any

from sqlalchemy import Engine, and_, case, exists, func, select, update
from sqlalchemy.orm import Session

from models.review import Judged
from models.vocabulary import ReviewAction, SubjectKind
from storage.engine import writing
from storage.review_fields import FACT_KINDS
from storage.selects import over_current
from storage.tables import ArticleVersion, Extraction, Review, SampledFact, StoredArticle
from storage.types import now
from storage.validity import is_valid

SAMPLED = (SubjectKind.STATEMENT, SubjectKind.FIGURE, SubjectKind.OFFICIAL, SubjectKind.AGENCY)
"""Kinds whose precision is estimated."""

_FEW = 20_000
"""Facts up to which all are listed to draw from; of more, keys are tried at random."""
_TRIES, _BATCH = 100, 1000


def draw_sample(engine: Engine, kind: SubjectKind, count: int) -> int:
    """Adds up to `count` facts to the sample; returns how many. Fewer where fewer are left."""
    with writing(engine) as session:
        chosen = _random_keys(session, kind, count)
        moment = now()
        session.add_all(
            SampledFact(
                subject_kind=kind, fact_id=key, article_id=article_id, extractor=extractor, drawn_at=moment
            )
            for key, article_id, extractor in chosen
        )
    return len(chosen)


def next_sampled(
    session: Session, kind: SubjectKind | None = None, skip: frozenset[tuple[SubjectKind, int]] = frozenset()
) -> tuple[SubjectKind, int] | None:
    """The fact of the sample to judge next, which still stands; null where none waits."""
    for each in SAMPLED if kind is None else (kind,):
        table = FACT_KINDS[each].table
        query = (
            over_current(select(SampledFact.fact_id).select_from(StoredArticle))
            .join(table, table.extraction_id == Extraction.id)
            .join(SampledFact, and_(SampledFact.fact_id == table.id, SampledFact.subject_kind == each))
            .outerjoin(Review, Review.id == SampledFact.review_id)
            .where(
                SampledFact.article_id == StoredArticle.id,
                StoredArticle.removed_at.is_(None),
                (SampledFact.review_id.is_(None)) | Review.undone_at.is_not(None),
            )
            .order_by(SampledFact.id)
        )
        found = next((key for key in session.scalars(query) if (each, key) not in skip), None)
        if found is not None:
            return each, found
    return None


def note_judgement(
    session: Session, kind: SubjectKind, fact_id: int, article_id: int, review_id: int
) -> None:
    """Lets a decision count in the sample, where its fact is in it."""
    session.execute(
        update(SampledFact)
        .where(
            SampledFact.subject_kind == kind,
            SampledFact.fact_id == fact_id,
            SampledFact.article_id == article_id,
        )
        .values(review_id=review_id)
    )


def judgements(session: Session) -> list[Judged]:
    """How many facts of each kind were drawn, judged and found right as the machine read them."""
    holds = and_(Review.id == SampledFact.review_id, Review.undone_at.is_(None))
    right: Any = func.sum(case((Review.action == ReviewAction.ACCEPT, 1), else_=0))
    query = (
        select(SampledFact.subject_kind, func.count(), func.count(Review.id), right)
        .outerjoin(Review, holds)
        .group_by(SampledFact.subject_kind)
        .order_by(SampledFact.subject_kind)
    )
    return [
        Judged(kind=kind, drawn=drawn, judged=judged, right=int(hits))
        for kind, drawn, judged, hits in session.execute(query)
    ]


def _random_keys(session: Session, kind: SubjectKind, count: int) -> Sequence[tuple[int, int, str]]:
    table = FACT_KINDS[kind].table
    drawn = exists().where(
        SampledFact.subject_kind == kind,
        SampledFact.fact_id == table.id,
        SampledFact.article_id == ArticleVersion.article_id,
    )
    query = (
        over_current(select(table.id, StoredArticle.id, Extraction.extractor).select_from(StoredArticle))
        .join(table, and_(table.extraction_id == Extraction.id, is_valid(table)))
        .where(
            StoredArticle.is_relevant,
            StoredArticle.removed_at.is_(None),
            table.review_status.is_(None),
            ~drawn,
        )
    )
    chance, last = SystemRandom(), session.scalar(select(func.max(table.id))) or 0
    if last <= _FEW:
        found = [(key, article, extractor) for key, article, extractor in session.execute(query)]
        return chance.sample(found, min(count, len(found)))
    chosen: dict[int, tuple[int, int, str]] = {}
    for _ in range(_TRIES):
        keys = {chance.randint(1, last) for _ in range(_BATCH)}
        rows = [
            (key, article, extractor)
            for key, article, extractor in session.execute(query.where(table.id.in_(keys)))
        ]
        chance.shuffle(rows)
        chosen |= {row[0]: row for row in rows}
        if len(chosen) >= count:
            break
    return list(chosen.values())[:count]
