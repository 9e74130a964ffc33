"""What waits for a reviewer: facts that nobody looked at, the most doubtful first."""

import re
from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import islice

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from models.errors import PantauError
from models.review import ReviewedFact
from models.vocabulary import SubjectKind
from storage.review_fields import FACT_KINDS
from storage.review_overlay import content_of
from storage.reviews import reviews_of, revision_of
from storage.selects import over_current
from storage.tables import ArticleVersion, Extraction, StoredArticle
from storage.types import LARGEST_KEY

QUEUED = (
    SubjectKind.FIGURE,
    SubjectKind.STATEMENT,
    SubjectKind.OFFICIAL,
    SubjectKind.AGENCY,
    SubjectKind.LAW,
    SubjectKind.DATE,
)
"""Kinds of facts that wait; among equally doubtful ones, what is asked for most comes first."""

_CHUNK = 200
_UNRATED = 2.0  # after all that are rated
_SENTENCE_END = re.compile(r"[.!?][”\"')]*\s|\n")
_CONTEXT = 400
_Place = tuple[float, int, int]
"""Confidence, number of the kind, key of the fact."""


def next_facts(
    session: Session,
    kinds: Sequence[SubjectKind] = QUEUED,
    *,
    max_confidence: float = 1,
    limit: int,
    skip: frozenset[tuple[SubjectKind, int]] = frozenset(),
) -> list[ReviewedFact]:
    """The facts of the kinds that nobody looked at, the least sure first; those that were never rated come last.

    Only facts of current texts that are still published, and not those in `skip`.
    """
    streams = [_waiting(session, kind, number, max_confidence) for number, kind in enumerate(kinds)]
    places = ((kinds[number], fact_id) for _, number, fact_id in merge(*streams))
    chosen = islice((place for place in places if place not in skip), limit)
    return [get_fact(session, kind, fact_id) for kind, fact_id in chosen]


def get_fact(session: Session, kind: SubjectKind, fact_id: int) -> ReviewedFact:
    """A fact in its sentence. Raises PantauError where there is none with that key among the current ones."""
    if kind not in FACT_KINDS:
        raise PantauError(f"{kind.value} is no fact of an article: review one of {', '.join(FACT_KINDS)}")
    table = FACT_KINDS[kind].table
    query = over_current(select(table, StoredArticle, ArticleVersion.text).select_from(StoredArticle))
    query = query.join(table, table.extraction_id == Extraction.id).where(table.id == fact_id)
    found = session.execute(query).first() if 0 < fact_id <= LARGEST_KEY else None
    if found is None:
        raise PantauError(
            f"there is no {kind.value} {fact_id}: its article was extracted again or removed, look it up anew"
        )
    row, article, text = found
    before, after = _around(text, row.start, row.end)
    return ReviewedFact(
        kind=kind,
        fact_id=fact_id,
        article_id=article.id,
        article_title=article.title,
        **{name: getattr(article, name) for name in ("outlet", "url", "published_on")},
        before=before,
        quote=row.quote,
        after=after,
        rule=row.rule,
        confidence=row.confidence,
        status=row.review_status,
        values=content_of(kind, row),
        machine_values=row.machine_values or {},
        revision=revision_of(reviews_of(session, kind, fact_id, article.id)),
    )


def _waiting(session: Session, kind: SubjectKind, number: int, max_confidence: float) -> Iterator[_Place]:
    """Places in the queue, in order. Candidates come from the index alone; whether they count is asked in batches."""
    table = FACT_KINDS[kind].table
    candidates = select(table.confidence, table.id).where(table.review_status.is_(None)).limit(_CHUNK)
    last: tuple[float, int] = (-1, 0)
    while True:
        confidence, fact_id = last
        later = (table.confidence > confidence) | and_(table.confidence == confidence, table.id > fact_id)
        batch = session.execute(
            candidates.where(
                later, table.confidence >= confidence, table.confidence <= max_confidence
            ).order_by(table.confidence, table.id)
        ).all()
        if not batch:
            break
        current = _current(session, kind, [found for _, found in batch])
        yield from ((sure, number, found) for sure, found in batch if found in current)
        last = batch[-1][0], batch[-1][1]
    if max_confidence < 1:
        return
    fact_id = 0
    while batch := session.execute(
        candidates.where(table.confidence.is_(None), table.id > fact_id).order_by(table.id)
    ).all():
        current = _current(session, kind, [found for _, found in batch])
        yield from ((_UNRATED, number, found) for _, found in batch if found in current)
        fact_id = batch[-1][1]


def _current(session: Session, kind: SubjectKind, fact_ids: Sequence[int]) -> set[int]:
    """Those of the facts that stand in current texts still published."""
    table = FACT_KINDS[kind].table
    query = over_current(select(table.id).select_from(StoredArticle))
    query = query.join(table, table.extraction_id == Extraction.id)
    return set(session.scalars(query.where(table.id.in_(fact_ids), StoredArticle.removed_at.is_(None))))


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """The text around a quote, from the beginning of its first sentence to the end of its last."""
    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    ends = [match.end() for match in _SENTENCE_END.finditer(before)]
    stop = None if re.search(r"[.!?][”\"')]*$", text[start:end]) else _SENTENCE_END.search(after + "\n")
    return before[ends[-1] if ends else 0 :], after[: stop.end() if stop else 0].rstrip()
