"""What was skipped, and why: recorded, never raised, so that the rest goes on."""

from collections.abc import Iterable

from sqlalchemy import Engine
from sqlalchemy.orm import Session

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
    """Records something that was skipped. With a document and an extractor, that version does not read it again;
    what an earlier version found in it stays."""
    with writing(engine) as session:
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
        document = None if document_id is None else session.get(Document, document_id)
        if document is not None and extractor is not None:
            count_reading(session, document, Reading.EMPTY)
            document.processed_by, document.processed_at = extractor, now()


def add_problems(
    session: Session, reasons: Iterable[str], *, subject: str, stage: str, run_id: int | None
) -> None:
    """Records that parts of a subject were left out, a problem for each reason."""
    session.add_all(
        Problem(run_id=run_id, subject=subject, stage=stage, reason=reason, noted_at=now())
        for reason in reasons
    )
