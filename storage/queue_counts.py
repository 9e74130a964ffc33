"""How much waits for a reviewer; counted up to a bound, so that a large database answers as soon as a small one."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models.vocabulary import PairStatus, SubjectKind
from storage.review_fields import FACT_KINDS
from storage.review_lists import list_reviews
from storage.tables import ArticleVersion, ConflictRecord, Extraction, PersonPair, StoredArticle

COUNTED = 1000
"""Above it only "more than" is said."""
_KINDS = (SubjectKind.STATEMENT, SubjectKind.FIGURE)


@dataclass(frozen=True, slots=True)
class Queues:
    """What waits for a reviewer; each number is at most `COUNTED` + 1."""

    pairs: int
    """Persons who may be one."""
    conflicts: int
    """Contradicting numbers of which none was chosen."""
    facts: int
    """Statements and figures that nobody looked at and that are doubtful."""
    orphans: int
    """Reviews whose fact is not found any more."""


def review_queues(session: Session, doubtful: float) -> Queues:
    """What waits for a reviewer; facts below a confidence are doubtful."""
    pairs = select(PersonPair.id).where(PersonPair.status == PairStatus.OPEN)
    conflicts = select(ConflictRecord.id).where(ConflictRecord.chosen_claim_id.is_(None))
    facts = sum(_bounded(session, _doubtful_facts(kind, doubtful)) for kind in _KINDS)
    return Queues(
        pairs=_bounded(session, pairs),
        conflicts=_bounded(session, conflicts),
        facts=min(facts, COUNTED + 1),
        orphans=len(list_reviews(session, orphaned=True, limit=COUNTED + 1)),
    )


def _doubtful_facts(kind: SubjectKind, doubtful: float) -> Select[Any]:
    table = FACT_KINDS[kind].table
    query = select(table.id).join(Extraction, Extraction.id == table.extraction_id)
    query = query.join(ArticleVersion, ArticleVersion.id == Extraction.article_version_id)
    query = query.join(StoredArticle, StoredArticle.id == ArticleVersion.article_id)
    waiting = table.review_status.is_(None), table.confidence < doubtful
    return query.where(*waiting, ArticleVersion.is_current, StoredArticle.removed_at.is_(None))


def _bounded(session: Session, query: Select[Any]) -> int:
    return session.scalar(select(func.count()).select_from(query.limit(COUNTED + 1).subquery())) or 0
