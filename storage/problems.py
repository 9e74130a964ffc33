"""What was skipped, and why: recorded, never raised, so that the rest goes on."""

from collections.abc import Iterable

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.errors import NoDocument
from storage.engine import writing
from storage.readings import Reading, count_reading
from storage.tables import Document, Problem
from storage.types import now


def save_problem(
    engine: Engine,
    *,
    subject: str,
    stage: str,
    reason: str,
    source: str | None = None,
    run_id: int | None = None,
    document_id: int | None = None,
    extractor: str | None = None,
) -> None:
    """Records something that was skipped. With a document and an extractor, that version does not read it again, and
    a document that it has read already gets no second record; what an earlier version found in it stays.

    Raises NoDocument for an unknown document.
    """
    with writing(engine) as session:
        document = None
        if document_id is not None:
            document = session.get(Document, document_id, with_for_update=True)
            if document is None:
                raise NoDocument(document_id)
        if document is not None and extractor is not None and document.processed_by == extractor:
            return
        session.add(
            Problem(
                run_id=run_id,
                document_id=document_id,
                source=source,
                subject=subject,
                stage=stage,
                reason=reason,
                noted_at=now(),
            )
        )
        if document is not None and extractor is not None:
            count_reading(session, document, Reading.EMPTY)
            document.processed_by, document.processed_at = extractor, now()


def add_problems(
    session: Session,
    reasons: Iterable[str],
    *,
    subject: str,
    stage: str,
    run_id: int | None,
    source: str | None = None,
) -> None:
    """Records that parts of a subject were left out, a problem for each reason."""
    session.add_all(
        Problem(run_id=run_id, source=source, subject=subject, stage=stage, reason=reason, noted_at=now())
        for reason in reasons
    )
