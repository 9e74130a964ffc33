"""A database with something in every list of the API."""

from generated_articles import load
from sqlalchemy import Engine, select, update

from pipelines.resolving import resolve_all
from storage.engine import writing
from storage.maintenance.derived import rebuild_derived
from storage.tables import Claim, ConflictClaim, ConflictRecord, StoredArticle
from storage.types import now

ARTICLES, REMOVED = 40, 1


def fill(engine: Engine) -> None:
    """Forty articles of invented people, resolved; one was taken down, some claims contradict one another."""
    with engine.begin() as connection:
        load(connection, ARTICLES)
        rebuild_derived(connection)
    resolve_all(engine)
    with writing(engine) as session:
        for number in (1, 2):
            session.add(ConflictRecord(id=number, key=f"{number:064}", subject_key="0" * 64))
            session.flush()
            for claim_id in session.scalars(
                select(Claim.id).order_by(Claim.id).offset(2 * number).limit(2)
            ).all():
                session.add(ConflictClaim(conflict_id=number, claim_id=claim_id))
        session.execute(update(StoredArticle).where(StoredArticle.id == REMOVED).values(removed_at=now()))
